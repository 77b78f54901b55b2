"""What is asked of an assignment, read once and checked: every later step may trust it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Counts = int | Sequence[int] | NDArray[np.integer[Any]]
Plan = NDArray[np.bool_]
"""Who reads what, bool (E, J)."""
Pairs = Iterable[tuple[int, int]] | NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Problem:
    """E entries × J jurors, as arrays.

    `affinity` float (E, J); `allowed` bool (E, J); `fixed` bool (E, J), within `allowed`; `need` int (E,), jurors
    per entry; `least` and `most` int (J,), entries per juror.
    """

    affinity: NDArray[np.float64]
    allowed: NDArray[np.bool_]
    fixed: NDArray[np.bool_]
    need: NDArray[np.int64]
    least: NDArray[np.int64]
    most: NDArray[np.int64]

    @property
    def entries(self) -> int:
        return len(self.need)

    @property
    def jurors(self) -> int:
        return len(self.most)


def read_problem(
    *,
    affinity: ArrayLike,
    forbidden: Pairs,
    per_entry: Counts,
    max_load: Counts,
    min_load: Counts,
    fixed: Iterable[tuple[int, int]],
) -> Problem:
    """The arguments of `assign` as arrays; ValueError says which of them is not as it should be."""
    values = _read_affinity(affinity)
    entries, jurors = values.shape
    problem = Problem(
        affinity=values,
        allowed=~_read_pairs(forbidden, values.shape, "forbidden"),
        fixed=_read_pairs(fixed, values.shape, "fixed"),
        need=_read_counts(per_entry, entries, "per_entry"),
        least=_read_counts(min_load, jurors, "min_load"),
        most=_read_counts(max_load, jurors, "max_load"),
    )
    _check_loads(problem)
    _check_fixed(problem)
    return problem


def _read_affinity(affinity: ArrayLike) -> NDArray[np.float64]:
    values = np.array(affinity, dtype=np.float64)
    if values.ndim != 2 or 0 in values.shape:
        raise ValueError(f"affinity must have one row per entry and one column per juror, not shape {values.shape}")
    if not np.isfinite(values).all():
        raise ValueError("affinity must be finite numbers; say `forbidden` for pairs that may not be")
    return values


def _read_pairs(pairs: Pairs, shape: tuple[int, ...], name: str) -> NDArray[np.bool_]:
    array = np.asarray(pairs if isinstance(pairs, np.ndarray) else list(pairs))
    if array.dtype == np.bool_:
        if array.shape != shape:
            raise ValueError(f"{name} as a boolean array must have shape {shape}, not {array.shape}")
        return array.copy()
    mask = np.zeros(shape, dtype=np.bool_)
    if array.size:
        _mark(mask, array, name)
    return mask


def _mark(mask: NDArray[np.bool_], pairs: NDArray[Any], name: str) -> None:
    if pairs.ndim != 2 or pairs.shape[1] != 2 or not np.issubdtype(pairs.dtype, np.integer):
        raise ValueError(f"{name} must be pairs of whole numbers (entry, juror)")
    outside = (pairs < 0).any(axis=1) | (pairs >= mask.shape).any(axis=1)
    if outside.any():
        raise ValueError(f"{name} names pairs that do not exist: {_listed(pairs[outside])}")
    mask[pairs[:, 0], pairs[:, 1]] = True


def _read_counts(counts: Counts, length: int, name: str) -> NDArray[np.int64]:
    array = np.asarray(counts)
    if array.ndim > 1 or (array.ndim == 1 and len(array) != length):
        raise ValueError(f"{name} must be one number or {length} numbers")
    if not np.issubdtype(array.dtype, np.integer) or (array < 0).any():
        raise ValueError(f"{name} must be whole numbers, not negative")
    return np.broadcast_to(array, length).astype(np.int64)


def _check_loads(problem: Problem) -> None:
    crossed = np.flatnonzero(problem.least > problem.most)
    if len(crossed):
        raise ValueError(f"min_load is above max_load for jurors {crossed.tolist()}")


def _check_fixed(problem: Problem) -> None:
    forbidden = np.argwhere(problem.fixed & ~problem.allowed)
    if len(forbidden):
        raise ValueError(f"fixed pairs are forbidden: {_listed(forbidden)}")
    crowded = np.flatnonzero(problem.fixed.sum(axis=1) > problem.need)
    if len(crowded):
        raise ValueError(f"more fixed jurors than asked for: entries {crowded.tolist()}")
    loaded = np.flatnonzero(problem.fixed.sum(axis=0) > problem.most)
    if len(loaded):
        raise ValueError(f"more fixed entries than the largest load: jurors {loaded.tolist()}")


def _listed(pairs: NDArray[Any]) -> str:
    return ", ".join(f"({entry}, {juror})" for entry, juror in pairs.tolist())
