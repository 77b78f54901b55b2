"""What comes next when a proposal has ended: another host for the wish, and the next who waits for the place.

Both are suggestions to the coordinators, who send them with one button. Whatever ended the proposal, it is looked at
once: the event "next" says that it was.
"""

from datetime import timedelta

from sqlmodel import Session, col, exists, select

from app.domain.errors import Conflict, Invalid
from app.domain.visits.fits import matches
from app.domain.visits.pairing import first_free_day, pairing
from app.domain.visits.places import is_full
from app.domain.visits.proposal_telling import coordinators_of, say
from app.domain.visits.proposal_words import ENDED, OUT
from app.domain.visits.proposing import suggest
from app.domain.visits.waiting_list import line_of
from app.domain.visits.workflow import note
from app.models.demands import Demand, DemandState, Offer, OfferState
from app.models.rounds import Proposal, ProposalState
from app.models.types import now
from app.models.visits import VisitEvent

LOOKED_BACK = timedelta(days=30)
AT_ONCE = 50
ALIVE = (ProposalState.SUGGESTED, *OUT, ProposalState.AGREED)


def next_due(session: Session) -> int:
    """Look what comes next after every proposal that has ended. Run by the worker; returns how many were suggested."""
    looked_at = exists().where(
        col(VisitEvent.about) == "proposal", col(VisitEvent.about_id) == Proposal.id, col(VisitEvent.verb) == "next"
    )
    query = select(Proposal).where(
        col(Proposal.state).in_(ENDED),
        col(Proposal.sent_at).is_not(None),
        col(Proposal.ended_at) > now() - LOOKED_BACK,
        ~looked_at,
    )
    ended = session.exec(query.order_by(col(Proposal.id)).limit(AT_ONCE).with_for_update(key_share=True)).all()
    return sum(len(suggest_next(session, ended=one)) for one in ended)


def suggest_next(session: Session, *, ended: Proposal) -> list[Proposal]:
    """At most two: the wish's best other host, and whoever waited longest for the place that is free again."""
    found = [_other_host(session, ended), _next_in_line(session, ended)]
    suggested = [one for one in found if one]
    note(session, thing=ended, verb="next", by=None, proposals=[one.code for one in suggested])
    for one in suggested:
        say(session, proposal=one, kind="proposal_next", people=coordinators_of(session, one), by=None)
    return suggested


def _idle(session: Session, demand: Demand) -> bool:
    """Open, and nothing is thought of for it yet."""
    if demand.state is not DemandState.OPEN:
        return False
    alive = select(Proposal.id).where(Proposal.demand_id == demand.id, col(Proposal.state).in_(ALIVE))
    return session.exec(alive).first() is None


def _other_host(session: Session, ended: Proposal) -> Proposal | None:
    demand = session.get_one(Demand, ended.demand_id)
    if not _idle(session, demand):
        return None
    others = (fit.offer for fit in matches(session, demand=demand).feasible if fit.offer.id != ended.offer_id)
    return next((made for offer in others if (made := _suggested(session, demand, offer, ended))), None)


def _next_in_line(session: Session, ended: Proposal) -> Proposal | None:
    offer = session.get_one(Offer, ended.offer_id)
    if offer.state is not OfferState.OPEN:
        return None
    for demand in line_of(session, offer=offer):
        if demand.id == ended.demand_id or not _idle(session, demand) or is_full(session, offer=offer, demand=demand):
            continue
        made = _suggested(session, demand, offer, ended)
        if made:
            return made
    return None


def _suggested(session: Session, demand: Demand, offer: Offer, ended: Proposal) -> Proposal | None:
    """On the first day that works; None where none does."""
    pair = pairing(session, demand=demand, offer=offer)
    day = None if pair.match.blocks else first_free_day(session, pair=pair)
    if day is None:
        return None
    try:
        return suggest(session, demand=demand, offer=offer, starts_on=day, by=None, instead_of=ended)
    except (Conflict, Invalid):
        return None
