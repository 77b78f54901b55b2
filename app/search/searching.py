"""One search on one commit: evaluate, filter, group, count, and show the page's hits."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice

import numpy as np
import numpy.typing as npt

from app.search.analysis import fold
from app.search.commit import Commit
from app.search.counting import (
    Documents,
    Mask,
    Matching,
    count_facet,
    others_narrow,
    ranked,
)
from app.search.engine import FacetCount, Hit, Preference, SearchAnswer, SearchRequest, Why
from app.search.evaluate import Evaluation, Found
from app.search.labels import Labels
from app.search.nodes import AnyOf, Clauses, Coded, Leaf, Node, Phrase, Query, Term, wanted_leaves
from app.search.query import parse
from app.search.scoring import KIND_WEIGHTS, Floats
from app.search.snippets import Marks, best_passage, highlighted, marks_of
from app.search.suggest import allowed_distance, first_visible, nearest, surely_meant
from app.search.suggesting import written

MOST_PER_PAGE = 100
MOST_BARE = 1000
# Looking for what was meant costs a few milliseconds a word.
MOST_CORRECTED = 4


def read_query(commit: Commit, request: SearchRequest, labels: Labels) -> Query:
    """The text of a request as it is understood."""
    return parse(request.text, request.language, labels, languages=commit.language_names, plain=request.plain)


def answer(commit: Commit, request: SearchRequest, labels: Labels) -> SearchAnswer:
    """The answer to a request; terms are known by these labels."""
    return _Search(commit, request, read_query(commit, request, labels)).answer()


def shown_documents(commit: Commit, scores: Floats, documents: Documents, *, language: str) -> dict[int, int]:
    """For each group of these documents the one in that language, else the best of them."""
    own = commit.language_names.index(language) if language in commit.language_names else -2

    def worth(document: int) -> tuple[bool, float, int]:
        return bool(commit.languages[document] == own), float(scores[document]), -document

    best: dict[int, int] = {}
    for document in documents.tolist():
        group = int(commit.groups[document])
        best[group] = max(best.get(group, document), document, key=worth)
    return best


def bare_hit(facts: Mapping[str, str], score: float) -> Hit:
    """A hit that says only which document it is."""
    return Hit(
        id=facts["id"],
        source=facts["source"],
        group=facts["group"],
        kind=facts["kind"],
        language=facts["language"],
        score=score,
        title=(),
        section="",
        snippet=(),
        why=(),
    )


class _Search:
    def __init__(self, commit: Commit, request: SearchRequest, query: Query) -> None:
        self.commit, self.request, self.query = commit, request, query
        self.visible = commit.visible(request.tokens)
        self.evaluation = Evaluation(commit)
        self.found: Found = self.evaluation.run(query.root)
        self.filters = {facet: commit.coded(facet, codes) for facet, codes in request.filters.items() if codes}
        self.preferred = self._preferred() if request.sort == "similar" else {}

    def _preferred(self) -> dict[Preference, Mask]:
        return {one: self.commit.coded(one.facet, (one.code,)) for one in self.request.prefer}

    def answer(self) -> SearchAnswer:
        before_filters = self._before_filters()
        matching = self._matching(others_narrow(self.filters, before_filters, ""))
        limit = min(max(self.request.limit, 0), MOST_BARE if self.request.bare else MOST_PER_PAGE)
        first = (max(self.request.page, 1) - 1) * limit
        page = ranked(matching, self._keys(), first=first, limit=limit)
        return SearchAnswer(
            total=page.total,
            hits=self._hits(page.documents, page.groups),
            facets={facet: self._counts(facet, matching, before_filters) for facet in self.request.facets},
            hints=self.query.hints,
            did_you_mean=None if self.request.bare else self._did_you_mean(),
        )

    def _matching(self, mask: Mask) -> Matching:
        return Matching(mask, self.commit.groups, len(self.commit.group_names))

    def _before_filters(self) -> Mask:
        """What matches the words and the dates, and is open to the reader."""
        after, before = self.request.published_after, self.request.published_before
        published, mask = self.commit.published, self.found.mask & self.visible
        if after is not None:
            mask &= published > after.timestamp()
        if before is not None:
            mask &= (published != 0) & (published < before.timestamp())
        return mask

    # Order

    def _keys(self) -> list[npt.NDArray[np.floating]]:
        """What groups are sorted by, most important first."""
        scores, published = self._scores_by_kind(), self.commit.published
        match self.request.sort:
            case "oldest":
                return [-published, scores]
            case "similar":
                return [self._similarity(), scores, published]
            case "relevance" if self.query.asks_for_something:
                return [scores, published]
        return [published, scores]

    def _scores_by_kind(self) -> Floats:
        names = self.commit.kind_names
        # The last place is that of documents without a kind, whose number is -1.
        weights = np.array([KIND_WEIGHTS.get(name, 1.0) for name in (*names, "")], np.float32)
        return self.found.scores * weights[self.commit.kinds]

    def _similarity(self) -> npt.NDArray[np.float32]:
        total = np.zeros(self.commit.size, np.float32)
        for one, mask in self.preferred.items():
            total += mask * np.float32(one.weight)
        return total

    # Counts

    def _counts(self, facet: str, matching: Matching, before_filters: Mask) -> tuple[FacetCount, ...]:
        if facet in self.filters:
            matching = self._matching(others_narrow(self.filters, before_filters, facet))
        return count_facet(self.commit.facet(facet), matching, tuple(self.request.filters.get(facet, ())))

    # Hits

    def _hits(self, documents: Documents, groups: list[int]) -> tuple[Hit, ...]:
        marks = marks_of(self.query)
        shown = shown_documents(self.commit, self.found.scores, documents, language=self.request.language)
        return tuple(self._hit(shown[group], marks) for group in groups)

    def _hit(self, document: int, marks: Marks) -> Hit:
        facts = self.commit.stored_facts(document)
        hit = bare_hit(facts, float(self.found.scores[document]))
        return hit if self.request.bare else self._with_passage(hit, document, facts["title"], marks)

    def _with_passage(self, hit: Hit, document: int, title: str, marks: Marks) -> Hit:
        # Most lists ask no words; reading the texts of twenty documents for nothing takes as long as finding them.
        wanted = self.request.openings or marks.any
        sections = self.commit.stored_sections(document) if wanted else ()
        passage = best_passage(sections, hit.language, marks)
        return replace(
            hit,
            title=highlighted(title, hit.language, marks),
            section=passage.section,
            snippet=passage.segments,
            why=tuple(self._why(document)),
            page=passage.page,
        )

    def _why(self, document: int) -> Iterator[Why]:
        yield from (why_found(leaf) for leaf, mask in self.evaluation.leaves.items() if mask[document])
        for one, mask in self.preferred.items():
            if mask[document]:
                yield Why("preference", one.code, one.facet, one.code)

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
            if isinstance(node, Term) and node.may_be_wrong and not self._is_found(node):
                yield node
        for child in children:
            yield from self._unknown_words(child)

    def _is_found(self, leaf: Leaf) -> bool:
        return bool(np.any(self.evaluation.leaves[leaf] & self.visible))

    def _better(self, term: Term) -> str:
        word = fold(term.surface)
        candidates = nearest(word, self.commit.like(word, allowed_distance(word)))
        if np.any(self.found.mask & self.visible):
            candidates = surely_meant(word, candidates)
        tokens = self.request.tokens
        found = first_visible(candidates, lambda form: self.commit.standing(tokens, "exact", form), limit=1)
        return written(self.commit, found[0][0], tokens) if found else ""


def why_found(leaf: Leaf) -> Why:
    """The reason that a document matches a leaf of the query."""
    if isinstance(leaf, Coded):
        return Why("label", leaf.label, leaf.facet, leaf.code)
    return Why("phrase" if isinstance(leaf, Phrase) else "word", leaf.surface)
