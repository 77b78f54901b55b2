"""Fixtures: a fresh database, storage and index for each test, copied from one that was prepared once."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI
from hypothesis import settings
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import URL, Engine, create_engine, event
from starlette.datastructures import State
from starlette.testclient import TestClient

from app import database, migrations
from app.cli import logs
from app.database import Database
from app.domain.people import passwords, sign_ins
from app.domain.terms import TermBook, last_change, read_book
from app.main import create_app
from app.models.people import User
from app.services import Services
from app.settings import Settings
from app.web.requests import SIGN_IN_COOKIE
from tests.answering import answering_here
from tests.factories import Make
from tests.pages import Browser
from tests.postgres import PREPARED, Cluster

# The same examples each time, however long they take, so that what passed here passes elsewhere;
# HYPOTHESIS_PROFILE=default looks for new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

# What a test has that asks the database.
ASKING = {"database_url", "empty_database_url", "cluster"}

# Warnings only, and tracebacks without the values of variables, which take minutes to be written.
logs.configure(json=False, quiet=True)

# Guessing is made slow on purpose; tests of that ask for `promised_strength`.
PROMISED = passwords._HASHER
passwords._HASHER = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgres"), default="sqlite", help="which database to test on")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test that asks no database says the same with any."""
    if config.getoption("--database") != "sqlite":
        asking = [one for one in items if ASKING & set(getattr(one, "fixturenames", ()))]
        kept = set(asking)
        config.hook.pytest_deselected(items=[one for one in items if one not in kept])
        items[:] = asking


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
    """A PostgreSQL of our own, with a prepared database that has all tables and terms."""
    cluster = Cluster()
    cluster.start()
    try:
        prepare(cluster.create(PREPARED))
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
    with cluster.lent() as url:
        yield url


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
def promised_strength(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as they are outside of tests."""
    monkeypatch.setattr(passwords, "_HASHER", PROMISED)


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """Each test opens a database of its own; what SQLAlchemy wrote for one is good for all, and a third of the time."""
    first: dict[str, Engine] = {}

    def alike(url: URL, **options: Any) -> Engine:
        engine = create_engine(url, **options)
        known = first.get(engine.dialect.name, engine)
        # One that has never connected does not know yet what its server can do.
        if known.dialect.server_version_info:
            engine.dialect, engine._compiled_cache = known.dialect, known._compiled_cache
        else:
            first[engine.dialect.name] = engine
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "create_engine", alike)
        yield


def do_not_wait_for_the_disk(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture(scope="session")
def known_terms() -> list[tuple[TermBook, datetime | None]]:
    """The terms that every database begins with, once they were read."""
    return []


@pytest.fixture
def services(settings: Settings, known_terms: list[tuple[TermBook, datetime | None]]) -> Iterator[Services]:
    services = Services.open(settings)
    if services.database.is_sqlite:
        event.listen(services.database.engine, "connect", do_not_wait_for_the_disk)
    if not known_terms:
        with services.database.reading() as session:
            known_terms.append((read_book(session), last_change(session)))
    # They are read again as soon as a test has changed one.
    services._book, services._book_changed = known_terms[0]
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
        # It lasts as long as the tests do: not to be looked through for garbage thousands of times.
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
    application = applications[0]
    application.state = State({"services": services})
    return application


@pytest.fixture(scope="session", autouse=True)
def one_event_loop() -> Iterator[None]:
    """In which the application answers all tests, instead of one for each request; in the thread that asks."""
    with answering_here(), start_blocking_portal() as portal:
        TestClient.portal = portal
        yield
    TestClient.portal = None


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
