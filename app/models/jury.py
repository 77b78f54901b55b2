"""The jury of an edition: jurors, their conflicts of interest, their scorecards, and the calculation of results."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.models.types import EnumString, now


class JurorState(StrEnum):
    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REMOVED = "removed"


class Juror(SQLModel, table=True):
    """A person's appointment to one jury, from the invitation on; `user_id` is known once they accept."""

    __tablename__ = "cup_juror"
    __table_args__ = (UniqueConstraint("edition_id", "email"), UniqueConstraint("edition_id", "user_id"))

    id: int | None = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="cup_edition.id", index=True)
    user_id: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    email: str = Field(max_length=254)
    name: str = Field(default="", max_length=120)
    state: JurorState = Field(default=JurorState.INVITED, sa_type=EnumString(JurorState))
    token_hash: str | None = Field(default=None, unique=True, max_length=64)
    expires_at: datetime | None = None
    languages: list[str] = Field(default_factory=list, sa_type=JSON)
    # Codes of capability areas, and countries they know.
    expertise: list[str] = Field(default_factory=list, sa_type=JSON)
    countries: list[str] = Field(default_factory=list, sa_type=JSON)
    max_load: int = 10
    # How they are introduced on the public page, if they agree to be named there.
    about: str = Field(default="", max_length=1000)
    named: bool = False
    # Before this nothing of any entry is shown to them.
    conflicts_declared_at: datetime | None = None
    reason: str = Field(default="", max_length=1000)  # why declined or removed
    invited_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    invited_at: datetime = Field(default_factory=now)
    answered_at: datetime | None = None
    row_version: int = 1


class ConflictKind(StrEnum):
    SAME_ORGANISATION = "same_organisation"
    APEX = "apex"
    FUNDER = "funder"
    BUYER = "buyer"
    CERTIFIER = "certifier"
    ADVISER = "adviser"
    HOUSEHOLD = "household"
    OTHER = "other"


class ConflictState(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class Conflict(SQLModel, table=True):
    """A person's tie with an organisation that enters an edition. It binds unless it was dismissed.

    `derived`: seen by the platform in memberships and relations, else declared by the person.
    """

    __tablename__ = "cup_conflict"
    __table_args__ = (UniqueConstraint("edition_id", "organisation_id", "user_id", "kind", "derived"),)

    id: int | None = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="cup_edition.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    user_id: int = Field(foreign_key="user_account.id", index=True)
    kind: ConflictKind = Field(sa_type=EnumString(ConflictKind))
    derived: bool = False
    state: ConflictState = Field(default=ConflictState.OPEN, sa_type=EnumString(ConflictState))
    note: str = Field(default="", max_length=1000)
    decided_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    decided_at: datetime | None = None
    at: datetime = Field(default_factory=now)


class CardState(StrEnum):
    ASSIGNED = "assigned"
    DECLINED = "declined"
    DRAFT = "draft"
    FINAL = "final"
    REOPENED = "reopened"


class Scorecard(SQLModel, table=True):
    """What one juror gives one entry in one round. Its being there is the assignment.

    `scores`, `reasons`, `passages` are keyed by the code of the criterion.
    """

    __tablename__ = "cup_scorecard"
    __table_args__ = (UniqueConstraint("entry_id", "juror_id", "round"),)

    id: int | None = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="cup_edition.id", index=True)
    entry_id: int = Field(foreign_key="cup_entry.id", index=True)
    juror_id: int = Field(foreign_key="cup_juror.id", index=True)
    round: int = 1
    state: CardState = Field(default=CardState.ASSIGNED, sa_type=EnumString(CardState))
    scores: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    reasons: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    passages: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    strengths: list[str] = Field(default_factory=list, sa_type=JSON)
    next_step: str = Field(default="", max_length=2000)
    note: str = Field(default="", max_length=4000)
    decline_reason: str = Field(default="", max_length=1000)
    assigned_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    assigned_at: datetime = Field(default_factory=now)
    saved_at: datetime | None = None
    final_at: datetime | None = None
    reopened_reason: str = Field(default="", max_length=1000)
    row_version: int = 1


class Reminder(SQLModel, table=True):
    """That a juror was reminded in a round: `occasion` is "7:END" so many days before that end, or "hand:DAY"."""

    __tablename__ = "cup_reminder"

    juror_id: int = Field(foreign_key="cup_juror.id", primary_key=True)
    round: int = Field(primary_key=True)
    occasion: str = Field(primary_key=True, max_length=20)
    at: datetime = Field(default_factory=now)


class Calculation(SQLModel, table=True):
    """A calculation of results, kept with all it was made from, so that anybody can make it again. Never changed."""

    __tablename__ = "cup_calculation"

    id: int | None = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="cup_edition.id", index=True)
    round: int
    # The version of the method (`app.domain.cup.results.METHOD`).
    method: str = Field(max_length=20)
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    inputs: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    results: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    inputs_hash: str = Field(max_length=64)
    results_hash: str = Field(max_length=64)
    by_id: int | None = Field(default=None, foreign_key="user_account.id")
    at: datetime = Field(default_factory=now)
