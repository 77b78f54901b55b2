"""Who waits, who never had a turn, and which offers nobody used yet. Not of one year: it is what is so now."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select as sql
from sqlmodel import Session, col, func, select

from app.domain.visits.access import HELD, TAKING_PLACE
from app.domain.visits.waiting_list import BAND
from app.models.demands import Demand, DemandState, Offer, OfferState
from app.models.organisations import Organisation
from app.models.visits import Guest, Visit

WAITING = (DemandState.OPEN, DemandState.PROPOSED)
ASKED = (*WAITING, DemandState.EXPIRED)
USED = (*HELD, *TAKING_PLACE)


@dataclass(frozen=True, slots=True)
class Band:
    """Wishes that have waited between so many rounds; a plan serves the longest waiting group first."""

    first: int
    last: int
    demands: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """An organisation that wished for a visit and never went on one, nor has one to come."""

    name: str
    code: str
    country: str
    demands: int
    waited: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class IdleOffer:
    code: str
    title: str
    language: str
    host: str
    country: str
    since: datetime | None


def bands(session: Session) -> list[Band]:
    """Of the wishes that are open now, those who waited longest first."""
    rows = session.exec(
        select(Demand.waited, func.count()).where(col(Demand.state).in_(WAITING)).group_by(col(Demand.waited))
    ).all()
    counts: Counter[int] = Counter()
    for waited, number in rows:
        counts[max(0, waited - 1) // BAND] += number
    return [Band(band * BAND + 1, band * BAND + BAND, number) for band, number in sorted(counts.items(), reverse=True)]


def without_turn(session: Session) -> list[Waiting]:
    """Who waits longest first."""
    turn = (
        select(Guest.id)
        .join(Visit, col(Visit.id) == Guest.visit_id)
        .where(Guest.organisation_id == Organisation.id, col(Guest.left_at).is_(None), col(Visit.state).in_(USED))
    )
    waited, since = func.max(Demand.waited), func.min(Demand.opened_at)
    named = (col(Organisation.name), col(Organisation.code), col(Organisation.country))
    query = (
        sql(*named, func.count(), waited, since)
        .join(Demand, col(Demand.organisation_id) == Organisation.id)
        .where(col(Demand.state).in_(ASKED), ~turn.exists())
        .group_by(col(Organisation.id), *named)
        .order_by(waited.desc(), since, col(Organisation.name))
    )
    return [Waiting(*row) for row in session.execute(query).all()]


def idle_offers(session: Session) -> list[IdleOffer]:
    """Open offers of visits that were never used, nor will be; the oldest first."""
    used = select(Visit.id).where(Visit.offer_id == Offer.id, col(Visit.state).in_(USED))
    columns = (Offer.code, Offer.title, Offer.language, Organisation.name, Organisation.country, Offer.opened_at)
    query = (
        sql(*map(col, columns))
        .select_from(Offer)
        .join(Organisation, col(Organisation.id) == Offer.organisation_id)
        .where(col(Offer.state) == OfferState.OPEN, col(Offer.visits), ~used.exists())
        .order_by(col(Offer.opened_at), col(Offer.id))
    )
    return [IdleOffer(*row) for row in session.execute(query).all()]
