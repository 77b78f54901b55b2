"""A proposal from a coordinator's thought to the visit, or to its end."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.errors import Conflict, Forbidden, Invalid
from app.domain.visits import offering, proposal_ends, proposing
from app.domain.visits.clashes import Clashing
from app.models.demands import DemandState, Offer, OfferState
from app.models.rounds import Proposal, ProposalState, Side
from app.models.types import now
from app.services import Services
from tests.factories import Make
from tests.visits.making import MakeVisit, day
from tests.visits.proposals import MakeProposal

S = ProposalState


@pytest.fixture
def proposals(make: Make, visits: MakeVisit) -> MakeProposal:
    return MakeProposal(make, visits)


def test_suggestion_keeps_score_days_cost_and_round(proposals: MakeProposal) -> None:
    round_ = proposals.visits.round()

    proposal = proposals.suggested()

    assert (proposal.state, proposal.starts_on, proposal.days, proposal.cost, proposal.round_id) == (
        S.SUGGESTED,
        day(60),
        3,
        40_000,
        round_.id,
    )
    assert proposal.score > 50
    assert len(proposal.components) == 8
    assert proposals.again(proposals.demand).state is DemandState.OPEN
    assert proposals.told("proposed") == []


@pytest.mark.parametrize("who", ["vera", "hugo", "stan"])
def test_suggestion_is_for_coordinators_only(proposals: MakeProposal, who: str) -> None:
    proposals.clara = getattr(proposals, who)

    with pytest.raises(Forbidden):
        proposals.suggested()


def test_suggestion_of_ones_own_organisation_is_for_other_coordinators(proposals: MakeProposal) -> None:
    proposals.make.member(proposals.clara, proposals.host)

    with pytest.raises(Forbidden):
        proposals.suggested()


@pytest.mark.parametrize(
    ("of_offer", "after", "field"),
    [
        ({"people_cap": 3}, 60, "offer"),
        ({}, 5, "starts_on"),
        ({}, 400, "starts_on"),
        ({"blackouts": [[day(61).isoformat(), day(61).isoformat()]]}, 60, "starts_on"),
        ({"visits_per_year": 0}, 60, "offer"),
    ],
)
def test_suggestion_that_cannot_be_says_where(
    proposals: MakeProposal, of_offer: dict[str, Any], after: int, field: str
) -> None:
    offer = proposals.other_offer(**of_offer)

    with pytest.raises(Invalid) as refused:
        proposals.suggested(offer=offer, after=after)

    assert refused.value.field == field


def test_suggestion_for_days_on_which_the_host_has_a_visit_names_it(proposals: MakeProposal) -> None:
    proposals.visits.visit(proposals.offer, [proposals.other_demand()], starts_on=day(61), ends_on=day(63))

    with pytest.raises(Clashing) as refused:
        proposals.suggested()

    assert [one.code for one in refused.value.clashes] == ["busy"]


def test_suggestion_on_another_topic_is_the_coordinators_decision(proposals: MakeProposal) -> None:
    offer = proposals.other_offer(topics=[{"code": "capability:governance", "evidence": "declared"}])

    assert proposals.suggested(offer=offer).state is S.SUGGESTED


def test_suggestion_may_share_a_visit_that_has_room(proposals: MakeProposal) -> None:
    offer = proposals.other_offer(parties_per_visit=2, visits_per_year=1)
    proposals.visits.visit(offer, [proposals.other_demand()])

    assert proposals.suggested(offer=offer).state is S.SUGGESTED


@pytest.mark.parametrize("state", [OfferState.PAUSED, OfferState.WITHDRAWN, OfferState.DRAFT])
def test_suggestion_needs_an_open_offer(proposals: MakeProposal, state: OfferState) -> None:
    with pytest.raises(Conflict):
        proposals.suggested(offer=proposals.other_offer(state=state))


def test_sent_proposal_asks_both_sides_with_links_of_their_own(proposals: MakeProposal) -> None:
    proposal = proposals.sent()

    assert proposal.state is S.SENT
    assert proposal.expires_at == (proposal.sent_at or now()) + timedelta(days=10)
    assert proposals.again(proposals.demand).state is DemandState.PROPOSED
    assert proposals.told("proposed") == ["Hugo", "Vera"]
    assert sorted(proposals.links()) == ["Hugo", "Vera"]
    assert len(set(proposals.links().values())) == 2


def test_second_proposal_for_a_wish_is_refused(proposals: MakeProposal) -> None:
    second = proposals.suggested(offer=proposals.other_offer())
    third = proposals.suggested(offer=proposals.other_offer("Third hosts"))
    with proposals.database.writing() as session:
        sent, refused = proposing.send_all(
            session,
            proposals=[session.get_one(Proposal, one.id) for one in (second, third)],
            by=proposals.make.viewer(proposals.clara),
        )
        assert ([one.id for one in sent], [one.id for one, _ in refused]) == ([second.id], [third.id])

    assert proposals.again(third).state is S.TAKEN_BACK
    with pytest.raises(Conflict):
        proposals.suggested()


def test_proposal_to_an_organisation_without_people_is_not_sent(proposals: MakeProposal) -> None:
    offer = proposals.visits.offer()

    with pytest.raises(Conflict) as refused:
        proposals.sent(offer=offer)

    assert refused.value.message == proposing.NOBODY


def test_proposal_is_taken_back_with_a_sentence(proposals: MakeProposal, services: Services) -> None:
    proposal = proposals.sent()

    with services.database.writing() as session:
        mine = session.get_one(Proposal, proposal.id)
        by = proposals.make.viewer(proposals.clara)
        proposal_ends.take_back(session, proposal=mine, message="The road is closed.", by=by)

    assert proposals.again(proposal).state is S.TAKEN_BACK
    assert proposals.again(proposals.demand).state is DemandState.OPEN
    assert proposals.told("proposal_taken_back") == ["Hugo", "Vera"]


def test_suggestion_is_taken_back_silently(proposals: MakeProposal, services: Services) -> None:
    proposal = proposals.suggested()

    with services.database.writing() as session:
        mine = session.get_one(Proposal, proposal.id)
        proposal_ends.take_back(session, proposal=mine, message="", by=proposals.make.viewer(proposals.clara))

    assert proposals.again(proposal).state is S.TAKEN_BACK
    assert proposals.told("proposal_taken_back") == []


def test_proposal_of_an_offer_taken_back_ends_with_notice(proposals: MakeProposal, services: Services) -> None:
    proposal = proposals.sent()

    with services.database.writing() as session:
        mine, by = session.get_one(Offer, proposals.offer.id), proposals.make.viewer(proposals.hugo)
        offering.withdraw(session, offer=mine, message="The shed burned down.", by=by)

    assert proposals.again(proposal).state is S.TAKEN_BACK
    assert proposals.again(proposals.demand).state is DemandState.OPEN
    assert proposals.told("proposal_over") == ["Vera"]
    with pytest.raises(Conflict):
        proposals.yes(proposal, Side.VISITOR)
