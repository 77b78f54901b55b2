"""Delivering a stored mail: the row first, the mail, then the mark that it was sent.

Killed between the last two, a mail is handed over again, with the same Message-ID (or file name), by which
the receiving side knows it.
"""

import base64
import re
from collections.abc import Mapping
from email.errors import HeaderParseError
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from app.database import Database
from app.domain.people.opt_out import opt_out_path
from app.mail.headers import POLICY
from app.mail.rendering import absolute
from app.mail.transport import Refused, Transport
from app.models.platform import MailMessage, MailState
from app.models.types import now
from app.settings import Settings


def deliver(
    database: Database,
    transport: Transport,
    *,
    settings: Settings,
    message_id: int,
    asked_for: bool,
    last_try: bool,
    has_keys: bool = False,
) -> None:
    """Hand over one mail, unless that was done. Raises what the transport raises, noted on the row."""
    with database.reading() as session:
        message = session.get(MailMessage, message_id)
    if message is None or message.state is MailState.SENT:
        return
    try:
        mail = compose(message, settings=settings, asked_for=asked_for)
        transport.deliver(mail, name=f"{message.created_at:%Y%m%dT%H%M%S}-{message.id}")
    except Exception as error:
        _note_failure(database, message_id, error, for_ever=last_try or isinstance(error, Refused))
        raise
    forget = (asked_for or has_keys) and transport.forgets_links
    _note_sent(database, message_id, forget_links=forget, base_url=settings.base_url)


def compose(message: MailMessage, *, settings: Settings, asked_for: bool) -> EmailMessage:
    """The mail as it travels. Raises Refused when its address or subject is none."""
    mail = EmailMessage(policy=POLICY)
    host = urlsplit(settings.base_url).hostname or "localhost"
    try:
        mail["Subject"], mail["From"], mail["To"] = message.subject, settings.mail_from, message.recipient
    except (ValueError, HeaderParseError) as error:
        raise Refused(f"The mail has no proper header: {error}") from error
    if "@" not in parseaddr(message.recipient)[1]:
        raise Refused("The address of the recipient is none.")
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = f"<{message.id}.{message.created_at:%Y%m%d%H%M%S%f}@{host}>"
    mail["Auto-Submitted"] = "auto-generated"
    if message.user_id and not asked_for:
        stop = opt_out_path(settings.secret, message.user_id)
        mail["List-Unsubscribe"] = f"<{absolute(settings.base_url, message.language, stop)}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    for part in message.attachments:
        _attach(mail, part)
    # Last, because setting a content forgets what was said of another.
    mail["Content-Language"] = message.language
    return mail


def _attach(mail: EmailMessage, part: Mapping[str, str]) -> None:
    """A file; or, of a part with a method (RFC 6047), what calendars read instead of the text."""
    data, (main, _, sub) = base64.b64decode(part["data"]), part["type"].partition("/")
    if method := part.get("method"):
        mail.add_alternative(data, maintype=main, subtype=sub, params={"method": method, "charset": "utf-8"})
    else:
        mail.add_attachment(data, maintype=main, subtype=sub, filename=part["name"])


def _note_failure(database: Database, message_id: int, error: Exception, *, for_ever: bool) -> None:
    with database.writing() as session:
        message = session.get_one(MailMessage, message_id)
        message.state = MailState.FAILED if for_ever else MailState.WAITING
        message.error = f"{type(error).__name__}: {error}"[:1000]


def _note_sent(database: Database, message_id: int, *, forget_links: bool, base_url: str) -> None:
    with database.writing() as session:
        message = session.get_one(MailMessage, message_id)
        message.state, message.error, message.sent_at = MailState.SENT, "", now()
        if forget_links:
            message.text = without_links(message.text, base_url)
            message.html = without_links(message.html, base_url)


def without_links(text: str, base_url: str) -> str:
    """The text with the rest of each of our addresses taken out: it was a key."""
    return re.sub(rf"({re.escape(base_url)}/)[^\s\"<>]+", r"\1…", text)
