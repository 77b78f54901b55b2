"""One commit of a Whoosh index. Searches running on an older one are not disturbed."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from app.search.arrays import Arrays, joined
from app.search.caching import BoundedCache
from app.search.facts import Names
from app.search.whoosh_engine.segments import NOWHERE, Entries, OpenSegment
from app.search.words import together

# Bytes of lists of words kept, for suggestions.
COUNTED = 2 << 20
# Bytes of lists of documents kept that were joined from several segments.
JOINED = 6 << 20


class Snapshot(Arrays):
    def __init__(self, segments: Sequence[tuple[OpenSegment, Iterable[int]]], names: Names) -> None:
        """`segments` come with the numbers of their deleted documents."""
        super().__init__([(segment.facts, deleted) for segment, deleted in segments], names)
        self._segments = [segment for segment, _ in segments]
        self._entries = BoundedCache[Entries](JOINED, lambda one: one.documents.nbytes + one.weights.nbytes + 300)
        self._counted = BoundedCache[list[tuple[str, int]]](COUNTED, lambda words: 150 * len(words) + 300)

    # Words

    def entries(self, field: str, form: str) -> Entries:
        """All documents with a form, deleted ones included."""
        return self._entries.get((field, form), lambda: self._read_entries(field, form))

    def _read_entries(self, field: str, form: str) -> Entries:
        return self._joined([segment.entries(field, form) for segment in self._segments])

    def _joined(self, of_segments: list[Entries]) -> Entries:
        found = [(one, start) for one, start in zip(of_segments, self._starts, strict=False) if len(one.documents)]
        if not found:
            return NOWHERE
        moved = [one.documents + np.int32(start) if start else one.documents for one, start in found]
        return Entries(joined(moved), joined([one.weights for one, _ in found]))

    def phrase(self, parts: Sequence[tuple[int, str]]) -> Entries:
        """The documents in which these exact forms stand at these distances, and how often."""
        return self._joined([segment.phrase(parts) for segment in self._segments])

    def frequency(self, field: str, form: str) -> int:
        """In how many documents a form stands, deleted ones included."""
        return sum(segment.frequency(field, form) for segment in self._segments)

    def words(self, field: str, letters: str, most: int | None = None) -> list[tuple[str, int]]:
        """Forms that begin with these letters, the most frequent first (deleted documents still counted)."""
        return self._counted.get((field, letters, most), lambda: self._words(field, letters, most))[:most]

    def _words(self, field: str, letters: str, most: int | None) -> list[tuple[str, int]]:
        return together([segment.words(field, letters) for segment in self._segments], most).pairs()

    def like(self, word: str, apart: int) -> list[tuple[str, int]]:
        """Exact forms with the same first letter that may be so many slips away from a word."""
        return together([segment.words("exact", word[:1]).like(word, apart) for segment in self._segments]).pairs()

    # Documents

    def _place(self, document: int) -> tuple[OpenSegment, int]:
        number = bisect_right(self._starts, document) - 1
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
