import pytest

from app.services import Services
from tests.cup.making import MakeCup
from tests.cup.screened import Screened, screened
from tests.factories import Make


@pytest.fixture
def cup(make: Make) -> MakeCup:
    """Makes editions, entries, jurors and scorecards, each committed."""
    return MakeCup(make)


@pytest.fixture
def desk(services: Services, make: Make, cup: MakeCup) -> Screened:
    """An entry that was sent, and three coordinators who may decide about it."""
    return screened(services, make, cup)
