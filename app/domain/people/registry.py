"""People as administrators look for them, and accounts made at the console."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from sqlmodel import Session, col, exists, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from app.content.text import N_
from app.domain.audit import record
from app.domain.errors import Invalid
from app.domain.people.names import clean_email, clean_name
from app.domain.people.passwords import hash_password, require_good
from app.domain.people.roles import grant_role
from app.domain.people.signing_up import by_email
from app.domain.viewer import Viewer
from app.i18n import LANGUAGES
from app.models.organisations import Membership, Organisation
from app.models.people import PlatformRole, Role, User
from app.models.types import now


class Standing(StrEnum):
    """What an account waits for."""

    NEW = "new"
    UNCONFIRMED = "unconfirmed"
    BLOCKED = "blocked"


_STANDINGS = {
    Standing.NEW: col(User.approved_at).is_(None) & col(User.confirmed_at).is_not(None),
    Standing.UNCONFIRMED: col(User.confirmed_at).is_(None),
    Standing.BLOCKED: col(User.blocked_at).is_not(None),
}


def find_people(
    *, words: str = "", role: Role | None = None, standing: Standing | None = None
) -> "SelectOfScalar[User]":
    """Everybody with an account whose name or address contains the words, the newest first."""
    people = select(User).where(col(User.deleted_at).is_(None)).order_by(col(User.id).desc())
    for word in words.split()[:5]:
        people = people.where(
            or_(col(User.name).icontains(word, autoescape=True), col(User.email).icontains(word, autoescape=True))
        )
    if role:
        held = exists().where(col(PlatformRole.user_id) == col(User.id), col(PlatformRole.role) == role)
        people = people.where(held)
    return people.where(_STANDINGS[standing]) if standing else people


def all_people(session: Session) -> Sequence[tuple[User, list[Role]]]:
    """Every account with its roles, for the console."""
    people = session.exec(select(User).where(col(User.deleted_at).is_(None)).order_by(col(User.id))).all()
    roles = holders(session, [user.id or 0 for user in people])
    return [(user, roles.get(user.id or 0, [])) for user in people]


def create_person(
    session: Session,
    *,
    name: str,
    email: str,
    password: str,
    roles: Iterable[Role] = (),
    language: str = "en",
    time_zone: str = "UTC",
    by: Viewer | None = None,
) -> User:
    """Make an account that needs no confirmation and no first look. Raises Invalid."""
    name, email = clean_name(name), clean_email(email)
    require_good(password, name=name, email=email)
    if language not in LANGUAGES:
        raise Invalid(N_("Choose one of the answers offered."), "language")
    if by_email(session, email):
        raise Invalid(N_("There is an account with this address already."), "email")
    user = User(
        name=name,
        email=email,
        password_hash=hash_password(password),
        language=language,
        time_zone=time_zone,
        confirmed_at=now(),
        approved_at=now(),
    )
    session.add(user)
    session.flush()
    record(session, by=by, verb="person_created", object_type="user", object_id=user.id)
    for role in roles:
        grant_role(session, user=user, role=role, by=by)
    return user


def holders(session: Session, ids: Iterable[int]) -> dict[int, list[Role]]:
    """The roles of each of these people who has any."""
    roles: dict[int, list[Role]] = {}
    query = select(PlatformRole).where(col(PlatformRole.user_id).in_(list(ids))).order_by(col(PlatformRole.role))
    for held in session.exec(query).all():
        roles.setdefault(held.user_id, []).append(held.role)
    return roles


def memberships(session: Session, user_id: int) -> Sequence[str]:
    """The names of a person's organisations."""
    query = select(Organisation.name).join(Membership, col(Membership.organisation_id) == Organisation.id)
    return session.exec(query.where(Membership.user_id == user_id).order_by(col(Organisation.name))).all()
