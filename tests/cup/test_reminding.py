"""How far jurors are, and reminders: by hand, and by themselves exactly once each."""

from collections.abc import Callable
from datetime import timedelta

import time_machine
from sqlmodel import col, select

from app.domain.cup.reminding import progress_of, remind_due
from app.jobs.worker import Worker
from app.models.cup import Edition, EditionPhase, Phase
from app.models.entries import Entry
from app.models.jury import CardState, Juror, Reminder, Scorecard
from app.models.platform import Notification
from app.models.types import now
from app.services import Services
from tests.cup.making import MakeCup
from tests.factories import Make
from tests.pages import Browser
from tests.people.helpers import mails

Visit = Callable[..., Browser]
DAY = timedelta(days=1)


def end_in(services: Services, edition: Edition, days: float) -> None:
    with services.database.writing() as session:
        query = select(EditionPhase).where(
            EditionPhase.edition_id == edition.id, EditionPhase.phase == Phase.DELIBERATION
        )
        session.exec(query).one().starts_at = now() + days * DAY


def run(services: Services) -> int:
    with services.database.writing() as session:
        return remind_due(session)


def told(services: Services, kind: str = "cup_juror_reminder") -> list[int]:
    with services.database.reading() as session:
        query = select(Notification.user_id).where(Notification.kind == kind).order_by(col(Notification.id))
        return list(session.exec(query).all())


def occasions(services: Services) -> list[str]:
    with services.database.reading() as session:
        return sorted(session.exec(select(Reminder.occasion)).all())


def seated(cup: MakeCup, make: Make, edition: Edition, *states: CardState) -> Juror:
    juror = cup.juror(edition, make.user())
    for state in states:
        cup.card(cup.entry(edition), juror, state=state)
    return juror


