"""What time does to proposals, what comes next when one has ended, and who waits for a place."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from app.domain.visits import alternatives, ending, proposal_ends, waiting_list
from app.domain.visits.waiting_list import Place
from app.jobs.tasks import TASKS
from app.models.demands import Demand, DemandState, Offer, OfferState
from app.models.people import User
from app.models.rounds import Proposal, ProposalState, Side
from app.models.types import now
from app.models.visits import Visit
from app.services import Services
from tests.factories import Make
from tests.pages import Browser
from tests.visits.making import MakeVisit, day
from tests.visits.proposals import MakeProposal

S = ProposalState


@pytest.fixture
def proposals(make: Make, visits: MakeVisit) -> MakeProposal:
    return MakeProposal(make, visits)


def remind(services: Services, days: float) -> int:
    with services.database.writing() as session:
        return proposal_ends.remind_due(session, at=now() + timedelta(days=days))


def expire(services: Services, days: float) -> int:
    with services.database.writing() as session:
        return proposal_ends.expire_due(session, at=now() + timedelta(days=days))


def killed_while_expiring(services: Services) -> None:
    with services.database.writing() as session:
        proposal_ends.expire_due(session, at=now() + timedelta(days=11))
        raise KeyboardInterrupt


def look_for_next(services: Services) -> int:
    with services.database.writing() as session:
        return alternatives.next_due(session)


def place(services: Services, demand: Demand) -> Place | None:
    with services.database.reading() as session:
        return waiting_list.place_of(session, demand=session.get_one(Demand, demand.id))


def suggested(proposals: MakeProposal) -> list[tuple[int, int, int | None]]:
    found = [one for one in proposals.every(Proposal) if one.state is S.SUGGESTED]
    return [(one.demand_id, one.offer_id, one.instead_of_id) for one in found]


def test_reminder_comes_once_after_five_days_and_only_to_who_has_not_answered(
    proposals: MakeProposal, services: Services
) -> None:
    proposal = proposals.sent()
    proposals.yes(proposal, Side.VISITOR)

    assert [remind(services, days) for days in (4.9, 5.1, 5.2, 8)] == [0, 1, 0, 0]
    assert proposals.told("proposal_reminder") == ["Hugo"]


def test_nobody_is_reminded_of_what_ends_within_a_day(proposals: MakeProposal, services: Services) -> None:
    proposals.sent()

    assert remind(services, 9.5) == 0


def test_proposal_not_answered_in_ten_days_ends_once(proposals: MakeProposal, services: Services) -> None:
    proposal = proposals.sent()

    assert [expire(services, days) for days in (9.9, 10.1, 10.2)] == [0, 1, 0]
    assert proposals.again(proposal).state is S.EXPIRED
    assert proposals.again(proposals.demand).state is DemandState.OPEN
    assert proposals.told("proposal_expired") == ["Clara", "Hugo", "Vera"]


def test_job_that_is_killed_in_between_begins_anew_and_tells_once(proposals: MakeProposal, services: Services) -> None:
    proposal = proposals.sent()

    with pytest.raises(KeyboardInterrupt):
        killed_while_expiring(services)
    assert (proposals.again(proposal).state, proposals.told("proposal_expired")) == (S.SENT, [])
    expire(services, 11)

    assert proposals.told("proposal_expired") == ["Clara", "Hugo", "Vera"]


def test_side_with_nobody_left_ends_the_proposal(proposals: MakeProposal, services: Services) -> None:
    proposal = proposals.sent()
    with services.database.writing() as session:
        session.get_one(User, proposals.hugo.id).blocked_at = now()

    with services.database.writing() as session:
        ended = [proposal_ends.take_back_unanswerable(session) for _ in range(2)]

    assert ended == [1, 0]
    assert proposals.again(proposal).state is S.TAKEN_BACK
    assert proposals.again(proposals.demand).state is DemandState.OPEN
    assert "Vera" in proposals.told("proposal_nobody")


def test_after_a_no_the_best_other_host_is_suggested_once(proposals: MakeProposal, services: Services) -> None:
    weak = proposals.other_offer("Weak", topics=[{"code": "capability:marketing_negotiation", "evidence": "declared"}])
    best = proposals.other_offer("Best")
    ended = proposals.no(proposals.sent())

    assert [look_for_next(services), look_for_next(services)] == [1, 0]
    assert suggested(proposals) == [(proposals.demand.id, best.id, ended.id)]
    assert proposals.told("proposal_next") == ["Clara"]
    assert weak.id not in [one.offer_id for one in proposals.every(Proposal)]


def test_pair_that_was_declined_is_not_suggested_again_for_a_year(proposals: MakeProposal, services: Services) -> None:
    first = proposals.no(proposals.sent())
    other = proposals.other_offer()
    second = proposals.no(proposals.visits.proposal(proposals.demand, other, state=S.SENT), Side.VISITOR)
    look_for_next(services)
    before = suggested(proposals)
    with services.database.writing() as session:
        session.get_one(Proposal, first.id).ended_at = now() - timedelta(days=366)
        alternatives.suggest_next(session, ended=session.get_one(Proposal, second.id))

    assert before == []
    assert suggested(proposals) == [(proposals.demand.id, proposals.offer.id, second.id)]


def test_no_with_other_days_leaves_the_pair_for_later(proposals: MakeProposal, services: Services) -> None:
    ended = proposals.no(proposals.sent(), reason="days", other_days=[day(70)])
    look_for_next(services)
    other = proposals.visits.proposal(proposals.demand, proposals.other_offer(), state=S.EXPIRED)

    with services.database.writing() as session:
        alternatives.suggest_next(session, ended=session.get_one(Proposal, other.id))

    assert suggested(proposals) == [(proposals.demand.id, proposals.offer.id, other.id)]
    assert ended.other_days == [day(70).isoformat()]


def test_alternative_is_on_a_day_on_which_nobody_is_elsewhere(proposals: MakeProposal, services: Services) -> None:
    other = proposals.other_offer(visits_per_year=9)
    proposals.visits.visit(other, [proposals.other_demand()], starts_on=day(30), ends_on=day(45))
    proposals.no(proposals.sent())

    look_for_next(services)

    found = next(one for one in proposals.every(Proposal) if one.state is S.SUGGESTED)
    assert (found.offer_id, found.starts_on > day(45)) == (other.id, True)


@pytest.mark.parametrize("state", [OfferState.PAUSED, OfferState.WITHDRAWN])
def test_closed_offers_are_no_alternative(proposals: MakeProposal, services: Services, state: OfferState) -> None:
    proposals.other_offer(state=state)
    proposals.no(proposals.sent())

    assert look_for_next(services) == 0


def test_cancelled_visit_cancels_its_proposal_and_leads_to_the_next(
    proposals: MakeProposal, services: Services
) -> None:
    other = proposals.other_offer()
    proposal = proposals.sent()
    visit = [proposals.yes(proposal, side) for side in Side][1]
    with services.database.writing() as session:
        mine = session.get_one(Visit, visit.id if visit else 0)
        by = proposals.make.viewer(proposals.hugo)
        ending.cancel(session, visit=mine, side=Side.HOST, message="The bridge is gone.", by=by)

    look_for_next(services)

    assert proposals.again(proposal).state is S.CANCELLED
    assert suggested(proposals) == [(proposals.demand.id, other.id, proposal.id)]


def test_wish_for_a_full_offer_sees_its_place(proposals: MakeProposal, services: Services) -> None:
    offer = proposals.other_offer(visits_per_year=1, parties_per_visit=1)
    changes = {"offer_id": offer.id}
    first = proposals.other_demand("First", **changes)
    second = proposals.other_demand("Second", **changes)
    long_ago = proposals.other_demand("Waited long", waited=4, **changes)
    free = [place(services, one) for one in (first, second, long_ago)]
    for year in {day(30).year, day(200).year}:
        starts = date(year, 6, 1)
        proposals.visits.visit(offer, [proposals.other_demand()], starts_on=starts, ends_on=starts, uid=f"visit-{year}")

    assert free == [None, None, None]
    assert [place(services, one) for one in (first, second, long_ago)] == [Place(2, 3), Place(3, 3), Place(1, 3)]
    with services.database.reading() as session:
        (line,) = waiting_list.lines(session)
        assert (line.offer.id, [name for _, name in line.waiting]) == (offer.id, ["Waited long", "First", "Second"])


def test_free_place_goes_to_the_first_who_waits_and_fits(proposals: MakeProposal, services: Services) -> None:
    with services.database.writing() as session:
        session.get_one(Offer, proposals.offer.id).visits_per_year = 1
    too_many = proposals.other_demand("Too many", offer_id=proposals.offer.id, party=20, languages={"es": 20})
    fitting = proposals.other_demand("Fitting", offer_id=proposals.offer.id)
    later = proposals.other_demand("Later", offer_id=proposals.offer.id)
    ended = proposals.no(proposals.sent(), Side.VISITOR)

    look_for_next(services)

    assert suggested(proposals) == [(fitting.id, proposals.offer.id, ended.id)]
    assert too_many.id != later.id


def test_jobs_do_all_of_this_and_are_done_twice_without_harm(proposals: MakeProposal, services: Services) -> None:
    proposals.other_offer()
    proposal = proposals.sent()
    with services.database.writing() as session:
        session.get_one(Proposal, proposal.id).expires_at = now() - timedelta(minutes=1)

    for _ in range(2):
        for kind in ("proposals_by_date", "visit_next"):
            with services.database.writing() as session:
                TASKS[kind].run(session, None)

    assert proposals.again(proposal).state is S.EXPIRED
    assert len(suggested(proposals)) == 1
    assert proposals.told("proposal_expired") == ["Clara", "Hugo", "Vera"]


def test_page_of_a_wish_tells_its_own_people_their_place(
    proposals: MakeProposal, visit: Callable[..., Browser]
) -> None:
    offer = proposals.other_offer(visits_per_year=0)
    demand = proposals.visits.demand(proposals.visitor, offer_id=offer.id)

    own, others = (visit(one).open(f"/en/learning/demands/{demand.code}") for one in (proposals.vera, proposals.stan))

    assert "You are number 1 of 1 who wait." in own.text
    assert (others.status, "who wait" in others.text) == (200, False)
