"""From a query tree to a score for every document, in whole arrays.

Works on any index that can say, for a form, which documents have it with which weight (`Index`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from app.search import scoring
from app.search.analysis import fold
from app.search.nodes import AnyOf, Clauses, Coded, Leaf, Node, Phrase, Prefix, Term
from app.search.postings import field_form
from app.search.scoring import Floats, bm25, idf

Mask = npt.NDArray[np.bool_]
Documents: TypeAlias = "npt.NDArray[np.int32] | npt.NDArray[np.intp]"
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

    def words(self, field: str, letters: str, most: int | None = None) -> list[tuple[str, int]]: ...
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
        found = self._scored(node, *self._living(*self._frequencies(node)))
        self.leaves[node] = found.mask
        return found

    def _living(self, documents: Documents, frequencies: Floats) -> tuple[Documents, Floats]:
        alive = self._index.alive[documents]
        return (documents, frequencies) if alive.all() else (documents[alive], frequencies[alive])

    def _scored(self, leaf: Leaf, documents: Documents, frequencies: Floats) -> Found:
        mask, scores = np.zeros(self._index.size, np.bool_), np.zeros(self._index.size, np.float32)
        mask[documents] = True
        weight = idf(self._index.count, len(documents))
        scores[documents] = bm25(frequencies, self._index.norms[documents], weight=weight)
        if isinstance(leaf, Term) and scoring.EXACT_BONUS:
            self._count_as_typed(leaf, scores)
        if isinstance(leaf, Term) and scoring.TITLE_BONUS and not leaf.field:
            self._count_in_title(leaf, scores)
        if isinstance(leaf, Term) and leaf.weight != 1:
            scores *= np.float32(leaf.weight)
        return Found(mask, scores)

    def _count_as_typed(self, term: Term, scores: Floats) -> None:
        """A word that stands there as it was typed counts a little more than its other forms."""
        entries = self._index.entries("exact", field_form(term.field, fold(term.surface)))
        documents, weights = self._living(entries.documents, entries.weights)
        weight = scoring.EXACT_BONUS * idf(self._index.count, len(documents))
        scores[documents] += bm25(weights, self._index.norms[documents], weight=weight)

    def _count_in_title(self, term: Term, scores: Floats) -> None:
        """A word of the title counts once more by its rarity in titles, however long the text below is."""
        documents, weights = self._living(*self._term(replace(term, field="title")))
        weight = scoring.TITLE_BONUS * idf(self._index.count, len(documents))
        scores[documents] += bm25(weights / np.float32(scoring.TITLE_WEIGHT), np.float32(scoring.K1), weight=weight)

    def _nothing(self) -> Found:
        return Found(np.zeros(self._index.size, np.bool_), np.zeros(self._index.size, np.float32))

    def _everything(self) -> Found:
        return Found(self._index.alive.copy(), np.zeros(self._index.size, np.float32))

    def _any(self, nodes: Iterable[Node]) -> Found:
        results = [self.run(node) for node in nodes]
        if len(results) < 2:
            return results[0] if results else self._nothing()
        first, *others = results
        # The mask of a leaf is kept; scores belong to nobody else.
        mask, scores = first.mask.copy(), first.scores
        for found in others:
            mask |= found.mask
            scores += found.scores
        return Found(mask, scores)

    def _clauses(self, node: Clauses) -> Found:
        wanted = self._any(node.should) if node.should else self._everything()
        if not node.must and not node.must_not:
            return wanted
        mask, scores = self._index.alive.copy() if node.must else wanted.mask.copy(), wanted.scores
        for found in map(self.run, node.must):
            mask &= found.mask
            scores += found.scores
        for found in map(Evaluation(self._index).run, node.must_not):
            mask &= ~found.mask
        return Found(mask, np.where(mask, scores, np.float32(0)))

    # Leaves: which documents, ascending, and the weighted frequency in each

    def _frequencies(self, leaf: Leaf) -> tuple[Documents, Floats]:
        if isinstance(leaf, Term):
            return self._term(leaf)
        if isinstance(leaf, Prefix):
            return self._prefix(leaf)
        if isinstance(leaf, Phrase):
            found = self._index.phrase([(offset, field_form(leaf.field, form)) for offset, form in leaf.parts])
            return found.documents, found.weights
        return self._coded(leaf)

    def _coded(self, leaf: Coded) -> tuple[Documents, Floats]:
        """A tag is so many words; where the text tells of its term as well, these count with it."""
        documents = np.flatnonzero(self._index.coded(leaf.facet, (leaf.code,)))
        frequencies = np.full(len(documents), scoring.LABEL_FREQUENCY, np.float32)
        if leaf.words and len(documents):
            told = np.zeros(self._index.size, np.float32)
            found, weights = self._forms(leaf.words, leaf.words)
            told[found] = weights
            frequencies += np.float32(scoring.TOLD_WEIGHT) * told[documents]
        return documents, frequencies * np.float32(leaf.weight)

    def _term(self, term: Term) -> tuple[Documents, Floats]:
        documents, weights = self._forms(term.exact, term.stems, term.field)
        if not term.expressions:
            return documents, weights
        frequencies = np.zeros(self._index.size, np.float32)
        frequencies[documents] = weights
        for parts in term.expressions:
            found = self._index.phrase([(place, field_form(term.field, form)) for place, form in parts])
            frequencies[found.documents] += found.weights
        return self._taken(frequencies)

    def _forms(self, exact: Sequence[str], stems: Sequence[str], field: str = "") -> tuple[Documents, Floats]:
        """A word counts once in whichever of its forms it is found most.

        A stem is kept only for words that differ from it, so those that equal it are counted with it.
        """
        found = []
        for form in dict.fromkeys((*exact, *stems)):
            kept_as = ("exact", "stem") if form in stems else ("exact",)
            entries = [self._index.entries(one, field_form(field, form)) for one in kept_as]
            if known := [one for one in entries if len(one.documents)]:
                found.append(self._summed(known))
        if len(found) == 1:
            return found[0]
        frequencies = np.zeros(self._index.size, np.float32)
        for documents, weights in found:
            frequencies[documents] = np.maximum(frequencies[documents], weights)
        return self._taken(frequencies)

    def _prefix(self, prefix: Prefix) -> tuple[Documents, Floats]:
        letters = field_form(prefix.field, prefix.letters)
        forms = self._index.words("exact", letters, MOST_EXPANSIONS)
        return self._summed([self._index.entries("exact", form) for form, _ in forms])

    def _summed(self, entries: Sequence[HasDocuments]) -> tuple[Documents, Floats]:
        if len(entries) == 1:
            return entries[0].documents, entries[0].weights
        frequencies = np.zeros(self._index.size, np.float32)
        for one in entries:
            frequencies[one.documents] += one.weights
        return self._taken(frequencies)

    @staticmethod
    def _taken(frequencies: Floats) -> tuple[Documents, Floats]:
        # Of truth values they are found three times as fast as of numbers.
        documents = np.flatnonzero(frequencies != 0)
        return documents, frequencies[documents]
