"""What the numbers of the board are said to mean, at and beside the thresholds of docs/cup-results.md."""

from typing import Any

import pytest

from app.domain.cup.board import JurorLine
from app.domain.cup.board_words import agreement_words, chance_word, juror_words


def found(**changes: Any) -> dict[str, Any]:
    base = {"alpha": None, "a1": None, "c1": None, "ck": None, "complete": 0, "variances": None}
    return {"agreement": {**base, **changes}, "rasch": None}


def first(results: dict[str, Any]) -> str:
    return agreement_words(results)[0][0]


@pytest.mark.parametrize(
    ("alpha", "word"),
    [
        (0.8, "agree well"),
        (0.79, "fairly"),
        (0.667, "fairly"),
        (0.62, "moderately"),
        (0.2, "little"),
        (-0.1, "disagree"),
    ],
)
def test_alpha_is_put_into_words(alpha: float, word: str) -> None:
    assert word in first(found(alpha=alpha))


def test_agreement_that_is_not_defined_says_so() -> None:
    assert first(found()) == "Too few entries have two scorecards to say how far the jurors agree."
    assert agreement_words({}) == []


@pytest.mark.parametrize(
    ("a1", "c1", "words"),
    [
        (0.29, 0.715, ("partly", "differ much")),
        (0.85, 0.92, ("same differences", "somewhat")),
        (0.4, 0.41, ("different things", "equally severe")),
    ],
)
def test_consistency_and_severity_are_told_apart(a1: float, c1: float, words: tuple[str, str]) -> None:
    _, consistency, severity = agreement_words(found(alpha=0.5, a1=a1, c1=c1, complete=6))

    assert words[0] in consistency[0]
    assert words[1] in severity[0]
    assert consistency[1] == {"c1": c1, "entries": 6}


def test_differences_no_larger_than_chance_are_said_to_be() -> None:
    assert "no larger than chance" in agreement_words(found(alpha=0.1, variances=[0.0, 3.0, 9.0]))[-1][0]
    assert "no larger than chance" not in agreement_words(found(alpha=0.1, variances=[0.1, 3.0, 9.0]))[-1][0]


def test_chances_are_put_into_words() -> None:
    words = [chance_word(chance) for chance in (1.0, 0.95, 0.8, 0.5, 0.25, 0.1, 0.01, 0.0)]

    assert words == [
        *("almost certainly", "almost certainly", "probably", "open", "open"),
        *("probably not", "hardly", "hardly"),
    ]


def juror(**changes: Any) -> JurorLine:
    line = {"id": 1, "name": "Ana", "cards": 8, "offset": 0.0, "corrected": True, "scatter": 1.0}
    return JurorLine(**{**line, "infit": 1.0, "outfit": 1.0, **changes})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"offset": 5.0}, ["Gives %(points)s points more than the others; taken out."]),
        ({"offset": -5.0}, ["Gives %(points)s points less than the others; taken out."]),
        ({"offset": 1.0}, ["As severe as the others."]),
        ({"corrected": False}, ["Too few scorecards to say how severe they are; nothing is corrected."]),
    ],
)
def test_severity_of_a_juror_is_put_into_words(changes: dict[str, Any], said: list[str]) -> None:
    assert [sentence for sentence, _ in juror_words(juror(**changes))] == said


@pytest.mark.parametrize(
    ("changes", "erratic"),
    [
        ({"scatter": 1.6}, True),
        ({"outfit": 1.6}, True),
        ({"outfit": None}, False),
        ({"scatter": 9.0, "cards": 4}, False),
    ],
)
def test_erratic_jurors_are_those_to_talk_with(changes: dict[str, Any], erratic: bool) -> None:
    assert juror(**changes).is_erratic is erratic
    assert any("talk with them" in sentence for sentence, _ in juror_words(juror(**changes))) is erratic
