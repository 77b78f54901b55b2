"""Many visits at once, for calendars: with their names and what happens on them, in few questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from app.domain.organisations.access import is_readable
from app.domain.viewer import Viewer
from app.domain.visits import itinerary
from app.domain.visits.access import coordinates, readable_visits
from app.domain.visits.showing import ShownItem
from app.models.demands import Demand, Offer
from app.models.organisations import Organisation
from app.models.visits import Guest, ItineraryItem, Participant, Visit

# More than anybody prepares; a page or a file of more would help nobody.
MOST = 500


@dataclass(frozen=True, slots=True)
class CalendarVisit:
    """A visit with the names of its organisations and its programme. `movable`: this person may give it other days."""

    visit: Visit
    host: str
    guests: list[str]
    items: list[ShownItem] = field(default_factory=list)
    movable: bool = False


def own_visits(viewer: Viewer) -> SelectOfScalar[Visit]:
    """Those in which this person has a part themselves: of their organisations, on behalf of one, or as coordinator.

    An organisation that has cancelled for itself has no part any more.
    """
    coming = select(Guest.visit_id).where(col(Guest.left_at).is_(None))
    mine = list(viewer.memberships)
    demands = select(Demand.id).where(Demand.on_behalf_by_id == viewer.id)
    offers = select(Offer.id).where(Offer.on_behalf_by_id == viewer.id)
    taking_part = select(Participant.visit_id).where(Participant.user_id == viewer.id)
    parts: list[ColumnElement[bool]] = [
        col(Visit.host_id).in_(mine),
        col(Visit.id).in_(coming.where(col(Guest.organisation_id).in_(mine))),
        col(Visit.id).in_(taking_part),
        col(Visit.coordinator_id) == viewer.id,
        col(Visit.offer_id).in_(offers),
        col(Visit.id).in_(coming.where(col(Guest.demand_id).in_(demands))),
    ]
    return readable_visits(viewer).where(or_(*parts))


def of_organisation(query: SelectOfScalar[Visit], organisation_id: int) -> SelectOfScalar[Visit]:
    """Those of the query that this organisation receives or takes part in."""
    coming = select(Guest.visit_id).where(Guest.organisation_id == organisation_id, col(Guest.left_at).is_(None))
    return query.where(or_(col(Visit.host_id) == organisation_id, col(Visit.id).in_(coming)))


def between(query: SelectOfScalar[Visit], first: date, last: date) -> SelectOfScalar[Visit]:
    """Those of the query of which a day is within these."""
    return query.where(col(Visit.starts_on) <= last, col(Visit.ends_on) >= first)


def for_calendar(
    session: Session, query: SelectOfScalar[Visit], *, viewer: Viewer, programme: bool = True
) -> list[CalendarVisit]:
    """The first visits of a query by their days. Four questions, however many they are."""
    visits = session.exec(query.order_by(col(Visit.starts_on), col(Visit.ends_on), col(Visit.id)).limit(MOST)).all()
    return _listed(session, visits, viewer, programme=programme)


def _listed(session: Session, visits: Sequence[Visit], viewer: Viewer, *, programme: bool) -> list[CalendarVisit]:
    ids = [visit.id or 0 for visit in visits]
    guests = _guests(session, ids)
    hosts, entered = _hosts(session, ids)
    items = _items(session, visits) if programme else {}
    return [
        CalendarVisit(
            visit,
            hosts[visit.id or 0],
            [one.name for one in guests.get(visit.id or 0, [])],
            items.get(visit.id or 0, []),
            _movable(viewer, visit, entered[visit.id or 0], guests.get(visit.id or 0, [])),
        )
        for visit in visits
    ]


def _movable(viewer: Viewer, visit: Visit, entered_by: int | None, guests: Sequence["_Guest"]) -> bool:
    """As `access.is_neutral` says of its offer and its wishes."""
    organisations = [visit.host_id, *(one.organisation_id for one in guests)]
    return coordinates(viewer, organisations, [entered_by, *(one.entered_by for one in guests)])


@dataclass(frozen=True, slots=True)
class _Guest:
    organisation_id: int
    name: str
    entered_by: int | None


def _guests(session: Session, ids: Sequence[int]) -> Mapping[int, list[_Guest]]:
    rows = session.exec(
        select(Guest.visit_id, Guest.organisation_id, Organisation.name, Demand.on_behalf_by_id)
        .join(Organisation, col(Organisation.id) == col(Guest.organisation_id))
        .join(Demand, col(Demand.id) == col(Guest.demand_id))
        .where(col(Guest.visit_id).in_(ids), col(Guest.left_at).is_(None))
        .order_by(col(Guest.id))
    ).all()
    found: dict[int, list[_Guest]] = {}
    for visit, organisation_id, name, entered_by in rows:
        found.setdefault(visit, []).append(_Guest(organisation_id, name, entered_by))
    return found


def _hosts(session: Session, ids: Sequence[int]) -> tuple[dict[int, str], dict[int, int | None]]:
    """By visit: the name of the hosts, and who entered their offer on behalf."""
    rows = session.exec(
        select(Visit.id, Organisation.name, Offer.on_behalf_by_id)
        .join(Organisation, col(Organisation.id) == col(Visit.host_id))
        .join(Offer, col(Offer.id) == col(Visit.offer_id))
        .where(col(Visit.id).in_(ids))
    ).all()
    names = {number or 0: name for number, name, _ in rows}
    return names, {number or 0: entered_by for number, _, entered_by in rows}


def _items(session: Session, visits: Sequence[Visit]) -> Mapping[int, list[ShownItem]]:
    by_id = {visit.id or 0: visit for visit in visits}
    rows = session.exec(select(ItineraryItem).where(col(ItineraryItem.visit_id).in_(list(by_id)))).all()
    found: dict[int, list[ShownItem]] = {}
    for item in sorted(
        rows, key=lambda item: (item.day, item.starts_at is None, item.starts_at or time(), item.id or 0)
    ):
        found.setdefault(item.visit_id, []).append(shown_item(item, by_id[item.visit_id]))
    return found


def shown_item(item: ItineraryItem, visit: Visit) -> ShownItem:
    return ShownItem(item, itinerary.starts(item, visit), itinerary.ends(item, visit), itinerary.zone_of(item, visit))


def one_for_calendar(session: Session, visit: Visit, *, viewer: Viewer) -> CalendarVisit:
    """Of a visit that this person may read, or that is written for those whom it concerns."""
    return _listed(session, [visit], viewer, programme=True)[0]


def next_after(session: Session, query: SelectOfScalar[Visit], day: date) -> date | None:
    """The first day of the next visit of a query."""
    following = query.where(col(Visit.starts_on) > day).order_by(col(Visit.starts_on))
    visit = session.exec(following.limit(1)).first()
    return visit.starts_on if visit else None


def organisations_in(session: Session, viewer: Viewer) -> list[tuple[str, str]]:
    """(code, name) of the organisations whose visits this person may look at on their own."""
    visits = readable_visits(viewer).with_only_columns(col(Visit.id))
    hosts = readable_visits(viewer).with_only_columns(col(Visit.host_id))
    guests = select(Guest.organisation_id).where(col(Guest.visit_id).in_(visits), col(Guest.left_at).is_(None))
    query = select(Organisation.code, Organisation.name).where(
        is_readable(viewer), or_(col(Organisation.id).in_(hosts), col(Organisation.id).in_(guests))
    )
    return [(code, name) for code, name in session.exec(query.order_by(col(Organisation.name)).limit(MOST)).all()]
