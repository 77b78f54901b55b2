"""Groups in order, exact totals and facet counts, from arrays over documents."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from app.search.engine import FacetCount

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]


class Table(Protocol):
    @property
    def documents(self) -> npt.NDArray[np.int32]: ...
    @property
    def pairs(self) -> npt.NDArray[np.int32]: ...
    @property
    def pair_codes(self) -> npt.NDArray[np.int32]: ...
    @property
    def names(self) -> list[str]: ...


class Ranked(NamedTuple):
    """How many groups there are, and the page's, best first."""

    total: int
    groups: list[int]


def best_of_groups(values: npt.NDArray[np.floating], groups: npt.NDArray[np.int32], count: int) -> Numbers:
    """The highest value of each group; minus infinity for groups without any."""
    best = np.full(count, -np.inf)
    np.maximum.at(best, groups, values)
    return best


def page_of_groups(keys: list[Numbers], *, first: int, limit: int) -> Ranked:
    """The groups sorted by the first key, then the next, descending; minus infinity in the first means not found."""
    found = np.flatnonzero(keys[0] > -np.inf)
    total = len(found)
    last = first + limit
    if limit == 0:
        return Ranked(total, [])
    if total > last:
        leading = keys[0][found]
        threshold = np.partition(leading, total - last)[total - last]
        found = found[leading >= threshold]
    order = np.lexsort((found, *(-key[found] for key in reversed(keys))))
    return Ranked(total, [int(group) for group in found[order][first:last]])


def count_facet(table: Table, matching: Mask, selected: tuple[str, ...]) -> tuple[FacetCount, ...]:
    """For each code the number of distinct groups among the matching documents, the most first."""
    seen = np.zeros(len(table.pair_codes), np.bool_)
    seen[table.pairs[matching[table.documents]]] = True
    counts = np.bincount(table.pair_codes[seen], minlength=len(table.names))
    found = [
        FacetCount(name, int(count), name in selected)
        for name, count in zip(table.names, counts, strict=True)
        if count or name in selected
    ]
    missing = [FacetCount(code, 0, True) for code in selected if code not in table.names]
    return tuple(sorted((*found, *missing), key=lambda one: (-one.count, one.code)))


def others_narrow(masks: Mapping[str, Mask], base: Mask, facet: str) -> Mask:
    """What matches when every filter but that facet's own is applied."""
    for name, mask in masks.items():
        if name != facet:
            base = base & mask
    return base
