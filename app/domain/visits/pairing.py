"""One demand and one offer, as a coordinator looks at them: what blocks them, which days are free, whose turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from app import matching
from app.content.text import N_
from app.domain.errors import Conflict
from app.domain.visits import clashes
from app.domain.visits.access import guests_of
from app.domain.visits.checked import read_spans
from app.domain.visits.clashes import Clash
from app.domain.visits.inputs import gather
from app.domain.visits.making import party_of
from app.domain.visits.places import place_on
from app.domain.visits.round_settings import settings_of
from app.domain.visits.scoring import components_of
from app.models.demands import Demand, Offer
from app.models.rounds import Round, RoundState
from app.models.types import now
from app.models.visits import Visit, VisitState

# A coordinator may set these aside: by knowing better, or by paying.
MAY_BE_SET_ASIDE = frozenset({"declined", "topic", "language", "needs", "cost"})

UNREADABLE = N_("What is written in this wish or this offer cannot be matched. Please open and save it again.")
FARTHEST = timedelta(days=5 * 365)


@dataclass(frozen=True, slots=True)
class Pairing:
    """`days`: on which a visit may begin while nobody is elsewhere, or asked to be. `round_id`: see `on_day`."""

    demand: Demand
    offer: Offer
    match: matching.Match
    days: tuple[date, ...]
    demand_read: matching.Demand
    offer_read: matching.Offer
    settings: matching.Settings
    round_id: int | None = None

    @property
    def refusals(self) -> list[str]:
        """Codes of blocks that nobody can set aside."""
        return [block.code for block in self.match.blocks if block.code not in MAY_BE_SET_ASIDE]


def pairing(session: Session, *, demand: Demand, offer: Offer) -> Pairing:
    """By the round that is planned now. Raises Conflict for rows that cannot be matched."""
    gathered = gather(session, demands=[demand.id or 0], offers=[offer.id or 0])
    wanted, shown = gathered.demands.get(demand.code), gathered.offers.get(offer.code)
    if wanted is None or shown is None:
        raise Conflict(UNREADABLE)
    found = matching.match(wanted, shown, gathered.settings, today=gathered.today)
    days = matching.starts(wanted, shown, today=gathered.today)
    return Pairing(demand, offer, found, days, wanted, shown, gathered.settings)


def on_day(session: Session, *, pair: Pairing, day: date) -> Pairing:
    """By the weights and prices of the round to which a visit belongs that begins then."""
    round_ = round_of(session, day=day)
    settings = settings_of(session, round_)
    found = matching.match(pair.demand_read, pair.offer_read, settings, today=now().date())
    return replace(pair, match=found, settings=settings, round_id=round_.id if round_ else None)


def score_on(pair: Pairing, day: date) -> matching.Score:
    return matching.score(pair.demand_read, pair.offer_read, pair.settings, start=day)


def kept_of(pair: Pairing, day: date) -> dict[str, Any]:
    """What a proposal for this day keeps of the pair; the pair is that `on_day`."""
    found = score_on(pair, day)
    return {
        "days": pair.match.days,
        "score": found.total,
        "components": components_of(found),
        "cost": pair.match.cost,
        "round_id": pair.round_id,
    }


def is_near(day: date) -> bool:
    """Of the next years: nobody plans further ahead, and calendars end somewhere."""
    return now().date() < day < now().date() + FARTHEST


def possible_on(pair: Pairing, day: date) -> bool:
    """By what both have written; where they are at that time is for `clashing` to say: visits can be shared."""
    if not is_near(day):
        return False
    only = (day, day + timedelta(days=pair.match.days - 1))
    wanted = replace(pair.demand_read, blackouts=tuple(read_spans(pair.demand.blackouts)))
    shown = replace(pair.offer_read, blackouts=tuple(read_spans(pair.offer.blackouts)))
    return bool(matching.starts(wanted, shown, today=now().date(), within=only))


def first_free_day(session: Session, *, pair: Pairing) -> date | None:
    """The best day by the score, else the first on which nobody is anywhere else."""
    best: Sequence[date] = [pair.match.start] if pair.match.start else []
    return next((day for day in dict.fromkeys([*best, *pair.days]) if _free(session, pair, day)), None)


def _free(session: Session, pair: Pairing, day: date) -> bool:
    if not place_on(session, offer=pair.offer, day=day):
        return False
    return not clashing(session, demand=pair.demand, offer=pair.offer, starts_on=day, days=pair.match.days)


def round_of(session: Session, *, day: date) -> Round | None:
    """The round to whose days and money a visit that begins then belongs."""
    query = select(Round).where(
        Round.state != RoundState.CLOSED, col(Round.starts_on) <= day, col(Round.ends_on) >= day
    )
    return session.exec(query.order_by(col(Round.id).desc())).first()


def clashing(session: Session, *, demand: Demand, offer: Offer, starts_on: date, days: int) -> list[Clash]:
    """What speaks against these days; with an agreed visit of the same offer and day they would share it."""
    shared = session.exec(
        select(Visit).where(
            Visit.offer_id == offer.id,
            Visit.starts_on == starts_on,
            col(Visit.state).in_((VisitState.PLANNED, VisitState.CONFIRMED)),
        )
    ).first()
    guests = guests_of(session, visit=shared) if shared else []
    return clashes.clashes(
        session,
        offer=offer,
        guests=[demand.organisation_id, *(guest.organisation_id for guest in guests)],
        people=demand.party + (party_of(session, guests) if guests else 0),
        starts_on=starts_on,
        ends_on=max(starts_on + timedelta(days=days - 1), shared.ends_on if shared else starts_on),
        besides=shared.id if shared else None,
    )
