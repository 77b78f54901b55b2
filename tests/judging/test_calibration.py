"""Calibration: the published answers, the textbook formulas, planted severities, and what must not change a digit."""

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from app.judging import Calibration, Variances, calibrate, icc, swaps_across_line
from tests.judging.dense import Dense, connected_scores
from tests.judging.planted import array, planted
from tests.judging.published import SHROUT_FLEISS, SHROUT_FLEISS_SCORES

Scores = list[tuple[str, str, float]]
ANOVA = Variances(2.5556, 5.2444, 1.0194)

ratios = st.sampled_from([0.0, 0.01, 0.3, 1.0, 4.0, 50.0])


def test_calibration_of_shrout_and_fleiss_with_given_variances() -> None:
    found = calibrate(SHROUT_FLEISS_SCORES, ANOVA)

    assert round(found.mean, 4) == 5.2917
    assert [round(value, 3) for value in found.quality.values()] == [5.936, 3.208, 6.390, 4.117, 7.300, 4.799]
    assert [round(value, 3) for value in found.margin.values()] == [0.719] * 6
    assert [round(value, 3) for value in found.offset.values()] == [2.300, -2.704, -0.928, 1.332]
    assert found.raw == dict(zip(found.quality, [6.0, 3.0, 6.5, 4.0, 7.5, 4.75], strict=True))
    assert (found.variances, found.entries, found.jurors, found.scores) == (ANOVA, 6, 4, 24)
    assert found.uncorrected == ()


def test_variances_of_shrout_and_fleiss_are_those_of_the_mean_squares() -> None:
    squares = icc(SHROUT_FLEISS)
    expected = ((squares.msr - squares.mse) / 4, (squares.msc - squares.mse) / 6, squares.mse)

    assert calibrate(SHROUT_FLEISS_SCORES).variances == pytest.approx(expected, rel=1e-12)


def test_shrinkage_of_a_complete_design_is_ck() -> None:
    found = calibrate(SHROUT_FLEISS_SCORES)

    shrunk = (array(found.quality) - found.mean) / (array(found.raw) - found.mean)

    assert shrunk == pytest.approx([icc(SHROUT_FLEISS).ck] * 6, rel=1e-12)


@given(st.integers(0, 10**6), st.integers(5, 12), st.integers(2, 6))
@settings(max_examples=40, deadline=None)
def test_complete_designs_give_the_mean_squares_and_shrink_by_ck(seed: int, entries: int, jurors: int) -> None:
    scores, _, _ = planted(seed, entries=entries, jurors=jurors, each=jurors)
    table = np.zeros((jurors, entries))
    for entry, juror, score in scores:
        table[juror, entry] = score
    squares = icc(table)
    assume(min(squares.msr, squares.msc) > 1.01 * squares.mse)

    found = calibrate(scores)

    expected = ((squares.msr - squares.mse) / jurors, (squares.msc - squares.mse) / entries, squares.mse)
    assert found.variances == pytest.approx(expected, rel=1e-9)
    assert array(found.quality) == pytest.approx(found.mean + squares.ck * (array(found.raw) - found.mean), abs=1e-9)


@given(connected_scores(), ratios, ratios, st.sampled_from([0.1, 1.0, 9.0]), st.sampled_from([1, 5]))
@settings(max_examples=150, deadline=None)
def test_estimates_are_those_of_the_textbook(
    scores: Scores, entry: float, juror: float, noise: float, fewest: int
) -> None:
    variances = (entry * noise, juror * noise, noise)
    dense = Dense(scores, fewest)
    expected = dense.estimates(*variances)

    found = calibrate(scores, variances, fewest=fewest)

    assert found.mean == pytest.approx(expected["mean"], abs=1e-9)
    assert [found.quality[name] for name in dense.entries] == pytest.approx(expected["quality"], abs=1e-9)
    assert [found.offset[name] for name in dense.jurors] == pytest.approx(expected["offset"], abs=1e-9)
    margins = np.sqrt(np.diag(expected["covariance"]))
    assert [found.margin[name] for name in dense.entries] == pytest.approx(margins, abs=1e-9)


# With variances of jurors the likelihood has a second maximum here, lower than that without.
TWO_HOLLOWS = [
    *(("E0", "J0", 2.0), ("E0", "J1", 0.0), ("E1", "J0", 7.25), ("E1", "J1", 3.0), ("E2", "J0", 0.0)),
    *(("E3", "J1", 0.0), ("E4", "J0", 0.0), ("E5", "J1", 5.75), ("E6", "J0", 8.25)),
]


@given(connected_scores(), st.sampled_from([1, 5]))
@example(scores=TWO_HOLLOWS, fewest=1)
@settings(max_examples=60, deadline=None)
def test_no_other_variances_are_likelier(scores: Scores, fewest: int) -> None:
    assume(len({score for _, _, score in scores}) > 1)
    dense = Dense(scores, fewest)

    found = calibrate(scores, fewest=fewest).variances

    # Without noise the textbook divides by next to nought.
    assume(found.noise > 1e-4 * max(found))
    degrees, steps = len(scores) - 1, [0.0, *np.geomspace(1e-3, 1e3, 13)]
    least = min(_at_best_noise(dense, entry, juror, degrees) for entry in steps for juror in steps)
    assert dense.deviance(*found) <= least + 1e-6


