"""What stands beside everything that was looked for: keeping the search, following it, asking for what is missing."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs

from fastapi import Request
from starlette.datastructures import QueryParams

from app.domain.looking.counting import Search
from app.domain.terms import TermBook
from app.forms.browsing import FACETS, SIZES, Browse, read_browse
from app.web.found_words import is_known_value
from app.web.looked_up import LookedUp
from app.web.referring import split_address
from app.web.requests import language_of, services
from app.web.templating import address

# So few that a reader may still miss something.
FEW = 3
# The filters that the question to the coordinators takes over.
ASKED_BY = ("product", "country")
_MACHINES = ("bot", "crawl", "spider", "curl", "wget", "python-", "http-client", "java/")


@dataclass(frozen=True, slots=True)
class Looked:
    """A search that was answered: what is known of it, also when its page was kept for the next stranger."""

    browse: Browse
    total: int
    meant: str


def looking_tools(request: Request, terms: TermBook, looked: LookedUp) -> dict[str, Any]:
    """For templates/looking: the addresses for this search. Also notes it, for `count_looked`."""
    browse, total = looked.browse, looked.answer.total
    if not any(hint.code == "unavailable" for hint in looked.answer.hints):
        meant = browse.text if looked.corrected else looked.answer.did_you_mean or ""
        request.state.looked = Looked(_with_known_values(terms, looked.typed), total, meant)
    language, params = language_of(request), whole(browse).params()
    asked = {name: browse.filters[name][0] for name in ASKED_BY if name in browse.filters}
    return {
        "chosen": bool(browse.text or browse.chosen),
        "few": total < FEW,
        "save": address(request, "saved_search_new", lang=language, **{**params, "list": browse.route}),
        "feed": address(request, "search_feed", lang=language, **{**params, "type": browse.kind}),
        "ask": address(request, "ask_for_case", lang=language, q=looked.typed.text, **asked),
    }


def _with_known_values(terms: TermBook, browse: Browse) -> Browse:
    """Without values of filters that no page offers: anybody can write anything into an address."""
    known = {
        name: tuple(code for code in codes if is_known_value(terms, name, code))
        for name, codes in browse.filters.items()
    }
    return replace(browse, filters={name: codes for name, codes in known.items() if codes})


def whole(browse: Browse) -> Browse:
    """The search itself, wherever in its pages the reader is."""
    return replace(browse, page=1, size=SIZES[0])


def count_looked(request: Request) -> None:
    """Count what was just looked for by a person; nothing of who it was goes along."""
    looked: Looked | None = getattr(request.state, "looked", None)
    if looked is None or is_machine(request) or _turns_pages(request, looked.browse):
        return
    words, filters = _new(request, looked.browse)
    if words or filters:
        search = Search(
            language=language_of(request),
            words=words,
            filters=filters,
            total=looked.total,
            meant=looked.meant if words else "",
        )
        services(request).looked_for.count(search)


def is_machine(request: Request) -> bool:
    """By what it says of itself: not all do, but those that come often."""
    agent = request.headers.get("user-agent", "").lower()
    return not agent or any(sign in agent for sign in _MACHINES)


def _turns_pages(request: Request, browse: Browse) -> bool:
    return browse.page > 1 or browse.size != SIZES[0] or "all" in request.query_params


def _new(request: Request, browse: Browse) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What of it was not asked on the page before, from which a filter was chosen or the order changed."""
    before = Browse()
    came_from = split_address(request.headers.get("referer", ""))
    if came_from.netloc == request.url.netloc and came_from.path == request.url.path:
        pairs = [(name, value) for name, values in parse_qs(came_from.query).items() for value in values]
        before = read_browse(QueryParams(pairs))
    words = browse.text if browse.text != before.text else ""
    chosen = [(name, value) for name in FACETS for value in browse.filters.get(name, ())]
    return words, tuple(one for one in chosen if one[1] not in before.filters.get(one[0], ()))
