"""Roles on the platform, the newcomer's first look, and blocking: who may what, and who said so."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from app.content.text import N_
from app.domain.audit import record
from app.domain.errors import Conflict
from app.domain.notices import notify
from app.domain.people import sign_ins
from app.domain.people.links import void_links
from app.domain.viewer import Viewer
from app.models.people import PlatformRole, Role, User
from app.models.types import now

ROLE_NAMES: Mapping[Role, str] = {
    Role.COORDINATOR: N_("Coordinator"),
    Role.FACILITATOR: N_("Facilitator"),
    Role.ADMINISTRATOR: N_("Administrator"),
}
LAST_ADMINISTRATOR = N_("This is the only administrator. Give somebody else the role first.")


def roles_of(session: Session, user_id: int) -> list[Role]:
    held = session.exec(select(PlatformRole.role).where(PlatformRole.user_id == user_id)).all()
    return sorted(Role(role) for role in held)


def grant_role(session: Session, *, user: User, role: Role, by: Viewer | None) -> None:
    """Give a role and tell the person. Giving it twice changes nothing."""
    if user.deleted_at:
        raise Conflict(N_("This account was deleted."))
    if session.get(PlatformRole, (user.id, role)):
        return
    session.add(PlatformRole(user_id=user.id or 0, role=role, granted_by_id=by.id if by else None))
    record(session, by=by, verb="role_granted", object_type="user", object_id=user.id, after={"role": role})
    notify(
        session, people=[user.id or 0], kind="role_granted", path="/account", besides=by.id if by else None, role=role
    )


def revoke_role(session: Session, *, user: User, role: Role, by: Viewer | None) -> None:
    """Take a role away; the last administrator keeps theirs."""
    held = session.get(PlatformRole, (user.id, role))
    if held is None:
        return
    if role is Role.ADMINISTRATOR:
        require_other_administrator(session, user_id=user.id or 0)
    session.delete(held)
    record(session, by=by, verb="role_revoked", object_type="user", object_id=user.id, before={"role": role})


def require_other_administrator(session: Session, *, user_id: int) -> None:
    """Raise Conflict for the last administrator: nobody could give the role back."""
    # Held until the end: of two administrators who take each other's role at once, one keeps it.
    holding = select(PlatformRole.user_id).where(PlatformRole.role == Role.ADMINISTRATOR)
    session.exec(holding.order_by(col(PlatformRole.user_id)).with_for_update()).all()
    administrators = (
        select(PlatformRole.user_id)
        .join(User, col(User.id) == PlatformRole.user_id)
        .where(PlatformRole.role == Role.ADMINISTRATOR, col(User.blocked_at).is_(None))
    )
    if set(session.exec(administrators).all()) == {user_id}:
        raise Conflict(LAST_ADMINISTRATOR)


def approve_person(session: Session, *, user: User, by: Viewer, tell: bool = True) -> None:
    """The first look: from now on this person's things go through by themselves.

    Not told by itself where the person hears at the same moment that their organisation or case was approved.
    """
    if user.approved_at or user.deleted_at:
        return
    user.approved_at, user.approved_by_id = now(), by.id
    session.add(user)
    record(session, by=by, verb="person_approved", object_type="user", object_id=user.id)
    if tell:
        notify(session, people=[user.id or 0], kind="person_approved", path="/", besides=by.id)


def block_person(session: Session, *, user: User, by: Viewer) -> None:
    """Sign the person out everywhere and let them in no more; what they wrote stays."""
    if user.id == by.id:
        raise Conflict(N_("You cannot block yourself."))
    if user.blocked_at or user.deleted_at:
        return
    require_other_administrator(session, user_id=user.id or 0)
    user.blocked_at = now()
    session.add(user)
    sign_ins.end_all(session, user_id=user.id or 0)
    void_links(session, user_id=user.id or 0)
    record(session, by=by, verb="person_blocked", object_type="user", object_id=user.id)


def unblock_person(session: Session, *, user: User, by: Viewer) -> None:
    if user.blocked_at is None:
        return
    user.blocked_at = None
    session.add(user)
    record(session, by=by, verb="person_unblocked", object_type="user", object_id=user.id)
