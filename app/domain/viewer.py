"""Who is looking: a person with roles and memberships, or a stranger."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from app.models.organisations import MemberRole, Membership
from app.models.people import PlatformRole, Role, User


@dataclass(frozen=True, slots=True)
class Viewer:
    """`memberships` maps organisation ids to this person's role there."""

    user: User | None = None
    roles: frozenset[Role] = frozenset()
    memberships: Mapping[int, MemberRole] = field(default_factory=dict)
    sign_in_id: int | None = None

    @property
    def id(self) -> int | None:
        return self.user.id if self.user else None

    @property
    def is_coordinator(self) -> bool:
        return Role.COORDINATOR in self.roles

    @property
    def is_facilitator(self) -> bool:
        return Role.FACILITATOR in self.roles

    @property
    def is_administrator(self) -> bool:
        return Role.ADMINISTRATOR in self.roles

    def edits_for(self, organisation_id: int) -> bool:
        """May write on behalf of this organisation as one of its own people."""
        return self.memberships.get(organisation_id) in (MemberRole.OWNER, MemberRole.EDITOR)

    def owns(self, organisation_id: int) -> bool:
        return self.memberships.get(organisation_id) is MemberRole.OWNER


STRANGER = Viewer()


def viewer_of(session: Session, user: User, sign_in_id: int | None = None) -> Viewer:
    """Roles and memberships of one person, in two queries."""
    roles = session.exec(select(PlatformRole.role).where(PlatformRole.user_id == user.id)).all()
    memberships = session.exec(
        select(Membership.organisation_id, Membership.role).where(col(Membership.user_id) == user.id)
    ).all()
    return Viewer(
        user,
        frozenset(Role(role) for role in roles),
        {organisation: MemberRole(role) for organisation, role in memberships},
        sign_in_id,
    )
