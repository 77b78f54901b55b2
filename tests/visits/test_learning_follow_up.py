"""What became of it: asked 3, 6 and 12 months after a visit, once, with one reminder, answered with one tap."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.domain.errors import Conflict, Forbidden, Invalid
from app.domain.visits import checks_due, reporting
from app.jobs.worker import Worker
from app.models.learning import Commitment, CommitmentCheck, CommitmentState, LearningReport, ReportState
from app.models.people import Digest
from app.models.platform import Job, JobState, MailMessage, Notification
from app.models.rounds import AnswerLink
from app.models.types import now
from app.services import Services
from tests.factories import Make
from tests.mail.test_delivery import Postbox, postbox  # noqa: F401 - a fixture
from tests.pages import Browser
from tests.visits.learning import MakeLearning
from tests.visits.making import day

Visit = Callable[..., Browser]


def ask(learning: MakeLearning) -> int:
    with learning.database.writing() as session:
        return checks_due.ask_due(session)


def rows(learning: MakeLearning, table: Any) -> list[Any]:
    with learning.database.reading() as session:
        return list(session.exec(select(table).order_by(table.id)).all())


@pytest.mark.parametrize(
    ("ended", "months", "due"),
    [
        (date(2026, 8, 31), 3, date(2026, 11, 30)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 7, 15), 6, date(2027, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_after_a_day_end_with_the_month(ended: date, months: int, due: date) -> None:
    assert checks_due.months_after(ended, months) == due


def test_sent_report_plans_three_questions_about_each_resolution(learning: MakeLearning) -> None:
    trip = learning.visit()
    report = learning.report(trip, state=ReportState.DRAFT)
    learning.commitment(report)
    learning.commitment(report, text="Weigh in public", position=1)

    with learning.database.writing() as session:
        mine = session.get_one(LearningReport, report.id)
        reporting.submit(session, report=mine, by=learning.person(learning.guest_person))

    expected = [(months, checks_due.months_after(trip.ends_on, months)) for months in (3, 6, 12)]
    assert [(one.months, one.due_on) for one in rows(learning, CommitmentCheck)] == expected * 2


def test_report_sent_late_plans_only_what_is_to_come(learning: MakeLearning) -> None:
    trip = learning.visit(starts_on=day(-150), ends_on=day(-148))
    report = learning.report(trip, state=ReportState.DRAFT)
    learning.commitment(report)

    with learning.database.writing() as session:
        mine = session.get_one(LearningReport, report.id)
        reporting.submit(session, report=mine, by=learning.person(learning.guest_person))

    assert [one.months for one in rows(learning, CommitmentCheck)] == [6, 12]


def test_due_question_is_asked_once_of_all_who_act_for_the_organisation(
    learning: MakeLearning, make: Make, services: Services
) -> None:
    colleague = make.owner(learning.guest)
    check = learning.check(learning.commitment(learning.report()), asked_at=None)

    asked = [ask(learning), ask(learning)]
    Worker(services).run_once()

    assert asked == [1, 0]
    assert learning.again(check).asked_at is not None
    mails = [(one.user_id, one.kind) for one in rows(learning, MailMessage)]
    assert sorted(mails) == sorted((one.id, "visit_check") for one in (learning.guest_person, colleague))
    assert {one.user_id for one in rows(learning, Notification)} == {learning.guest_person.id, colleague.id}
    assert len(rows(learning, AnswerLink)) == 2


@pytest.mark.parametrize(
    "changes",
    [{"commitment": {"state": CommitmentState.DROPPED}}, {"check": {"due_on": day(1)}}, {"report": {"state": "draft"}}],
)
def test_question_is_not_asked(learning: MakeLearning, changes: dict[str, dict[str, Any]]) -> None:
    report = learning.report(**changes.get("report", {}))
    commitment = learning.commitment(report, **changes.get("commitment", {}))
    learning.check(commitment, **{"asked_at": None, **changes.get("check", {})})

    assert ask(learning) == 0


def test_of_two_due_questions_about_one_thing_only_the_later_is_asked(learning: MakeLearning) -> None:
    commitment = learning.commitment(learning.report())
    learning.check(commitment, months=3, asked_at=None)
    learning.check(commitment, months=6, asked_at=None)

    assert ask(learning) == 1
    assert [(one.months, one.asked_at is not None) for one in rows(learning, CommitmentCheck)] == [(6, True)]


def test_mail_leads_to_a_page_that_answers_and_forgets_its_links(
    learning: MakeLearning,
    services: Services,
    visit: Visit,
    postbox: Postbox,  # noqa: F811
) -> None:
    check = learning.check(learning.commitment(learning.report()), asked_at=None)

    ask(learning)
    Worker(services).run_once()

    [mail] = postbox.mails
    text = mail.get_body(("plain",)).get_content()
    links = re.findall(r"http://testserver(/en/learning/answer/\S+)", text)
    assert [link.rpartition("=")[2] for link in links] == ["adopted", "adapted", "trying", "planned", "dropped"]
    assert "Buy a scale" in text
    [kept] = rows(learning, MailMessage)
    assert "/learning/answer/" not in kept.text + kept.html
    assert all("/learning/answer/" not in str(job.payload) for job in rows(learning, Job))
    assert all("/learning/answer/" not in str(one.params) for one in rows(learning, Notification))

    page = visit().open(links[0])
    page.send(page.form("answer"))

    assert learning.again(check).answer is CommitmentState.ADOPTED


def test_people_who_want_no_mail_are_asked_in_the_app_only(learning: MakeLearning, services: Services) -> None:
    learning.guest_person.digest = Digest.NEVER
    learning.add(learning.guest_person)
    learning.check(learning.commitment(learning.report()), asked_at=None)

    ask(learning)
    Worker(services).run_once()

    assert rows(learning, MailMessage) == []
    assert [one.kind for one in rows(learning, Notification)] == ["visit_check"]


def test_news_about_a_question_is_not_mailed_a_second_time(
    learning: MakeLearning, services: Services, visit: Visit
) -> None:
    learning.check(learning.commitment(learning.report()), asked_at=None)

    ask(learning)
    page = visit(learning.guest_person).open("/en/notifications")

    assert [one.mailed_at is not None for one in rows(learning, Notification)] == [True]
    assert "How is it going with what you saw at Hosts?" in page.text


def run_reminder(learning: MakeLearning, services: Services) -> None:
    with learning.database.writing() as session:
        job = session.exec(select(Job).where(Job.kind == "learning_reminder")).one()
        assert timedelta(days=13) < job.run_at - now() <= timedelta(days=14)
        job.run_at = now()
    Worker(services).run_once()
    Worker(services).run_once()


def test_unanswered_question_is_reminded_of_once(learning: MakeLearning, services: Services) -> None:
    learning.check(learning.commitment(learning.report()), asked_at=None)
    ask(learning)

    run_reminder(learning, services)

    kinds = [one.kind for one in rows(learning, MailMessage)]
    assert kinds.count("visit_check_again") == 1
    with learning.database.reading() as session:
        states = session.exec(select(Job.state).where(Job.kind == "learning_reminder")).all()
    assert states == [JobState.DONE]


def test_answered_question_is_not_reminded_of(learning: MakeLearning, services: Services) -> None:
    check = learning.check(learning.commitment(learning.report()), asked_at=None)
    ask(learning)
    answer(learning, check, "trying")

    run_reminder(learning, services)

    assert "visit_check_again" not in [one.kind for one in rows(learning, MailMessage)]


def answer(learning: MakeLearning, check: CommitmentCheck, word: str, by: Any = None, note: str = "") -> None:
    with learning.database.writing() as session:
        mine = session.get_one(CommitmentCheck, check.id)
        person = learning.person(by or learning.guest_person)
        checks_due.answer(session, check=mine, answer=word, note=note, by=person)


def test_answer_is_kept_for_question_and_resolution(learning: MakeLearning) -> None:
    commitment = learning.commitment(learning.report())
    check = learning.check(commitment)

    answer(learning, check, "adapted", note="A smaller scale")

    kept, resolved = learning.again(check), learning.again(commitment)
    assert (kept.answer, kept.note, kept.answered_by_id) == ("adapted", "A smaller scale", learning.guest_person.id)
    assert (resolved.state, resolved.note) == (CommitmentState.ADAPTED, "A smaller scale")


def test_question_answered_already_takes_no_other_answer(learning: MakeLearning) -> None:
    check = learning.check(learning.commitment(learning.report()))
    answer(learning, check, "trying")

    with pytest.raises(Conflict):
        answer(learning, check, "adopted")


def test_question_overtaken_by_a_later_one_takes_no_answer(learning: MakeLearning) -> None:
    commitment = learning.commitment(learning.report())
    earlier = learning.check(commitment, months=3)
    learning.check(commitment, months=6)

    with pytest.raises(Conflict):
        answer(learning, earlier, "adopted")


def test_question_not_asked_yet_takes_no_answer(learning: MakeLearning) -> None:
    check = learning.check(learning.commitment(learning.report()), asked_at=None)

    with pytest.raises(Conflict):
        answer(learning, check, "adopted")


@pytest.mark.parametrize("who", ["host_person", "coordinator", "stranger"])
def test_only_the_organisation_itself_answers(learning: MakeLearning, who: str) -> None:
    check = learning.check(learning.commitment(learning.report()))

    with pytest.raises(Forbidden):
        answer(learning, check, "adopted", by=getattr(learning, who))


@pytest.mark.parametrize(("word", "note"), [("eaten", ""), ("", ""), ("adopted", "x" * 1001)])
def test_wrong_answer_is_refused(learning: MakeLearning, word: str, note: str) -> None:
    check = learning.check(learning.commitment(learning.report()))

    with pytest.raises(Invalid):
        answer(learning, check, word, note=note)


def test_question_is_answered_on_the_page_of_the_report(learning: MakeLearning, visit: Visit) -> None:
    report = learning.report(state=ReportState.ACCEPTED)
    check = learning.check(learning.commitment(report))

    page = visit(learning.guest_person).open(f"/en/learning/reports/{report.code}")
    page = page.send(page.form("checks").fill(answer="adopted"))

    assert "Thank you! Your answer is kept." in page.text
    assert learning.again(check).answer is CommitmentState.ADOPTED


def test_question_of_another_report_is_not_found(learning: MakeLearning, make: Make, visit: Visit) -> None:
    own = learning.report(state=ReportState.ACCEPTED)
    other = learning.report(organisation=make.organisation(), visit=learning.visit(guests=[make.organisation()]))
    check = learning.check(learning.commitment(other))

    browser = visit(learning.guest_person)
    response = browser.client.post(f"/en/learning/reports/{own.code}/checks/{check.id}", data={"answer": "adopted"})

    assert response.status_code == 404
    assert learning.again(check).answer is None


def test_resolution_taken_out_takes_its_questions_and_links_along(learning: MakeLearning) -> None:
    report = learning.report(state=ReportState.DRAFT)
    commitment = learning.commitment(report)
    learning.check(commitment, asked_at=None)

    with learning.database.writing() as session:
        mine = session.get_one(LearningReport, report.id)
        written = reporting.Written(language="en", title=report.title, seen=report.seen, why_none="No money")
        person = learning.person(learning.guest_person)
        reporting.save(session, report=mine, written=written, expected=mine.row_version, by=person)

    assert (rows(learning, Commitment), rows(learning, CommitmentCheck)) == ([], [])
