"""Everything of learning visits, asked by everybody in every part: nobody reads or changes what is not theirs."""

from collections.abc import Iterator

import pytest

from app.main import create_app
from app.models.demands import Demand, Offer
from app.models.learning import Coaching, CoachingSession, Commitment, CommitmentCheck, LearningReport
from app.models.media import Media
from app.models.rounds import AnswerLink, Plan, Proposal, Round, RoundPair
from app.models.visits import (
    BudgetLine,
    CalendarFeed,
    Goal,
    Guest,
    ItineraryItem,
    Participant,
    Visit,
    VisitEvent,
    VisitTask,
)
from app.services import Services
from tests.attacks.learning_things import build
from tests.attacks.learning_world import EVERYTHING, LearningWorld, everything_kept
from tests.attacks.routes import Route, client, routes
from tests.factories import Make

TABLES = (
    *(Demand, Offer, Round, RoundPair, Plan, Proposal, AnswerLink, Visit, Guest, Participant, ItineraryItem, VisitTask),
    *(BudgetLine, Goal, CalendarFeed, VisitEvent, LearningReport, Commitment, CommitmentCheck, Coaching),
    *(CoachingSession, Media),
)
# Beside the pages of visits: where else something of them could stand.
ELSEWHERE = (
    *("/en/", "/en/waiting", "/en/notifications", "/en/account/data", "/en/account/data/download"),
    *(
        "/en/search?q=quoll",
        "/en/suggestions?q=quoll",
        "/en/cases?q=quoll*",
        "/sitemap.xml",
        "/en/administration/audit",
    ),
)
LISTS = (
    *("/en/learning/demands?q=quoll", "/en/learning/offers?q=quoll", "/en/learning/proposals?state=all"),
    *("/en/learning/visits?when=past", "/en/learning/calendar?view=week", "/en/learning/calendar?view=list"),
    "/en/learning/demands/new?q=quoll",
)


@pytest.fixture
def learning_world(services: Services, make: Make) -> LearningWorld:
    return build(services, make)


@pytest.fixture
def papers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a PDF is made of, without the seconds that making it takes: its text can be looked through."""
    monkeypatch.setattr("app.exports.pdf.PdfShelf._make", lambda _, paper, __: paper.html.encode())


def _addresses(world: LearningWorld, all_routes: list[Route], method: str) -> Iterator[str]:
    for route in all_routes:
        if "/learning" in route.path and method in route.methods:
            yield from (route.filled(values) for values in world.address_values(route))
    if method == "GET":
        yield from (*ELSEWHERE, *LISTS, f"/en/learning/feed/{world.feed}.ics")
        yield from (f"/media/{one}/original" for one in world.media)


@pytest.mark.usefixtures("papers_at_once")
def test_nobody_reads_what_is_not_theirs(learning_world: LearningWorld) -> None:
    world = learning_world
    app = create_app(services=world.services)
    gets = list(_addresses(world, routes(app), "GET"))
    before = everything_kept(world, TABLES)
    wrong: list[str] = []
    seen: dict[str, set[str]] = {}

    for name, cookie in world.cookies.items():
        visitor = client(app, cookie)
        for address in gets:
            answer = visitor.get(address)
            said = f"{answer.text} {answer.headers}"
            told = {word for word in EVERYTHING if word in said}
            seen.setdefault(name, set()).update(told)
            wrong += [f"{name}: {answer.status_code} {address} tells {word}" for word in told - world.may_see[name]]
            if answer.status_code >= 500:
                wrong.append(f"{name}: {answer.status_code} {address}")
            if told and not {"private", "no-store"} & set(answer.headers["cache-control"].replace(",", " ").split()):
                wrong.append(f"{name}: {address} may be kept by others")

    assert wrong == []
    # The walk reaches what it looks for; looking has changed nothing.
    assert {name: words - seen[name] for name, words in world.may_see.items() if words - seen[name]} == {}
    assert everything_kept(world, TABLES) == before


INTRUDERS = (
    "stranger",
    "other hosts",
    "blocked owner",
    "deleted owner",
    "former owner",
    "member of the guests",
    "member of the hosts",
    "takes part",
    "facilitator of nothing",
    "administrator",
)
WORDS = "Taken over"
FORM = {
    **dict.fromkeys(
        ("message", "title", "text", "name", "reason", "note", "comment", "result", "goals", "words"), WORDS
    ),
    **dict.fromkeys(("place", "meeting_point", "emergency", "indicator", "responsible", "seen_text"), WORDS),
    **dict.fromkeys(
        ("seen", "row_version", "came", "asked", "organisation", "consent", "although_changed", "done"), "1"
    ),
    **dict.fromkeys(("planned", "spent", "hours", "minutes", "party", "days", "by", "budget"), "1"),
    **dict.fromkeys(("starts_on", "ends_on", "due_on", "day", "day-0"), "2026-12-24"),
    "answer": "yes",
    "side": "host",
    "kind": "travel",
    "paid_by": "visitor",
    "who": "visitor",
    "licence": "cc_by_4",
    "channel": "visit",
    "do": "publish",
}
# What anybody may do for an organisation of their own, and an address of one's own calendar.
ALLOWED = ("/demands/new", "/offers/new", "/show", "/calendar/address", "/offers/", "/report")
OF_OTHERS = ("edit", "publish", "pause", "withdraw", "discard")


def _is_allowed(address: str) -> bool:
    return any(part in address for part in ALLOWED) and not address.endswith(OF_OTHERS) and "/reports/" not in address


def _of_others(world: LearningWorld, posts: list[str]) -> Iterator[str]:
    """All but steps of the own visit, report and coaching themselves; ids of others under their addresses stay."""
    own = {world.codes["visits"][1], world.codes["reports"][0], world.codes["coaching"][0]}
    for address in posts:
        parts = address.split("/")
        reaches = any(part.isdecimal() for part in parts) or "/media/" in address
        if not own & set(parts) or reaches:
            yield address


def test_intruders_change_nothing(learning_world: LearningWorld) -> None:
    world = learning_world
    app = create_app(services=world.services)
    posts = [one for one in _addresses(world, routes(app), "POST") if not _is_allowed(one)]
    before = everything_kept(world, TABLES)
    wrong: list[str] = []

    for name in INTRUDERS:
        visitor = client(app, world.cookies[name])
        # The other hosts may do with their own visit what they like, but reach nothing else through it.
        for address in posts if name != "other hosts" else _of_others(world, posts):
            answer = visitor.post(address, data=FORM)
            if answer.status_code >= 500 or any(word in answer.text for word in EVERYTHING - world.may_see[name]):
                wrong.append(f"{name}: {answer.status_code} {address}")

    assert wrong == []
    assert everything_kept(world, TABLES) == before
