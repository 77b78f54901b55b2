"""Jobs, mails, notifications and the audit trail."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from app.models.types import EnumString, now


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(SQLModel, table=True):
    """Work for later, enqueued in the transaction that needs it. A lease that runs out makes it waiting again."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_due", "state", "run_at"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=60)
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    # At most one waiting job has a given key; "" has no such limit.
    key: str = Field(default="", max_length=120, index=True)
    state: JobState = Field(default=JobState.WAITING, sa_type=EnumString(JobState))
    run_at: datetime = Field(default_factory=now)
    leased_until: datetime | None = None
    attempts: int = 0
    error: str = Field(default="", max_length=4000)
    created_at: datetime = Field(default_factory=now)
    finished_at: datetime | None = None


class MailState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class MailMessage(SQLModel, table=True):
    __tablename__ = "mail_message"

    id: int | None = Field(default=None, primary_key=True)
    recipient: str = Field(max_length=254)
    user_id: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    kind: str = Field(max_length=60)
    language: str = Field(max_length=12)
    subject: str = Field(max_length=300)
    text: str
    html: str
    # Each with a name, a type, and the data in base64; one with a method is an alternative for calendars.
    # Alternatives come before files.
    attachments: list[Any] = Field(default_factory=list, sa_type=JSON)
    state: MailState = Field(default=MailState.WAITING, sa_type=EnumString(MailState))
    error: str = Field(default="", max_length=1000)
    created_at: datetime = Field(default_factory=now)
    sent_at: datetime | None = None


class Notification(SQLModel, table=True):
    """One thing that happened, for one person, in the app; `mailed_at` when the mail or digest carried it."""

    __tablename__ = "notification"
    __table_args__ = (Index("ix_notification_user", "user_id", "read_at"),)

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id")
    kind: str = Field(max_length=60)
    params: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    # Address without the language, so that it opens in the reader's: "/cases/k7m2qx".
    path: str = Field(default="", max_length=300)
    at: datetime = Field(default_factory=now)
    read_at: datetime | None = None
    mailed_at: datetime | None = None


class AuditEvent(SQLModel, table=True):
    """Who did what to what, with the values before and after. Rows are only ever added."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_object", "object_type", "object_id"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(default_factory=now, index=True)
    by_id: int | None = Field(default=None, foreign_key="user_account.id")
    verb: str = Field(max_length=60)
    object_type: str = Field(max_length=40)
    object_id: str = Field(max_length=40)
    before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    after: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class WorkerPulse(SQLModel, table=True):
    """When each worker was last alive, for /healthz."""

    __tablename__ = "worker_pulse"

    name: str = Field(primary_key=True, max_length=80)
    at: datetime = Field(default_factory=now)
