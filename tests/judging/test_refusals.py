"""What calibration refuses, and how it says so."""

from typing import Any

import pytest

from app.judging import BadScores, NotConnected, NothingToCompare, Part, calibrate, connected_parts
from tests.judging.published import SHROUT_FLEISS_SCORES


def test_scores_that_fall_apart_are_refused_with_the_parts_named() -> None:
    scores = [
        *((entry, juror, 5.0) for entry in ("Ayni", "Wiñay", "Kawsay") for juror in ("Rosa", "Juma")),
        *((entry, "Amina", 7.0) for entry in ("Umoja", "Harambee")),
    ]

    for variances in (None, (1.0, 1.0, 1.0)):
        with pytest.raises(NotConnected) as refused:
            calibrate(scores, variances)

    assert refused.value.parts == (
        Part(("Ayni", "Kawsay", "Wiñay"), ("Juma", "Rosa")),
        Part(("Harambee", "Umoja"), ("Amina",)),
    )
    assert str(refused.value) == (
        "2 parts share neither a juror nor an entry: "
        "entries Ayni, Kawsay, Wiñay with jurors Juma, Rosa; entries Harambee, Umoja with jurors Amina"
    )


def test_one_shared_entry_connects_the_parts() -> None:
    scores = [(entry, juror, 5.0) for entry, juror in [(1, "a"), (2, "a"), (2, "b"), (3, "b"), (3, "c"), (1, "c")]]

    assert calibrate(scores).jurors == 3


@pytest.mark.parametrize(
    ("scores", "why"),
    [
        ([], "There are no scores"),
        ([("A", "x", 1.0), ("B", "x", 2.0), ("A", "x", 1.0)], "Entry A has two scores by juror x"),
        ([("A", "x", float("nan"))], "entry A by juror x is nan"),
        ([("A", "x", 1.0), ("B", "x", float("inf"))], "entry B by juror x is inf"),
    ],
)
def test_scores_that_are_none_are_refused(scores: Any, why: str) -> None:
    with pytest.raises(BadScores, match=why):
        calibrate(scores)


@pytest.mark.parametrize(
    "scores",
    [
        [("A", "x", 1.0)],
        [("A", "x", 1.0), ("A", "y", 2.0)],
        [(entry, "only", float(entry)) for entry in range(9)],
        [(entry, "only", 4.0) for entry in range(9)],
    ],
)
def test_scores_that_cannot_tell_quality_from_chance_are_refused(scores: Any) -> None:
    with pytest.raises(NothingToCompare, match="two entries, and one that two jurors scored"):
        calibrate(scores)


@pytest.mark.parametrize(
    "variances",
    [(1, 1, 0), (0, 0, 0), (-1, 1, 1), (1, -1e-9, 1), (1, 1, -1), (float("nan"), 1, 1), (1, float("inf"), 1)],
)
def test_variances_that_are_none_are_refused(variances: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="Variances are finite"):
        calibrate(SHROUT_FLEISS_SCORES, variances)


def test_parts_come_the_largest_first_in_the_order_of_names() -> None:
    found = connected_parts([(9, "z"), (10, "y"), (2, "y"), (10, "x")], entries=[5, 9], jurors=["w", "z"])

    assert found == (
        Part((2, 10), ("x", "y")),
        Part((9,), ("z",)),
        Part((5,), ()),
        Part((), ("w",)),
    )
    assert str(found[3]) == "entries none with jurors w"


def test_an_entry_and_a_juror_of_one_name_are_two() -> None:
    assert connected_parts([(1, 2), (2, 1)]) == (Part((1,), (2,)), Part((2,), (1,)))


def test_names_that_cannot_be_compared_still_have_an_order() -> None:
    pairs = [("b", 1), (2, 1), (None, 1)]

    assert connected_parts(pairs) == connected_parts(reversed(pairs)) == (Part((None, 2, "b"), (1,)),)


def test_many_names_are_counted_not_listed() -> None:
    part = connected_parts((entry, "x") for entry in range(100))[0]

    assert str(part) == "entries 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 88 more with jurors x"
