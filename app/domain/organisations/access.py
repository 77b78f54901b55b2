"""Who may see and change an organisation."""

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.domain.errors import NotFound
from app.domain.viewer import Viewer
from app.models.organisations import MemberRole, Membership, Organisation
from app.models.people import PlatformRole, Role, User


def is_public() -> ColumnElement[bool]:
    """Approved: everybody may read and find it."""
    return col(Organisation.approved_at).is_not(None)


def is_readable(viewer: Viewer) -> ColumnElement[bool]:
    """Approved ones for all; those that wait for a first look only for their own people and coordinators."""
    if viewer.is_coordinator:
        return true()
    return is_public() | col(Organisation.id).in_(list(viewer.memberships))


def public_organisations() -> SelectOfScalar[Organisation]:
    return select(Organisation).where(is_public())


def count_public(session: Session) -> int:
    """As many as the public list shows."""
    return session.exec(select(func.count()).select_from(Organisation).where(is_public())).one()


def readable_organisations(viewer: Viewer) -> SelectOfScalar[Organisation]:
    return select(Organisation).where(is_readable(viewer))


def readable_organisation(session: Session, *, code: str, viewer: Viewer) -> Organisation:
    """The one gate to an organisation. Raises NotFound for those who may not know that it exists."""
    organisation = session.exec(readable_organisations(viewer).where(Organisation.code == code)).first()
    if organisation is None:
        raise NotFound
    return organisation


def lock(session: Session, *organisations: Organisation) -> None:
    """Until this transaction ends nobody else changes what belongs to them; always in the same order."""
    ids = [organisation.id for organisation in organisations]
    query = select(Organisation.id).where(col(Organisation.id).in_(ids)).order_by(col(Organisation.id))
    session.exec(query.with_for_update()).all()


def belongs(viewer: Viewer, organisation: Organisation) -> bool:
    """One of its people, in whatever role."""
    return organisation.id in viewer.memberships


def may_edit(viewer: Viewer, organisation: Organisation) -> bool:
    return viewer.edits_for(organisation.id or 0) or viewer.is_coordinator


def may_own(viewer: Viewer, organisation: Organisation) -> bool:
    """Decides about people: its owners, and coordinators where help is needed."""
    return viewer.owns(organisation.id or 0) or viewer.is_coordinator


def people_of(session: Session, organisation: Organisation, *roles: MemberRole) -> list[int]:
    """The ids of its people in these roles."""
    query = select(Membership.user_id).where(Membership.organisation_id == organisation.id)
    return list(session.exec(query.where(col(Membership.role).in_(roles))).all())


def deciders(session: Session, organisation: Organisation) -> list[int]:
    """Who is asked when something has to be decided for it: its owners, or coordinators where it has none."""
    return people_of(session, organisation, MemberRole.OWNER) or coordinators(session)


def coordinators(session: Session) -> list[int]:
    query = select(PlatformRole.user_id).join(User, col(User.id) == PlatformRole.user_id)
    living = query.where(PlatformRole.role == Role.COORDINATOR, col(User.deleted_at).is_(None))
    return list(session.exec(living).all())
