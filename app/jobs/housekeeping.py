"""Once a day: rows that nobody needs any more."""

from datetime import timedelta

from sqlmodel import Session, col, delete

from app.domain.cup.leaving import forget_unanswered
from app.domain.looking.counting import forget_old
from app.files.storage import LocalStorage, Storage
from app.models.people import Invitation, OneTimeLink, ParkedForm, SignIn, Throttle
from app.models.platform import Job, JobState, WorkerPulse
from app.models.types import now

DONE_JOBS_KEPT = timedelta(days=14)
LINKS_KEPT = timedelta(days=7)
# They hold the addresses of people who never answered.
INVITATIONS_KEPT = timedelta(days=30)


def tidy_up(session: Session, storage: Storage) -> None:
    """What has expired (sign-ins, links, invitations, parked forms, throttles), jobs done long ago, pulses of workers
    that are gone, addresses of those who answered no invitation to a jury, what was looked for long ago, what uploads
    that broke off have left."""
    moment = now()
    session.exec(delete(SignIn).where(col(SignIn.expires_at) < moment))
    session.exec(delete(OneTimeLink).where(col(OneTimeLink.expires_at) < moment - LINKS_KEPT))
    unanswered = col(Invitation.accepted_at).is_(None)
    session.exec(delete(Invitation).where(unanswered, col(Invitation.expires_at) < moment - INVITATIONS_KEPT))
    forget_unanswered(session)
    forget_old(session)
    session.exec(delete(Throttle).where(col(Throttle.window_ends_at) < moment))
    session.exec(delete(ParkedForm).where(col(ParkedForm.created_at) < moment - timedelta(days=1)))
    session.exec(delete(Job).where(col(Job.state) == JobState.DONE, col(Job.finished_at) < moment - DONE_JOBS_KEPT))
    session.exec(delete(WorkerPulse).where(col(WorkerPulse.at) < moment - timedelta(days=1)))
    if isinstance(storage, LocalStorage):
        storage.sweep_unfinished()
