"""One mail a day with what happened, for those who want it so."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlmodel import Session, col, select

from app.domain.jobs import enqueue
from app.mail.messages import reader_of, to_person
from app.mail.rendering import sentence
from app.models.people import Digest, User
from app.models.platform import MailMessage, Notification
from app.models.types import now
from app.settings import Settings

KIND = "daily_digest"
HOUR = 7
LONGEST = 50
# Older news are not news: somebody may have asked for digests only now.
NEWS_FOR = timedelta(days=7)


def plan(session: Session) -> None:
    """Enqueue the digest of everybody for whom it is morning, who has news and had none today."""
    waiting = select(Notification.user_id).where(col(Notification.mailed_at).is_(None))
    people = select(User).where(User.digest == Digest.DAILY, col(User.deleted_at).is_(None), col(User.id).in_(waiting))
    for user in session.exec(people).all():
        local = _local_time(user.time_zone)
        if local.hour >= HOUR and not _had_digest(session, user, since=local.replace(hour=0, minute=0, second=0)):
            enqueue(session, "mail_digest", key=f"digest:{user.id}", user_id=user.id)


def _local_time(zone: str) -> datetime:
    try:
        return now().astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return now()


def _had_digest(session: Session, user: User, *, since: datetime) -> bool:
    query = select(MailMessage.id).where(
        MailMessage.user_id == user.id, MailMessage.kind == KIND, MailMessage.created_at >= since
    )
    return session.exec(query.limit(1)).first() is not None


def send(session: Session, *, settings: Settings, user_id: int) -> MailMessage | None:
    """The digest of one person; None if everything was read in the app meanwhile."""
    user = session.get(User, user_id, with_for_update=True)
    if user is None:
        return None
    query = select(Notification).where(Notification.user_id == user_id, col(Notification.mailed_at).is_(None))
    waiting = session.exec(query.order_by(col(Notification.id))).all()
    news = [one for one in waiting if one.read_at is None and one.at > now() - NEWS_FOR]
    for notification in waiting:
        notification.mailed_at = now()
    if not news:
        return None
    reader = reader_of(user)
    shown = [
        {"sentence": sentence(one.kind, reader=reader, params=one.params), "path": one.path} for one in news[:LONGEST]
    ]
    params = {"news": shown, "more": len(news) - len(shown)}
    return to_person(session, settings=settings, user=user, kind=KIND, path="/", params=params)
