import pytest

from tests.factories import Make
from tests.visits.learning import MakeLearning
from tests.visits.making import MakeVisit


@pytest.fixture
def visits(make: Make) -> MakeVisit:
    return MakeVisit(make)


@pytest.fixture
def learning(make: Make, visits: MakeVisit) -> MakeLearning:
    return MakeLearning(make, visits)
