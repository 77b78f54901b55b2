"""The library as lists: cases and building blocks with filters, and suggestions while typing."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.domain.cases.blocks import BlockCard, block_cards
from app.forms.browsing import Browse, read_browse
from app.search.engine import EVERYBODY, Hit, SearchAnswer, SuggestRequest
from app.web import browsing
from app.web.gates import Everybody
from app.web.list_pages import for_strangers
from app.web.requests import Db, Lang, Person, Shared, Terms
from app.web.templating import address, render

router = APIRouter(prefix="/{lang:lang}")

# What people open by a double click comes first, what machines read after it.
EXPORTS = {"xlsx": "XLSX", "csv": "CSV", "json": "JSON", "bib": "BibTeX"}


@router.get("/cases", name="case_list", dependencies=[Everybody])
def cases(request: Request, session: Db, viewer: Person, terms: Terms, shared: Shared, language: Lang) -> Response:
    return for_strangers(request, session, viewer, lambda: _cases(request, session, terms, shared, language))


def _cases(request: Request, session: Db, terms: Terms, shared: Shared, language: str) -> Response:
    browse, answer = _found(shared, terms, read_browse(request.query_params), language)
    counts = {value.code: value.count for value in answer.facets.get("country", ())}
    return render(
        request,
        "browse/cases.html",
        _view(request, terms, browse, answer, "case_list", language),
        cards=browsing.hits_as_cards(request, session, terms, answer.hits),
        counts=counts,
        addresses=browsing.toggled_addresses(request, browse, "country", counts, "case_list"),
        exports=[
            (label, address(request, "case_export", lang=language, ending=ending, **browse.at(1).params()))
            for ending, label in EXPORTS.items()
        ],
        feed=browsing.feed_address(request, browse),
    )


def _found(shared: Shared, terms: Terms, browse: Browse, language: str) -> tuple[Browse, SearchAnswer]:
    """What was found; after the last page, as lists shrink, the last page."""
    answer = shared.search.search(browse.request(language), terms)
    last = -(-answer.total // browse.size)
    if 0 < last < browse.page:
        browse = browse.at(last)
        answer = shared.search.search(browse.request(language), terms)
    return browse, answer


def _view(
    request: Request, terms: Terms, browse: Browse, answer: SearchAnswer, route: str, language: str
) -> dict[str, Any]:
    """What both lists show around their cards."""
    meant = answer.did_you_mean
    return {
        "browse": browse,
        "total": answer.total,
        "groups": browsing.facet_groups(request, terms, browse, answer.facets, route),
        "chips": browsing.chosen_chips(request, terms, browse, route),
        "orders": browsing.orders(request, browse, route),
        "sizes": browsing.sizes(request, browse, route),
        "pages": browsing.pages(request, browse, answer, route),
        "hints": browsing.hint_words(answer.hints, language),
        "meant": meant,
        "meant_address": address(request, route, lang=language, **{**browse.at(1).params(), "q": meant})
        if meant
        else "",
        "kept": [(name, value) for name, values in browse.filters.items() for value in values],
    }


@router.get("/blocks", name="block_list", dependencies=[Everybody])
def blocks(request: Request, session: Db, viewer: Person, terms: Terms, shared: Shared, language: Lang) -> Response:
    return for_strangers(request, session, viewer, lambda: _blocks(request, session, terms, shared, language))


def _blocks(request: Request, session: Db, terms: Terms, shared: Shared, language: str) -> Response:
    browse, answer = _found(shared, terms, read_browse(request.query_params, kind="block"), language)
    places = [(code, key) for hit in answer.hits for _, code, key in [hit.group.split(":")]]
    found = dict(zip(places, answer.hits, strict=True))
    cards = [
        _block(request, card, found[card.code, card.key], language)
        for card in block_cards(session, wanted=places, language=language)
    ]
    return render(
        request, "browse/blocks.html", _view(request, terms, browse, answer, "block_list", language), cards=cards
    )


def _block(request: Request, card: BlockCard, hit: Hit, language: str) -> dict[str, Any]:
    """A building block with the words that were looked for marked, where they stand in what the card shows."""
    shown = hit.language == card.language and hit.section == "block" and any(part.marked for part in hit.snippet)
    return {
        "address": address(request, "block_page", lang=language, code=card.code, key=card.key),
        "title": browsing.marked(hit.title) if hit.language == card.language else card.title,
        "text": browsing.marked(hit.snippet) if shown else card.text,
        "lang": card.language,
        "case_title": card.case_title,
        "case_address": address(request, "case_page", lang=language, code=card.code),
        "organisation": card.organisation,
        "effort": card.effort,
    }


@router.get("/suggestions", name="suggestions", dependencies=[Everybody])
def suggestions(request: Request, terms: Terms, shared: Shared, language: Lang, q: str = "") -> Response:
    """What could be meant, as options of the search box's list."""
    asked = SuggestRequest(tokens=frozenset({EVERYBODY}), text=q[:200], language=language)
    return render(request, "browse/_suggestions.html", suggestions=shared.search.suggest(asked, terms) if q else ())
