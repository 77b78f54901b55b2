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


def _spaced(words: Sequence[str]) -> str:
    """The words folded, with a space before each, so that what begins one of them can be told from what is in it."""
    return "".join(f" {fold(word)}" for word in words)


class Labels:
    """Look-up of vocabulary terms by label, with or without accents, singular or plural."""

    def __init__(self, labels: Iterable[Label] = ()) -> None:
        self._all = tuple(labels)
        self._by_key: dict[str, tuple[Label, ...]] = {}
        self._folded: list[str] = []
        for label in self._all:
            words = label_words(label.text)
            self._folded.append(_spaced(words))
            for key in self._label_keys(label, words):
                same_key = self._by_key.get(key, ())
                if all((one.facet, one.code) != (label.facet, label.code) for one in same_key):
                    self._by_key[key] = (*same_key, label)

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

    def in_facet(self, facet: str, text: str) -> tuple[Label, ...]:
        """The terms of one facet with that label, or that very code."""
        named = [label for label in self.named(label_words(text)) if label.facet == facet]
        coded = [one for one in self._all if one.facet == facet and one.code.lower() == text.lower()]
        return tuple({label.code: label for label in (*named, *coded)}.values())

    def starting(self, text: str, language: str) -> list[Label]:
        """Labels in that language in which some word, and what follows, begins as typed."""
        typed = _spaced(label_words(text))
        return [
            label
            for label, folded in zip(self._all, self._folded, strict=True)
            if typed and label.language == language and typed in folded
        ]
