"""The desk of the screening: what waits for whom, and the same as a table to take along."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from app.content.text import N_
from app.domain.cup.screening_queue import ABOUT, LABELS, Stage, stage_counts, waiting
from app.exports.spreadsheets import CSV_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes
from app.forms.bind import filled
from app.i18n import translate
from app.web.cup_gates import EditionToRun
from app.web.cup_screening import HEADINGS, Wanted, cells, exports, offered, page_of, tabs
from app.web.cup_words import EditionWords
from app.web.gates import Coordinator
from app.web.paging import PageNumber
from app.web.requests import Db, Lang
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cup/{year}/run/screening")


def wanted(
    tab: Stage = Stage.FIRST,
    language: Annotated[str, Query(max_length=12)] = "",
    country: Annotated[str, Query(max_length=2)] = "",
    mine: Annotated[str, Query(max_length=1)] = "",
) -> Wanted:
    """What the address of the queue asks for."""
    return Wanted(tab, language, country, mine == "1")


WantedEntries = Annotated[Wanted, Depends(wanted)]


@router.get("", name="cup_screening")
def queue(
    request: Request,
    edition: EditionToRun,
    session: Db,
    viewer: Coordinator,
    lang: Lang,
    wanted: WantedEntries,
    page: PageNumber = 1,
) -> Response:
    """One tab at a time, what waits longest first."""
    rows = waiting(session, edition=edition, viewer=viewer)
    counts = stage_counts(rows)
    return render(
        request,
        "cup_run/screening.html",
        page_of(request, edition, wanted, [row for row in rows if wanted.fits(row)], page),
        edition=edition,
        words=EditionWords(edition, lang),
        wanted=wanted,
        label=LABELS[wanted.tab],
        about=ABOUT[wanted.tab],
        tabs=tabs(request, edition, wanted, counts),
        exports=exports(request, edition, wanted),
        offered=offered(rows, lang),
        chosen=filled({"tab": wanted.tab, **wanted.query}),
        mine=sum(row.mine for row in rows),
    )


@router.get("/export.{ending}", name="cup_screening_export")
def export(
    edition: EditionToRun,
    session: Db,
    viewer: Coordinator,
    lang: Lang,
    wanted: WantedEntries,
    ending: Literal["csv", "xlsx"],
) -> Response:
    """What the tab shows with its filters, on one sheet."""
    rows = [cells(row, lang) for row in waiting(session, edition=edition, viewer=viewer) if wanted.fits(row)]
    headings = [translate(lang, heading) for heading in HEADINGS]
    title = translate(lang, N_("Screening"))
    body = csv_bytes(headings, rows) if ending == "csv" else xlsx_bytes(title, headings, rows)
    name = f"cup-{edition.year}-{wanted.tab}.{ending}"
    return Response(
        body,
        media_type=CSV_TYPE if ending == "csv" else XLSX_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
            "X-Robots-Tag": "noindex",
        },
    )
