import pytest

from tests.factories import Make
from tests.visits.making import MakeVisit


@pytest.fixture
def visits(make: Make) -> MakeVisit:
    return MakeVisit(make)
