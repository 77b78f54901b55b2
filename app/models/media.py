"""Files that belong to a case or to the report of a visit: pictures, voices, films, documents."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from app.models.types import EnumString, new_public_id, now


class MediaKind(StrEnum):
    PICTURE = "picture"
    AUDIO = "audio"
    VIDEO = "video"
    DOCUMENT = "document"


class MediaState(StrEnum):
    WAITING = "waiting"  # uploaded; the worker has not made the public files yet
    READY = "ready"
    FAILED = "failed"


class Media(SQLModel, table=True):
    """A medium is shown only while it is ready and its consent stands; `consent_withdrawn_at` hides it everywhere.

    `files` maps a name ("original", "320", "640", "1280", "poster", "play") to {"key", "type", "size",
    "width", "height"}; captions and alternative texts stand in the case's content, because they are translated.
    """

    __tablename__ = "media"

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=new_public_id, unique=True, max_length=16)
    # One of the two.
    case_id: int | None = Field(default=None, foreign_key="learning_case.id", index=True)
    report_id: int | None = Field(default=None, foreign_key="learning_report.id", index=True)
    kind: MediaKind = Field(sa_type=EnumString(MediaKind))
    state: MediaState = Field(default=MediaState.WAITING, sa_type=EnumString(MediaState))
    problem: str = Field(default="", max_length=60)
    content_type: str = Field(max_length=100)
    # As the person's device called it; shown to the case's team only, never used as a path.
    file_name: str = Field(default="", max_length=200)
    sha256: str = Field(max_length=64)
    size: int
    seconds: float | None = None
    width: int | None = None
    height: int | None = None
    files: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    # Text of a document, page by page, for the search index.
    pages: list[str] = Field(default_factory=list, sa_type=JSON)
    # The story question that this voice note or photographed page answers, if any.
    stands_for: str = Field(default="", max_length=40)
    licence: str = Field(default="", max_length=40)
    consent: bool = False
    consent_note: str = Field(default="", max_length=500)
    consent_withdrawn_at: datetime | None = None
    uploaded_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    created_at: datetime = Field(default_factory=now)
    removed_at: datetime | None = None
