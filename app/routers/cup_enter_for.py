"""Entering on behalf of an organisation: facilitators look for it, then say how it agreed."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.domain.cup import entering
from app.domain.cup.behalf import Behalf, organisations_named
from app.domain.cup.deadlines import closed_because
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.viewer import Viewer
from app.forms.bind import Bound, typed_values
from app.models.cup import Edition
from app.web.answers import redirect
from app.web.cup_entry import edition_title, entry_languages
from app.web.cup_gates import EditionToRead
from app.web.gates import SignedIn
from app.web.requests import Db, Form
from app.web.templating import render

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
        failed=failed,
        status=409 if failed else bound.status,
    )


@router.post("/enter/for")
def begin_on_behalf(request: Request, edition: EditionToRead, session: Db, viewer: SignedIn, form: Form) -> Response:
    _require_facilitator(viewer)
    bound: Bound[Any] = Bound(typed_values(form))
    chosen = organisations_named(session, code=bound.value("organisation"))
    behalf = Behalf(bound.value("who"), bound.value("how"), _day(bound.value("day")))
    try:
        entry = entering.begin(
            session,
            edition=edition,
            organisation=entering.organisation_of(chosen, bound.value("organisation")),
            by=viewer,
            language=bound.value("language"),
            behalf=behalf,
        )
    except Invalid as wrong:
        bound.refuse(wrong)
        return _behalf_page(request, session, edition, bound)
    except Conflict as refused:
        return _behalf_page(request, session, edition, bound, failed=refused)
    told = entering.case_of(session, entry)
    return redirect(request, "case_raw", code=told.code, notice=entering.BEGUN)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
