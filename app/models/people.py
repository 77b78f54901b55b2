"""People, their roles, sign-ins and the links sent to them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.models.types import EnumString, now


class Role(StrEnum):
    COORDINATOR = "coordinator"
    FACILITATOR = "facilitator"
    ADMINISTRATOR = "administrator"


class Digest(StrEnum):
    """How a person wants to hear what happened: each by its own mail, once a day, or only in the app."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"


class LinkPurpose(StrEnum):
    CONFIRM_EMAIL = "confirm_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - a purpose, not a password
    CHANGE_EMAIL = "change_email"


class User(SQLModel, table=True):
    """A person. A deleted one keeps the row, emptied, so that authorship stays as "former member"."""

    __tablename__ = "user_account"

    id: int | None = Field(default=None, primary_key=True)
    email: str | None = Field(default=None, unique=True, max_length=254)
    name: str = Field(max_length=120)
    password_hash: str = ""
    language: str = Field(default="en", max_length=5)
    time_zone: str = Field(default="UTC", max_length=64)
    digest: Digest = Field(default=Digest.AT_ONCE, sa_type=EnumString(Digest))
    confirmed_at: datetime | None = None
    # Set by the first look of a coordinator; from then on this person's things go through by themselves.
    approved_at: datetime | None = None
    approved_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    # Blocked by an administrator: cannot sign in, and no link sent by mail works.
    blocked_at: datetime | None = None
    created_at: datetime = Field(default_factory=now)
    deleted_at: datetime | None = None


class PlatformRole(SQLModel, table=True):
    __tablename__ = "platform_role"

    user_id: int = Field(foreign_key="user_account.id", primary_key=True)
    role: Role = Field(sa_type=EnumString(Role), primary_key=True)
    granted_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    granted_at: datetime = Field(default_factory=now)


class SignIn(SQLModel, table=True):
    """One browser that is signed in. The token itself is only in the cookie."""

    __tablename__ = "sign_in"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    token_hash: str = Field(unique=True, max_length=64)
    created_at: datetime = Field(default_factory=now)
    last_seen_at: datetime = Field(default_factory=now)
    expires_at: datetime
    user_agent: str = Field(default="", max_length=300)
    address: str = Field(default="", max_length=64)


class OneTimeLink(SQLModel, table=True):
    __tablename__ = "one_time_link"

    id: int | None = Field(default=None, primary_key=True)
    purpose: LinkPurpose = Field(sa_type=EnumString(LinkPurpose))
    user_id: int = Field(foreign_key="user_account.id", index=True)
    token_hash: str = Field(unique=True, max_length=64)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    created_at: datetime = Field(default_factory=now)
    expires_at: datetime
    used_at: datetime | None = None


class InvitationPurpose(StrEnum):
    ORGANISATION = "organisation"
    COORDINATOR = "coordinator"


class Invitation(SQLModel, table=True):
    """By e-mail, single use, expiring: into an organisation with a member role, or to become coordinator."""

    __tablename__ = "invitation"

    id: int | None = Field(default=None, primary_key=True)
    purpose: InvitationPurpose = Field(sa_type=EnumString(InvitationPurpose))
    email: str = Field(max_length=254, index=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    role: str = Field(default="", max_length=40)
    token_hash: str = Field(unique=True, max_length=64)
    invited_by_id: int = Field(foreign_key="user_account.id")
    created_at: datetime = Field(default_factory=now)
    expires_at: datetime
    accepted_at: datetime | None = None
    revoked_at: datetime | None = None


class Throttle(SQLModel, table=True):
    """Failed guesses counted by key ("sign_in:account:…", "sign_in:address:…") within a window."""

    __tablename__ = "throttle"

    key: str = Field(primary_key=True, max_length=160)
    failures: int = 0
    window_ends_at: datetime


class ParkedForm(SQLModel, table=True):
    """What somebody sent after their sign-in had expired, kept until they are back."""

    __tablename__ = "parked_form"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=64)
    path: str = Field(max_length=500)
    fields: list[Any] = Field(default_factory=list, sa_type=JSON)
    created_at: datetime = Field(default_factory=now)
