"""A list of the library as its page shows it around the cards: filters, chosen ones, orders, tabs, pages, each with
its address."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, quote_plus

from fastapi import Request

from app.content.text import N_
from app.domain.terms import TermBook
from app.forms.browsing import FACETS, KINDS, ORDERS, SIZES, Browse
from app.forms.published import Published, as_kept
from app.i18n import translate
from app.search.engine import FacetCount, SearchAnswer
from app.web.filters import show_date
from app.web.found_words import value_label
from app.web.paging import paging
from app.web.requests import language_of
from app.web.templating import address

SHOWN_VALUES = 12
# Stands for a value of a filter in an address; no text that comes from an address has it.
ANY_VALUE = "\0"
_CODE = re.compile(r"[\w-]+", re.ASCII)


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


def list_address(request: Request, browse: Browse, **more: Any) -> str:
    """Where a view of the library is read."""
    return address(request, browse.route, lang=language_of(request), **{**browse.params(), **more})


def facet_groups(
    request: Request, terms: TermBook, browse: Browse, counts: Mapping[str, Sequence[FacetCount]]
) -> list[Group]:
    """The filters with how many each value would give; chosen values come first and always stay in sight."""
    groups = (_group(request, terms, browse, name, counts.get(name, ())) for name in FACETS)
    return [group for group in groups if group.options]


def _group(request: Request, terms: TermBook, browse: Browse, name: str, counts: Sequence[FacetCount]) -> Group:
    language, whole = language_of(request), request.query_params.get("all") == name
    values = [one for one in counts if (one.count or one.selected) and (name != "video" or one.code == "yes")]
    values.sort(key=lambda value: not value.selected)
    chosen = sum(value.selected for value in values)
    shown = values if whole else values[: max(SHOWN_VALUES, chosen)]
    to = toggled_addresses(request, browse, name, [value.code for value in shown])
    return Group(
        translate(language, FACETS[name][0]),
        [Option(value_label(terms, name, one.code, language), one.count, to[one.code], one.selected) for one in shown],
        list_address(request, browse, all=name) if len(shown) < len(values) else None,
        open=whole or name in ("benefit", "country"),
    )


def toggled_addresses(request: Request, browse: Browse, name: str, codes: Collection[str]) -> dict[str, str]:
    """Where each value of a filter leads. Those that are not chosen differ in the value only: a page has sixty."""

    def to(code: str) -> str:
        return list_address(request, browse.toggled(name, code))

    chosen = browse.filters.get(name, ())
    pattern = to(ANY_VALUE) if codes else ""
    return {code: to(code) if code in chosen else with_value(pattern, code) for code in codes}


def with_value(pattern: str, code: str) -> str:
    """The address that was made for ANY_VALUE, for this one."""
    return pattern.replace(quote(ANY_VALUE), quote_plus(code))


def chosen_chips(request: Request, terms: TermBook, browse: Browse) -> list[dict[str, str]]:
    """What was chosen, each with the address of the list without it."""
    language = language_of(request)
    chips = [
        (value_label(terms, name, code, language), browse.toggled(name, code))
        for name, values in browse.filters.items()
        for code in values
    ]
    published = browse.published
    if published.narrows:
        words = span_words(published, language)
        chips.append((words, replace(browse, published=Published(), page=1)))
    return [{"label": label, "remove": list_address(request, without)} for label, without in chips]


def span_words(published: Published, language: str) -> str:
    """From when to when, in words: "from 2019", "2019 to May 2021"."""
    since, until = (show_date(as_kept(text), language) for text in (published.since, published.until))
    if since and until:
        return translate(language, N_("%(since)s to %(until)s"), since=since, until=until)
    if since:
        return translate(language, N_("from %(since)s"), since=since)
    return translate(language, N_("until %(until)s"), until=until) if until else ""


def orders(request: Request, browse: Browse) -> list[dict[str, Any]]:
    language = language_of(request)
    return [
        {
            "label": translate(language, words),
            "address": list_address(request, browse.sorted_by(sort)),
            "current": browse.order == sort,
        }
        for sort, words in ORDERS.items()
        if sort != "relevance" or browse.text
    ]


def sizes(request: Request, browse: Browse) -> list[tuple[int, str | None]]:
    return [(size, None if size == browse.size else list_address(request, browse.sized(size))) for size in SIZES]


def pages(request: Request, browse: Browse, answer: SearchAnswer) -> dict[str, Any]:
    return paging(browse.page, answer.total, browse.size, lambda page: list_address(request, browse.at(page)))


def tabs(request: Request, browse: Browse, counts: Sequence[FacetCount]) -> list[dict[str, Any]]:
    """All that was found, and each kind of it that there is, with how many; none where there is only one to show."""
    language, by_kind = language_of(request), {value.code: value.count for value in counts}
    named = [("", N_("All")), *KINDS.items()]
    shown = [(kind, words) for kind, words in named if not kind or by_kind.get(kind) or kind == browse.kind]
    return [
        {
            "label": translate(language, words),
            "address": list_address(request, replace(browse, kind=kind, page=1)),
            "current": kind == browse.kind,
            "count": by_kind.get(kind, 0) if kind else sum(by_kind.values()),
        }
        for kind, words in shown
    ]


def feed_address(request: Request, browse: Browse) -> str:
    """The feed of the list where it has just one filter, else that of all new experiences."""
    language = language_of(request)
    only = [(facet, code) for facet, codes in browse.filters.items() for code in codes]
    if len(only) == 1 and not browse.text and _CODE.fullmatch(only[0][1]):
        return address(request, "term_feed", lang=language, facet=only[0][0], code=only[0][1])
    return address(request, "case_feed", lang=language)
