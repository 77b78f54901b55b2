"""Who is looking: a person with roles and memberships, or a stranger."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from sqlalchemy import String, bindparam, literal, type_coerce, union_all
from sqlmodel import Session, select

from app.models.organisations import MemberRole, Membership
from app.models.people import PlatformRole, Role, User

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Viewer:
    """`memberships` maps organisation ids to this person's role there."""

    user: User | None = None
    roles: frozenset[Role] = frozenset()
    memberships: Mapping[int, MemberRole] = field(default_factory=dict)
    sign_in_id: int | None = None
    # What was looked up about this person for one request: gates, pages and lists ask the same more than once.
    _known: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

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

    def once(self, question: str, answer: Callable[[], T]) -> T:
        """The answer to a question about this person, looked up at most once a request."""
        if question not in self._known:
            self._known[question] = answer()
        return cast("T", self._known[question])

    def edits_for(self, organisation_id: int) -> bool:
        """May write on behalf of this organisation as one of its own people."""
        return self.memberships.get(organisation_id) in (MemberRole.OWNER, MemberRole.EDITOR)

    def owns(self, organisation_id: int) -> bool:
        return self.memberships.get(organisation_id) is MemberRole.OWNER


STRANGER = Viewer()


# Built once, because every page of somebody who is signed in asks.
_ROLES = union_all(
    select(type_coerce(PlatformRole.role, String), literal(0)).where(PlatformRole.user_id == bindparam("user")),
    select(type_coerce(Membership.role, String), Membership.organisation_id).where(
        Membership.user_id == bindparam("user")
    ),
)


def viewer_of(session: Session, user: User, sign_in_id: int | None = None) -> Viewer:
    """Roles and memberships of one person, in one query: every page of theirs begins with it."""
    rows = session.execute(_ROLES, {"user": user.id}).all()
    return Viewer(
        user,
        frozenset(Role(role) for role, organisation in rows if not organisation),
        {organisation: MemberRole(role) for role, organisation in rows if organisation},
        sign_in_id,
    )
