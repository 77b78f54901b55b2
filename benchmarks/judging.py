"""What the mathematics of judging costs: `python -m benchmarks.judging` prints seconds, the median of three runs.

Each row is a function in ROWS that prepares its data and returns what is timed.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from app.judging import assign, calibrate, fit_rasch, icc, krippendorff_alpha

ENTRIES, JURORS, EACH = 2_000, 60, 5
RUNS = 3


def ratings(each: int = EACH) -> NDArray[np.float64]:
    """Made-up scores on a scale of quarters, jurors by entries, nan where the juror did not score."""
    random = np.random.RandomState(7)
    table = 6 + random.standard_normal((JURORS, ENTRIES)) + random.standard_normal(ENTRIES)
    table += 0.7 * random.standard_normal((JURORS, 1))
    left_out = np.argsort(random.random_sample(table.shape), axis=0) >= each
    table[left_out] = np.nan
    return np.round(table * 4) / 4


def triples() -> list[tuple[int, int, float]]:
    table = ratings()
    return [(int(entry), int(juror), float(table[juror, entry])) for juror, entry in np.argwhere(~np.isnan(table))]


def calibration() -> Callable[[], object]:
    """Calibration with its variances, 2,000 entries with 5 scores each, 60 jurors"""
    scores = triples()
    return lambda: calibrate(scores)


def chances() -> Callable[[], object]:
    """Chances to be among the best 50 of 2,000, 10,000 draws"""
    calibrated = calibrate(triples())
    return lambda: calibrated.best(50)


def alpha() -> Callable[[], object]:
    """Krippendorff's alpha, ordinal, 2,000 entries with 5 scores each, 60 jurors"""
    table = ratings()
    return lambda: krippendorff_alpha(table, "ordinal")


def intraclass() -> Callable[[], object]:
    """Intraclass correlations, 2,000 entries all scored by 60 jurors"""
    table = ratings(JURORS)
    return lambda: icc(table)


def rasch() -> Callable[[], object]:
    """Many-facet Rasch, 2,000 entries, each by 5 of 60 jurors on 8 criteria: 80,000 scores"""
    random = np.random.RandomState(7)
    rows = [
        (entry, juror, criterion, int(np.clip(round(score + random.standard_normal() - 3.5), 1, 5)))
        for entry, juror, score in triples()
        for criterion in range(8)
    ]
    return lambda: fit_rasch(rows)


def jury() -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    random = np.random.RandomState(7)
    affinity = np.where(random.random_sample((500, 60)) < 0.1, 1.0, 0.3) + 0.3 * random.random_sample((500, 60))
    return affinity, random.random_sample((500, 60)) < 0.15


def assignment() -> Callable[[], object]:
    """Assignment, 500 entries to 4 of 60 jurors each, who read 34 at most"""
    affinity, forbidden = jury()
    return lambda: assign(affinity, forbidden, 4, 34)


def assignment_of_points() -> Callable[[], object]:
    """The same with affinities in whole points, 0 to 10"""
    affinity, forbidden = jury()
    return lambda: assign(np.round(affinity * 10 - 3), forbidden, 4, 34)


def hard_assignment() -> Callable[[], object]:
    """The same with some jurors whom every entry wants, and 20 entries at least for all"""
    affinity, forbidden = jury()
    return lambda: assign(affinity * np.linspace(0.1, 2, 60), forbidden, 4, 34, 20)


ROWS: list[Callable[[], Callable[[], object]]] = [
    calibration,
    chances,
    alpha,
    intraclass,
    rasch,
    assignment,
    assignment_of_points,
    hard_assignment,
]


def seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def main() -> None:
    table = Table("what", "seconds")
    for row in ROWS:
        run = row()
        table.add_row((row.__doc__ or row.__name__), f"{statistics.median(seconds(run) for _ in range(RUNS)):.3f}")
    Console().print(table)


if __name__ == "__main__":
    main()
