"""Fixtures: a fresh database, storage and index for each test, copied from one that was prepared once."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel
from starlette.testclient import TestClient

import app.models  # noqa: F401 - registers the tables
from app.database import Database
from app.domain.people import sign_ins
from app.domain.terms import load_terms
from app.main import create_app
from app.models.people import User
from app.services import Services
from app.settings import Settings
from app.web.requests import SIGN_IN_COOKIE
from tests.factories import Make
from tests.pages import Browser


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and terms."""
    path = tmp_path_factory.mktemp("prepared") / "db.sqlite3"
    database = Database(f"sqlite:///{path}")
    SQLModel.metadata.create_all(database.engine)
    with database.writing() as session:
        load_terms(session)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture
def settings(tmp_path: Path, prepared: Path) -> Settings:
    data = tmp_path / "var"
    data.mkdir()
    shutil.copy(prepared, data / "excellent.sqlite3")
    return Settings(
        data_dir=data, media_dir=tmp_path / "media", worker_in_web=False, base_url="http://testserver", port=8000
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


@pytest.fixture
def visit(services: Services) -> Iterator[Callable[..., Browser]]:
    """Opens the platform as a stranger, or as the person given."""
    app = create_app(services=services)
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
