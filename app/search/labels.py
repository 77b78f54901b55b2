"""The terms of the controlled vocabularies by their labels: one named in any language finds cases in all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.search.analysis import LANGUAGES, fold, pieces, raw_words, stem

LONGEST_LABEL = 8


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


class Labels:
    """Look-up of vocabulary terms by label, with or without accents, singular or plural."""

    def __init__(self, labels: Iterable[Label] = ()) -> None:
        self._all = tuple(labels)
        self._by_key: dict[str, dict[tuple[str, str], Label]] = {}
        self._starts: list[tuple[Label, tuple[str, ...]]] = []
        for label in self._all:
            words = label_words(label.text)
            self._starts.append((label, tuple(map(fold, words))))
            for key in self._label_keys(label, words):
                self._by_key.setdefault(key, {}).setdefault((label.facet, label.code), label)

    @staticmethod
    def _label_keys(label: Label, words: Sequence[str]) -> set[str]:
        languages = (label.language,) if label.language in LANGUAGES else LANGUAGES
        return _keys(words, languages) if label.text else set()

    def named(self, words: Sequence[str]) -> tuple[Label, ...]:
        """The terms whose label is exactly these words (lower-case)."""
        found: dict[tuple[str, str], Label] = {}
        for key in sorted(_keys(words, LANGUAGES)):
            found |= self._by_key.get(key, {})
        return tuple(found.values())

    def in_facet(self, facet: str, text: str) -> tuple[Label, ...]:
        """The terms of one facet with that label, or that very code."""
        named = [label for label in self.named(label_words(text)) if label.facet == facet]
        coded = [one for one in self._all if one.facet == facet and one.code.lower() == text.lower()]
        return tuple({label.code: label for label in (*named, *coded)}.values())

    def starting(self, text: str, language: str) -> list[Label]:
        """Labels in that language in which some word, and what follows, begins as typed."""
        typed = " ".join(map(fold, label_words(text)))
        return [
            label
            for label, words in self._starts
            if typed
            and label.language == language
            and any(" ".join(words[n:]).startswith(typed) for n in range(len(words)))
        ]
