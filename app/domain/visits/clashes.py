"""No organisation is host and visitor at once, none is in two visits at once, and a host's limits hold.

Whoever changes the days of a visit, or makes one, first locks the organisations concerned with `hold`: of two
coordinators who agree to the same days in the same second, the second waits and then gets a clear refusal.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, or_, select

from app.content.text import N_
from app.domain.errors import Conflict
from app.domain.visits.access import HELD, TAKING_PLACE
from app.models.demands import Offer
from app.models.organisations import Organisation
from app.models.visits import Guest, Visit

TEXTS = {
    "busy": N_("%(name)s takes part in another visit from %(starts)s to %(ends)s."),
    "blackout": N_("%(name)s receives nobody from %(starts)s to %(ends)s."),
    "month": N_("%(name)s receives nobody in that month."),
    "year": N_("%(name)s receives no more than %(most)s visits a year."),
    "people": N_("%(name)s receives no more than %(most)s people at once."),
    "parties": N_("%(name)s receives no more than %(most)s organisations at once."),
}


@dataclass(frozen=True, slots=True)
class Clash:
    """Why a visit cannot be then: a code of TEXTS with what fills it. Dates are ISO, to be written as readers do."""

    code: str
    name: str
    starts: str = ""
    ends: str = ""
    most: int = 0
    visit: str = ""


class Clashing(Conflict):
    """A visit cannot be on these days; `clashes` say why."""

    def __init__(self, clashes: Collection[Clash]) -> None:
        super().__init__(N_("These days do not work."))
        self.clashes = list(clashes)


def hold(session: Session, *, organisations: Collection[int]) -> None:
    """Lock these organisations until the end of the transaction, in one order, so that nobody waits in a circle."""
    ids = sorted(set(organisations))
    session.exec(
        select(Organisation.id).where(col(Organisation.id).in_(ids)).order_by(col(Organisation.id)).with_for_update()
    ).all()


def clashes(
    session: Session,
    *,
    offer: Offer,
    guests: Collection[int],
    people: int,
    starts_on: date,
    ends_on: date,
    besides: int | None = None,
) -> list[Clash]:
    """What speaks against a visit of these organisations (ids) to this offer; `besides` is the visit itself."""
    found = _busy(session, {offer.organisation_id, *guests}, starts_on, ends_on, besides)
    return found + _limits(session, offer, len(set(guests)), people, starts_on, ends_on, besides)


def check(
    session: Session,
    *,
    offer: Offer,
    guests: Collection[int],
    people: int,
    starts_on: date,
    ends_on: date,
    besides: int | None = None,
) -> None:
    """`hold` and `clashes` in one. Raises Clashing."""
    hold(session, organisations=[offer.organisation_id, *guests])
    found = clashes(
        session, offer=offer, guests=guests, people=people, starts_on=starts_on, ends_on=ends_on, besides=besides
    )
    if found:
        raise Clashing(found)


def _busy(
    session: Session, organisations: Collection[int], starts_on: date, ends_on: date, besides: int | None
) -> list[Clash]:
    taken = select(Guest.visit_id, Guest.organisation_id).where(
        col(Guest.left_at).is_(None), col(Guest.organisation_id).in_(sorted(organisations))
    )
    pairs = session.exec(taken).all()
    query = select(Visit).where(
        col(Visit.state).in_(TAKING_PLACE),
        col(Visit.starts_on) <= ends_on,
        col(Visit.ends_on) >= starts_on,
        or_(
            col(Visit.host_id).in_(sorted(organisations)),
            col(Visit.id).in_(sorted({visit for visit, _ in pairs})),
        ),
    )
    visits = [one for one in session.exec(query.order_by(col(Visit.starts_on))).all() if one.id != besides]
    names = _names(session, organisations)
    return [
        Clash("busy", names[one], visit.starts_on.isoformat(), visit.ends_on.isoformat(), visit=visit.code)
        for visit in visits
        for one in sorted(organisations)
        if one == visit.host_id or (visit.id, one) in set(pairs)
    ]


def _names(session: Session, organisations: Collection[int]) -> dict[int, str]:
    query = select(Organisation.id, Organisation.name).where(col(Organisation.id).in_(sorted(organisations)))
    return {number or 0: name for number, name in session.exec(query).all()}


def _limits(
    session: Session, offer: Offer, parties: int, people: int, starts_on: date, ends_on: date, besides: int | None
) -> list[Clash]:
    name = _names(session, [offer.organisation_id])[offer.organisation_id]
    found = [
        Clash("blackout", name, first, last)
        for first, last in offer.blackouts
        if first <= ends_on.isoformat() and last >= starts_on.isoformat()
    ]
    if offer.months_open and not {starts_on.month, ends_on.month} <= set(offer.months_open):
        found.append(Clash("month", name))
    if people > offer.people_cap:
        found.append(Clash("people", name, most=offer.people_cap))
    if parties > offer.parties_per_visit:
        found.append(Clash("parties", name, most=offer.parties_per_visit))
    if _visits_in(session, offer, starts_on.year, besides) >= offer.visits_per_year:
        found.append(Clash("year", name, most=offer.visits_per_year))
    return found


def _visits_in(session: Session, offer: Offer, year: int, besides: int | None) -> int:
    query = select(func.count()).where(
        Visit.offer_id == offer.id,
        col(Visit.state).in_((*TAKING_PLACE, *HELD)),
        col(Visit.starts_on) >= date(year, 1, 1),
        col(Visit.starts_on) <= date(year, 12, 31),
        col(Visit.id) != (besides or 0),
    )
    return session.exec(query).one()
