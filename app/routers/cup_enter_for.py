"""Entering on behalf of an organisation: facilitators look for it, then say how it agreed."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session
from starlette.datastructures import FormData, UploadFile

from app.content.text import N_
from app.domain.cup import entering
from app.domain.cup.behalf import Behalf, organisations_named
from app.domain.cup.consent_proof import RECEIVED, attach_proof, proof_of
from app.domain.cup.deadlines import closed_because
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.media.keeping import Incoming, Limits
from app.domain.media.words import problem_words
from app.domain.viewer import Viewer
from app.forms.bind import Bound, typed_values
from app.models.cup import Edition
from app.models.entries import Entry
from app.models.media import MediaState
from app.services import Services
from app.web.answers import go, redirect
from app.web.cup_entry import edition_title, entry_languages
from app.web.cup_gates import EditionToRead, OwnEntry
from app.web.gates import SignedIn
from app.web.requests import Db, Shared, Upload
from app.web.templating import address, render

router = APIRouter(prefix="/{lang:lang}/cup/{year}")


@router.get("/enter/for", name="cup_enter_for")
def on_behalf(
    request: Request, edition: EditionToRead, session: Db, viewer: SignedIn, q: str = "", organisation: str = ""
) -> Response:
    """Facilitators look for the organisation, then say how it agreed."""
    _require_facilitator(viewer)
    return _behalf_page(request, session, edition, Bound({"organisation": [organisation]}), q)


def _require_facilitator(viewer: Viewer) -> None:
    if not viewer.is_facilitator:
        raise NotFound


def _behalf_page(
    request: Request, session: Db, edition: Edition, bound: Bound[Any], q: str = "", failed: Any = None
) -> Response:
    language = request.path_params["lang"]
    chosen = organisations_named(session, code=bound.value("organisation"))
    return render(
        request,
        "cup_entry/enter_for.html",
        edition=edition,
        title=edition_title(edition, language),
        closed=closed_because(session, edition=edition),
        q=q[:120],
        found=organisations_named(session, words=q[:120]) if q.strip() else [],
        chosen=chosen[0] if chosen else None,
        offered=entry_languages(edition, language),
        bound=bound,
        max_bytes=request.app.state.services.settings.max_upload_bytes,
        failed=failed,
        status=409 if failed else bound.status,
    )


@router.post("/enter/for")
def begin_on_behalf(
    request: Request, edition: EditionToRead, session: Db, viewer: SignedIn, shared: Shared, form: Upload
) -> Response:
    _require_facilitator(viewer)
    bound: Bound[Any] = Bound(typed_values(form))
    chosen = organisations_named(session, code=bound.value("organisation"))
    behalf = Behalf(bound.value("who"), bound.value("how"), _day(bound.value("day")))
    try:
        # Of an entry whose file is refused nothing is kept.
        with session.begin_nested():
            entry = entering.begin(
                session,
                edition=edition,
                organisation=entering.organisation_of(chosen, bound.value("organisation")),
                by=viewer,
                language=bound.value("language"),
                behalf=behalf,
            )
            if upload := _sent(form):
                _attach(session, shared, edition, entry, upload, viewer)
    except Invalid as wrong:
        bound.refuse(wrong)
        return _behalf_page(request, session, edition, bound)
    except Conflict as refused:
        return _behalf_page(request, session, edition, bound, failed=refused)
    told = entering.case_of(session, entry)
    return redirect(request, "case_raw", code=told.code, notice=entering.BEGUN)


def _sent(form: FormData) -> UploadFile | None:
    """A file, else a recording."""
    files = (form.get(name) for name in ("file", "voice"))
    return next((one for one in files if isinstance(one, UploadFile) and one.filename), None)


def _attach(
    session: Session, shared: Services, edition: Edition, entry: Entry, upload: UploadFile, viewer: Viewer
) -> None:
    incoming = Incoming(upload.file, upload.filename or "", consent=False)
    limits = Limits(shared.settings.max_upload_bytes, 1)
    attach_proof(session, shared.storage, edition=edition, entry=entry, incoming=incoming, limits=limits, by=viewer)


@router.get("/entries/{code}/agreement", name="cup_agreement")
def agreement(request: Request, edition: EditionToRead, code: str, session: Db, viewer: SignedIn) -> Response:
    """The file that proves how the organisation agreed, as soon as it is prepared."""
    medium = proof_of(session, edition=edition, code=code, viewer=viewer)
    if medium.state is not MediaState.READY:
        said = problem_words(medium.problem) if medium.state is MediaState.FAILED else RECEIVED
        raise Conflict(said)
    name = "play" if "play" in medium.files else "original"
    return go(request, address(request, "media_file", public_id=medium.public_id, name=name))


@router.post("/entries/{code}/agreement", name="cup_agreement_add")
def add_agreement(
    request: Request,
    edition: EditionToRead,
    entry: OwnEntry,
    session: Db,
    viewer: SignedIn,
    shared: Shared,
    form: Upload,
) -> Response:
    upload = _sent(form)
    if upload is None:
        raise Invalid(N_("Choose a file first."), "file")
    _attach(session, shared, edition, entry, upload, viewer)
    return redirect(request, "cup_entry", notice=RECEIVED, fragment="behalf", year=edition.year, code=entry.code)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
