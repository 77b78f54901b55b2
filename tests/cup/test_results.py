"""The calculation itself: pure, the same digits again, and honest where nothing can be said."""

import random

import pytest

from app.domain.cup.fair_averages import fair_averages
from app.domain.cup.results import calculate, hash_of, in_order, inputs_from, settings_for
from app.domain.cup.scoring import Weighed

CRITERIA = [Weighed("reflection", 3, True, 0, 4), Weighed("results", 2, False, 0, 4)]
Cards = list[tuple[str, str, dict[str, int]]]


def calculated(cards: Cards, places: int = 1, criteria: list[Weighed] = CRITERIA) -> dict:
    return calculate(inputs_from(criteria, cards), settings_for(places=places, seed=2026))


def scored(*rows: tuple[str, str, int, int]) -> Cards:
    return [(entry, juror, {"reflection": one, "results": other}) for entry, juror, one, other in rows]


def jury(entries: int = 12, jurors: int = 4, severity: float = 1.0) -> Cards:
    """Each entry read by three of the jurors; juror 1 is stricter than the others by that many levels."""
    rng = random.Random(7)
    cards: Cards = []
    for place in range(entries):
        quality = 4 * place / (entries - 1)
        for juror in range(1, jurors + 1):
            if juror % jurors != place % jurors:
                level = quality - (severity if juror == 1 else 0) + rng.choice((-0.4, 0, 0.4))
                cards.append((f"E{place:02}", str(juror), dict.fromkeys(("reflection", "results"), _level(level))))
    return cards


def _level(value: float) -> int:
    return min(4, max(0, round(value)))


def test_order_of_cards_changes_no_digit_and_no_hash() -> None:
    cards = jury()
    turned = list(reversed(cards))

    assert hash_of(calculated(cards)) == hash_of(calculated(turned))
    assert inputs_from(CRITERIA, cards) == inputs_from(CRITERIA, turned)


def test_strict_juror_is_found_and_taken_out() -> None:
    results = calculated(jury(entries=20, severity=1.5))

    offsets = {juror: line["offset"] for juror, line in results["jurors"].items()}
    assert min(offsets, key=lambda juror: offsets[juror]) == "1"
    assert offsets["1"] < -10
    assert results["rasch"]["entries"].keys() == results["entries"].keys()
    assert results["rasch"]["jurors"].keys() == {"1", "2", "3", "4"}


def test_ties_are_broken_by_learning_then_by_code() -> None:
    # Twice 60 points: A by learning and results alike, B by learning more, C as B.
    given = (("A", 2, 3), ("B", 4, 0), ("C", 4, 0))
    rows = scored(*((entry, juror, one, other) for entry, one, other in given for juror in "12"))

    results = calculated(rows)

    assert {entry["raw"] for entry in results["entries"].values()} == {60.0}
    assert results["order"] == ["B", "C", "A"]
    assert in_order({"X": {"quality": None, "raw": 5.0, "learning": None}}) == ["X"]


def test_no_scores_says_so() -> None:
    results = calculated([])

    assert (results["problem"], results["order"], results["mean"]) == ("no_scores", [], None)


def test_one_juror_for_all_leaves_raw_means() -> None:
    results = calculated(scored(("A", "1", 4, 4), ("B", "1", 2, 2), ("C", "1", 3, 3)))

    assert results["problem"] == "nothing_to_compare"
    assert results["order"] == ["A", "C", "B"]
    assert [entry["quality"] for entry in results["entries"].values()] == [None, None, None]
    assert results["jurors"] == {"1": {"cards": 3, "offset": 0.0, "corrected": False, "scatter": 0.0}}


def test_juror_who_gives_everybody_the_same_moves_nobody() -> None:
    flat = [(f"E{place:02}", "9", {"reflection": 2, "results": 2}) for place in range(12)]

    with_flat = calculated(jury(severity=0.0) + flat)

    without = calculated(jury(severity=0.0))
    assert with_flat["problem"] == ""
    assert set(with_flat["order"][:3]) == set(without["order"][:3])
    assert with_flat["order"][-1] == without["order"][-1]
    scatter = {juror: line["scatter"] for juror, line in with_flat["jurors"].items()}
    assert max(scatter, key=lambda juror: scatter[juror]) == "9"
    assert with_flat["jurors"]["9"]["offset"] == pytest.approx(0, abs=3)


def test_all_the_same_makes_no_differences() -> None:
    results = calculated([(entry, juror, {"reflection": 3, "results": 3}) for entry in "ABC" for juror in "12"])

    assert {entry["quality"] for entry in results["entries"].values()} == {75.0}
    assert results["agreement"]["variances"] == [0.0, 0.0, 0.0]
    assert results["agreement"]["alpha"] is None
    assert results["swaps"] == []


def test_parts_that_share_nobody_are_named() -> None:
    rows = scored(("A", "1", 4, 4), ("A", "2", 3, 3), ("B", "3", 1, 1), ("B", "4", 2, 2))

    results = calculated(rows)

    assert results["problem"] == "not_connected"
    assert results["parts"] == [["A"], ["B"]]
    assert results["rasch"] is None


def test_rasch_is_left_out_where_scales_differ() -> None:
    cards = jury()

    assert fair_averages(cards, CRITERIA) is not None
    assert fair_averages(cards, [CRITERIA[0], Weighed("results", 2, False, 0, 10)]) is None


@pytest.mark.parametrize("places", [0, 1, 3, 50])
def test_chances_add_up_to_the_places(places: int) -> None:
    results = calculated(jury(), places=places)

    total = sum(entry["chance"] for entry in results["entries"].values())
    assert total == pytest.approx(min(max(places, 1), 12), abs=0.001)
