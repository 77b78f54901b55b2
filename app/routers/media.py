"""The files of a case: sending, describing, withdrawing, and fetching them with ranges."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from app.content.text import N_
from app.domain.cases.access import Part, may_write, parts_of
from app.domain.errors import NotFound
from app.domain.media import keeping
from app.domain.media.words import problem_words
from app.files import ranges, serving
from app.files.kinds import named
from app.forms.bind import Bound, typed_values
from app.models.cases import Case
from app.web.answers import redirect
from app.web.case_gates import WorkOnCase
from app.web.gates import SignedIn
from app.web.media_gates import FetchableMedium
from app.web.requests import Db, Form, Shared, Upload
from app.web.taking_in import RECEIVED, take_in
from app.web.templating import render

router = APIRouter()
CASE = "/{lang:lang}/cases/{code}/media"


@router.get(CASE, name="media_list")
def list_media(request: Request, case: WorkOnCase, session: Db, viewer: SignedIn) -> Response:
    return _page(request, session, case, viewer, Bound())


def _page(
    request: Request, session: Db, case: Case, viewer: SignedIn, bound: Bound[Any], status: int = 200
) -> Response:
    parts = parts_of(session, case=case, viewer=viewer)
    return render(
        request,
        "media/list.html",
        case=case,
        media=keeping.of_case(session, case),
        writable=may_write(session, case=case, viewer=viewer),
        decides=bool(parts & {Part.ORGANISATION, Part.TEAM}),
        problem_words=problem_words,
        max_bytes=request.app.state.services.settings.max_upload_bytes,
        stories=keeping.STORY,
        bound=bound,
        status=status,
    )


@router.post(CASE, name="media_add")
def add(request: Request, case: WorkOnCase, form: Upload, session: Db, viewer: SignedIn, shared: Shared) -> Response:
    """Take in one or several files; the first that is refused stops it, and nothing of this post is kept."""
    bound: Bound[Any] = Bound(typed_values(form))
    stands_for = bound.value("stands_for")
    if not take_in(
        session, shared, case=case, form=form, bound=bound, fields=["file"], stands_for=stands_for, by=viewer
    ):
        return _page(request, session, case, viewer, bound, 422)
    return redirect(request, "media_list", code=case.code, notice=RECEIVED)


@router.post(CASE + "/{public_id}", name="media_settle")
def settle(request: Request, case: WorkOnCase, public_id: str, session: Db, viewer: SignedIn, form: Form) -> Response:
    typed: Bound[Any] = Bound(typed_values(form))
    medium = keeping.medium_of(session, case=case, public_id=public_id)
    keeping.settle(
        session,
        case=case,
        medium=medium,
        licence=typed.value("licence"),
        consent_note=typed.value("consent_note"),
        by=viewer,
    )
    return redirect(request, "media_list", code=case.code, notice=N_("Saved."), fragment=f"m-{public_id}")


@router.post(CASE + "/{public_id}/withdraw", name="media_withdraw")
def withdraw(request: Request, case: WorkOnCase, public_id: str, session: Db, viewer: SignedIn) -> Response:
    medium = keeping.medium_of(session, case=case, public_id=public_id)
    keeping.withdraw_consent(session, case=case, medium=medium, by=viewer)
    return redirect(request, "media_list", code=case.code, notice=N_("Hidden everywhere, in every version, as of now."))


@router.post(CASE + "/{public_id}/remove", name="media_remove")
def remove(request: Request, case: WorkOnCase, public_id: str, session: Db, viewer: SignedIn) -> Response:
    medium = keeping.medium_of(session, case=case, public_id=public_id)
    keeping.remove(session, case=case, medium=medium, by=viewer)
    return redirect(request, "media_list", code=case.code, notice=N_("Removed."))


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
