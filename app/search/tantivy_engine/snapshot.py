"""One commit of a tantivy index. Searches running on an older one are not disturbed."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import RLock
from typing import Any

import numpy as np
from tantivy import DocAddress, Order, Query, Schema, Searcher

from app.search.arrays import Arrays
from app.search.caching import BoundedCache
from app.search.engine import SearchUnavailable
from app.search.facts import Ints, Names
from app.search.scoring import Floats
from app.search.tantivy_engine.parts import Numbers, Part
from app.search.tantivy_engine.schema import WEIGHT_SIGN, WEIGHTED
from app.search.tantivy_engine.store import damage_reported
from app.search.words import Words, together

CACHE_BYTES = 32 * 1024 * 1024
# Letters by which the words of a field are read at once, for suggestions and prefixes.
BLOCK_LETTERS = 2
BLOCK_BYTES = 6 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Entries:
    """Documents with a form, ascending, and its weight in each."""

    documents: Ints
    weights: Floats


def _size(entries: Entries) -> int:
    return int(entries.documents.nbytes + entries.weights.nbytes) + 200


def numbers_found(searcher: Searcher, query: Query) -> list[tuple[int, DocAddress]]:
    """The numbers of all documents of a query, ascending, and where they lie."""
    most = max(searcher.num_docs, 1)
    return searcher.search(query, limit=most, order_by_field="number", order=Order.Asc, count=False).hits


class Snapshot(Arrays):
    def __init__(self, searcher: Searcher, schema: Schema, parts: Sequence[Part], alive: Numbers, names: Names) -> None:
        super().__init__([(part.facts, part.deleted(alive)) for part in parts], names)
        self._searcher, self._schema = searcher, schema
        self._numbers = np.concatenate([part.numbers for part in parts]) if parts else np.zeros(0, np.int64)
        self._lock = RLock()
        self._entries = BoundedCache[Entries](CACHE_BYTES, _size)
        self._blocks = BoundedCache[Words](BLOCK_BYTES, lambda words: words.nbytes)

    # Words

    def entries(self, field: str, form: str) -> Entries:
        """All documents with a form."""
        with self._lock, damage_reported(field):
            return self._entries.get((field, form), lambda: self._read_entries(field, form))

    def _terms(self, field: str, form: str) -> list[tuple[str, int]]:
        """The terms that stand for a form, and in how many documents each, deleted ones included."""
        if field in WEIGHTED:
            return self._searcher.terms_with_prefix(field, form + WEIGHT_SIGN)
        count = self._searcher.doc_freq(field, form)
        return [(form, count)] if count else []

    def _read_entries(self, field: str, form: str) -> Entries:
        documents, weights = [np.zeros(0, np.int32)], [np.zeros(0, np.float32)]
        for term, _ in self._terms(field, form):
            found = self._places(Query.term_query(self._schema, field, term, "basic"))
            documents.append(found)
            weights.append(np.full(len(found), float(term.partition(WEIGHT_SIGN)[2] or 1), np.float32))
        together = np.concatenate(documents)
        order = np.argsort(together, kind="stable")
        return Entries(together[order], np.concatenate(weights)[order])

    def _places(self, query: Query) -> Ints:
        numbers = [number for number, _ in numbers_found(self._searcher, query)]
        return np.searchsorted(self._numbers, np.array(numbers, np.int64)).astype(np.int32)

    def phrase(self, parts: Sequence[tuple[int, str]]) -> Entries:
        """The documents in which these exact forms stand at these distances. tantivy does not say how often."""
        (first, form), *others = parts
        with damage_reported("words"):
            query = Query.term_query(self._schema, "words", form)
            if others:
                words: list[str | tuple[int, str]] = [(offset - first, form) for offset, form in parts]
                query = Query.phrase_query(self._schema, "words", words)
            documents = self._places(query)
            return Entries(documents, np.ones(len(documents), np.float32))

    def frequency(self, field: str, form: str) -> int:
        """In how many documents a form stands, deleted ones included."""
        with damage_reported(field):
            return sum(count for _, count in self._terms(field, form))

    def words(self, field: str, letters: str, most: int | None = None) -> list[tuple[str, int]]:
        """Forms that begin with these letters, the most frequent first (deleted documents still counted)."""
        return together([self._block(field, letters).starting(letters)], most).pairs()[:most]

    def like(self, word: str, apart: int) -> list[tuple[str, int]]:
        """Exact forms with the same first letter that may be so many slips away from a word."""
        return self._block("exact", word[:1]).like(word, apart).pairs()

    def _block(self, field: str, letters: str) -> Words:
        begun = letters[:BLOCK_LETTERS]
        with self._lock, damage_reported(field):
            return self._blocks.get((field, begun), lambda: self._read_words(field, begun))

    def _read_words(self, field: str, letters: str) -> Words:
        counts: Counter[bytes] = Counter()
        for term, count in self._searcher.terms_with_prefix(field, letters):
            counts[term.partition(WEIGHT_SIGN)[0].encode()] += count
        forms = sorted(counts)
        return Words(forms, [counts[form] for form in forms])

    # Documents

    def _stored(self, document: int, field: str) -> Any:
        with damage_reported(field):
            query = Query.term_query(self._schema, "number", int(self._numbers[document]))
            found = self._searcher.search(query, limit=1, count=False).hits
            if not found:
                raise SearchUnavailable(f"document {self._numbers[document]} is missing")
            return json.loads(self._searcher.doc(found[0][1]).get_first(field) or b"[]")

    def stored_facts(self, document: int) -> dict[str, Any]:
        facts: dict[str, Any] = self._stored(document, "facts")
        return facts

    def stored_sections(self, document: int) -> list[tuple[str, str]]:
        return [(name, text) for name, text in self._stored(document, "body")]

    def problems(self) -> Iterator[str]:
        """Read everything; yields what does not fit."""
        alive = [int(document) for document in np.flatnonzero(self.alive)]
        for document in alive:
            self.stored_sections(document)
        ids = Counter(self.stored_facts(document)["id"] for document in alive)
        yield from (f"{name} stands {count} times in the index" for name, count in ids.items() if count > 1)
