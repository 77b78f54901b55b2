"""The programme: in the visit's zone, within its days, overlaps named."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from app.domain.errors import Forbidden, Invalid, Stale
from app.domain.visits import itinerary
from app.domain.visits.programme import remove_item, set_item
from app.models.visits import ItineraryItem, Visit, VisitState
from app.services import Services
from tests.factories import Make
from tests.visits.making import MakeVisit, day
from tests.visits.preparing import Prepared, prepare


@pytest.fixture
def group(services: Services, make: Make, visits: MakeVisit) -> Prepared:
    return prepare(services, make, visits)


def put(group: Prepared, by: Any, **changes: Any) -> ItineraryItem:
    values = {"item_id": None, "day": day(60), "starts_at": time(9), "ends_at": time(11), "kind": "see"}
    made: ItineraryItem = group.do(set_item, by, **{**values, "title": "The scale", **changes})
    return made


def test_hosts_write_the_programme_and_calendars_hear_of_it(group: Prepared) -> None:
    item = put(group, group.host, text=" We weigh\r\ntogether ", place="Gate", time_zone="America/Lima")

    assert (item.title, item.text, item.place, item.time_zone) == ("The scale", "We weigh\ntogether", "Gate", "")
    assert group.now().sequence == 1


def test_visitors_and_strangers_do_not_write_it(group: Prepared) -> None:
    for person in (group.visitors[0], group.make.user()):
        with pytest.raises(Forbidden):
            put(group, person)

    assert group.every(ItineraryItem) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"day": day(59)}, "day"),
        ({"day": day(63)}, "day"),
        ({"starts_at": None}, "starts_at"),
        ({"ends_at": time(9)}, "ends_at"),
        ({"kind": "party"}, "kind"),
        ({"title": " "}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"text": "x" * 2001}, "text"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
    ],
)
def test_items_that_can_not_be_are_refused_beside_their_field(
    group: Prepared, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        put(group, group.host, **changes)

    assert (refused.value.field, group.every(ItineraryItem)) == (field, [])


def test_change_of_what_somebody_else_changed_is_refused(group: Prepared) -> None:
    item = put(group, group.host)
    put(group, group.coordinator, item_id=item.id, seen=1, title="The new scale")

    with pytest.raises(Stale):
        put(group, group.host, item_id=item.id, seen=1, title="The old scale")

    assert [one.title for one in group.every(ItineraryItem)] == ["The new scale"]


def test_removing_the_only_item_of_a_day_undoes_the_confirmation(group: Prepared) -> None:
    group.ready()
    with group.services.database.writing() as session:
        session.get_one(Visit, group.visit.id).state = VisitState.CONFIRMED

    group.do(remove_item, group.host, item_id=1)

    assert group.now().state is VisitState.PLANNED


def spot(zone: str, first: date, starts: time, ends: time | None, item_zone: str = "") -> tuple[Any, Any]:
    visit = Visit(uid="u", offer_id=1, host_id=1, title="t", starts_on=first, ends_on=first, time_zone=zone)
    item = ItineraryItem(
        visit_id=1, day=first, starts_at=starts, ends_at=ends, kind="see", title="t", time_zone=item_zone
    )
    begin, end = itinerary.starts(item, visit), itinerary.ends(item, visit)
    return begin.astimezone(UTC) if begin else None, end.astimezone(UTC) if end else None


def test_times_are_those_of_the_place() -> None:
    kathmandu = spot("Asia/Kathmandu", date(2027, 2, 1), time(9), time(10, 15))
    newfoundland = spot("America/St_Johns", date(2027, 1, 10), time(22), time(1))
    transit = spot("Asia/Kathmandu", date(2027, 2, 1), time(9), None, "America/Lima")

    assert kathmandu == (datetime(2027, 2, 1, 3, 15, tzinfo=UTC), datetime(2027, 2, 1, 4, 30, tzinfo=UTC))
    assert newfoundland == (datetime(2027, 1, 11, 1, 30, tzinfo=UTC), datetime(2027, 1, 11, 4, 30, tzinfo=UTC))
    assert transit == (datetime(2027, 2, 1, 14, 0, tzinfo=UTC), None)


def test_night_in_which_the_clocks_change_is_as_long_as_it_is() -> None:
    """In St John's the clocks jump forward at 2:00 on 14 March 2027."""
    begin, end = spot("America/St_Johns", date(2027, 3, 13), time(23), time(5))

    assert (end - begin).total_seconds() == 5 * 3600


@pytest.mark.parametrize(
    ("second", "overlapping"),
    [((time(10, 59), time(12)), True), ((time(11), time(12)), False), ((time(9, 30), None), True)],
)
def test_items_at_the_same_time_are_named(group: Prepared, second: tuple[time, time | None], overlapping: bool) -> None:
    put(group, group.host)
    put(group, group.host, title="Lunch", starts_at=second[0], ends_at=second[1])

    pairs = group.read(lambda session, visit: itinerary.overlaps(visit, itinerary.items_of(session, visit=visit)))

    assert [(one.title, other.title) for one, other in pairs] == ([("The scale", "Lunch")] if overlapping else [])
