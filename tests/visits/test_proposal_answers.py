"""Both sides answer a proposal: yes, no, other days, at once and too late."""

from threading import Barrier, Thread
from typing import Any

import pytest

from app.domain.errors import Conflict, DomainError, Forbidden, Invalid
from app.domain.visits import demanding
from app.domain.visits.clashes import Clashing
from app.models.demands import Demand, DemandState
from app.models.platform import Notification
from app.models.rounds import Proposal, ProposalState, Side
from app.models.visits import Visit
from tests.factories import Make
from tests.visits.making import MakeVisit, day
from tests.visits.proposals import MakeProposal

S = ProposalState


@pytest.fixture
def proposals(make: Make, visits: MakeVisit) -> MakeProposal:
    return MakeProposal(make, visits)


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
