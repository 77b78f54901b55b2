"""Telling people: in the app, and by mail as each of them wishes."""

from collections.abc import Iterable, Mapping

from sqlmodel import Session, col, select

from app.domain.jobs import enqueue
from app.models.people import Digest, User
from app.models.platform import Notification
from app.models.types import now


def notify(
    session: Session,
    *,
    people: Iterable[int],
    kind: str,
    path: str,
    besides: int | None = None,
    mailed_with: object = "",
    **params: object,
) -> None:
    """Tell each person once, except `besides` (who did it and knows).

    `kind` names the template `templates/mail/KIND.txt`, whose first line is the subject and the sentence shown
    in the app; `path` is the address without the language; `params` must be plain JSON values.
    `mailed_with` names what this is about, of which a job sends a mail of its own that carries the words of this one.
    """
    if mailed_with:
        params["mailed_with"] = mailed_with
    wanted = sorted(set(people) - {besides})
    users = session.exec(select(User).where(col(User.id).in_(wanted), col(User.deleted_at).is_(None))).all()
    for user in users:
        notification = Notification(user_id=user.id or 0, kind=kind, path=path, params=params)
        session.add(notification)
        session.flush()
        if user.digest is Digest.AT_ONCE and user.email and not mailed_with:
            enqueue(session, "mail_notification", notification_id=notification.id)


def notify_with_keys(
    session: Session, *, user_id: int, kind: str, path: str, keys: Mapping[str, object], **params: object
) -> None:
    """Tell one person in the app, and by a mail of its own that also holds links by which they may answer (`keys`).

    The keys stand in the mail alone, and only until it was delivered; in the app, and for people who get no mails,
    the template is filled without them: it must ask whether they are defined.
    """
    user = session.get(User, user_id)
    if user is None or user.deleted_at or user.blocked_at:
        return
    # Mailed here, so that neither the mail about news nor the daily one repeats it.
    session.add(Notification(user_id=user_id, kind=kind, path=path, params=params, mailed_at=now()))
    if user.digest is not Digest.NEVER:
        enqueue(session, "mail_with_keys", user_id=user_id, template=kind, path=path, params={**params, **keys})


def send_mail(session: Session, *, to: str, language: str, kind: str, path: str = "", **params: object) -> None:
    """Send one mail to an address, whatever its owner's wishes: links they asked for, invitations."""
    enqueue(session, "mail_message", to=to, language=language, template=kind, path=path, params=params)
