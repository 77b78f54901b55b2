"""What tests about people need: a password, the mailbox, the links in it."""

import re
from collections.abc import Sequence

from sqlmodel import col, select

from app.domain.people.passwords import hash_password
from app.jobs.running import run, take
from app.jobs.tasks import QUICK
from app.mail.transport import transport_for
from app.models.people import User
from app.models.platform import AuditEvent, MailMessage
from app.services import Services
from tests.pages import Browser, Page

PASSWORD = "wet clay drum song"
HASH = hash_password(PASSWORD)


def mails(services: Services) -> list[MailMessage]:
    """Everything written so far, in order; the jobs that write and deliver it are run first."""
    transport = transport_for(services.settings)
    while claimed := take(services, QUICK):
        run(services, transport, claimed)
    with services.database.reading() as session:
        return list(session.exec(select(MailMessage).order_by(col(MailMessage.id))).all())


def links(mail: MailMessage) -> list[str]:
    """The addresses in a mail, without the host."""
    return re.findall(r"http://testserver(/\S+)", mail.text)


def person(services: Services, email: str) -> User | None:
    with services.database.reading() as session:
        return session.exec(select(User).where(User.email == email)).first()


def again(services: Services, user: User) -> User:
    with services.database.reading() as session:
        return session.get_one(User, user.id)


def trail(services: Services) -> Sequence[tuple[int | None, str, str]]:
    """(who, what, to what) of every audit event."""
    with services.database.reading() as session:
        events = session.exec(select(AuditEvent).order_by(col(AuditEvent.id))).all()
    return [(event.by_id, event.verb, f"{event.object_type}:{event.object_id}") for event in events]


def sign_in(browser: Browser, email: str, password: str = PASSWORD, path: str = "/en/sign-in") -> Page:
    page = browser.open(path)
    return page.send(page.form("/sign-in").fill(email=email, password=password))


def sign_up(browser: Browser, email: str = "rosa@example.org", path: str = "/en/sign-up", **fields: str) -> Page:
    page = browser.open(path)
    said = {"name": "Rosa Quispe", "email": email, "password": PASSWORD, **fields}
    return page.send(page.form("/sign-up", having="name").fill(**said))


def is_signed_in(browser: Browser) -> bool:
    return browser.open("/en/account").response.url.path == "/en/account"
