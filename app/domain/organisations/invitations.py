"""Invitations into an organisation: by mail, single use, expiring, for the address they were sent to only."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session, col, func, select, update

from app.content.text import N_
from app.domain.errors import Forbidden, Invalid, NotFound
from app.domain.notices import send_mail
from app.domain.organisations import trail
from app.domain.organisations.members import join
from app.domain.people.links import LinkOver
from app.domain.people.names import clean_email, masked
from app.domain.tokens import hash_token, new_token
from app.domain.viewer import Viewer
from app.models.organisations import MemberRole, Membership, Organisation
from app.models.people import Invitation, InvitationPurpose, User
from app.models.types import now

# Per organisation and day: what a newcomer makes up must not become a way to send mails to the world.
DAILY, DAILY_BEFORE_FIRST_LOOK = 30, 3


def invite(
    session: Session,
    *,
    organisation: Organisation,
    email: str,
    role: MemberRole,
    by: Viewer,
    days: int,
    language: str,
) -> Invitation:
    """Send a link that makes its receiver a member. An earlier open invitation of the address ends.

    `language` is that of the mail when the address belongs to nobody here. Nothing that the inviter sees tells
    whether it does. Raises Invalid.
    """
    email = clean_email(email)
    _refuse_members(session, organisation, email)
    _refuse_floods(session, organisation)
    for earlier in _open(session, organisation, email):
        earlier.revoked_at = now()
        session.add(earlier)
    token = new_token()
    invitation = Invitation(
        purpose=InvitationPurpose.ORGANISATION,
        email=email,
        organisation_id=organisation.id,
        role=role,
        token_hash=hash_token(token),
        invited_by_id=by.id or 0,
        expires_at=now() + timedelta(days=days),
    )
    session.add(invitation)
    after = {"email": masked(email), "role": role}
    trail.note(session, organisation=organisation, verb="invitation.send", by=by, after=after)
    _mail(session, organisation, invitation, token, by, language, days)
    return invitation


def _mail(
    session: Session,
    organisation: Organisation,
    invitation: Invitation,
    token: str,
    by: Viewer,
    language: str,
    days: int,
) -> None:
    reads = session.exec(select(User.language).where(User.email == invitation.email)).first()
    send_mail(
        session,
        to=invitation.email,
        language=reads or language,
        kind="invitation_organisation",
        path=f"/invitations/{token}",
        organisation=organisation.name,
        person=by.user.name if by.user else "",
        role=invitation.role,
        days=days,
    )


def _refuse_members(session: Session, organisation: Organisation, email: str) -> None:
    query = (
        select(Membership.user_id)
        .join(User, col(User.id) == Membership.user_id)
        .where(Membership.organisation_id == organisation.id, User.email == email)
    )
    if session.exec(query).first():
        raise Invalid(N_("This person is a member already."), "email")


def _refuse_floods(session: Session, organisation: Organisation) -> None:
    limit = DAILY if organisation.approved_at else DAILY_BEFORE_FIRST_LOOK
    query = (
        select(func.count())
        .select_from(Invitation)
        .where(Invitation.organisation_id == organisation.id, Invitation.created_at > now() - timedelta(days=1))
    )
    if session.exec(query).one() >= limit:
        raise Invalid(N_("At most %(limit)s invitations a day. Please go on tomorrow."), "email", limit=limit)


def _open(session: Session, organisation: Organisation, email: str) -> Sequence[Invitation]:
    return [invitation for invitation in pending(session, organisation) if invitation.email == email]


def pending(session: Session, organisation: Organisation) -> Sequence[Invitation]:
    """Neither accepted nor revoked, the latest first; expired ones are among them, so that they can be resent."""
    query = select(Invitation).where(
        Invitation.organisation_id == organisation.id,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
    )
    return session.exec(query.order_by(col(Invitation.id).desc())).all()


def pending_one(session: Session, organisation: Organisation, invitation_id: int) -> Invitation:
    """Raises NotFound for one of another organisation, or one that is over."""
    for invitation in pending(session, organisation):
        if invitation.id == invitation_id:
            return invitation
    raise NotFound


def resend(
    session: Session, *, organisation: Organisation, invitation: Invitation, by: Viewer, days: int, language: str
) -> Invitation:
    """A new link for the same address; the old one stops working."""
    role = MemberRole(invitation.role)
    return invite(
        session, organisation=organisation, email=invitation.email, role=role, by=by, days=days, language=language
    )


def revoke(session: Session, *, organisation: Organisation, invitation: Invitation, by: Viewer) -> None:
    invitation.revoked_at = now()
    session.add(invitation)
    after = {"email": masked(invitation.email), "role": invitation.role}
    trail.note(session, organisation=organisation, verb="invitation.revoke", by=by, after=after)


def accept(session: Session, *, invitation: Invitation, viewer: Viewer) -> Organisation:
    """Make the signed-in person a member. Raises LinkOver, and Forbidden for anybody else's account."""
    if invitation.purpose is not InvitationPurpose.ORGANISATION or viewer.user is None:
        raise NotFound
    if (viewer.user.email or "") != invitation.email:
        raise Forbidden(
            N_(
                "This invitation was sent to another e-mail address than that of your account. Sign in with the"
                " account of that address, or ask for an invitation to yours."
            )
        )
    _use(session, invitation)
    organisation = session.get_one(Organisation, invitation.organisation_id)
    join(session, organisation=organisation, user=viewer.user, role=MemberRole(invitation.role), by=viewer)
    return organisation


def _use(session: Session, invitation: Invitation) -> None:
    """Of two who use it at once, one is refused."""
    used = session.exec(
        update(Invitation)
        .where(
            col(Invitation.id) == invitation.id,
            col(Invitation.accepted_at).is_(None),
            col(Invitation.revoked_at).is_(None),
            col(Invitation.expires_at) > now(),
        )
        .values(accepted_at=now())
    )
    if used.rowcount != 1:
        raise LinkOver
