"""Sending a visit to calendars by mail, in the one transaction that notes what each address was sent."""

import base64
from collections.abc import Mapping, Sequence
from email.utils import parseaddr

from sqlmodel import Session, col, select

from app.domain.jobs import enqueue
from app.domain.viewer import STRANGER
from app.domain.visits import inviting
from app.domain.visits.inviting import Due
from app.domain.visits.listing import CalendarVisit, one_for_calendar
from app.domain.visits.telling import waiting_with
from app.exports.calendars import CANCEL, REQUEST, Reading, invitation
from app.mail import messages
from app.mail.rendering import Reader, absolute, render
from app.models.people import Digest, User
from app.models.platform import MailMessage, Notification
from app.models.types import now
from app.models.visits import Visit
from app.settings import Settings

KIND = "visit_invitation"


def send_due(session: Session, *, settings: Settings, visit_id: int) -> None:
    """Store the mails that are due for a visit. Killed before the end, nothing of it has happened."""
    visit = session.get_one(Visit, visit_id, with_for_update={"key_share": True})
    due, waiting = inviting.due(session, visit=visit), waiting_with(session, visit)
    shown = one_for_calendar(session, visit, viewer=STRANGER)
    for one in due:
        told = waiting.pop(one.invitee.user.id or 0, []) if one.invitee.user else []
        message = _mail(session, settings, shown, one, told)
        if message is not None:
            message.attachments = _parts(settings, shown, one, message.language)
            session.add(message)
        for notification in told:
            notification.mailed_at = now()
        inviting.sent(session, visit=visit, one=one)
    _mail_the_rest(session, waiting)


def _mail_the_rest(session: Session, waiting: Mapping[int, Sequence[Notification]]) -> None:
    """Who was told and has nothing new for the calendar gets the words alone."""
    query = select(User.id).where(col(User.id).in_(sorted(waiting)), User.digest == Digest.AT_ONCE)
    for person in session.exec(query.where(col(User.email).is_not(None))).all():
        for notification in reversed(waiting[person or 0]):
            key = f"mail_notification:{notification.id}"
            enqueue(session, "mail_notification", key=key, notification_id=notification.id)


def _mail(
    session: Session, settings: Settings, shown: CalendarVisit, one: Due, told: Sequence[Notification]
) -> MailMessage | None:
    """To a person as they wish, with the words of what happened; to an address without an account as to somebody who
    gave it for this visit."""
    visit, to = shown.visit, one.invitee
    params = {
        "title": visit.title,
        "starts": visit.starts_on.isoformat(),
        "ends": visit.ends_on.isoformat(),
        "place": visit.place,
        "host": shown.host,
        "told": bool(told),
        "what": "cancelled" if one.cancelled else "changed" if one.again else "new",
    }
    path = told[0].path if told else f"/learning/visits/{visit.code}"
    if to.user:
        news = [(each.kind, each.params) for each in told]
        return messages.to_person(
            session, settings=settings, user=to.user, kind=KIND, path=path, params=params, news=news
        )
    reader = Reader(to.language, time_zone=visit.time_zone)
    rendered = render(KIND, reader=reader, base_url=settings.base_url, params=params)
    return messages.store(
        session, to=to.email, kind=KIND, reader=reader, rendered=rendered, user_id=None, asked_for=True
    )


def _parts(settings: Settings, shown: CalendarVisit, one: Due, language: str) -> list[dict[str, str]]:
    """The invitation as programs for mail look for it, and as a file to open by hand."""
    code = shown.visit.code
    page = absolute(settings.base_url, language, f"/learning/visits/{code}")
    reading = Reading(language, parseaddr(settings.mail_from)[1], {code: page})
    ics = invitation(shown, reading, to=one.invitee.email, cancelled=one.cancelled)
    data = base64.b64encode(ics).decode()
    method = CANCEL if one.cancelled else REQUEST
    return [
        {"name": "", "type": "text/calendar", "data": data, "method": method},
        {"name": f"{code}.ics", "type": "application/ics", "data": data},
    ]
