"""Anyone with a fitting offer answers a wish: "we can show this", with a first day. The hosts' yes is in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from app.content.text import N_, tidy
from app.domain.errors import Conflict, Forbidden, Invalid
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.domain.visits import clashes
from app.domain.visits.access import VisitPart, may_write_offer, open_offers
from app.domain.visits.clashes import Clash
from app.domain.visits.scoring import components_of, pair_of, taxonomy
from app.domain.visits.taking_back import WAITING
from app.domain.visits.telling import acting_for_demand, acting_for_offer, coordinators, tell
from app.domain.visits.workflow import MOVED_ON, take_step
from app.matching.blocking import blocked, starts
from app.matching.costs import cost_alone, length
from app.matching.inputs import Settings
from app.matching.score import score
from app.models.demands import Demand, DemandState, Offer, OfferState
from app.models.organisations import Organisation
from app.models.rounds import Proposal, ProposalState
from app.models.types import now

ANSWER_WITHIN = timedelta(days=14)
LONGEST_NOTE = 2000
# Needs that nobody meets yet and the money are for the coordinator, who plans with both.
NOT_FOR_HOSTS = frozenset({"needs", "cost", "visits"})
WHY_NOT: Mapping[str, str] = {
    "same_organisation": N_("This is your own organisation's wish."),
    "declined": N_("One of you said no to this within the last twelve months."),
    "topic": N_("Your offer is about something else than they want to learn. Choose or write one that is about it."),
    "language": N_("Nobody of them speaks a language of your offer. Say in your offer that you have an interpreter."),
    "places": N_("More people would come than your offer has places for."),
    "dates": N_("In none of the months in which you receive visitors can they travel."),
    "lead": N_("They need more time to prepare than is left before their last day."),
    "blackout": N_("On all days that would fit, one of you can not."),
}


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether one offer answers a demand: `why_not` are codes of WHY_NOT; `days` on which a visit may begin."""

    offer: Offer
    why_not: list[str]
    days: list[date]


def answerable_with(session: Session, *, demand: Demand, viewer: Viewer, terms: TermBook) -> list[Fit]:
    """One's own open offers of visits, those that fit first."""
    query = open_offers().where(col(Offer.visits).is_(True), col(Offer.organisation_id) != demand.organisation_id)
    own = query.where(
        col(Offer.organisation_id).in_(list(viewer.memberships)) | (col(Offer.on_behalf_by_id) == viewer.id)
    )
    offers = [one for one in session.exec(own.order_by(col(Offer.id))).all() if may_write_offer(viewer, one)]
    fits = [fit_of(session, demand=demand, offer=one, terms=terms) for one in offers]
    return sorted(fits, key=lambda fit: bool(fit.why_not))


def fit_of(session: Session, *, demand: Demand, offer: Offer, terms: TermBook) -> Fit:
    pair = pair_of(session, demand=demand, offer=offer)
    today = now().date()
    blocks = blocked(pair.demand, pair.offer, Settings(taxonomy=taxonomy(terms)), today=today)
    why_not = [block.code for block in blocks if block.code not in NOT_FOR_HOSTS]
    return Fit(offer, why_not, [] if why_not else list(starts(pair.demand, pair.offer, today=today)))


def show_this(
    session: Session, *, demand: Demand, offer: Offer, starts_on: date, note: str, terms: TermBook, by: Viewer
) -> Proposal:
    """Propose a visit to the one who wants to learn, with the hosts' yes already given.

    Raises Forbidden, Conflict (Clashing among them), or Invalid (fields "offer", "starts_on", "note").
    """
    if not may_write_offer(by, offer):
        raise Forbidden
    clashes.hold(session, organisations=[offer.organisation_id, demand.organisation_id])
    session.refresh(demand, with_for_update={"key_share": True})
    session.refresh(offer, with_for_update={"key_share": True})
    if demand.state is not DemandState.OPEN or offer.state is not OfferState.OPEN or not offer.visits:
        raise Conflict(MOVED_ON)
    note = tidy(note)
    if len(note) > LONGEST_NOTE:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), "note", max_length=LONGEST_NOTE)
    proposal = _made(session, demand, offer, starts_on, note, terms, by)
    _send(session, proposal, demand, by)
    _tell(session, proposal, demand, offer, by)
    return proposal


