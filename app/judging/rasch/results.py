"""What a many-facet Rasch analysis answers."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """One entry, juror or criterion.

    `measure` and `standard_error` in logits: an entry's quality, a juror's severity, a criterion's difficulty. `infit`
    and `outfit`: mean squares, 1 as expected, above about 1.5 erratic, below 0.5 too smooth. `count` scores with mean
    `average` as given. `extreme`: nothing but lowest or highest scores (or scores of such elements only), so that the
    measure is set by rule and says only "beyond the others".
    """

    measure: float
    standard_error: float
    infit: float
    outfit: float
    count: int
    average: float
    extreme: bool


@dataclass(frozen=True)
class Spread:
    """How well a facet's elements are told apart.

    With V the variance of the measures (divisor n), R² the mean of their squared standard errors and T² = V − R², at
    least 0: `separation` T / R, `reliability` T² / V (Wright and Masters 1982). Both 0 for a single element.
    """

    separation: float
    reliability: float


@dataclass(frozen=True)
class RaschFit:
    """Result of `fit_rasch`.

    `entries`, `jurors`, `criteria`: name → measure; jurors and criteria have mean 0. `thresholds`: F_k, mean 0,
    between the consecutive `categories`, the scores observed. `fair_averages`: entry → score expected from the
    average juror on the average criterion, on the scale of the scores. `entry_spread` and so on: one per facet.
    `residual`: the largest difference, in score points between categories, of an element's score to what the model
    expects.
    """

    entries: Mapping[Hashable, Measure]
    jurors: Mapping[Hashable, Measure]
    criteria: Mapping[Hashable, Measure]
    thresholds: tuple[float, ...]
    categories: tuple[int, ...]
    fair_averages: Mapping[Hashable, float]
    entry_spread: Spread
    juror_spread: Spread
    criterion_spread: Spread
    log_likelihood: float
    iterations: int
    converged: bool
    residual: float
