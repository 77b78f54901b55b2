"""One commit of the index as arrays over all its documents. Searches running on an older one are not disturbed."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from app.search.scoring import Floats, length_norms
from app.search.whoosh_engine.segments import (
    DOCUMENT_SHIFT,
    Entries,
    Facts,
    Ints,
    Keys,
    Names,
    OpenSegment,
)

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


def _joined(parts: Sequence[npt.NDArray[Item]]) -> npt.NDArray[Item]:
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


class Snapshot:
    def __init__(self, segments: Sequence[tuple[OpenSegment, Iterable[int]]], names: Names) -> None:
        """`segments` come with the numbers of their deleted documents."""
        self._segments = [segment for segment, _ in segments]
        self._starts = [0, *accumulate(segment.size for segment in self._segments)]
        self.size = self._starts[-1]
        self.group_names, self.language_names = names.groups.names(), names.languages.names()
        self._codes = {facet: codes.names() for facet, codes in names.codes.items()}
        self.groups = self._concatenated(lambda facts: facts.groups, np.int32)
        self.languages = self._concatenated(lambda facts: facts.languages, np.int32)
        self.published = self._concatenated(lambda facts: facts.published, np.float64)
        lengths = self._concatenated(lambda facts: facts.lengths, np.float32)
        self.alive = self.groups >= 0
        for (_, deleted), start in zip(segments, self._starts, strict=False):
            self.alive[np.fromiter(deleted, np.int64) + start] = False
        self.count = int(np.count_nonzero(self.alive))
        self.norms: Floats = length_norms(lengths, float(lengths[self.alive].mean()) if self.count else 1.0)
        newest = max((s.facts for s in self._segments), key=lambda facts: facts.generation, default=None)
        self.generation = max(newest.generation, 0) if newest else 0
        self.layout = newest.layout if newest else ""
        self._facet_tables: dict[str, FacetTable] = {}

    def _concatenated(self, part: Callable[[Facts], npt.NDArray[Any]], kind: type) -> npt.NDArray[Any]:
        parts = [part(segment.facts) for segment in self._segments]
        return np.concatenate(parts) if parts else np.zeros(0, kind)

    # Words

    def entries(self, field: str, form: str) -> Entries:
        """All documents with a form, deleted ones included."""
        found = [segment.entries(field, form) for segment in self._segments]
        if not found:
            return Entries(np.zeros(0, np.int32), np.zeros(0, np.float32))
        moved = [e.documents + start for e, start in zip(found, self._starts, strict=False)]
        return Entries(_joined(moved), _joined([entries.weights for entries in found]))

    def positions(self, form: str) -> Keys:
        """document << 32 | position of an exact form, ascending."""
        found = [segment.positions(form) for segment in self._segments]
        if not found:
            return np.zeros(0, np.int64)
        return _joined([keys + (start << DOCUMENT_SHIFT) for keys, start in zip(found, self._starts, strict=False)])

    def words(self, field: str, letters: str) -> list[tuple[str, int]]:
        """Forms that begin with these letters, the most frequent first (deleted documents still counted)."""
        counts: dict[str, int] = {}
        for segment in self._segments:
            for form, count in segment.words(field, letters):
                counts[form] = counts.get(form, 0) + count
        return sorted(counts.items(), key=lambda word: (-word[1], word[0]))

    # Facets and rights

    def visible(self, tokens: frozenset[str]) -> Mask:
        """The documents a reader with these tokens may see."""
        mask = np.zeros(self.size, np.bool_)
        for segment, start in zip(self._segments, self._starts, strict=False):
            for token in tokens & segment.facts.visible.keys():
                mask[segment.facts.visible[token] + start] = True
        return mask & self.alive

    def facet(self, name: str) -> FacetTable:
        if name not in self._facet_tables:
            self._facet_tables[name] = self._facet_table(name)
        return self._facet_tables[name]

    def _facet_table(self, name: str) -> FacetTable:
        nothing = np.zeros(0, np.int32)
        found = [segment.facts.facets.get(name, (nothing, nothing)) for segment in self._segments]
        starts = zip(found, self._starts, strict=False)
        documents = _joined([d + np.int32(start) if start else d for (d, _), start in starts] or [nothing])
        codes = _joined([c for _, c in found] or [nothing])
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

    # Documents

    def _place(self, document: int) -> tuple[OpenSegment, int]:
        number = int(np.searchsorted(self._starts, document, side="right")) - 1
        return self._segments[number], document - self._starts[number]

    def stored_facts(self, document: int) -> dict[str, Any]:
        segment, number = self._place(document)
        return segment.stored_facts(number)

    def stored_sections(self, document: int) -> list[tuple[str, str]]:
        segment, number = self._place(document)
        return segment.stored_sections(number)

    def problems(self) -> Iterator[str]:
        """Read everything; yields what does not fit."""
        for segment in self._segments:
            yield from segment.problems()
        ids = Counter(self.stored_facts(int(document))["id"] for document in np.flatnonzero(self.alive))
        yield from (f"{name} stands {count} times in the index" for name, count in ids.items() if count > 1)
