"""Who waits for a place with a host that can receive no more: those who wished for this very offer."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.domain.visits.places import is_full
from app.models.demands import Demand, DemandState, Offer
from app.models.organisations import Organisation

# As plans do: those who waited three rounds more come first, whatever else.
BAND = 3


@dataclass(frozen=True, slots=True)
class Place:
    """The `number`th of `of` who wait."""

    number: int
    of: int


def line_of(session: Session, *, offer: Offer) -> list[Demand]:
    """Open wishes for this offer: by rounds waited, then by the day on which they were published."""
    query = select(Demand).where(Demand.offer_id == offer.id, Demand.state == DemandState.OPEN)
    return sorted(session.exec(query).all(), key=_turn)


def _turn(demand: Demand) -> tuple[int, str, int]:
    opened = demand.opened_at.isoformat() if demand.opened_at else ""
    return (-((demand.waited - 1) // BAND), opened, demand.id or 0)


def place_of(session: Session, *, demand: Demand) -> Place | None:
    """The place of a wish whose offer has none left; None while it has, or for a wish that is not open."""
    if demand.offer_id is None or demand.state is not DemandState.OPEN:
        return None
    offer = session.get_one(Offer, demand.offer_id)
    if not is_full(session, offer=offer, demand=demand):
        return None
    line = [one.id for one in line_of(session, offer=offer)]
    return Place(line.index(demand.id) + 1, len(line))


@dataclass(frozen=True, slots=True)
class Line:
    """An offer with those who wait for it, in their order."""

    offer: Offer
    host: str
    waiting: list[tuple[Demand, str]]


def lines(session: Session) -> list[Line]:
    """For coordinators: every offer for which somebody waits. Three queries."""
    waiting = session.exec(
        select(Demand, Organisation.name)
        .join(Organisation, col(Organisation.id) == Demand.organisation_id)
        .where(col(Demand.offer_id).is_not(None), Demand.state == DemandState.OPEN)
    ).all()
    ids = {demand.offer_id for demand, _ in waiting}
    offers = session.exec(
        select(Offer, Organisation.name)
        .join(Organisation, col(Organisation.id) == Offer.organisation_id)
        .where(col(Offer.id).in_(sorted(one for one in ids if one)))
        .order_by(col(Offer.id))
    ).all()
    return [Line(offer, host, _waiting_for(offer, waiting)) for offer, host in offers]


def _waiting_for(offer: Offer, waiting: Sequence[tuple[Demand, str]]) -> list[tuple[Demand, str]]:
    return sorted((row for row in waiting if row[0].offer_id == offer.id), key=lambda row: _turn(row[0]))
