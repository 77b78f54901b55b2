"""Members and their roles. An organisation always keeps at least one owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.content.text import N_
from app.domain.errors import Conflict, NotFound
from app.domain.notices import notify
from app.domain.organisations import trail
from app.domain.organisations.access import lock, people_of
from app.domain.viewer import Viewer
from app.models.organisations import MemberRole, Membership, Organisation
from app.models.people import User

ROLE_WORDS = {
    MemberRole.OWNER: N_("Owner"),
    MemberRole.EDITOR: N_("Editor"),
    MemberRole.MEMBER: N_("Member"),
}
ROLE_MEANINGS = {
    MemberRole.OWNER: N_("Writes, approves, and decides who belongs to the organisation."),
    MemberRole.EDITOR: N_("Writes and sends experiences, keeps the profile."),
    MemberRole.MEMBER: N_("Reads what the organisation is working on."),
}
_RANK = {MemberRole.MEMBER: 0, MemberRole.EDITOR: 1, MemberRole.OWNER: 2}


@dataclass(frozen=True, slots=True)
class Member:
    user_id: int
    name: str
    email: str
    role: MemberRole
    joined_at: datetime


def members_of(session: Session, organisation: Organisation) -> Sequence[Member]:
    """Owners first, then by name."""
    rows = session.exec(
        select(User, Membership)
        .join(Membership, col(Membership.user_id) == User.id)
        .where(Membership.organisation_id == organisation.id)
    ).all()
    members = [Member(user.id or 0, user.name, user.email or "", one.role, one.joined_at) for user, one in rows]
    return sorted(members, key=lambda member: (-_RANK[member.role], member.name.casefold()))


def join(session: Session, *, organisation: Organisation, user: User, role: MemberRole, by: Viewer) -> None:
    """Make somebody a member, or give a member the higher of both roles; the owners are told."""
    lock(session, organisation)
    membership = session.get(Membership, (user.id, organisation.id))
    if membership and _RANK[membership.role] >= _RANK[role]:
        return
    before = {"role": membership.role} if membership else {}
    verb = "membership.change" if membership else "membership.begin"
    membership = membership or Membership(user_id=user.id or 0, organisation_id=organisation.id or 0, role=role)
    membership.role = role
    session.add(membership)
    after = {"user_id": user.id, "role": role}
    trail.note(session, organisation=organisation, verb=verb, by=by, before=before, after=after)
    notify(
        session,
        people=set(people_of(session, organisation, MemberRole.OWNER)) - {user.id or 0},
        kind="membership_joined",
        path=f"/organisations/{organisation.code}/members",
        besides=by.id,
        person=user.name,
        organisation=organisation.name,
    )


def change_role(session: Session, *, organisation: Organisation, user_id: int, role: MemberRole, by: Viewer) -> None:
    """Raises Conflict where the last owner would be lost."""
    membership = _membership(session, organisation, user_id)
    if membership.role is role:
        return
    _keep_an_owner(session, organisation, membership)
    before, after = {"role": membership.role}, {"user_id": user_id, "role": role}
    membership.role = role
    session.add(membership)
    trail.note(session, organisation=organisation, verb="membership.change", by=by, before=before, after=after)
    _tell(session, organisation, user_id, "membership_role", by, "/members")


def remove(session: Session, *, organisation: Organisation, user_id: int, by: Viewer) -> None:
    """End a membership: one's own or another's. Raises Conflict for the last owner."""
    membership = _membership(session, organisation, user_id)
    _keep_an_owner(session, organisation, membership)
    before = {"user_id": user_id, "role": membership.role}
    session.delete(membership)
    trail.note(session, organisation=organisation, verb="membership.end", by=by, before=before)
    _tell(session, organisation, user_id, "membership_removed", by)


def _tell(session: Session, organisation: Organisation, user_id: int, kind: str, by: Viewer, page: str = "") -> None:
    path = f"/organisations/{organisation.code}{page}"
    notify(session, people=[user_id], kind=kind, path=path, besides=by.id, organisation=organisation.name)


def _membership(session: Session, organisation: Organisation, user_id: int) -> Membership:
    """Of a locked organisation: two owners leaving at once must not both succeed."""
    lock(session, organisation)
    membership = session.get(Membership, (user_id, organisation.id), populate_existing=True)
    if membership is None:
        raise NotFound
    return membership


def _keep_an_owner(session: Session, organisation: Organisation, membership: Membership) -> None:
    if membership.role is not MemberRole.OWNER:
        return
    if people_of(session, organisation, MemberRole.OWNER) == [membership.user_id]:
        raise Conflict(N_("This is the last owner. Make somebody else an owner first."))
