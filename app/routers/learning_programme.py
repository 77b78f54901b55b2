"""The programme's page for coordinators: how visits are doing, and what funders get of it."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse, Response

from app.domain import audit
from app.domain.errors import NotFound
from app.domain.visits.funders import for_funders
from app.domain.visits.overview import Overview, overview
from app.exports.papers import pdf_from
from app.exports.spreadsheets import XLSX_TYPE, workbook_bytes
from app.models.types import now
from app.services import Services
from app.web.gates import Coordinator, coordinator
from app.web.learning_programme import flows, money_in, paper
from app.web.learning_programme_sheets import sheets
from app.web.requests import Db, Lang, Shared, Terms
from app.web.templating import address, render

router = APIRouter(prefix="/{lang:lang}/learning/programme")
YearAsked = Annotated[str, Query(alias="year", max_length=4)]
ALL = "all"
_YEAR = re.compile("[12][0-9]{3}")
HEADERS = {"Cache-Control": "private, no-store"}


@router.get("", name="programme_page", dependencies=[Depends(coordinator)])
def page(request: Request, session: Db, shared: Shared, lang: Lang, asked: YearAsked = "") -> Response:
    """This year's without a year; "all" for all of them together."""
    shown = _overview(session, shared, asked)

    def address_of(name: str, year: int | None, **more: str) -> str:
        return address(request, name, lang=lang, year=ALL if year is None else year, **more)

    return render(
        request,
        "learning/programme.html",
        shown=shown,
        flows=flows(shown.pairs),
        said_money=money_in(lang),
        years=[(year, address_of("programme_page", year)) for year in [*shown.years, None]],
        exports=[
            (ending, address_of("programme_export", shown.year, ending=ending.lower())) for ending in ("XLSX", "PDF")
        ],
    )


@router.get(".{ending}", name="programme_export")
def export(
    session: Db, viewer: Coordinator, shared: Shared, terms: Terms, lang: Lang, ending: str, asked: YearAsked = ""
) -> Response:
    if ending not in ("xlsx", "pdf"):
        raise NotFound
    shown = _overview(session, shared, asked)
    year = ALL if shown.year is None else str(shown.year)
    name = f"visits-{year}.{ending}"
    answer: Response
    if ending == "pdf":
        answer = _paper(shared, shown, lang, name)
    else:
        found = for_funders(session, year=shown.year, viewer=viewer, currency=shared.settings.visits_currency)
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
        answer = Response(workbook_bytes(sheets(found, terms, lang)), media_type=XLSX_TYPE, headers=headers)
    with shared.database.writing() as writing:
        audit.record(
            writing, by=viewer, verb="programme.export", object_type="programme", object_id=year,
            after={"format": ending},
        )  # fmt: skip
    return answer


def _overview(session: Db, shared: Services, asked: str) -> Overview:
    """Raises NotFound for a year of which nothing is known."""
    this_year = now().year
    if asked not in ("", ALL) and not _YEAR.fullmatch(asked):
        raise NotFound
    year = None if asked == ALL else int(asked or this_year)
    shown = overview(session, year=year, this_year=this_year, currency=shared.settings.visits_currency)
    if year is not None and year not in shown.years:
        raise NotFound
    return shown


def _paper(shared: Services, shown: Overview, language: str, name: str) -> FileResponse:
    path = pdf_from(
        shared.settings,
        shared.storage,
        template="learning/programme_paper.html",
        language=language,
        code="visits-programme",
        name=f"{shown.year or ALL}-{language}",
        context=paper(shown, language),
    )
    return FileResponse(path, media_type="application/pdf", filename=name, headers=HEADERS)
