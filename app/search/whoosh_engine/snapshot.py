"""One commit of a Whoosh index. Searches running on an older one are not disturbed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from app.search.arrays import Arrays, Keys, joined
from app.search.facts import Names
from app.search.whoosh_engine.segments import DOCUMENT_SHIFT, Entries, OpenSegment


class Snapshot(Arrays):
    def __init__(self, segments: Sequence[tuple[OpenSegment, Iterable[int]]], names: Names) -> None:
        """`segments` come with the numbers of their deleted documents."""
        super().__init__([(segment.facts, deleted) for segment, deleted in segments], names)
        self._segments = [segment for segment, _ in segments]

    # Words

    def entries(self, field: str, form: str) -> Entries:
        """All documents with a form, deleted ones included."""
        found = [segment.entries(field, form) for segment in self._segments]
        if not found:
            return Entries(np.zeros(0, np.int32), np.zeros(0, np.float32))
        moved = [e.documents + start for e, start in zip(found, self._starts, strict=False)]
        return Entries(joined(moved), joined([entries.weights for entries in found]))

    def positions(self, form: str) -> Keys:
        """document << 32 | position of an exact form, ascending."""
        found = [segment.positions(form) for segment in self._segments]
        if not found:
            return np.zeros(0, np.int64)
        return joined([keys + (start << DOCUMENT_SHIFT) for keys, start in zip(found, self._starts, strict=False)])

    def phrase(self, parts: Sequence[tuple[int, str]]) -> Entries:
        """The documents in which these exact forms stand at these distances, and how often.

        That is where their positions meet, each moved back by its distance.
        """
        (first, form), *others = parts
        keys = self.positions(form)
        for offset, form in others:
            if not len(keys):
                break
            keys = np.intersect1d(keys, self.positions(form) - (offset - first), assume_unique=True)
        documents, counts = np.unique(keys >> DOCUMENT_SHIFT, return_counts=True)
        return Entries(documents.astype(np.int32), counts.astype(np.float32))

    def frequency(self, field: str, form: str) -> int:
        """In how many documents a form stands, deleted ones included."""
        return sum(segment.frequency(field, form) for segment in self._segments)

    def words(self, field: str, letters: str) -> list[tuple[str, int]]:
        """Forms that begin with these letters, the most frequent first (deleted documents still counted)."""
        counts: dict[str, int] = {}
        for segment in self._segments:
            for form, count in segment.words(field, letters):
                counts[form] = counts.get(form, 0) + count
        return sorted(counts.items(), key=lambda word: (-word[1], word[0]))

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
