"""How an organisation stands to others: stated and removed by either side."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.content.text import N_
from app.domain.errors import Invalid
from app.domain.organisations import names, relations
from app.domain.viewer import Viewer
from app.forms.bind import Bound, bind
from app.forms.organisations import RelationForm
from app.models.organisations import Organisation
from app.web.answers import redirect
from app.web.gates import SignedIn
from app.web.organisation_gates import EditableOrganisation
from app.web.requests import Db, Form, Id
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/organisations/{code}/relations")


@router.get("", name="organisation_relations")
def page(request: Request, organisation: EditableOrganisation, session: Db, viewer: SignedIn) -> Response:
    return _page(request, organisation, session, viewer, Bound())


def _page(
    request: Request,
    organisation: Organisation,
    session: Db,
    viewer: Viewer,
    bound: Bound[Any],
    candidates: Sequence[Organisation] = (),
) -> Response:
    return render(
        request,
        "organisations/relations.html",
        organisation=organisation,
        relations=relations.relations_of(session, organisation=organisation, viewer=viewer),
        phrases=[(kind if forward else f"{kind}-back", text) for (kind, forward), text in relations.PHRASES.items()],
        candidates=candidates,
        bound=bound,
        status=bound.status,
    )


@router.post("", name="relation_state")
def state(request: Request, organisation: EditableOrganisation, session: Db, viewer: SignedIn, form: Form) -> Response:
    """State a relation with an organisation named in words; several of that name are offered to choose from."""
    bound = bind(RelationForm, form)
    candidates: Sequence[Organisation] = ()
    if bound.model:
        candidates = names.lookup(session, words=bound.model.code or bound.model.other, viewer=viewer)
        try:
            kind, forward = bound.model.kind()
            other = _only(candidates)
            relations.state(session, organisation=organisation, kind=kind, other=other, by=viewer, forward=forward)
        except Invalid as wrong:
            bound.refuse(wrong)
    if bound.errors:
        return _page(request, organisation, session, viewer, bound, candidates if "code" in bound.errors else ())
    return redirect(request, "organisation_relations", code=organisation.code, notice=N_("Saved."))


def _only(candidates: Sequence[Organisation]) -> Organisation:
    if not candidates:
        raise Invalid(N_("No organisation here has this name. It needs a page of its own first."), "other")
    if len(candidates) > 1:
        raise Invalid(N_("Which of these do you mean?"), "code")
    return candidates[0]


@router.post("/{relation_id}/remove", name="relation_remove")
def remove(
    request: Request, organisation: EditableOrganisation, relation_id: Id, session: Db, viewer: SignedIn
) -> Response:
    relations.remove(session, organisation=organisation, relation_id=relation_id, by=viewer)
    return redirect(request, "organisation_relations", code=organisation.code, notice=N_("Removed."))
