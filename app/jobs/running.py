"""Running one job: claim it, do it, and say how it ended. Safe to be killed anywhere."""

from collections.abc import Collection
from dataclasses import dataclass

from app.jobs import queue
from app.jobs.tasks import TASKS, Outside, Press, Work
from app.log import structlog
from app.mail.transport import Refused, Transport
from app.services import Services

log = structlog.get_logger("jobs")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job in hand: enough of the row to run it and to find it again."""

    id: int
    kind: str
    payload: dict[str, object]
    attempt: int


def take(services: Services, kinds: Collection[str]) -> Claimed | None:
    """The next job due, leased to us. Looks before it locks, because most of the time there is none."""
    with services.database.reading() as session:
        if not queue.is_due(session, kinds=kinds):
            return None
    with services.database.writing() as session:
        job = queue.claim(session, kinds=kinds, attempts=services.settings.job_attempts)
        return Claimed(job.id or 0, job.kind, dict(job.payload), job.attempts) if job else None


def run(services: Services, transport: Transport, claimed: Claimed, press: Press | None = None) -> None:
    """Do a claimed job. Whatever it raises ends here, on the job's row and in the log."""
    work = Work(services, transport, claimed.attempt >= services.settings.job_attempts, press)
    try:
        _do(work, claimed)
    except Exception as error:  # noqa: BLE001 - any failure of a job is kept with the job
        _failed(work, claimed, error)
    else:
        log.info("job done", kind=claimed.kind, job=claimed.id, attempt=claimed.attempt)


def _do(work: Work, claimed: Claimed) -> None:
    task = TASKS[claimed.kind]
    if isinstance(task, Outside):
        task.run(work, **claimed.payload)
    with work.services.database.writing() as session:
        job = queue.held(session, job_id=claimed.id, attempt=claimed.attempt)
        if job is None:
            return
        if not isinstance(task, Outside):
            task.run(session, work, **claimed.payload)
            job.payload = {} if task.forgets else job.payload
        queue.finish(job)


def _failed(work: Work, claimed: Claimed, error: Exception) -> None:
    log.warning("job failed", kind=claimed.kind, job=claimed.id, attempt=claimed.attempt, exc_info=error)
    with work.services.database.writing() as session:
        job = queue.held(session, job_id=claimed.id, attempt=claimed.attempt)
        if job is None:
            return
        said = f"{type(error).__name__}: {error}"
        if work.last_try or isinstance(error, Refused):
            queue.give_up(job, error=said)
        else:
            queue.try_again(job, error=said)
