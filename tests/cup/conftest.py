import pytest

from tests.cup.making import MakeCup
from tests.factories import Make


@pytest.fixture
def cup(make: Make) -> MakeCup:
    """Makes editions, entries, jurors and scorecards, each committed."""
    return MakeCup(make)
