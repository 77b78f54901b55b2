"""The rating scale model: probabilities, and joint maximum likelihood by Newton's method.

log(P_k / P_{k−1}) = η − F_k with η = B_n − C_j − D_i (Andrich 1978, Linacre 1989). An exponential family: the
log-likelihood is concave, so Newton steps that are halved until they gain reach its only maximum. Entries, by far
the most, meet no other entry in a score; they are eliminated from each step (Schur complement).
"""

from dataclasses import dataclass

import numpy as np

from app.judging.rasch.table import Floats, Integers

# Where entries and jurors fall into groups of which one always scores higher, measures would run to infinity. This
# much information about each stops them at ten to fifteen logits and moves others by less than a millionth.
_RIDGE = 1e-6
_STEPS = 200
_SMALL = 1e-9


def probabilities(eta: Floats, thresholds: Floats) -> Floats:
    """P(category) for η (n,) and thresholds (m,), as (n, m + 1)."""
    exponents = np.arange(len(thresholds) + 1) * eta[:, None]
    exponents[:, 1:] -= thresholds.cumsum()
    exponents -= exponents.max(axis=1, keepdims=True)
    weights = np.exp(exponents)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def expected(chances: Floats) -> Floats:
    """Expected category (n,) of probabilities (n, m + 1)."""
    return np.asarray(chances @ np.arange(chances.shape[1]))


def variance(chances: Floats) -> Floats:
    """Variance (n,) of the category: the information a score carries about η."""
    ranks = np.arange(chances.shape[1])
    return np.asarray(((ranks - expected(chances)[:, None]) ** 2 * chances).sum(axis=1))


@dataclass(frozen=True, eq=False)
class Scores:
    """The scores to fit: `index` int (3, n) into 0…size−1 of each facet, all present; `ranks` int (n,) from 0 to m."""

    index: Integers
    ranks: Integers
    sizes: tuple[int, ...]

    @property
    def thresholds(self) -> int:
        return int(self.ranks.max())


@dataclass(frozen=True, eq=False)
class Estimate:
    """`entries`, `jurors`, `criteria`, `thresholds` in logits, the last three with mean 0.

    `residual`: the largest difference of an element's score, observed minus expected.
    """

    entries: Floats
    jurors: Floats
    criteria: Floats
    thresholds: Floats
    log_likelihood: float
    iterations: int
    converged: bool
    residual: float


class _Point:
    """The likelihood and what the next step needs, at one set of measures."""

    def __init__(self, scores: Scores, entries: Floats, others: Floats) -> None:
        self.entries, self.others = entries, others
        jurors, criteria = scores.sizes[1:]
        entry, juror, criterion = scores.index
        eta = entries[entry] - others[juror] - others[jurors + criterion]
        self.chances = probabilities(eta, others[jurors + criteria :])
        likely = np.log(np.maximum(self.chances[np.arange(len(eta)), scores.ranks], 1e-300)).sum()
        self.log_likelihood = float(likely)
        self.gain = self.log_likelihood - _RIDGE / 2 * float((entries**2).sum() + (others**2).sum())


def estimate(scores: Scores) -> Estimate:
    """Maximum of the joint likelihood. The scores must be connected and without extreme elements."""
    point = _start(scores)
    for iteration in range(1, _STEPS + 1):
        step_entries, step_others = _step(scores, point)
        following = _better(scores, point, step_entries, step_others)
        moved = max(np.abs(following.entries - point.entries).max(), np.abs(following.others - point.others).max())
        point = following
        if moved < _SMALL:
            return _estimate(scores, point, iteration, converged=True)
    return _estimate(scores, point, _STEPS, converged=False)


def _start(scores: Scores) -> _Point:
    counts = np.bincount(scores.index[0], minlength=scores.sizes[0])
    share = np.bincount(scores.index[0], weights=scores.ranks, minlength=scores.sizes[0]) / counts / scores.thresholds
    share = np.clip(share, 0.02, 0.98)
    return _Point(scores, np.log(share / (1 - share)), np.zeros(sum(scores.sizes[1:]) + scores.thresholds))


def _better(scores: Scores, point: _Point, entries: Floats, others: Floats) -> _Point:
    """The point after the step, halved until nothing is lost."""
    slack = 1e-12 * abs(point.gain)
    part = 1.0
    while True:
        following = _Point(scores, point.entries + part * entries, point.others + part * others)
        if following.gain >= point.gain - slack or part < 1e-6:
            return following
        part /= 2


def _step(scores: Scores, point: _Point) -> tuple[Floats, Floats]:
    gradient_entries, gradient_others = _gradient(scores, point)
    diagonal, cross, square = _information(scores, point)
    scaled = cross / diagonal[:, None]
    origins = _origins(scores)
    reduced = square - cross.T @ scaled + origins
    others = np.linalg.solve(reduced, gradient_others - origins @ point.others - scaled.T @ gradient_entries)
    return np.asarray((gradient_entries - cross @ others) / diagonal), np.asarray(others, dtype=np.float64)