def test_reminders_go_out_once_before_each_of_the_three_days(services: Services, cup: MakeCup, make: Make) -> None:
    edition = cup.edition(phase=Phase.JUDGING)
    end_in(services, edition, 20)
    juror = seated(cup, make, edition, CardState.ASSIGNED, CardState.FINAL)
    seated(cup, make, edition, CardState.FINAL, CardState.DECLINED)
    start, sent = now(), []

    for hours in range(0, 22 * 24, 6):
        with time_machine.travel(start + timedelta(hours=hours, minutes=1)):
            sent.append((hours // 24, run(services)))

    assert [day for day, count in sent if count] == [6, 13, 18]
    assert told(services) == [juror.user_id] * 3
    end = (start + 20 * DAY).date().isoformat()
    assert occasions(services) == [f"14:{end}", f"2:{end}", f"7:{end}"]


def test_end_that_was_moved_has_reminders_of_its_own(services: Services, cup: MakeCup, make: Make) -> None:
    edition = cup.edition(phase=Phase.JUDGING)
    end_in(services, edition, 15)
    juror = seated(cup, make, edition, CardState.ASSIGNED)
    start, sent = now(), []

    for hours in range(0, 26 * 24, 6):
        with time_machine.travel(start + timedelta(hours=hours, minutes=1)):
            if hours == 12 * 24:
                end_in(services, edition, 12)
            sent.append((hours // 24, run(services)))

    # The end was on day 15; on day 12 it was moved to day 24.
    assert [day for day, count in sent if count] == [1, 8, 12, 17, 22]
    assert told(services) == [juror.user_id] * 5


def test_reminder_after_a_sleep_is_the_latest_alone(services: Services, cup: MakeCup, make: Make) -> None:
    edition = cup.edition(phase=Phase.JUDGING)
    end_in(services, edition, 5)
    seated(cup, make, edition, CardState.DRAFT)

    assert (run(services), run(services)) == (1, 0)
    assert occasions(services) == [f"7:{(now() + 5 * DAY).date().isoformat()}"]


def test_reminder_is_not_for_the_end_that_has_passed(services: Services, cup: MakeCup, make: Make) -> None:
    edition = cup.edition(phase=Phase.JUDGING)
    end_in(services, edition, -0.1)
    seated(cup, make, edition, CardState.DRAFT)

    assert run(services) == 0


def test_worker_sends_the_mail_of_a_reminder_once(services: Services, cup: MakeCup, make: Make) -> None:
    edition = cup.edition(phase=Phase.JUDGING)
    end_in(services, edition, 5)
    juror = seated(cup, make, edition, CardState.ASSIGNED, CardState.DRAFT)
    worker = Worker(services)
    worker.beat()
    worker.run_once()
    with time_machine.travel(now() + timedelta(hours=2)):
        worker.beat()
        worker.run_once()

    sent = [mail for mail in mails(services) if mail.kind == "cup_juror_reminder"]
    assert [(mail.recipient, mail.subject) for mail in sent] == [
        (juror.email, "Cup 2026: 2 scorecards are still to come from you")
    ]


def test_those_who_have_not_declared_are_asked_once_after_the_call(
    services: Services, cup: MakeCup, make: Make
) -> None:
    edition = cup.edition(phase=Phase.CALL_OPEN)
    late = cup.juror(edition, make.user(), conflicts_declared_at=None)
    cup.juror(edition, make.user())
    before = run(services)
    with services.database.writing() as session:
        session.get_one(Edition, edition.id).phase = Phase.SCREENING

    assert (before, run(services), run(services)) == (0, 1, 0)
    assert told(services, "cup_juror_declare") == [late.user_id]


def test_tie_that_came_up_frees_the_card_and_reminds_nobody(services: Services, cup: MakeCup, make: Make) -> None:
    edition, organisation, person = cup.edition(phase=Phase.JUDGING), make.organisation(), make.user()
    end_in(services, edition, 5)
    card = cup.card(cup.entry(edition, organisation), cup.juror(edition, person))
    make.member(person, organisation)
    boss, tied = make.coordinator(), make.coordinator()
    make.member(tied, organisation)

    assert (run(services), run(services)) == (0, 0)
    assert told(services, "cup_juror_freed") == [boss.id]
    with services.database.reading() as session:
        assert session.get_one(Scorecard, card.id).state is CardState.DECLINED


def test_coordinator_reminds_the_silent_once_a_day(services: Services, cup: MakeCup, make: Make, visit: Visit) -> None:
    edition = cup.edition(phase=Phase.JUDGING)
    silent = cup.juror(edition, make.user("Silent"))
    cup.card(cup.entry(edition), silent, assigned_at=now() - 9 * DAY)
    busy = cup.juror(edition, make.user("Busy"))
    cup.card(cup.entry(edition), busy, state=CardState.DRAFT, assigned_at=now() - 9 * DAY, saved_at=now() - DAY)
    browser = visit(make.coordinator())
    page = browser.open("/en/cup/2026/run/progress")
    form = page.form("/remind")

    done = page.send(form)
    again = page.send(form)

    assert "Remind 1 juror who is silent" in page.text
    assert "Reminded." in done.text
    assert "reminded today" in done.text
    assert "Nobody was reminded" in again.text
    assert told(services) == [silent.user_id]


def test_given_back_is_listed_with_its_reason(cup: MakeCup, make: Make, visit: Visit) -> None:
    edition = cup.edition(phase=Phase.JUDGING)
    juror = cup.juror(edition, make.user("Bo"))
    cup.card(cup.entry(edition), juror, state=CardState.DECLINED, decline_reason="I know the authors.")
    cup.card(cup.entry(edition), juror, state=CardState.DECLINED, decline_reason="conflict")

    page = visit(make.coordinator()).open("/en/cup/2026/run/progress")

    assert "I know the authors." in page.text
    assert "a tie with the organisation came up" in page.text
    assert page.form("/propose")


def test_progress_of_a_conflicted_coordinator_counts_without_their_entry(
    services: Services, cup: MakeCup, make: Make, visit: Visit
) -> None:
    edition, mine, boss = cup.edition(phase=Phase.JUDGING), make.organisation(), make.coordinator()
    make.member(boss, mine)
    juror = cup.juror(edition, make.user())
    hidden = cup.card(cup.entry(edition, mine), juror, state=CardState.FINAL)
    cup.card(cup.entry(edition), juror)
    only_hidden = cup.juror(edition, make.user())
    with services.database.reading() as session:
        entry = session.get_one(Entry, hidden.entry_id)
    cup.card(entry, only_hidden)

    browser = visit(boss)
    with services.database.reading() as session:
        rows = progress_of(session, edition=edition, viewer=make.viewer(boss))
    answer = browser.client.post("/en/cup/2026/run/progress/remind", data={"juror": only_hidden.id})

    assert sorted((row.juror.id, row.assigned, row.final) for row in rows) == [
        (juror.id, 1, 0),
        (only_hidden.id, 0, 0),
    ]
    assert "Nobody was reminded" in answer.text
    assert told(services) == []
