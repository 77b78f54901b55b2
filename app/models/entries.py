"""Entries of the cup: what an organisation sends, how it is screened, what is decided about it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.models.types import EnumString, new_code, now


class EntryState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    TO_COMPLETE = "to_complete"
    INELIGIBLE = "ineligible"
    APPEAL = "appeal"
    ELIGIBLE = "eligible"
    SHORTLISTED = "shortlisted"
    WINNER = "winner"
    FINALIST = "finalist"
    HONOURED = "honoured"
    WITHDRAWN = "withdrawn"


class Entry(SQLModel, table=True):
    """One organisation's entry in one edition, told by one case.

    Jurors and coordinators read the latest `EntrySubmission`, never the case itself, which may change meanwhile.
    `answers` maps the id of a question (as text) to a text, a number, a code, or the public id of a medium of the case.
    `redactions` are words that neither the jury nor readers get to see; `hidden_from_jury` is what a
    coordinator adds for blind judging.
    """

    __tablename__ = "cup_entry"
    __table_args__ = (UniqueConstraint("edition_id", "case_id"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(default_factory=new_code, unique=True, max_length=12)
    edition_id: int = Field(foreign_key="cup_edition.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    case_id: int = Field(foreign_key="learning_case.id", index=True)
    state: EntryState = Field(default=EntryState.DRAFT, sa_type=EnumString(EntryState), index=True)
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    licence: str = Field(default="", max_length=40)
    consent_at: datetime | None = None
    consent_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    # Entered by a facilitator for the organisation: who, and how the organisation's consent was given.
    on_behalf_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    consent_record: str = Field(default="", max_length=1000)
    # A letter, photo or recording that shows it. It belongs to no case, so that it is never shown with one.
    consent_medium_id: int | None = Field(default=None, foreign_key="media.id")
    redactions: list[str] = Field(default_factory=list, sa_type=JSON)
    hidden_from_jury: list[str] = Field(default_factory=list, sa_type=JSON)
    previous_id: int | None = Field(default=None, foreign_key="cup_entry.id")
    what_changed: str = Field(default="", max_length=2000)
    # Scored by every juror first, so that each sees how they compare before the real work.
    anchor: bool = False
    # Until when what the screening asked for can be mended.
    repair_due: datetime | None = None
    award: str = Field(default="", max_length=40)
    submitted_at: datetime | None = None
    created_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now)
    row_version: int = 1


class EntrySubmission(SQLModel, table=True):
    """What was submitted, word for word, each time; never changed. `content` is the case's content of that moment."""

    __tablename__ = "cup_submission"
    __table_args__ = (UniqueConstraint("entry_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="cup_entry.id", index=True)
    number: int
    language: str = Field(max_length=12)
    title: str = Field(default="", max_length=200)
    content: dict[str, dict[str, Any]] = Field(default_factory=dict, sa_type=JSON)
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    content_hash: str = Field(default="", max_length=64)
    by_id: int | None = Field(default=None, foreign_key="user_account.id")
    at: datetime = Field(default_factory=now)


class EntryEvent(SQLModel, table=True):
    """One step of an entry; `reasons` are codes of the screening's fixed reasons."""

    __tablename__ = "cup_entry_event"

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="cup_entry.id", index=True)
    before: str = Field(default="", max_length=40)
    after: str = Field(max_length=40)
    message: str = Field(default="", max_length=4000)
    reasons: list[str] = Field(default_factory=list, sa_type=JSON)
    by_id: int | None = Field(default=None, foreign_key="user_account.id")
    at: datetime = Field(default_factory=now)


class EntryView(SQLModel, table=True):
    """Who saw what of an entry on which day: its `text`, its `scores`. For the proof of fairness."""

    __tablename__ = "cup_entry_view"

    entry_id: int = Field(foreign_key="cup_entry.id", primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", primary_key=True, index=True)
    what: str = Field(primary_key=True, max_length=10)
    day: date = Field(primary_key=True)
    at: datetime = Field(default_factory=now)


class Verdict(StrEnum):
    ELIGIBLE = "eligible"
    TO_COMPLETE = "to_complete"
    INELIGIBLE = "ineligible"


class Screening(SQLModel, table=True):
    """One decider's verdict on one submission. Two that agree decide; otherwise a third does.

    `on_appeal`: the verdict of somebody who had not decided before, on an appeal.
    """

    __tablename__ = "cup_screening"
    __table_args__ = (UniqueConstraint("entry_id", "submission", "on_appeal", "by_id"),)

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="cup_entry.id", index=True)
    submission: int
    on_appeal: bool = False
    by_id: int = Field(foreign_key="user_account.id")
    verdict: Verdict = Field(sa_type=EnumString(Verdict))
    reasons: list[str] = Field(default_factory=list, sa_type=JSON)
    note: str = Field(default="", max_length=2000)
    at: datetime = Field(default_factory=now)


class Decision(SQLModel, table=True):
    """What the jury decided about an entry, parked until all are released together, with its feedback.

    `result` is one of winner, finalist, honoured, or "" for none; `award` a key of the edition's awards.
    """

    __tablename__ = "cup_decision"

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="cup_entry.id", unique=True)
    result: str = Field(default="", max_length=20)
    award: str = Field(default="", max_length=40)
    strengths: list[str] = Field(default_factory=list, sa_type=JSON)
    next_step: str = Field(default="", max_length=2000)
    message: str = Field(default="", max_length=4000)
    reason: str = Field(default="", max_length=2000)
    parked_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    parked_at: datetime = Field(default_factory=now)
    checked_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    checked_at: datetime | None = None
    row_version: int = 1


class DeliberationNote(SQLModel, table=True):
    __tablename__ = "cup_note"
    __table_args__ = (Index("ix_cup_note_entry", "entry_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="cup_entry.id")
    by_id: int = Field(foreign_key="user_account.id")
    text: str = Field(max_length=4000)
    at: datetime = Field(default_factory=now)
