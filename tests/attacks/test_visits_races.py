"""Two at once about a visit, on PostgreSQL: one of them wins, and what is left is of one piece."""

from datetime import time, timedelta
from threading import Thread

import pytest
from sqlmodel import Session, select

from app.domain.viewer import viewer_of
from app.domain.visits import (
    checks_due,
    clashes,
    coaching,
    confirming,
    demanding,
    ending,
    offering,
    proposal_answers,
    proposal_ends,
)
from app.domain.visits.coaching import Asking
from app.models.demands import Demand, DemandState, Offer, OfferState
from app.models.learning import Coaching, CommitmentCheck
from app.models.people import User
from app.models.rounds import Proposal, ProposalState, Side
from app.models.visits import Guest, ItineraryItem, Visit, VisitState
from app.services import Services
from tests.attacks import test_races
from tests.attacks.test_races import Deed, at_once
from tests.factories import Make
from tests.visits.learning import MakeLearning
from tests.visits.making import MakeVisit

services = test_races.services


@pytest.fixture
def learning(make: Make) -> MakeLearning:
    return MakeLearning(make, MakeVisit(make))


def _nothing(_: Session) -> None:
    """Nobody has looked at anything before."""


def _answer(learning: MakeLearning, proposal: Proposal, verb: str) -> Deed:
    def act(session: Session) -> None:
        row = session.get_one(Proposal, proposal.id)
        people = {"host": learning.host_person, "visitor": learning.guest_person}
        by = viewer_of(session, people.get(verb, learning.guest_person))
        if verb in people:
            base = "http://testserver"
            proposal_answers.accept(session, proposal=row, side=Side(verb), by=by, base_url=base)
        elif verb == "no":
            proposal_answers.decline(session, proposal=row, side=Side.VISITOR, reason="busy", by=by)
        elif verb == "withdraw":
            demand = session.get_one(Demand, row.demand_id)
            demanding.withdraw(session, demand=demand, message="No money.", by=by)
        else:
            clara = viewer_of(session, learning.coordinator)
            proposal_ends.take_back(session, proposal=row, message="A mistake.", by=clara)

    return act


@pytest.mark.parametrize(
    ("first", "second", "state", "wish"),
    [
        ("host", "host", ProposalState.AGREED, DemandState.SCHEDULED),
        ("host", "no", ProposalState.AGREED, DemandState.SCHEDULED),
        ("no", "host", ProposalState.DECLINED, DemandState.OPEN),
        ("host", "take back", ProposalState.AGREED, DemandState.SCHEDULED),
        ("take back", "host", ProposalState.TAKEN_BACK, DemandState.OPEN),
        ("host", "withdraw", ProposalState.AGREED, DemandState.SCHEDULED),
        ("withdraw", "host", ProposalState.TAKEN_BACK, DemandState.WITHDRAWN),
    ],
)
def test_a_second_yes_and_something_else_at_once(
    learning: MakeLearning,
    services: Services,
    first: str,
    second: str,
    state: ProposalState,
    wish: DemandState,
) -> None:
    demand = learning.visits.demand(learning.guest, state=DemandState.PROPOSED)
    offer = learning.visits.offer(learning.host)
    proposal = learning.visits.proposal(demand, offer, state=ProposalState.VISITOR_ACCEPTED)

    outcomes = at_once(
        services, _answer(learning, proposal, first), _answer(learning, proposal, second), lambda s: s.get(Demand, 1)
    )

    assert outcomes == ["first: done", "second: Conflict"]
    assert (learning.again(proposal).state, learning.again(demand).state) == (state, wish)
    with services.database.reading() as session:
        visits = session.exec(select(Visit)).all()
    assert len(visits) == (state is ProposalState.AGREED)


def _withdraw(learning: MakeLearning, proposal: Proposal, what: str) -> Deed:
    def act(session: Session) -> None:
        row = session.get_one(Proposal, proposal.id)
        if what == "wish":
            by, demand = viewer_of(session, learning.guest_person), session.get_one(Demand, row.demand_id)
            demanding.withdraw(session, demand=demand, message="No money.", by=by)
        else:
            by, offer = viewer_of(session, learning.host_person), session.get_one(Offer, row.offer_id)
            offering.withdraw(session, offer=offer, message="No time.", by=by)

    return act


@pytest.mark.parametrize("order", [("wish", "offer"), ("offer", "wish")])
def test_wish_and_offer_of_a_proposal_withdrawn_at_once_are_both_withdrawn(
    learning: MakeLearning, services: Services, order: tuple[str, str]
) -> None:
    demand = learning.visits.demand(learning.guest, state=DemandState.PROPOSED)
    offer = learning.visits.offer(learning.host)
    proposal = learning.visits.proposal(demand, offer)
    first, second = (_withdraw(learning, proposal, what) for what in order)

    outcomes = at_once(services, first, second, lambda s: [s.get(Demand, demand.id), s.get(Offer, offer.id)])

    assert outcomes == ["first: done", "second: done"]
    assert learning.again(proposal).state is ProposalState.TAKEN_BACK
    assert (learning.again(demand).state, learning.again(offer).state) == (DemandState.WITHDRAWN, OfferState.WITHDRAWN)


