"""Scores made with known qualities and severities."""

from typing import Any

import numpy as np


def planted(
    seed: int, *, entries: int, jurors: int, each: int, severity: float = 1.0, noise: float = 0.7
) -> tuple[list[tuple[int, int, float]], Any, Any]:
    """Scores made with known qualities (standard deviation 1, mean 6) and severities; both are returned too."""
    random = np.random.RandomState(seed)
    quality, severities = random.standard_normal(entries), severity * random.standard_normal(jurors)
    scores = [
        (entry, int(juror), 6 + quality[entry] + severities[juror] + noise * random.standard_normal())
        for entry in range(entries)
        for juror in random.permutation(jurors)[:each]
    ]
    return scores, quality, severities


def array(values: dict[Any, float]) -> Any:
    return np.array([values[name] for name in sorted(values)])
