"""What keeps two visits apart, and a host's limits."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlmodel import select

from app.domain.visits import clashes
from app.domain.visits.clashes import Clashing
from app.models.demands import Offer
from app.models.visits import Guest, Visit, VisitState
from app.services import Services
from tests.visits.making import MakeVisit, day


def found(services: Services, offer: Offer, guests: list[int], **other: object) -> list[str]:
    values = {"people": 4, "starts_on": day(60), "ends_on": day(62), **other}
    with services.database.reading() as session:
        return [one.code for one in clashes.clashes(session, offer=offer, guests=guests, **values)]  # type: ignore[arg-type]


def test_days_that_are_free_have_no_clash(services: Services, visits: MakeVisit) -> None:
    assert found(services, visits.offer(), [visits.demand().organisation_id]) == []


@pytest.mark.parametrize(("first", "last", "clash"), [(62, 64, True), (63, 65, False), (57, 60, True), (56, 59, False)])
def test_host_of_one_visit_cannot_be_in_another_that_touches_a_day(
    services: Services, visits: MakeVisit, first: int, last: int, clash: bool
) -> None:
    visit = visits.visit()
    other = visits.offer()

    codes = found(services, other, [visit.host_id], starts_on=day(first), ends_on=day(last))

    assert codes == (["busy"] if clash else [])


def test_guest_of_one_visit_cannot_host_another(services: Services, visits: MakeVisit) -> None:
    demand = visits.demand()
    visits.visit(demands=[demand])
    offer = visits.offer()
    with services.database.writing() as session:
        session.get_one(Offer, offer.id).organisation_id = demand.organisation_id
    with services.database.reading() as session:
        offer = session.get_one(Offer, offer.id)

    assert found(services, offer, [visits.demand().organisation_id]) == ["busy"]


@pytest.mark.parametrize("state", [VisitState.CANCELLED, VisitState.DID_NOT_HAPPEN])
def test_visit_that_does_not_take_place_keeps_nobody_busy(
    services: Services, visits: MakeVisit, state: VisitState
) -> None:
    visit = visits.visit(state=state)

    assert found(services, visits.offer(), [visit.host_id]) == []


def test_guest_who_left_and_the_visit_itself_are_no_clash(services: Services, visits: MakeVisit) -> None:
    offer, demand = visits.offer(), visits.demand()
    visit = visits.visit(offer, [demand])

    itself = found(services, offer, [demand.organisation_id], besides=visit.id)
    with services.database.writing() as session:
        guest = session.exec(select(Guest)).one()
        guest.left_at = visit.created_at
    left = found(services, visits.offer(), [demand.organisation_id])

    assert (itself, left) == ([], [])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"blackouts": [[day(62).isoformat(), day(70).isoformat()]]}, "blackout"),
        ({"months_open": [day(60 + 170).month]}, "month"),
        ({"people_cap": 3}, "people"),
        ({"visits_per_year": 0}, "year"),
    ],
)
def test_limits_of_the_host_are_named(
    services: Services, visits: MakeVisit, changes: dict[str, object], code: str
) -> None:
    assert found(services, visits.offer(**changes), [visits.demand().organisation_id]) == [code]


def test_more_organisations_than_the_host_takes_are_named(services: Services, visits: MakeVisit) -> None:
    guests = [visits.demand().organisation_id for _ in range(2)]

    assert found(services, visits.offer(), guests) == ["parties"]


def test_of_two_who_agree_to_the_same_days_at_once_one_is_refused(services: Services, visits: MakeVisit) -> None:
    offer, demands = visits.offer(), [visits.demand() for _ in range(2)]
    barrier, refused = Barrier(2), []

    def agree(demand_code: str, organisation_id: int, demand_id: int) -> None:
        barrier.wait()
        try:
            with services.database.writing() as session:
                starts, ends = day(60), day(60) + timedelta(days=2)
                mine = session.get_one(Offer, offer.id)
                clashes.check(session, offer=mine, guests=[organisation_id], people=4, starts_on=starts, ends_on=ends)
                session.add(
                    Visit(
                        offer_id=mine.id or 0,
                        host_id=mine.organisation_id,
                        title="Visit",
                        uid=demand_code,
                        starts_on=starts,
                        ends_on=ends,
                    )
                )
        except Clashing as error:
            refused.append([one.code for one in error.clashes])

    threads = [Thread(target=agree, args=(one.code, one.organisation_id, one.id)) for one in demands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with services.database.reading() as session:
        made = len(session.exec(select(Visit)).all())

    assert (made, refused) == (1, [["busy"]])
