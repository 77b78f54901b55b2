"""Calibrated quality: what the scores say of an entry once the severity of its jurors is taken out.

Why not z-scores for each juror: two jurors who read different entries of different quality look alike to a z-score,
and a good entry ties with a weak one. Here jurors are compared through the entries they share, so the graph of jurors
and entries must be connected.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import isfinite
from typing import Generic

import numpy as np

from app.judging.connectivity import Entry, Juror, NotConnected, connected_parts, in_order
from app.judging.mixed_model import Model, model_of, reduce, solve
from app.judging.posterior import Posterior, posterior_of
from app.judging.reml import Variances, estimate
from app.judging.scores import Table, by_name, raw_means, read

# With fewer scores a severity is a guess, and guesses correct nobody.
FEWEST_SCORES = 5
DRAWS = 10_000
NO_DIFFERENCE = Variances(0.0, 0.0, 0.0)


class NothingToCompare(ValueError):
    """Quality and chance cannot be told apart: it takes two entries, and one that two jurors scored."""


@dataclass(frozen=True, slots=True)
class Calibration(Generic[Entry, Juror]):
    """Raw and calibrated quality side by side, in the unit of the scale; dictionaries are in the order of names.

    mean: μ̂. raw: mean score by entry. quality: μ̂ + f̂ by entry. margin: standard deviation of f by entry, given mean
    and variances. offset: b̂ by juror, above nought for a mild one, nought for those not corrected. variances: those
    given or estimated. entries, jurors, scores: how many. uncorrected: jurors with too few scores to be corrected.
    """

    mean: float
    raw: dict[Entry, float]
    quality: dict[Entry, float]
    margin: dict[Entry, float]
    offset: dict[Juror, float]
    variances: Variances
    entries: int
    jurors: int
    scores: int
    uncorrected: tuple[Juror, ...]
    _order: tuple[Entry, ...] = field(repr=False, compare=False)
    _posterior: Posterior = field(repr=False, compare=False)

    def best(self, k: int, *, draws: int = DRAWS, seed: int = 0) -> dict[Entry, float]:
        """The probability of each entry to be among the best k, from that many draws of all qualities together.

        The sum is k. With 10,000 draws a probability is within 0.01 (two standard errors at most). Entries that tie in
        a draw share the places left, so where no entry differs each has k in n. The same seed gives the same numbers.
        Raises ValueError for k or draws below 1.
        """
        if draws < 1:
            raise ValueError(f"It takes at least one draw, not {draws}")
        return by_name(self._order, self._posterior.best(k, draws=draws, seed=seed))


def calibrate(
    scores: Iterable[tuple[Entry, Juror, float]],
    variances: tuple[float, float, float] | None = None,
    *,
    fewest: int = FEWEST_SCORES,
) -> Calibration[Entry, Juror]:
    """Calibrate scores, given as triples (entry, juror, score) with any hashable names.

    The model is y = μ + f_entry + b_juror + ε (see `mixed_model`). `variances` holds those of entry, juror and noise in
    squared units of the scale; without it they are estimated by REML. A juror with fewer than `fewest` scores is not
    corrected: the severity is nought in the model, with given variances too. Neither the order of the scores nor
    other names change any digit; another processor may change the last ones.

    Raises BadScores for no scores, a pair that comes twice, or a score that is not finite; NotConnected, with the
    parts, if some entries cannot be compared; NothingToCompare if variances must be estimated from a single entry, or
    no entry has two scores; ValueError for variances that are none. If all scores are the same, so are the qualities.
    """
    table = read(scores)
    _refuse_parts(table)
    enough = np.bincount(table.juror) >= fewest
    model = model_of(table, np.flatnonzero(enough))
    used = _estimated(table, model) if variances is None else _given(table, variances)
    unit = used.noise or 1.0
    solution = solve(reduce(model, used.entry / unit), used.juror / unit)
    posterior = posterior_of(solution, used.noise)
    mean = model.centre + solution.mean
    offset = np.zeros(len(table.jurors))
    offset[enough] = solution.severity
    return Calibration(
        mean=mean,
        raw=raw_means(table),
        quality=by_name(table.entries, mean + posterior.quality),
        margin=by_name(table.entries, posterior.margins()),
        offset=by_name(table.jurors, offset),
        variances=used,
        entries=len(table.entries),
        jurors=len(table.jurors),
        scores=len(table.score),
        uncorrected=tuple(in_order(juror for juror, right in zip(table.jurors, enough, strict=True) if not right)),
        _order=table.entries,
        _posterior=posterior,
    )


def _refuse_parts(table: Table[Entry, Juror]) -> None:
    pairs = ((table.entries[entry], table.jurors[juror]) for entry, juror in zip(table.entry, table.juror, strict=True))
    parts = connected_parts(pairs)
    if len(parts) > 1:
        raise NotConnected(parts)


def _estimated(table: Table[Entry, Juror], model: Model) -> Variances:
    if len(table.entries) < 2 or model.times.max() < 2:
        raise NothingToCompare("It takes two entries, and one that two jurors scored, to tell quality from chance")
    return NO_DIFFERENCE if _all_the_same(table) else estimate(model)


def _given(table: Table[Entry, Juror], variances: tuple[float, float, float]) -> Variances:
    """The variances as given. Without noise nothing is left to weigh, so it is only taken where nothing differs."""
    given = Variances(*map(float, variances))
    if given == NO_DIFFERENCE and _all_the_same(table):
        return given
    if not all(map(isfinite, given)) or min(given) < 0 or not given.noise:
        raise ValueError(f"Variances are finite and not below nought, and that of the noise is above it: {given}")
    return given


def _all_the_same(table: Table[Entry, Juror]) -> bool:
    return bool(table.score.min() == table.score.max())
