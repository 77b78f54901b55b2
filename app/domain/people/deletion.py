"""Deleting an account: the person's data go, what they wrote stays as by a "former member"."""

from collections.abc import Sequence

from sqlmodel import Session, col, delete, or_, select

from app.content.text import N_
from app.domain.audit import record
from app.domain.cup.leaving import leave_all
from app.domain.errors import Conflict
from app.domain.people.links import void_links
from app.domain.people.password_change import require_own_password
from app.domain.people.roles import require_other_administrator
from app.domain.viewer import Viewer
from app.domain.visits.leaving import leave_visits
from app.models.looking import SavedSearch
from app.models.organisations import MemberRole, Membership, Organisation
from app.models.people import Digest, Invitation, PlatformRole, SignIn, User
from app.models.platform import Job, MailMessage, Notification
from app.models.rounds import AnswerLink
from app.models.types import now
from app.models.visits import CalendarFeed
from app.models.visits import Invitation as VisitInvitation
from app.settings import Settings


def owned_alone(session: Session, *, user_id: int) -> Sequence[Organisation]:
    """Organisations that would be left without an owner."""
    others = (
        select(Membership.organisation_id)
        .where(col(Membership.role) == MemberRole.OWNER, col(Membership.user_id) != user_id)
        .scalar_subquery()
    )
    return session.exec(
        select(Organisation)
        .join(Membership, col(Membership.organisation_id) == Organisation.id)
        .where(
            col(Membership.user_id) == user_id,
            col(Membership.role) == MemberRole.OWNER,
            col(Organisation.id).not_in(others),
        )
        .order_by(col(Organisation.name))
    ).all()


def delete_account(session: Session, *, viewer: Viewer, password: str, settings: Settings) -> None:
    """Empty the person's row and remove everything that is only theirs.

    Raises Conflict while an organisation has no other owner, or the platform no other administrator.
    """
    user = session.get_one(User, viewer.id)
    require_own_password(session, user=user, password=password, settings=settings)
    _hold(session, user.id or 0)
    if owned_alone(session, user_id=user.id or 0):
        raise Conflict(N_("Hand over your organisations first: each needs somebody else as owner."))
    require_other_administrator(session, user_id=user.id or 0)
    record(session, by=viewer, verb="account_deleted", object_type="user", object_id=user.id)
    leave_all(session, user=user, by=viewer)
    leave_visits(session, user=user, by=viewer)
    _remove_belongings(session, user)
    _empty(user)
    session.add(user)


def _hold(session: Session, user_id: int) -> None:
    """Until the end nobody else leaves the same organisations: two owners who go at once must not both succeed."""
    theirs = select(Membership.organisation_id).where(Membership.user_id == user_id)
    query = select(Organisation.id).where(col(Organisation.id).in_(theirs)).order_by(col(Organisation.id))
    session.exec(query.with_for_update()).all()


def _empty(user: User) -> None:
    user.name, user.email, user.password_hash = "", None, ""
    user.language, user.time_zone, user.digest = "en", "UTC", Digest.NEVER
    user.deleted_at = now()


def _remove_belongings(session: Session, user: User) -> None:
    user_id, email = user.id or 0, user.email or ""
    for table in (SignIn, PlatformRole, Membership, Notification, AnswerLink, CalendarFeed, SavedSearch):
        session.exec(delete(table).where(col(table.user_id) == user_id))
    void_links(session, user_id=user_id)
    sent_and_open = (col(Invitation.invited_by_id) == user_id) & col(Invitation.accepted_at).is_(None)
    session.exec(delete(Invitation).where(or_(col(Invitation.email) == email, sent_and_open)))
    # To a calendar of somebody who is gone nothing is sent any more, not even that a visit is cancelled.
    session.exec(delete(VisitInvitation).where(col(VisitInvitation.email) == email.lower()))
    session.exec(
        delete(MailMessage).where(or_(col(MailMessage.user_id) == user_id, col(MailMessage.recipient) == email))
    )
    mail_jobs = select(Job).where(col(Job.kind).like("mail%"))
    for job in session.exec(mail_jobs).all():
        if job.payload.get("to") == email:
            session.delete(job)
