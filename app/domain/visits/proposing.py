"""Coordinators suggest that one organisation visits another, and send it to both."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from app.content.text import N_, tidy
from app.domain.errors import Conflict, DomainError, Forbidden, Invalid
from app.domain.viewer import Viewer
from app.domain.visits import clashes
from app.domain.visits.access import VisitPart, is_neutral, parts_in_proposal
from app.domain.visits.pairing import Pairing, clashing, kept_of, on_day, pairing, possible_on
from app.domain.visits.places import place_on
from app.domain.visits.proposal_telling import answerable, ask
from app.domain.visits.workflow import MOVED_ON, note, take_step
from app.models.demands import Demand, DemandState, Offer, OfferState
from app.models.rounds import Proposal, ProposalState
from app.models.types import now

ANSWER_WITHIN = timedelta(days=10)
LONGEST_NOTE = 2000
ALREADY_OUT = N_("For this wish a proposal is out already, or agreed. Only one can be at a time.")
NOT_OPEN = N_("This wish or this offer is not open any more.")
ALREADY_SUGGESTED = N_("This is suggested already, and waits to be sent.")
NOBODY = N_(
    "Nobody could answer for one of the organisations: each needs somebody here who may, and not the same person."
)
IMPOSSIBLE = N_("These two cannot visit each other. What stands in the way is said below.")
FULL = N_("The hosts receive no more visits in that year: those proposed and agreed are all they can.")
NOT_THEN = N_("From this day on one of the two cannot. Choose one of the days below.")


def suggest(
    session: Session,
    *,
    demand: Demand,
    offer: Offer,
    starts_on: date,
    by: Viewer | None,
    note_to_both: str = "",
    instead_of: Proposal | None = None,
) -> Proposal:
    """A proposal that only coordinators see, with its score and cost. `by` is None for the platform.

    Raises Forbidden, Conflict, Clashing, or Invalid (fields "offer", "starts_on", "note").
    """
    if by and not is_neutral(by, demand, offer):
        raise Forbidden
    text = tidy(note_to_both)
    if len(text) > LONGEST_NOTE:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), "note", max_length=LONGEST_NOTE)
    _require_open(demand, offer)
    pair = on_day(session, pair=pairing(session, demand=demand, offer=offer), day=starts_on)
    _require_possible(session, demand, pair, starts_on)
    return keep_suggestion(
        session,
        demand=demand,
        offer=offer,
        starts_on=starts_on,
        by=by,
        **kept_of(pair, starts_on),
        text=text,
        instead_of=instead_of,
    )


def _require_open(demand: Demand, offer: Offer) -> None:
    if demand.state in (DemandState.PROPOSED, DemandState.SCHEDULED):
        raise Conflict(ALREADY_OUT)
    if demand.state is not DemandState.OPEN or offer.state is not OfferState.OPEN or not offer.visits:
        raise Conflict(NOT_OPEN)


def _require_possible(session: Session, demand: Demand, pair: Pairing, starts_on: date) -> None:
    if pair.refusals:
        raise Invalid(IMPOSSIBLE, "offer")
    if not possible_on(pair, starts_on):
        raise Invalid(NOT_THEN, "starts_on")
    if not place_on(session, offer=pair.offer, day=starts_on):
        raise Invalid(FULL, "starts_on")
    found = clashing(session, demand=demand, offer=pair.offer, starts_on=starts_on, days=pair.match.days)
    if found:
        raise clashes.Clashing(found)


def keep_suggestion(
    session: Session,
    *,
    demand: Demand,
    offer: Offer,
    starts_on: date,
    days: int,
    score: int,
    components: Sequence[Mapping[str, Any]],
    cost: int,
    by: Viewer | None,
    text: str = "",
    round_id: int | None = None,
    plan_id: int | None = None,
    instead_of: Proposal | None = None,
) -> Proposal:
    """Keep what a plan, or `suggest`, has checked and scored. Raises Conflict for what is suggested already."""
    same = select(Proposal.id).where(
        Proposal.demand_id == demand.id,
        Proposal.offer_id == offer.id,
        Proposal.starts_on == starts_on,
        Proposal.state == ProposalState.SUGGESTED,
    )
    if session.exec(same).first() is not None:
        raise Conflict(ALREADY_SUGGESTED)
    proposal = Proposal(
        demand_id=demand.id or 0,
        offer_id=offer.id or 0,
        visitor_id=demand.organisation_id,
        host_id=offer.organisation_id,
        starts_on=starts_on,
        days=days,
        score=score,
        components=[dict(one) for one in components],
        cost=cost,
        note=text,
        round_id=round_id,
        plan_id=plan_id,
        instead_of_id=instead_of.id if instead_of else None,
        created_by_id=by.id if by else None,
    )
    session.add(proposal)
    session.flush()
    note(session, thing=proposal, verb="suggest", by=by)
    return proposal


def send(session: Session, *, proposal: Proposal, by: Viewer) -> None:
    """Ask both sides: within ten days, by mails with links that answer.

    Raises Forbidden, Conflict where the wish has another proposal out or is not open any more, Clashing.
    """
    parts = parts_in_proposal(session, proposal=proposal, viewer=by)
    if VisitPart.COORDINATOR not in parts:
        raise Forbidden
    put_out(session, proposal=proposal, parts=parts, by=by)
    ask(session, proposal=proposal)


def send_all(
    session: Session, *, proposals: Sequence[Proposal], by: Viewer
) -> tuple[list[Proposal], list[tuple[Proposal, DomainError]]]:
    """Send each that can be sent; the others come back with what was refused."""
    clashes.hold(session, organisations={one for each in proposals for one in (each.visitor_id, each.host_id)})
    sent, refused = [], []
    for proposal in proposals:
        try:
            with session.begin_nested():
                send(session, proposal=proposal, by=by)
        except DomainError as error:
            session.expire(proposal)
            refused.append((proposal, error))
        else:
            sent.append(proposal)
    return sent, refused


def hold(session: Session, *, proposal: Proposal) -> tuple[Demand, Offer]:
    """Lock everything that an answer moves, in one order for all, so that nobody waits in a circle."""
    clashes.hold(session, organisations=[proposal.visitor_id, proposal.host_id])
    offer, demand = session.get_one(Offer, proposal.offer_id), session.get_one(Demand, proposal.demand_id)
    for thing in (offer, demand, proposal):
        session.refresh(thing, with_for_update={"key_share": True})
    return demand, offer


def put_out(session: Session, *, proposal: Proposal, parts: frozenset[VisitPart], by: Viewer) -> None:
    """The step from suggested to sent, with all that has to hold for it."""
    demand, offer = hold(session, proposal=proposal)
    if proposal.state is not ProposalState.SUGGESTED:
        raise Conflict(MOVED_ON)
    _require_open(demand, offer)
    if proposal.starts_on <= now().date():
        raise Conflict(N_("Its first day has passed."))
    if not answerable(session, proposal):
        raise Conflict(NOBODY)
    found = clashing(session, demand=demand, offer=offer, starts_on=proposal.starts_on, days=proposal.days)
    if found:
        raise clashes.Clashing(found)
    take_step(session, thing=proposal, verb="send", parts=parts, by=by)
    proposal.sent_at = now()
    proposal.expires_at = proposal.sent_at + ANSWER_WITHIN
    session.add(proposal)
    take_step(session, thing=demand, verb="propose", parts={VisitPart.PLATFORM}, by=None)
    _drop_other_suggestions(session, proposal)


def _drop_other_suggestions(session: Session, proposal: Proposal) -> None:
    """What else was thought of for this wish is over; nobody was asked yet."""
    query = select(Proposal).where(
        Proposal.demand_id == proposal.demand_id,
        Proposal.state == ProposalState.SUGGESTED,
        col(Proposal.id) != proposal.id,
    )
    for one in session.exec(query).all():
        take_step(session, thing=one, verb="take_back", parts={VisitPart.PLATFORM}, by=None)
        one.ended_at = now()
        session.add(one)
