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

from app.judging import calibrate, icc, krippendorff_alpha

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


ROWS: list[Callable[[], Callable[[], object]]] = [calibration, chances, alpha, intraclass]


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
