"""When an assignment cannot be: which entries lack whom, and the least that would help."""

import numpy as np
import pytest

from app.judging.assignment import Crowd, Impossible, Lack, assign
from tests.judging.test_assignment import every_plan


def shortage(*arguments, **named) -> Impossible:
    with pytest.raises(Impossible) as refused:
        assign(*arguments, **named)
    return refused.value


def test_entry_with_conflicts_everywhere_needs_any_other_juror() -> None:
    error = shortage(np.ones((3, 3)), [(1, 0), (1, 1)], 2, 3)

    assert error.lacks == (Lack(entry=1, missing=1, conflicted=1, crowded=0, open_jurors=()),)
    assert (error.missing, error.extra_load, error.crowd, error.idle) == (1, {}, None, {})
    assert str(error) == "Entry 1 lacks 1: 1 because of conflicts."


def test_load_too_small_says_by_how_much() -> None:
    error = shortage(np.ones((4, 2)), [], 1, 1)

    assert error.missing == 2
    assert [(lack.conflicted, lack.crowded, lack.open_jurors) for lack in error.lacks] == [(0, 1, (0, 1))] * 2
    assert error.extra_load == {0: 1, 1: 1}
    assert error.crowd == Crowd(entries=(0, 1, 2, 3), jurors=(0, 1), needed=4, places=2)


def test_crowd_is_the_language_that_has_too_few_jurors() -> None:
    # Entries 0–2 can be read by juror 0 only; jurors 1 and 2 have plenty of room.
    forbidden = [(entry, juror) for entry in range(3) for juror in (1, 2)]

    error = shortage(np.ones((6, 3)), forbidden, 1, 2)

    assert error.crowd == Crowd(entries=(0, 1, 2), jurors=(0,), needed=3, places=2)
    assert error.extra_load == {0: 1}
    assert str(error).endswith("A larger load would help: juror 0 +1.")


def test_conflicts_and_loads_are_told_apart() -> None:
    error = shortage(np.ones((2, 3)), [(0, 0), (0, 1)], 2, [1, 1, 1])

    assert sum(lack.conflicted for lack in error.lacks) == 1
    assert sum(lack.crowded for lack in error.lacks) == 0
    assert [lack.entry for lack in error.lacks] == [0]


def test_fixed_pairs_take_their_places() -> None:
    error = shortage(np.ones((2, 2)), [(1, 1)], 1, [1, 1], fixed=[(0, 0)])

    assert error.lacks == (Lack(entry=1, missing=1, conflicted=0, crowded=1, open_jurors=(0,)),)
    assert error.extra_load == {0: 1}


def test_smallest_load_that_cannot_be_reached_names_the_jurors() -> None:
    error = shortage(np.ones((2, 3)), [(0, 2), (1, 2)], 1, 2, [0, 0, 1])

    assert (error.lacks, error.idle) == ((), {2: 1})
    assert str(error) == "Juror 2 is 1 short of the smallest load."


def crowded_case(seed: int):
    rng = np.random.default_rng(seed)
    forbidden = {(int(e), int(j)) for e, j in np.argwhere(rng.random((4, 4)) < 0.3)}
    return forbidden, rng.integers(0, 3, 4)


def is_a_question_of_loads(seed: int) -> bool:
    forbidden, loads = crowded_case(seed)
    open_jurors = [sum((entry, juror) not in forbidden for juror in range(4)) for entry in range(4)]
    return min(open_jurors) >= 2 and not any(True for _ in every_plan(np.ones((4, 4)), forbidden, 2, loads))


@pytest.mark.parametrize("seed", [seed for seed in range(80) if is_a_question_of_loads(seed)])
def test_extra_load_is_enough_and_the_smallest(seed: int) -> None:
    affinity = np.ones((4, 4))
    forbidden, loads = crowded_case(seed)

    error = shortage(affinity, forbidden, 2, loads.tolist())

    extra = np.array([error.extra_load.get(juror, 0) for juror in range(4)])
    needed = [
        np.maximum(np.bincount([j for chosen in plan for j in chosen], minlength=4) - loads, 0).sum()
        for plan in every_plan(affinity, forbidden, 2, 4)
    ]
    assert extra.sum() == min(needed) == error.missing
    assert assign(affinity, forbidden, 2, (loads + extra).tolist()).coverage == (2, 2)
    assert error.crowd is not None
    assert error.crowd.needed - error.crowd.places == error.missing
