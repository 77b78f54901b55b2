"""What comes back from visits: reports, commitments and what became of them, and coaching."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.models.types import EnumString, new_code, now


class ReportState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    COMMENTED = "commented"  # by the host
    ACCEPTED = "accepted"
    PUBLISHED = "published"


class LearningReport(SQLModel, table=True):
    """What one visiting organisation saw and learned. `goals` maps the id of a goal (as text) to reached, partly, no.

    `case_id` is the case it became, adapted from the host's; pictures and voices are `Media` of the report. What is
    said of them stands in `media`, as in a case: {"medium": public id, "caption", "alt", "credit", "transcript"}.
    """

    __tablename__ = "learning_report"
    __table_args__ = (UniqueConstraint("visit_id", "organisation_id"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(default_factory=new_code, unique=True, max_length=12)
    visit_id: int = Field(foreign_key="visit.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    state: ReportState = Field(default=ReportState.DRAFT, sa_type=EnumString(ReportState), index=True)
    language: str = Field(max_length=12)
    title: str = Field(default="", max_length=160)
    seen: str = Field(default="", max_length=4000)
    surprised: str = Field(default="", max_length=2000)
    not_here: str = Field(default="", max_length=2000)  # what would not work at home, and why
    goals: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    media: list[dict[str, str]] = Field(default_factory=list, sa_type=JSON)
    why_none: str = Field(default="", max_length=1000)  # why nothing was resolved, if nothing was
    host_comment: str = Field(default="", max_length=2000)
    host_commented_at: datetime | None = None
    host_commented_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    case_id: int | None = Field(default=None, foreign_key="learning_case.id")
    licence: str = Field(default="", max_length=40)
    consent_at: datetime | None = None
    consent_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    created_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    submitted_at: datetime | None = None
    published_at: datetime | None = Field(default=None, index=True)
    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now)
    row_version: int = 1


class CommitmentState(StrEnum):
    PLANNED = "planned"
    TRYING = "trying"
    ADOPTED = "adopted"
    ADAPTED = "adapted"
    DROPPED = "dropped"


class Commitment(SQLModel, table=True):
    """What an organisation will do at home with what it saw: what, who, by when."""

    __tablename__ = "learning_commitment"

    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="learning_report.id", index=True)
    text: str = Field(max_length=500)
    who: str = Field(max_length=120)
    due_on: date
    state: CommitmentState = Field(default=CommitmentState.PLANNED, sa_type=EnumString(CommitmentState), index=True)
    note: str = Field(default="", max_length=1000)
    state_at: datetime | None = None
    position: int = 0
    row_version: int = 1


class CommitmentCheck(SQLModel, table=True):
    """The question 3, 6 and 12 months after a visit: what became of a commitment? Each is asked and answered once."""

    __tablename__ = "learning_check"
    __table_args__ = (UniqueConstraint("commitment_id", "months"),)

    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="learning_commitment.id", index=True)
    months: int
    due_on: date = Field(index=True)
    asked_at: datetime | None = None
    answer: CommitmentState | None = Field(default=None, sa_type=EnumString(CommitmentState))
    note: str = Field(default="", max_length=1000)
    answered_at: datetime | None = None
    answered_by_id: int | None = Field(default=None, foreign_key="user_account.id")


class CoachingState(StrEnum):
    PROPOSED = "proposed"
    ACTIVE = "active"
    ENDED = "ended"
    DECLINED = "declined"


class Coaching(SQLModel, table=True):
    """One organisation accompanies another, started from a visit or a case. `hours` are those agreed on."""

    __tablename__ = "coaching"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(default_factory=new_code, unique=True, max_length=12)
    coach_id: int = Field(foreign_key="organisation.id", index=True)
    coached_id: int = Field(foreign_key="organisation.id", index=True)
    visit_id: int | None = Field(default=None, foreign_key="visit.id", index=True)
    case_id: int | None = Field(default=None, foreign_key="learning_case.id", index=True)
    state: CoachingState = Field(default=CoachingState.PROPOSED, sa_type=EnumString(CoachingState), index=True)
    goals: str = Field(default="", max_length=2000)
    hours: int = 0
    asked_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    reason: str = Field(default="", max_length=1000)
    result: str = Field(default="", max_length=2000)  # what came of it, at the end
    started_at: datetime | None = None
    ended_at: datetime | None = None
    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now)
    row_version: int = 1


class CoachingSession(SQLModel, table=True):
    __tablename__ = "coaching_session"

    id: int | None = Field(default=None, primary_key=True)
    coaching_id: int = Field(foreign_key="coaching.id", index=True)
    day: date
    minutes: int
    channel: str = Field(default="", max_length=20)  # visit, telephone, video, messages
    notes: str = Field(default="", max_length=2000)
    next_step: str = Field(default="", max_length=500)
    by_id: int | None = Field(default=None, foreign_key="user_account.id")
    at: datetime = Field(default_factory=now)
    row_version: int = 1
