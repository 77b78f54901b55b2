"""A proposal from a coordinator's thought to the visit, or to its end."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest

from app.domain.errors import Conflict, DomainError, Forbidden, Invalid
from app.domain.visits import demanding, offering, proposal_ends, proposing
from app.domain.visits.clashes import Clashing
from app.models.demands import Demand, DemandState, Offer, OfferState
from app.models.platform import Notification
from app.models.rounds import Proposal, ProposalState, Side
from app.models.types import now
from app.models.visits import Visit
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


@pytest.mark.parametrize("order", [(Side.VISITOR, Side.HOST), (Side.HOST, Side.VISITOR)])
def test_second_yes_makes_the_visit(proposals: MakeProposal, order: tuple[Side, Side]) -> None:
    proposal = proposals.sent()

    first, visit = (proposals.yes(proposal, side) for side in order)

    kept = proposals.again(proposal)
    assert (first, kept.state, kept.visit_id) == (None, S.AGREED, visit.id if visit else 0)
    assert proposals.again(proposals.demand).state is DemandState.SCHEDULED
    assert proposals.verbs() == ["suggest", "send", f"accept_as_{order[0]}", "agree"]
    assert proposals.told("proposal_half") == [{Side.VISITOR: "Vera", Side.HOST: "Hugo"}[order[1]]]
    assert proposals.told("agreed") != []


def test_same_side_cannot_say_yes_twice(proposals: MakeProposal) -> None:
    proposal = proposals.sent()
    proposals.yes(proposal, Side.HOST)

    with pytest.raises(Conflict):
        proposals.yes(proposal, Side.HOST)


@pytest.mark.parametrize(
    ("side", "who"), [(Side.HOST, "vera"), (Side.VISITOR, "hugo"), (Side.HOST, "clara"), (Side.VISITOR, "stan")]
)
def test_nobody_answers_for_others(proposals: MakeProposal, side: Side, who: str) -> None:
    proposal = proposals.sent()

    with pytest.raises(Forbidden):
        proposals.yes(proposal, side, by=getattr(proposals, who))
    with pytest.raises(Forbidden):
        proposals.no(proposal, side, by=getattr(proposals, who))


def test_yes_for_days_that_are_taken_names_what_clashes_and_keeps_the_proposal(proposals: MakeProposal) -> None:
    proposal = proposals.sent()
    proposals.yes(proposal, Side.VISITOR)
    proposals.visits.visit(proposals.offer, [proposals.other_demand()], starts_on=day(61), ends_on=day(62))

    with pytest.raises(Clashing) as refused:
        proposals.yes(proposal, Side.HOST)

    assert [one.name for one in refused.value.clashes] == ["Hosts"]
    assert proposals.again(proposal).state is S.VISITOR_ACCEPTED
    assert len(proposals.every(Visit)) == 1


def test_of_two_hosts_that_agree_to_the_same_days_at_once_one_is_refused(proposals: MakeProposal) -> None:
    other = proposals.other_demand()
    both = [proposals.sent(), proposals.visits.proposal(other, proposals.offer, state=S.VISITOR_ACCEPTED)]
    with proposals.database.writing() as session:
        session.get_one(Demand, other.id).state = DemandState.PROPOSED
    proposals.yes(both[0], Side.VISITOR)
    barrier, refused = Barrier(2), list[type[DomainError]]()

    def agree(proposal: Proposal) -> None:
        barrier.wait()
        try:
            proposals.yes(proposal, Side.HOST)
        except DomainError as error:
            refused.append(type(error))

    _at_once([Thread(target=agree, args=(one,)) for one in both])

    assert refused == [Clashing]
    assert len(proposals.every(Visit)) == 1
    assert sorted(one.state for one in proposals.every(Proposal)) == [S.AGREED, S.VISITOR_ACCEPTED]


def test_both_sides_that_say_yes_at_once_make_one_visit(proposals: MakeProposal) -> None:
    proposal = proposals.sent()
    barrier, refused = Barrier(2), list[type[DomainError]]()

    def agree(side: Side) -> None:
        barrier.wait()
        try:
            proposals.yes(proposal, side)
        except DomainError as error:
            refused.append(type(error))

    _at_once([Thread(target=agree, args=(side,)) for side in Side])

    assert (refused, len(proposals.every(Visit)), proposals.again(proposal).state) == ([], 1, S.AGREED)


def _at_once(threads: list[Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_yes_while_the_wish_is_taken_back_ends_in_one_of_both(proposals: MakeProposal) -> None:
    proposal = proposals.sent()
    proposals.yes(proposal, Side.VISITOR)
    barrier, refused = Barrier(2), list[type[DomainError]]()

    def agree() -> None:
        barrier.wait()
        try:
            proposals.yes(proposal, Side.HOST)
        except DomainError as error:
            refused.append(type(error))

    def withdraw() -> None:
        barrier.wait()
        try:
            with proposals.database.writing() as session:
                mine, by = session.get_one(Demand, proposals.demand.id), proposals.make.viewer(proposals.vera)
                demanding.withdraw(session, demand=mine, message="Solved at home.", by=by)
        except DomainError as error:
            refused.append(type(error))

    _at_once([Thread(target=agree), Thread(target=withdraw)])

    states = (proposals.again(proposal).state, proposals.again(proposals.demand).state)
    assert states in ((S.AGREED, DemandState.SCHEDULED), (S.TAKEN_BACK, DemandState.WITHDRAWN))
    assert refused == [Conflict]


def test_no_opens_the_wish_again_and_only_coordinators_read_the_words(proposals: MakeProposal) -> None:
    proposal = proposals.sent()

    kept = proposals.no(proposal, Side.HOST, reason="money", words="They never pay their lunch.")

    assert (kept.state, kept.declined_by, kept.reason) == (
        S.DECLINED,
        Side.HOST,
        "money\nThey never pay their lunch.",
    )
    assert proposals.again(proposals.demand).state is DemandState.OPEN
    assert (proposals.told("proposal_no"), proposals.told("proposal_declined")) == (["Vera"], ["Clara"])
    words = {one.kind: str(one.params) for one in proposals.every(Notification)}
    assert "lunch" not in words["visit_proposal_no"]
    assert "lunch" in words["visit_proposal_declined"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "<script>"}, "reason"),
        ({"reason": "other"}, "words"),
        ({"reason": "other", "words": " \x00 "}, "words"),
        ({"words": "x" * 801}, "words"),
        ({"other_days": [day(-1)]}, "day-0"),
        ({"other_days": [day(70), day(60)]}, "day-1"),
        ({"other_days": [day(3000)]}, "day-0"),
        ({"other_days": [day(70 + number) for number in range(4)]}, "day-0"),
    ],
)
def test_no_that_is_not_clear_says_where(proposals: MakeProposal, said: dict[str, Any], field: str) -> None:
    proposal = proposals.sent()

    with pytest.raises(Invalid) as refused:
        proposals.no(proposal, **said)

    assert refused.value.field == field
    assert proposals.again(proposal).state is S.SENT


def test_side_may_say_no_after_its_yes(proposals: MakeProposal) -> None:
    proposal = proposals.sent()
    proposals.yes(proposal, Side.HOST)

    assert proposals.no(proposal, Side.HOST).state is S.DECLINED


def test_agreed_proposal_is_not_declined(proposals: MakeProposal) -> None:
    proposal = proposals.sent()
    for side in Side:
        proposals.yes(proposal, side)

    with pytest.raises(Conflict):
        proposals.no(proposal)


@pytest.mark.parametrize(
    ("declines", "chooses", "state", "asked"),
    [
        (Side.HOST, "vera", S.VISITOR_ACCEPTED, ["Hugo"]),
        (Side.VISITOR, "hugo", S.HOST_ACCEPTED, ["Vera"]),
        (Side.HOST, "clara", S.SENT, ["Hugo", "Vera"]),
    ],
)
def test_other_day_becomes_a_new_proposal(
    proposals: MakeProposal, declines: Side, chooses: str, state: ProposalState, asked: list[str]
) -> None:
    proposal = proposals.no(proposals.sent(), declines, reason="days", other_days=[day(80), day(70)])

    new = proposals.choose(proposal, 70, getattr(proposals, chooses))

    assert proposal.other_days == [day(70).isoformat(), day(80).isoformat()]
    assert (new.starts_on, new.state, new.instead_of_id) == (day(70), state, proposal.id)
    assert proposals.again(proposals.demand).state is DemandState.PROPOSED
    assert sorted(proposals.told("proposed")) == sorted(["Hugo", "Vera", *asked])


def test_other_days_are_not_chosen_by_who_offered_them_nor_twice(proposals: MakeProposal) -> None:
    proposal = proposals.no(proposals.sent(), Side.HOST, reason="days", other_days=[day(70)])

    with pytest.raises(Forbidden):
        proposals.choose(proposal, 70, proposals.hugo)
    with pytest.raises(Invalid):
        proposals.choose(proposal, 71, proposals.vera)
    proposals.choose(proposal, 70, proposals.vera)
    with pytest.raises(Conflict):
        proposals.choose(proposal, 70, proposals.clara)


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
