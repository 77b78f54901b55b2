"""Every form of the cup, sent by those who have no business there: nothing changes, nothing is told."""

from collections.abc import Callable, Iterator
from itertools import product

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlmodel import SQLModel, col, select

from app.models.cases import Case, CaseVersion
from app.models.cup import Criterion, Edition, EditionEvent, EditionPhase, Phase, Question
from app.models.entries import (
    Decision,
    DeliberationNote,
    Entry,
    EntryEvent,
    EntryState,
    EntrySubmission,
    EntryView,
    Screening,
)
from app.models.jury import Calculation, Conflict, Juror, Scorecard
from app.models.media import Media
from app.models.people import Role, User
from app.models.platform import Job
from app.models.types import now
from app.services import Services
from tests.attacks.unread import Watched
from tests.cup.making import CRITERIA, MakeCup
from tests.cup.test_conflicts_everywhere import WORDS, Cup, build, reveal
from tests.cup.walking import _PARAMETER, _filled
from tests.factories import Make
from tests.pages import Browser

Visit = Callable[..., Browser]
TABLES: tuple[type[SQLModel], ...] = (
    *(Edition, EditionPhase, EditionEvent, Question, Criterion, Juror, Conflict, Calculation),
    *(Entry, EntrySubmission, EntryEvent, EntryView, Screening, Decision, DeliberationNote, Scorecard),
    *(Case, CaseVersion, Media),
)
OF_ENTRIES = (EntrySubmission, EntryEvent, EntryView, Screening, Decision, DeliberationNote, Scorecard)
# What the buttons of the forms say; each is sent once to every address.
DEEDS = ("send", "finish", "park", "check", "shortlist", "preview", "dismiss", "next")
PHASES = (Phase.CALL_OPEN, Phase.SCREENING, Phase.JUDGING, Phase.DELIBERATION)
# What anybody of the jury may do with their own seat.
OWN_SEAT = ("/seat/",)
# What coordinators with a tie go on doing: it concerns the edition, not one entry.
OF_EDITION = (
    *("/cup/new", "/run/next", "/run/back", "/run/extend", "/run/edition", "/run/jury/", "/run/progress/"),
    *("/assignment/propose", "/assignment/accept", "/board/calculate", "/run/conflicts/mine/"),
)


@pytest.fixture
def cup(make: Make) -> MakeCup:
    return MakeCup(make)


def add_people(make: Make, cup: MakeCup, made: Cup) -> None:
    """Those who are missing among the people of the walk through pages."""
    other = cup.edition(year=made.edition.year + 1, phase=made.edition.phase)
    elsewhere = make.user("Aliena")
    cup.card(cup.entry(other), cup.juror(other, elsewhere))
    made.people["juror of another year"] = elsewhere
    made.people["juror without a card"] = make.user("Vacua")
    cup.juror(made.edition, made.people["juror without a card"])
    rival = make.organisation("Rival Growers")
    made.people["entrant of another organisation"] = make.owner(rival)
    cup.entry(made.edition, rival)
    former = make.user("Olim", roles=(Role.COORDINATOR,), blocked_at=now())
    made.people["blocked coordinator"] = former


def form_of(services: Services, made: Cup, do: str) -> dict[str, str | list[str]]:
    """The fields of all forms at once, filled in well."""
    with services.database.reading() as session:
        entry = session.get_one(Entry, made.secret.id)
        decision = session.exec(select(Decision).where(Decision.entry_id == entry.id)).one()
        organisation = entry.organisation_id
        question = session.exec(select(Question.id).where(Question.edition_id == entry.edition_id)).first()
        tied = session.exec(select(Conflict).where(Conflict.organisation_id == organisation)).first()
    scores = {f"score-{code}": "1" for code, _, _ in CRITERIA} | {f"reason-{code}": "x" for code, _, _ in CRITERIA}
    return {
        **scores,
        "do": do,
        "strength-0": "one",
        "strength-1": "two",
        "strength_0": "one",
        "strength_1": "two",
        "next_step": "three",
        "row_version": str(decision.row_version),
        "entry": [f"{entry.code}:{decision.row_version}"],
        "anchors": [entry.code],
        "award": "finalist",
        "reason": "Because.",
        "message": "Because.",
        "note": "Because.",
        "verdict": "ineligible",
        "reasons": ["duplicate"],
        "submission": "2",
        "redactions": "potatoes",
        "licence": "cc_by_4",
        "consent": "1",
        "way": "existing",
        "case": "",
        "language": "en",
        f"q-{question}": "Taken over",
        "juror": [str(juror.id) for juror in made.jurors],
        "agreed": "1",
        "person": str(tied.user_id if tied else 1),
        "organisation": "x",
        "kind": "household",
        "accepted": ["cards", "checked", "consent"],
        "to": "announced",
        "until": "2100-01-01T00:00",
        "people": "thief@example.org",
        "max_load": "1",
    }


