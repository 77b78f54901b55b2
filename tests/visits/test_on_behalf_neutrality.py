"""Who entered a wish or an offer on behalf is that side's voice, coordinates nothing of it, and never is both sides."""

from datetime import timedelta

import pytest

from app.domain.errors import Conflict, Forbidden
from app.domain.visits import answering, demanding, goals, listing, moving, pairs, proposal_ends, proposing
from app.domain.visits.access import VisitPart, parts_in_visit, readable_proposals, readable_visits
from app.domain.visits.proposal_answers import side_for
from app.domain.visits.proposal_showing import listed
from app.domain.visits.report_telling import coordinators_of
from app.domain.visits.showing import visit_as_shown
from app.models.demands import Demand, DemandState, Offer
from app.models.people import User
from app.models.rounds import PairKind, Proposal, ProposalState, Round, Side
from app.models.types import now
from app.models.visits import Goal, Visit
from tests.factories import Make
from tests.visits.learning import MakeLearning
from tests.visits.making import MakeVisit, day
from tests.visits.proposals import MakeProposal

S = ProposalState


@pytest.fixture
def proposals(make: Make, visits: MakeVisit) -> MakeProposal:
    return MakeProposal(make, visits)


@pytest.fixture
def helper(proposals: MakeProposal) -> User:
    return proposals.make.coordinator("Helga")


def _entered(proposals: MakeProposal, helper: User, *sides: Side) -> None:
    """Helga entered the wish, the offer, or both on behalf of their organisations."""
    with proposals.database.writing() as session:
        if Side.VISITOR in sides:
            session.get_one(Demand, proposals.demand.id).on_behalf_by_id = helper.id
        if Side.HOST in sides:
            session.get_one(Offer, proposals.offer.id).on_behalf_by_id = helper.id


EITHER = pytest.mark.parametrize("side", list(Side))


@EITHER
def test_who_entered_one_side_proposes_nothing(proposals: MakeProposal, helper: User, side: Side) -> None:
    _entered(proposals, helper, side)
    proposals.clara = helper

    with pytest.raises(Forbidden):
        proposals.suggested()


@EITHER
def test_who_entered_one_side_neither_sends_nor_takes_back_nor_sees_what_is_only_thought_of(
    proposals: MakeProposal, helper: User, side: Side
) -> None:
    _entered(proposals, helper, side)
    suggested = proposals.suggested()
    viewer = proposals.make.viewer(helper)

    with proposals.database.writing() as session:
        mine = session.get_one(Proposal, suggested.id)
        with pytest.raises(Forbidden):
            proposing.send(session, proposal=mine, by=viewer)
        with pytest.raises(Forbidden):
            proposal_ends.take_back(session, proposal=mine, message="No.", by=viewer)
        assert session.exec(readable_proposals(viewer)).all() == []


@EITHER
def test_who_entered_one_side_says_yes_for_it_alone(proposals: MakeProposal, helper: User, side: Side) -> None:
    _entered(proposals, helper, side)
    proposal = proposals.sent()

    with pytest.raises(Forbidden):
        proposals.yes(proposal, next(one for one in Side if one is not side), by=helper)
    proposals.yes(proposal, side, by=helper)

    accepted = {Side.VISITOR: S.VISITOR_ACCEPTED, Side.HOST: S.HOST_ACCEPTED}
    assert proposals.again(proposal).state is accepted[side]


@EITHER
def test_who_entered_both_sides_says_yes_for_one_only(proposals: MakeProposal, helper: User, side: Side) -> None:
    _entered(proposals, helper, *Side)
    proposal = proposals.sent()
    other = next(one for one in Side if one is not side)

    proposals.yes(proposal, side, by=helper)

    with pytest.raises(Forbidden):
        proposals.yes(proposal, other, by=helper)
    with proposals.database.reading() as session:
        mine, viewer = session.get_one(Proposal, proposal.id), proposals.make.viewer(helper)
        assert side_for(session, proposal=mine, by=viewer) is None
        rows, _ = listed(session, viewer, state="", own=False, page=1, per_page=10)
        assert [row.mine for row in rows] == [False]
    assert "Helga" not in proposals.told("proposal_half")
    proposals.yes(proposal, other)
    assert proposals.again(proposal).state is S.AGREED


