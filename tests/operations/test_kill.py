"""kill -9 at any moment: nothing that was asked for is lost, no mail is sent twice."""

import asyncio
import email
import socket
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pydantic import SecretStr
from sqlmodel import select

from app.domain.notices import send_mail
from app.models.platform import Job, JobState, MailMessage, MailState
from app.models.types import now
from app.services import Services
from tests.operations.processes import started

PATIENCE = 90.0


class SlowPostbox:
    """Hesitates before it takes a mail, as long as `hesitate` is set."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.hesitate = True
        self.asked = Event()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.asked.set()
        while self.hesitate:
            await asyncio.sleep(0.05)
        if session.peer and not server.transport.is_closing():
            self.mails.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def postbox(services: Services) -> Iterator[SlowPostbox]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    postbox = SlowPostbox()
    controller = Controller(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    services.settings.smtp_url = SecretStr(f"smtp://127.0.0.1:{port}")
    yield postbox
    postbox.hesitate = False
    controller.stop()


def ask_for_mails(services: Services, count: int) -> None:
    with services.database.writing() as session:
        for number in range(count):
            to = f"person{number}@example.org"
            send_mail(session, to=to, language="en", kind="sign_up_known", path="/password/forgotten")


def let_leases_end(services: Services) -> None:
    """What forty seconds of waiting would do."""
    with services.database.writing() as session:
        for job in session.exec(select(Job).where(Job.state == JobState.RUNNING)).all():
            job.leased_until = now() - timedelta(seconds=1)


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def count(services: Services, state: MailState) -> int:
    with services.database.reading() as session:
        return len(session.exec(select(MailMessage.id).where(MailMessage.state == state)).all())


def test_worker_killed_while_it_hands_over_a_mail(services: Services, postbox: SlowPostbox) -> None:
    ask_for_mails(services, 1)
    with started(services.settings, "worker") as worker:
        assert postbox.asked.wait(PATIENCE)
        worker.kill()
    postbox.hesitate = False
    assert (postbox.mails, count(services, MailState.WAITING)) == ([], 1)

    let_leases_end(services)
    with started(services.settings, "worker") as worker:
        wait_for(lambda: count(services, MailState.SENT) == 1)
        worker.terminate()
        _, said = worker.communicate(timeout=PATIENCE)

    assert worker.returncode == 0, said
    assert [mail["To"] for mail in postbox.mails] == ["person0@example.org"]


def test_worker_killed_again_and_again(services: Services) -> None:
    """Each run gets a little further; in the end there is one file for every mail asked for."""
    asked = 150
    ask_for_mails(services, asked)
    mails = services.settings.data_dir / "mail"
    for wanted in (3, 40, 90):
        with started(services.settings, "worker"):
            wait_for(partial(there_are, mails, wanted))
        let_leases_end(services)

    with started(services.settings, "worker"):
        wait_for(lambda: count(services, MailState.SENT) == asked)

    to = sorted(email.message_from_bytes(path.read_bytes(), policy=default)["To"] for path in mails.glob("*.eml"))
    assert to == sorted(f"person{number}@example.org" for number in range(asked))
    with services.database.reading() as session:
        rows = session.exec(select(MailMessage.recipient)).all()
    assert sorted(rows) == to


def there_are(folder: Path, wanted: int) -> bool:
    return len(list(folder.glob("*.eml"))) >= wanted
