"""What coordinators decide about single pairs before a round is planned: fixed, forbidden, or added, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app import matching
from app.content.text import N_, tidy
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound
from app.domain.viewer import Viewer
from app.domain.visits.access import is_neutral
from app.domain.visits.inputs import gather
from app.domain.visits.rounds import require_open
from app.domain.visits.workflow import note
from app.matching.blocking import MAY_BE_ADDED
from app.models.demands import Demand, DemandState, Offer, OfferState
from app.models.organisations import Organisation
from app.models.rounds import PairKind, Round, RoundPair

KINDS: Mapping[PairKind, str] = {
    PairKind.FIXED: N_("This wish goes to these hosts"),
    PairKind.FORBIDDEN: N_("Never these two"),
    PairKind.ADDED: N_("These two may be planned, although topic, language or an earlier no speak against it"),
}
LONGEST_REASON = 1000
OWN = N_("One of the two is your own organisation, or you entered it on behalf. Another coordinator has to decide.")
IMPOSSIBLE = N_("These two cannot visit each other in this round, whatever is decided. Their page says why.")


@dataclass(frozen=True, slots=True)
class PairRow:
    """A decision with both sides, by the names people know."""

    pair: RoundPair
    demand: Demand
    offer: Offer
    visitor: Organisation
    host: Organisation


def pairs_of(session: Session, *, round_: Round) -> list[PairRow]:
    query = (
        select(RoundPair, Demand, Offer)
        .join(Demand, col(Demand.id) == RoundPair.demand_id)
        .join(Offer, col(Offer.id) == RoundPair.offer_id)
        .where(RoundPair.round_id == round_.id)
    )
    rows = session.exec(query.order_by(col(RoundPair.id))).all()
    ids = {one for _, demand, offer in rows for one in (demand.organisation_id, offer.organisation_id)}
    found = session.exec(select(Organisation).where(col(Organisation.id).in_(ids))).all()
    names = {organisation.id: organisation for organisation in found}
    return [
        PairRow(pair, demand, offer, names[demand.organisation_id], names[offer.organisation_id])
        for pair, demand, offer in rows
    ]


def decide(
    session: Session,
    *,
    round_: Round,
    demand_code: str,
    offer_code: str,
    kind: PairKind,
    reason: str,
    by: Viewer,
    starts_on: date | None = None,
) -> RoundPair:
    """Keep what is decided about a pair, in place of what was decided before.

    Raises Forbidden, Conflict, or Invalid (fields "demand", "offer", "starts_on", "reason").
    """
    session.refresh(round_, with_for_update=True)
    require_open(round_)
    demand, offer = _both(session, demand_code, offer_code)
    _require_neutral(by, demand, offer)
    reason = tidy(reason)
    if not reason:
        raise Invalid(N_("Please write a sentence: it is kept with the plan."), "reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), "reason", max_length=LONGEST_REASON)
    if kind is not PairKind.FORBIDDEN:
        _require_possible(session, round_, demand, offer, starts_on if kind is PairKind.FIXED else None)
    if kind is PairKind.FIXED:
        _require_only(session, round_, demand, offer)
    pair = _pair(session, round_, demand, offer)
    pair.kind, pair.reason, pair.by_id = kind, reason, by.id
    pair.starts_on = starts_on if kind is PairKind.FIXED else None
    session.add(pair)
    session.flush()
    note(session, thing=round_, verb="pair", by=by, message=reason, pair=[demand.code, offer.code], kind=str(kind))
    return pair


def undo(session: Session, *, round_: Round, pair_id: int, by: Viewer) -> None:
    """Nothing is decided about the pair any more. Raises NotFound, Forbidden, Conflict."""
    session.refresh(round_, with_for_update=True)
    require_open(round_)
    pair = session.get(RoundPair, pair_id)
    if pair is None or pair.round_id != round_.id:
        raise NotFound
    demand, offer = session.get_one(Demand, pair.demand_id), session.get_one(Offer, pair.offer_id)
    _require_neutral(by, demand, offer)
    session.delete(pair)
    note(session, thing=round_, verb="unpair", by=by, pair=[demand.code, offer.code], kind=str(pair.kind))


def _both(session: Session, demand_code: str, offer_code: str) -> tuple[Demand, Offer]:
    demand = session.exec(select(Demand).where(Demand.code == demand_code)).first()
    if demand is None or demand.state is not DemandState.OPEN:
        raise Invalid(N_("This wish is not open any more."), "demand")
    offer = session.exec(select(Offer).where(Offer.code == offer_code)).first()
    if offer is None or offer.state is not OfferState.OPEN or not offer.visits:
        raise Invalid(N_("This offer is not open any more."), "offer")
    return demand, offer


def _require_neutral(by: Viewer, demand: Demand, offer: Offer) -> None:
    if not by.is_coordinator:
        raise Forbidden
    if not is_neutral(by, demand, offer):
        raise Forbidden(OWN)


def _require_possible(session: Session, round_: Round, demand: Demand, offer: Offer, start: date | None) -> None:
    """Facts and promises stay: places, days, needs, money. Only what coordinators may set aside is set aside."""
    gathered = gather(session, round_=round_, demands=[demand.id or 0], offers=[offer.id or 0])
    wanted, shown = gathered.demands.get(demand.code), gathered.offers.get(offer.code)
    if wanted is None or shown is None:
        raise Invalid(N_("What is written in it cannot be matched. Please have it opened and saved again."), "demand")
    within = (round_.starts_on, round_.ends_on)
    blocks = matching.blocked(
        wanted, shown, gathered.settings, today=gathered.today, within=within, budget=round_.budget
    )
    if {block.code for block in blocks} - MAY_BE_ADDED:
        raise Invalid(IMPOSSIBLE, "offer")
    days = (shown.length_days or wanted.days) - 1
    if start and not matching.starts(wanted, shown, today=gathered.today, within=span(start, days)):
        raise Invalid(N_("On these days one of the two cannot."), "starts_on")
    if start and not within[0] <= start <= within[1]:
        raise Invalid(N_("This day is not within the round."), "starts_on")


def span(start: date, more: int) -> tuple[date, date]:
    """From a first day, with so many more days."""
    return start, date.fromordinal(min(start.toordinal() + more, date.max.toordinal()))


def _require_only(session: Session, round_: Round, demand: Demand, offer: Offer) -> None:
    query = select(RoundPair.id).where(
        RoundPair.round_id == round_.id,
        RoundPair.demand_id == demand.id,
        RoundPair.kind == PairKind.FIXED,
        RoundPair.offer_id != offer.id,
    )
    if session.exec(query).first() is not None:
        raise Conflict(N_("This wish is fixed to other hosts already. Undo that first."))


def _pair(session: Session, round_: Round, demand: Demand, offer: Offer) -> RoundPair:
    query = select(RoundPair).where(
        RoundPair.round_id == round_.id, RoundPair.demand_id == demand.id, RoundPair.offer_id == offer.id
    )
    return session.exec(query).first() or RoundPair(
        round_id=round_.id or 0,
        demand_id=demand.id or 0,
        offer_id=offer.id or 0,
        kind=PairKind.FORBIDDEN,
        reason="",
    )
