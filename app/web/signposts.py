"""Which pages of the platform somebody names by the words of a question ("cup", "how to take part"). Pure.

A place is known by its title and by a list of words, in all four languages at once. It is named when these cover every
word of the question that says something: "coffee cup price" names none.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice, takewhile
from typing import Generic, NamedTuple, Protocol, TypeAlias, TypeVar

from app.search.analysis import LANGUAGES, fold, pieces, raw_words, stem
from app.search.stopwords import EVERY_STOP_WORD, STOP_WORDS

# Longer questions are about something.
MOST_WORDS = 8
SHORTEST_BEGINNING = 3
SHORTEST_STEM = 4
# Who writes these knows how to search, and means it.
_OPERATORS = re.compile(r'["“”„«»:*()]|(?:^|\s)[+-]\S|\s(?:OR|O|OU)\s')
_HYPHENS = str.maketrans("-‐‑", "   ")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORDS = re.compile(r"\s*[,،、;]\s*")

# A word as it is written, or its stem after its language and a colon.
Key: TypeAlias = str
Translate = Callable[[str, str], str]


class Named(Protocol):
    """All are marked for translation; `words` stand between commas, each a word or a few that belong together. Those
    `beside` name nothing by themselves, and may stand beside the others."""

    @property
    def title(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def beside(self) -> str: ...


P = TypeVar("P", bound=Named)


class _Name(NamedTuple):
    """One way to name a place: each of its words by the forms in which it may be typed."""

    place: int
    words: tuple[frozenset[Key], ...]
    title: bool


@dataclass(frozen=True, slots=True)
class Question:
    """The words that say something, those that may as well be left out, and a year among them (0 for none)."""

    words: tuple[str, ...]
    others: tuple[str, ...]
    year: int


class Signposts(Generic[P]):
    """All places, read once: `named` takes some hundredths of a millisecond."""

    def __init__(self, places: Sequence[P], *, fillers: str, translate: Translate) -> None:
        """`fillers` are words that say nothing in such a question ("show", "page"), marked as those of places."""
        self._places = tuple(places)
        self._fillers = frozenset(fold(word) for _, words in _said(fillers, translate) for word in _split(words))
        self._names = tuple(dict.fromkeys(_read(self._places, translate)))
        self._by_key = _by_key(self._names)
        beside = {words: _beside(words, translate) for words in {place.beside for place in self._places}}
        self._beside = [beside[place.beside] for place in self._places]
        begun = {
            (fold(" ".join(surfaces(name))), number)
            for number, place in enumerate(self._places)
            for _, name, _ in _names(place, translate)
        }
        self._beginnings = sorted(begun)

    def question(self, text: str) -> Question | None:
        """None where no place can be meant."""
        if _OPERATORS.search(text):
            return None
        typed = tuple(dict.fromkeys(surfaces(text)))
        years = [word for word in typed if _YEAR.fullmatch(word)]
        others = tuple(word for word in typed if word in EVERY_STOP_WORD or fold(word) in self._fillers)
        # "about us" says enough where it is all that is typed.
        content = tuple(word for word in typed if word not in years and word not in others) or others
        if not content or len(content) > MOST_WORDS or len(years) > 1:
            return None
        return Question(content, others, int(years[0]) if years else 0)

    def named(self, question: Question) -> list[P]:
        """The places that it names: first by their title, then by most words at once, then in their own order."""
        keys = {word: _keys(word, LANGUAGES) for word in (*question.words, *question.others)}
        typed = frozenset[Key]().union(*keys.values())
        touched = {number for key in typed for number in self._by_key.get(key, ())}
        by_place: dict[int, list[_Name]] = defaultdict(list)
        for name in map(self._names.__getitem__, touched):
            if all(word & typed for word in name.words):
                by_place[name.place].append(name)
        found = [
            (*_worth(names, question, keys), place)
            for place, names in by_place.items()
            if _covers(names, self._beside[place], [keys[word] for word in question.words])
        ]
        return [self._places[place] for *_, place in sorted(found)]

    def beginning(self, text: str) -> list[P]:
        """The places one of whose names begins as typed, in their own order."""
        begun = fold(" ".join(surfaces(text)))
        if len(begun) < SHORTEST_BEGINNING or _OPERATORS.search(text):
            return []
        rest = islice(self._beginnings, bisect_left(self._beginnings, (begun,)), None)
        found = {number for _, number in takewhile(lambda name: name[0].startswith(begun), rest)}
        return [self._places[number] for number in sorted(found)]


def surfaces(text: str) -> list[str]:
    """The words of a name or question, without hyphens and elided articles."""
    found = []
    for match in raw_words(text.translate(_HYPHENS)):
        written = pieces(match.group())
        # The first of several is all of them together.
        found += [piece.surface for piece in (written[1:] or written)]
    return found


def _read(places: Iterable[Named], translate: Translate) -> Iterable[_Name]:
    known: dict[tuple[str, str], frozenset[Key]] = {}
    for number, place in enumerate(places):
        for language, name, is_title in _names(place, translate):
            needed = [(word, language) for word in _needed(name, language)]
            for word in needed:
                known.setdefault(word, _keys(word[0], (language,)))
            if needed:
                yield _Name(number, tuple(known[word] for word in needed), is_title)


def _needed(name: str, language: str) -> list[str]:
    """The words that say something; of a name with one such at most all: "what did not work" is not "how it works"."""
    written = surfaces(name)
    content = [word for word in written if word not in STOP_WORDS[language]]
    return content if len(content) > 1 else written


def _by_key(names: Sequence[_Name]) -> dict[Key, tuple[int, ...]]:
    """The numbers of the names with a word of these forms."""
    numbers: dict[Key, set[int]] = defaultdict(set)
    for number, name in enumerate(names):
        for key in chain.from_iterable(name.words):
            numbers[key].add(number)
    return {key: tuple(some) for key, some in numbers.items()}


def _names(place: Named, translate: Translate) -> Iterable[tuple[str, str, bool]]:
    for language, title in _said(place.title, translate):
        yield language, title, True
    for language, words in _said(place.words, translate):
        for name in _split(words):
            yield language, name, False


def _said(message: str, translate: Translate) -> Iterable[tuple[str, str]]:
    """A marked text in each language that has its own."""
    for language in LANGUAGES:
        text = translate(language, message)
        if text and (language == "en" or text != message):
            yield language, text


def _split(words: str) -> list[str]:
    return [word for word in _WORDS.split(words.strip()) if word]


def _beside(message: str, translate: Translate) -> frozenset[Key]:
    said = [(word, language) for language, words in _said(message, translate) for word in surfaces(words)]
    return frozenset[Key]().union(*(_keys(word, (language,)) for word, language in said))


def _keys(word: str, languages: Iterable[str]) -> frozenset[Key]:
    """As it is written, and its stem; of so short a stem nothing is sure but the plural ("juros" is no "júri")."""
    written = fold(word)
    short = written.removesuffix("s")
    stems = [(language, stem(word, language)) for language in languages]
    forms = [f"{language}:{one if len(one) >= SHORTEST_STEM else short}" for language, one in stems]
    return frozenset((written, *forms))


def _covers(names: Iterable[_Name], beside: frozenset[Key], words: Iterable[frozenset[Key]]) -> bool:
    known = beside.union(*(word for name in names for word in name.words))
    return all(word & known for word in words)


def _worth(names: Iterable[_Name], question: Question, keys: Mapping[str, frozenset[Key]]) -> tuple[bool, int]:
    """The least comes first."""
    typed = [keys[word] for word in question.words]
    named_wholly = any(name.title and _covers([name], frozenset(), typed) for name in names)
    return not named_wholly, -max(len(name.words) for name in names)
