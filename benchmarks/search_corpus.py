"""Made-up documents and queries for the search benchmark, spread as natural language is.

In each of four languages words are lemmas with endings (plurals, verb forms), a third of them alike in all languages,
drawn by Zipf's law (with two slopes) between real function words, short ones most often; every document has a topic
whose words come again and again in it.
Documents are about 4 KB, a case stands in two languages, and one case in twenty is for members only. The same number
gives the same document.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from app.search.engine import EVERYBODY, Role, SearchDocument, Section
from app.search.stopwords import STOP_WORDS

LANGUAGES = ("en", "es", "fr", "pt")
LEMMAS = 40_000
SHARED = LEMMAS // 3
TOPICS, TOPIC_WORDS = 500, 80
# Of the words of a text, how many are function words, and how many belong to its topic.
FUNCTION_WORDS, TOPICAL = 0.42, 0.12
ENDINGS = {
    "en": (("", 0.6), ("s", 0.25), ("ing", 0.08), ("ed", 0.07)),
    "es": (("o", 0.3), ("a", 0.25), ("os", 0.15), ("as", 0.1), ("ción", 0.12), ("ciones", 0.08)),
    "fr": (("e", 0.35), ("es", 0.2), ("é", 0.15), ("er", 0.1), ("tion", 0.12), ("tions", 0.08)),
    "pt": (("o", 0.3), ("a", 0.25), ("os", 0.15), ("as", 0.1), ("ção", 0.12), ("ções", 0.08)),
}
SECTIONS: tuple[tuple[str, Role, int], ...] = (
    ("summary", "summary", 60),
    ("context", "body", 130),
    ("story", "body", 285),
    ("lessons", "lesson", 115),
    ("blocks", "lesson", 60),
)
# How many values each filter of the site has, and how many of them a case has at most.
FACETS = {
    "benefit": (24, 3),
    "capability": (18, 3),
    "product": (60, 2),
    "country": (45, 1),
    "kind": (4, 1),
    "tier": (2, 1),
    "method": (11, 2),
    "maturity": (4, 1),
    "organisation_tier": (3, 1),
    "activity": (30, 3),
    "year": (12, 1),
    "video": (2, 1),
}
COUNTED = (*FACETS, "language")

Way: TypeAlias = Literal["any", "all", "phrase", "prefix"]
Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: words found in any of these ways, in documents with all of these codes."""

    way: Way
    words: tuple[str, ...]
    language: str = "en"
    filters: dict[str, str] = field(default_factory=dict)


class _Language(NamedTuple):
    forms: list[str]
    lemma_of: npt.NDArray[np.int64]
    cumulative: Floats
    common: list[str]
    common_cumulative: Floats


def _zipf(count: int, kernel: int = 5000) -> Floats:
    """By rank: falling slowly among the words everybody knows, twice as fast beyond them, as in large collections."""
    rank = np.arange(count)
    return 1 / (rank + 2.7) / (1 + rank / kernel)


def _lemma(rng: np.random.Generator) -> str:
    consonants, vowels = "bcdfglmnprstvz", ("a", "e", "i", "o", "u", "an", "er", "en", "á", "é", "í")
    syllables = int(rng.integers(2, 5))
    drawn = zip(rng.integers(0, len(consonants), syllables), rng.choice(len(vowels), syllables), strict=True)
    return "".join(consonants[c] + vowels[v] for c, v in drawn) + consonants[int(rng.integers(0, len(consonants)))]


@cache
def _lemmas(name: str, count: int) -> list[str]:
    rng = np.random.default_rng(sum(name.encode()))
    found: dict[str, None] = {}
    while len(found) < count:
        found[_lemma(rng)] = None
    return sorted(found, key=len)


@lru_cache(maxsize=8)
def _language(name: str) -> _Language:
    own, shared = iter(_lemmas(name, LEMMAS - SHARED)), iter(_lemmas("shared", SHARED))
    lemmas = [next(shared) if rank % 3 == 2 else next(own) for rank in range(SHARED * 3)]
    endings = ENDINGS[name]
    weights = np.outer(_zipf(len(lemmas)), [share for _, share in endings]).ravel()
    forms = [lemma + ending for lemma in lemmas for ending, _ in endings]
    lemma_of = np.repeat(np.arange(len(lemmas)), len(endings))
    common = sorted(STOP_WORDS[name], key=lambda word: (len(word), word))
    return _Language(forms, lemma_of, _cumulative(weights), common, _cumulative(_zipf(len(common))))


def _cumulative(weights: Floats) -> Floats:
    summed: Floats = np.cumsum(weights) / np.sum(weights)
    return summed


def _draw(rng: np.random.Generator, cumulative: Floats, count: int) -> npt.NDArray[np.int64]:
    return np.searchsorted(cumulative, rng.random(count)).astype(np.int64)


@lru_cache(maxsize=4 * TOPICS)
def _topic(name: str, topic: int) -> npt.NDArray[np.int64]:
    """The forms a topic likes: of middling frequency."""
    language = _language(name)
    lemmas = np.random.default_rng(topic).integers(150, 12_000, TOPIC_WORDS)
    per_lemma = len(ENDINGS[name])
    found: npt.NDArray[np.int64] = np.add.outer(lemmas * per_lemma, np.arange(min(per_lemma, 3))).ravel()
    return found[found < len(language.forms)]