def test_yes_for_one_side_is_refused_while_nobody_else_could_answer_for_the_other(
    proposals: MakeProposal, helper: User
) -> None:
    lonely = proposals.make.organisation("Lonely hosts")
    proposals.offer = proposals.visits.offer(lonely, on_behalf_by_id=helper.id)
    _entered(proposals, helper, Side.VISITOR)
    proposal = proposals.sent()

    with pytest.raises(Conflict):
        proposals.yes(proposal, Side.VISITOR, by=helper)
    with proposals.database.reading() as session:
        asked = side_for(session, proposal=session.get_one(Proposal, proposal.id), by=proposals.make.viewer(helper))
    proposals.yes(proposal, Side.HOST, by=helper)

    assert asked is Side.HOST
    assert proposals.again(proposal).state is S.HOST_ACCEPTED


def test_proposal_that_one_person_alone_would_answer_for_both_is_not_sent(
    proposals: MakeProposal, helper: User
) -> None:
    homes = [proposals.make.organisation(name) for name in ("Lonely hosts", "Lonely visitors")]
    proposals.offer = proposals.visits.offer(homes[0], on_behalf_by_id=helper.id)
    proposals.demand = proposals.visits.demand(homes[1], on_behalf_by_id=helper.id)

    with pytest.raises(Conflict):
        proposals.sent()
    with pytest.raises(Conflict), proposals.database.writing() as session:
        answering.show_this(
            session,
            demand=session.get_one(Demand, proposals.demand.id),
            offer=session.get_one(Offer, proposals.offer.id),
            starts_on=day(60),
            note="",
            by=proposals.make.viewer(helper),
        )


@EITHER
def test_who_entered_one_side_decides_about_no_pair(proposals: MakeProposal, helper: User, side: Side) -> None:
    _entered(proposals, helper, side)
    round_ = proposals.visits.round()

    with pytest.raises(Forbidden), proposals.database.writing() as session:
        pairs.decide(
            session,
            round_=session.get_one(Round, round_.id),
            demand_code=proposals.demand.code,
            offer_code=proposals.offer.code,
            kind=PairKind.FORBIDDEN,
            reason="They quarrelled.",
            by=proposals.make.viewer(helper),
        )


def _visit(proposals: MakeProposal) -> Visit:
    return proposals.visits.visit(proposals.offer, [proposals.demand])


@pytest.mark.parametrize(
    ("sides", "parts"),
    [
        ((), {VisitPart.COORDINATOR}),
        ((Side.VISITOR,), {VisitPart.VISITOR}),
        ((Side.HOST,), {VisitPart.HOST}),
        (tuple(Side), {VisitPart.VISITOR, VisitPart.HOST}),
    ],
)
def test_parts_in_a_visit_of_who_entered_something_of_it(
    proposals: MakeProposal, helper: User, sides: tuple[Side, ...], parts: set[VisitPart]
) -> None:
    _entered(proposals, helper, *sides)
    visit, viewer = _visit(proposals), proposals.make.viewer(helper)

    with proposals.database.reading() as session:
        mine = session.get_one(Visit, visit.id)
        shown = visit_as_shown(session, mine, viewer)
        calendar = listing.for_calendar(session, readable_visits(viewer), viewer=viewer)
        assert [parts_in_visit(session, visit=mine, viewer=viewer), shown.parts] == [frozenset(parts)] * 2
        assert [one.movable for one in calendar] == [not sides]


@EITHER
def test_who_entered_one_side_does_not_move_the_visit(proposals: MakeProposal, helper: User, side: Side) -> None:
    _entered(proposals, helper, side)
    visit = _visit(proposals)

    with proposals.database.writing() as session:
        mine, by = session.get_one(Visit, visit.id), proposals.make.viewer(helper)
        with pytest.raises(Forbidden):
            moving.move_visit(session, visit=mine, starts_on=day(70), ends_on=day(72), seen=1, by=by)


