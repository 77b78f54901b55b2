"""Work for later, as rows of the transaction that needs it."""

from datetime import datetime

from sqlmodel import Session, select

from app.models.platform import Job, JobState
from app.models.types import now


def enqueue(
    session: Session, kind: str, /, *, run_at: datetime | None = None, key: str = "", **payload: object
) -> None:
    """Add a job. With a `key`, nothing is added while a job of the same key still waits."""
    if key and session.exec(select(Job.id).where(Job.key == key, Job.state == JobState.WAITING)).first():
        return
    session.add(Job(kind=kind, payload=payload, key=key, run_at=run_at or now()))


def retry(session: Session, *, job: Job) -> None:
    """Give a failed job another full set of attempts."""
    job.state, job.attempts, job.error, job.run_at = JobState.WAITING, 0, "", now()
    session.add(job)
