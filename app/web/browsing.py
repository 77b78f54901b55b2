"""Answers of the search engine as pages show them: cards, facets with addresses, hints in words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, quote_plus

from fastapi import Request
from markupsafe import Markup, escape
from sqlmodel import Session

from app.content.text import N_
from app.domain.terms import TermBook
from app.forms.browsing import FACETS, ORDERS, SIZES, Browse
from app.i18n import translate
from app.search.engine import FacetCount, Hint, Hit, SearchAnswer, Segment
from app.web.case_cards import TIERS, CaseCard, case_cards
from app.web.filters import country_name, language_name
from app.web.requests import language_of
from app.web.templating import address

SHOWN_VALUES = 12
# Stands for a value of a filter in an address; no text that comes from an address has it.
ANY_VALUE = "\0"
IN_DOCUMENT = N_("In an attached document:")
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


def hits_as_cards(request: Request, session: Session, terms: TermBook, hits: Sequence[Hit]) -> list[CaseCard]:
    """The cards of found cases, with the passage that was found. Read through the gate of public cases again."""
    by_code = {hit.source.removeprefix("case:"): hit for hit in hits}
    language = language_of(request)
    return [
        with_found_words(card, by_code[card.code], terms, language)
        for card in case_cards(request, session, terms, list(by_code))
    ]


def with_found_words(card: CaseCard, hit: Hit, terms: TermBook, language: str) -> CaseCard:
    """What a card shows otherwise because it was looked for: marks in the title, the passage, or the topic."""
    title = marked(hit.title) if _has_marks(hit.title) and hit.language == card.lang else card.title
    # The name of the organisation stands on every card anyway.
    if _has_marks(hit.snippet) and hit.section != "organisation":
        return replace(card, title=title, snippet=_passage(hit, card.lang, language))
    labels = [value_label(terms, why.facet, why.code, language) for why in hit.why if why.kind == "label"]
    if title is card.title and not labels:
        return card
    return replace(card, title=title, snippet=_topics(card.summary, labels, language) if labels else None)


def _has_marks(segments: Sequence[Segment]) -> bool:
    return any(segment.marked for segment in segments)


def _passage(hit: Hit, card_language: str, language: str) -> Markup:
    text = marked(hit.snippet)
    if hit.language != card_language:
        text = Markup('<span lang="{}">{}</span>').format(hit.language, text)
    if not hit.section.startswith("attachment:"):
        return text
    return Markup('<span class="quiet" lang="{}">{}</span> {}').format(language, translate(language, IN_DOCUMENT), text)


def _topics(summary: str, labels: Sequence[str], language: str) -> Markup:
    """A case that was found by what it is about, whatever words it uses."""
    about = Markup(", ").join(Markup("<mark>{}</mark>").format(label) for label in dict.fromkeys(labels))
    return Markup('{} <span class="quiet" lang="{}">{}</span>').format(summary, language, about)


def marked(segments: Sequence[Segment]) -> Markup:
    """Segments as escaped HTML; only the marks are ours."""
    pieces = [Markup("<mark>{}</mark>").format(s.text) if s.marked else escape(s.text) for s in segments]
    return Markup("").join(pieces)


def value_label(terms: TermBook, facet: str, code: str, language: str) -> str:
    """One value of a filter in words."""
    vocabulary = FACETS[facet][1] if facet in FACETS else facet
    if vocabulary:
        return terms.label(vocabulary, code, language)
    match facet:
        case "country":
            return country_name(code, language)
        case "language":
            return language_name(code, language)
        case "tier":
            return translate(language, next((words for tier, words in TIERS.items() if tier == code), code))
        case "video":
            return translate(language, N_("with film")) if code == "yes" else translate(language, N_("without film"))
        case _:
            return code


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter; its address adds it, or takes it away when it is selected."""

    label: str
    count: int
    address: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One filter, as templates/ui/page.html shows it."""

    label: str
    options: list[Option]
    more_address: str | None
    open: bool


def facet_groups(
    request: Request, terms: TermBook, browse: Browse, counts: Mapping[str, Sequence[FacetCount]], route: str
) -> list[Group]:
    """The filters with how many each value would give; chosen values always stay in sight."""
    groups = (_group(request, terms, browse, name, counts.get(name, ()), route) for name in FACETS)
    return [group for group in groups if group.options]


def _group(
    request: Request, terms: TermBook, browse: Browse, name: str, counts: Sequence[FacetCount], route: str
) -> Group:
    language, whole = language_of(request), request.query_params.get("all") == name
    values = [one for one in counts if (one.count or one.selected) and (name != "video" or one.code == "yes")]
    shown = values if whole else _few(values)
    to = toggled_addresses(request, browse, name, [value.code for value in shown], route)
    more = address(request, route, lang=language, **browse.params(), all=name) if len(shown) < len(values) else None
    return Group(
        translate(language, FACETS[name][0]),
        [Option(value_label(terms, name, one.code, language), one.count, to[one.code], one.selected) for one in shown],
        more,
        open=whole or name in ("benefit", "country"),
    )


def toggled_addresses(
    request: Request, browse: Browse, name: str, codes: Collection[str], route: str
) -> dict[str, str]:
    """Where each value of a filter leads. Those that are not chosen differ in the value only: a page has sixty."""

    def to(code: str) -> str:
        return address(request, route, lang=language_of(request), **browse.toggled(name, code).params())

    chosen = browse.filters.get(name, ())
    pattern = to(ANY_VALUE) if codes else ""
    return {code: to(code) if code in chosen else with_value(pattern, code) for code in codes}


def with_value(pattern: str, code: str) -> str:
    """The address that was made for ANY_VALUE, for this one."""
    return pattern.replace(quote(ANY_VALUE), quote_plus(code))


def _few(values: Sequence[FacetCount]) -> list[FacetCount]:
    chosen = [value for value in values if value.selected]
    others = [value for value in values if not value.selected]
    return [*chosen, *others[: max(0, SHOWN_VALUES - len(chosen))]]


def chosen_chips(request: Request, terms: TermBook, browse: Browse, route: str) -> list[dict[str, str]]:
    """What was chosen, each with the address of the list without it."""
    language = language_of(request)
    return [
        {
            "label": value_label(terms, name, code, language),
            "remove": address(request, route, lang=language, **browse.toggled(name, code).params()),
        }
        for name, values in browse.filters.items()
        for code in values
    ]


def orders(request: Request, browse: Browse, route: str) -> list[dict[str, Any]]:
    language = language_of(request)
    return [
        {
            "label": translate(language, words),
            "address": address(request, route, lang=language, **browse.sorted_by(sort).params()),
            "current": browse.order == sort,
        }
        for sort, words in ORDERS.items()
        if sort != "relevance" or browse.text
    ]


def sizes(request: Request, browse: Browse, route: str) -> list[tuple[int, str | None]]:
    language = language_of(request)
    return [
        (size, None if size == browse.size else address(request, route, lang=language, **browse.sized(size).params()))
        for size in SIZES
    ]


def pages(request: Request, browse: Browse, answer: SearchAnswer, route: str) -> dict[str, Any]:
    """Neighbouring pages and their addresses: the first, the last, two on either side, gaps between."""
    language = language_of(request)
    last = max(1, -(-answer.total // browse.size))
    here = min(browse.page, last)

    def to(number: int) -> str:
        return address(request, route, lang=language, **browse.at(number).params())

    wanted = sorted({1, last, *range(max(1, here - 2), min(last, here + 2) + 1)})
    numbers: list[tuple[int | None, str | None]] = []
    for before, number in zip([0, *wanted], wanted, strict=False):
        if number - before > 1:
            numbers.append((None, None))
        numbers.append((number, to(number)))
    return {
        "number": here,
        "pages": last,
        "numbers": numbers,
        "previous": to(here - 1) if here > 1 else None,
        "next": to(here + 1) if here < last else None,
    }


def hint_words(hints: Sequence[Hint], language: str) -> list[str]:
    return [translate(language, HINTS[hint.code], text=hint.text) for hint in hints if hint.code in HINTS]


def feed_address(request: Request, browse: Browse) -> str:
    """The feed of the list where it has just one filter, else that of all new experiences."""
    language = language_of(request)
    only = [(facet, code) for facet, codes in browse.filters.items() for code in codes]
    if len(only) == 1 and not browse.text:
        return address(request, "term_feed", lang=language, facet=only[0][0], code=only[0][1])
    return address(request, "case_feed", lang=language)
