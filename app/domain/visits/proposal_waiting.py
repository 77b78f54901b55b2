"""Proposals that wait for a person: conditions, and counts for the number in the header.

The statements are built once; `app.domain.asking.asked_by` gives their parameters.
"""

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from app.domain.asking import BELONGS, ME, WRITES
from app.models.demands import Demand, Offer
from app.models.rounds import Proposal, ProposalState
from app.models.visits import VisitEvent

S = ProposalState


def _answers_as_visitor() -> ColumnElement[bool]:
    helped = select(Demand.id).where(Demand.on_behalf_by_id == ME)
    mine = or_(col(Proposal.visitor_id).in_(WRITES), col(Proposal.demand_id).in_(helped))
    return and_(col(Proposal.state).in_((S.SENT, S.HOST_ACCEPTED)), mine)


def _answers_as_host() -> ColumnElement[bool]:
    helped = select(Offer.id).where(Offer.on_behalf_by_id == ME)
    mine = or_(col(Proposal.host_id).in_(WRITES), col(Proposal.offer_id).in_(helped))
    return and_(col(Proposal.state).in_((S.SENT, S.VISITOR_ACCEPTED)), mine)


def to_answer() -> ColumnElement[bool]:
    """Proposals that wait for a yes or no of one's own organisations, or of those one acts for.

    Who said the one yes cannot say the other.
    """
    said = select(VisitEvent.id).where(
        VisitEvent.about == "proposal",
        VisitEvent.about_id == Proposal.id,
        col(VisitEvent.verb).in_(("accept_as_visitor", "accept_as_host")),
        VisitEvent.by_id == ME,
    )
    return and_(or_(_answers_as_visitor(), _answers_as_host()), ~said.exists())


def to_send() -> ColumnElement[bool]:
    """Suggestions that wait for a coordinator who belongs to neither side, and entered neither on behalf."""
    neither = and_(
        col(Proposal.visitor_id).not_in(BELONGS),
        col(Proposal.host_id).not_in(BELONGS),
        col(Proposal.demand_id).not_in(select(Demand.id).where(Demand.on_behalf_by_id == ME)),
        col(Proposal.offer_id).not_in(select(Offer.id).where(Offer.on_behalf_by_id == ME)),
    )
    return and_(col(Proposal.state) == S.SUGGESTED, neither)


def proposals_to_answer() -> SelectOfScalar[int]:
    return select(func.count()).select_from(Proposal).where(to_answer())


def proposals_to_send() -> SelectOfScalar[int]:
    """For coordinators only."""
    return select(func.count()).select_from(Proposal).where(to_send())
