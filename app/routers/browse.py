"""The library as lists: everything that can be found, or one kind of it, with filters and what helps to go on."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.domain.cases.access import public_cases
from app.domain.organisations.sizes import SIZES
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.forms.browsing import ROUTES, SEARCH, Browse, kind_asked, read_browse
from app.forms.ours import ASKED
from app.i18n import translate
from app.models.cases import Case
from app.models.types import is_code
from app.search.engine import Hint, SearchAnswer
from app.services import Services
from app.web import browsing
from app.web.found_cards import found_cards
from app.web.found_words import hint_words, value_label
from app.web.gates import Everybody
from app.web.list_pages import for_strangers
from app.web.looked_up import LookedUp, look_up, organisation_named
from app.web.looking import count_looked, looking_tools
from app.web.loosening import FEW, near_terms, ways_on
from app.web.pointing import Pointed, places_named, signposts
from app.web.requests import Db, Person, Shared, Terms, language_of
from app.web.templating import address, render

router = APIRouter(prefix="/{lang:lang}")

# What people open by a double click comes first, what machines read after it.
EXPORTS = {"xlsx": "XLSX", "csv": "CSV", "json": "JSON", "bib": "BibTeX"}


@router.get("/search", name=SEARCH, dependencies=[Everybody])
def search(request: Request, session: Db, viewer: Person, terms: Terms, shared: Shared) -> Response:
    """Everything that can be found, mixed, or one kind that has no list of its own."""
    browse = read_browse(request.query_params, kind_asked(SEARCH, request.query_params))
    if browse.kind in ROUTES:
        return RedirectResponse(browsing.list_address(request, browse), 302)
    if page := _page_of_code(request, session, browse):
        return page
    return _shown(request, session, terms, shared, viewer, browse)


@router.get("/cases", name=ROUTES["case"], dependencies=[Everybody])
def cases(request: Request, session: Db, viewer: Person, terms: Terms, shared: Shared) -> Response:
    browse = read_browse(request.query_params, "case")
    if page := _page_of_code(request, session, browse):
        return page
    return _shown(request, session, terms, shared, viewer, browse)


@router.get("/blocks", name=ROUTES["block"], dependencies=[Everybody])
def blocks(request: Request, session: Db, viewer: Person, terms: Terms, shared: Shared) -> Response:
    browse = read_browse(request.query_params, "block")
    return _shown(request, session, terms, shared, viewer, browse)


def _page_of_code(request: Request, session: Session, browse: Browse) -> Response | None:
    """Whoever types the code that stands in an address, or on paper, wants that very experience."""
    code = browse.text.lower()
    if not is_code(code) or session.exec(public_cases().where(Case.code == code)).first() is None:
        return None
    return RedirectResponse(address(request, "case_page", lang=language_of(request), code=code), 302)


def _shown(
    request: Request, session: Session, terms: TermBook, shared: Services, viewer: Viewer, browse: Browse
) -> Response:
    """As it was kept for strangers, unless it leads to a cup: those change without the library changing."""
    pointed = places_named(browse, viewer)

    def write() -> Response:
        return _list(request, session, terms, shared, viewer, browse, pointed)

    if not pointed.to_cup:
        return for_strangers(request, session, viewer, write)
    page = write()
    count_looked(request)
    return page


def _list(
    request: Request,
    session: Session,
    terms: TermBook,
    shared: Services,
    viewer: Viewer,
    browse: Browse,
    pointed: Pointed,
) -> Response:
    looked = look_up(session, shared, terms, browse, viewer, language_of(request))
    # A list of everything is to be looked through quickly, also on a slow line.
    cards = found_cards(request, session, terms, looked.answer.hits, pictures=bool(looked.browse.kind))
    organisation = None if pointed.places else organisation_named(session, terms, looked, cards)
    return render(
        request,
        "browse/list.html",
        {**_view(request, terms, looked), **_ours(request, terms, looked)},
        cards=cards,
        signposts=signposts(request, session, viewer, pointed, organisation),
        **_otherwise(request, shared, terms, looked),
        **_of_cases(request, looked),
        looking=looking_tools(request, terms, looked),
    )


def _view(request: Request, terms: TermBook, looked: LookedUp) -> dict[str, Any]:
    """What stands around the cards of every list."""
    browse, answer = looked.browse, looked.answer
    meant = "" if looked.corrected else answer.did_you_mean or ""
    # The engine reads as much as the address may hold, and so never learns that there was more.
    cut = [Hint("too_long")] if browse.cut else []
    return {
        "typed": looked.typed,
        "browse": browse,
        "total": answer.total,
        "tabs": browsing.tabs(request, browse, answer.facets.get("type", ())) if _has_tabs(browse) else [],
        "groups": browsing.facet_groups(request, terms, browse, answer.facets),
        "chips": browsing.chosen_chips(request, terms, browse),
        "dates": browse.published.bound(),
        "orders": browsing.orders(request, browse),
        "sizes": browsing.sizes(request, browse),
        "pages": browsing.pages(request, browse, answer),
        "hints": hint_words(list(dict.fromkeys((*cut, *answer.hints))), language_of(request)),
        "corrected": looked.corrected,
        "as_typed": browsing.list_address(request, replace(looked.typed.at(1), as_typed=True)),
        "meant": meant,
        "meant_address": browsing.list_address(request, browse.asking(meant)) if meant else "",
    }


def _has_tabs(browse: Browse) -> bool:
    """The lists of one kind show the others beside them as soon as there are words to look for."""
    return bool(browse.text) or browse.route == SEARCH


def _otherwise(request: Request, shared: Services, terms: TermBook, looked: LookedUp) -> dict[str, Any]:
    """What else to ask where little was found."""
    browse, total = looked.browse, looked.answer.total
    few = total < FEW and bool(browse.text or browse.chosen) and not _is_out_of_order(looked.answer)
    return {
        "ways": ways_on(request, shared, terms, browse, total) if few else [],
        "near": near_terms(request, shared, terms, browse) if few and not total else [],
    }


def _is_out_of_order(answer: SearchAnswer) -> bool:
    return any(hint.code == "unavailable" for hint in answer.hints)


def _ours(request: Request, terms: TermBook, looked: LookedUp) -> dict[str, Any]:
    """For the order "organisations like ours": by what it goes, and the small form that tells or changes it."""
    if looked.browse.sort != "similar":
        return {"ours": None}
    language, ours = language_of(request), looked.ours
    chosen = {name: next(iter(ours.values.get(facet, ())), "") for name, facet in ASKED.items()}
    return {
        "ours": ours,
        "ours_words": [
            value_label(terms, facet, code, language) for facet, some in ours.values.items() for code in some
        ],
        "ours_chosen": chosen,
        "ours_sizes": [(code, translate(language, words)) for code, words in SIZES.items()],
    }


def _of_cases(request: Request, looked: LookedUp) -> dict[str, Any]:
    """What only the list of experiences has: to take along, to follow, on the map."""
    browse = looked.browse
    if browse.kind != "case":
        return {"exports": [], "feed": "", "counts": {}, "addresses": {}}
    counts = {value.code: value.count for value in looked.answer.facets.get("country", ())}
    taken = browse.at(1).params()
    return {
        "exports": [
            (label, address(request, "case_export", lang=language_of(request), ending=ending, **taken))
            for ending, label in EXPORTS.items()
        ],
        "feed": browsing.feed_address(request, browse),
        "counts": counts,
        "addresses": browsing.toggled_addresses(request, browse, "country", counts),
    }
