"""Other days, another place: what moves along, who is told, and two coordinators at once."""

from threading import Barrier, Thread
from typing import Any

import pytest

from app.domain.errors import DomainError, Forbidden, Invalid, Stale
from app.domain.visits.clashes import Clashing
from app.domain.visits.moving import Details, move_visit, set_details
from app.models.platform import Notification
from app.models.rounds import Proposal
from app.models.visits import ItineraryItem, VisitState, VisitTask
from app.services import Services
from tests.factories import Make
from tests.visits.making import MakeVisit, day
from tests.visits.preparing import Prepared, prepare


@pytest.fixture
def group(services: Services, make: Make, visits: MakeVisit) -> Prepared:
    return prepare(services, make, visits)


def move(group: Prepared, by: Any, first: int, last: int, seen: int = 1, **more: Any) -> None:
    group.do(move_visit, by, starts_on=day(first), ends_on=day(last), seen=seen, **more)


def test_programme_checklist_and_proposal_move_along(group: Prepared) -> None:
    group.ready()
    with group.services.database.writing() as session:
        session.add(VisitTask(visit_id=group.visit.id or 0, code="rooms", who="host", due_on=day(39)))
        session.add(VisitTask(visit_id=group.visit.id or 0, text="Our own", who="host", due_on=day(39)))

    move(group, group.coordinator, 70, 71, message="The road is closed")

    visit = group.now()
    assert (visit.starts_on, visit.ends_on, visit.sequence, visit.row_version) == (day(70), day(71), 1, 2)
    assert [one.day for one in group.every(ItineraryItem)] == [day(70), day(71), day(71)]
    assert [one.due_on for one in group.every(VisitTask)] == [day(49), day(39)]
    assert [(one.starts_on, one.days) for one in group.every(Proposal)] == [(day(70), 2)]
    told = [(one.user_id, one.kind, one.params["message"]) for one in group.every(Notification)]
    assert told == [(one.id, "visit_moved", "The road is closed") for one in (group.host, group.visitors[0])]


def test_calendars_count_every_change_of_days_and_keep_the_name(group: Prepared) -> None:
    uid = group.visit.uid
    move(group, group.coordinator, 70, 72)
    move(group, group.coordinator, 80, 82, seen=2)

    assert (group.now().uid, group.now().sequence) == (uid, 2)


def test_new_days_get_a_line_to_fill_in(group: Prepared) -> None:
    group.ready()

    move(group, group.coordinator, 60, 64)

    assert [(one.day, one.starts_at is None) for one in group.every(ItineraryItem)][3:] == [
        (day(63), True),
        (day(64), True),
    ]


def test_confirmation_is_undone_by_other_days_but_not_by_the_same(group: Prepared) -> None:
    group.ready()
    with group.services.database.writing() as session:
        session.get_one(type(group.visit), group.visit.id).state = VisitState.CONFIRMED

    move(group, group.coordinator, 60, 62)
    same = group.now()
    move(group, group.coordinator, 61, 63)

    assert (same.state, same.sequence, group.now().state) == (VisitState.CONFIRMED, 0, VisitState.PLANNED)


@pytest.mark.parametrize(("first", "last", "field"), [(62, 61, "ends_on"), (60, 120, "ends_on"), (-3, 2, "starts_on")])
def test_days_that_can_not_be_are_refused(group: Prepared, first: int, last: int, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        move(group, group.coordinator, first, last)

    assert (refused.value.field, group.now().sequence) == (field, 0)


def test_days_of_another_visit_of_the_host_are_refused(group: Prepared) -> None:
    group.visits.visit(group.offer, starts_on=day(70), ends_on=day(72))

    with pytest.raises(Clashing) as refused:
        move(group, group.coordinator, 72, 74)

    assert "busy" in [one.code for one in refused.value.clashes]
    assert group.now().starts_on == day(60)


def test_only_coordinators_move(group: Prepared) -> None:
    for person in (group.host, group.visitors[0], group.make.user()):
        with pytest.raises(Forbidden):
            move(group, person, 70, 72)


def test_of_two_coordinators_who_move_at_once_the_second_is_told(group: Prepared) -> None:
    barrier, refused = Barrier(2), []
    people = [group.coordinator, group.make.coordinator()]

    def go(number: int) -> None:
        barrier.wait()
        try:
            move(group, people[number], 70 + number, 72 + number)
        except DomainError as error:
            refused.append(type(error))

    threads = [Thread(target=go, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (refused, group.now().sequence) == ([Stale], 1)


def test_visit_under_way_may_only_end_on_another_day(services: Services, make: Make, visits: MakeVisit) -> None:
    group = prepare(services, make, visits, starts_on=day(-1), ends_on=day(1), state=VisitState.UNDER_WAY)

    with pytest.raises(DomainError):
        move(group, group.coordinator, 0, 2)
    move(group, group.coordinator, -1, 2)

    assert (group.now().starts_on, group.now().ends_on) == (day(-1), day(2))


def test_hosts_say_where_people_meet_and_another_place_is_told(group: Prepared) -> None:
    details = Details("Warehouse", "Jaén", "At the gate", "+51 1 234")
    group.do(set_details, group.host, details=details, seen=1)
    quiet = len(group.every(Notification))
    moved = Details("Warehouse", "Cusco", "At the gate", "+51 1 234")
    group.do(set_details, group.host, details=moved, seen=2)

    assert (quiet, group.now().place, group.now().sequence) == (0, "Cusco", 2)
    assert {one.kind for one in group.every(Notification)} == {"visit_moved"}


def test_details_that_somebody_else_changed_or_too_long_are_refused(group: Prepared) -> None:
    for details, seen, error in (
        (Details("W", "", "", ""), 7, Stale),
        (Details(" ", "", "", ""), 1, Invalid),
        (Details("W", "x" * 201, "", ""), 1, Invalid),
    ):
        with pytest.raises(error):
            group.do(set_details, group.host, details=details, seen=seen)

    with pytest.raises(Forbidden):
        group.do(set_details, group.visitors[0], details=Details("W", "", "", ""), seen=1)
