"""Atom feeds of new experiences: all, and those with one value of a filter (a topic, a country, a language)."""

import re
from collections.abc import Collection, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session, col

from app.content.text import N_
from app.domain.cases.access import public_cases
from app.domain.cases.reading_many import Listed, read_many
from app.domain.errors import NotFound
from app.domain.terms import TermBook
from app.exports.feeds import ATOM_TYPE, Category, Entry, Feed, atom
from app.exports.links import Links
from app.forms.browsing import FACETS, Browse
from app.i18n import COUNTRIES, DEFAULT_LANGUAGE, all_languages, translate
from app.models.cases import Case, CaseTier
from app.web import machine_answers
from app.web.case_article import PLATFORM, links_of
from app.web.finding import find
from app.web.found_words import value_label
from app.web.gates import Machine
from app.web.requests import Db, Lang, Shared, Terms, services
from app.web.templating import address

router = APIRouter(prefix="/{lang:lang}/feeds")

NEWEST = 50
MAX_AGE = 900
_YEAR = re.compile(r"[12][0-9]{3}")
TITLE, SUBTITLE = N_("New experiences"), N_("Experiences of producer organisations, as they are published.")
# The facts that entries are filed by, and their vocabularies.
_CATEGORIES = {"benefits": "benefit", "capabilities": "capability", "products": "product", "methods": "method"}


@router.get("/cases.atom", name="case_feed", dependencies=[Machine])
def case_feed(request: Request, session: Db, terms: Terms, language: Lang) -> Response:
    query = public_cases().order_by(col(Case.first_published_at).desc(), col(Case.id).desc())
    listed = read_many(session, cases=session.exec(query.limit(NEWEST)).all(), language=language)
    page = address(request, "case_list", lang=language, sort="newest")
    return _answer(request, terms, listed, title=translate(language, TITLE), page=page)


@router.get("/{facet}/{code}.atom", name="term_feed", dependencies=[Machine])
def term_feed(
    request: Request, facet: str, code: str, session: Db, terms: Terms, shared: Shared, language: Lang
) -> Response:
    if not is_value(terms, facet, code):
        raise NotFound
    wanted = Browse(filters={facet: (code,)}, sort="newest", size=NEWEST).request(language, facets=False)
    hits = find(shared, terms, wanted).hits
    listed = read_many(session, cases=_cases(session, [hit.source for hit in hits]), language=language)
    title = f"{translate(language, TITLE)}: {value_label(terms, facet, code, language)}"
    page = address(request, "case_list", lang=language, sort="newest", **{facet: code})
    return _answer(request, terms, listed, title=title, page=page)


def is_value(terms: TermBook, facet: str, code: str) -> bool:
    """Whether a filter has such a value, found or not: a feed may wait for its first experience."""
    if vocabulary := FACETS.get(facet, ("", ""))[1]:
        return terms.get(vocabulary, code) is not None
    if facet == "year":
        return bool(_YEAR.fullmatch(code))
    known: dict[str, Collection[str]] = {
        "country": COUNTRIES,
        "language": all_languages(DEFAULT_LANGUAGE),
        "tier": set(CaseTier),
        "video": {"yes", "no"},
    }
    return code in known.get(facet, ())


def _cases(session: Session, sources: Sequence[str]) -> list[Case]:
    codes = [source.removeprefix("case:") for source in sources]
    found = {case.code: case for case in session.exec(public_cases().where(col(Case.code).in_(codes))).all()}
    return [found[code] for code in codes if code in found]


def _answer(request: Request, terms: TermBook, listed: Sequence[Listed], *, title: str, page: str) -> Response:
    """`page` is the path of the list that the feed follows."""
    language, base = request.path_params["lang"], services(request).settings.base_url
    links, publisher = links_of(request, language, base), translate(language, PLATFORM)
    feed = Feed(
        title=f"{title} · {publisher}",
        subtitle=translate(language, SUBTITLE),
        language=language,
        address=base + request.url.path,
        page=base + page,
        publisher=publisher,
        base=base,
        entries=[_entry(one, terms, links, language) for one in listed],
    )
    return machine_answers.answer(request, atom(feed), ATOM_TYPE, max_age=MAX_AGE)


def _entry(one: Listed, terms: TermBook, links: Links, language: str) -> Entry:
    reading, case, summary = one.reading, one.reading.case, one.reading.section("summary")
    return Entry(
        code=case.code,
        address=links.page("case_page", code=case.code),
        title=reading.title,
        summary=summary.get("summary", ""),
        language=reading.language if "summary" in reading.translated else case.original_language,
        author=reading.organisation.name,
        author_address=links.page("organisation_page", code=reading.organisation.code),
        published=case.first_published_at or one.updated,
        updated=one.updated,
        rights=terms.label("licence", case.licence, language) if case.licence else "",
        categories=list(_categories(one, terms, links, language)),
    )


def _categories(one: Listed, terms: TermBook, links: Links, language: str) -> list[Category]:
    facts = one.reading.section("facts")
    found = [
        Category(code, links.page("vocabulary_page", vocabulary=name), terms.label(name, code, language))
        for field, name in _CATEGORIES.items()
        for code in facts.get(field, ())
    ]
    if country := facts.get("country"):
        found.append(Category(country, links.page("case_list"), value_label(terms, "country", country, language)))
    return found
