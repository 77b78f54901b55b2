"""Groups in order, exact totals and facet counts, from arrays over documents.

Nothing here is as long as the index but masks and the arrays it is given: what is made is as long as what matches.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from app.search.engine import FacetCount

Mask = npt.NDArray[np.bool_]
Documents = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.float64]
# How many documents of the best are looked at for each group of a page; most cases stand in two languages.
LOOKED_AT = 4
# Marks of (group, code) pairs are kept as one byte each up to so many, else sorted.
MOST_MARKED = 1 << 22


class Table(Protocol):
    """What documents have of one facet.

    `sets` holds for each document the number of its set of codes, 0 for none; `pair_sets` and `pair_codes` what codes
    are in which sets, ordered by set, as places in `names`. `same_in_groups`: whether all living documents of a group
    have the same set.
    """

    @property
    def sets(self) -> npt.NDArray[np.int32]: ...
    @property
    def pair_sets(self) -> npt.NDArray[np.int32]: ...
    @property
    def pair_codes(self) -> npt.NDArray[np.int32]: ...
    @property
    def names(self) -> Sequence[str]: ...
    @property
    def same_in_groups(self) -> bool: ...


class Ranked(NamedTuple):
    """How many groups there are; the page's, best first; and all matching documents of these."""

    total: int
    groups: list[int]
    documents: Documents


class Matching:
    """The documents of a mask, ascending. `groups` and `count`: the group of every document, and how many there are."""

    def __init__(self, mask: Mask, groups: npt.NDArray[np.int32], count: int) -> None:
        self.documents: Documents = np.flatnonzero(mask)
        self.groups = groups[self.documents]
        self.count = count

    @cached_property
    def representatives(self) -> Documents:
        """Of each group one document."""
        last = np.empty(self.count, np.intp)
        last[self.groups] = self.documents
        found: Documents = self.documents[last[self.groups] == self.documents]
        return found


def _leading(values: npt.NDArray[np.floating], groups: npt.NDArray[np.int32], wanted: int) -> npt.NDArray[np.int32]:
    """The groups of the highest values, at least as many as wanted, with all that are as good as the last of them."""
    looked_at = wanted * LOOKED_AT
    while looked_at < len(values):
        threshold = np.partition(values, len(values) - looked_at)[len(values) - looked_at]
        found = np.unique(groups[values >= threshold])
        if len(found) >= wanted:
            return found
        looked_at *= LOOKED_AT
    return np.unique(groups)


def ranked(matching: Matching, keys: Sequence[npt.NDArray[np.floating]], *, limit: int, first: int = 0) -> Ranked:
    """Groups by the highest first key among their matching documents, then the next; then by number.

    Keys hold a value for every document of the index.
    """
    total, last = len(matching.representatives), first + limit
    if limit <= 0 or first >= total:
        return Ranked(total, [], matching.documents[:0])
    candidates = _leading(keys[0][matching.documents], matching.groups, last)
    place = np.full(matching.count, -1, np.int32)
    place[candidates] = np.arange(len(candidates), dtype=np.int32)
    chosen = place[matching.groups] >= 0
    documents, places = matching.documents[chosen], place[matching.groups[chosen]]
    best = [np.full(len(candidates), -np.inf) for _ in keys]
    for highest, key in zip(best, keys, strict=True):
        np.maximum.at(highest, places, key[documents])
    order = np.lexsort((candidates, *(-highest for highest in reversed(best))))[first:last]
    on_page = np.zeros(len(candidates), np.bool_)
    on_page[order] = True
    return Ranked(total, candidates[order].tolist(), documents[on_page[places]])


def count_facet(table: Table, matching: Matching, selected: tuple[str, ...]) -> tuple[FacetCount, ...]:
    """For each code the number of distinct groups among the matching documents, the most first."""
    counts = (_by_sets if table.same_in_groups else _by_pairs)(table, matching)
    found = [
        FacetCount(table.names[place], int(counts[place]), table.names[place] in selected)
        for place in np.flatnonzero(counts).tolist()
    ]
    held = {one.code for one in found}
    missing = [FacetCount(code, 0, True) for code in selected if code not in held]
    return tuple(sorted((*found, *missing), key=lambda one: (-one.count, one.code)))


def _by_sets(table: Table, matching: Matching) -> npt.NDArray[np.int64]:
    """Any document speaks for its group."""
    sets = np.bincount(table.sets[matching.representatives], minlength=1)
    known = table.pair_sets < len(sets)
    each = sets[table.pair_sets[known]]
    return np.bincount(table.pair_codes[known], weights=each, minlength=len(table.names)).astype(np.int64)


def _by_pairs(table: Table, matching: Matching) -> npt.NDArray[np.int64]:
    """Documents of a group differ: each (group, code) counts once."""
    sets, many = table.sets[matching.documents], len(table.names)
    begin = np.searchsorted(table.pair_sets, sets)
    each = np.searchsorted(table.pair_sets, sets, side="right") - begin
    ends = np.cumsum(each)
    pairs = np.arange(ends[-1] if len(ends) else 0) + np.repeat(begin - ends + each, each)
    keys = np.repeat(matching.groups.astype(np.int64), each) * many + table.pair_codes[pairs]
    if matching.count * many > MOST_MARKED:
        return np.bincount(np.unique(keys) % max(many, 1), minlength=many)
    seen = np.zeros(matching.count * many, np.bool_)
    seen[keys] = True
    return np.bincount(np.flatnonzero(seen) % max(many, 1), minlength=many)


def others_narrow(masks: Mapping[str, Mask], base: Mask, facet: str) -> Mask:
    """What matches when every filter but that facet's own is applied."""
    for name, mask in masks.items():
        if name != facet:
            base = base & mask
    return base