def _origins(scores: Scores) -> Floats:
    """Curvature of a penalty on the means of jurors, criteria and thresholds: they are free, so 0 costs nothing."""
    blocks = np.repeat(np.arange(3), (*scores.sizes[1:], scores.thresholds))
    return np.asarray(len(scores.ranks) * (blocks[:, None] == blocks[None, :]), dtype=np.float64)


def _gradient(scores: Scores, point: _Point) -> tuple[Floats, Floats]:
    residuals = scores.ranks - expected(point.chances)
    sums = [np.bincount(scores.index[facet], weights=residuals, minlength=scores.sizes[facet]) for facet in range(3)]
    reached = (scores.ranks[:, None] > np.arange(scores.thresholds)).sum(axis=0)
    others = -np.concatenate([sums[1], sums[2], reached - _exceedance(point.chances).sum(axis=0)])
    return sums[0] - _RIDGE * point.entries, others - _RIDGE * point.others


def _exceedance(chances: Floats) -> Floats:
    """P(category ≥ h) for h = 1…m, as (n, m)."""
    return np.asarray(chances[:, :0:-1].cumsum(axis=1)[:, ::-1])


def _information(scores: Scores, point: _Point) -> tuple[Floats, Floats, Floats]:
    """Minus the second derivatives: entries (N,), entries by others (N, p), others by others (p, p)."""
    entries, jurors, criteria = scores.sizes
    entry, juror, criterion = scores.index
    exceeding, weight, shared = _moments(point.chances)
    cross = np.zeros((entries, jurors + criteria + scores.thresholds))
    cross[:, :jurors] = -_summed(weight, (entry, juror), (entries, jurors))
    cross[:, jurors : jurors + criteria] = -_summed(weight, (entry, criterion), (entries, criteria))
    square = np.zeros((cross.shape[1], cross.shape[1]))
    square[:jurors, jurors : jurors + criteria] = _summed(weight, (juror, criterion), (jurors, criteria))
    for threshold, column in enumerate(shared.T, start=jurors + criteria):
        cross[:, threshold] = -np.bincount(entry, weights=column, minlength=entries)
        square[:jurors, threshold] = np.bincount(juror, weights=column, minlength=jurors)
        square[jurors : jurors + criteria, threshold] = np.bincount(criterion, weights=column, minlength=criteria)
    square += square.T
    thresholds = slice(jurors + criteria, None)
    higher = np.maximum.outer(np.arange(scores.thresholds), np.arange(scores.thresholds))
    square[thresholds, thresholds] = exceeding.sum(axis=0)[higher] - exceeding.T @ exceeding
    on_diagonal = np.concatenate(
        [
            np.bincount(juror, weights=weight, minlength=jurors),
            np.bincount(criterion, weights=weight, minlength=criteria),
            np.zeros(scores.thresholds),
        ]
    )
    diagonal = np.asarray(np.bincount(entry, weights=weight, minlength=entries) + _RIDGE, dtype=np.float64)
    return diagonal, cross, np.asarray(square + np.diag(on_diagonal + _RIDGE))


def _moments(chances: Floats) -> tuple[Floats, Floats, Floats]:
    """P(category ≥ h) (n, m); variance of the category (n,); its covariance with [category ≥ h] (n, m)."""
    exceeding = _exceedance(chances)
    above = (chances * np.arange(chances.shape[1]))[:, :0:-1].cumsum(axis=1)[:, ::-1]
    return exceeding, variance(chances), above - expected(chances)[:, None] * exceeding


def _summed(weights: Floats, places: tuple[Integers, Integers], shape: tuple[int, int]) -> Floats:
    flat = places[0] * shape[1] + places[1]
    return np.asarray(
        np.bincount(flat, weights=weights, minlength=shape[0] * shape[1]).reshape(shape), dtype=np.float64
    )


def _estimate(scores: Scores, point: _Point, iterations: int, *, converged: bool) -> Estimate:
    gradient_entries, gradient_others = _gradient(scores, point)
    jurors, criteria, thresholds = np.split(point.others, np.cumsum(scores.sizes[1:]))
    shift = jurors.mean() + criteria.mean() + thresholds.mean()
    return Estimate(
        entries=point.entries - shift,
        jurors=jurors - jurors.mean(),
        criteria=criteria - criteria.mean(),
        thresholds=thresholds - thresholds.mean(),
        log_likelihood=point.log_likelihood,
        iterations=iterations,
        converged=converged,
        residual=float(max(np.abs(gradient_entries).max(), np.abs(gradient_others).max())),
    )
