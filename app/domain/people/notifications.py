"""What happened, for one person: the list in the app, and what they have read of it."""

from sqlmodel import Session, col, func, select, update
from sqlmodel.sql.expression import SelectOfScalar

from app.domain.errors import NotFound
from app.domain.viewer import Viewer
from app.models.platform import Notification
from app.models.types import now


def notifications_of(viewer: Viewer) -> "SelectOfScalar[Notification]":
    """The newest first."""
    return select(Notification).where(Notification.user_id == viewer.id).order_by(col(Notification.id).desc())


def count_unread(session: Session, viewer: Viewer) -> int:
    unread = select(func.count()).where(col(Notification.user_id) == viewer.id, col(Notification.read_at).is_(None))
    return session.exec(unread).one()


def open_notification(session: Session, *, notification_id: int, viewer: Viewer) -> Notification:
    """Mark one as read, on the way to what it is about."""
    notification = session.get(Notification, notification_id)
    if notification is None or notification.user_id != viewer.id:
        raise NotFound
    notification.read_at = notification.read_at or now()
    session.add(notification)
    return notification


def mark_all_read(session: Session, *, viewer: Viewer) -> None:
    session.exec(
        update(Notification)
        .where(col(Notification.user_id) == viewer.id, col(Notification.read_at).is_(None))
        .values(read_at=now())
    )
