"""An answer of the search engine as the API gives it."""

from collections.abc import Iterator
from dataclasses import replace

from fastapi import Request
from sqlmodel import Session, col

from app.domain.cases.access import public_cases
from app.domain.cases.cards import shown_media
from app.domain.cases.reading_many import Listed, read_many
from app.exports.api.cases import line_fields
from app.exports.api.search_models import FacetValue, Hint, Hit, SearchPage, Segment, Why
from app.exports.api.site import Site
from app.exports.found_places import medium_of
from app.forms.api import NAMES
from app.i18n import translate
from app.models.cases import Case
from app.search import engine
from app.web.api_answers import paged
from app.web.found_words import HINTS


def search_page(
    request: Request,
    session: Session,
    asked: engine.SearchRequest,
    found: engine.SearchAnswer,
    site: Site,
) -> tuple[SearchPage, dict[str, str]]:
    """The page, and the header that leads to the others."""
    following, headers = paged(request, page=asked.page, limit=asked.limit, total=found.total)
    page = SearchPage(
        total=found.total,
        page=asked.page,
        limit=asked.limit,
        next=following,
        hits=list(_hits(session, found, asked.language, site)),
        facets={NAMES.get(name, name): _values(name, counts, site) for name, counts in found.facets.items()},
        hints=[_hint(hint, site.language) for hint in found.hints],
        did_you_mean=found.did_you_mean,
    )
    return page, headers


def _hits(session: Session, found: engine.SearchAnswer, language: str, site: Site) -> Iterator[Hit]:
    """Read from the database through the gate of public cases: the index may be a moment behind."""
    codes = [hit.source.removeprefix("case:") for hit in found.hits]
    cases = session.exec(public_cases().where(col(Case.code).in_(codes))).all()
    listed = {one.reading.case.code: one for one in read_many(session, cases=cases, language=language)}
    shown = shown_media(session, {medium for hit in found.hits if (medium := medium_of(hit.section))})
    for code, hit in zip(codes, found.hits, strict=True):
        if code in listed:
            medium = medium_of(hit.section)
            readable = hit.language in listed[code].languages and (not medium or medium in shown)
            yield _hit(hit if readable else replace(hit, section="", page=0, snippet=()), listed[code], site)


def _hit(hit: engine.Hit, listed: Listed, site: Site) -> Hit:
    return Hit(
        **line_fields(listed, site),
        score=round(hit.score, 4),
        section=hit.section,
        page=hit.page,
        snippet_language=hit.language,
        snippet=[Segment(text=one.text, marked=one.marked) for one in hit.snippet],
        why=[
            Why(
                kind=why.kind,
                text=why.text,
                facet=why.facet,
                code=why.code,
                label=site.word(why.facet, why.code) if why.code else "",
            )
            for why in hit.why
        ],
    )


def _values(name: str, counts: tuple[engine.FacetCount, ...], site: Site) -> list[FacetValue]:
    return [
        FacetValue(code=one.code, label=site.word(name, one.code), count=one.count, selected=one.selected)
        for one in counts
    ]


def _hint(hint: engine.Hint, language: str) -> Hint:
    message = translate(language, HINTS[hint.code], text=hint.text) if hint.code in HINTS else ""
    return Hint(code=hint.code, text=hint.text, message=message)
