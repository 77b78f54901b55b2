"""Invitations by mail to become coordinator; and the finding of any invitation by its token."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session, col, select, update

from app.content.text import N_
from app.domain.audit import record
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound
from app.domain.notices import send_mail
from app.domain.people.links import LinkOver
from app.domain.people.names import clean_email, masked
from app.domain.people.roles import grant_role, roles_of
from app.domain.people.signing_up import by_email
from app.domain.tokens import hash_token, new_token
from app.domain.viewer import Viewer
from app.models.people import Invitation, InvitationPurpose, Role, User
from app.models.types import now


def invite_coordinator(session: Session, *, email: str, by: Viewer, days: int, language: str) -> Invitation:
    """Send the invitation; one that still waits for the same address is replaced."""
    email = clean_email(email)
    known = by_email(session, email)
    if known and Role.COORDINATOR in roles_of(session, known.id or 0):
        raise Invalid(N_("This person is a coordinator already."), "email")
    _revoke_waiting(session, email)
    token = new_token()
    invitation = Invitation(
        purpose=InvitationPurpose.COORDINATOR,
        email=email,
        role=Role.COORDINATOR,
        token_hash=hash_token(token),
        invited_by_id=by.id or 0,
        expires_at=now() + timedelta(days=days),
    )
    session.add(invitation)
    session.flush()
    record(
        session,
        by=by,
        verb="coordinator_invited",
        object_type="invitation",
        object_id=invitation.id,
        after={"email": masked(email)},
    )
    send_mail(
        session,
        to=email,
        language=known.language if known else language,
        kind="invitation_coordinator",
        path=f"/invitations/{token}",
        by=by.user.name if by.user else "",
        days=days,
    )
    return invitation


def _revoke_waiting(session: Session, email: str) -> None:
    session.exec(
        update(Invitation)
        .where(
            col(Invitation.email) == email,
            col(Invitation.purpose) == InvitationPurpose.COORDINATOR,
            col(Invitation.accepted_at).is_(None),
            col(Invitation.revoked_at).is_(None),
        )
        .values(revoked_at=now())
    )


def find_invitation(session: Session, *, token: str) -> Invitation:
    """The invitation to whoever holds its token. Raises NotFound, or LinkOver."""
    invitation = session.exec(select(Invitation).where(Invitation.token_hash == hash_token(token))).first()
    if invitation is None:
        raise NotFound
    if invitation.accepted_at or invitation.revoked_at or invitation.expires_at <= now():
        raise LinkOver
    return invitation


def accept_coordinator(session: Session, *, invitation: Invitation, viewer: Viewer) -> None:
    """Become coordinator. Only the person with the invited address: a forwarded mail gives nobody a role."""
    if viewer.user is None or viewer.user.email != invitation.email:
        raise Forbidden(N_("This invitation is for another e-mail address. Sign in with that one."))
    invitation.accepted_at = now()
    session.add(invitation)
    user = session.get_one(User, viewer.id)
    user.approved_at = user.approved_at or now()
    grant_role(session, user=user, role=Role.COORDINATOR, by=viewer)
    record(session, by=viewer, verb="invitation_accepted", object_type="invitation", object_id=invitation.id)


def revoke_invitation(session: Session, *, invitation: Invitation, by: Viewer) -> None:
    if invitation.accepted_at:
        raise Conflict(N_("This invitation was already accepted."))
    invitation.revoked_at = invitation.revoked_at or now()
    session.add(invitation)
    record(session, by=by, verb="invitation_revoked", object_type="invitation", object_id=invitation.id)


def waiting_coordinator_invitations(session: Session) -> Sequence[Invitation]:
    return session.exec(
        select(Invitation)
        .where(
            Invitation.purpose == InvitationPurpose.COORDINATOR,
            col(Invitation.accepted_at).is_(None),
            col(Invitation.revoked_at).is_(None),
            Invitation.expires_at > now(),
        )
        .order_by(col(Invitation.created_at).desc())
    ).all()
