from datetime import UTC, datetime

import pytest
import time_machine
from sqlmodel import select

from app.domain.notices import notify, send_mail
from app.jobs.worker import Worker
from app.mail import digests
from app.models.people import Digest, User
from app.models.platform import Job, JobState, MailMessage, Notification
from app.services import Services
from tests.factories import Make


def mails(services: Services) -> list[MailMessage]:
    with services.database.reading() as session:
        return list(session.exec(select(MailMessage).order_by(MailMessage.id)).all())


def tell(services: Services, *people: User) -> None:
    with services.database.writing() as session:
        notify(
            session,
            people=[person.id for person in people],
            kind="case_submit",
            path="/cases/k7m2qx/work",
            title="One price",
            message="Please look.",
            who="Rosa",
        )


def test_notification_is_mailed_once_in_the_persons_language(services: Services, make: Make) -> None:
    user = make.user("Ana", language="pt")
    tell(services, user)

    Worker(services).run_once()
    Worker(services).run_once()

    [mail] = mails(services)
    assert (mail.recipient, mail.user_id, mail.language, mail.state) == (user.email, user.id, "pt", "sent")
    assert "http://testserver/pt/cases/k7m2qx/work" in mail.text
    with services.database.reading() as session:
        assert session.exec(select(Notification)).one().mailed_at is not None


def test_rolled_back_request_sends_nothing(services: Services) -> None:
    def ask_and_fail() -> None:
        with services.database.writing() as session:
            send_mail(session, to="new@example.org", language="en", kind="confirm_email", path="/confirm/x", hours=48)
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask_and_fail()
    Worker(services).run_once()

    assert mails(services) == []


def test_somebody_deleted_meanwhile_gets_nothing(services: Services, make: Make) -> None:
    user = make.user()
    tell(services, user)
    with services.database.writing() as session:
        gone = session.get_one(User, user.id)
        gone.email, gone.deleted_at = None, datetime.now(UTC)

    Worker(services).run_once()

    assert mails(services) == []


def test_payload_of_an_asked_for_mail_is_forgotten(services: Services) -> None:
    with services.database.writing() as session:
        send_mail(session, to="new@example.org", language="fr", kind="confirm_email", path="/confirm/secret", hours=48)

    Worker(services).run_once()

    [mail] = mails(services)
    assert "http://testserver/fr/confirm/secret" in mail.text
    with services.database.reading() as session:
        job = session.exec(select(Job).where(Job.kind == "mail_message")).one()
    assert (job.state, job.payload) == (JobState.DONE, {})


def test_daily_digest_comes_once_in_the_morning_with_what_is_unread(services: Services, make: Make) -> None:
    lima = make.user("Rosa", digest=Digest.DAILY, time_zone="America/Lima")
    never = make.user("Luis", digest=Digest.NEVER)
    with time_machine.travel(datetime(2026, 3, 2, 11, 0, tzinfo=UTC), tick=False):  # six in the morning in Lima
        tell(services, lima, never)
        tell(services, lima)
        Worker(services).run_once()
        with services.database.writing() as session:
            digests.plan(session)
        Worker(services).run_once()
        assert mails(services) == []
    with time_machine.travel(datetime(2026, 3, 2, 12, 5, tzinfo=UTC), tick=False):
        with services.database.writing() as session:
            digests.plan(session)
        Worker(services).run_once()

    [mail] = mails(services)
    assert (mail.kind, mail.user_id) == ("daily_digest", lima.id)
    assert mail.subject == "2 things happened"
    assert mail.text.count("http://testserver/en/cases/k7m2qx/work") == 2

    with time_machine.travel(datetime(2026, 3, 2, 15, 0, tzinfo=UTC), tick=False):
        tell(services, lima)
        with services.database.writing() as session:
            digests.plan(session)
        Worker(services).run_once()
    assert len(mails(services)) == 1

    with time_machine.travel(datetime(2026, 3, 3, 12, 5, tzinfo=UTC), tick=False):
        with services.database.writing() as session:
            digests.plan(session)
        Worker(services).run_once()
    assert [mail.subject for mail in mails(services)] == ["2 things happened", "One thing happened"]


def test_digest_leaves_out_what_was_read_in_the_app(services: Services, make: Make) -> None:
    user = make.user(digest=Digest.DAILY)
    with time_machine.travel(datetime(2026, 3, 2, 12, 0, tzinfo=UTC), tick=False):
        tell(services, user)
        with services.database.writing() as session:
            session.exec(select(Notification)).one().read_at = datetime.now(UTC)
            digests.plan(session)
        Worker(services).run_once()

    assert mails(services) == []
