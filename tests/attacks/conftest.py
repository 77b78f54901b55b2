"""The platform full of secrets, for the tests of this folder."""

from collections.abc import Iterator

import pytest

from app.services import Services
from tests.answering import answering_here
from tests.attacks.unread import Watched
from tests.attacks.world import World, build
from tests.factories import Make


@pytest.fixture
def world(services: Services, make: Make) -> World:
    return build(services, make)


@pytest.fixture
def watched_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("starlette.formparsers.FormData", Watched)


@pytest.fixture(scope="package", autouse=True)
def answered_here() -> Iterator[None]:
    """These tests walk through thousands of addresses, one after the other."""
    with answering_here():
        yield
