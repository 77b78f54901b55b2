"""Telling an experience: a new draft, the short form on one page or step by step, taking a draft along, deleting it."""

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.background import BackgroundTask

from app.content.text import N_
from app.domain.cases import drafting
from app.domain.cases.versions import current_version, find_working_copy
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.media.keeping import files_of, is_named
from app.forms.bind import Bound, typed_values
from app.forms.cases.draft_text import draft_text
from app.forms.cases.offers import Offers
from app.i18n import translate
from app.models.cases import CaseState
from app.models.organisations import Organisation
from app.services import Services
from app.web.answers import redirect
from app.web.case_gates import WorkOnCase, WritableCase
from app.web.gates import SignedIn
from app.web.requests import Db, Form, Lang, Shared, Terms
from app.web.templating import address, render

router = APIRouter(prefix="/{lang:lang}/cases")

UNSENT = (CaseState.DRAFT, CaseState.RETURNED)


@router.get("/new", name="case_new")
def new(request: Request, session: Db, viewer: SignedIn, terms: Terms, organisation: str = "") -> Response:
    """Begin, or go on with a draft. Who has no organisation yet is led to make one and comes back here."""
    return _new_page(request, session, viewer, terms, Bound({"organisation": [organisation]}))


def _new_page(
    request: Request, session: Db, viewer: SignedIn, terms: Terms, bound: Bound[Any], status: int = 200
) -> Response:
    organisations = drafting.writing_for(session, viewer=viewer)
    country, spoken = (organisations[0].country, organisations[0].languages) if organisations else ("", [])
    return render(
        request,
        "case_edit/new.html",
        bound=bound,
        organisations=organisations,
        drafts=drafting.unsent(session, viewer=viewer),
        offers=Offers(terms, request.path_params["lang"], country, spoken),
        back=address(request, "case_new", lang=request.path_params["lang"]),
        status=status,
    )


@router.post("/new")
def create(request: Request, session: Db, viewer: SignedIn, terms: Terms, form: Form) -> Response:
    bound: Bound[Any] = Bound(typed_values(form))
    organisations = {one.code: one for one in drafting.writing_for(session, viewer=viewer)}
    organisation = organisations.get(bound.value("organisation"))
    if organisation is None:
        bound.refuse(Invalid(N_("Choose one of your organisations."), "organisation"))
        return _new_page(request, session, viewer, terms, bound, 422)
    try:
        case = drafting.create_draft(
            session, organisation_id=organisation.id or 0, language=bound.value("language"), by=viewer
        )
    except Invalid as wrong:
        bound.refuse(wrong)
        return _new_page(request, session, viewer, terms, bound, 422)
    if bound.value("way") == "steps":
        return redirect(request, "case_raw_step", code=case.code, step=1)
    return redirect(request, "case_raw", code=case.code)


@router.get("/{code}/delete", name="case_delete")
def confirm_delete(request: Request, case: WritableCase) -> Response:
    if case.state is not CaseState.DRAFT:
        raise Conflict(N_("Only a draft that was never sent can be deleted. You can withdraw it instead."))
    return render(request, "case_edit/delete.html", case=case)


@router.post("/{code}/delete")
def delete(request: Request, case: WritableCase, session: Db, viewer: SignedIn, shared: Shared) -> Response:
    keys = drafting.discard_draft(session, case=case, by=viewer)
    response = redirect(request, "waiting", notice=N_("The draft is deleted."))
    # After the commit: as long as that can fail, the files are still needed.
    response.background = BackgroundTask(_forget_files, shared, keys)
    return response


def _forget_files(shared: Services, keys: list[str]) -> None:
    with shared.database.reading() as session:
        unnamed = [key for key in keys if not is_named(session, key)]
    for key in unnamed:
        shared.storage.delete(key)


@router.get("/{code}/draft.txt", name="case_draft")
def take_along(case: WorkOnCase, session: Db, language: Lang, terms: Terms) -> Response:
    """All that was written, as a text file."""
    version = find_working_copy(session, case) or current_version(session, case)
    if version is None:
        raise NotFound
    organisation = session.get_one(Organisation, case.organisation_id)
    media = {medium.public_id: medium for medium in files_of(session, case)}
    head = [case.title or translate(language, N_("Untitled experience")), organisation.name]
    text = draft_text(version.content, head=head, offers=Offers(terms, language, media=media))
    name = quote(f"{case.title[:60] or 'draft'} {case.code}.txt")
    headers = {"Content-Disposition": f"attachment; filename=\"draft-{case.code}.txt\"; filename*=UTF-8''{name}"}
    return Response(text, media_type="text/plain; charset=utf-8", headers=headers)