def _at_best_noise(dense: Dense, entry: float, juror: float, degrees: int) -> float:
    inverse = np.linalg.inv(dense.covariance(entry, juror, 1.0))
    rest = dense.y - inverse.sum(axis=0) @ dense.y / inverse.sum()
    noise = max(rest @ inverse @ rest / degrees, 1e-9)
    return dense.deviance(entry * noise, juror * noise, noise)


def test_planted_severities_and_qualities_are_found() -> None:
    scores, quality, severities = planted(3, entries=200, jurors=20, each=4, severity=1.5)

    found = calibrate(scores)

    missed = array(found.offset) - (severities - severities.mean())
    assert np.sqrt((missed**2).mean()) < 0.2
    raw, calibrated = array(found.raw), array(found.quality)
    assert np.corrcoef(calibrated, quality)[0, 1] > 0.93
    assert np.corrcoef(raw, quality)[0, 1] < 0.85
    assert found.variances == pytest.approx((np.var(quality), np.var(severities), 0.49), rel=0.15)


def test_margins_hold_what_they_promise() -> None:
    """About 68 % of the qualities within one margin, 95 % within two: a little more, as only differences count."""
    within = np.zeros(2)
    for seed in range(40):
        scores, quality, _ = planted(seed, entries=60, jurors=12, each=4)
        found = calibrate(scores, (1.0, 1.0, 0.49))
        missed = array(found.quality) - quality
        missed = np.abs(missed - missed.mean())
        within += [(missed < times * array(found.margin)).mean() / 40 for times in (1, 2)]

    assert within == pytest.approx([0.70, 0.96], abs=0.02)


def test_a_good_entry_read_by_severe_jurors_passes_one_read_by_mild_ones() -> None:
    """Severe jurors read the better half, mild ones the other, and all of them one anchor."""
    scores = [("anchor", f"severe {number}", 5.0) for number in range(3)]
    scores += [("anchor", f"mild {number}", 8.0) for number in range(3)]
    scores += [(f"good {number}", f"severe {juror}", 6.0 + number / 10) for number in range(5) for juror in range(3)]
    scores += [(f"weak {number}", f"mild {juror}", 7.0 + number / 10) for number in range(5) for juror in range(3)]

    found = calibrate(scores)

    assert max(found.raw, key=found.raw.__getitem__) == "weak 4"
    assert max(found.quality, key=found.quality.__getitem__) == "good 4"
    swaps = swaps_across_line(found.raw, found.quality, 5)
    assert len(swaps) == 25
    assert (swaps[0], swaps[-1]) == (("good 4", "weak 4"), ("good 0", "weak 0"))


@given(connected_scores(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_scores_changes_no_digit(scores: Scores, shuffle: Any) -> None:
    shuffled = list(scores)
    shuffle.shuffle(shuffled)

    first, second = calibrate(scores), calibrate(iter(shuffled))

    assert first == second
    assert list(first.quality) == list(second.quality)
    assert first.best(2, draws=50) == second.best(2, draws=50)


def test_names_change_no_digit() -> None:
    scores, _, _ = planted(5, entries=30, jurors=8, each=3)
    first = calibrate(scores)

    renamed = calibrate([((-7 * entry % 30, "x"), f"{9 - juror}", score) for entry, juror, score in scores])

    assert {entry: renamed.quality[-7 * entry % 30, "x"] for entry in range(30)} == first.quality
    assert {juror: renamed.offset[f"{9 - juror}"] for juror in range(8)} == first.offset
    chances = renamed.best(5, seed=4)
    assert {entry: chances[-7 * entry % 30, "x"] for entry in range(30)} == first.best(5, seed=4)


@given(connected_scores(), st.sampled_from([0.01, 0.5, 3.0, 1000.0]), st.sampled_from([-1000.0, 0.0, 7.25]))
@settings(max_examples=60, deadline=None)
def test_another_scale_only_changes_the_unit(scores: Scores, unit: float, start: float) -> None:
    before = calibrate(scores)
    assume(before.variances.noise > 1e-4 * max(before.variances))

    after = calibrate([(entry, juror, start + unit * score) for entry, juror, score in scores])

    def near(expected: Any) -> Any:
        return pytest.approx(expected, rel=1e-5, abs=1e-6 * unit)

    assert after.mean == near(start + unit * before.mean)
    assert array(after.quality) == near(start + unit * array(before.quality))
    assert array(after.offset) == near(unit * array(before.offset))
    assert array(after.margin) == near(unit * array(before.margin))


def test_a_calibration_cannot_be_changed() -> None:
    found = calibrate(SHROUT_FLEISS_SCORES)

    with pytest.raises(AttributeError):
        found.mean = 3.0  # type: ignore[misc]
    assert isinstance(found, Calibration)


def test_the_mathematics_import_numpy_and_nothing_heavier() -> None:
    script = "import sys, app.judging; print(*sorted({name.split('.')[0] for name in sys.modules}))"

    loaded = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout.split()

    assert "numpy" in loaded
    assert not {"scipy", "sqlalchemy", "sqlmodel", "fastapi", "starlette", "pydantic"} & {*loaded}
