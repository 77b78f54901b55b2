"""One search on one snapshot: evaluate, filter, group, count, and show the page's hits."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

import numpy as np
import numpy.typing as npt

from app.search.analysis import fold
from app.search.counting import (
    Mask,
    Numbers,
    best_of_groups,
    count_facet,
    others_narrow,
    page_of_groups,
)
from app.search.engine import FacetCount, Hit, SearchAnswer, SearchRequest, Why
from app.search.evaluate import Evaluation, Found
from app.search.nodes import AnyOf, Clauses, Coded, Leaf, Node, Phrase, Query, Term, wanted_leaves
from app.search.snippets import Marks, best_passage, highlighted, marks_of
from app.search.suggest import first_visible, nearest
from app.search.whoosh_engine.snapshot import Snapshot
from app.search.whoosh_engine.suggesting import visible_count, written

MOST_PER_PAGE = 100
# Looking for what was meant costs a few milliseconds a word.
MOST_CORRECTED = 4


def answer(snapshot: Snapshot, request: SearchRequest, query: Query) -> SearchAnswer:
    """The answer to a request whose text was read as `query`."""
    return _Search(snapshot, request, query).answer()


class _Search:
    def __init__(self, snapshot: Snapshot, request: SearchRequest, query: Query) -> None:
        self.snapshot, self.request, self.query = snapshot, request, query
        self.visible = snapshot.visible(request.tokens)
        self.evaluation = Evaluation(snapshot)
        self.found: Found = self.evaluation.run(query.root)
        self.filters = {facet: snapshot.coded(facet, codes) for facet, codes in request.filters.items() if codes}

    def answer(self) -> SearchAnswer:
        before_filters = self.found.mask & self.visible & self._recent(self.request.published_after)
        matching = others_narrow(self.filters, before_filters, "")
        documents = np.flatnonzero(matching)
        limit = min(max(self.request.limit, 0), MOST_PER_PAGE)
        first = (max(self.request.page, 1) - 1) * limit
        ranked = page_of_groups(self._keys(documents), first=first, limit=limit)
        return SearchAnswer(
            total=ranked.total,
            hits=self._hits(documents, ranked.groups),
            facets={facet: self._counts(facet, before_filters) for facet in self.request.facets},
            hints=self.query.hints,
            did_you_mean=self._did_you_mean(),
        )

    def _recent(self, after: datetime | None) -> Mask:
        if after is None:
            return self.snapshot.alive
        return self.snapshot.published > after.timestamp()

    # Order

    def _keys(self, documents: npt.NDArray[np.intp]) -> list[Numbers]:
        """What groups are sorted by, most important first."""
        scores, published = self.found.scores[documents], self.snapshot.published[documents]
        match self.request.sort:
            case "oldest":
                keys = [-published, scores]
            case "similar":
                keys = [self._similarity()[documents], scores, published]
            case "relevance" if self.query.asks_for_something:
                keys = [scores, published]
            case _:
                keys = [published, scores]
        groups, count = self.snapshot.groups[documents], len(self.snapshot.group_names)
        return [best_of_groups(key, groups, count) for key in keys]

    def _similarity(self) -> npt.NDArray[np.float32]:
        total = np.zeros(self.snapshot.size, np.float32)
        for one in self.request.prefer:
            total += self.snapshot.coded(one.facet, (one.code,)) * np.float32(one.weight)
        return total

    # Counts

    def _counts(self, facet: str, before_filters: Mask) -> tuple[FacetCount, ...]:
        matching = others_narrow(self.filters, before_filters, facet)
        selected = tuple(self.request.filters.get(facet, ()))
        return count_facet(self.snapshot.facet(facet), matching, selected)

    # Hits

    def _hits(self, documents: npt.NDArray[np.intp], groups: list[int]) -> tuple[Hit, ...]:
        marks = marks_of(self.query)
        shown = self._best_documents(documents, groups)
        return tuple(self._hit(shown[group], marks) for group in groups)

    def _best_documents(self, documents: npt.NDArray[np.intp], groups: list[int]) -> dict[int, int]:
        """For each group the document in the reader's language if it matches, else the best."""
        of_page = documents[np.isin(self.snapshot.groups[documents], groups)]
        names, wanted = self.snapshot.language_names, self.request.language

        def worth(document: int) -> tuple[bool, float, int]:
            language = names[self.snapshot.languages[document]]
            return language == wanted, float(self.found.scores[document]), -document

        best: dict[int, int] = {}
        for document in map(int, of_page):
            group = int(self.snapshot.groups[document])
            best[group] = max(best.get(group, document), document, key=worth)
        return best

    def _hit(self, document: int, marks: Marks) -> Hit:
        facts = self.snapshot.stored_facts(document)
        # Most lists ask no words; reading the texts of twenty documents for nothing takes as long as finding them.
        wanted = self.request.openings or marks.any
        sections = self.snapshot.stored_sections(document) if wanted else ()
        passage = best_passage(sections, facts["language"], marks)
        return Hit(
            id=facts["id"],
            source=facts["source"],
            group=facts["group"],
            kind=facts["kind"],
            language=facts["language"],
            score=float(self.found.scores[document]),
            title=highlighted(facts["title"], facts["language"], marks),
            section=passage.section,
            snippet=passage.segments,
            why=tuple(_why(leaf) for leaf, mask in self.evaluation.leaves.items() if mask[document]),
        )

    # Did you mean

    def _did_you_mean(self) -> str | None:
        """The query with words the reader can find nowhere replaced by the likeliest ones that exist."""
        text, changed = self.query.text, False
        unknown = islice(self._unknown_words(self.query.root), MOST_CORRECTED)
        for leaf in sorted(unknown, key=lambda term: -term.span[0]):
            if better := self._better(leaf):
                text, changed = text[: leaf.span[0]] + better + text[leaf.span[1] :], True
        return text if changed else None

    def _unknown_words(self, node: Node) -> Iterator[Term]:
        """The words without a match among what the reader may see; alternatives excuse each other."""
        if isinstance(node, Clauses):
            children = (*node.must, *node.should)
        elif isinstance(node, AnyOf):
            children = () if any(map(self._is_found, wanted_leaves(node))) else node.nodes
        else:
            children = ()
            if isinstance(node, Term) and node.surface.isalpha() and not node.field and not self._is_found(node):
                yield node
        for child in children:
            yield from self._unknown_words(child)

    def _is_found(self, leaf: Leaf) -> bool:
        return bool(np.any(self.evaluation.leaves[leaf] & self.visible))

    def _better(self, term: Term) -> str:
        word = fold(term.surface)
        candidates = nearest(word, self.snapshot.words("exact", word[:1]))
        found = first_visible(candidates, lambda form: visible_count(self.snapshot, form, self.visible), limit=1)
        return written(self.snapshot, *found[0], self.visible) if found else ""


def _why(leaf: Leaf) -> Why:
    if isinstance(leaf, Coded):
        return Why("label", leaf.label, leaf.facet, leaf.code)
    return Why("phrase" if isinstance(leaf, Phrase) else "word", leaf.surface)
