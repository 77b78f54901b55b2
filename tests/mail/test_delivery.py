import email
import re
import socket
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pydantic import SecretStr
from sqlmodel import select

from app.domain.jobs import retry
from app.domain.notices import notify
from app.domain.people.opt_out import opt_out_path
from app.jobs.worker import Worker
from app.mail.messages import store
from app.mail.rendering import Reader, Rendered
from app.mail.transport import SmtpServer, transport_for
from app.models.platform import Job, JobState, MailMessage, MailState
from app.services import Services
from app.settings import Settings
from tests.factories import Make


class Postbox:
    """A mail server's side: keeps what arrives, refuses what it is told to refuse."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refusals: list[str] = []

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, _: list[str]) -> str:
        if self.refusals:
            return self.refusals.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.mails.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def postbox(services: Services) -> Iterator[Postbox]:
    """A real mail server on loopback, to which the services send."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    postbox = Postbox()
    controller = Controller(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    services.settings.smtp_url = SecretStr(f"smtp://127.0.0.1:{port}")
    yield postbox
    controller.stop()


@pytest.fixture
def write(services: Services) -> Callable[..., int]:
    def write(
        *, to: str = "rosa@example.org", asked_for: bool = False, subject: str = "Ñandú", text: str = "Hola\n"
    ) -> int:
        rendered = Rendered(subject, text, f"<p>{text}</p>")
        with services.database.writing() as session:
            mail = store(
                session,
                to=to,
                kind="test",
                reader=Reader("es"),
                rendered=rendered,
                user_id=None,
                asked_for=asked_for,
            )
        return mail.id or 0

    return write


def row(services: Services, message_id: int) -> MailMessage:
    with services.database.reading() as session:
        return session.get_one(MailMessage, message_id)


def job(services: Services) -> Job:
    with services.database.reading() as session:
        return session.exec(select(Job).where(Job.kind == "mail_deliver")).one()


def again(services: Services) -> None:
    with services.database.writing() as session:
        retry(session, job=session.exec(select(Job).where(Job.kind == "mail_deliver")).one())


def test_mail_arrives_with_text_html_and_headers(
    services: Services, postbox: Postbox, write: Callable[..., int]
) -> None:
    number = write()

    Worker(services).run_once()

    [mail] = postbox.mails
    assert (mail["Subject"], mail["To"], mail["Auto-Submitted"]) == ("Ñandú", "rosa@example.org", "auto-generated")
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail.get_body(("plain",)).get_content() == "Hola\r\n"
    assert (row(services, number).state, row(services, number).sent_at is not None) == (MailState.SENT, True)


def test_mail_about_news_says_to_mail_programs_how_to_end_it(services: Services, postbox: Postbox, make: Make) -> None:
    user = make.user(language="fr")
    with services.database.writing() as session:
        params = {"title": "One price", "message": "", "who": "Rosa"}
        notify(session, people=[user.id or 0], kind="case_submit", path="/cases/k7m2qx/work", **params)

    Worker(services).run_once()

    [mail] = postbox.mails
    stop = f"http://testserver/fr{opt_out_path(services.settings.secret, user.id or 0)}"
    assert mail["List-Unsubscribe"].strip() == f"<{stop}>"
    assert stop in mail.get_body(("html",)).get_content()


def test_one_time_link_is_forgotten_after_the_mail_has_left(
    services: Services, postbox: Postbox, write: Callable[..., int]
) -> None:
    number = write(asked_for=True, text="Open\nhttp://testserver/es/confirm/secret-token_1\nBye")

    Worker(services).run_once()

    [mail] = postbox.mails
    assert "http://testserver/es/confirm/secret-token_1" in mail.get_body(("plain",)).get_content()
    assert mail["List-Unsubscribe"] is None
    assert row(services, number).text == "Open\nhttp://testserver/…\nBye"
    assert row(services, number).html == "<p>Open\nhttp://testserver/…\nBye</p>"


def test_refused_recipient_is_a_failure_at_once(
    services: Services, postbox: Postbox, write: Callable[..., int]
) -> None:
    postbox.refusals = ["550 No such user"]
    number = write()

    Worker(services).run_once()

    assert postbox.mails == []
    assert row(services, number).state is MailState.FAILED
    assert "No such user" in row(services, number).error
    assert (job(services).state, job(services).attempts) == (JobState.FAILED, 1)

    again(services)
    Worker(services).run_once()
    assert [mail["To"] for mail in postbox.mails] == ["rosa@example.org"]
    assert row(services, number).state is MailState.SENT


def test_busy_server_is_asked_again_later(services: Services, postbox: Postbox, write: Callable[..., int]) -> None:
    postbox.refusals = ["451 Come back later"]
    number = write()

    Worker(services).run_once()

    assert row(services, number).state is MailState.WAITING
    assert "Come back later" in row(services, number).error
    assert (job(services).state, job(services).attempts) == (JobState.WAITING, 1)
    assert Worker(services).run_once() == 0


def test_server_that_is_away_fails_the_mail_after_the_last_try(services: Services, write: Callable[..., int]) -> None:
    services.settings.smtp_url = SecretStr("smtp://127.0.0.1:9")
    services.settings.job_attempts = 1
    number = write()

    Worker(services).run_once()

    assert row(services, number).state is MailState.FAILED
    assert job(services).state is JobState.FAILED


def test_every_attempt_carries_the_same_message_id(
    services: Services, postbox: Postbox, write: Callable[..., int]
) -> None:
    number = write()
    Worker(services).run_once()
    with services.database.writing() as session:  # as if the worker had been killed before it could say "sent"
        session.get_one(MailMessage, number).state = MailState.WAITING
    again(services)
    Worker(services).run_once()

    first, second = (mail["Message-ID"] for mail in postbox.mails)
    assert first == second
    assert re.fullmatch(r"<\d+\.\d{20}@testserver>", first)


@pytest.mark.parametrize("to", ["rosa@example.org\r\nBcc: victim@example.org", "nobody", "", "a@b\n\nbody"])
def test_recipient_that_is_no_address_is_refused(
    services: Services, postbox: Postbox, write: Callable[..., int], to: str
) -> None:
    number = write(to=to)

    Worker(services).run_once()

    assert postbox.mails == []
    assert row(services, number).state is MailState.FAILED


def test_line_break_in_a_stored_subject_is_refused(
    services: Services, postbox: Postbox, write: Callable[..., int]
) -> None:
    number = write(subject="Hello\r\nBcc: victim@example.org")

    Worker(services).run_once()

    assert postbox.mails == []
    assert row(services, number).state is MailState.FAILED


def test_without_a_server_mails_become_files(services: Services, write: Callable[..., int]) -> None:
    write(asked_for=True, text="http://testserver/es/confirm/secret")

    Worker(services).run_once()

    [path] = (services.settings.data_dir / "mail").iterdir()
    mail = email.message_from_bytes(path.read_bytes(), policy=default)
    assert (path.suffix, mail["To"]) == (".eml", "rosa@example.org")
    assert "confirm/secret" in mail.get_body(("plain",)).get_content()
    with services.database.reading() as session:
        assert "confirm/secret" in session.exec(select(MailMessage)).one().text


def test_attachment_travels(services: Services, postbox: Postbox, write: Callable[..., int]) -> None:
    number = write()
    with services.database.writing() as session:
        session.get_one(MailMessage, number).attachments = [
            {"name": "visita.ics", "type": "text/calendar", "data": "SGVsbG8="}
        ]

    Worker(services).run_once()

    [attached] = postbox.mails[0].iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("visita.ics", "text/calendar")
    assert attached.get_payload(decode=True) == b"Hello"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", SmtpServer("mail.example", 25)),
        ("smtp://mail.example?starttls", SmtpServer("mail.example", 587, starttls=True)),
        ("smtps://mail.example", SmtpServer("mail.example", 465, tls=True)),
        ("smtp://us%40er:p%3Aw@mail.example:2525", SmtpServer("mail.example", 2525, "us@er", "p:w")),
    ],
)
def test_address_of_the_server_is_read(url: str, server: SmtpServer) -> None:
    assert SmtpServer.parse(url) == server


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtp://h?tls"])
def test_address_of_the_server_that_is_none_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="SMTP_URL should look like"):
        transport_for(Settings(smtp_url=SecretStr(url), data_dir=tmp_path))