def _words(rng: np.random.Generator, name: str, topic: int, count: int) -> list[str]:
    language, liked = _language(name), _topic(name, topic)
    content = _draw(rng, language.cumulative, count)
    common = _draw(rng, language.common_cumulative, count)
    kind = rng.random(count)
    topical = liked[(rng.random(count) ** 2 * len(liked)).astype(np.int64)]
    forms, function_words = language.forms, language.common
    return [
        function_words[c] if k < FUNCTION_WORDS else forms[t if k < FUNCTION_WORDS + TOPICAL else w]
        for k, c, t, w in zip(kind.tolist(), common.tolist(), topical.tolist(), content.tolist(), strict=True)
    ]


def _text(rng: np.random.Generator, name: str, topic: int, count: int) -> str:
    words = _words(rng, name, topic, count)
    sentences = (" ".join(words[at : at + 17]) for at in range(0, count, 17))
    return " ".join(one[:1].upper() + one[1:] + "." for one in sentences)


def _facets(case: int) -> dict[str, tuple[str, ...]]:
    rng = np.random.default_rng(case + 1_000_000)
    found = {}
    for name, (size, most) in FACETS.items():
        drawn = (rng.random(int(rng.integers(1, most + 1))) ** 2 * size).astype(int)
        found[name] = tuple(sorted({f"{name}_{code}" for code in drawn.tolist()}))
    return found


def document(number: int) -> SearchDocument:
    case, second = divmod(number, 2)
    language = LANGUAGES[(case + second * (1 + case % 3)) % 4]
    rng, topic = np.random.default_rng(number), int(np.random.default_rng(case).random() ** 1.5 * TOPICS)
    sections = tuple(Section(name, _text(rng, language, topic, words), role) for name, role, words in SECTIONS)
    organisation = " ".join(_words(np.random.default_rng(case % 4000), "es", topic, 3)).title()
    return SearchDocument(
        id=f"case:{case}:{language}",
        source=f"case:{case}",
        group=f"case:{case}",
        kind="case",
        language=language,
        title=" ".join(_words(rng, language, topic, 8)).capitalize(),
        sections=(*sections, Section("organisation", organisation, "organisation")),
        facets={**_facets(case), "language": (language,), "type": ("case",)},
        visible_to=(EVERYBODY,) if case % 20 else ("organisation:1",),
        published_at=datetime(2012, 1, 1, tzinfo=UTC) + timedelta(hours=case),
    )


def documents(count: int) -> Iterator[SearchDocument]:
    return map(document, range(count))


# Queries


def _by_rank(rng: np.random.Generator, name: str, first: int, last: int) -> str:
    language = _language(name)
    lemma = int(np.exp(rng.uniform(np.log(first + 1), np.log(last))))
    return language.forms[lemma * len(ENDINGS[name])]


def _typed(rng: np.random.Generator, name: str) -> str:
    """A word as people type it: common, middling or rare."""
    first, last = ((0, 40), (40, 2_000), (2_000, 20_000))[int(rng.choice(3, p=(0.4, 0.42, 0.18)))]
    return _by_rank(rng, name, first, last)


def _about(rng: np.random.Generator, name: str, count: int) -> tuple[str, ...]:
    """Words of which all but the first belong to one topic."""
    forms, liked = _language(name).forms, _topic(name, int(rng.random() ** 1.5 * TOPICS))
    others = [forms[liked[int(rng.random() ** 2 * len(liked))]] for _ in range(count - 1)]
    return tuple(dict.fromkeys((_typed(rng, name), *others)))


def _phrase(rng: np.random.Generator, most: int) -> Asked:
    """Two or three words that stand beside each other in some document, none of them a function word."""
    while True:
        found = document(int(rng.integers(0, most)))
        words = found.sections[int(rng.integers(0, 4))].text.lower().replace(".", "").split()
        at, length = int(rng.integers(0, len(words) - 3)), 2 + int(rng.random() < 0.3)
        wanted = tuple(words[at : at + length])
        if not STOP_WORDS[found.language].intersection(wanted):
            return Asked("phrase", wanted, found.language)


def asked(way: Way, number: int, most: int) -> Asked:
    """The query of that number; `most` is how many documents there are."""
    rng = np.random.default_rng(number + 77_000_000)
    name = LANGUAGES[number % 4]
    match way:
        case "phrase":
            return _phrase(rng, most)
        case "prefix":
            return Asked("prefix", (_by_rank(rng, name, 20, 3_000)[: int(rng.integers(4, 7))],), name)
        case "all":
            return Asked("all", _about(rng, name, int(rng.integers(2, 4))), name)
    return Asked("any", _about(rng, name, int(rng.integers(2, 4))), name)


def one_word(number: int) -> Asked:
    rng = np.random.default_rng(number + 78_000_000)
    return Asked("any", (_typed(rng, LANGUAGES[number % 4]),), LANGUAGES[number % 4])


def on_the_page(number: int, most: int) -> Asked:
    """What a search page is asked: one to four words, now and then a phrase, a prefix; a quarter filtered."""
    rng = np.random.default_rng(number + 79_000_000)
    name = LANGUAGES[number % 4]
    kind = rng.random()
    if kind < 0.2:
        found = asked(("phrase", "prefix", "all")[int(rng.integers(0, 3))], number, most)
    else:
        found = Asked("any", _about(rng, name, int(rng.choice((1, 2, 3, 4), p=(0.3, 0.35, 0.25, 0.1)))), name)
    filters = {"country": f"country_{int(rng.random() ** 2 * 45)}"} if rng.random() < 0.25 else {}
    return Asked(found.way, found.words, found.language, filters)