def _made(
    session: Session, demand: Demand, offer: Offer, starts_on: date, note: str, terms: TermBook, by: Viewer
) -> Proposal:
    pair, settings = pair_of(session, demand=demand, offer=offer), Settings(taxonomy=taxonomy(terms))
    _require_fit(session, demand, offer, starts_on, terms)
    found = score(pair.demand, pair.offer, settings, start=starts_on)
    proposal = Proposal(
        demand_id=demand.id or 0,
        offer_id=offer.id or 0,
        visitor_id=demand.organisation_id,
        host_id=offer.organisation_id,
        starts_on=starts_on,
        days=length(pair.demand, pair.offer),
        score=found.total,
        components=components_of(found),
        cost=cost_alone(pair.demand, pair.offer, settings),
        note=note,
        created_by_id=by.id,
    )
    session.add(proposal)
    session.flush()
    return proposal


def _require_fit(session: Session, demand: Demand, offer: Offer, starts_on: date, terms: TermBook) -> None:
    fit = fit_of(session, demand=demand, offer=offer, terms=terms)
    for code in fit.why_not:
        raise Invalid(WHY_NOT[code], "offer")
    pair = pair_of(session, demand=demand, offer=offer)
    only = (starts_on, starts_on + timedelta(days=offer.days - 1))
    if not starts(pair.demand, pair.offer, today=now().date(), within=only):
        raise Invalid(N_("From this day on one of you can not. Choose one of the days below."), "starts_on")
    found = clashing(session, demand=demand, offer=offer, starts_on=starts_on)
    if found:
        raise clashes.Clashing(found)


def clashing(session: Session, *, demand: Demand, offer: Offer, starts_on: date) -> list[Clash]:
    return clashes.clashes(
        session,
        offer=offer,
        guests=[demand.organisation_id],
        people=demand.party,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=offer.days - 1),
    )


def _send(session: Session, proposal: Proposal, demand: Demand, by: Viewer) -> None:
    host = {VisitPart.HOST}
    take_step(session, thing=proposal, verb="send", parts=host, by=by)
    take_step(session, thing=proposal, verb="accept_as_host", parts=host, by=by)
    proposal.sent_at = now()
    proposal.expires_at = now() + ANSWER_WITHIN
    session.add(proposal)
    take_step(session, thing=demand, verb="propose", parts={VisitPart.PLATFORM}, by=None)


def _tell(session: Session, proposal: Proposal, demand: Demand, offer: Offer, by: Viewer) -> None:
    host = session.get_one(Organisation, offer.organisation_id)
    facts = {
        "organisation": host.name,
        "title": demand.title,
        "starts": proposal.starts_on.isoformat(),
        "ends": (proposal.starts_on + timedelta(days=proposal.days - 1)).isoformat(),
    }
    path = f"/learning/proposals/{proposal.code}"
    visitors = acting_for_demand(session, demand)
    until = proposal.expires_at.date().isoformat() if proposal.expires_at else ""
    tell(session, kind="shown_by_host", people=visitors, path=path, by=by, note=proposal.note, until=until, **facts)
    others = (set(coordinators(session)) | acting_for_offer(session, offer)) - visitors
    tell(session, kind="answered_by_host", people=others, path=path, by=by, **facts)


def waiting_answer(session: Session, *, demand: Demand) -> Proposal | None:
    """The proposal that this demand waits with, if one is out or agreed."""
    states = (*WAITING, ProposalState.AGREED)
    query = select(Proposal).where(Proposal.demand_id == demand.id, col(Proposal.state).in_(states))
    return session.exec(query.order_by(col(Proposal.id).desc())).first()
