"""The three variances by restricted maximum likelihood (REML), each at least nought.

−2 log likelihood, up to a constant, with σ² at its best for the ratios p and q, is
(N − 1) log (y − μ̂)ᵀM⁻¹(y − μ̂) + log |M| + log 1ᵀM⁻¹1. For one p the eigenvalues of G give it for every q at once, so
the best q for each p, and the best p with its best q, are two searches along a line. Each looks at a grid that holds
nought, then narrows the interval about the best point to where the slope is nought: a search by values would know only
half the digits.

Source: D. A. Harville, "Maximum likelihood approaches to variance component estimation and to related problems",
Journal of the American Statistical Association 72 (1977).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from app.judging.mixed_model import LEAST, Floats, Model, Reduced, Solution, reduce, schur, solve

# Close together, because few scores may have two hollows within one power of ten. Beyond the last ratio, where jurors
# agree but for their severity, only digits change that nobody sees.
GRID: Floats = np.concatenate([np.zeros(1), 10 ** np.linspace(-3, 6, 37)])
STEPS = 200
CLOSE = 1e-14
# A difference of likelihood, or a slope for each score, that is only rounding: then the smaller ratio is taken.
FLAT = 1e-9


class Variances(NamedTuple):
    """Variances of qualities, of severities and of the rest, in squared units of the scale."""

    entry: float
    juror: float
    noise: float


@dataclass(frozen=True, slots=True)
class _Turned:
    """A reduced model seen along the eigenvectors of G, where every juror ratio is a division."""

    reduced: Reduced
    roots: Floats  # m
    right: Floats  # m × 2


def estimate(model: Model) -> Variances:
    """The variances that make the differences between the scores likeliest.

    What the scores cannot tell apart is put at nought. Shapes as in the model; there are at least two scores, not all
    the same.
    """
    found = [_deviance(turned, np.array([_juror_ratio(turned)]))[0] for turned in map(_at(model), GRID)]
    ratio = _lowest(np.array(found), lambda entry_ratio: _entry_slope(_at(model)(entry_ratio)))
    solution = _solved(_at(model)(ratio))
    noise = solution.unexplained / (model.count - 1)
    return Variances(ratio * noise, solution.juror_ratio * noise, noise)


def _at(model: Model) -> Callable[[float], _Turned]:
    return lambda entry_ratio: _turned(reduce(model, entry_ratio))


def _turned(reduced: Reduced) -> _Turned:
    roots, vectors = np.linalg.eigh(reduced.complement)
    return _Turned(reduced, np.maximum(roots, 0), vectors.T @ reduced.right)


def _solved(turned: _Turned) -> Solution:
    return solve(turned.reduced, _juror_ratio(turned))


def _juror_ratio(turned: _Turned) -> float:
    return _lowest(_deviance(turned, GRID), lambda juror_ratio: _juror_slope(turned, juror_ratio))


def _lowest(deviances: Floats, slope: Callable[[float], float]) -> float:
    """The ratio of the lowest deviance, from the deviances on the grid and the slope (for each score) anywhere."""
    place, last = int(np.flatnonzero(deviances <= deviances.min() + FLAT)[0]), len(GRID) - 1
    best, steepness = float(GRID[place]), slope(float(GRID[place]))
    if (place == 0 and steepness >= -FLAT) or (place == last and steepness <= 0):
        return best
    # Downhill from the best point of the grid: on its other side there may be another hollow, less deep.
    low, high = (best, float(GRID[place + 1])) if steepness < 0 else (float(GRID[place - 1]), best)
    return _crossing(slope, low, high)


def _crossing(slope: Callable[[float], float], low: float, high: float) -> float:
    """Where the slope turns from below nought to above it, by secants that stay within the interval (Illinois).

    An end that stays twice loses half its weight, and every fourth step halves the interval whatever the slopes say:
    so it narrows down to neighbouring numbers for every slope, and in a dozen steps for the usual ones.
    """
    under = over = last = 0.0
    for step in range(STEPS):
        guess = middle = (low + high) / 2
        if not low < middle < high or high - low < CLOSE * high:
            break
        if under < 0 < over and step % 4:
            secant = (low * over - high * under) / (over - under)
            guess = secant if low < secant < high else middle
        last, before = slope(guess), last
        if last > 0:
            high, over, under = guess, last, under / 2 if before > 0 else under
        else:
            low, under, over = guess, last, over / 2 if before < 0 else over
    return (low + high) / 2


def _deviance(turned: _Turned, juror_ratios: Floats) -> Floats:
    """−2 log likelihood for each of the ratios q; as many as there are ratios."""
    model, spread = turned.reduced.model, 1 + juror_ratios[:, None] * turned.roots
    explained = np.einsum("qm,mi,mj->qij", juror_ratios[:, None] / spread, turned.right, turned.right)
    corner = turned.reduced.corner - explained
    unexplained = corner[:, 1, 1] - corner[:, 0, 1] ** 2 / corner[:, 0, 0]
    deviance: Floats = (
        (model.count - 1) * np.log(np.maximum(unexplained, LEAST * model.squares))
        - np.log(turned.reduced.share).sum()
        + np.log(spread).sum(axis=1)
        + np.log(corner[:, 0, 0])
    )
    return deviance


def _juror_slope(turned: _Turned, juror_ratio: float) -> float:
    """Derivative of the deviance by q, for each score."""
    model, spread = turned.reduced.model, 1 + juror_ratio * turned.roots
    corner = turned.reduced.corner - turned.right.T @ (turned.right * (juror_ratio / spread)[:, None])
    mean = corner[0, 1] / corner[0, 0]
    unexplained = max(corner[1, 1] - mean * corner[0, 1], LEAST * model.squares)
    level, rest = turned.right[:, 0] / spread, (turned.right[:, 1] - mean * turned.right[:, 0]) / spread
    slope = (
        (turned.roots / spread).sum()
        - (level**2).sum() / corner[0, 0]
        - (model.count - 1) * (rest**2).sum() / unexplained
    )
    return float(slope / model.count)


def _entry_slope(turned: _Turned) -> float:
    """Derivative of the deviance by p at the best q, for each score; q moves with p, but there its own slope is 0."""
    solution = _solved(turned)
    reduced, model = solution.reduced, solution.reduced.model
    inverse = np.linalg.inv(schur(reduced, solution.juror_ratio))
    joined = np.tensordot((1 + reduced.entry_ratio * model.sizes) ** -2, model.together, 1)
    trace = (model.times * reduced.share).sum() - solution.juror_ratio * (joined * inverse).sum()
    slope = (
        trace
        - (solution.weight**2).sum() / solution.information
        - (model.count - 1) * (solution.lift**2).sum() / solution.unexplained
    )
    return float(slope / model.count)
