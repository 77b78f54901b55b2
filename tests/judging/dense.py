"""The textbook formulas, with the covariance of all scores written out: slow, and plain to see right."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Scores = Sequence[tuple[Any, Any, float]]


class Dense:
    """y, Z_f and Z_b of the scores; jurors with fewer than `fewest` scores have no column in Z_b."""

    def __init__(self, scores: Scores, fewest: int = 5) -> None:
        self.entries = list(dict.fromkeys(entry for entry, _, _ in scores))
        self.jurors = [
            juror
            for juror in dict.fromkeys(juror for _, juror, _ in scores)
            if sum(juror == other for _, other, _ in scores) >= fewest
        ]
        self.y = np.array([score for _, _, score in scores])
        self.z_f = np.array([[entry == column for column in self.entries] for entry, _, _ in scores], float)
        self.z_b = np.array([[juror == column for column in self.jurors] for _, juror, _ in scores], float)
        self.z_b = self.z_b.reshape(len(scores), len(self.jurors))

    def covariance(self, entry: float, juror: float, noise: float) -> Floats:
        same: Floats = entry * self.z_f @ self.z_f.T + juror * self.z_b @ self.z_b.T + noise * np.eye(len(self.y))
        return same

    def estimates(self, entry: float, juror: float, noise: float) -> dict[str, Any]:
        inverse = np.linalg.inv(self.covariance(entry, juror, noise))
        mean = inverse.sum(axis=0) @ self.y / inverse.sum()
        quality = mean + entry * self.z_f.T @ inverse @ (self.y - mean)
        offset = juror * self.z_b.T @ inverse @ (self.y - mean)
        covariance = entry * np.eye(len(self.entries)) - entry**2 * self.z_f.T @ inverse @ self.z_f
        return {"mean": mean, "quality": quality, "offset": offset, "covariance": covariance}

    def deviance(self, entry: float, juror: float, noise: float) -> float:
        """-2 log restricted likelihood, but for a constant."""
        covariance = self.covariance(entry, juror, noise)
        inverse = np.linalg.inv(covariance)
        rest = self.y - inverse.sum(axis=0) @ self.y / inverse.sum()
        return float(np.linalg.slogdet(covariance)[1] + np.log(inverse.sum()) + rest @ inverse @ rest)


def alpha(ratings: Sequence[Sequence[float]], level: str) -> float:
    """Krippendorff's alpha by the matrix of coincidences of all values."""
    table = np.array(ratings, float)
    units = [unit[~np.isnan(unit)] for unit in table.T if np.count_nonzero(~np.isnan(unit)) > 1]
    values = sorted({value for unit in units for value in unit})
    coincidences = np.zeros((len(values), len(values)))
    for unit in units:
        for first in range(len(unit)):
            for second in range(len(unit)):
                if first != second:
                    pair = values.index(unit[first]), values.index(unit[second])
                    coincidences[pair] += 1 / (len(unit) - 1)
    counts = coincidences.sum(axis=0)
    distances = np.array(
        [[_distance(values, counts, c, k, level) for k in range(len(values))] for c in range(len(values))]
    )
    expected = (np.outer(counts, counts) * distances).sum()
    return float(1 - (counts.sum() - 1) * (coincidences * distances).sum() / expected)


def _distance(values: list[float], counts: Floats, c: int, k: int, level: str) -> float:
    if level == "nominal":
        return float(c != k)
    if level == "interval":
        return float((values[c] - values[k]) ** 2)
    low, high = sorted((c, k))
    return float((counts[low : high + 1].sum() - (counts[low] + counts[high]) / 2) ** 2)


@st.composite
def connected_scores(draw: st.DrawFn) -> list[tuple[str, str, float]]:
    """Some jurors' scores of some entries: all jurors score the first two, and of the others as it happens."""
    entries, jurors = draw(st.integers(4, 9)), draw(st.integers(2, 5))
    score = st.integers(0, 40).map(lambda quarter: quarter / 4)
    return [
        (f"E{entry}", f"J{juror}", draw(score))
        for entry in range(entries)
        for juror in range(jurors)
        if entry < 2 or entry % jurors == juror or draw(st.booleans())
    ]
