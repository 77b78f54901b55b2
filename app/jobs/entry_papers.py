"""The PDF of what an organisation sent to the cup, and the mails that carry it."""

import base64
from collections.abc import Sequence
from pathlib import Path

from sqlmodel import Session

from app.exports.papers import pdf_from
from app.exports.pdf import BUSY, Unavailable
from app.forms.entry_paper import paper_of
from app.mail import messages
from app.models.entries import Entry, EntrySubmission
from app.models.people import Digest, User
from app.models.platform import Notification
from app.services import Services


def submission_pdf(services: Services, session: Session, *, submission: EntrySubmission, language: str) -> Path:
    """Made now unless it was made before. Raises Unavailable."""
    entry = session.get_one(Entry, submission.entry_id)
    context = paper_of(session, submission=submission, terms=services.terms(session), language=language)
    return pdf_from(
        services.settings,
        services.storage,
        template="cup_entry/paper.html",
        language=language,
        code=f"entry-{entry.code}",
        name=f"n{submission.number}-{language}",
        context=context,
    )


def confirm(services: Services, *, submission_id: int, notification_ids: Sequence[int], last_try: bool) -> None:
    """Mail what was sent to those who were told of it, as each wishes; whoever sent it gets it at once.

    A PDF that cannot be made keeps no mail back. Begun again, nobody gets a second mail.
    """
    for notification_id in notification_ids:
        with services.database.reading() as session:
            submission = session.get_one(EntrySubmission, submission_id)
            language = _wants(session, notification_id, submission)
            pdf = _pdf(services, session, submission, language, last_try) if language else None
            name = f"{session.get_one(Entry, submission.entry_id).code}-{submission.number}.pdf"
        if language:
            _mail(services, notification_id, name, pdf)


def _wants(session: Session, notification_id: int, submission: EntrySubmission) -> str:
    """The language of a person who is still to get the mail, else ""."""
    notification = session.get(Notification, notification_id)
    user = session.get(User, notification.user_id) if notification else None
    if notification is None or user is None or notification.mailed_at or user.deleted_at:
        return ""
    wishes = (Digest.AT_ONCE, Digest.DAILY) if user.id == submission.by_id else (Digest.AT_ONCE,)
    return messages.reader_of(user).interface if user.digest in wishes else ""


def _pdf(
    services: Services, session: Session, submission: EntrySubmission, language: str, last_try: bool
) -> bytes | None:
    try:
        return submission_pdf(services, session, submission=submission, language=language).read_bytes()
    except Unavailable as refused:
        if refused.message == BUSY and not last_try:
            raise
        return None


def _mail(services: Services, notification_id: int, name: str, pdf: bytes | None) -> None:
    with services.database.writing() as session:
        notification = session.get(Notification, notification_id, with_for_update=True)
        if notification is None:
            return
        notification.params = {**notification.params, "attached": pdf is not None}
        message = messages.about_notification(session, settings=services.settings, notification_id=notification_id)
        if message is not None and pdf is not None:
            data = base64.b64encode(pdf).decode()
            message.attachments = [{"name": name, "type": "application/pdf", "data": data}]
            session.add(message)
