"""When a wish or an offer is taken back, the proposals that rest on it and wait for an answer end."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.domain.viewer import Viewer
from app.domain.visits import clashes
from app.domain.visits.access import VisitPart
from app.domain.visits.proposal_ends import finish
from app.domain.visits.proposal_telling import people_of, say
from app.domain.visits.proposal_words import OUT
from app.domain.visits.workflow import take_step
from app.models.demands import Demand, Offer
from app.models.rounds import Proposal, ProposalState, Side


def hold(session: Session, *, demand: Demand | None = None, offer: Offer | None = None) -> None:
    """Before a wish or an offer is withdrawn: lock the organisations of all that rests on it, as answers do first."""
    organisations = {one.organisation_id for one in (demand, offer) if one}
    for proposal in _resting(session, demand, offer):
        organisations |= {proposal.visitor_id, proposal.host_id}
    clashes.hold(session, organisations=organisations)


def _resting(session: Session, demand: Demand | None, offer: Offer | None) -> Sequence[Proposal]:
    mine = Proposal.demand_id == demand.id if demand else Proposal.offer_id == (offer.id if offer else 0)
    states = (ProposalState.SUGGESTED, *OUT)
    return session.exec(select(Proposal).where(mine, col(Proposal.state).in_(states)).order_by(col(Proposal.id))).all()


def take_back(
    session: Session, *, by: Viewer, message: str, demand: Demand | None = None, offer: Offer | None = None
) -> None:
    """End the proposals of a demand, or of an offer: then what the others want to learn is open again."""
    for proposal in _resting(session, demand, offer):
        sent = proposal.state is not ProposalState.SUGGESTED
        # The platform does it: whoever took back the wish or the offer is no side of every proposal.
        take_step(session, thing=proposal, verb="take_back", parts={VisitPart.PLATFORM}, by=None, message=message)
        finish(session, proposal)
        if sent:
            side = Side.VISITOR if offer else Side.HOST
            people = people_of(session, proposal, side)
            say(session, proposal=proposal, kind="proposal_over", people=people, by=by, side=str(side), message=message)
