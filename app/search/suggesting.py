"""What is suggested while somebody types: terms, words, organisations and titles the reader may see."""

from collections.abc import Iterator

import numpy as np

from app.search.analysis import fold
from app.search.commit import Commit
from app.search.counting import Mask, Matching, ranked
from app.search.engine import Suggestion, SuggestRequest
from app.search.evaluate import Evaluation
from app.search.labels import Labels, label_words
from app.search.nodes import Clauses, Prefix
from app.search.postings import accent_form
from app.search.query import word_term
from app.search.stopwords import EVERY_STOP_WORD
from app.search.suggest import SHORTEST_COMPLETED, as_written, first_visible, within_bytes

LONGEST_TYPED = 100
MOST_TRIED = 64
MOST_LABELS, MOST_WORDS, MOST_ORGANISATIONS, MOST_TITLES = 2, 3, 2, 3


def visible_count(commit: Commit, form: str, visible: Mask, field: str = "exact") -> int:
    """In how many documents of the mask a form stands."""
    return int(np.count_nonzero(visible[commit.entries(field, form).documents]))


def written(commit: Commit, form: str, count: int, visible: Mask) -> str:
    """A folded word as it is most often written in the documents of the mask, in which it stands `count` times."""
    surfaces = [key.partition("\t")[2] for key, _ in commit.words("accents", accent_form(form, ""))]
    counted = [(one, visible_count(commit, accent_form(form, one), visible, "accents")) for one in surfaces]
    return as_written(form, counted, count)


def suggestions(commit: Commit, request: SuggestRequest, labels: Labels) -> tuple[Suggestion, ...]:
    typed = request.text[:LONGEST_TYPED]
    words = label_words(typed)
    if not words or len(words[-1]) < SHORTEST_COMPLETED:
        return ()
    return within_bytes(_Suggesting(commit, request, labels, typed, words).all(), limit=request.limit)


class _Suggesting:
    def __init__(
        self, commit: Commit, request: SuggestRequest, labels: Labels, typed: str, words: tuple[str, ...]
    ) -> None:
        self.commit, self.request, self.labels = commit, request, labels
        self.typed, self.words = typed, words
        self.visible = commit.visible(request.tokens)

    def all(self) -> Iterator[Suggestion]:
        yield from self._labels()
        yield from self._words()
        yield from self._names("organisation", MOST_ORGANISATIONS)
        yield from self._names("title", MOST_TITLES)

    def _labels(self) -> Iterator[Suggestion]:
        left = MOST_LABELS
        for label in self.labels.starting(self.typed, self.request.language):
            if left and np.any(self.commit.coded(label.facet, (label.code,)) & self.visible):
                left -= 1
                yield Suggestion("label", label.text, facet=label.facet, code=label.code)

    def _words(self) -> Iterator[Suggestion]:
        begun = fold(self.words[-1])
        before = self.typed[: len(self.typed.rstrip()) - len(self.words[-1])]
        words = self.commit.words("exact", begun, MOST_TRIED)
        candidates = (form for form, _ in words if form != begun and form.isalpha())
        found = first_visible(candidates, lambda form: visible_count(self.commit, form, self.visible), limit=MOST_WORDS)
        for form, count in found:
            yield Suggestion("word", before + written(self.commit, form, count, self.visible))

    def _names(self, field: str, most: int) -> Iterator[Suggestion]:
        """Titles, or names of organisations, with all the words typed, the last one perhaps unfinished."""
        *whole, begun = self.words
        wanted = [word_term(word, field) for word in whole if word not in EVERY_STOP_WORD]
        found = Evaluation(self.commit).run(Clauses(must=(*wanted, Prefix(begun, fold(begun), field))))
        matching = Matching(found.mask & self.visible, self.commit.groups, len(self.commit.group_names))
        own = self._in_own_language()
        page = ranked(matching, [found.scores + own], limit=most)
        for group in page.groups:
            of_group = page.documents[self.commit.groups[page.documents] == group]
            document = int(max(of_group, key=lambda number: (own[number], -number)))
            facts = self.commit.stored_facts(document)
            if field == "organisation":
                yield Suggestion("organisation", facts["organisation"])
            else:
                yield Suggestion("title", facts["title"], document=facts["id"])

    def _in_own_language(self) -> Mask:
        names = self.commit.language_names
        own = names.index(self.request.language) if self.request.language in names else -2
        mask: Mask = self.commit.languages == own
        return mask
