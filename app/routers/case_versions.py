"""The public versions of a case: the list, each by itself, and what changed from one to another."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.domain.cases.attached import media_of
from app.domain.cases.lineage import lineage
from app.domain.cases.versions import published_version
from app.domain.errors import NotFound
from app.models.cases import Case
from app.models.media import MediaState
from app.models.organisations import Organisation
from app.web.case_compare import comparison
from app.web.case_gates import ReadableCase
from app.web.case_pages import is_withdrawn, public_title, show, tombstone
from app.web.requests import Db, Lang, Person, Terms
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cases/{code}")

Number = Annotated[int, Path(ge=1, le=100_000)]


@router.get("/v{number:int}", name="case_version")
def version(request: Request, case: ReadableCase, number: Number, session: Db, viewer: Person) -> Response:
    if is_withdrawn(case):
        return tombstone(request, session, viewer, case)
    found = published_version(session, case, number)
    return show(request, session, viewer, case, found.id or 0)


@router.get("/versions", name="case_versions")
def versions(request: Request, case: ReadableCase, session: Db, viewer: Person) -> Response:
    if is_withdrawn(case):
        return tombstone(request, session, viewer, case)
    lines = lineage(session, case=case)
    if not lines:
        raise NotFound
    return render(
        request,
        "cases/versions.html",
        case=case,
        title=public_title(session, case),
        organisation=session.get_one(Organisation, case.organisation_id),
        lines=lines,
    )


@router.get("/compare", name="case_changes")
def compare(
    request: Request,
    case: ReadableCase,
    session: Db,
    viewer: Person,
    terms: Terms,
    language: Lang,
    earlier: Annotated[int | None, Query(alias="from", ge=1, le=100_000)] = None,
    later: Annotated[int | None, Query(alias="to", ge=1, le=100_000)] = None,
) -> Response:
    """Without `to` the latest version, without `from` the one before that."""
    if is_withdrawn(case):
        return tombstone(request, session, viewer, case)
    lines = lineage(session, case=case)
    if not lines:
        raise NotFound
    after = published_version(session, case, later or lines[0].number)
    before = published_version(session, case, earlier or max((after.number or 1) - 1, 1))
    changes = comparison(before, after, terms=terms, language=language, media=_showable(session, case))
    return render(
        request,
        "cases/compare.html",
        case=case,
        title=public_title(session, case),
        before=before,
        after=after,
        lines=lines,
        changes=changes,
    )


def _showable(session: Session, case: Case) -> list[str]:
    media = media_of(session, case)
    return [medium.public_id for medium in media if medium.consent and medium.state is MediaState.READY]
