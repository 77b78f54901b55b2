"""The files of a case: sending, describing, withdrawing; and fetching any file with ranges."""

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from app.domain.errors import NotFound
from app.files import ranges, serving
from app.files.kinds import named
from app.forms.bind import Bound
from app.models.cases import Case
from app.web import media_pages
from app.web.case_gates import WorkOnCase
from app.web.gates import SignedIn
from app.web.media_gates import FetchableMedium
from app.web.media_pages import Place
from app.web.requests import Db, Form, Shared, Upload

router = APIRouter()
CASE = "/{lang:lang}/cases/{code}/media"


def _place(case: Case) -> Place:
    return Place(case, routes="media", back="case_work", stories=True)


@router.get(CASE, name="media_list")
def list_media(request: Request, case: WorkOnCase, session: Db, viewer: SignedIn) -> Response:
    return media_pages.page(request, session, _place(case), viewer, Bound())


@router.post(CASE, name="media_add")
def add(request: Request, case: WorkOnCase, form: Upload, session: Db, viewer: SignedIn, shared: Shared) -> Response:
    return media_pages.add(request, session, shared, _place(case), form, viewer)


@router.post(CASE + "/{public_id}", name="media_settle")
def settle(request: Request, case: WorkOnCase, public_id: str, session: Db, viewer: SignedIn, form: Form) -> Response:
    return media_pages.settle(request, session, _place(case), public_id, form, viewer)


@router.post(CASE + "/{public_id}/withdraw", name="media_withdraw")
def withdraw(request: Request, case: WorkOnCase, public_id: str, session: Db, viewer: SignedIn) -> Response:
    return media_pages.withdraw(request, session, _place(case), public_id, viewer)


@router.post(CASE + "/{public_id}/remove", name="media_remove")
def remove(request: Request, case: WorkOnCase, public_id: str, session: Db, viewer: SignedIn) -> Response:
    return media_pages.remove(request, session, _place(case), public_id, viewer)


@router.get("/media/{public_id}/{name}", name="media_file")
def fetch(request: Request, medium: FetchableMedium, name: str, shared: Shared) -> Response:
    """One file of a medium, in ranges for players; asked for anew each time, because consent can end any time."""
    file = medium.files.get(name)
    if file is None or name == "upload":
        raise NotFound
    etag = f'"{file["key"][:32]}"'
    headers = {"etag": etag, "cache-control": "private, no-cache"}
    # What somebody called a file on their telephone is for the team of the case only.
    headers |= serving.headers(named(file["kind"]), name=medium.public_id, download="download" in request.query_params)
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers={"etag": etag, "cache-control": "private, no-cache"})
    part = ranges.answer(
        size=file["size"],
        range_header=request.headers.get("range"),
        if_range=request.headers.get("if-range"),
        etag=etag,
    )
    headers |= part.headers()
    if part.status == 416:
        return Response(status_code=416, headers=headers)
    body = shared.storage.stream(file["key"], start=part.start, end=part.end)
    return StreamingResponse(body, part.status, headers)
