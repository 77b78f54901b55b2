"""From a query tree to a score for every document, in whole arrays.

Works on any index that can say, for a form, which documents have it with which weight (`Index`).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from app.search import scoring
from app.search.analysis import fold
from app.search.nodes import AnyOf, Clauses, Coded, Leaf, Node, Phrase, Prefix, Term
from app.search.postings import field_form
from app.search.scoring import LABEL_FREQUENCY, Floats, bm25, idf

Mask = npt.NDArray[np.bool_]
MOST_EXPANSIONS = 64


class HasDocuments(Protocol):
    @property
    def documents(self) -> npt.NDArray[np.int32]: ...
    @property
    def weights(self) -> Floats: ...


class Index(Protocol):
    """What the evaluation needs of an engine; document numbers run from 0 to `size`."""

    size: int
    count: int
    alive: Mask
    norms: Floats

    def entries(self, field: str, form: str) -> HasDocuments: ...
    def phrase(self, parts: Sequence[tuple[int, str]]) -> HasDocuments:
        """The documents in which these exact forms stand at these distances, and how often (or 1)."""
        ...

    def words(self, field: str, letters: str) -> list[tuple[str, int]]: ...
    def coded(self, facet: str, codes: Iterable[str]) -> Mask: ...


class Found(NamedTuple):
    """Which documents match, and how well (0 where they don't)."""

    mask: Mask
    scores: Floats


class Evaluation:
    """The evaluation of one query; keeps which documents each leaf matched, to say why."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.leaves: dict[Leaf, Mask] = {}

    def run(self, node: Node) -> Found:
        if isinstance(node, Clauses):
            return self._clauses(node)
        if isinstance(node, AnyOf):
            return self._any(node.nodes)
        frequencies = self._frequencies(node)
        frequencies[~self._index.alive] = 0
        self.leaves[node] = frequencies > 0
        found = self._scored(frequencies)
        return self._as_typed_first(node, found) if isinstance(node, Term) and scoring.EXACT_BONUS else found

    def _as_typed_first(self, term: Term, found: Found) -> Found:
        """A word that stands there as it was typed counts a little more than its other forms."""
        entries = self._index.entries("exact", field_form(term.field, fold(term.surface)))
        documents = entries.documents[self._index.alive[entries.documents]]
        weights = entries.weights[self._index.alive[entries.documents]]
        weight = scoring.EXACT_BONUS * idf(self._index.count, len(documents))
        found.scores[documents] += bm25(weights, self._index.norms[documents], weight=weight)
        return found

    def _everything(self) -> Found:
        return Found(self._index.alive.copy(), np.zeros(self._index.size, np.float32))

    def _any(self, nodes: Iterable[Node]) -> Found:
        mask, scores = np.zeros(self._index.size, np.bool_), np.zeros(self._index.size, np.float32)
        for found in map(self.run, nodes):
            mask |= found.mask
            scores += found.scores
        return Found(mask, scores)

    def _clauses(self, node: Clauses) -> Found:
        wanted = self._any(node.should) if node.should else self._everything()
        mask = self._index.alive.copy() if node.must else wanted.mask
        scores = wanted.scores
        for found in map(self.run, node.must):
            mask &= found.mask
            scores = scores + found.scores
        for found in map(Evaluation(self._index).run, node.must_not):
            mask &= ~found.mask
        return Found(mask, np.where(mask, scores, np.float32(0)))

    def _scored(self, frequencies: Floats) -> Found:
        documents = np.flatnonzero(frequencies)
        scores = np.zeros(self._index.size, np.float32)
        weight = idf(self._index.count, len(documents))
        scores[documents] = bm25(frequencies[documents], self._index.norms[documents], weight=weight)
        return Found(frequencies > 0, scores)

    # Leaves: the weighted frequency in every document

    def _frequencies(self, leaf: Leaf) -> Floats:
        if isinstance(leaf, Term):
            return self._term(leaf)
        if isinstance(leaf, Prefix):
            return self._prefix(leaf)
        if isinstance(leaf, Phrase):
            return self._phrase(leaf)
        return self._coded(leaf)

    def _term(self, term: Term) -> Floats:
        """A word counts once in whichever of its forms it is found most.

        A stem is kept only for words that differ from it, so those that equal it are counted with it.
        """
        frequencies = np.zeros(self._index.size, np.float32)
        for form in dict.fromkeys((*term.exact, *term.stems)):
            counted = np.zeros(self._index.size, np.float32)
            for field in ("exact", "stem") if form in term.stems else ("exact",):
                entries = self._index.entries(field, field_form(term.field, form))
                counted[entries.documents] += entries.weights
            np.maximum(frequencies, counted, out=frequencies)
        return frequencies

    def _prefix(self, prefix: Prefix) -> Floats:
        frequencies = np.zeros(self._index.size, np.float32)
        letters = field_form(prefix.field, prefix.letters)
        for form, _ in self._index.words("exact", letters)[:MOST_EXPANSIONS]:
            entries = self._index.entries("exact", form)
            frequencies[entries.documents] += entries.weights
        return frequencies

    def _phrase(self, phrase: Phrase) -> Floats:
        parts = [(offset, field_form(phrase.field, form)) for offset, form in phrase.parts]
        entries = self._index.phrase(parts)
        frequencies = np.zeros(self._index.size, np.float32)
        frequencies[entries.documents] = entries.weights
        return frequencies

    def _coded(self, coded: Coded) -> Floats:
        return self._index.coded(coded.facet, (coded.code,)).astype(np.float32) * np.float32(
            LABEL_FREQUENCY * coded.weight
        )
