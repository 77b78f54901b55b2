"""The library of these tests, and of those of the API, the feeds and the exports."""

import pytest

from app.services import Services
from tests.browse.library import Library
from tests.factories import Make


@pytest.fixture
def library(services: Services, make: Make) -> Library:
    return Library(services, make)
