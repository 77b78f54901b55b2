"""One commit of an index as arrays over all its documents, joined from the facts of its parts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from app.search.facts import Facts, Ints, Names
from app.search.scoring import Floats, length_norms

Keys = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Item = TypeVar("Item", bound=np.generic)


@dataclass(frozen=True, slots=True)
class FacetTable:
    """(document, code) pairs of one facet. Pairs that are the same for the group share a number in `pairs`."""

    documents: Ints
    codes: Ints
    pairs: Ints
    pair_codes: Ints
    names: list[str]


def joined(parts: Sequence[npt.NDArray[Item]]) -> npt.NDArray[Item]:
    """The parts as one array; a single one is not copied."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _numbered(keys: Keys) -> tuple[Keys, Ints]:
    """The distinct keys in order, and for each key its place among them.

    As `numpy.unique`, which gives places of twice the size and loads what masked arrays need: 2 MB.
    """
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    first = np.ones(len(keys), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    places = np.empty(len(keys), np.int32)
    places[order] = np.cumsum(first, dtype=np.int32) - 1
    return ordered[first], places


class Arrays:
    """The half of a `Commit` that no engine does otherwise."""

    def __init__(self, parts: Sequence[tuple[Facts, Iterable[int]]], names: Names) -> None:
        """`parts` come with the numbers of their deleted documents."""
        self._parts = [facts for facts, _ in parts]
        self._starts = [0, *accumulate(len(facts.groups) for facts in self._parts)]
        self.size = self._starts[-1]
        self.group_names, self.kind_names = names.groups.names(), names.kinds.names()
        self.language_names = names.languages.names()
        self._codes = {facet: codes.names() for facet, codes in names.codes.items()}
        self.groups = self._concatenated(lambda facts: facts.groups, np.int32)
        self.kinds = self._concatenated(lambda facts: facts.kinds, np.int32)
        self.languages = self._concatenated(lambda facts: facts.languages, np.int32)
        self.published = self._concatenated(lambda facts: facts.published, np.float64)
        lengths = self._concatenated(lambda facts: facts.lengths, np.float32)
        self.alive = self.groups >= 0
        for (_, deleted), start in zip(parts, self._starts, strict=False):
            self.alive[np.fromiter(deleted, np.int64) + start] = False
        self.count = int(np.count_nonzero(self.alive))
        self.norms: Floats = length_norms(lengths, float(lengths[self.alive].mean()) if self.count else 1.0)
        newest = max(self._parts, key=lambda facts: facts.generation, default=None)
        self.generation = max(newest.generation, 0) if newest else 0
        self.layout = newest.layout if newest else ""
        self._facet_tables: dict[str, FacetTable] = {}

    def _concatenated(self, part: Callable[[Facts], npt.NDArray[Any]], kind: type) -> npt.NDArray[Any]:
        found = [part(facts) for facts in self._parts]
        return np.concatenate(found) if found else np.zeros(0, kind)

    # Facets and rights

    def visible(self, tokens: frozenset[str]) -> Mask:
        """The documents a reader with these tokens may see."""
        mask = np.zeros(self.size, np.bool_)
        for facts, start in zip(self._parts, self._starts, strict=False):
            for token in tokens & facts.visible.keys():
                mask[facts.visible[token] + start] = True
        return mask & self.alive

    def facet(self, name: str) -> FacetTable:
        if name not in self._facet_tables:
            self._facet_tables[name] = self._facet_table(name)
        return self._facet_tables[name]

    def _facet_table(self, name: str) -> FacetTable:
        nothing = np.zeros(0, np.int32)
        found = [facts.facets.get(name, (nothing, nothing)) for facts in self._parts]
        starts = zip(found, self._starts, strict=False)
        documents = joined([d + np.int32(start) if start else d for (d, _), start in starts] or [nothing])
        codes = joined([c for _, c in found] or [nothing])
        names = self._codes.get(name, [])
        keys = self.groups[documents].astype(np.int64) * max(len(names), 1) + codes
        distinct, pairs = _numbered(keys)
        return FacetTable(documents, codes, pairs, (distinct % max(len(names), 1)).astype(np.int32), names)

    def coded(self, facet: str, codes: Iterable[str]) -> Mask:
        """The documents whose facet has one of the codes, deleted ones included."""
        table = self.facet(facet)
        known = frozenset(codes)
        wanted = np.array([name in known for name in table.names], np.bool_)
        mask = np.zeros(self.size, np.bool_)
        mask[table.documents[wanted[table.codes]]] = True
        return mask
