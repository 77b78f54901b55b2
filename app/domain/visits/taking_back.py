"""When a wish or an offer is taken back, the proposals that rest on it and wait for an answer end."""

from sqlmodel import Session, col, select

from app.domain.viewer import Viewer
from app.domain.visits.access import VisitPart
from app.domain.visits.telling import acting_for_demand, acting_for_offer, tell
from app.domain.visits.workflow import take_step
from app.models.demands import Demand, DemandState, Offer
from app.models.rounds import Proposal, ProposalState
from app.models.types import now

S = ProposalState
WAITING = (S.SENT, S.VISITOR_ACCEPTED, S.HOST_ACCEPTED)


def take_back(
    session: Session, *, by: Viewer, message: str, demand: Demand | None = None, offer: Offer | None = None
) -> None:
    """End the proposals of a demand, or of an offer: then what the others want to learn is open again."""
    mine = Proposal.demand_id == demand.id if demand else Proposal.offer_id == (offer.id if offer else 0)
    query = select(Proposal).where(mine, col(Proposal.state).in_((S.SUGGESTED, *WAITING))).order_by(col(Proposal.id))
    for proposal in session.exec(query).all():
        sent = proposal.state is not S.SUGGESTED
        # The platform does it: whoever took back the wish or the offer is no side of every proposal.
        take_step(session, thing=proposal, verb="take_back", parts={VisitPart.PLATFORM}, by=None, message=message)
        proposal.ended_at = now()
        session.add(proposal)
        if offer:
            _reopen(session, session.get_one(Demand, proposal.demand_id))
        if sent:
            _tell(session, proposal, by, message, from_host=offer is not None)


def _reopen(session: Session, demand: Demand) -> None:
    still = select(Proposal.id).where(Proposal.demand_id == demand.id, col(Proposal.state).in_((*WAITING, S.AGREED)))
    if demand.state is DemandState.PROPOSED and session.exec(still).first() is None:
        take_step(session, thing=demand, verb="reopen", parts={VisitPart.PLATFORM}, by=None)


def _tell(session: Session, proposal: Proposal, by: Viewer, message: str, *, from_host: bool) -> None:
    demand, offer = session.get_one(Demand, proposal.demand_id), session.get_one(Offer, proposal.offer_id)
    people = acting_for_demand(session, demand) if from_host else acting_for_offer(session, offer)
    tell(
        session,
        kind="proposal_over",
        people=people,
        path=f"/learning/proposals/{proposal.code}",
        by=by,
        title=demand.title if from_host else offer.title,
        starts=proposal.starts_on.isoformat(),
        side="host" if from_host else "visitor",
        message=message.strip(),
    )
