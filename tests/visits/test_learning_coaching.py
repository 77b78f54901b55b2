"""Coaching: who asks, who answers, who keeps its record, and who sees it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlmodel import Session, select

from app.domain.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, Stale
from app.domain.visits import coaching as verbs
from app.domain.visits import coaching_sessions
from app.domain.visits.coaching import Asking
from app.domain.visits.coaching_sessions import Met
from app.models.demands import OfferState
from app.models.learning import Coaching, CoachingSession, CoachingState
from app.models.organisations import MemberRole
from app.models.platform import Notification
from app.models.types import now
from tests.factories import Make
from tests.pages import Browser, Page
from tests.visits.learning import MakeLearning
from tests.visits.making import day

Visit = Callable[..., Browser]
WHO = ("guest_person", "host_person", "coordinator", "stranger")


def post(browser: Browser, address: str, **values: str) -> Page:
    return Page(browser.client, browser.client.post(address, data=values))


def ask(learning: MakeLearning, who: str = "guest_person", **changes: Any) -> Any:
    values = {"coached_id": learning.guest.id, "goals": "Keep the books", "hours": 10, **changes}
    offer = values.pop("offer", None) or learning.visits.offer(learning.host, coaching=True)
    by = learning.person(getattr(learning, who))
    with learning.database.writing() as session:
        return verbs.ask(session, asking=Asking(offer=session.merge(offer), **values), by=by)


def do(learning: MakeLearning, coaching: Coaching, who: str, verb: Callable[..., Any], **more: Any) -> None:
    by = learning.person(getattr(learning, who))
    with learning.database.writing() as session:
        verb(session, coaching=session.get_one(Coaching, coaching.id), by=by, **more)


def test_coaching_asked_for_is_told_to_the_coach(learning: MakeLearning) -> None:
    made = ask(learning)

    assert (made.coach_id, made.coached_id, made.state, made.hours) == (
        learning.host.id,
        learning.guest.id,
        CoachingState.PROPOSED,
        10,
    )
    with learning.database.reading() as session:
        told = [(one.user_id, one.kind, one.path) for one in session.exec(select(Notification)).all()]
    assert told == [(learning.host_person.id, "visit_coaching_asked", f"/learning/coaching/{made.code}")]


@pytest.mark.parametrize("who", ["host_person", "coordinator", "stranger"])
def test_coaching_is_asked_for_only_in_one_s_own_name(learning: MakeLearning, who: str) -> None:
    with pytest.raises(NotFound):
        ask(learning, who)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"goals": " "}, Invalid),
        ({"goals": "x" * 2001}, Invalid),
        ({"hours": 0}, Invalid),
        ({"hours": 501}, Invalid),
    ],
)
def test_coaching_without_goals_or_hours_is_refused(
    learning: MakeLearning, changes: dict[str, Any], error: type[DomainError]
) -> None:
    with pytest.raises(error):
        ask(learning, **changes)


@pytest.mark.parametrize(
    "changes", [{"coaching": False}, {"state": OfferState.PAUSED}, {"state": OfferState.WITHDRAWN}]
)
def test_coaching_that_is_not_offered_is_refused(learning: MakeLearning, changes: dict[str, Any]) -> None:
    offer = learning.visits.offer(learning.host, **{"coaching": True, **changes})

    with pytest.raises(Conflict):
        ask(learning, offer=offer)


def test_own_organisation_coaches_nobody_of_its_own(learning: MakeLearning) -> None:
    with pytest.raises(Conflict):
        ask(learning, offer=learning.visits.offer(learning.guest, coaching=True))


def test_second_coaching_of_the_same_two_waits_for_the_first(learning: MakeLearning) -> None:
    ask(learning)

    with pytest.raises(Conflict):
        ask(learning)


def test_coaching_after_a_visit_is_for_those_who_were_there(learning: MakeLearning, make: Make) -> None:
    elsewhere = learning.visit(guests=[make.organisation()])

    with pytest.raises(NotFound):
        ask(learning, visit_id=elsewhere.id)
    assert ask(learning, visit_id=learning.visit().id).visit_id is not None


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(
    ("verb", "more", "before", "allowed", "after"),
    [
        ("accept", {"hours": 8}, "proposed", {"host_person"}, "active"),
        ("decline", {"message": "No time"}, "proposed", {"host_person"}, "declined"),
        ("end", {"result": "They keep the books"}, "active", {"guest_person", "host_person", "coordinator"}, "ended"),
    ],
)
def test_step_of_a_coaching_is_taken_by_those_it_belongs_to(
    learning: MakeLearning, verb: str, more: dict[str, Any], before: str, allowed: set[str], after: str, who: str
) -> None:
    coaching = learning.coaching(state=before)

    if who in allowed:
        do(learning, coaching, who, getattr(verbs, verb), **more)
    else:
        with pytest.raises(Forbidden):
            do(learning, coaching, who, getattr(verbs, verb), **more)

    assert learning.again(coaching).state == (after if who in allowed else before)


def test_coordinator_of_a_side_acts_only_as_that_side(learning: MakeLearning, make: Make) -> None:
    make.member(learning.coordinator, learning.guest, MemberRole.MEMBER)
    coaching = learning.coaching(state="active")

    with pytest.raises(Forbidden):
        do(learning, coaching, "coordinator", verbs.end, result="Over")


@pytest.mark.parametrize(("verb", "more"), [("decline", {"message": ""}), ("accept", {"hours": 0})])
def test_answer_without_what_it_needs_is_refused(learning: MakeLearning, verb: str, more: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        do(learning, learning.coaching(), "host_person", getattr(verbs, verb), **more)


def test_coaching_does_not_end_without_saying_what_came_of_it(learning: MakeLearning) -> None:
    with pytest.raises(Invalid):
        do(learning, learning.coaching(state="active"), "host_person", verbs.end, result=" ")


def test_goals_changed_by_both_at_once_show_the_other_s(learning: MakeLearning) -> None:
    coaching = learning.coaching(state="active")
    do(learning, coaching, "host_person", verbs.change, goals="Mine", hours=10, expected=1)

    with pytest.raises(Stale) as stale:
        do(learning, coaching, "guest_person", verbs.change, goals="Theirs", hours=10, expected=1)

    assert (stale.value.theirs, learning.again(coaching).goals) == ("Mine", "Mine")


def met(**changes: Any) -> Met:
    return Met(**{"day": day(-1), "minutes": 90, "channel": "telephone", "notes": "The cash book", **changes})


def add(learning: MakeLearning, coaching: Coaching, who: str, what: Met) -> None:
    do(learning, coaching, who, coaching_sessions.add, met=what)


def test_meetings_are_added_up(learning: MakeLearning) -> None:
    coaching = learning.coaching(state="active")
    add(learning, coaching, "host_person", met())
    add(learning, coaching, "guest_person", met(minutes=30))

    with learning.database.reading() as session:
        assert verbs.minutes_of(session, coaching_ids=[coaching.id]) == {coaching.id: 120}


@pytest.mark.parametrize(("who", "state"), [("coordinator", "active"), ("stranger", "active")])
def test_meeting_is_noted_by_the_two_sides_only(learning: MakeLearning, who: str, state: str) -> None:
    with pytest.raises(Forbidden):
        add(learning, learning.coaching(state=state), who, met())


@pytest.mark.parametrize("state", ["proposed", "declined", "ended"])
def test_meeting_is_noted_while_it_goes_on(learning: MakeLearning, state: str) -> None:
    with pytest.raises(Conflict):
        add(learning, learning.coaching(state=state), "host_person", met())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"day": day(3)}, "day"),
        ({"day": day(-20000)}, "day"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"channel": "pigeon"}, "channel"),
        ({"notes": "x" * 2001}, "notes"),
        ({"next_step": "x" * 501}, "next_step"),
    ],
)
def test_wrong_meeting_is_refused(learning: MakeLearning, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as wrong:
        add(learning, learning.coaching(state="active"), "host_person", met(**changes))

    assert wrong.value.field == field


def test_meeting_changed_by_both_at_once_is_not_overwritten(learning: MakeLearning) -> None:
    coaching = learning.coaching(state="active")
    add(learning, coaching, "host_person", met())

    def change(session: Session, *, coaching: Coaching, by: Any, notes: str) -> None:
        meeting = session.exec(select(CoachingSession)).one()
        coaching_sessions.change(session, coaching=coaching, meeting=meeting, met=met(notes=notes), expected=1, by=by)

    do(learning, coaching, "host_person", change, notes="First")
    with pytest.raises(Stale):
        do(learning, coaching, "guest_person", change, notes="Second")


@pytest.mark.parametrize(("who", "status"), [*zip(WHO, (200, 200, 200, 404), strict=True)])
def test_coaching_is_seen_by_its_sides_and_coordinators(
    learning: MakeLearning, visit: Visit, who: str, status: int
) -> None:
    coaching = learning.coaching(state="active")

    pages = [visit(getattr(learning, who)).open(f"/en/learning/coaching/{coaching.code}")]

    assert [page.status for page in pages] == [status]
    assert (coaching.code in visit(getattr(learning, who)).open("/en/learning/coaching").html) == (status == 200)


def test_coaching_is_asked_for_accepted_noted_and_ended_on_its_pages(learning: MakeLearning, visit: Visit) -> None:
    trip = learning.visit()
    gina, hugo = visit(learning.guest_person), visit(learning.host_person)

    page = gina.open(f"/en/learning/visits/{trip.code}/learning")
    page = gina.open(page.links()["Ask for coaching"])
    page = page.send(page.form("coaching").fill(goals="Keep the books", hours="10"))
    address = str(page.response.url.path)
    page = hugo.open(address)
    page = page.send(page.form("accept").fill(hours="8"))
    page = page.send(
        page.form("sessions").fill(
            day=day(-1).isoformat(), minutes="90", channel="video", notes="Cash", next_step="Page"
        )
    )
    noted = page.text
    page = gina.open(address)
    page = page.send(page.form("end").fill(result="We keep the books"))

    assert "1.5 of 8 hours" in noted
    assert "Next: Page" in noted
    assert ("Ended" in page.text, "We keep the books" in page.text) == (True, True)


def test_wrong_input_stays_in_the_form_with_a_sentence(learning: MakeLearning, visit: Visit) -> None:
    offer = learning.visits.offer(learning.host, coaching=True)

    page = post(visit(learning.guest_person), f"/en/learning/offers/{offer.code}/coaching", goals="<b>", hours="many")

    assert (page.status, page.error_of("hours")) == (422, "This is not a whole number.")
    assert page.form("coaching").values["goals"] == ["<b>"]


@pytest.mark.parametrize("more", [1, 5])
def test_list_of_coachings_takes_few_queries(
    learning: MakeLearning,
    make: Make,
    visit: Visit,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
    more: int,
) -> None:
    for _ in range(more):
        coaching = learning.coaching(coached_id=make.organisation().id)
        learning.add(CoachingSession(coaching_id=coaching.id, day=now().date(), minutes=60))
    clara = visit(learning.coordinator)
    clara.open("/en/about")

    with count_queries() as queries:
        page = clara.open("/en/learning/coaching")

    assert page.text.count("1 of 10 hours") == more
    assert len(queries) <= 12
