"""A visit comes of a proposal that both sides agreed to."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlmodel import col, select

from app.domain.errors import Conflict, DomainError
from app.domain.visits.clashes import Clashing
from app.domain.visits.making import make_visit
from app.models.demands import Demand, DemandState
from app.models.platform import Notification
from app.models.rounds import Proposal, ProposalState
from app.models.visits import BudgetLine, Guest, ItineraryItem, Visit, VisitEvent, VisitState, VisitTask
from app.services import Services
from tests.factories import Make
from tests.visits.making import MakeVisit, day

AGREED: dict[str, Any] = {"state": ProposalState.AGREED}


def made(services: Services, proposal: Proposal) -> Visit:
    with services.database.writing() as session:
        return make_visit(
            session,
            proposal=session.get_one(Proposal, proposal.id),
            by=None,
            base_url="https://experiences.example.org:8443/x",
        )


def every(services: Services, table: type[Any]) -> list[Any]:
    with services.database.reading() as session:
        return list(session.exec(select(table).order_by(col(table.id))).all())


def test_visit_takes_days_place_and_zone_of_what_was_agreed(services: Services, visits: MakeVisit) -> None:
    demand, offer = visits.demand(), visits.offer(time_zone="Asia/Kathmandu", place="Pokhara")
    proposal = visits.proposal(demand, offer, **AGREED)

    visit = made(services, proposal)

    assert (visit.starts_on, visit.ends_on, visit.time_zone, visit.place, visit.sequence, visit.state) == (
        day(60),
        day(62),
        "Asia/Kathmandu",
        "Pokhara",
        0,
        VisitState.PLANNED,
    )
    assert visit.uid == f"{visit.code}@experiences.example.org"
    assert every(services, Demand)[0].state is DemandState.SCHEDULED
    assert every(services, Proposal)[0].visit_id == visit.id
    assert [(one.verb, one.about) for one in every(services, VisitEvent)] == [("schedule", "demand"), ("make", "visit")]


def test_visit_begins_with_checklist_programme_and_money(services: Services, make: Make, visits: MakeVisit) -> None:
    offer = visits.offer(make.organisation(country="BO"), fixed_cost=20_000, person_cost=5_000, language="es")
    demand = visits.demand(own_budget=6_000, needs=["childcare", "diet"])
    funded = {"childcare": {"price": 700, "per": "day"}}
    round_ = visits.round(settings={"funded": funded})

    visit = made(services, visits.proposal(demand, offer, round_id=round_.id, **AGREED))

    tasks = [(one.code, one.who, one.due_on) for one in every(services, VisitTask)]
    assert tasks == [
        ("goals", "visitor", day(30)),
        ("visas", "visitor", day(30)),
        ("itinerary", "host", day(39)),
        ("rooms", "host", day(39)),
        ("insurance", "visitor", day(46)),
        ("money", "coordinator", day(50)),
        ("programme_sent", "host", day(53)),
        ("thanks", "visitor", day(69)),
        ("accounts", "coordinator", day(92)),
    ]
    items = [(one.day, one.starts_at, one.kind) for one in every(services, ItineraryItem)]
    assert items == [(day(60), None, "travel"), (day(61), None, "see"), (day(62), None, "reflect")]
    lines = [(one.kind, one.planned, one.paid_by) for one in every(services, BudgetLine)]
    assert lines == [
        ("travel", 6_000, "visitor"),
        ("travel", 14_000, "round"),
        ("childcare", 2_100, "round"),
        ("other", 0, "round"),
        ("host", 20_000, "round"),
    ]
    assert visit.round_id == round_.id


def test_organisations_of_one_offer_and_day_share_one_visit(services: Services, visits: MakeVisit) -> None:
    offer, demands = visits.offer(parties_per_visit=2), [visits.demand(), visits.demand()]
    first = made(services, visits.proposal(demands[0], offer, **AGREED))

    second = made(services, visits.proposal(demands[1], offer, days=5, **AGREED))

    assert second.id == first.id
    assert (second.ends_on, second.sequence) == (day(64), 1)
    assert [one.organisation_id for one in every(services, Guest)] == [one.organisation_id for one in demands]
    assert len(every(services, ItineraryItem)) == 5
    assert [one.kind for one in every(services, BudgetLine)] == ["travel", "host", "travel"]


def test_one_more_organisation_puts_a_confirmed_visit_back(services: Services, visits: MakeVisit) -> None:
    offer, demands = visits.offer(parties_per_visit=2), [visits.demand(), visits.demand()]
    first = visits.visit(offer, [demands[0]], state=VisitState.CONFIRMED)

    second = made(services, visits.proposal(demands[1], offer, **AGREED))

    assert (second.id, second.state) == (first.id, VisitState.PLANNED)


@pytest.mark.parametrize(("limits", "code"), [({"parties_per_visit": 1}, "parties"), ({"people_cap": 7}, "people")])
def test_more_than_the_host_takes_do_not_share_a_visit(
    services: Services, visits: MakeVisit, limits: dict[str, Any], code: str
) -> None:
    offer = visits.offer(**{"parties_per_visit": 2, **limits})
    visits.visit(offer, [visits.demand()])
    proposal = visits.proposal(visits.demand(), offer, **AGREED)

    with pytest.raises(Clashing) as refused:
        made(services, proposal)

    assert [one.code for one in refused.value.clashes] == [code]
    assert every(services, Demand)[1].state is DemandState.OPEN


@pytest.mark.parametrize("state", [ProposalState.SENT, ProposalState.DECLINED, ProposalState.CANCELLED])
def test_proposal_that_is_not_agreed_makes_no_visit(
    services: Services, visits: MakeVisit, state: ProposalState
) -> None:
    proposal = visits.proposal(visits.demand(), visits.offer(), state=state)

    with pytest.raises(Conflict):
        made(services, proposal)

    assert every(services, Visit) == []


def test_proposal_makes_its_visit_once(services: Services, visits: MakeVisit) -> None:
    proposal = visits.proposal(visits.demand(), visits.offer(), **AGREED)
    made(services, proposal)

    with pytest.raises(Conflict):
        made(services, proposal)

    assert len(every(services, Visit)) == 1


def test_both_sides_and_the_coordinator_are_told(services: Services, make: Make, visits: MakeVisit) -> None:
    coordinator = make.coordinator()
    offer, demand = visits.offer(), visits.demand()
    people = [coordinator]
    for number in (offer.organisation_id, demand.organisation_id):
        person = make.user()
        with services.database.reading() as session:
            organisation = session.get_one(type(make.organisation()), number)
        make.member(person, organisation)
        people.append(person)

    visit = made(services, visits.proposal(demand, offer, **AGREED))

    told = [(one.user_id, one.kind, one.path) for one in every(services, Notification)]
    assert sorted(told) == sorted((one.id, "visit_agreed", f"/learning/visits/{visit.code}") for one in people)


def test_of_two_agreed_at_once_for_the_same_host_one_is_refused(services: Services, visits: MakeVisit) -> None:
    offer = visits.offer()
    proposals = [
        visits.proposal(visits.demand(), offer, **{**AGREED, "starts_on": day(60) + timedelta(days=number)})
        for number in range(2)
    ]
    barrier, refused = Barrier(2), []

    def agree(proposal: Proposal) -> None:
        barrier.wait()
        try:
            made(services, proposal)
        except DomainError as error:
            refused.append(type(error))

    threads = [Thread(target=agree, args=(one,)) for one in proposals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(every(services, Visit)), refused) == (1, [Clashing])
