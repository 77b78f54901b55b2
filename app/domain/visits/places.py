"""How many visits an offer can still receive in a year."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlmodel import Session, col, distinct, func, select

from app.domain.visits.access import HELD, TAKING_PLACE
from app.domain.visits.checked import read_spans
from app.domain.visits.proposal_words import OUT
from app.models.demands import Demand, Offer
from app.models.rounds import Proposal
from app.models.types import now
from app.models.visits import Visit


def places_left(session: Session, *, offers: Sequence[Offer], year: int) -> Mapping[int, int]:
    """By the offer's id; visits that are proposed count as taken until somebody says no."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    ids = [offer.id for offer in offers]
    visits = select(Visit.offer_id, func.count()).where(
        col(Visit.offer_id).in_(ids),
        col(Visit.state).in_((*TAKING_PLACE, *HELD)),
        col(Visit.starts_on).between(first, last),
    )
    # Several proposals of one day would share a visit.
    proposed = select(Proposal.offer_id, func.count(distinct(col(Proposal.starts_on)))).where(
        col(Proposal.offer_id).in_(ids), col(Proposal.state).in_(OUT), col(Proposal.starts_on).between(first, last)
    )
    taken = dict(session.exec(visits.group_by(col(Visit.offer_id))).all())
    promised = dict(session.exec(proposed.group_by(col(Proposal.offer_id))).all())
    return {
        offer.id or 0: max(0, offer.visits_per_year - taken.get(offer.id or 0, 0) - promised.get(offer.id or 0, 0))
        for offer in offers
    }


def place_on(session: Session, *, offer: Offer, day: date) -> bool:
    """One more visit that year, or one of that day that could be shared."""
    if places_left(session, offers=[offer], year=day.year)[offer.id or 0]:
        return True
    visit = select(Visit.id).where(
        Visit.offer_id == offer.id, Visit.starts_on == day, col(Visit.state).in_(TAKING_PLACE)
    )
    asked = select(Proposal.id).where(
        Proposal.offer_id == offer.id, Proposal.starts_on == day, col(Proposal.state).in_(OUT)
    )
    return session.exec(visit).first() is not None or session.exec(asked).first() is not None


def years_of(demand: Demand) -> list[int]:
    """In which a visit of this demand could begin."""
    today = now().date()
    spans = [(max(first, today), last) for first, last in read_spans(demand.windows) if last >= today]
    return sorted({year for first, last in spans for year in range(first.year, last.year + 1)})


def is_full(session: Session, *, offer: Offer, demand: Demand) -> bool:
    """In none of the years in which they can travel has the host a visit left."""
    years = years_of(demand)
    return bool(years) and not any(places_left(session, offers=[offer], year=one)[offer.id or 0] for one in years)
