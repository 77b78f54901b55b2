"""An Atom feed for any search: the newest of what everybody may read."""

from dataclasses import replace
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.content.text import N_
from app.domain.looking.found import Thing, things
from app.exports.feeds import ATOM_TYPE, Entry, Feed, atom
from app.forms.browsing import Browse, kind_asked, read_browse
from app.i18n import translate
from app.web import machine_answers
from app.web.case_article import PLATFORM
from app.web.finding import find
from app.web.found_pages import page_of
from app.web.gates import Machine
from app.web.looking import whole
from app.web.looking_words import listed, parts_of
from app.web.requests import Db, Lang, Shared, Terms
from app.web.templating import address

router = APIRouter(prefix="/{lang:lang}")

NEWEST = 50
MAX_AGE = 900
SUBTITLE = N_("What was found, the newest first.")
_UNKNOWN = datetime(2026, 1, 1, tzinfo=UTC)


@router.get("/search/feed", name="search_feed", dependencies=[Machine])
def search_feed(request: Request, session: Db, terms: Terms, shared: Shared, lang: Lang) -> Response:
    """The same parameters as the lists have; `type` says which of them."""
    browse = whole(read_browse(request.query_params, kind_asked("search", request.query_params)))
    wanted = replace(browse, sort="newest", size=NEWEST).request(lang, facets=False)
    hits = find(shared, terms, wanted).hits
    found = things(session, groups=[hit.group for hit in hits], language=lang)
    base, publisher = shared.settings.base_url, translate(lang, PLATFORM)
    title = " · ".join([listed(browse, lang), *parts_of(browse, terms, lang), publisher])
    page = address(request, browse.route, lang=lang, **browse.params())
    feed = Feed(
        title=title,
        subtitle=translate(lang, SUBTITLE),
        language=lang,
        address=base + _own_address(request, browse, lang),
        page=base + page,
        publisher=publisher,
        base=base,
        entries=[_entry(request, thing, base, lang) for thing in found],
    )
    return machine_answers.answer(request, atom(feed), ATOM_TYPE, max_age=MAX_AGE)


def _own_address(request: Request, browse: Browse, language: str) -> str:
    return address(request, "search_feed", lang=language, **{**browse.params(), "type": browse.kind})


def _entry(request: Request, thing: Thing, base: str, language: str) -> Entry:
    kind, _, code = thing.group.partition(":")
    at = thing.at or _UNKNOWN
    return Entry(
        kind=kind,
        code=code.replace(":", "/"),
        address=base + page_of(request, thing.group, language),
        title=thing.title,
        summary=thing.text,
        language=thing.language,
        author=thing.organisation,
        author_address="",
        published=at,
        updated=at,
        rights="",
        categories=(),
    )
