"""Letting what was just done have happened earlier: verbs look at the clock, and a year takes a second here."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Column, Table, bindparam, delete, update
from sqlalchemy import select as sql
from sqlmodel import Session, SQLModel, UTCDateTime, col, func, select

from app.models.cases import Case, CaseEvent, CaseVersion
from app.models.cup import Edition, EditionEvent
from app.models.entries import Decision, DeliberationNote, Entry, EntryEvent, EntrySubmission, Screening
from app.models.jury import Calculation, Conflict, Juror, Scorecard
from app.models.media import Media
from app.models.platform import AuditEvent, Job, Notification
from app.models.types import now
from app.moments import moment_in

DATED: tuple[type[SQLModel], ...] = (
    Case,
    CaseEvent,
    CaseVersion,
    Media,
    Edition,
    EditionEvent,
    Entry,
    EntryEvent,
    EntrySubmission,
    Screening,
    Decision,
    DeliberationNote,
    Conflict,
    Juror,
    Scorecard,
    Calculation,
    AuditEvent,
    Notification,
)
# Mails of what happened long ago, and what is made when somebody asks for it, are no work for today.
OVER = (
    "mail_notification",
    "mail_message",
    "cup_confirm",
    "cup_calculate",
    "cup_repair_reminder",
    "pdf_forget",
    "pdf_make",
)
READ_AFTER = timedelta(days=21)


@contextmanager
def happening(session: Session, begin: datetime, end: datetime) -> Iterator[None]:
    """Whatever is dated now within the block is spread, in its order, from `begin` to `end`; no mail goes out."""
    started, last_job = now(), session.exec(select(func.max(Job.id))).one() or 0
    yield
    session.flush()
    over = now()
    for model in DATED:
        table: Table = model.__table__  # type: ignore[attr-defined]
        for column in table.columns:
            if isinstance(column.type, UTCDateTime):
                _spread(session, table, column, (started, over), (begin, end))
    session.execute(delete(Job).where(col(Job.id) > last_job, col(Job.kind).in_(OVER)))
    session.expire_all()


def _spread(
    session: Session,
    table: Table,
    column: "Column[datetime]",
    real: tuple[datetime, datetime],
    told: tuple[datetime, datetime],
) -> None:
    (key,) = table.primary_key.columns
    rows = session.execute(sql(key, column).where(column >= real[0], column <= real[1])).all()
    length = (real[1] - real[0]) or timedelta(microseconds=1)
    moments = [
        {"row_key": number, "row_moment": told[0] + (told[1] - told[0]) * ((at - real[0]) / length)}
        for number, at in rows
    ]
    if moments:
        session.connection().execute(
            update(table).where(key == bindparam("row_key")).values({column.name: bindparam("row_moment")}), moments
        )


def settle_notices(session: Session, *, last_notice: int, dates: set[datetime]) -> None:
    """Notices since `last_notice` of another deadline than these go; those of long ago were read and mailed."""
    rows = session.exec(select(Notification).where(col(Notification.id) > last_notice)).all()
    for row in rows:
        until = row.params.get("until")
        if until and moment_in(until, otherwise="UTC").at not in dates:
            session.delete(row)
            continue
        row.mailed_at = row.at
        row.read_at = row.at if row.at < now() - READ_AFTER else None
        session.add(row)


def newest_notice(session: Session) -> int:
    return session.exec(select(func.max(Notification.id))).one() or 0
