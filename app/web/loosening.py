"""What to do when little or nothing was found: what to leave out, and which topics are near, each with its count."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from fastapi import Request

from app.content.text import N_
from app.domain.terms import TermBook
from app.forms.browsing import FACETS, Browse
from app.forms.published import Published
from app.i18n import COUNTRIES, translate
from app.search.analysis import fold
from app.search.suggest import nearest
from app.services import Services
from app.web.browsing import list_address, toggled_addresses
from app.web.found_words import facet_label, value_label
from app.web.requests import language_of

# With fewer than so many, what else could be asked is worth a line.
FEW = 3
MOST_WAYS = 6
MOST_TERMS = 5
_SHORTEST = 4
# Signs that narrow: a word that must or must not be there, words in this order.
_PIECE = re.compile(r'[+-]?(?:[^\W\d_]+:)?"[^"]*"|\S+')
_SIGNS = re.compile(r'["“”«»()*]|(?<!\S)[+-]|\bOR\b|(?<!\S)[^\W\d_]+:(?=\S)')

# Facets and codes by the words of their names.
Named = Mapping[str, Mapping[tuple[str, str], None]]
# By language, with the terms they were read from.
_known_names: dict[str, tuple[TermBook, Named]] = {}


@dataclass(frozen=True, slots=True)
class Way:
    """Another view of the library, in words, with how much it finds."""

    words: str
    count: int
    address: str


def ways_on(request: Request, shared: Services, terms: TermBook, browse: Browse, total: int) -> list[Way]:
    """What finds more than `total`, the most careful change first."""
    language = language_of(request)
    seen: dict[str, Way] = {}
    for words, view in _looser(browse, terms, language):
        wanted = replace(view.request(language, facets=False), limit=0, bare=True)
        count = shared.search.search(wanted, terms).total
        if count > total:
            way = Way(words, count, list_address(request, view))
            seen.setdefault(way.address, way)
        if len(seen) == MOST_WAYS:
            break
    return list(seen.values())


def _looser(browse: Browse, terms: TermBook, language: str) -> Iterator[tuple[str, Browse]]:
    browse = browse.at(1)
    for name, codes in browse.filters.items():
        values = ", ".join(value_label(terms, name, code, language) for code in codes)
        label = translate(language, N_("%(what)s: %(value)s"), what=facet_label(name, language), value=values)
        without = {other: kept for other, kept in browse.filters.items() if other != name}
        yield translate(language, N_("Without “%(words)s”"), words=label), replace(browse, filters=without)
    if browse.published.narrows:
        yield translate(language, N_("Whenever it was published")), replace(browse, published=Published())
    every = replace(browse, filters={}, published=Published())
    if browse.chosen > 1:
        yield translate(language, N_("Without any filter")), every
    yield from _fewer_words(browse, language)
    if browse.chosen and (plain := _plain(browse.text)) != browse.text:
        words = translate(language, N_("Any of the words “%(words)s”, without filters"), words=plain)
        yield words, every.asking(plain)
    if browse.kind:
        yield translate(language, N_("In everything there is")), replace(browse, kind="")


def _fewer_words(browse: Browse, language: str) -> Iterator[tuple[str, Browse]]:
    """Without each part of the question; and any of its words, read as nothing but words."""
    pieces = _PIECE.findall(browse.text)
    if len(pieces) > 1 and "(" not in browse.text:
        for place, piece in enumerate(pieces):
            rest = " ".join(pieces[:place] + pieces[place + 1 :])
            yield translate(language, N_("Without “%(words)s”"), words=piece), browse.asking(rest)
    if (plain := _plain(browse.text)) != browse.text:
        yield translate(language, N_("Any of the words “%(words)s”"), words=plain), browse.asking(plain)


def _plain(text: str) -> str:
    """The words of a question without the signs that narrow it."""
    return " ".join(_SIGNS.sub(" ", text).split())


def near_terms(request: Request, shared: Services, terms: TermBook, browse: Browse) -> list[Way]:
    """Values of filters whose name is near to a word that was asked for, where there is something with them."""
    language = language_of(request)
    words = [fold(word) for word in re.findall(r"\w+", browse.text) if len(word) >= _SHORTEST]
    if not words:
        return []
    plain = Browse(kind=browse.kind)
    answer = shared.search.search(replace(plain.request(language), limit=0), terms)
    counts = {(facet, one.code): one.count for facet, some in answer.facets.items() for one in some if one.count}
    found = [(facet, code) for facet, code in _near(words, terms, language) if (facet, code) in counts]
    return [
        Way(
            value_label(terms, facet, code, language),
            counts[facet, code],
            toggled_addresses(request, plain, facet, [code])[code],
        )
        for facet, code in found[:MOST_TERMS]
    ]


def _near(words: Sequence[str], terms: TermBook, language: str) -> Iterator[tuple[str, str]]:
    """Those that share a word with the question, then those with a word that begins alike or differs by a slip."""
    named = _named(terms, language)
    seen: dict[tuple[str, str], None] = {}
    for word in words:
        stem = word[: max(_SHORTEST, len(word) - 3)]
        alike = [other for other in named if other.startswith(stem)]
        for other in dict.fromkeys(
            [*([word] if word in named else ()), *alike, *nearest(word, ((w, 1) for w in named))]
        ):
            seen.update(named[other])
    yield from seen


def _named(terms: TermBook, language: str) -> Named:
    """What each word of a name stands for, read anew when a term has changed: there are a thousand names."""
    known = _known_names.get(language)
    if known is None or known[0] is not terms:
        known = _known_names[language] = terms, _words_of_names(terms, language)
    return known[1]


def _words_of_names(terms: TermBook, language: str) -> Named:
    named: dict[str, dict[tuple[str, str], None]] = {}
    for value, label in _labels(terms, language):
        for word in re.findall(r"\w+", fold(label)):
            if len(word) >= _SHORTEST:
                named.setdefault(word, {})[value] = None
    return named


def _labels(terms: TermBook, language: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Facet and code of each value, with its name and its other names in a language."""
    for facet, (_, vocabulary) in FACETS.items():
        for code, term in terms.terms.get(vocabulary, {}).items() if vocabulary else ():
            for label in (term.labels.get(language, ""), *term.synonyms.get(language, ())):
                yield (facet, code), label
    for code in COUNTRIES:
        yield ("country", code), value_label(terms, "country", code, language)
