"""Cases, their immutable versions, translations, reviews, events and follow-ups."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.models.types import EnumString, new_code, now


class CaseState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    DECLINED = "declined"
    LEARNING_MATERIAL = "learning_material"
    SELECTED = "selected"
    SYSTEMATISING = "systematising"
    VALIDATION = "validation"
    REVIEW = "review"
    EDITING = "editing"
    PUBLISHED = "published"
    FOLLOW_UP_DUE = "follow_up_due"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"


class CaseTier(StrEnum):
    """How deep a version goes: the short card of a raw experience, or a systematised case."""

    RAW = "raw"
    SYSTEMATISED = "systematised"


class Case(SQLModel, table=True):
    """One experience under one address. `state` is where the work stands; what readers see is `current_version_id`.

    So a published case that is being revised goes back to `systematising` while its version stays public.
    `country`, `kind` mirror the working content, for lists.
    """

    __tablename__ = "learning_case"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(default_factory=new_code, unique=True, max_length=12)
    external_id: str | None = Field(default=None, unique=True, max_length=120)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    state: CaseState = Field(default=CaseState.DRAFT, sa_type=EnumString(CaseState), index=True)
    original_language: str = Field(max_length=12)
    title: str = Field(default="", max_length=200)
    country: str = Field(default="", max_length=2)
    kind: str = Field(default="", max_length=40)
    maturity: str = Field(default="", max_length=40)
    licence: str = Field(default="", max_length=40)
    # The organisation's agreement that what it sends may be shown; who gave it and when.
    consent_at: datetime | None = None
    consent_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    illustration: bool = False
    source: str = Field(default="", max_length=500)
    # Cases and versions point at each other, so this constraint is made after both tables.
    current_version_id: int | None = Field(
        default=None,
        sa_column=Column(
            Integer, ForeignKey("case_version.id", use_alter=True, name="fk_learning_case_current_version")
        ),
    )
    first_published_at: datetime | None = Field(default=None, index=True)
    updated_at: datetime = Field(default_factory=now, index=True)
    created_at: datetime = Field(default_factory=now)
    created_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    # A facilitator who writes it for an organisation that agreed to this; see the entry in the cup.
    on_behalf_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    # What the tombstone says after a withdrawal.
    withdrawn_reason: str = Field(default="", max_length=1000)


class CaseVersion(SQLModel, table=True):
    """`number` is None for the working copy; with a number the version is public and never changes again."""

    __tablename__ = "case_version"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="learning_case.id", index=True)
    number: int | None = None
    tier: CaseTier = Field(default=CaseTier.RAW, sa_type=EnumString(CaseTier))
    content: dict[str, dict[str, Any]] = Field(default_factory=dict, sa_type=JSON)
    # The little of a public version's content that lists show; see app.content.card.
    card: dict[str, dict[str, Any]] = Field(default_factory=dict, sa_type=JSON)
    # Fingerprint of the content; what the organisation approves, and what proves a public version unchanged.
    content_hash: str = Field(default="", max_length=64)
    what_changed: str = Field(default="", max_length=1000)
    author_id: int | None = Field(default=None, foreign_key="user_account.id")
    created_at: datetime = Field(default_factory=now)
    published_at: datetime | None = None
    # The organisation's own approval of exactly this content (`validated_hash`).
    validated_hash: str = Field(default="", max_length=64)
    validated_at: datetime | None = None
    validated_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    # section name -> row version, for the check that nobody overwrites another's text unseen.
    section_versions: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    row_version: int = 1


class TranslationState(StrEnum):
    DRAFT = "draft"
    REVIEWED = "reviewed"
    PUBLISHED = "published"


class CaseTranslation(SQLModel, table=True):
    """One section of one version in one language. A missing row is the state `missing`.

    `source` is the original text it was made from: when the version's text differs, it is outdated and the
    difference can be shown.
    """

    __tablename__ = "case_translation"
    __table_args__ = (UniqueConstraint("version_id", "language", "section"),)

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="case_version.id", index=True)
    language: str = Field(max_length=12)
    section: str = Field(max_length=40)
    state: TranslationState = Field(default=TranslationState.DRAFT, sa_type=EnumString(TranslationState))
    texts: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    source: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    source_hash: str = Field(max_length=64)
    translator_id: int | None = Field(default=None, foreign_key="user_account.id")
    reviewer_id: int | None = Field(default=None, foreign_key="user_account.id")
    updated_at: datetime = Field(default_factory=now)
    row_version: int = 1


class CaseEvent(SQLModel, table=True):
    """One step of a case: from which state to which, by whom, with which message or reason."""

    __tablename__ = "case_event"
    __table_args__ = (Index("ix_case_event_case", "case_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="learning_case.id")
    version_id: int | None = Field(default=None, foreign_key="case_version.id")
    before: str = Field(default="", max_length=40)
    after: str = Field(max_length=40)
    message: str = Field(default="", max_length=4000)
    by_id: int | None = Field(default=None, foreign_key="user_account.id")
    at: datetime = Field(default_factory=now)


class ReviewState(StrEnum):
    ASSIGNED = "assigned"
    DECLINED = "declined"
    DONE = "done"


class CaseReview(SQLModel, table=True):
    """One reviewer's rubric (0 to 3 a criterion) on one working version, with advice to the organisation."""

    __tablename__ = "case_review"
    __table_args__ = (UniqueConstraint("version_id", "reviewer_id"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="learning_case.id", index=True)
    version_id: int = Field(foreign_key="case_version.id")
    reviewer_id: int = Field(foreign_key="user_account.id", index=True)
    # At least one of the two reviewers comes from a producer organisation.
    from_producers: bool = False
    state: ReviewState = Field(default=ReviewState.ASSIGNED, sa_type=EnumString(ReviewState))
    scores: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    comments: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    maturity: str = Field(default="", max_length=40)
    advice: str = Field(default="", max_length=4000)
    verdict: str = Field(default="", max_length=20)
    decline_reason: str = Field(default="", max_length=1000)
    due: date | None = None
    assigned_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    assigned_at: datetime = Field(default_factory=now)
    done_at: datetime | None = None
    row_version: int = 1


class FollowUp(SQLModel, table=True):
    """ "Does it still work?", asked 12 and 24 months after publication."""

    __tablename__ = "case_follow_up"
    __table_args__ = (UniqueConstraint("case_id", "months"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="learning_case.id", index=True)
    months: int
    due: date
    asked_at: datetime | None = None
    answer: str = Field(default="", max_length=20)
    note: str = Field(default="", max_length=2000)
    answered_at: datetime | None = None
    answered_by_id: int | None = Field(default=None, foreign_key="user_account.id")
