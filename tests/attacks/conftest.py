"""The platform full of secrets, for the tests of this folder."""

import pytest

from app.services import Services
from tests.attacks.unread import Watched
from tests.attacks.world import World, build
from tests.factories import Make


@pytest.fixture
def world(services: Services, make: Make) -> World:
    return build(services, make)


@pytest.fixture
def watched_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("starlette.formparsers.FormData", Watched)
