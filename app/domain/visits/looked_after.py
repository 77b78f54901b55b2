"""Which coordinator looks after a visit, and which visits have nobody."""

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, exists, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from app.domain.visits.access import TAKING_PLACE
from app.models.demands import Demand, Offer
from app.models.organisations import Membership
from app.models.people import PlatformRole, Role, User
from app.models.visits import Guest, Visit


def is_looked_after() -> ColumnElement[bool]:
    """Of visits: its coordinator still is one, is there, and on no side of it."""
    person, caretaker = col(Visit.coordinator_id), aliased(User)
    coming = select(Guest.organisation_id).where(Guest.visit_id == Visit.id, col(Guest.left_at).is_(None))
    wishes = select(Guest.demand_id).where(Guest.visit_id == Visit.id, col(Guest.left_at).is_(None))
    sides = or_(
        col(Membership.organisation_id) == col(Visit.host_id),
        col(Membership.organisation_id).in_(coming.correlate(Visit)),
    )
    coordinates = exists().where(col(PlatformRole.user_id) == person, col(PlatformRole.role) == Role.COORDINATOR)
    is_there = exists().where(
        col(caretaker.id) == person, col(caretaker.deleted_at).is_(None), col(caretaker.blocked_at).is_(None)
    )
    belongs = exists().where(col(Membership.user_id) == person, sides)
    offered = exists().where(col(Offer.id) == col(Visit.offer_id), col(Offer.on_behalf_by_id) == person)
    wished = exists().where(col(Demand.id).in_(wishes.correlate(Visit)), col(Demand.on_behalf_by_id) == person)
    return and_(coordinates, is_there, ~belongs, ~offered, ~wished)


def looks_after(session: Session, visit: Visit) -> User | None:
    """The coordinator whom the others rely on."""
    query = select(User).join(Visit, col(Visit.coordinator_id) == col(User.id))
    return session.exec(query.where(Visit.id == visit.id, is_looked_after())).first()


def left_alone() -> SelectOfScalar[Visit]:
    """Visits to come that nobody looks after."""
    return select(Visit).where(col(Visit.state).in_(TAKING_PLACE), ~is_looked_after())


def number_left_alone(session: Session) -> int:
    return session.exec(select(func.count()).select_from(left_alone().subquery())).one()
