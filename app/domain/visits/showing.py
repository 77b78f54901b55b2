"""A visit as somebody may see it: what pages, calendars and papers are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from app.domain.viewer import Viewer
from app.domain.visits import itinerary
from app.domain.visits.access import TAKING_PLACE, VisitPart, acts_for, coordinates, readable_visits
from app.domain.visits.looked_after import is_looked_after
from app.domain.visits.participants import participants_of
from app.models.demands import Demand, Offer
from app.models.organisations import Organisation
from app.models.visits import Guest, ItineraryItem, Participant, ParticipantSide, Visit


@dataclass(frozen=True, slots=True)
class ShownOrganisation:
    """`mine`: this person acts for it."""

    id: int
    name: str
    code: str
    country: str
    mine: bool = False
    party: int = 0
    demand_code: str = ""


@dataclass(frozen=True, slots=True)
class ShownItem:
    """`starts` and `ends` are moments in `zone`; None where the programme names no time."""

    item: ItineraryItem
    starts: datetime | None
    ends: datetime | None
    zone: str

    @property
    def timed(self) -> bool:
        return self.starts is not None


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """Everybody in the visit sees name, role and side; their own organisation, hosts and coordinators also `private`.

    `writable`: this person may change or remove the entry.
    """

    id: int
    name: str
    role: str
    side: ParticipantSide
    organisation: str
    private: Participant | None
    writable: bool
    me: bool


@dataclass(frozen=True, slots=True)
class ShownVisit:
    """`days` are all days of the visit, with what happens on each. `parts` are those of the person who looks."""

    visit: Visit
    offer_code: str
    parts: frozenset[VisitPart]
    host: ShownOrganisation
    guests: list[ShownOrganisation]
    days: list[tuple[date, list[ShownItem]]]
    people: list[ShownPerson]

    @property
    def taking_place(self) -> bool:
        return self.visit.state in TAKING_PLACE

    @property
    def coordinates(self) -> bool:
        return VisitPart.COORDINATOR in self.parts

    @property
    def hosts(self) -> bool:
        return VisitPart.HOST in self.parts

    @property
    def travels(self) -> list[ShownOrganisation]:
        """The visiting organisations for which this person acts."""
        return [guest for guest in self.guests if guest.mine]


def visit_as_shown(session: Session, visit: Visit, viewer: Viewer) -> ShownVisit:
    """Of a visit that this person may read (`access.readable_visit`). Seven queries."""
    offer = session.get_one(Offer, visit.offer_id)
    rows = session.exec(
        select(Guest, Demand, Organisation)
        .join(Demand, col(Demand.id) == col(Guest.demand_id))
        .join(Organisation, col(Organisation.id) == col(Guest.organisation_id))
        .where(Guest.visit_id == visit.id, col(Guest.left_at).is_(None))
        .order_by(col(Guest.id))
    ).all()
    guests = [
        _organisation(home, acts_for(viewer, home.id or 0, demand.on_behalf_by_id), demand) for _, demand, home in rows
    ]
    home = session.get_one(Organisation, visit.host_id)
    host = _organisation(home, acts_for(viewer, visit.host_id, offer.on_behalf_by_id))
    parts = _parts(viewer, host, guests)
    items = itinerary.items_of(session, visit=visit)
    people = participants_of(session, visit=visit)
    return ShownVisit(
        visit=visit,
        offer_code=offer.code,
        parts=parts,
        host=host,
        guests=guests,
        days=[(day, _items(visit, items, day)) for day in itinerary.days_of(visit)],
        people=[_person(one, viewer, parts, host, guests) for one in people],
    )


def _organisation(home: Organisation, mine: bool, demand: Demand | None = None) -> ShownOrganisation:
    party, code = (demand.party, demand.code) if demand else (0, "")
    return ShownOrganisation(home.id or 0, home.name, home.code, home.country, mine, party, code)


def _parts(viewer: Viewer, host: ShownOrganisation, guests: Sequence[ShownOrganisation]) -> frozenset[VisitPart]:
    """As `access.parts_in_visit`, from what was read already."""
    all_of = (host, *guests)
    # Whoever entered the offer or a wish on behalf has it as `mine`, and coordinates nothing of it.
    neutral = coordinates(viewer, [one.id for one in all_of]) and not any(one.mine for one in all_of)
    found = {
        VisitPart.HOST: host.mine,
        VisitPart.VISITOR: any(guest.mine for guest in guests),
        VisitPart.COORDINATOR: neutral,
    }
    return frozenset(part for part, there in found.items() if there)


def _items(visit: Visit, items: Sequence[ItineraryItem], day: date) -> list[ShownItem]:
    return [
        ShownItem(one, itinerary.starts(one, visit), itinerary.ends(one, visit), itinerary.zone_of(one, visit))
        for one in items
        if one.day == day
    ]


def _person(
    one: Participant,
    viewer: Viewer,
    parts: frozenset[VisitPart],
    host: ShownOrganisation,
    guests: Sequence[ShownOrganisation],
) -> ShownPerson:
    homes = {each.id: each for each in (host, *guests)}
    home = homes.get(one.organisation_id or 0)
    me = viewer.id is not None and one.user_id == viewer.id
    own = home is not None and home.mine
    seen = me or own or bool(parts & {VisitPart.HOST, VisitPart.COORDINATOR})
    hosted = VisitPart.HOST in parts and one.side in (ParticipantSide.COACH, ParticipantSide.INTERPRETER)
    return ShownPerson(
        id=one.id or 0,
        name=one.name,
        role=one.role,
        side=one.side,
        organisation=home.name if home else "",
        private=one if seen else None,
        writable=own or hosted or VisitPart.COORDINATOR in parts,
        me=me,
    )


@dataclass(frozen=True, slots=True)
class ListedVisit:
    """A row of a list of visits."""

    visit: Visit
    host: str
    guests: list[str]


def listed(
    session: Session, viewer: Viewer, *, own: bool, past: bool, page: int, per_page: int, alone: bool = False
) -> tuple[list[ListedVisit], int]:
    """One page of the visits that this person may read, and how many there are.

    `own`: only those of their own; `alone`: only those that no coordinator looks after.
    """
    query = readable_visits(viewer)
    if alone:
        query = query.where(~is_looked_after())
    if own and viewer.is_coordinator:
        mine = list(viewer.memberships)
        guests = select(Guest.visit_id).where(col(Guest.organisation_id).in_(mine))
        query = query.where(
            col(Visit.host_id).in_(mine) | col(Visit.id).in_(guests) | (col(Visit.coordinator_id) == viewer.id)
        )
    to_come = col(Visit.state).in_(TAKING_PLACE)
    query = query.where(~to_come if past else to_come)
    total = session.exec(select(func.count()).select_from(query.subquery())).one()
    order = (col(Visit.starts_on).desc(), col(Visit.id)) if past else (col(Visit.starts_on), col(Visit.id))
    visits = session.exec(query.order_by(*order).limit(per_page).offset((page - 1) * per_page)).all()
    return _with_names(session, visits), total


def _with_names(session: Session, visits: Sequence[Visit]) -> list[ListedVisit]:
    hosts = dict(_names(session, {visit.host_id for visit in visits}))
    rows = session.exec(
        select(Guest.visit_id, Organisation.name)
        .join(Organisation, col(Organisation.id) == col(Guest.organisation_id))
        .where(col(Guest.visit_id).in_([visit.id for visit in visits]), col(Guest.left_at).is_(None))
        .order_by(col(Guest.id))
    ).all()
    return [
        ListedVisit(visit, hosts[visit.host_id], [name for number, name in rows if number == visit.id])
        for visit in visits
    ]


def _names(session: Session, ids: set[int]) -> list[tuple[int, str]]:
    query = select(Organisation.id, Organisation.name).where(col(Organisation.id).in_(sorted(ids)))
    return [(number or 0, name) for number, name in session.exec(query).all()]
