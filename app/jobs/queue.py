"""Taking jobs from the table: claim with a lease, finish, fail with another try later.

A lease is short and renewed while the worker lives (`extend`), so that the job of a worker that was killed
waits again within a minute, however long the job itself may take.
"""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from app.content.text import N_
from app.domain.jobs import enqueue
from app.models.platform import Job, JobState
from app.models.types import now

LEASE = timedelta(seconds=40)
FIRST_PAUSE = timedelta(seconds=30)
ABANDONED = N_("The worker that ran this job was ended before it was done.")


def _due(kinds: Collection[str]) -> ColumnElement[bool]:
    waiting = (col(Job.state) == JobState.WAITING) & (col(Job.run_at) <= now())
    abandoned = (col(Job.state) == JobState.RUNNING) & (col(Job.leased_until) < now())
    return col(Job.kind).in_(kinds) & or_(waiting, abandoned)


def is_due(session: Session, *, kinds: Collection[str]) -> bool:
    """Whether there is anything to claim; takes no lock."""
    return session.exec(select(Job.id).where(_due(kinds)).limit(1)).first() is not None


def claim(session: Session, *, kinds: Collection[str], attempts: int) -> Job | None:
    """The job of these kinds that is due longest, leased to the caller; None when there is none.

    One that was abandoned as often as it may be tried fails here: it probably ends its worker.
    """
    oldest = select(Job).where(_due(kinds)).order_by(col(Job.run_at), col(Job.id)).limit(1)
    while job := session.exec(oldest.with_for_update(skip_locked=True)).first():
        if job.attempts < attempts:
            job.state, job.leased_until = JobState.RUNNING, now() + LEASE
            job.attempts += 1
            return job
        give_up(job, error=job.error or ABANDONED)
        session.flush()
    return None


def held(session: Session, *, job_id: int, attempt: int) -> Job | None:
    """The job, locked, if it still belongs to the one who claimed it for this attempt."""
    job = session.get(Job, job_id, with_for_update=True)
    return job if job and job.state is JobState.RUNNING and job.attempts == attempt else None


def extend(session: Session, *, job_id: int, attempt: int) -> None:
    """The worker is still at it."""
    job = held(session, job_id=job_id, attempt=attempt)
    if job:
        job.leased_until = now() + LEASE


def finish(job: Job) -> None:
    job.state, job.error, job.leased_until, job.finished_at = JobState.DONE, "", None, now()


def try_again(job: Job, *, error: str) -> None:
    """Wait again, for a pause that grows fourfold with each attempt."""
    job.state, job.leased_until, job.error = JobState.WAITING, None, error[:4000]
    job.run_at = now() + FIRST_PAUSE * 4 ** (job.attempts - 1)


def give_up(job: Job, *, error: str) -> None:
    """Keep the job as failed, for administrators to look at and to start again."""
    job.state, job.leased_until, job.error, job.finished_at = JobState.FAILED, None, error[:4000], now()


def schedule(session: Session, *, kind: str, every: timedelta) -> None:
    """Enqueue a periodic job unless one was made within its period."""
    latest = select(Job.created_at).where(Job.key == kind).order_by(col(Job.id).desc()).limit(1)
    made = session.exec(latest).first()
    if made is None or made <= now() - every:
        enqueue(session, kind, key=kind)
