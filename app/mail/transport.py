"""Handing mails over: to a server (SMTP_URL), or as files that administrators can read."""

import os
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol, Self
from urllib.parse import parse_qs, unquote, urlsplit

from app.settings import Settings

SECONDS = 30


class BadAddress(ValueError):
    """SMTP_URL cannot be understood."""


class Refused(Exception):
    """The mail will never be accepted as it is: trying again is no use."""


class Transport(Protocol):
    @property
    def forgets_links(self) -> bool:
        """Whether the mail has left the house after `deliver`, so that one-time links in our copy are forgotten."""
        ...

    def deliver(self, mail: EmailMessage, *, name: str) -> None:
        """Hand over one mail; `name` is the same for every attempt. Raises Refused, OSError, SMTPException."""
        ...


def transport_for(settings: Settings) -> Transport:
    """Raises BadAddress."""
    url = settings.smtp_url.get_secret_value()
    return SmtpServer.parse(url) if url else MailFolder(settings.data_dir / "mail")


@dataclass(frozen=True, slots=True)
class MailFolder:
    """Writes .eml files, which any mail program opens."""

    folder: Path
    forgets_links: bool = False

    def deliver(self, mail: EmailMessage, *, name: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = self.folder / f"{name}.unfinished"
        with unfinished.open("wb") as file:
            file.write(mail.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self.folder / f"{name}.eml")


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """`smtp://user:password@host:port?starttls` or `smtps://…`."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False
    starttls: bool = False
    forgets_links: bool = True

    @classmethod
    def parse(cls, url: str) -> Self:
        parts = urlsplit(url)
        query = parse_qs(parts.query, keep_blank_values=True)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or set(query) - {"starttls"}:
            raise BadAddress("SMTP_URL should look like smtp://user:password@host:587?starttls or smtps://host:465")
        tls, starttls = parts.scheme == "smtps", "starttls" in query
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if tls else 587 if starttls else 25),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls=tls,
            starttls=starttls,
        )

    def deliver(self, mail: EmailMessage, *, name: str) -> None:  # noqa: ARG002 - the Message-ID says it to servers
        try:
            with self._connect() as server:
                if self.starttls:
                    server.starttls(context=ssl.create_default_context())
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(mail)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            if _for_ever(error):
                raise Refused(str(error)) from error
            raise

    def _connect(self) -> smtplib.SMTP:
        if self.tls:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=ssl.create_default_context())
        return smtplib.SMTP(self.host, self.port, timeout=SECONDS)


def _for_ever(error: smtplib.SMTPException) -> bool:
    """A code from 500 on; below, the server asks to come back later."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500
