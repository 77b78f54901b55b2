"""For administrators: how things stand, people and their roles."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from app.content.text import N_
from app.domain.administration import overview, people_of, trail_of
from app.domain.audit_words import ACTIONS, THINGS
from app.domain.cup.kept_from import kept_from
from app.domain.errors import Invalid, NotFound
from app.domain.people import sign_ins
from app.domain.people.invitations import invite_coordinator, revoke_invitation, waiting_coordinator_invitations
from app.domain.people.registry import Standing, find_people, holders, memberships
from app.domain.people.roles import (
    ROLE_NAMES,
    approve_person,
    block_person,
    grant_role,
    revoke_role,
    roles_of,
    unblock_person,
)
from app.forms.bind import Bound, bind, filled
from app.forms.people import EmailForm
from app.models.people import Invitation, InvitationPurpose, Role, User
from app.web.answers import redirect
from app.web.gates import Administrator, gate
from app.web.listing import listing
from app.web.paging import PageNumber
from app.web.requests import Db, Form, Id, Shared, language_of
from app.web.templating import render
from app.web.trail_things import things_of

router = APIRouter(prefix="/{lang:lang}/administration")


@gate("administrators: a person")
def person_looked_at(person_id: Id, session: Db, _: Administrator) -> User:
    user = session.get(User, person_id)
    if user is None or user.deleted_at:
        raise NotFound
    return user


PersonLookedAt = Annotated[User, Depends(person_looked_at)]


@router.get("", name="administration")
def home(request: Request, session: Db, shared: Shared, viewer: Administrator) -> Response:
    kept = kept_from(session, viewer=viewer)
    search = shared.search.health(session)
    return render(request, "administration/home.html", overview=overview(session, kept=kept), search=search)


@router.get("/people", name="administration_people")
def people(
    request: Request,
    session: Db,
    _: Administrator,
    q: str = "",
    role: str = "",
    standing: str = "",
    page: PageNumber = 1,
) -> Response:
    query = find_people(
        words=q[:200],
        role=Role(role) if role in set(Role) else None,
        standing=Standing(standing) if standing in set(Standing) else None,
    )
    found = listing(request, session, query, page=page)
    held = holders(session, [user.id or 0 for user in found.rows])
    chosen = filled({"q": q, "role": role, "standing": standing})
    return render(request, "administration/people.html", found=found, held=held, chosen=chosen, roles=ROLE_NAMES)


@router.get("/people/{person_id}", name="administration_person")
def person(request: Request, session: Db, viewer: Administrator, user: PersonLookedAt) -> Response:
    events = trail_of(session, object_type="user", object_id=str(user.id))
    return render(
        request,
        "administration/person.html",
        user=user,
        held=roles_of(session, user.id or 0),
        roles=ROLE_NAMES,
        memberships=memberships(session, user.id or 0),
        sign_ins=sign_ins.of_user(session, user.id or 0),
        trail=events,
        things=things_of(request, session, viewer, events),
        actions=ACTIONS,
        thing_words=THINGS,
        people=people_of(session, [event.by_id for event in events]),
    )


@router.post("/people/{person_id}/roles/{role}", name="administration_role")
def change_role(
    request: Request, session: Db, viewer: Administrator, user: PersonLookedAt, role: Role, form: Form
) -> Response:
    """The button says whether the role is given or taken."""
    change = grant_role if form.get("do") == "grant" else revoke_role
    change(session, user=user, role=role, by=viewer)
    return _back_to(request, user, N_("Saved."))


def _back_to(request: Request, user: User, notice: str) -> Response:
    return redirect(request, "administration_person", person_id=user.id, notice=notice)


@router.post("/people/{person_id}/approve", name="administration_approve")
def approve(request: Request, session: Db, viewer: Administrator, user: PersonLookedAt) -> Response:
    approve_person(session, user=user, by=viewer)
    return _back_to(request, user, N_("Approved. From now on this person's things go through by themselves."))


@router.post("/people/{person_id}/block", name="administration_block")
def block(request: Request, session: Db, viewer: Administrator, user: PersonLookedAt) -> Response:
    block_person(session, user=user, by=viewer)
    return _back_to(request, user, N_("Blocked and signed out everywhere."))


@router.post("/people/{person_id}/unblock", name="administration_unblock")
def unblock(request: Request, session: Db, viewer: Administrator, user: PersonLookedAt) -> Response:
    unblock_person(session, user=user, by=viewer)
    return _back_to(request, user, N_("This person can sign in again."))


@router.get("/roles", name="administration_roles")
def roles(request: Request, session: Db, _: Administrator) -> Response:
    return _roles_page(request, session, filled({"email": ""}))


def _roles_page(request: Request, session: Db, bound: Bound[EmailForm]) -> Response:
    groups = [(role, session.exec(find_people(role=role)).all()) for role in Role]
    invitations = waiting_coordinator_invitations(session)
    return render(
        request,
        "administration/roles.html",
        groups=groups,
        roles=ROLE_NAMES,
        invitations=invitations,
        bound=bound,
        status=bound.status,
    )


@router.post("/roles/invite", name="administration_invite")
def invite(request: Request, session: Db, shared: Shared, viewer: Administrator, form: Form) -> Response:
    bound = bind(EmailForm, form)
    try:
        if bound.model:
            days, language = shared.settings.invitation_days, language_of(request)
            invite_coordinator(session, email=bound.model.email, by=viewer, days=days, language=language)
            return redirect(request, "administration_roles", notice=N_("The invitation is on its way."))
    except Invalid as wrong:
        bound.refuse(wrong)
    return _roles_page(request, session, bound)


@router.post("/roles/invitations/{invitation_id}/revoke", name="administration_invitation_revoke")
def revoke(request: Request, session: Db, viewer: Administrator, invitation_id: Id) -> Response:
    revoke_invitation(session, invitation=_coordinator_invitation(session, invitation_id), by=viewer)
    return redirect(request, "administration_roles", notice=N_("The invitation is taken back."))


def _coordinator_invitation(session: Db, invitation_id: int) -> Invitation:
    invitation = session.get(Invitation, invitation_id)
    if invitation is None or invitation.purpose is not InvitationPurpose.COORDINATOR:
        raise NotFound
    return invitation
