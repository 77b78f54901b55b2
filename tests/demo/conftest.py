"""The demo library, loaded once for all tests of a process: they only look."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlmodel import Session
from starlette.testclient import TestClient

from app.demo.loading import load
from app.domain.people import sign_ins
from app.domain.people.signing_up import by_email
from app.domain.progress import silent
from app.services import Services
from app.settings import Settings
from app.web.requests import SIGN_IN_COOKIE
from tests.conftest import application_for
from tests.pages import Browser


@pytest.fixture(scope="session")
def demo(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("demo")
    shutil.copy(prepared, folder / "excellent.sqlite3")
    settings = Settings(
        data_dir=folder / "var",
        media_dir=folder / "media",
        database_url=f"sqlite:///{folder / 'excellent.sqlite3'}",
        worker_in_web=False,
        base_url="http://testserver",
    )
    services = Services.open(settings)
    load(services, silent)
    yield services
    services.close()


@pytest.fixture
def session(demo: Services) -> Iterator[Session]:
    with demo.database.reading() as session:
        yield session


@pytest.fixture
def reader(demo: Services, applications: list[FastAPI]) -> Iterator[Callable[[str], Browser]]:
    """A browser in which this person has signed in; a stranger's for ""."""
    browsers: list[Browser] = []

    def open_as(email: str) -> Browser:
        browser = Browser(TestClient(application_for(demo, applications), follow_redirects=True))
        browsers.append(browser)
        if email:
            with demo.database.writing() as session:
                user = by_email(session, email)
                assert user is not None
                token = sign_ins.start(session, user=user, days=1, user_agent="test", address="127.0.0.1")
            browser.client.cookies.set(SIGN_IN_COOKIE, token)
        return browser

    yield open_as
    for browser in browsers:
        browser.client.close()
