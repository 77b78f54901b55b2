"""Days that pass: verbs look at the clock and at the calendar, and a year takes seconds here.

What is there grows older, instead of the clock going on: every date and moment that the tables of visits hold moves
into the past by as many days as pass.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Date, Table, bindparam, delete, update
from sqlalchemy import select as sql
from sqlmodel import Session, SQLModel, UTCDateTime, col, func, select

from app.models import demands, learning, rounds, visits
from app.models.media import Media
from app.models.platform import AuditEvent, Job, Notification
from app.models.types import now

OWN: tuple[type[SQLModel], ...] = tuple(
    model
    for module in (demands, rounds, visits, learning)
    for model in vars(module).values()
    if isinstance(model, type) and issubclass(model, SQLModel) and model.__module__ == module.__name__
)
SHARED: tuple[type[SQLModel], ...] = (AuditEvent, Media, Notification)
# Files have to be taken in still; mails of what happened long ago, and reminders of it, are no work for today.
KEPT = ("media_process",)
READ_AFTER = timedelta(days=21)
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


class Calendar:
    """`first` are the highest ids of shared tables when the story began."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._first: dict[type[SQLModel], int] = {model: _newest(session, model) for model in SHARED}

    @contextmanager
    def passing(self, days: int, *, busy: int = 3) -> Iterator[None]:
        """What happens within the block does so in the `busy` first of these days; then they have passed."""
        session, started = self._session, now()
        last_job = _newest(session, Job)
        yield
        session.flush()
        session.execute(delete(Job).where(col(Job.id) > last_job, col(Job.kind).not_in(KEPT)))
        over = now()
        length = max(over - started, timedelta(microseconds=1))

        def moved(value: Any) -> Any:
            return _moved(value, days, started, over, length, min(busy, days))

        for model in (*OWN, *SHARED):
            _age(session, _table(model), self._first.get(model, 0), moved)
        session.expire_all()

    def settle_notices(self) -> None:
        """Nothing is mailed of it; what is older than three weeks has been read."""
        rows = select(Notification).where(col(Notification.id) > self._first[Notification])
        for row in self._session.exec(rows).all():
            row.mailed_at = row.at
            row.read_at = row.at if row.at < now() - READ_AFTER else None
            self._session.add(row)


def _newest(session: Session, model: type[SQLModel]) -> int:
    return session.execute(sql(func.max(_table(model).c.id))).scalar_one() or 0


def _table(model: type[SQLModel]) -> Table:
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


def _moved(value: Any, days: int, started: datetime, over: datetime, length: timedelta, busy: int) -> Any:
    if isinstance(value, datetime):
        back = value - timedelta(days=days)
        return back + timedelta(days=busy) * ((value - started) / length) if started <= value <= over else back
    if isinstance(value, date):
        return value - timedelta(days=days)
    if isinstance(value, str):
        return (date.fromisoformat(value) - timedelta(days=days)).isoformat() if _DAY.match(value) else value
    if isinstance(value, Mapping):
        return {key: _moved(one, days, started, over, length, busy) for key, one in value.items()}
    if isinstance(value, list):
        return [_moved(one, days, started, over, length, busy) for one in value]
    return value


def _age(session: Session, table: Table, after: int, moved: Callable[[Any], Any]) -> None:
    columns = [column for column in table.columns if isinstance(column.type, UTCDateTime | Date | JSON)]
    (key,) = table.primary_key.columns
    query = sql(key, *columns).where(key > after)
    rows = [
        {f"new_{name}": value for name, value in zip(("key", *(one.name for one in columns)), row, strict=True)}
        for row in session.execute(query).all()
    ]
    if not columns or not rows:
        return
    changed = [{name: value if name == "new_key" else moved(value) for name, value in row.items()} for row in rows]
    values = {one.name: bindparam(f"new_{one.name}", type_=one.type) for one in columns}
    session.connection().execute(update(table).where(key == bindparam("new_key")).values(values), changed)
