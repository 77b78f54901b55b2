"""What people look for: kept searches, questions that no experience answered yet, and counts without persons."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.models.types import EnumString, now


class SavedSearch(SQLModel, table=True):
    """A search under a name of its owner's: which list, and the query of its address without the page."""

    __tablename__ = "saved_search"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    name: str = Field(max_length=80)
    # The name of the route: "search", "case_list", "block_list".
    page: str = Field(max_length=40)
    query: str = Field(default="", max_length=2000)
    weekly: bool = True
    created_at: datetime = Field(default_factory=now)
    # Its owner knows what was published until then.
    told_until: datetime = Field(default_factory=now)


class QuestionState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Question(SQLModel, table=True):
    """What somebody would like to learn and did not find; coordinators answer it."""

    __tablename__ = "question"

    id: int | None = Field(default=None, primary_key=True)
    what: str = Field(max_length=1000)
    language: str = Field(max_length=12)
    product: str = Field(default="", max_length=60)
    country: str = Field(default="", max_length=2)
    # What was searched for, by which experiences published later are recognised.
    words: str = Field(default="", max_length=400)
    asked_by_id: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    asked_at: datetime = Field(default_factory=now)
    state: QuestionState = Field(default=QuestionState.OPEN, sa_type=EnumString(QuestionState), index=True)
    answer: str = Field(default="", max_length=2000)
    case_id: int | None = Field(default=None, foreign_key="learning_case.id", index=True)
    answered_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    answered_at: datetime | None = None
    # Experiences published until then were looked through; the codes of those that may answer it.
    looked_until: datetime = Field(default_factory=now)
    matching: list[str] = Field(default_factory=list, sa_type=JSON)


class QuestionPassed(SQLModel, table=True):
    """An organisation that a coordinator asked to tell what was asked for."""

    __tablename__ = "question_passed"

    question_id: int = Field(foreign_key="question.id", primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True, index=True)
    at: datetime = Field(default_factory=now)
    by_id: int | None = Field(default=None, foreign_key="user_account.id")


class Sought(StrEnum):
    """What is counted: every search, the words of it, a value of a filter, what "did you mean" proposed."""

    ALL = "all"
    WORDS = "words"
    FILTER = "filter"
    MEANT = "meant"


class LookedFor(SQLModel, table=True):
    """How often something was looked for in a week, in one interface language. Nobody and no moment stands here."""

    __tablename__ = "looked_for"
    __table_args__ = (
        UniqueConstraint("week", "language", "sought", "text"),
        Index("ix_looked_for_text", "sought", "text"),
    )

    id: int | None = Field(default=None, primary_key=True)
    # Its Monday, in UTC.
    week: date
    language: str = Field(max_length=5)
    sought: Sought = Field(sa_type=EnumString(Sought))
    text: str = Field(default="", max_length=120)
    times: int = 0
    # Of these, how often nothing was found.
    in_vain: int = 0
