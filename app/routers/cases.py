"""A case for its readers: the page, the preview of what is being written, the building blocks."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from app.domain.cases.versions import find_working_copy
from app.domain.errors import NotFound
from app.web.answers import redirect
from app.web.case_blocks import block_response
from app.web.case_gates import ReadableCase, WorkOnCase
from app.web.case_pages import is_withdrawn, preview, show, tombstone
from app.web.gates import SignedIn
from app.web.requests import Db, Person

router = APIRouter(prefix="/{lang:lang}")

Key = Annotated[str, Path(pattern=r"^[a-z0-9]{6}$")]


@router.get("/cases/{code}", name="case_page")
def page(request: Request, case: ReadableCase, session: Db, viewer: Person) -> Response:
    """What readers see. Those who work on a case that is not public yet are led to its preview."""
    if is_withdrawn(case):
        return tombstone(request, session, viewer, case)
    if case.current_version_id is None:
        return redirect(request, "case_preview", code=case.code)
    return show(request, session, viewer, case, case.current_version_id)


@router.get("/cases/{code}/preview", name="case_preview")
def preview_page(request: Request, case: WorkOnCase, session: Db, viewer: SignedIn) -> Response:
    version = find_working_copy(session, case)
    if version is None:
        return redirect(request, "case_page", code=case.code)
    return preview(request, session, viewer, case, version)


@router.get("/blocks/{code}-{key}", name="block_page")
def block(request: Request, case: ReadableCase, key: Key, session: Db, viewer: Person) -> Response:
    """A building block by itself; one that a later version has dropped keeps its address."""
    if is_withdrawn(case):
        return tombstone(request, session, viewer, case)
    if case.current_version_id is None:
        raise NotFound
    return block_response(request, session, viewer, case, key)