def addresses(app: FastAPI, services: Services, made: Cup) -> Iterator[str]:
    with services.database.reading() as session:
        entry = session.get_one(Entry, made.secret.id)
        cards = session.exec(select(Scorecard.id).where(Scorecard.entry_id == entry.id)).all()
        questions = session.exec(select(Question.id).where(Question.edition_id == entry.edition_id)).all()
    years = [str(made.edition.year), str(made.edition.year + 1)]
    values = {
        "lang": ["en"],
        "year": years,
        "code": [entry.code],
        "number": [str(cards[0]), str(cards[-1])],
        "card_id": [str(cards[0]), str(cards[-1])],
        "juror_id": [str(made.jurors[0].id)],
        "question": [str(questions[0])],
        "token": ["0123456789abcdef0123456789abcdef"],
    }
    for route in iter_route_contexts(app.routes):
        path = str(route.path)
        if "/cup" not in path or "POST" not in (getattr(route, "methods", None) or ()):
            continue
        names = _PARAMETER.findall(path)
        for chosen in product(*(values[name] for name in names)):
            yield _filled(path, dict(zip(names, chosen, strict=True)))


def state(services: Services, entry_id: int | None = None) -> dict[str, list[object]]:
    """Everything that stands there; with an entry, what stands there of it, and all that is decided."""
    with services.database.reading() as session:
        found: dict[str, list[object]] = {}
        for table in OF_ENTRIES if entry_id else TABLES:
            query = select(table)
            if entry_id and table is not Decision:
                query = query.where(col(table.entry_id) == entry_id)  # type: ignore[attr-defined]
            found[str(table.__tablename__)] = [row.model_dump() for row in session.exec(query).all()]
        states = session.exec(select(Entry.id, Entry.state, Entry.anchor).order_by(col(Entry.id))).all()
        found["states"] = [tuple(one)[:2] for one in states]
        found["releases"] = list(session.exec(select(Job.key).where(Job.kind == "cup_release")).all())
        return found


def send_all(
    browser: Browser, app: FastAPI, services: Services, made: Cup, leave_out: tuple[str, ...]
) -> tuple[list[str], list[str]]:
    """What told a secret or broke; and where it was sent."""
    wrong: list[str] = []
    paths = [one for one in addresses(app, services, made) if not any(part in one for part in leave_out)]
    read_at = paths
    for do in DEEDS:
        form = form_of(services, made, do)
        waiting, read_at = read_at, []
        for path in waiting:
            Watched.read = False
            answer = browser.client.post(path, data=form, follow_redirects=False)
            said = f"{answer.text} {answer.headers}".casefold()
            if answer.status_code >= 500 or any(word in said for word in WORDS):
                wrong.append(f"{do}: {answer.status_code} {path}")
            # Whoever was turned away before anybody looked into the form is so whatever it says; who is asked to
            # sign in, or has been asked too often, had it put aside unread.
            if Watched.read and answer.status_code != 429 and "/sign-in" not in answer.headers.get("location", ""):
                read_at.append(path)
    return wrong, paths


def prepared(services: Services, make: Make, cup: MakeCup, phase: Phase) -> Cup:
    made = build(make, cup, phase)
    add_people(make, cup, made)
    reveal(services, made, now())
    if phase in (Phase.CALL_OPEN, Phase.SCREENING):
        with services.database.writing() as session:
            session.get_one(Entry, made.secret.id).state = EntryState.SUBMITTED
    return made


WHO = (
    *("stranger", "stranger with an account", "entrant of another organisation", "juror of another year"),
    *("juror without a card", "juror who declared it", "juror and facilitator by relation", "blocked coordinator"),
)
pytestmark = pytest.mark.usefixtures("watched_forms")


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("who", WHO)
def test_intruders_change_nothing_of_the_cup(
    services: Services, make: Make, cup: MakeCup, visit: Visit, applications: list[FastAPI], phase: Phase, who: str
) -> None:
    made = prepared(services, make, cup, phase)
    user: User | None = made.people[who]
    browser = visit(user)
    before = state(services)

    wrong, paths = send_all(browser, applications[0], services, made, OWN_SEAT)

    assert sorted(set(wrong)) == []
    assert len(paths) > 60
    assert state(services) == before


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("who", ["coordinator by relation", "coordinator who declared it"])
def test_coordinators_with_a_tie_change_nothing_of_that_entry_and_decide_nothing(
    services: Services, make: Make, cup: MakeCup, visit: Visit, applications: list[FastAPI], phase: Phase, who: str
) -> None:
    made = prepared(services, make, cup, phase)
    browser = visit(made.people[who])
    browser.client._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    before = state(services, made.secret.id)

    wrong, _ = send_all(browser, applications[0], services, made, OF_EDITION)

    assert sorted(set(wrong)) == []
    assert state(services, made.secret.id) == before
