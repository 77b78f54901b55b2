"""The terms of the controlled vocabularies by their labels: one named in any language finds cases in all."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from app.search.analysis import LANGUAGES, fold, pieces, raw_words, stem
from app.search.stopwords import STOP_WORDS

LONGEST_LABEL = 8
LONGEST_EXPRESSION = 4
# A word that stands in the labels of more terms than these tells nothing of any of them.
MOST_SHARING = 8
# A word in the labels of more terms than these tells of none of them in a text.
MOST_TOLD = 4
SHORTEST_TOLD = 3
# The part of a label's words that must be typed for its term to be looked for as well.
LEAST_SHARE = 0.5
# Their names are made of words that mean other things: new, united, south, coast.
_NAMES = frozenset(("country", "region"))


# Words and expressions that mean the same, each with its language.
Meaning: TypeAlias = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Label:
    """A label or synonym of a term, in one language."""

    facet: str
    code: str
    text: str
    language: str


def label_words(text: str) -> tuple[str, ...]:
    """The lower-case words of a label, compounds in their parts, as the query parser sees them too."""
    found: list[str] = []
    for match in raw_words(text):
        parts = pieces(match.group())
        found.extend(surface for surface, _ in (parts if len(parts) == 1 else parts[1:]))
    return tuple(found)


def _keys(words: Sequence[str], languages: Iterable[str]) -> set[str]:
    folded = " ".join(map(fold, words))
    return {folded} | {" ".join(stem(word, language) for word in words) for language in languages}


def _spaced(words: Sequence[str]) -> str:
    """The words folded, with a space before each, so that what begins one of them can be told from what is in it."""
    return "".join(f" {fold(word)}" for word in words)


def _content_stems(label: Label) -> frozenset[str]:
    """The stems of the words of a label that are no stop words."""
    stop = STOP_WORDS.get(label.language, frozenset())
    return frozenset(stem(word, label.language) for word in label_words(label.text) if word not in stop)


def _meaning_key(words: Sequence[str], language: str) -> str:
    return f"{language}:{' '.join(stem(word, language) for word in words)}"


def _telling_stems(labels: Iterable[Label]) -> dict[tuple[str, str], tuple[str, ...]]:
    """By facet and code the stems of the labels of a term that stand in those of few terms."""
    terms: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for label in labels:
        if label.facet not in _NAMES:
            for one in _content_stems(label):
                terms[one].add((label.facet, label.code))
    told: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in sorted(terms):
        if len(terms[one]) <= MOST_TOLD and len(one) >= SHORTEST_TOLD:
            for term in terms[one]:
                told[term].append(one)
    return {term: tuple(stems) for term, stems in told.items()}


class Labels:
    """Look-up of vocabulary terms by label, with or without accents, singular or plural."""

    def __init__(self, labels: Iterable[Label] = (), meanings: Iterable[Meaning] = ()) -> None:
        self._all = tuple(labels)
        self._meanings: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
        for meaning in meanings:
            for word, language in meaning:
                self._meanings[_meaning_key(word.split(), language)] |= dict.fromkeys(meaning)
        self._by_key: dict[str, tuple[Label, ...]] = {}
        self._folded: list[str] = []
        for label in self._all:
            words = label_words(label.text)
            self._folded.append(_spaced(words))
            for key in self._label_keys(label, words):
                same_key = self._by_key.get(key, ())
                if all((one.facet, one.code) != (label.facet, label.code) for one in same_key):
                    self._by_key[key] = (*same_key, label)

        self._word_stems: dict[str, set[int]] = defaultdict(set)
        self._sizes: list[int] = []
        for number, label in enumerate(self._all):
            stems = _content_stems(label)
            self._sizes.append(len(stems))
            for one in stems:
                self._word_stems[f"{label.language}:{one}"].add(number)
        self._told = _telling_stems(self._all)

    @staticmethod
    def _label_keys(label: Label, words: Sequence[str]) -> set[str]:
        languages = (label.language,) if label.language in LANGUAGES else LANGUAGES
        return _keys(words, languages) if label.text else set()

    def named(self, words: Sequence[str]) -> tuple[Label, ...]:
        """The terms whose label is exactly these words (lower-case)."""
        found: dict[tuple[str, str], Label] = {}
        for key in sorted(_keys(words, LANGUAGES)):
            found |= {(label.facet, label.code): label for label in self._by_key.get(key, ())}
        return tuple(found.values())

    def told(self, label: Label) -> tuple[str, ...]:
        """The stems that tell of the term of a label in a text, in all languages: of its labels, those of few terms."""
        return self._told.get((label.facet, label.code), ())

    def knows(self, word: str) -> bool:
        """Whether the word (lower-case) stands in a label, in any of its forms."""
        return any(f"{language}:{stem(word, language)}" in self._word_stems for language in LANGUAGES)

    def same_meaning(self, words: Sequence[str], language: str) -> tuple[tuple[str, str], ...]:
        """What means the same as typed words (lower-case) together, each with its language; without what is as good as
        typed, if that is one word. They are read in the reader's language if they can be."""
        keys = [_meaning_key(words, one) for one in (language, *LANGUAGES)]
        known = next((self._meanings[key] for key in keys if key in self._meanings), {})
        return tuple(other for other in known if len(words) > 1 or stem(words[0], other[1]) != stem(*other))

    def sharing(self, words: Iterable[str]) -> list[tuple[Label, float]]:
        """The terms of one of whose labels at least half the words are among these (lower-case), and what part is."""
        typed = {f"{language}:{stem(word, language)}" for word in words for language in LANGUAGES}
        held = Counter(number for key in typed for number in self._telling(key))
        best: dict[tuple[str, str], tuple[float, Label]] = {}
        for number, count in sorted(held.items()):
            label, share = self._all[number], count / self._sizes[number]
            key = (label.facet, label.code)
            if share >= LEAST_SHARE and (key not in best or share > best[key][0]):
                best[key] = (share, label)
        return [(label, share) for share, label in best.values()]

    def _telling(self, key: str) -> set[int]:
        numbers = {n for n in self._word_stems.get(key, ()) if self._all[n].facet not in _NAMES}
        terms = {(self._all[number].facet, self._all[number].code) for number in numbers}
        return numbers if len(terms) <= MOST_SHARING else set()

    def in_facet(self, facet: str, text: str) -> tuple[Label, ...]:
        """The terms of one facet with that label, or that very code; else those whose labels hold all these words."""
        named = [label for label in self.named(label_words(text)) if label.facet == facet]
        coded = [one for one in self._all if one.facet == facet and one.code.lower() == text.lower()]
        found = (*named, *coded) or self._holding(facet, text)
        return tuple({label.code: label for label in found}.values())

    def _holding(self, facet: str, text: str) -> tuple[Label, ...]:
        empty = frozenset[int]()
        keys = [[f"{language}:{stem(word, language)}" for language in LANGUAGES] for word in label_words(text)]
        held = [empty.union(*(self._word_stems.get(key, empty) for key in same)) for same in keys]
        both = frozenset.intersection(*held) if held else empty
        return tuple(self._all[number] for number in sorted(both) if self._all[number].facet == facet)

    def starting(self, text: str, language: str) -> list[Label]:
        """One label of each term in that language in which some word, and what follows, begins as typed.

        Those with the very words come before longer ones, and those that begin so before others.
        """
        typed = _spaced(label_words(text))
        found = [
            (f"{typed} " not in f"{folded} ", not folded.startswith(typed), number)
            for number, (label, folded) in enumerate(zip(self._all, self._folded, strict=True))
            if typed and label.language == language and typed in folded
        ]
        first: dict[tuple[str, str], Label] = {}
        for *_, number in sorted(found):
            label = self._all[number]
            first.setdefault((label.facet, label.code), label)
        return list(first.values())
