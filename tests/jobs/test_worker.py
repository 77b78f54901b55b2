from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from sqlmodel import select

from app.domain.jobs import enqueue, retry
from app.jobs import queue
from app.jobs.tasks import PERIODIC, QUICK, TASKS, Outside, Within
from app.jobs.worker import Worker, WorkerThread
from app.mail.transport import Refused
from app.models.platform import Job, JobState, WorkerPulse
from app.models.types import now
from app.services import Services


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the test's own tasks were asked to do: "note" in the job's transaction, "act" outside, "fail" never."""
    done: list[Any] = []

    def fail(work: object, *, error: str = "temporary") -> None:
        done.append(error)
        raise Refused("for ever") if error == "for ever" else RuntimeError(error)

    monkeypatch.setitem(TASKS, "note", Within(lambda session, work, *, what: done.append(what)))
    monkeypatch.setitem(TASKS, "act", Outside(lambda work, *, what: done.append(what)))
    monkeypatch.setitem(TASKS, "fail", Outside(fail))
    return done


@pytest.fixture
def add(services: Services) -> Callable[..., None]:
    def add(kind: str, /, **options: Any) -> None:
        with services.database.writing() as session:
            enqueue(session, kind, **options)

    return add


def only_job(services: Services) -> Job:
    with services.database.reading() as session:
        return session.exec(select(Job)).one()


def change(services: Services, **fields: Any) -> None:
    with services.database.writing() as session:
        job = session.exec(select(Job)).one()
        for name, value in fields.items():
            setattr(job, name, value)


def test_jobs_run_in_the_order_of_their_time(services: Services, add: Callable[..., None], done: list[Any]) -> None:
    add("note", what="second", run_at=now() - timedelta(minutes=1))
    add("act", what="first", run_at=now() - timedelta(minutes=2))
    add("note", what="not yet", run_at=now() + timedelta(minutes=1))

    assert Worker(services).run_once() == 2

    assert done == ["first", "second"]


def test_job_with_a_key_waits_only_once(services: Services, add: Callable[..., None], done: list[Any]) -> None:
    add("note", what="one", key="k")
    add("note", what="two", key="k")
    Worker(services).run_once()
    add("note", what="three", key="k")
    Worker(services).run_once()

    assert done == ["one", "three"]


def test_failing_job_waits_longer_each_time_and_is_then_kept(
    services: Services, add: Callable[..., None], done: list[Any]
) -> None:
    services.settings.job_attempts = 3
    add("fail")
    pauses = []
    for _ in range(2):
        Worker(services).run_once()
        job = only_job(services)
        assert (job.state, job.error) == (JobState.WAITING, "RuntimeError: temporary")
        pauses.append(round((job.run_at - now()).total_seconds(), -1))
        change(services, run_at=now())
    Worker(services).run_once()

    job = only_job(services)
    assert pauses == [30, 120]
    assert (job.state, job.attempts, job.error) == (JobState.FAILED, 3, "RuntimeError: temporary")
    assert Worker(services).run_once() == 0

    with services.database.writing() as session:
        retry(session, job=session.exec(select(Job)).one())
    assert Worker(services).run_once() == 1
    assert len(done) == 4


def test_refused_job_is_not_tried_again(services: Services, add: Callable[..., None], done: list[Any]) -> None:
    add("fail", error="for ever")

    Worker(services).run_once()

    assert (only_job(services).state, only_job(services).attempts) == (JobState.FAILED, 1)


def test_job_of_an_unknown_kind_waits_for_a_release_that_knows_it(services: Services, add: Callable[..., None]) -> None:
    add("from_the_future")

    assert Worker(services).run_once() == 0

    assert only_job(services).state is JobState.WAITING


def test_leased_job_belongs_to_its_worker_until_the_lease_ends(
    services: Services, add: Callable[..., None], done: list[Any]
) -> None:
    add("note", what="once")
    with services.database.writing() as session:
        taken = queue.claim(session, kinds=TASKS, attempts=5)
    assert taken is not None

    assert Worker(services).run_once() == 0
    change(services, leased_until=now() - timedelta(seconds=1))
    assert Worker(services).run_once() == 1

    assert done == ["once"]
    assert (only_job(services).state, only_job(services).attempts) == (JobState.DONE, 2)


def test_worker_that_lost_its_lease_changes_nothing(
    services: Services, add: Callable[..., None], done: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(work: object) -> None:
        change(services, leased_until=now() - timedelta(seconds=1))
        with services.database.writing() as session:
            assert queue.claim(session, kinds=TASKS, attempts=5)

    monkeypatch.setitem(TASKS, "slow", Outside(slow))
    add("slow")

    Worker(services).run_once()

    assert (only_job(services).state, only_job(services).attempts) == (JobState.RUNNING, 2)


def test_job_that_ends_its_worker_each_time_is_given_up(
    services: Services, add: Callable[..., None], done: list[Any]
) -> None:
    add("note", what="never")
    change(services, state=JobState.RUNNING, attempts=5, leased_until=now() - timedelta(seconds=1))

    assert Worker(services).run_once() == 0

    assert (only_job(services).state, only_job(services).error) == (JobState.FAILED, queue.ABANDONED)
    assert done == []


def test_beat_shows_life_keeps_leases_and_plans_periodic_jobs(
    services: Services, add: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = Worker(services)
    leases: list[datetime | None] = []

    def slow(work: object) -> None:
        leases.append(only_job(services).leased_until)
        change(services, leased_until=now() + timedelta(seconds=1))
        worker.beat()
        with services.database.reading() as session:
            leases.append(session.exec(select(Job.leased_until).where(Job.kind == "slow")).one())

    monkeypatch.setitem(TASKS, "slow", Outside(slow))
    add("slow")
    worker.step(TASKS)
    worker.beat()

    assert leases[0] is not None
    assert leases[1] is not None
    assert leases[1] >= leases[0]
    with services.database.reading() as session:
        assert session.exec(select(WorkerPulse.name)).all() == [worker.name]
        kinds = session.exec(select(Job.kind).where(Job.kind != "slow").order_by(Job.kind)).all()
    assert kinds == sorted(PERIODIC)


def test_periodic_job_comes_again_after_its_period(services: Services) -> None:
    def schedule() -> int:
        with services.database.writing() as session:
            queue.schedule(session, kind="housekeeping", every=timedelta(days=1))
            session.flush()
            return len(session.exec(select(Job)).all())

    assert schedule() == 1
    Worker(services).run_once()
    assert schedule() == 1
    change(services, created_at=now() - timedelta(days=1, seconds=1))
    assert schedule() == 2


def test_slow_jobs_do_not_hold_up_the_others(services: Services) -> None:
    assert "media_process" not in QUICK
    assert {"mail_deliver", "mail_message", "mail_notification"} <= QUICK


def test_two_workers_never_run_the_same_job(services: Services, add: Callable[..., None], done: list[Any]) -> None:
    for number in range(40):
        add("act", what=number)

    threads = [Thread(target=Worker(services).run_once) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(done) == list(range(40))


def test_worker_thread_works_and_stops(
    services: Services, add: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    happened = Event()
    monkeypatch.setitem(TASKS, "housekeeping", Within(lambda session, work: happened.set()))
    worker = WorkerThread(services)

    worker.start()
    assert happened.wait(10)
    worker.stop()

    assert not worker._thread.is_alive()
