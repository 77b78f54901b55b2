from collections.abc import Iterator

import pytest

from app.services import Services
from tests.answering import answering_here
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


@pytest.fixture(scope="package", autouse=True)
def answered_here() -> Iterator[None]:
    """Tests of the cup open thousands of pages, one after the other."""
    with answering_here():
        yield
