from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import delete, select

from app.jobs.worker import Worker
from app.models.platform import WorkerPulse
from app.models.search_log import SearchLogEntry
from app.models.types import now
from app.operations.health import health
from app.services import Services
from tests.factories import Make
from tests.pages import Browser

WELL = {"database": "ok", "migrations": "ok", "search": "ok", "worker": "ok"}


@pytest.fixture
def worker(services: Services) -> Worker:
    worker = Worker(services)
    worker.beat()
    worker.run_once()
    return worker


def test_all_is_well(services: Services, worker: Worker, visit: Callable[..., Browser]) -> None:
    answer = visit().client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "checks": WELL})
    assert answer.headers["cache-control"] == "no-store"


def test_without_a_worker(services: Services, worker: Worker, visit: Callable[..., Browser]) -> None:
    with services.database.writing() as session:
        session.exec(delete(WorkerPulse))

    answer = visit().client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json() == {"status": "failing", "checks": {**WELL, "worker": "no worker has started yet"}}


def test_worker_that_fell_silent(services: Services, worker: Worker) -> None:
    with services.database.writing() as session:
        session.exec(select(WorkerPulse)).one().at = now() - timedelta(minutes=5)

    assert health(services) == {**WELL, "worker": "no worker was seen for 300 seconds"}


def test_database_of_another_release(services: Services, worker: Worker) -> None:
    with services.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")

    assert health(services)["migrations"].startswith("the database is at 0000, this release needs ")


def test_database_that_is_away(services: Services, worker: Worker) -> None:
    with services.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE worker_pulse")

    found = health(services)

    assert (found["database"], found["worker"]) == ("cannot be reached", "cannot be reached")


def test_index_that_stays_behind(services: Services, worker: Worker, make: Make) -> None:
    with services.database.writing() as session:
        session.add(SearchLogEntry(subject="case:k7m2qx", at=now() - timedelta(minutes=5)))

    assert health(services)["search"] == "1 changes have waited for up to 300 seconds"
    worker.run_once()
    assert health(services) == WELL
