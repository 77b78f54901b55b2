"""What is suggested while somebody types: terms, words, organisations and titles the reader may see."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from app.search.analysis import fold
from app.search.commit import Commit
from app.search.counting import Mask
from app.search.engine import Suggestion, SuggestRequest
from app.search.evaluate import Evaluation
from app.search.facts import Ints
from app.search.labels import Label, Labels, label_words
from app.search.nodes import Clauses
from app.search.postings import accent_form, field_form
from app.search.query import word_term
from app.search.stopwords import EVERY_STOP_WORD
from app.search.suggest import SHORTEST_COMPLETED, as_written, first_visible, within_bytes

LONGEST_TYPED = 100
MOST_TRIED = 64
# In how many documents of the reader's language a word stands is asked for so many of the most frequent.
MOST_COMPARED = 12
MOST_LABELS, MOST_WORDS, MOST_ORGANISATIONS, MOST_TITLES = 2, 3, 2, 3
# Of the names with a word that begins as typed, so many are enough to choose from: reading all would take long.
ENOUGH_NAMES = 200
# Cases of one organisation stand beside each other; after so many we stop looking for another.
MOST_NAMES_READ = 12
# More than any time of publication, in seconds.
BEFORE_ALL_OTHERS = 1e12


def written(commit: Commit, form: str, tokens: frozenset[str]) -> str:
    """A folded word as it is most often written in the documents that one of the tokens opens."""
    surfaces = [key.partition("\t")[2] for key, _ in commit.words("accents", accent_form(form, ""))]
    counted = [(one, commit.standing(tokens, "accents", accent_form(form, one))) for one in surfaces]
    return as_written(form, counted, commit.standing(tokens, "exact", form))


def suggestions(commit: Commit, request: SuggestRequest, labels: Labels) -> tuple[Suggestion, ...]:
    typed = request.text[:LONGEST_TYPED]
    words = label_words(typed)
    if len("".join(words)) < SHORTEST_COMPLETED:
        return ()
    return within_bytes(_Suggesting(commit, request, labels, typed, words).all(), limit=request.limit)


class _Suggesting:
    def __init__(
        self, commit: Commit, request: SuggestRequest, labels: Labels, typed: str, words: tuple[str, ...]
    ) -> None:
        self.commit, self.request, self.labels = commit, request, labels
        self.typed, self.words = typed, words

    def all(self) -> Iterator[Suggestion]:
        yield from self._labels()
        if len(self.words[-1]) < SHORTEST_COMPLETED:
            # The next word was just begun; too many begin with one letter.
            return
        yield from self._words()
        yield from self._names("organisation", MOST_ORGANISATIONS)
        yield from self._names("title", MOST_TITLES)

    def _labels(self) -> Iterator[Suggestion]:
        labels = self.labels.starting(self.typed, self.request.language)
        known = (one for one in labels if one.code in self.commit.codes(self.request.tokens, one.facet))
        # One name of two terms is offered once: it cannot be told which is which.
        by_name: dict[str, Label] = {}
        for label in known:
            by_name.setdefault(label.text, label)
        for label in islice(by_name.values(), MOST_LABELS):
            yield Suggestion("label", label.text, facet=label.facet, code=label.code)

    def _words(self) -> Iterator[Suggestion]:
        tokens, begun = self.request.tokens, fold(self.words[-1])
        before = self.typed[: len(self.typed.rstrip()) - len(self.words[-1])]
        words = self.commit.words("exact", begun, MOST_TRIED)
        candidates = [form for form, _ in words if form != begun and form.isalpha()]
        ordered = self._own_first(candidates)
        found = first_visible(ordered, lambda form: self.commit.standing(tokens, "exact", form), limit=MOST_WORDS)
        for form, _ in found:
            yield Suggestion("word", before + written(self.commit, form, tokens))

    def _own_first(self, words: list[str]) -> list[str]:
        """The words of the reader's language first: those that stand in many of its documents, and in few others."""
        own = self._own_language()
        if own < 0:
            return words

        def worth(word: str) -> float:
            counts = self.commit.standing_by_language(self.request.tokens, word)
            return counts[own] ** 2 / max(sum(counts), 1)

        return [*sorted(words[:MOST_COMPARED], key=worth, reverse=True), *words[MOST_COMPARED:]]

    def _names(self, field: str, most: int) -> Iterator[Suggestion]:
        """Titles, or names of organisations, with all the words typed, the last one perhaps unfinished."""
        *whole, begun = self.words
        documents = self._beginning(field_form(field, fold(begun)), self._having(whole, field))
        found: dict[Suggestion, None] = {}
        for document in islice(self._best_first(documents), MOST_NAMES_READ):
            found[_name(field, self.commit.stored_facts(document))] = None
            if len(found) == most:
                break
        yield from found

    def _having(self, words: list[str], field: str) -> Mask:
        """The documents open to the reader in whose name all these words stand."""
        visible = self.commit.visible(self.request.tokens)
        terms = [word_term(word, field) for word in words if word not in EVERY_STOP_WORD]
        return visible & Evaluation(self.commit).run(Clauses(must=tuple(terms))).mask if terms else visible

    def _beginning(self, letters: str, opened: Mask) -> Ints:
        """Documents of the mask with a form that begins so, some perhaps twice: those of frequent forms first."""
        found, many = [np.zeros(0, np.int32)], 0
        for form, _ in self.commit.words("exact", letters, MOST_TRIED):
            documents = self.commit.entries("exact", form).documents
            found.append(documents[opened[documents]])
            many += len(found[-1])
            if many >= ENOUGH_NAMES:
                break
        return np.concatenate(found)

    def _best_first(self, documents: Ints) -> Iterator[int]:
        """One document of each group: those in the reader's language first, then the newest."""
        groups = self.commit.groups[documents]
        worth: npt.NDArray[np.float64] = self.commit.published[documents]
        worth = worth + BEFORE_ALL_OTHERS * (self.commit.languages[documents] == self._own_language())
        while len(documents):
            best = int(np.argmax(worth))
            yield int(documents[best])
            others = groups != groups[best]
            documents, groups, worth = documents[others], groups[others], worth[others]

    def _own_language(self) -> int:
        names = self.commit.language_names
        return names.index(self.request.language) if self.request.language in names else -2


def _name(field: str, facts: Mapping[str, Any]) -> Suggestion:
    if field == "organisation":
        return Suggestion("organisation", facts["organisation"])
    return Suggestion("title", facts["title"], document=facts["id"])
