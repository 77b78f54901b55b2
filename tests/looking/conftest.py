"""The library of these tests, published and taken into the index."""

import pytest

from app.services import Services
from tests.browse.library import Library
from tests.factories import Make


@pytest.fixture
def library(services: Services, make: Make) -> Library:
    return Library(services, make)
