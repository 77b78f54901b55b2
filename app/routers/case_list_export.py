"""The filtered list of experiences to take along: the same address as the list, another ending."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from sqlmodel import col

from app.domain.cases.access import public_cases
from app.domain.cases.reading_many import Listed, read_many
from app.domain.errors import NotFound
from app.domain.terms import TermBook
from app.exports.case_list import LIST_FORMATS, SECTIONS, Around
from app.forms.browsing import read_browse
from app.models.cases import Case
from app.search.engine import SearchRequest
from app.services import Services
from app.web.case_article import citation_of, links_of
from app.web.finding import find
from app.web.found_words import value_label
from app.web.gates import Machine
from app.web.requests import Lang, Shared, Terms

router = APIRouter()

MOST = 10_000
BATCH = 100


@router.get("/{lang:lang}/cases/export.{ending}", name="case_export", dependencies=[Machine])
def export(request: Request, ending: str, terms: Terms, shared: Shared, language: Lang) -> Response:
    if ending not in LIST_FORMATS:
        raise NotFound
    chosen, wanted = LIST_FORMATS[ending], replace(read_browse(request.query_params).request(language), facets=())
    find(shared, terms, replace(wanted, page=1, limit=1))
    around = Around(
        language=language,
        links=links_of(request, language, shared.settings.base_url),
        word=lambda facet, code: value_label(terms, facet, code, language),
        cite=lambda reading: citation_of(request, reading, language),
    )
    return StreamingResponse(
        chosen.write(batches(shared, terms, wanted), around),
        media_type=chosen.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="experiences.{ending}"',
            "Cache-Control": "no-cache",
            "X-Robots-Tag": "noindex",
        },
    )


def batches(shared: Services, terms: TermBook, wanted: SearchRequest) -> Iterator[list[Listed]]:
    """All that the list would show over its pages, read a batch at a time, each in a session of its own: nobody
    else waits while a slow line takes its time."""
    seen: set[str] = set()
    for page in range(1, MOST // BATCH + 1):
        hits = shared.search.search(replace(wanted, page=page, limit=BATCH), terms).hits
        # Between two batches the list may have changed, and what was on this page be on the next.
        codes = [code for hit in hits if (code := hit.source.removeprefix("case:")) not in seen]
        seen.update(codes)
        yield _read(shared, codes, wanted.language)
        if len(hits) < BATCH:
            return


def _read(shared: Services, codes: Sequence[str], language: str) -> list[Listed]:
    """In the order of the codes; through the gate of public cases once more."""
    with shared.database.reading() as session:
        found = {case.code: case for case in session.exec(public_cases().where(col(Case.code).in_(codes))).all()}
        cases = [found[code] for code in codes if code in found]
        return read_many(session, cases=cases, language=language, sections=SECTIONS)