@pytest.mark.parametrize("what", ["wish", "offer"])
def test_withdrawing_waits_for_the_organisations_before_it_locks_anything(
    learning: MakeLearning, services: Services, what: str
) -> None:
    """Else it would hold the wish while another, who holds the organisations, waits for it: a circle."""
    demand = learning.visits.demand(learning.guest, state=DemandState.PROPOSED)
    offer = learning.visits.offer(learning.host)
    proposal = learning.visits.proposal(demand, offer)

    # `at_once` begins the second when the first is done; here the first has to look once the second waits.
    waiting = Thread(target=lambda: at_once(services, _withdraw(learning, proposal, what), _nothing, _nothing))
    with services.database.writing() as session:
        clashes.hold(session, organisations=[learning.host.id or 0, learning.guest.id or 0])
        waiting.start()
        waiting.join(timeout=0.6)
        assert waiting.is_alive()
        for thing in (session.get_one(Offer, offer.id), session.get_one(Demand, demand.id)):
            session.refresh(thing, with_for_update={"nowait": True, "key_share": True})
    waiting.join(timeout=20)

    states = {"wish": (DemandState.WITHDRAWN, OfferState.OPEN), "offer": (DemandState.OPEN, OfferState.WITHDRAWN)}
    assert (learning.again(demand).state, learning.again(offer).state) == states[what]


def _end(visit: Visit, verb: str, by: User, organisation_id: int = 0) -> Deed:
    def act(session: Session) -> None:
        row, viewer = session.get_one(Visit, visit.id), viewer_of(session, by)
        if verb == "confirm":
            confirming.confirm(session, visit=row, by=viewer)
        elif verb == "leave":
            ending.leave(session, visit=row, organisation_id=organisation_id, message="Rain.", by=viewer)
        else:
            ending.cancel(session, visit=row, side=None, message="Rain.", by=viewer)

    return act


@pytest.mark.parametrize(
    ("first", "second", "outcome", "state"),
    [
        ("confirm", "confirm", "Conflict", VisitState.CONFIRMED),
        ("cancel", "cancel", "Conflict", VisitState.CANCELLED),
        ("cancel", "confirm", "Conflict", VisitState.CANCELLED),
        ("confirm", "cancel", "done", VisitState.CANCELLED),
    ],
)
def test_two_coordinators_decide_about_a_visit_at_once(
    learning: MakeLearning, services: Services, first: str, second: str, outcome: str, state: VisitState
) -> None:
    visit = learning.visit(state=VisitState.PLANNED)
    _complete(learning, visit)

    outcomes = at_once(
        services,
        _end(visit, first, learning.coordinator),
        _end(visit, second, learning.coordinator),
        lambda s: s.get(Visit, visit.id),
    )

    assert outcomes == ["first: done", f"second: {outcome}"]
    assert learning.again(visit).state == state


def _complete(learning: MakeLearning, visit: Visit) -> None:
    """Nothing is missing."""
    number = learning.guest.id or 0
    learning.visits.goal(visit, number)
    learning.visits.participant(visit, number)
    for after in range(3):
        day = visit.starts_on + timedelta(days=after)
        learning.add(ItineraryItem(visit_id=visit.id or 0, day=day, starts_at=time(9), kind="see", title="See"))


def test_all_visitors_that_leave_at_once_leave_no_visit_behind(learning: MakeLearning, services: Services) -> None:
    other = learning.make.organisation()
    visit = learning.visit(guests=[learning.guest, other], state=VisitState.PLANNED)
    by = learning.coordinator

    outcomes = at_once(
        services,
        _end(visit, "leave", by, learning.guest.id or 0),
        _end(visit, "leave", by, other.id or 0),
        lambda s: s.exec(select(Guest)).all(),
    )

    assert outcomes == ["first: done", "second: done"]
    assert learning.again(visit).state == VisitState.CANCELLED


def test_question_answered_by_two_at_once_is_answered_once(learning: MakeLearning, services: Services) -> None:
    check = learning.check(learning.commitment(learning.report()))

    def answer(word: str) -> Deed:
        def act(session: Session) -> None:
            row = session.get_one(CommitmentCheck, check.id)
            by = viewer_of(session, learning.guest_person)
            checks_due.answer(session, check=row, answer=word, note="", by=by)

        return act

    outcomes = at_once(services, answer("trying"), answer("dropped"), lambda s: s.get(CommitmentCheck, check.id))

    assert outcomes == ["first: done", "second: Conflict"]
    assert learning.again(check).answer == "trying"


def test_coaching_asked_of_two_offers_at_once_is_asked_once(learning: MakeLearning, services: Services) -> None:
    offers = [learning.visits.offer(learning.host, coaching=True) for _ in range(2)]

    def ask(offer: Offer) -> Deed:
        def act(session: Session) -> None:
            asking = Asking(learning.guest.id or 0, session.get_one(Offer, offer.id), "Keep books", 5)
            coaching.ask(session, asking=asking, by=viewer_of(session, learning.guest_person))

        return act

    outcomes = at_once(services, ask(offers[0]), ask(offers[1]), _nothing)

    assert outcomes == ["first: done", "second: Conflict"]
    with services.database.reading() as session:
        assert len(session.exec(select(Coaching)).all()) == 1
