"""The queue of newcomers: organisations that wait for a coordinator's first look."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from app.content.text import N_
from app.domain.errors import Invalid
from app.domain.organisations import first_look
from app.forms.bind import Bound, typed_values
from app.models.organisations import Organisation
from app.web.answers import redirect
from app.web.gates import Coordinator
from app.web.organisation_gates import organisation_from_inside
from app.web.requests import Db, Form
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/first-looks")

Waiting = Annotated[Organisation, Depends(organisation_from_inside)]


@router.get("", name="first_looks")
def queue(request: Request, session: Db, _: Coordinator) -> Response:
    return _queue(request, session, Bound())


def _queue(request: Request, session: Db, bound: Bound[Any], refused: str = "") -> Response:
    """`refused` is the code of the organisation whose answer has to be mended."""
    found = first_look.newcomers(session)
    return render(
        request,
        "first_looks/list.html",
        newcomers=[one for one in found if not one.declined],
        declined=[one for one in found if one.declined],
        bound=bound,
        refused=refused,
        status=bound.status,
    )


@router.post("/{code}/approve", name="first_look_approve")
def approve(request: Request, viewer: Coordinator, organisation: Waiting, session: Db) -> Response:
    first_look.approve(session, organisation=organisation, by=viewer)
    return redirect(request, "first_looks", notice=N_("Approved. Everybody can see the organisation now."))


@router.post("/{code}/decline", name="first_look_decline")
def decline(request: Request, viewer: Coordinator, organisation: Waiting, session: Db, form: Form) -> Response:
    bound: Bound[Any] = Bound(typed_values(form))
    try:
        first_look.decline(session, organisation=organisation, reason=bound.value("reason"), by=viewer)
    except Invalid as wrong:
        bound.refuse(wrong)
        return _queue(request, session, bound, organisation.code)
    return redirect(request, "first_looks", notice=N_("Declined. They are told why, and can send it again."))
