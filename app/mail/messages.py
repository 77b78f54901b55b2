"""Mails as rows, made in the transaction of the job that asked for them; another job delivers each."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, select

from app.domain.jobs import enqueue
from app.domain.people.opt_out import opt_out_path
from app.mail.rendering import Reader, Rendered, render
from app.models.people import User
from app.models.platform import MailMessage, Notification
from app.models.types import now
from app.settings import Settings


def reader_of(user: User) -> Reader:
    return Reader(user.language, user.name, user.time_zone)


def store(
    session: Session,
    *,
    to: str,
    kind: str,
    reader: Reader,
    rendered: Rendered,
    user_id: int | None,
    asked_for: bool,
    has_keys: bool = False,
) -> MailMessage:
    """Keep a mail and have it delivered.

    What somebody `asked_for` may hold a one-time link, which is forgotten after delivery; everything else
    says how to get less of it. Other mails whose links are keys say so.
    """
    message = MailMessage(
        recipient=to,
        user_id=user_id,
        kind=kind,
        language=reader.interface,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
    )
    session.add(message)
    session.flush()
    enqueue(
        session,
        "mail_deliver",
        key=f"mail:{message.id}",
        message_id=message.id,
        asked_for=asked_for,
        has_keys=has_keys,
    )
    return message


def to_address(
    session: Session, *, settings: Settings, to: str, language: str, kind: str, path: str, params: Mapping[str, Any]
) -> MailMessage:
    """A mail that somebody asked for, to an address that may belong to nobody here yet."""
    user = session.exec(select(User).where(User.email == to)).first()
    reader = Reader(language, user.name, user.time_zone) if user else Reader(language)
    rendered = render(kind, reader=reader, base_url=settings.base_url, path=path, params=params)
    user_id = user.id if user else None
    return store(session, to=to, kind=kind, reader=reader, rendered=rendered, user_id=user_id, asked_for=True)


def about_notification(session: Session, *, settings: Settings, notification_id: int) -> MailMessage | None:
    """The mail of one notification, once; None if it was mailed already or there is nobody to write to."""
    notification = session.get(Notification, notification_id, with_for_update=True)
    if notification is None or notification.mailed_at:
        return None
    user = session.get(User, notification.user_id)
    if user is None:
        return None
    notification.mailed_at = now()
    return to_person(
        session,
        settings=settings,
        user=user,
        kind=notification.kind,
        path=notification.path,
        params=notification.params,
    )


def with_keys(
    session: Session, *, settings: Settings, user_id: int, kind: str, path: str, params: Mapping[str, Any]
) -> MailMessage | None:
    """A mail that holds links by which its reader may answer."""
    user = session.get_one(User, user_id)
    return to_person(session, settings=settings, user=user, kind=kind, path=path, params=params, has_keys=True)


def to_person(
    session: Session,
    *,
    settings: Settings,
    user: User,
    kind: str,
    path: str,
    params: Mapping[str, Any],
    has_keys: bool = False,
    news: Sequence[tuple[str, Mapping[str, Any]]] = (),
) -> MailMessage | None:
    """A mail about what happened, with the way to end such mails; None for somebody who gets none at all."""
    if not user.email or user.deleted_at or user.blocked_at:
        return None
    reader = reader_of(user)
    stop = opt_out_path(settings.secret, user.id or 0)
    rendered = render(
        kind, reader=reader, base_url=settings.base_url, path=path, params=params, stop_path=stop, news=news
    )
    return store(
        session,
        to=user.email,
        kind=kind,
        reader=reader,
        rendered=rendered,
        user_id=user.id,
        asked_for=False,
        has_keys=has_keys,
    )
