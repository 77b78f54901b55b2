"""Reading calendars back with programs that did not write them."""

import re
import subprocess
import sys
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import ics
from sqlmodel import col, select

from app.jobs import running
from app.jobs.tasks import QUICK
from app.mail.delivery import compose
from app.mail.transport import MailFolder
from app.models.people import User
from app.models.platform import Job, JobState, MailMessage
from app.models.types import now
from app.services import Services
from tests.pages import Browser


def unfolded(data: bytes) -> list[str]:
    """The lines of a calendar, put together again."""
    text = data.decode()
    assert "\n" not in text.replace("\r\n", ""), "every line ends as the standard says"
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    return text.replace("\r\n ", "").split("\r\n")


def values(data: bytes, name: str) -> list[str]:
    """All values of a property, without its parameters."""
    lines = [line for line in unfolded(data) if re.match(rf"{name}[;:]", line)]
    return [line.partition(":")[2] for line in lines]


def events(data: bytes) -> dict[str, Any]:
    """By UID, as `ics` reads them."""
    return {event.uid: event for event in ics.Calendar(data.decode()).events}


def khal(folder: Path, data: bytes, *arguments: str, zone: str = "UTC") -> str:
    """What khal says after the file was imported into a calendar of its own."""
    (folder / "calendar").mkdir(parents=True, exist_ok=True)
    config = folder / "config"
    config.write_text(
        f"[calendars]\n[[visits]]\npath = {folder / 'calendar'}\n"
        f"[sqlite]\npath = {folder / 'khal.db'}\n"
        f"[locale]\nlocal_timezone = {zone}\ndefault_timezone = {zone}\n"
        "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
    )
    file = folder / "visit.ics"
    file.write_bytes(data)
    _khal(config, "import", "--batch", "-a", "visits", str(file))
    return _khal(config, *arguments)


def _khal(config: Path, *arguments: str) -> str:
    program = Path(sys.executable).with_name("khal")
    done = subprocess.run(
        [program, "-c", config, *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env={"HOME": str(config.parent), "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def hasten(services: Services) -> None:
    """Nothing waits for more changes."""
    with services.database.writing() as session:
        for job in session.exec(select(Job).where(Job.state == JobState.WAITING)).all():
            job.run_at = now()


def work(services: Services, kinds: frozenset[str] = QUICK - {"mail_deliver"}) -> None:
    """Do the jobs that are due, until none is left."""
    transport = MailFolder(services.settings.data_dir / "mail")
    while claimed := running.take(services, kinds):
        running.run(services, transport, claimed)
    with services.database.reading() as session:
        assert [job.error for job in session.exec(select(Job)).all() if job.error] == []


def invitations(services: Services) -> list[tuple[str, EmailMessage]]:
    """(address, mail) of the invitations so far, as they travel."""
    with services.database.reading() as session:
        query = select(MailMessage).where(MailMessage.kind == "visit_invitation").order_by(col(MailMessage.id))
        stored = session.exec(query).all()
    mails = [compose(one, settings=services.settings, asked_for=False) for one in stored]
    return [(str(one["To"]), _again(one)) for one in mails]


def _again(mail: EmailMessage) -> EmailMessage:
    found = message_from_bytes(mail.as_bytes(), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def calendar_part(mail: EmailMessage) -> tuple[str, bytes]:
    """(method that the mail names, the calendar) of the alternative for calendars."""
    found = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert len(found) == 1
    data = found[0].get_payload(decode=True)
    assert isinstance(data, bytes)
    return str(found[0].get_param("method")), data


def feed_address(visit: Callable[..., Browser], user: User) -> str:
    """Made on the page, as people do it."""
    browser = visit(user)
    page = browser.open("/en/learning/calendar/address")
    page = page.send(page.form("/calendar/address"))
    address = page.all("input", id="f-address")[0].get("value", "")
    assert address.startswith("http://testserver/en/learning/feed/")
    return address.removeprefix("http://testserver")
