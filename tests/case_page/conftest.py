"""Published cases for the tests of this folder."""

import pytest

from app.services import Services
from tests.case_page.library import Library
from tests.factories import Make


@pytest.fixture
def library(services: Services, make: Make) -> Library:
    return Library(services, make)
