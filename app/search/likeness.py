"""Documents like those of one group: by the words that tell most about it, and by the codes it shares with them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from app.search.analysis import Token, analyse
from app.search.commit import Commit, Opened
from app.search.counting import Mask, Matching, ranked
from app.search.engine import Hit, Segment, SimilarRequest, Why
from app.search.evaluate import Evaluation, Found
from app.search.nodes import AnyOf, Coded, Leaf, Term
from app.search.scoring import TITLE_WEIGHT, idf
from app.search.searching import bare_hit, shown_documents, why_found

MOST_WORDS = 25
MOST_WEIGHED = 60
MOST_WORDS_SHOWN = 3
SHORTEST_WORD = 3
NOT_ALIKE = frozenset(("language",))

Documents = npt.NDArray[np.intp]


@dataclass(slots=True)
class _Word:
    """A stem of one document, the forms it stands there in, and how often."""

    surface: str
    forms: set[str] = field(default_factory=set)
    count: float = 0.0

    def add(self, token: Token, weight: float) -> None:
        self.forms |= {token.exact, token.stem}
        self.count += weight


def similar(commit: Commit, request: SimilarRequest) -> tuple[Hit, ...]:
    """The groups most like that of the request; nothing when its documents are not open to the reader."""
    visible = commit.visible(request.tokens)
    group = commit.group_names.index(request.group) if request.group in commit.group_names else -2
    own = np.flatnonzero(visible & (commit.groups == group))
    return _Likeness(commit, request, visible, own).hits() if len(own) and request.limit > 0 else ()


class _Likeness:
    def __init__(self, commit: Commit, request: SimilarRequest, visible: Mask, own: Documents) -> None:
        self.commit, self.request = commit, request
        self.own = [int(document) for document in own]
        self.facts = [commit.stored_facts(document) for document in self.own]
        self.opened = Opened(commit, visible)
        self.evaluation = Evaluation(self.opened)
        self.found: Found = self.evaluation.run(AnyOf((*self._codes(), *self._telling_words())))
        others = self.found.mask & (commit.kinds == commit.kinds[own[0]])
        others[own] = False
        self.others = Matching(others, commit.groups, len(commit.group_names))
        # The rarest first.
        self.leaves = sorted(self.evaluation.leaves.items(), key=lambda leaf: int(np.count_nonzero(leaf[1])))

    # What is looked for

    def _codes(self) -> Iterator[Coded]:
        asked = self.request.facets
        found = {
            (facet, code): None
            for facts in self.facts
            for facet, codes in facts["facets"].items()
            for code in codes
            if (not asked or facet in asked) and facet not in NOT_ALIKE
        }
        yield from (Coded(facet, code, code) for facet, code in found if self._tells(self.commit.coded(facet, (code,))))

    def _tells(self, mask: Mask) -> bool:
        """Whether it is in other documents too, but not in more than half of all that the reader may see."""
        return len(self.own) < int(np.count_nonzero(mask & self.opened.alive)) <= self.opened.count / 2

    def _telling_words(self) -> Iterator[Term]:
        """Of each language version as many, because each finds only its own language's documents."""
        for document, facts in zip(self.own, self.facts, strict=True):
            yield from self._words_of(document, facts)[: max(MOST_WORDS // len(self.own), 1)]

    def _words_of(self, document: int, facts: dict[str, str]) -> list[Term]:
        words: dict[str, _Word] = {}
        texts = [(facts["title"], TITLE_WEIGHT), *((text, 1.0) for _, text in self.commit.stored_sections(document))]
        for text, weight in texts:
            for token in analyse(text, facts["language"]):
                if len(token.exact) >= SHORTEST_WORD and token.exact.isalpha():
                    words.setdefault(token.stem, _Word(token.surface)).add(token, weight)
        counts = Counter({stem: word.count for stem, word in words.items()})
        often = counts.most_common(MOST_WEIGHED // len(self.own))
        worth = {stem: words[stem].count * self._rarity(words[stem], stem) for stem, _ in often}
        telling = sorted((stem for stem in worth if worth[stem]), key=lambda stem: (-worth[stem], stem))
        return [Term(words[stem].surface, tuple(sorted(words[stem].forms)), (stem,)) for stem in telling]

    def _rarity(self, word: _Word, stem: str) -> float:
        """Its idf; 0 for a word that tells nothing."""
        mask = np.zeros(self.commit.size, np.bool_)
        for name, form in (*(("exact", form) for form in word.forms), ("stem", stem)):
            mask[self.commit.entries(name, form).documents] = True
        count = int(np.count_nonzero(mask & self.opened.alive))
        return idf(self.opened.count, count) if self._tells(mask) else 0.0

    # What is found

    def hits(self) -> tuple[Hit, ...]:
        page = ranked(self.others, [self.found.scores], limit=self.request.limit)
        shown = shown_documents(self.commit, self.found.scores, page.documents, language=self.request.language)
        return tuple(self._hit(shown[group]) for group in page.groups)

    def _hit(self, document: int) -> Hit:
        facts = self.commit.stored_facts(document)
        hit = bare_hit(facts, float(self.found.scores[document]))
        return replace(hit, title=(Segment(facts["title"]),), why=tuple(self._why(document)))

    def _why(self, document: int) -> Iterator[Why]:
        shared: list[Leaf] = [leaf for leaf, mask in self.leaves if mask[document]]
        yield from (why_found(leaf) for leaf in shared if isinstance(leaf, Coded))
        yield from [why_found(leaf) for leaf in shared if isinstance(leaf, Term)][:MOST_WORDS_SHOWN]
