"""What was found in words: marks, hints, values of filters, and why something was found."""

import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from app.content.text import N_
from app.domain.organisations.sizes import SIZES
from app.domain.terms import TermBook
from app.forms.browsing import FACETS
from app.i18n import COUNTRIES, translate
from app.search.engine import Hint, Segment, Why
from app.web.case_cards import TIERS
from app.web.filters import country_name, language_name

HINTS: dict[str, str] = {
    "open_quote": N_("A quotation mark was not closed: the words were searched one by one."),
    "open_bracket": N_("A bracket was not closed: it was left out."),
    "stray_bracket": N_("A bracket too many was left out."),
    "too_deep": N_("Too many brackets inside one another: they were left out."),
    "too_long": N_("The question was too long: only its beginning was searched."),
    "too_many_words": N_("Only the first 16 words were searched."),
    "short_prefix": N_("Before a * at least three letters are needed."),
    "no_wildcards": N_("A * can stand at the end of a word only."),
    "unknown_field": N_("“%(text)s” is not something that can be searched by itself; it was read as a word."),
    "unknown_value": N_("“%(text)s” is not known here; it was read as a word."),
    "only_common_words": N_("These words stand in nearly every text. Add one that says more."),
    "unavailable": N_("The search is being repaired. Please try again in a few minutes."),
}
# More reasons than these are read by nobody.
MOST_REASONS = 3
# Facets that hits are found by without being filters of the page.
_OTHER_FACETS = {
    "certification": N_("Certification"),
    "organisation_size": N_("How many members"),
    "region": N_("Region"),
}


def hint_words(hints: Sequence[Hint], language: str) -> list[str]:
    return [translate(language, HINTS[hint.code], text=hint.text) for hint in hints if hint.code in HINTS]


def has_marks(segments: Sequence[Segment]) -> bool:
    return any(segment.marked for segment in segments)


def marked(segments: Sequence[Segment]) -> Markup:
    """Segments as escaped HTML; only the marks are ours."""
    # Joined as plain texts: a page has a hundred of them, and safe ones are made ten times as slowly.
    pieces = [f"<mark>{escape(s.text)}</mark>" if s.marked else str(escape(s.text)) for s in segments]
    return Markup("".join(pieces))  # noqa: S704 - escaped piece by piece


def value_label(terms: TermBook, facet: str, code: str, language: str) -> str:
    """One value of a filter in words."""
    vocabulary = FACETS[facet][1] if facet in FACETS else facet
    match facet:
        case "country" | "region":
            return country_name(code, language)
        case "language":
            return language_name(code, language)
        case "tier":
            return translate(language, next((words for tier, words in TIERS.items() if tier == code), code))
        case "video":
            return translate(language, N_("with film")) if code == "yes" else translate(language, N_("without film"))
        case "organisation_size":
            return translate(language, SIZES.get(code, code))
        case _:
            return terms.label(vocabulary, code, language) if vocabulary else code


def is_known_value(terms: TermBook, facet: str, code: str) -> bool:
    """Whether a filter of the pages can have this value."""
    match facet:
        case "country":
            return code in COUNTRIES
        case "language":
            return re.fullmatch("[a-z]{2,3}", code) is not None
        case "year":
            return re.fullmatch("[0-9]{4}", code) is not None
        case "tier":
            return code in set(TIERS)
        case "video":
            return code in ("yes", "no")
        case _:
            return terms.get(FACETS[facet][1], code) is not None


def facet_label(facet: str, language: str) -> str:
    words = FACETS[facet][0] if facet in FACETS else _OTHER_FACETS.get(facet, "")
    return translate(language, words) if words else ""


def reasons(why: Iterable[Why], terms: TermBook, language: str) -> list[str]:
    """The terms by which something was found, each with what it is: "Benefit: Joint purchase"."""
    found = []
    for one in why:
        if one.kind == "label":
            label, value = facet_label(one.facet, language), value_label(terms, one.facet, one.code, language)
            found.append(translate(language, N_("%(what)s: %(value)s"), what=label, value=value) if label else value)
    return list(dict.fromkeys(found))[:MOST_REASONS]


def in_common(why: Iterable[Why], terms: TermBook, language: str) -> list[str]:
    """What something has in common with the organisation of the reader."""
    shared = [value_label(terms, one.facet, one.code, language) for one in why if one.kind == "preference"]
    return list(dict.fromkeys(shared))


def found_words(why: Iterable[Why]) -> list[str]:
    """The words and phrases of the question that it answers, as they were typed."""
    return list(dict.fromkeys(one.text for one in why if one.kind in ("word", "phrase")))
