"""What can be taken along from a case: its citation in the usual formats, and a PDF."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import FileResponse, Response
from sqlmodel import Session

from app.domain.cases.lineage import lineage
from app.domain.cases.reading import Reading, read
from app.domain.cases.versions import current_version, published_version
from app.domain.errors import NotFound
from app.exports.citation import FORMATS
from app.models.cases import Case, CaseVersion
from app.web.case_article import citation_of
from app.web.case_gates import ReadableCase
from app.web.case_pages import is_withdrawn, tombstone, wish_of
from app.web.case_paper import pdf_of
from app.web.requests import Db, Person
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cases/{code}")

Asked = Annotated[int | None, Query(alias="v", ge=1, le=100_000)]
Kind = Annotated[str, Path(alias="format")]


@router.get("/case.pdf", name="case_pdf")
def pdf(request: Request, case: ReadableCase, session: Db, viewer: Person, number: Asked = None) -> Response:
    if is_withdrawn(case):
        return tombstone(request, session, viewer, case)
    version = _version(session, case, number)
    path = pdf_of(request, session, case, version)
    name = f"{case.code}-v{version.number}-{request.path_params['lang']}.pdf"
    return FileResponse(path, media_type="application/pdf", filename=name, content_disposition_type="inline")


@router.get("/cite", name="case_cite")
def cite(request: Request, case: ReadableCase, session: Db, viewer: Person, number: Asked = None) -> Response:
    """The citation of one version, ready to copy, and the way to the others."""
    if is_withdrawn(case):
        return tombstone(request, session, viewer, case)
    reading = _reading(request, session, viewer, case, number)
    return render(
        request,
        "cases/cite.html",
        case=case,
        reading=reading,
        citation=citation_of(request, reading, request.path_params["lang"]),
        formats=FORMATS,
        lines=lineage(session, case=case),
        stay={"in": reading.language} if reading.language != request.path_params["lang"] else {},
    )


@router.get("/cite.{format}", name="case_citation")
def citation(
    request: Request, case: ReadableCase, session: Db, viewer: Person, kind: Kind, number: Asked = None
) -> Response:
    if kind not in FORMATS:
        raise NotFound
    if is_withdrawn(case):
        return tombstone(request, session, viewer, case)
    reading = _reading(request, session, viewer, case, number)
    found = citation_of(request, reading, request.path_params["lang"])
    headers = {"Content-Disposition": f'attachment; filename="{found.key}.{kind}"', "Cache-Control": "no-cache"}
    return Response(FORMATS[kind].write(found), media_type=FORMATS[kind].media_type, headers=headers)


def _version(session: Session, case: Case, number: int | None) -> CaseVersion:
    """The version asked for, else the one that readers see."""
    version = current_version(session, case) if number is None else published_version(session, case, number)
    if version is None:
        raise NotFound
    return version


def _reading(request: Request, session: Session, viewer: Person, case: Case, number: int | None) -> Reading:
    version = _version(session, case, number)
    wish = wish_of(request, session, case, version.id or 0, viewer)
    return read(session, case=case, version=version, language=wish.language)
