"""The chance to be among the best k."""

import numpy as np
import pytest

from app.judging import Variances, calibrate
from tests.judging.dense import Dense
from tests.judging.planted import array, planted
from tests.judging.published import SHROUT_FLEISS_SCORES

ANOVA = Variances(2.5556, 5.2444, 1.0194)


def test_chances_are_those_of_the_joint_distribution() -> None:
    """Entries that share jurors move together: independent margins would give other chances."""
    scores, _, _ = planted(11, entries=12, jurors=6, each=3, severity=2.0)
    variances = (1.0, 4.0, 0.5)
    found, dense = calibrate(scores, variances), Dense(scores).estimates(1.0, 4.0, 0.5)
    draws = np.random.RandomState(99).multivariate_normal(dense["quality"], dense["covariance"], 40_000)
    expected = (draws >= np.sort(draws, axis=1)[:, [-4]]).mean(axis=0)

    chances = found.best(4, draws=40_000, seed=1)

    assert array(chances) == pytest.approx(expected, abs=0.015)
    assert sum(chances.values()) == pytest.approx(4)
    apart = np.random.RandomState(98).standard_normal((40_000, 12)) * array(found.margin) + array(found.quality)
    assert np.abs((apart >= np.sort(apart, axis=1)[:, [-4]]).mean(axis=0) - expected).max() > 0.03


def test_chances_come_true_as_often_as_they_say() -> None:
    """Entries said to be among the best ten with a chance of about p are so in about p of the cases."""
    said, true = [], []
    for seed in range(150):
        scores, quality, _ = planted(seed, entries=50, jurors=10, each=3)
        said += list(array(calibrate(scores, (1.0, 1.0, 0.49)).best(10, draws=400)))
        true += list(quality >= np.sort(quality)[-10])

    for low, high in [(0.0, 0.1), (0.1, 0.4), (0.4, 0.6), (0.6, 0.9), (0.9, 1.01)]:
        those = (np.array(said) >= low) & (np.array(said) < high)
        assert np.array(true)[those].mean() == pytest.approx(np.array(said)[those].mean(), abs=0.05)


def test_chances_are_the_same_for_the_same_seed_in_every_version() -> None:
    found = calibrate(SHROUT_FLEISS_SCORES, ANOVA)

    assert found.best(3, draws=1000, seed=7) == found.best(3, draws=1000, seed=7)
    assert found.best(3, draws=1000, seed=7) != found.best(3, draws=1000, seed=8)
    assert list(found.best(3, draws=1000, seed=7).values()) == [0.952, 0.0, 0.997, 0.001, 1.0, 0.05]


def test_chances_of_all_places_are_certain_and_of_none_an_error() -> None:
    found = calibrate(SHROUT_FLEISS_SCORES)

    assert set(found.best(6).values()) == set(found.best(60).values()) == {1.0}
    with pytest.raises(ValueError, match="at least one place"):
        found.best(0)
    with pytest.raises(ValueError, match="at least one draw"):
        found.best(1, draws=0)
