"""The line between the best k and the others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.judging import swaps_across_line
from app.judging.line import places


def test_every_pair_that_changes_sides_is_listed_the_best_first() -> None:
    raw = {"A": 9.0, "B": 8.0, "C": 7.0, "D": 6.0, "E": 5.0, "F": 1.0}
    quality = {"A": 8.0, "B": 5.0, "C": 6.0, "D": 8.5, "E": 7.0, "F": 2.0}

    assert swaps_across_line(raw, quality, 3) == (("D", "C"), ("D", "B"), ("E", "C"), ("E", "B"))
    assert swaps_across_line(raw, quality, 1) == (("D", "A"),)
    assert swaps_across_line(raw, quality, 5) == ()
    assert swaps_across_line(raw, quality, 6) == swaps_across_line(raw, quality, 99) == ()


def test_places_that_change_on_one_side_of_the_line_are_no_swap() -> None:
    assert swaps_across_line({"A": 3.0, "B": 2.0, "C": 1.0}, {"A": 2.0, "B": 3.0, "C": 1.0}, 2) == ()


def test_a_tie_at_the_line_that_the_correction_breaks_is_listed() -> None:
    raw = {"A": 9.0, "B": 7.0, "C": 7.0, "D": 7.0}

    found = swaps_across_line(raw, {"A": 9.0, "B": 6.9, "C": 7.1, "D": 6.8}, 2)

    assert [(swap.rises, swap.falls) for swap in found] == [("C", "B"), ("C", "D")]
    assert swaps_across_line(raw, {"A": 9.0, "B": 7.1 + 1e-12, "C": 7.1, "D": 7.1 - 1e-12}, 2) == ()


@given(st.dictionaries(st.text(max_size=3), st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=8))
def test_who_rises_is_found_only_with_who_falls(values: dict[str, tuple[int, int]]) -> None:
    raw, quality = ({name: float(pair[side]) for name, pair in values.items()} for side in (0, 1))

    for k in range(1, len(values) + 1):
        forth, back = swaps_across_line(raw, quality, k), swaps_across_line(quality, raw, k)
        assert {(swap.rises, swap.falls) for swap in forth} == {(swap.falls, swap.rises) for swap in back}
        sides = [
            {name for name in values if sum(other > side[name] for other in side.values()) < k}
            for side in (raw, quality)
        ]
        if len(sides[0]) == len(sides[1]) == k:  # no tie at the line
            assert {*forth} == {(up, down) for up in sides[1] - sides[0] for down in sides[0] - sides[1]}


def test_places_left_are_shared_by_those_who_tie() -> None:
    values = np.array([[5.0, 3.0, 3.0, 3.0, 1.0], [1.0, 2.0, 3.0, 4.0, 5.0]])

    assert places(values, 3).tolist() == [[1, 2 / 3, 2 / 3, 2 / 3, 0], [0, 0, 1, 1, 1]]


def test_the_line_refuses_no_place_and_two_lists_of_entries() -> None:
    with pytest.raises(ValueError, match="at least one place"):
        swaps_across_line({"A": 1.0}, {"A": 1.0}, 0)
    with pytest.raises(ValueError, match="not of the same entries"):
        swaps_across_line({"A": 1.0}, {"B": 1.0}, 1)
