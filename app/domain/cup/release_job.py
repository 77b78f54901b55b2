"""The one job that releases an edition: whether it waits, runs, or has failed."""

from typing import Any

from sqlmodel import Session, col, select

from app.domain.jobs import enqueue
from app.models.cup import Edition
from app.models.platform import Job, JobState

_UNDER_WAY = (JobState.WAITING, JobState.RUNNING)


def _key(edition: Edition) -> str:
    return f"cup_release:{edition.year}"


def enqueue_release(session: Session, *, edition: Edition, **payload: Any) -> None:
    """At most one at a time. Call it with the edition locked."""
    if not is_being_released(session, edition):
        enqueue(session, "cup_release", key=_key(edition), edition_id=edition.id, **payload)


def is_being_released(session: Session, edition: Edition) -> bool:
    """Asked for and not done yet: decisions stay as they are meanwhile."""
    return edition.released_at is None and _latest(session, edition) in _UNDER_WAY


def has_failed(session: Session, edition: Edition) -> bool:
    """The last try broke off for good; nothing of it was kept, and a coordinator may ask again."""
    return edition.released_at is None and _latest(session, edition) is JobState.FAILED


def _latest(session: Session, edition: Edition) -> JobState | None:
    query = select(Job.state).where(Job.key == _key(edition)).order_by(col(Job.id).desc()).limit(1)
    found = session.exec(query).first()
    return JobState(found) if found else None
