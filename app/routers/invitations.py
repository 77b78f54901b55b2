"""The page to which every invitation leads, whether into an organisation or to become coordinator."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from app.content.text import N_
from app.domain.organisations.invitations import accept
from app.domain.people.invitations import accept_coordinator, find_invitation
from app.domain.people.links import LinkOver
from app.models.organisations import Organisation
from app.models.people import Invitation, InvitationPurpose, User
from app.web.answers import redirect
from app.web.gates import Everybody, SignedIn, gate
from app.web.requests import Db, Person
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/invitations")


@gate("whoever holds the token of an invitation, signed in")
def invitation_held(token: str, session: Db, _: SignedIn) -> Invitation:
    return find_invitation(session, token=token)


@router.get("/{token}", name="invitation", dependencies=[Everybody])
def show(request: Request, session: Db, viewer: Person, token: str) -> Response:
    try:
        invitation = find_invitation(session, token=token)
    except LinkOver:
        return render(request, "people/invitation_over.html", status=410)
    return render(
        request,
        "people/invitation.html",
        invitation=invitation,
        token=token,
        inviter=session.get(User, invitation.invited_by_id),
        organisation=session.get(Organisation, invitation.organisation_id) if invitation.organisation_id else None,
        fits=viewer.user is not None and viewer.user.email == invitation.email,
    )


@router.post("/{token}")
def take(
    request: Request, session: Db, viewer: SignedIn, invitation: Annotated[Invitation, Depends(invitation_held)]
) -> Response:
    if invitation.purpose is InvitationPurpose.COORDINATOR:
        accept_coordinator(session, invitation=invitation, viewer=viewer)
        return redirect(request, "queue", notice=N_("Welcome! You are a coordinator now."))
    organisation = accept(session, invitation=invitation, viewer=viewer)
    notice = N_("Welcome! You belong to this organisation now.")
    return redirect(request, "organisation_page", code=organisation.code, notice=notice)