def test_nobody_signs_a_goal_for_both_sides(proposals: MakeProposal, helper: User) -> None:
    _entered(proposals, helper, *Side)
    visit, viewer = _visit(proposals), proposals.make.viewer(helper)
    goal = proposals.visits.goal(
        visit, proposals.demand.organisation_id, visitor_signed_by_id=helper.id, host_signed_at=None
    )

    with proposals.database.writing() as session:
        mine, parts = session.get_one(Visit, visit.id), frozenset({VisitPart.HOST, VisitPart.VISITOR})
        left = goals.sides_to_sign(session, visit=mine, goal=session.get_one(Goal, goal.id), by=viewer, parts=parts)
        with pytest.raises(Forbidden):
            goals.sign(session, visit=mine, goal_id=goal.id or 0, side=Side.HOST, seen=1, by=viewer)

    assert left == []


def test_who_made_the_proposal_and_entered_the_wish_looks_after_no_visit(proposals: MakeProposal, helper: User) -> None:
    proposal = proposals.sent()
    _entered(proposals, proposals.clara, Side.VISITOR)

    proposals.yes(proposal, Side.VISITOR)
    visit = proposals.yes(proposal, Side.HOST)

    assert visit is not None
    assert proposals.again(visit).coordinator_id is None
    assert "Helga" in proposals.told("agreed")


def test_coordinator_of_a_visit_does_not_stay_it_when_a_wish_they_entered_joins(
    proposals: MakeProposal, helper: User
) -> None:
    proposals.offer = proposals.other_offer(parties_per_visit=2)
    visit = proposals.visits.visit(proposals.offer, [proposals.other_demand()], coordinator_id=helper.id)
    _entered(proposals, helper, Side.VISITOR)
    proposal = proposals.visits.proposal(proposals.demand, proposals.offer, state=S.HOST_ACCEPTED)

    proposals.yes(proposal, Side.VISITOR)

    assert proposals.again(visit).coordinator_id is None


@EITHER
def test_who_entered_one_side_is_not_told_as_a_neutral_coordinator(
    proposals: MakeProposal, helper: User, side: Side
) -> None:
    _entered(proposals, helper, side)

    proposals.no(proposals.sent(), side)

    assert proposals.told("proposal_declined") == ["Clara"]


def test_who_entered_a_wish_takes_it_back_for_the_organisation(proposals: MakeProposal, helper: User) -> None:
    _entered(proposals, helper, Side.VISITOR)

    with proposals.database.writing() as session:
        mine = session.get_one(Demand, proposals.demand.id)
        demanding.withdraw(session, demand=mine, message="No money.", by=proposals.make.viewer(helper))

    assert proposals.again(proposals.demand).state is DemandState.WITHDRAWN


def test_half_a_yes_ends_when_only_who_said_it_is_left_for_the_other_side(
    proposals: MakeProposal, helper: User
) -> None:
    _entered(proposals, helper, *Side)
    proposal = proposals.sent()
    proposals.yes(proposal, Side.VISITOR, by=helper)
    with proposals.database.writing() as session:
        session.get_one(User, proposals.hugo.id).deleted_at = now() - timedelta(days=1)

    with proposals.database.writing() as session:
        ended = proposal_ends.take_back_unanswerable(session)

    assert ended == 1
    assert proposals.again(proposal).state is S.TAKEN_BACK


def test_report_of_a_visit_nobody_looks_after_goes_to_neutral_coordinators(learning: MakeLearning, make: Make) -> None:
    neutral, report = make.coordinator("Nora"), learning.report()
    with learning.database.writing() as session:
        visit = session.get_one(Visit, report.visit_id)
        visit.coordinator_id = None
        session.get_one(Offer, visit.offer_id).on_behalf_by_id = learning.coordinator.id

    with learning.database.reading() as session:
        assert coordinators_of(session, session.get_one(Visit, report.visit_id)) == {neutral.id}
