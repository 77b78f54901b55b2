"""The public versions of a case: the list, each by itself, and what changed from one to another."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import Field
from sqlmodel import Session

from app.domain.cases.access import may_read_work
from app.domain.cases.attached import media_of
from app.domain.cases.lineage import lineage
from app.domain.cases.versions import find_working_copy, published_version
from app.domain.errors import NotFound, SignInNeeded
from app.domain.viewer import Viewer
from app.models.cases import Case, CaseVersion
from app.models.media import MediaState
from app.models.organisations import Organisation
from app.web.case_compare import comparison
from app.web.case_gates import ReadableCase
from app.web.case_pages import is_withdrawn, public_title, show, tombstone
from app.web.requests import Db, Lang, Person, Terms
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cases/{code}")

Number = Annotated[int, Path(ge=1, le=100_000)]
# What `to` says for the text that is being worked on, which has no number yet.
WORK = "work"
Later = Annotated[int, Field(ge=1, le=100_000)] | Literal["work"]


@router.get("/v{number:int}", name="case_version")
def version(request: Request, case: ReadableCase, number: Number, session: Db, viewer: Person) -> Response:
    if is_withdrawn(case):
        return tombstone(request, session, viewer, case)
    found = published_version(session, case, number)
    return show(request, session, viewer, case, found.id or 0)


@router.get("/versions", name="case_versions")
def versions(request: Request, case: ReadableCase, session: Db, viewer: Person, language: Lang) -> Response:
    if is_withdrawn(case):
        return tombstone(request, session, viewer, case)
    lines = lineage(session, case=case)
    if not lines:
        raise NotFound
    return render(
        request,
        "cases/versions.html",
        case=case,
        title=public_title(session, case, language),
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
    later: Annotated[Later | None, Query(alias="to")] = None,
) -> Response:
    """Without `to` the latest version, without `from` the one before that.

    `to=work` compares the text that is being worked on, for those who may read it, with what is public.
    """
    if is_withdrawn(case):
        return tombstone(request, session, viewer, case)
    lines = lineage(session, case=case)
    if not lines:
        raise NotFound
    work = _work(session, case, viewer, asked=later == WORK)
    after = work if work and later == WORK else published_version(session, case, _number(later) or lines[0].number)
    before = published_version(session, case, earlier or _before(after, lines[0].number))
    changes = comparison(before, after, terms=terms, language=language, media=_showable(session, case))
    return render(
        request,
        "cases/compare.html",
        case=case,
        title=public_title(session, case, language),
        before=before,
        after=after,
        work=work,
        lines=lines,
        changes=changes,
    )


def _work(session: Session, case: Case, viewer: Viewer, *, asked: bool) -> CaseVersion | None:
    """The text that is being worked on, if there is one and this person may read it. Who asked for it is told."""
    may_read = may_read_work(session, case=case, viewer=viewer)
    if asked and viewer.user is None:
        raise SignInNeeded
    found = find_working_copy(session, case) if may_read else None
    if asked and found is None:
        raise NotFound
    return found


def _number(later: int | str | None) -> int | None:
    return later if isinstance(later, int) else None


def _before(after: CaseVersion, latest: int) -> int:
    return max(after.number - 1, 1) if after.number else latest


def _showable(session: Session, case: Case) -> list[str]:
    media = media_of(session, case)
    return [medium.public_id for medium in media if medium.consent and medium.state is MediaState.READY]
