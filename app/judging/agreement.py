"""How far jurors agree: Krippendorff's alpha and intraclass correlations.

Both take the ratings as an array of jurors × entries (a row is a juror, a column an entry) in the unit of the scale,
with nan where a juror did not rate an entry. The coefficients have no unit.

Sources: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011). P. E. Shrout and J. L. Fleiss,
"Intraclass correlations: uses in assessing rater reliability", Psychological Bulletin 86 (1979). K. O. McGraw and
S. P. Wong, "Forming inferences about some intraclass correlation coefficients", Psychological Methods 1 (1996),
whose names A1, C1 and Ck are used here.
"""

from dataclasses import dataclass
from math import fsum
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

Level = Literal["nominal", "ordinal", "interval"]
Floats = NDArray[np.float64]
Counts = NDArray[np.intp]


class NotDefined(ValueError):
    """The ratings say nothing about agreement: the coefficient would be nought divided by nought.

    Packages differ here: nan, 0 ("as good as chance"), 1 ("perfect") or an error. None of the numbers would be true
    and nan is soon printed by mistake, so it is an error, with a sentence that says why.
    """


@dataclass(frozen=True, slots=True)
class IntraclassCorrelation:
    """Two-way intraclass correlations, with the mean squares they are made of.

    a1: agreement of single scores; a juror's severity counts as error.
    c1: consistency of single scores; severity does not count, so c1 − a1 *is* the jurors' difference in severity.
    ck: consistency of the mean of all these jurors.
    msr, msc, mse: mean squares between entries, between jurors, and of the rest, in squared units of the scale.
    entries, jurors: how many were used.
    """

    a1: float
    c1: float
    ck: float
    msr: float
    msc: float
    mse: float
    entries: int
    jurors: int


def krippendorff_alpha(ratings: ArrayLike, level: Level) -> float:
    """Krippendorff's alpha of ratings, jurors × entries, nan where missing: 1 is perfect, 0 as good as chance.

    `level` says which differences count: nominal (equal or not), ordinal (by ranks) or interval (by squares). Entries
    with fewer than two ratings are left out. The order of jurors and entries does not matter to the last digit.

    Raises NotDefined if no entry has two ratings, or if all ratings that can be compared are the same; ValueError if
    the ratings are no two-dimensional array of finite numbers and nan, or the level is none of the three.
    """
    if level not in get_args(Level):
        raise ValueError(f"The level is one of {', '.join(get_args(Level))}, not {level!r}")
    table = _jurors_by_entries(ratings)
    table = np.sort(table[:, np.count_nonzero(~np.isnan(table), axis=0) > 1], axis=0)
    if not table.size:
        raise NotDefined("No entry has two ratings, so there is nothing to compare")
    domain, places = np.unique(table[~np.isnan(table)], return_inverse=True)
    if len(domain) == 1:
        raise NotDefined("All ratings are the same, so nothing shows whether the jurors can tell entries apart")
    if level == "nominal":
        return _nominal_alpha(np.nonzero(~np.isnan(table))[1], places)
    table[~np.isnan(table)] = _positions(domain, np.bincount(places), level)[places]
    return _alpha_of_squares(table)


def icc(ratings: ArrayLike) -> IntraclassCorrelation:
    """Intraclass correlations (two-way) of ratings, jurors × entries; entries with a missing rating are left out.

    Raises NotDefined if fewer than two jurors or two complete entries are there, or if all these entries have the same
    mean; ValueError if the ratings are no two-dimensional array of finite numbers and nan.
    """
    table = _jurors_by_entries(ratings)
    table = table[:, ~np.isnan(table).any(axis=0)]
    jurors, entries = table.shape
    if jurors < 2 or entries < 2:
        raise NotDefined("It takes two jurors and two entries that every juror rated")
    of_entry = np.array([fsum(column) for column in table.T]) / jurors
    of_juror = np.array([fsum(row) for row in table]) / entries
    if of_entry.min() == of_entry.max():
        raise NotDefined("All entries have the same mean, so there is nothing to tell apart")
    mean = fsum(of_entry) / entries
    msr = jurors * fsum((of_entry - mean) ** 2) / (entries - 1)
    msc = entries * fsum((of_juror - mean) ** 2) / (jurors - 1)
    rest = (table - of_entry) - (of_juror - mean)[:, None]
    mse = fsum(rest.ravel() ** 2) / ((entries - 1) * (jurors - 1))
    consistent = msr + (jurors - 1) * mse
    return IntraclassCorrelation(
        a1=(msr - mse) / (consistent + jurors * (msc - mse) / entries),
        c1=(msr - mse) / consistent,
        ck=(msr - mse) / msr,
        msr=msr,
        msc=msc,
        mse=mse,
        entries=entries,
        jurors=jurors,
    )


def _jurors_by_entries(ratings: ArrayLike) -> Floats:
    table = np.asarray(ratings, dtype=np.float64)
    if table.ndim != 2:
        raise ValueError(f"Ratings are an array of jurors × entries, not of {table.ndim} dimensions")
    if np.isinf(table).any():
        raise ValueError("Ratings are finite numbers, or nan where missing")
    return table


def _positions(domain: Floats, counts: Counts, level: Level) -> Floats:
    """Where each value lies, so that its squared distance to another is δ².

    For ordinal ratings Σ_{g=c..k} n_g − (n_c + n_k)/2 is the difference of the two values' mean ranks; so no matrix of
    all pairs of values is needed, which weighted scores with their many values would make large.
    """
    if level == "ordinal":
        return np.cumsum(counts) - counts / 2
    positions: Floats = (domain - domain[0]) / (domain[-1] - domain[0])
    return positions


def _alpha_of_squares(table: Floats) -> float:
    """Alpha where disagreement is a squared distance; the columns of positions are sorted, missing ones last.

    Σ over pairs of (x − y)² of m values is 2m times their sum of squares about the mean, within an entry as in all.
    """
    counts = np.count_nonzero(~np.isnan(table), axis=0)
    squares = np.nansum((table - np.nansum(table, axis=0) / counts) ** 2, axis=0)
    values = np.sort(table[~np.isnan(table)])
    total = len(values)
    observed = fsum(squares * counts / (counts - 1))
    expected = total * fsum((values - fsum(values) / total) ** 2)
    return 1 - (total - 1) * observed / expected


def _nominal_alpha(entries: Counts, values: Counts) -> float:
    """Alpha where two values agree or do not; `entries` and `values` number each rating's entry and value."""
    kinds = values.max() + 1
    per_entry = np.bincount(entries)
    same, times = np.unique(entries * kinds + values, return_counts=True)
    agreeing = np.bincount(same // kinds, weights=times**2)
    total = len(values)
    observed = fsum((per_entry**2 - agreeing) / (per_entry - 1))
    expected = float(total**2 - (np.bincount(values) ** 2).sum())
    return 1 - (total - 1) * observed / expected
