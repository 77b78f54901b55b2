"""Calibration where there is little, or nothing, to estimate."""

import numpy as np
import pytest
from hypothesis import given, settings

from app.judging import Variances, calibrate
from tests.judging.dense import connected_scores
from tests.judging.planted import array
from tests.judging.published import SHROUT_FLEISS_SCORES

Scores = list[tuple[str, str, float]]
ANOVA = Variances(2.5556, 5.2444, 1.0194)


@given(connected_scores())
@settings(max_examples=60, deadline=None)
def test_every_estimate_is_finite_and_no_quality_wider_than_the_entries(scores: Scores) -> None:
    found = calibrate(scores)

    numbers = [found.mean, *found.quality.values(), *found.margin.values(), *found.offset.values(), *found.variances]
    assert np.isfinite(numbers).all()
    assert min(found.variances) >= 0
    assert max(found.margin.values()) <= np.sqrt(found.variances.entry) * (1 + 1e-9)


def test_a_juror_with_four_scores_is_not_corrected_with_five_is() -> None:
    scores = [*SHROUT_FLEISS_SCORES]
    scores += [(f"entry {number}", "few", 1.0) for number in range(1, 5)]
    scores += [(f"entry {number}", "enough", 1.0) for number in range(1, 6)]

    for found in (calibrate(scores), calibrate(scores, ANOVA)):
        assert found.uncorrected == ("few",)
        assert found.offset["few"] == 0.0
        assert found.offset["enough"] < -0.5


def test_fewest_says_how_many_scores_a_correction_takes() -> None:
    assert calibrate(SHROUT_FLEISS_SCORES, ANOVA, fewest=7).uncorrected == tuple(f"juror {n}" for n in range(1, 5))
    assert calibrate(SHROUT_FLEISS_SCORES, ANOVA, fewest=1) == calibrate(SHROUT_FLEISS_SCORES, ANOVA)


def test_jurors_none_of_whom_scored_enough_leave_a_mean_drawn_to_the_middle() -> None:
    """Three anchors scored by six jurors: differences between entries count, severities wait."""
    scores = [(entry, juror, float(entry * 2 + juror % 3)) for entry in range(3) for juror in range(6)]

    found = calibrate(scores)

    assert found.offset == dict.fromkeys(range(6), 0.0)
    assert found.variances.juror == 0
    assert found.quality[0] < found.mean < found.quality[2]


@pytest.mark.parametrize("score", [0.1, 7.0, 1e9 / 3])
def test_scores_all_the_same_are_the_quality(score: float) -> None:
    scores = [(entry, juror, score) for entry in range(7) for juror in range(3)]

    found = calibrate(scores)

    assert found.variances == (0, 0, 0)
    assert found.mean == score
    assert found.quality == found.raw == dict.fromkeys(range(7), score)
    assert found.margin == dict.fromkeys(range(7), 0.0)
    assert found.offset == dict.fromkeys(range(3), 0.0)
    assert found.best(2) == pytest.approx(dict.fromkeys(range(7), 2 / 7), abs=1e-12)
    assert calibrate(scores, found.variances) == found


def test_a_juror_who_gives_everybody_the_same_pulls_nobody_apart() -> None:
    scores = [*SHROUT_FLEISS_SCORES, *((f"entry {number}", "flat", 9.0) for number in range(1, 7))]

    found, without = calibrate(scores), calibrate(SHROUT_FLEISS_SCORES)

    assert found.offset["flat"] > 0
    assert sorted(found.quality, key=found.quality.__getitem__) == sorted(
        without.quality, key=without.quality.__getitem__
    )
    assert found.variances.noise > without.variances.noise


def test_jurors_who_differ_in_severity_only_leave_next_to_no_margin() -> None:
    scores = [(entry, juror, float(entry + 10 * juror)) for entry in range(8) for juror in range(3)]

    found = calibrate(scores)

    assert array(found.quality) - found.mean == pytest.approx(np.arange(8) - 3.5, abs=1e-4)
    assert array(found.offset) == pytest.approx([-10, 0, 10], abs=1e-3)
    assert found.best(3) == pytest.approx({entry: float(entry > 4) for entry in range(8)})


def test_with_given_variances_one_juror_alone_has_no_offset() -> None:
    scores = [(entry, "only", float(entry)) for entry in range(6)]

    found = calibrate(scores, (1.0, 1.0, 1.0))

    assert found.offset["only"] == pytest.approx(0, abs=1e-12)
    assert array(found.quality) == pytest.approx(2.5 + (np.arange(6) - 2.5) / 2)
