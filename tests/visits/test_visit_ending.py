"""How a visit ends, and whose turn it is then."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.domain.errors import Conflict, Forbidden, Invalid, NotFound
from app.domain.visits.access import readable_visit
from app.domain.visits.by_date import announce_due, move_due
from app.domain.visits.ending import cancel, complete, did_not_happen, leave
from app.models.demands import Demand, DemandState
from app.models.platform import Notification
from app.models.rounds import Proposal, ProposalState, Side
from app.models.types import now
from app.models.visits import Guest, Participant, Visit, VisitState
from app.services import Services
from tests.factories import Make
from tests.visits.making import MakeVisit, day
from tests.visits.preparing import Prepared, prepare


@pytest.fixture
def group(services: Services, make: Make, visits: MakeVisit) -> Prepared:
    return prepare(services, make, visits, guests=2, demand={"waited": 3})


def states(group: Prepared) -> tuple[VisitState, list[tuple[DemandState, int]], list[ProposalState]]:
    demands = [(one.state, one.waited) for one in group.every(Demand)]
    return group.now().state, demands, [one.state for one in group.every(Proposal)]


@pytest.mark.parametrize("side", [Side.HOST, None])
def test_visitors_keep_their_turn_when_the_others_cancel(group: Prepared, side: Side | None) -> None:
    group.visits.participant(group.visit, group.demands[0].organisation_id, passport="P1")
    by = group.host if side else group.coordinator

    group.do(cancel, by, side=side, message=" The bridge is gone ")

    assert states(group) == (
        VisitState.CANCELLED,
        [(DemandState.OPEN, 3)] * 2,
        [ProposalState.CANCELLED] * 2,
    )
    visit = group.now()
    assert (visit.ended_by, visit.reason, visit.sequence) == (side, "The bridge is gone", 1)
    assert group.every(Participant)[0].passport == ""
    everybody = {group.host.id, group.coordinator.id, *(one.id for one in group.visitors)}
    assert {one.user_id for one in group.every(Notification)} == everybody - {by.id}


def test_one_organisation_leaves_and_the_others_travel(group: Prepared) -> None:
    for demand in group.demands:
        group.visits.participant(group.visit, demand.organisation_id)

    group.do(leave, group.visitors[0], organisation_id=group.demands[0].organisation_id, message="No bus")

    assert states(group) == (
        VisitState.PLANNED,
        [(DemandState.OPEN, 3), (DemandState.SCHEDULED, 3)],
        [ProposalState.CANCELLED, ProposalState.AGREED],
    )
    assert [one.left_at is None for one in group.every(Guest)] == [False, True]
    assert [one.organisation_id for one in group.every(Participant)] == [group.demands[1].organisation_id]
    assert {one.kind for one in group.every(Notification)} == {"visit_left"}


def test_organisation_that_left_reads_no_more_of_the_visit(make: Make, group: Prepared) -> None:
    code, left, staying = group.visit.code, make.viewer(group.visitors[0]), make.viewer(group.visitors[1])

    group.do(leave, group.visitors[0], organisation_id=group.demands[0].organisation_id, message="No bus")

    with group.services.database.reading() as session:
        assert readable_visit(session, code=code, viewer=staying).code == code
        with pytest.raises(NotFound):
            readable_visit(session, code=code, viewer=left)


def test_visit_is_cancelled_when_the_last_organisation_leaves(group: Prepared) -> None:
    for person, demand in zip(group.visitors, group.demands, strict=True):
        group.do(leave, person, organisation_id=demand.organisation_id, message="No bus")

    assert states(group) == (VisitState.CANCELLED, [(DemandState.OPEN, 3)] * 2, [ProposalState.CANCELLED] * 2)
    assert group.now().ended_by is Side.VISITOR


@pytest.mark.parametrize("message", ["", "  ", "x" * 1001])
def test_reason_is_needed_and_nothing_happens_without(group: Prepared, message: str) -> None:
    for verb, person, more in (
        (cancel, group.host, {"side": Side.HOST}),
        (leave, group.visitors[0], {"organisation_id": group.demands[0].organisation_id}),
    ):
        with pytest.raises(Invalid) as refused:
            group.do(verb, person, message=message, **more)
        assert refused.value.field == "message"

    assert states(group)[0] is VisitState.PLANNED
    assert [one.left_at for one in group.every(Guest)] == [None, None]


def test_nobody_cancels_for_others(group: Prepared) -> None:
    other = group.demands[1].organisation_id
    for person, verb, more in (
        (group.visitors[0], cancel, {"side": Side.HOST}),
        (group.visitors[0], cancel, {"side": Side.VISITOR}),
        (group.host, cancel, {"side": None}),
        (group.visitors[0], leave, {"organisation_id": other}),
        (group.make.user(), cancel, {"side": Side.HOST}),
    ):
        with pytest.raises(Forbidden):
            group.do(verb, person, message="Why not", **more)
    with pytest.raises(NotFound):
        group.do(leave, group.visitors[0], organisation_id=group.offer.organisation_id, message="Why not")

    assert states(group)[0] is VisitState.PLANNED


def test_visit_is_cancelled_once(group: Prepared) -> None:
    group.do(cancel, group.host, side=Side.HOST, message="The bridge is gone")

    with pytest.raises(Conflict):
        group.do(cancel, group.coordinator, side=None, message="The bridge is gone")

    assert group.now().ended_by is Side.HOST


def held(services: Services, make: Make, visits: MakeVisit, **changes: Any) -> Prepared:
    values = {"starts_on": day(-3), "ends_on": day(-1), "state": VisitState.UNDER_WAY}
    return prepare(services, make, visits, demand={"waited": 4}, **{**values, **changes})


@pytest.mark.parametrize("who", ["host", "coordinator"])
def test_turn_is_over_only_once_the_visit_took_place(
    services: Services, make: Make, visits: MakeVisit, who: str
) -> None:
    group = held(services, make, visits)
    before = states(group)[1]

    group.do(complete, getattr(group, who))

    assert before == [(DemandState.SCHEDULED, 4)]
    assert states(group)[:2] == (VisitState.COMPLETED, [(DemandState.SERVED, 1)])


def test_visit_is_not_over_before_its_last_day(services: Services, make: Make, visits: MakeVisit) -> None:
    group = held(services, make, visits, ends_on=day(2), offer={"time_zone": "UTC"})

    with pytest.raises(Conflict):
        group.do(complete, group.host)
    with pytest.raises(Forbidden):
        group.do(complete, group.visitors[0])

    assert states(group)[:2] == (VisitState.UNDER_WAY, [(DemandState.SCHEDULED, 4)])


def test_visit_that_did_not_happen_keeps_the_turn(services: Services, make: Make, visits: MakeVisit) -> None:
    group = held(services, make, visits)
    with pytest.raises(Forbidden):
        group.do(did_not_happen, group.host, message="Nobody came")

    group.do(did_not_happen, group.coordinator, message="Nobody came")

    assert states(group) == (VisitState.DID_NOT_HAPPEN, [(DemandState.OPEN, 4)], [ProposalState.CANCELLED])


def test_visit_to_come_can_not_have_failed_to_happen(group: Prepared) -> None:
    with pytest.raises(Invalid):
        group.do(did_not_happen, group.coordinator, message="Nobody came")


@pytest.mark.parametrize(
    ("zone", "at", "state"),
    [
        # In Kathmandu it is midnight at 18:15 in London, in St John's (in winter) at 3:30.
        ("Asia/Kathmandu", datetime(2027, 1, 31, 18, 14, tzinfo=UTC), VisitState.CONFIRMED),
        ("Asia/Kathmandu", datetime(2027, 1, 31, 18, 15, tzinfo=UTC), VisitState.UNDER_WAY),
        ("Asia/Kathmandu", datetime(2027, 2, 3, 18, 14, tzinfo=UTC), VisitState.UNDER_WAY),
        ("Asia/Kathmandu", datetime(2027, 2, 3, 18, 15, tzinfo=UTC), VisitState.COMPLETED),
        ("America/St_Johns", datetime(2027, 2, 1, 3, 29, tzinfo=UTC), VisitState.CONFIRMED),
        ("America/St_Johns", datetime(2027, 2, 1, 3, 30, tzinfo=UTC), VisitState.UNDER_WAY),
        ("America/St_Johns", datetime(2027, 2, 4, 3, 30, tzinfo=UTC), VisitState.COMPLETED),
    ],
)
def test_visit_begins_and_ends_at_midnight_of_its_place(
    services: Services, visits: MakeVisit, zone: str, at: datetime, state: VisitState
) -> None:
    offer = visits.offer(time_zone=zone)
    visit = visits.visit(offer, starts_on=date(2027, 2, 1), ends_on=date(2027, 2, 3), state=VisitState.CONFIRMED)

    with services.database.writing() as session:
        moved = move_due(session, at=at)
        again = move_due(session, at=at)
    with services.database.reading() as session:
        after = session.get_one(Visit, visit.id)

    assert (after.state, moved, again) == (state, state is not VisitState.CONFIRMED, 0)


def test_visit_that_nobody_confirmed_does_not_begin_by_itself(services: Services, visits: MakeVisit) -> None:
    visits.visit(starts_on=day(-3), ends_on=day(-1))

    with services.database.writing() as session:
        assert move_due(session) == 0


def test_visit_is_announced_a_week_ahead_once_for_each_first_day(
    services: Services, make: Make, visits: MakeVisit
) -> None:
    group = prepare(services, make, visits, starts_on=day(8), ends_on=day(9), offer={"time_zone": "UTC"})
    traveller = make.user()
    visits.participant(group.visit, group.demands[0].organisation_id, user_id=traveller.id)

    def announced(after: int) -> int:
        with services.database.writing() as session:
            return announce_due(session, at=now() + timedelta(days=after))

    counts = [announced(0), announced(1), announced(2), announced(1)]
    with services.database.writing() as session:
        session.get_one(Visit, group.visit.id).starts_on = day(9)
    counts.append(announced(3))

    told = [one.user_id for one in group.every(Notification) if one.kind == "visit_soon"]
    everybody = (group.host, group.visitors[0], group.coordinator, traveller)
    assert counts == [0, 1, 0, 0, 1]
    assert sorted(told) == sorted([one.id or 0 for one in everybody] * 2)
