"""Administration speaks in words: every kind of job, every recorded action, every kind of thing."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlmodel import select

import app
from app.domain.audit import record
from app.domain.audit_words import ACTIONS, THINGS
from app.domain.cases.workflow import STEPS
from app.domain.cup.cards import STEPS as CARD_STEPS
from app.domain.cup.workflow import STEPS as ENTRY_STEPS
from app.domain.visits.audit_words import THINGS as VISIT_THINGS
from app.jobs.tasks import TASKS
from app.jobs.words import WORK
from app.models.cases import CaseState, TranslationState
from app.models.demands import Demand, DemandState, Offer
from app.models.media import Media, MediaKind
from app.models.people import Role
from app.models.platform import Job
from app.models.rounds import Proposal
from app.models.types import now
from app.models.visits import Visit as Trip
from app.models.vocabulary import SuggestionState
from app.services import Services
from tests.factories import Make
from tests.pages import Browser
from tests.visits.learning import MakeLearning
from tests.visits.making import MakeVisit

Visit = Callable[..., Browser]

# The parts of verbs that are put together when they are recorded.
MADE = {
    "case.": {f"case.{verb}" for verb in STEPS},
    "translation.": {f"translation.{state}" for state in TranslationState},
    "entry.": {f"entry.{verb}" for verb in ENTRY_STEPS},
    "card.": {f"card.{verb}" for verb in CARD_STEPS},
    # Of learning visits: see below.
    ".": set(),
    "edition.": {f"edition.{part}" for part in ("questions", "criteria", "awards")},
    "term_": {f"term_{state}" for state in SuggestionState if state is not SuggestionState.WAITING},
}
WRAPPERS = {"record", "note", "_record", "_note", "_replace"}


def calls() -> Iterator[ast.Call]:
    for path in Path(app.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield node


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def texts(node: ast.AST) -> list[str]:
    return [one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def recorded(call: ast.Call) -> set[str]:
    """The verbs that one call adds to the trail; wrappers take them by name or as an argument with a dot."""
    found: set[str] = set()
    for keyword in call.keywords:
        if keyword.arg == "verb" and isinstance(keyword.value, ast.JoinedStr):
            found |= MADE[texts(keyword.value)[0]]
        elif keyword.arg == "verb":
            found |= set(texts(keyword.value))
    return found | {text for arg in call.args if isinstance(arg, ast.Constant) for text in texts(arg) if "." in text}


def thing_of(call: ast.Call) -> ast.expr | None:
    """What of learning visits a step is kept of: its verb is recorded with the kind of thing before it."""
    return next((keyword.value for keyword in call.keywords if keyword.arg == "thing"), None)


def test_every_recorded_action_has_words() -> None:
    kept = [call for call in calls() if name_of(call) in WRAPPERS and not thing_of(call)]
    verbs = {verb for call in kept for verb in recorded(call)}

    assert {"case.write", "case.publish", "media.remove", "role_granted", "term_mapped", "membership.end"} <= verbs
    assert verbs - set(ACTIONS) == set()


def test_everything_kept_of_learning_visits_has_words() -> None:
    """Where a variable does not say which kind of thing it is, the verb has to have words for some kind."""
    wordless = []
    for call in calls():
        if (thing := thing_of(call)) and name_of(call) in ("note", "take_step"):
            name = thing.id.strip("_") if isinstance(thing, ast.Name) else ""
            kinds = [name] if name in VISIT_THINGS else list(VISIT_THINGS)
            given = next(keyword.value for keyword in call.keywords if keyword.arg == "verb")
            verbs = texts(given) if not isinstance(given, ast.JoinedStr) else []
            wordless += [
                f"{name}.{verb}" for verb in verbs if not {f"{kind}.{verb}" for kind in kinds} & ACTIONS.keys()
            ]

    assert wordless == []


def test_every_kind_of_thing_has_words() -> None:
    kinds = {
        text
        for call in calls()
        if name_of(call) in WRAPPERS
        for keyword in call.keywords
        if keyword.arg == "object_type"
        for text in texts(keyword.value)
    }

    assert {"user", "case", "job"} <= kinds
    assert kinds - set(THINGS) == set()


def test_every_kind_of_job_has_words() -> None:
    assert set(WORK) == set(TASKS)


def test_trail_names_what_was_done_and_leads_to_what_the_reader_may_open(
    services: Services, make: Make, visit: Visit
) -> None:
    boss, farmers = make.administrator("Ingrid"), make.organisation("Farmers <i>")
    draft, sent = make.case(farmers), make.case(farmers, state=CaseState.WITHDRAWN, first_published_at=now())
    medium = Media(case_id=sent.id or 0, kind=MediaKind.PICTURE, content_type="image/jpeg", sha256="0" * 64, size=1)
    with services.database.writing() as session:
        session.add(medium)
        for verb, kind, number in (
            ("role_granted", "user", boss.id),
            ("organisation.approve", "organisation", farmers.code),
            ("case.withdraw", "case", sent.code),
            ("case.write", "case_section", f"{draft.code}/story"),
            ("media.remove", "media", medium.public_id),
            ("mail_resent", "mail", 3),
            ("of_long_ago", "relic", 1),
        ):
            record(session, by=None, verb=verb, object_type=kind, object_id=number)

    page = visit(boss).open("/en/administration/trail")

    links = page.links()
    assert links["Ingrid"] == f"/en/administration/people/{boss.id}"
    assert links["Farmers <i>"] == f"/en/organisations/{farmers.code}"
    assert links[sent.title] == f"/en/cases/{sent.code}"
    assert links["3"] == "/en/administration/mails/3"
    assert f"Section of an experience: {draft.code}/story" in page.text
    assert f"/en/cases/{draft.code}" not in links.values()
    assert ("withdrew an experience" in page.text, "of_long_ago" in page.text) == (True, True)


def test_trail_names_what_was_done_about_learning_visits(services: Services, make: Make, visit: Visit) -> None:
    learning = MakeLearning(make, MakeVisit(make))
    report, round_ = learning.report(), learning.visits.round()
    coaching, draft = learning.coaching(), learning.visits.demand(learning.guest, state=DemandState.DRAFT)
    with services.database.writing() as session:
        demand, offer = session.exec(select(Demand)).all()[0], session.exec(select(Offer)).one()
        trip, proposal = session.exec(select(Trip)).one(), session.exec(select(Proposal)).one()
        things = {
            "demand": demand,
            "offer": offer,
            "round": round_,
            "visit": trip,
            "report": report,
            "proposal": proposal,
            "coaching": coaching,
        }
        for kind, thing in things.items():
            record(session, by=None, verb=f"{kind}.change", object_type=kind, object_id=thing.code)
        record(session, by=None, verb="demand.open", object_type="demand", object_id=draft.code)

    boss = make.user("Berta", roles=(Role.ADMINISTRATOR, Role.COORDINATOR))
    seen, unseen = (visit(one).open("/en/administration/trail") for one in (boss, make.administrator()))

    addresses = {
        f"/en/learning/{place}/{things[kind].code}"
        for kind, place in (
            ("demand", "demands"),
            ("offer", "offers"),
            ("round", "rounds"),
            ("visit", "visits"),
            ("report", "reports"),
            ("proposal", "proposals"),
            ("coaching", "coaching"),
        )
    }
    assert {page for page in addresses if f'href="{page}"' in seen.response.text} == addresses
    assert {"Visits of this year", "A warehouse of our own", "How to sell together"} <= seen.links().keys()
    assert "Guests – Hosts" in seen.links()
    assert f"Wish to learn: {draft.code}" in seen.text
    assert {page for page in addresses if f'href="{page}"' in unseen.response.text} == {
        f"/en/learning/demands/{demand.code}",
        f"/en/learning/offers/{offer.code}",
    }


def test_jobs_are_named_by_what_they_do(services: Services, make: Make, visit: Visit) -> None:
    with services.database.writing() as session:
        session.add_all([Job(kind="mail_deliver"), Job(kind="of_long_ago")])

    page = visit(make.administrator()).open("/en/administration/jobs")

    assert ("Send a mail" in page.text, "mail_deliver" in page.text, "of_long_ago" in page.text) == (True, False, True)


@pytest.mark.parametrize("query", ["object=user", "object=user:7", "object=relic:1", "verb=of_long_ago"])
def test_filters_keep_what_was_chosen(make: Make, visit: Visit, query: str) -> None:
    form = visit(make.administrator()).open(f"/en/administration/trail?{query}").form("/trail", having="object")

    name, _, value = query.partition("=")
    assert name == "verb" or form.values["object"] == [value]
