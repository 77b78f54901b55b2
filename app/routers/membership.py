"""The people of an organisation: members, roles, invitations, requests to join."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.content.text import N_
from app.domain.errors import Invalid
from app.domain.organisations import asking, invitations, members, trail
from app.domain.organisations.access import may_own
from app.domain.viewer import Viewer
from app.forms.bind import Bound, bind
from app.forms.organisations import AskForm, InvitationForm, RoleForm
from app.models.organisations import MemberRole, Organisation
from app.models.types import now
from app.web.answers import redirect
from app.web.gates import SignedIn, user_of
from app.web.organisation_gates import OrganisationInside, OwnedOrganisation, ReadableOrganisation
from app.web.requests import Db, Form, Id, Lang, Shared
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/organisations/{code}")


@router.get("/members", name="organisation_members")
def page(request: Request, organisation: OrganisationInside, session: Db, viewer: SignedIn) -> Response:
    return _page(request, organisation, session, viewer, Bound())


def _page(request: Request, organisation: Organisation, session: Db, viewer: Viewer, bound: Bound[Any]) -> Response:
    owns = may_own(viewer, organisation)
    return render(
        request,
        "organisations/members.html",
        organisation=organisation,
        members=members.members_of(session, organisation),
        owns=owns,
        role_words=members.ROLE_WORDS,
        role_meanings=members.ROLE_MEANINGS,
        invitations=invitations.pending(session, organisation) if owns else [],
        requests=asking.open_requests(session, organisation) if owns else [],
        history=trail.history(session, organisation) if owns else [],
        now=now(),
        bound=bound,
        status=bound.status,
    )


@router.post("/members/invite", name="member_invite")
def invite(
    request: Request,
    organisation: OwnedOrganisation,
    session: Db,
    viewer: SignedIn,
    shared: Shared,
    lang: Lang,
    form: Form,
) -> Response:
    """Send an invitation. What is answered does not tell whether the address has an account."""
    bound = bind(InvitationForm, form)
    if bound.model:
        try:
            invitations.invite(
                session,
                organisation=organisation,
                email=bound.model.email,
                role=bound.model.role,
                by=viewer,
                days=shared.settings.invitation_days,
                language=lang,
            )
        except Invalid as wrong:
            bound.refuse(wrong)
    if bound.errors:
        return _page(request, organisation, session, viewer, bound)
    return _back(request, organisation, N_("The invitation is on its way."))


@router.post("/members/invitations/{invitation_id}/resend", name="member_invitation_resend")
def resend(
    request: Request,
    organisation: OwnedOrganisation,
    invitation_id: Id,
    session: Db,
    viewer: SignedIn,
    shared: Shared,
    lang: Lang,
) -> Response:
    invitation = invitations.pending_one(session, organisation, invitation_id)
    days = shared.settings.invitation_days
    invitations.resend(session, organisation=organisation, invitation=invitation, by=viewer, days=days, language=lang)
    return _back(request, organisation, N_("Sent again. The link sent before no longer works."))


@router.post("/members/invitations/{invitation_id}/revoke", name="member_invitation_revoke")
def revoke(
    request: Request, organisation: OwnedOrganisation, invitation_id: Id, session: Db, viewer: SignedIn
) -> Response:
    invitation = invitations.pending_one(session, organisation, invitation_id)
    invitations.revoke(session, organisation=organisation, invitation=invitation, by=viewer)
    return _back(request, organisation, N_("The invitation no longer works."))


@router.post("/members/{user_id}/role", name="member_role")
def change_role(
    request: Request, organisation: OwnedOrganisation, user_id: Id, session: Db, viewer: SignedIn, form: Form
) -> Response:
    role = _role(form)
    members.change_role(session, organisation=organisation, user_id=user_id, role=role, by=viewer)
    return _back(request, organisation, N_("The role is changed."))


@router.post("/members/{user_id}/remove", name="member_remove")
def remove(request: Request, organisation: OwnedOrganisation, user_id: Id, session: Db, viewer: SignedIn) -> Response:
    members.remove(session, organisation=organisation, user_id=user_id, by=viewer)
    return _back(request, organisation, N_("The person no longer belongs to the organisation."))


@router.post("/leave", name="member_leave")
def leave(request: Request, organisation: OrganisationInside, session: Db, viewer: SignedIn) -> Response:
    members.remove(session, organisation=organisation, user_id=user_of(viewer).id or 0, by=viewer)
    return redirect(request, "my_organisations", notice=N_("You no longer belong to this organisation."))


@router.post("/join", name="member_ask")
def ask(request: Request, organisation: ReadableOrganisation, session: Db, viewer: SignedIn, form: Form) -> Response:
    """Ask the owners to be made a member."""
    bound = bind(AskForm, form)
    if bound.model is None:
        raise Invalid(N_("Please write at most 1000 characters."))
    asking.ask(session, organisation=organisation, message=bound.model.message, by=viewer)
    return redirect(
        request, "organisation_page", code=organisation.code, notice=N_("Asked. The owners of the organisation answer.")
    )


@router.post("/members/requests/{user_id}/grant", name="member_grant")
def grant(
    request: Request, organisation: OwnedOrganisation, user_id: Id, session: Db, viewer: SignedIn, form: Form
) -> Response:
    asking.grant(session, organisation=organisation, user_id=user_id, role=_role(form), by=viewer)
    return _back(request, organisation, N_("The person now belongs to the organisation."))


@router.post("/members/requests/{user_id}/refuse", name="member_refuse")
def refuse(request: Request, organisation: OwnedOrganisation, user_id: Id, session: Db, viewer: SignedIn) -> Response:
    asking.refuse(session, organisation=organisation, user_id=user_id, by=viewer)
    return _back(request, organisation, N_("Answered. The person is told."))


def _role(form: Form) -> MemberRole:
    bound = bind(RoleForm, form)
    if bound.model is None:
        raise Invalid(N_("Choose one of the roles offered."))
    return bound.model.role


def _back(request: Request, organisation: Organisation, notice: str) -> Response:
    return redirect(request, "organisation_members", code=organisation.code, notice=notice)
