"""From scores to measures: the non-extreme together, the extreme by rule, then how well all of it fits."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from app.judging.rasch.likelihood import Estimate, Scores, estimate, expected, probabilities, variance
from app.judging.rasch.results import Measure, RaschFit, Spread
from app.judging.rasch.table import (
    Bools,
    Core,
    Floats,
    Integers,
    Observation,
    Stage,
    Table,
    check_comparable,
    read_table,
    set_extremes_aside,
)

_SIGNS = (1.0, -1.0, -1.0)
_EXTREME = 0.3
"""Score points by which an extreme score is brought nearer to the middle (the default of Facets)."""
_FAR = 60.0
_HALVINGS = 80


def fit_rasch(observations: Iterable[Observation]) -> RaschFit:
    """Many-facet Rasch rating scale analysis of scores (entry, juror, criterion, score).

    Names are any hashable values, scores whole numbers, higher is better; scores may be missing, and one triple may
    come several times (each counts). Model: log(P_k / P_{k−1}) = B_n − C_j − D_i − F_k (Linacre 1989, Many-Facet
    Rasch Measurement) with entry quality B, juror severity C, criterion difficulty D and thresholds F common to all;
    C, D and F have mean 0. The categories are the distinct scores observed, in order: a score of the scale that nobody
    gave is collapsed, and 2, 4, 7 are three consecutive categories.

    Joint maximum likelihood, as in the program Facets, to convergence. Like there, spreads are a little too wide with
    few scores per element (about L / (L − 1) with L dichotomous criteria); nothing is corrected for it. Standard
    errors are 1 / √information with all other measures taken as known; infit is Σ residual² / Σ variance and outfit
    the mean of residual² / variance.

    Elements with nothing but lowest or nothing but highest scores are set aside, repeatedly, as they tell nothing
    about others, and are measured afterwards from their score brought 0.3 points nearer to the middle, the last set
    aside first. An element that has scores of such elements only takes the mean of its facet. A highest (lowest)
    score that only extreme elements got counts as the next one.

    Raises ValueError: no scores, scores that are not whole or do not differ enough; `NotConnected` (a ValueError)
    with its parts when entries and jurors fall apart; `NotSeparable` (a ValueError) when jurors and criteria are mixed
    up, such as each juror scoring another criterion. Also when that is so once the extreme are set aside.
    """
    table = read_table(observations)
    check_comparable(table, np.ones(len(table.scores), dtype=np.bool_))
    core = set_extremes_aside(table)
    check_comparable(table, core.kept)
    scale = _Scale.of(table, core)
    places = [np.unique(table.index[facet, core.kept]) for facet in range(3)]
    fitted = estimate(_scores(table, core, scale, places))
    measures = _all_measures(table, core, scale, places, fitted)
    return _result(table, core, scale, fitted, measures)


@dataclass(frozen=True, eq=False)
class _Scale:
    """`categories` int (K,): distinct scores; `ranks` int (n,): category of each score among the M kept, from 0.

    `labels` float (M,): the mean of the scores in each, the score itself unless the outermost were joined.
    """

    categories: Integers
    ranks: Integers
    labels: Floats

    @classmethod
    def of(cls, table: Table, core: Core) -> "_Scale":
        kept = np.unique(table.scores[core.kept])
        ranks = np.searchsorted(kept, np.clip(table.scores, core.low, core.high))
        labels = np.bincount(ranks, weights=table.scores) / np.bincount(ranks)
        return cls(categories=np.unique(table.scores), ranks=ranks, labels=labels)


def _scores(table: Table, core: Core, scale: _Scale, places: list[Integers]) -> Scores:
    index = np.array([np.searchsorted(places[facet], table.index[facet, core.kept]) for facet in range(3)])
    return Scores(index=index, ranks=scale.ranks[core.kept], sizes=tuple(len(place) for place in places))


def _all_measures(table: Table, core: Core, scale: _Scale, places: list[Integers], fitted: Estimate) -> list[Floats]:
    """Per facet the measures of all elements, jurors and criteria centred."""
    measures = [np.full(size, np.nan) for size in table.sizes()]
    for facet, values in enumerate((fitted.entries, fitted.jurors, fitted.criteria)):
        measures[facet][places[facet]] = values
    middles = [float(fitted.entries.mean()), 0.0, 0.0]
    for stage in core.stages:
        if len(stage.scores) == 0:
            measures[stage.facet][stage.elements] = middles[stage.facet]
    for stage in reversed(core.stages):
        if len(stage.scores):
            measures[stage.facet][stage.elements] = _measure_extremes(table, scale, fitted, measures, stage)
    shifts = [float(measures[1].mean()), float(measures[2].mean())]
    return [measures[0] - sum(shifts), measures[1] - shifts[0], measures[2] - shifts[1]]


def _measure_extremes(table: Table, scale: _Scale, fitted: Estimate, measures: list[Floats], stage: Stage) -> Floats:
    """Measures at which the expected score of each element of the stage is its score, moved off the end by 0.3."""
    index, ranks = table.index[:, stage.scores], scale.ranks[stage.scores]
    place = np.searchsorted(stage.elements, index[stage.facet])
    rest = sum(_SIGNS[facet] * measures[facet][index[facet]] for facet in range(3) if facet != stage.facet)
    totals = np.bincount(place, weights=ranks)
    targets = np.where(totals == 0, _EXTREME, totals - _EXTREME)
    low, high = np.full(len(targets), -_FAR), np.full(len(targets), _FAR)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        chances = probabilities(np.asarray(rest) + middle[place], fitted.thresholds)
        below = np.bincount(place, weights=expected(chances)) < targets
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray(_SIGNS[stage.facet] * (low + high) / 2)


def _result(table: Table, core: Core, scale: _Scale, fitted: Estimate, measures: list[Floats]) -> RaschFit:
    facets = [_facet(table, core, scale, fitted, measures, facet) for facet in range(3)]
    fair = probabilities(measures[0], fitted.thresholds) @ scale.labels
    spreads = [_spread(list(facet.values())) for facet in facets]
    return RaschFit(
        entries=facets[0],
        jurors=facets[1],
        criteria=facets[2],
        thresholds=tuple(fitted.thresholds.tolist()),
        categories=tuple(scale.categories.tolist()),
        fair_averages=dict(zip(table.names[0], fair.tolist(), strict=True)),
        entry_spread=spreads[0],
        juror_spread=spreads[1],
        criterion_spread=spreads[2],
        log_likelihood=fitted.log_likelihood,
        iterations=fitted.iterations,
        converged=fitted.converged,
        residual=fitted.residual,
    )


def _facet(
    table: Table, core: Core, scale: _Scale, fitted: Estimate, measures: list[Floats], facet: int
) -> dict[object, Measure]:
    """The element's statistics over the kept scores; of a set-aside element, over all it has."""
    elements, size = table.index[facet], len(table.names[facet])
    extreme = ~np.isin(np.arange(size), elements[core.kept])
    counted = core.kept | extreme[elements]
    eta = sum(_SIGNS[other] * measures[other][table.index[other]] for other in range(3))
    chances = probabilities(np.asarray(eta), fitted.thresholds)
    information, infit, outfit = _fit(elements, counted, scale.ranks - expected(chances), variance(chances))
    counts = np.bincount(elements)
    averages = np.bincount(elements, weights=table.scores) / counts
    columns = (measures[facet], information**-0.5, infit, outfit, counts, averages, extreme)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return {name: Measure(*row) for name, row in zip(table.names[facet], rows, strict=True)}


def _fit(elements: Integers, counted: Bools, residuals: Floats, variances: Floats) -> tuple[Floats, Floats, Floats]:
    """Per element the information, infit and outfit."""
    here = elements[counted]
    squares, spread = residuals[counted] ** 2, np.maximum(variances[counted], 1e-12)
    information = np.bincount(here, weights=spread).astype(np.float64)
    infit = np.bincount(here, weights=squares) / information
    return information, infit, np.bincount(here, weights=squares / spread) / np.bincount(here)


def _spread(elements: list[Measure]) -> Spread:
    observed = float(np.var([element.measure for element in elements]))
    error = float(np.mean([element.standard_error**2 for element in elements]))
    true = max(0.0, observed - error)
    return Spread(separation=(true / error) ** 0.5, reliability=true / observed if true else 0.0)
