"""What a form offers for each kind of answer, in its reader's language; and the words for an answer given."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from babel.dates import get_month_names
from babel.languages import get_official_languages, get_territory_language_info
from babel.numbers import get_territory_currencies

from app.content.clean import as_typed
from app.content.schema import Field, Kind
from app.content.text import N_
from app.domain.terms import TermBook
from app.i18n import COUNTRIES, LANGUAGES, all_languages, locale, territories, translate
from app.models.media import Media, MediaKind
from app.models.vocabulary import Term

Pairs = list[tuple[str, str]]
# (code, label), or (label of a group, its pairs), as templates/ui/forms.html takes them.
Options = list[tuple[str, str | Pairs]]

MEDIA_WORDS = {
    MediaKind.PICTURE: N_("Picture"),
    MediaKind.AUDIO: N_("Voice or sound"),
    MediaKind.VIDEO: N_("Film"),
    MediaKind.DOCUMENT: N_("Document"),
}


@dataclass(frozen=True, slots=True)
class Offers:
    """`country`, `languages` and `benefits` (those of the case) decide what stands first."""

    terms: TermBook
    language: str
    country: str = ""
    languages: Sequence[str] = ()
    benefits: Sequence[str] = ()
    media: Mapping[str, Media] = field(default_factory=dict)

    def of(self, part: Field) -> Options:
        """The answers possible for one field."""
        match part.kind:
            case Kind.COUNTRY:
                return list(territories(self.language).items())
            case Kind.CURRENCY:
                return self._currencies()
            case Kind.MONTHS:
                return list(months(self.language).items())
            case Kind.LANGUAGES:
                return self.near_languages()
            case Kind.MEDIUM:
                return [(public_id, self.medium(public_id)) for public_id in self.media]
            case _:
                return self._tree(part.vocabulary)

    def _tree(self, vocabulary: str) -> Options:
        """Terms that have narrower ones lead a group; the others stand before the groups."""
        groups: dict[str, Pairs] = {}
        for code, term in self.terms.terms.get(vocabulary, {}).items():
            groups.setdefault(term.broader or code, []).append((code, self._label(term)))
        single = [pairs[0] for pairs in groups.values() if len(pairs) == 1]
        return [*single, *((pairs[0][1], pairs) for pairs in groups.values() if len(pairs) > 1)]

    def _label(self, term: Term) -> str:
        return self.terms.label(term.vocabulary, term.code, self.language)

    def activities(self, *, near: bool) -> Options:
        """The practical activities below the benefits that were chosen, in their order, or below the others."""
        every = self.terms.codes("benefit")
        benefits = self.benefits if near else [code for code in self.terms.terms.get("benefit", ()) if code in every]
        wanted = [code for code in benefits if near or code not in self.benefits]
        below = {code: [(t.code, self._label(t)) for t in self.terms.narrower("activity", code)] for code in wanted}
        return [(self.terms.label("benefit", code, self.language), pairs) for code, pairs in below.items() if pairs]

    def definitions(self, vocabulary: str) -> Pairs:
        """Label and meaning of each term, for those who are not sure."""
        terms = self.terms.terms.get(vocabulary, {}).values()
        meanings = [(self._label(term), term.definitions.get(self.language, "")) for term in terms]
        return [(label, meaning) for label, meaning in meanings if meaning]

    def explained(self, vocabulary: str) -> list[tuple[str, str, str]]:
        """(code, label, meaning): for lists short enough to carry their meanings along."""
        terms = self.terms.terms.get(vocabulary, {}).values()
        return [(term.code, self._label(term), term.definitions.get(self.language, "")) for term in terms]

    def near_languages(self) -> Options:
        """The languages of the platform, of the country, and those named already."""
        names = all_languages(self.language)
        codes = dict.fromkeys([*LANGUAGES, *_spoken_in(self.country), *self.languages])
        return [(code, _capital(names[code])) for code in codes if code in names]

    def far_languages(self) -> Options:
        near = {code for code, _ in self.near_languages()}
        return [(code, _capital(name)) for code, name in all_languages(self.language).items() if code not in near]

    def _currencies(self) -> Options:
        names = locale(self.language).currencies
        near = get_territory_currencies(self.country) if self.country in COUNTRIES else []
        others = sorted(_currencies_in_use() - set(near), key=lambda code: names.get(code, code))
        return [(code, f"{_capital(names.get(code, code))} ({code})") for code in [*near, *others]]

    def medium(self, public_id: str) -> str:
        """A file by its kind and name; the id of one that is not there any more."""
        medium = self.media.get(public_id)
        if medium is None:
            return public_id
        return f"{translate(self.language, MEDIA_WORDS[medium.kind])}: {medium.file_name or public_id}"

    def words(self, part: Field, value: Any) -> str:
        """A typed or stored answer as a reader would say it."""
        if isinstance(value, (list, tuple)):
            return ", ".join(self._word(part, str(one)) for one in value)
        return self._word(part, as_typed(value))

    def _word(self, part: Field, text: str) -> str:
        if part.vocabulary:
            return self.terms.label(part.vocabulary, text, self.language) if text else ""
        if part.kind is Kind.FLAG:
            return "✓" if text else ""
        tell = _WORDS.get(part.kind)
        if part.kind is Kind.MEDIUM:
            return self.medium(text)
        return tell(text, self.language) if tell and text else text


def _spoken_in(country: str, at_least: float = 3) -> Collection[str]:
    """The languages that matter in a country: the official ones, and those of some per cent of its people."""
    if country not in COUNTRIES:
        return ()
    official = get_official_languages(country, regional=True, de_facto=True)
    spoken = get_territory_language_info(country)
    many = [code for code, about in spoken.items() if float(about["population_percent"] or 0) >= at_least]
    return dict.fromkeys(code.split("_")[0] for code in [*official, *many])


@cache
def _currencies_in_use() -> frozenset[str]:
    return frozenset(code for country in COUNTRIES for code in get_territory_currencies(country))


@cache
def months(language: str) -> dict[str, str]:
    """ "1" to "12", with their names standing alone."""
    names = get_month_names("wide", locale=locale(language), context="stand-alone")
    return {str(number): _capital(str(names[number])) for number in range(1, 13)}


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


_WORDS: dict[Kind, Callable[[str, str], str]] = {
    Kind.COUNTRY: lambda code, language: territories(language).get(code, code),
    Kind.LANGUAGES: lambda code, language: _capital(all_languages(language).get(code, code)),
    Kind.MONTHS: lambda number, language: months(language).get(number, number),
}
