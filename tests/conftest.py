"""Fixtures: a fresh database, storage and index for each test, copied from one that was prepared once."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import event
from starlette.datastructures import State
from starlette.testclient import TestClient

from app import migrations
from app.cli import logs
from app.database import Database
from app.domain.people import sign_ins
from app.main import create_app
from app.models.people import User
from app.services import Services
from app.settings import Settings
from app.web.requests import SIGN_IN_COOKIE
from tests.factories import Make
from tests.pages import Browser
from tests.postgres import Cluster

# Warnings only, and tracebacks without the values of variables, which take minutes to be written.
logs.configure(json=False, quiet=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgres"), default="sqlite", help="which database to test on")


def prepare(url: str) -> None:
    """All tables and terms, as a release brings them. After a change of the models: make migration."""
    database = Database(url)
    migrations.prepare(database)
    if database.is_sqlite:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and terms."""
    path = tmp_path_factory.mktemp("prepared") / "db.sqlite3"
    prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of our own, with a database "prepared" that has all tables and terms."""
    cluster = Cluster()
    cluster.start()
    try:
        prepare(cluster.create("prepared"))
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture
def database_url(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the test's own, with all tables and terms and nothing else."""
    if request.config.getoption("--database") == "sqlite":
        copy = tmp_path / "var" / "excellent.sqlite3"
        copy.parent.mkdir()
        shutil.copy(request.getfixturevalue("prepared"), copy)
        yield f"sqlite:///{copy}"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name = f"test_{uuid4().hex}"
    yield cluster.create(name, template="prepared")
    cluster.drop(name)


@pytest.fixture
def empty_database_url(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A second database of the test's own, of the same kind, without tables."""
    if request.config.getoption("--database") == "sqlite":
        yield f"sqlite:///{tmp_path / 'second.sqlite3'}"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name = f"test_{uuid4().hex}"
    yield cluster.create(name)
    cluster.drop(name)


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(
        data_dir=tmp_path / "var",
        media_dir=tmp_path / "media",
        database_url=database_url,
        worker_in_web=False,
        base_url="http://testserver",
        port=8000,
    )


@pytest.fixture
def services(settings: Settings) -> Iterator[Services]:
    services = Services.open(settings)
    yield services
    services.close()


@pytest.fixture
def make(services: Services) -> Make:
    """Makes people, organisations and cases, each committed."""
    return Make(services)


@pytest.fixture(scope="session")
def applications() -> list[FastAPI]:
    """The application of this process, once there is one: getting its routes ready takes a quarter of a second."""
    return []


def application_for(services: Services, applications: list[FastAPI]) -> FastAPI:
    """The one application with these services, and nothing it remembered of others."""
    if not applications:
        applications.append(create_app(services=services))
    application = applications[0]
    application.state = State({"services": services})
    return application


@pytest.fixture
def visit(services: Services, applications: list[FastAPI]) -> Iterator[Callable[..., Browser]]:
    """Opens the platform as a stranger, or as the person given."""
    app = application_for(services, applications)
    clients: list[TestClient] = []

    def open_as(user: User | None = None) -> Browser:
        client = TestClient(app, raise_server_exceptions=True, follow_redirects=True)
        clients.append(client)
        if user:
            with services.database.writing() as session:
                token = sign_ins.start(session, user=user, days=1, user_agent="test", address="127.0.0.1")
            client.cookies.set(SIGN_IN_COOKIE, token)
        return Browser(client)

    yield open_as
    for client in clients:
        client.close()


@pytest.fixture
def count_queries(services: Services) -> Callable[[], AbstractContextManager[list[str]]]:
    """`with count_queries() as queries:` collects the SQL sent meanwhile, so that lists can prove they send no more."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        queries: list[str] = []

        def note(_: Any, __: Any, statement: str, *___: Any) -> None:
            if not statement.startswith("BEGIN"):
                queries.append(statement)

        event.listen(services.database.engine, "before_cursor_execute", note)
        try:
            yield queries
        finally:
            event.remove(services.database.engine, "before_cursor_execute", note)

    return counting
