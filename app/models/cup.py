"""The cup of excellent experiences: the edition of a year, its phases, questions and criteria."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.models.types import EnumString, now


class Phase(StrEnum):
    """One at a time, in this order."""

    DRAFT = "draft"
    CALL_OPEN = "call_open"
    SCREENING = "screening"
    JUDGING = "judging"
    DELIBERATION = "deliberation"
    ANNOUNCED = "announced"
    ARCHIVED = "archived"


class Edition(SQLModel, table=True):
    """The cup of one year.

    `texts` maps a language to {"title", "theme", "rules"}; readers of other languages get `language`. `awards` is a
    list of {"key", "result", "places", "texts": {language: {"name", "about"}}}, `result` one of winner, finalist,
    honoured. `round` is the round of judging that is going on: 2 once a short list is judged again.
    """

    __tablename__ = "cup_edition"

    id: int | None = Field(default=None, primary_key=True)
    year: int = Field(unique=True)
    phase: Phase = Field(default=Phase.DRAFT, sa_type=EnumString(Phase), index=True)
    language: str = Field(max_length=12)
    texts: dict[str, dict[str, str]] = Field(default_factory=dict, sa_type=JSON)
    # In which languages organisations may enter.
    languages: list[str] = Field(default_factory=list, sa_type=JSON)
    time_zone: str = Field(default="UTC", max_length=64)
    awards: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    blind: bool = True
    jurors_per_entry: int = 3
    entries_per_organisation: int = 1
    # Days an organisation has to mend what the screening asks for, and to appeal.
    repair_days: int = 10
    round: int = 1
    copied_from_id: int | None = Field(default=None, foreign_key="cup_edition.id")
    released_at: datetime | None = None
    created_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now)
    row_version: int = 1


class EditionPhase(SQLModel, table=True):
    """When a phase of an edition begins, and what it allows: the rights stand here, not in code.

    Its end is the beginning of the next. The call's end is the deadline of entries, the judging's that of scorecards.
    """

    __tablename__ = "cup_phase"
    __table_args__ = (UniqueConstraint("edition_id", "phase"),)

    id: int | None = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="cup_edition.id", index=True)
    phase: Phase = Field(sa_type=EnumString(Phase))
    starts_at: datetime | None = Field(default=None, index=True)
    public: bool = False  # the edition's page is there for everybody
    enter: bool = False  # organisations write and submit entries
    screen: bool = False  # coordinators decide on eligibility, organisations mend and appeal
    read: bool = False  # jurors read the entries assigned to them
    score: bool = False  # jurors write and hand in scorecards
    decide: bool = False  # coordinators see results, take notes, park decisions
    results: bool = False  # results are public


class EditionEvent(SQLModel, table=True):
    """A phase that began (`kind` "phase"), or a date that was moved ("dates"), by whom and why."""

    __tablename__ = "cup_edition_event"

    id: int | None = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="cup_edition.id", index=True)
    kind: str = Field(max_length=20)
    before: str = Field(default="", max_length=60)
    after: str = Field(max_length=60)
    reason: str = Field(default="", max_length=1000)
    by_id: int | None = Field(default=None, foreign_key="user_account.id")
    at: datetime = Field(default_factory=now)


class QuestionKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    FILE = "file"


class Question(SQLModel, table=True):
    """What an edition asks besides the experience itself.

    `texts`: language → {"label", "help"}; `options` of a choice: [{"code", "texts": {language: label}}].
    `limit` counts characters of a text, or is the largest number.
    """

    __tablename__ = "cup_question"

    id: int | None = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="cup_edition.id", index=True)
    position: int = 0
    kind: QuestionKind = Field(sa_type=EnumString(QuestionKind))
    required: bool = False
    limit: int | None = None
    texts: dict[str, dict[str, str]] = Field(default_factory=dict, sa_type=JSON)
    options: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)


class Criterion(SQLModel, table=True):
    """What jurors score, with a described behaviour for every level.

    `texts`: language → {"name", "asks"}; `levels`: [{"value", "texts": {language: described behaviour}}], the
    lowest first. `code` is the key of its score on the scorecards. Learning criteria carry more than half of the
    weight of an edition and break ties.
    """

    __tablename__ = "cup_criterion"
    __table_args__ = (UniqueConstraint("edition_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="cup_edition.id", index=True)
    code: str = Field(max_length=40)
    position: int = 0
    weight: int = 1
    learning: bool = False
    texts: dict[str, dict[str, str]] = Field(default_factory=dict, sa_type=JSON)
    levels: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
