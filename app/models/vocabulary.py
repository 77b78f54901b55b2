"""Controlled terms, and the terms that people miss in them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.models.types import EnumString, now


class Term(SQLModel, table=True):
    """Loaded from `app/vocabularies` at each migration; `added_here` marks those accepted from suggestions."""

    __tablename__ = "term"
    __table_args__ = (UniqueConstraint("vocabulary", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    vocabulary: str = Field(max_length=40, index=True)
    code: str = Field(max_length=60)
    broader: str = Field(default="", max_length=60)
    position: int = 0
    labels: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    definitions: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    synonyms: dict[str, list[str]] = Field(default_factory=dict, sa_type=JSON)
    uri: str = Field(default="", max_length=300)
    added_here: bool = False
    updated_at: datetime = Field(default_factory=now)


class SuggestionState(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    MAPPED = "mapped"
    DECLINED = "declined"


class TermSuggestion(SQLModel, table=True):
    __tablename__ = "term_suggestion"

    id: int | None = Field(default=None, primary_key=True)
    vocabulary: str = Field(max_length=40)
    label: str = Field(max_length=120)
    language: str = Field(max_length=12)
    why: str = Field(default="", max_length=1000)
    case_id: int | None = Field(default=None, foreign_key="learning_case.id")
    state: SuggestionState = Field(default=SuggestionState.WAITING, sa_type=EnumString(SuggestionState))
    term_code: str = Field(default="", max_length=60)
    answer: str = Field(default="", max_length=1000)
    suggested_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    suggested_at: datetime = Field(default_factory=now)
    decided_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    decided_at: datetime | None = None
