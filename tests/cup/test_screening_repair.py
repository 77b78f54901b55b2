"""Time to mend: until when on the clock of the edition, one reminder, and what happens when nothing came."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlmodel import col, select

from app.domain.cup import repair
from app.domain.cup.appeals import may_appeal
from app.jobs.worker import Worker
from app.models.cup import Edition
from app.models.entries import Entry, EntryState
from app.models.platform import AuditEvent, Job, MailMessage
from app.services import Services
from tests.cup.making import MakeCup
from tests.cup.screened import MENDING, Screened, screened
from tests.factories import Make

S = EntryState
BEGIN = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def asked_to_complete(services: Services, make: Make, cup: MakeCup, **edition: object) -> Screened:
    """At noon of BEGIN two agree that something is to be mended."""
    with time_machine.travel(BEGIN, tick=False):
        desk = screened(services, make, cup, **edition)
        desk.decide(desk.one, **MENDING)
        desk.decide(desk.two, **MENDING)
    return desk


def work(services: Services, moment: datetime) -> None:
    """All that the worker does at a moment."""
    with time_machine.travel(moment, tick=False):
        worker = Worker(services)
        worker.beat()
        worker.run_once()


def mails(services: Services, kind: str) -> int:
    with services.database.reading() as session:
        return len(session.exec(select(MailMessage.id).where(MailMessage.kind == kind)).all())


@pytest.mark.parametrize(
    ("zone", "due"),
    [
        ("UTC", datetime(2026, 3, 30, 23, 59, 59, tzinfo=UTC)),
        ("America/Lima", datetime(2026, 3, 31, 4, 59, 59, tzinfo=UTC)),
        # Summer time begins on the 29th of March.
        ("Europe/Madrid", datetime(2026, 3, 30, 21, 59, 59, tzinfo=UTC)),
        # It is the 21st there already.
        ("Pacific/Kiritimati", datetime(2026, 3, 31, 9, 59, 59, tzinfo=UTC)),
    ],
)
def test_time_to_mend_ends_with_a_day_on_the_clock_of_the_edition(
    services: Services, make: Make, cup: MakeCup, zone: str, due: datetime
) -> None:
    assert asked_to_complete(services, make, cup, time_zone=zone).now().repair_due == due


def test_reminder_comes_two_days_before_exactly_once(services: Services, make: Make, cup: MakeCup) -> None:
    desk = asked_to_complete(services, make, cup)
    due = desk.now().repair_due
    assert due is not None
    told = []
    for moment in (due - 2 * DAY - timedelta(seconds=1), due - 2 * DAY, due - 2 * DAY, due - DAY):
        work(services, moment)
        told.append(desk.told(desk.owner).count("cup_repair_reminder"))
    assert (told, mails(services, "cup_repair_reminder")) == ([0, 1, 1, 1], 1)


def test_no_reminder_for_what_was_sent_meanwhile(services: Services, make: Make, cup: MakeCup) -> None:
    desk = asked_to_complete(services, make, cup)
    desk.send_again()
    work(services, BEGIN + 9 * DAY)
    assert desk.told(desk.owner) == ["cup_entry_to_complete"]


def test_no_reminder_of_an_earlier_request(services: Services, make: Make, cup: MakeCup) -> None:
    desk = asked_to_complete(services, make, cup)
    desk.send_again()
    with time_machine.travel(BEGIN + 5 * DAY, tick=False):
        desk.decide(desk.one, submission=2, **MENDING)
        desk.decide(desk.two, submission=2, **MENDING)
    work(services, BEGIN + 9 * DAY)
    assert desk.told(desk.owner).count("cup_repair_reminder") == 0
    work(services, BEGIN + 14 * DAY)
    assert desk.told(desk.owner).count("cup_repair_reminder") == 1


def test_no_reminder_where_the_time_is_as_short_as_that(services: Services, make: Make, cup: MakeCup) -> None:
    asked_to_complete(services, make, cup, repair_days=1)
    with services.database.reading() as session:
        assert session.exec(select(Job.id).where(Job.kind == "cup_repair_reminder")).all() == []


def test_worker_closes_what_was_not_mended_in_time_exactly_once(services: Services, make: Make, cup: MakeCup) -> None:
    desk = asked_to_complete(services, make, cup)
    due = desk.now().repair_due
    assert due is not None
    work(services, due - timedelta(seconds=1))
    assert desk.now().state is S.TO_COMPLETE
    work(services, due + timedelta(minutes=6))
    work(services, due + timedelta(minutes=12))
    assert desk.events()[1:] == [("ineligible", ["not_completed_in_time"], "")]
    assert desk.told(desk.owner).count("cup_entry_ineligible") == 1
    assert mails(services, "cup_entry_ineligible") == 1
    with services.database.reading() as session:
        audited = session.exec(select(AuditEvent.by_id).where(AuditEvent.verb == "entry.run_out")).all()
    assert audited == [None]


def test_run_out_leaves_alone_what_was_sent_or_still_has_time(services: Services, make: Make, cup: MakeCup) -> None:
    desk = asked_to_complete(services, make, cup)
    with time_machine.travel(BEGIN + DAY, tick=False), services.database.writing() as session:
        assert repair.run_out_due(session) == 0
    desk.send_again()
    with time_machine.travel(BEGIN + 30 * DAY, tick=False), services.database.writing() as session:
        assert repair.run_out_due(session) == 0
    assert desk.now().state is S.SUBMITTED


def test_what_was_closed_for_its_date_can_ask_for_a_second_look(services: Services, make: Make, cup: MakeCup) -> None:
    desk = asked_to_complete(services, make, cup)
    with time_machine.travel(BEGIN + 12 * DAY, tick=False):
        with services.database.writing() as session:
            assert repair.run_out_due(session) == 1
        with services.database.reading() as session:
            entry, edition = session.get_one(Entry, desk.entry.id), session.get_one(Edition, desk.edition.id)
            assert may_appeal(session, entry=entry, edition=edition)


def test_mail_of_the_request_says_what_and_until_when(services: Services, make: Make, cup: MakeCup) -> None:
    asked_to_complete(services, make, cup, time_zone="America/Lima")
    work(services, BEGIN + timedelta(minutes=1))
    with services.database.reading() as session:
        query = select(MailMessage).where(MailMessage.kind == "cup_entry_to_complete").order_by(col(MailMessage.id))
        mail = session.exec(query).one()
    assert mail.subject == (
        "Cup 2026: something is to be mended in “Selling potatoes together” until 30 Mar 2026, 23:59 (Lima)"
    )
    assert "- It says what was done, but not what was hard and what you learned from it." in mail.text
    assert "> Say what was hard." in mail.text
