"""The mixed model of scores: y = μ + f + b + ε, a quality f for each entry and a severity b for each juror.

With the ratios p = σ_f²/σ² and q = σ_b²/σ², S is σ² M with M = I + p Z_f Z_fᵀ + q Z_b Z_bᵀ. M is never built: the
entries' block I + p Z_f Z_fᵀ is inverted by hand, which leaves the jurors' Schur complement I + q G, as small as there
are jurors. So ten thousand scores take milliseconds, and a ratio of nought divides nothing.

Shapes: N scores, n entries, m jurors whose severity is estimated. Scores and estimates are in the unit of the scale,
measured from the mean of all scores, so that a large mean costs no digits.

Sources: C. R. Henderson, "Best linear unbiased estimation and prediction under a selection model", Biometrics 31
(1975); G. K. Robinson, "That BLUP is a good thing: the estimation of random effects", Statistical Science 6 (1991).
"""

from dataclasses import dataclass
from math import fsum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.judging.scores import Table, mean_of

Floats = NDArray[np.float64]

# The least part of the scores' sum of squares that counts as unexplained; anything less is rounding.
LEAST = 1e-14


@dataclass(frozen=True, slots=True)
class Model:
    """What the estimates need of the scores, whatever the variances."""

    count: int  # N
    centre: float  # mean of all scores
    squares: float  # Σ y²
    times: Floats  # n: scores of each entry
    means: Floats  # n: mean of each entry
    within: float  # Σ (y − mean of its entry)²
    scored: Floats  # n × m: 1 where the juror scored the entry
    apart: Floats  # m: Σ (y − mean of its entry) over each juror's scores
    overlap: Floats  # m × m: Z_bᵀ (I − projection on entries) Z_b
    # Ratios weigh an entry by how many scores it has, so entries with equally many are added up once: s such numbers.
    sizes: Floats  # s
    together: Floats  # s × m × m: how many of these entries two jurors both scored
    by_juror: Floats  # s × m × 2: over the entries of a juror, Σ [1, mean]
    by_size: Floats  # s × 2 × 2: over the entries, Σ [1, mean]ᵀ [1, mean]


@dataclass(frozen=True, slots=True)
class Reduced:
    """The model for one ratio p, entries eliminated: A = I + p Z_f Z_fᵀ."""

    model: Model
    entry_ratio: float  # p
    share: Floats  # n: 1 / (1 + p times)
    complement: Floats  # m × m: G = Z_bᵀ A⁻¹ Z_b
    right: Floats  # m × 2: Z_bᵀ A⁻¹ [1, y]
    corner: Floats  # 2 × 2: [1, y]ᵀ A⁻¹ [1, y]


@dataclass(frozen=True, slots=True)
class Solution:
    """The estimates for one pair of ratios."""

    reduced: Reduced
    juror_ratio: float  # q
    mean: float  # μ̂ = 1ᵀM⁻¹y / 1ᵀM⁻¹1
    information: float  # 1ᵀM⁻¹1
    unexplained: float  # (y − μ̂)ᵀ M⁻¹ (y − μ̂)
    severity: Floats  # m: b̂
    lift: Floats  # n: Z_fᵀ M⁻¹ (y − μ̂), so that f̂ = p lift
    weight: Floats  # n: Z_fᵀ M⁻¹ 1


def model_of(table: Table[Any, Any], corrected: NDArray[np.intp]) -> Model:
    """The model of the scores, with a severity for the jurors at these places of the table, none for the others."""
    entries, jurors = len(table.entries), len(table.jurors)
    centre = mean_of(table.score)
    scores = table.score - centre
    times = np.bincount(table.entry, minlength=entries).astype(np.float64)
    means = np.bincount(table.entry, scores, entries) / times
    apart = scores - means[table.entry]
    scored = np.zeros((entries, jurors))
    scored[table.entry, table.juror] = 1
    scored = np.ascontiguousarray(scored[:, corrected])
    known = np.stack([np.ones(entries), means], axis=1)
    sizes = np.unique(times)
    together = np.stack([scored[times == size].T @ scored[times == size] for size in sizes])
    return Model(
        count=len(scores),
        centre=centre,
        squares=fsum(scores**2),
        times=times,
        means=means,
        within=fsum(apart**2),
        scored=scored,
        apart=np.bincount(table.juror, apart, jurors).astype(np.float64)[corrected],
        overlap=np.diag(scored.sum(axis=0)) - np.tensordot(1 / sizes, together, 1),
        sizes=sizes,
        together=together,
        by_juror=np.stack([scored[times == size].T @ known[times == size] for size in sizes]),
        by_size=np.stack([known[times == size].T @ known[times == size] for size in sizes]),
    )


def reduce(model: Model, entry_ratio: float) -> Reduced:
    """Eliminate the entries. Sums of squares are split within and between entries, so nothing cancels for large p."""
    share = 1 / (1 + entry_ratio * model.sizes)
    corner = np.tensordot(share * model.sizes, model.by_size, 1)
    corner[1, 1] += model.within
    right = np.tensordot(share, model.by_juror, 1)
    right[:, 1] += model.apart
    return Reduced(
        model=model,
        entry_ratio=entry_ratio,
        share=1 / (1 + entry_ratio * model.times),
        complement=model.overlap + np.tensordot(share / model.sizes, model.together, 1),
        right=right,
        corner=corner,
    )


def solve(reduced: Reduced, juror_ratio: float) -> Solution:
    """Estimate mean, qualities and severities for these ratios."""
    model = reduced.model
    effects = juror_ratio * np.linalg.solve(schur(reduced, juror_ratio), reduced.right)
    corner = reduced.corner - reduced.right.T @ effects
    mean = corner[0, 1] / corner[0, 0]
    severity = effects[:, 1] - mean * effects[:, 0]
    return Solution(
        reduced=reduced,
        juror_ratio=juror_ratio,
        mean=float(mean),
        information=float(corner[0, 0]),
        unexplained=max(float(corner[1, 1] - mean * corner[0, 1]), LEAST * model.squares),
        severity=severity,
        lift=reduced.share * (model.times * (model.means - mean) - model.scored @ severity),
        weight=reduced.share * (model.times - model.scored @ effects[:, 0]),
    )


def schur(reduced: Reduced, juror_ratio: float) -> Floats:
    """I + q G, m × m: symmetric, every eigenvalue at least 1."""
    matrix: Floats = np.eye(len(reduced.complement)) + juror_ratio * reduced.complement
    return matrix
