from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlmodel import select

from app.domain.audit import record
from app.domain.jobs import enqueue
from app.domain.notices import send_mail
from app.models.platform import Job, JobState, MailMessage, MailState
from app.services import Services
from tests.factories import Make
from tests.pages import Browser, Page
from tests.people.helpers import mails, trail

Visit = Callable[..., Browser]
Counting = Callable[[], AbstractContextManager[list[str]]]


def failed_job(services: Services, kind: str = "mail_message", error: str = "Boom: <b>it broke</b>") -> Job:
    with services.database.writing() as session:
        job = Job(kind=kind, state=JobState.FAILED, attempts=5, error=error)
        session.add(job)
    return job


def kinds(page: Page) -> list[str]:
    return ["".join(code.itertext()) for th in page.all("th", scope="row") for code in th]


def test_failed_jobs_come_first_with_their_reason(services: Services, make: Make, visit: Visit) -> None:
    with services.database.writing() as session:
        enqueue(session, "waiting_one")
        session.add(Job(kind="done_one", state=JobState.DONE))
    failed_job(services, "failed_one")
    with services.database.writing() as session:
        session.add(Job(kind="running_one", state=JobState.RUNNING))

    page = visit(make.administrator()).open("/en/administration/jobs")

    shown = [text for text in kinds(page) if text.endswith("_one")]
    assert shown == ["failed_one", "running_one", "waiting_one", "done_one"]
    assert "Boom: <b>it broke</b>" in page.text
    assert "<b>it broke" not in page.html
    only = visit(make.administrator()).open("/en/administration/jobs?state=failed")
    assert [text for text in kinds(only) if text.endswith("_one")] == ["failed_one"]


def test_failed_job_is_tried_again(services: Services, make: Make, visit: Visit) -> None:
    boss, job = make.administrator(), failed_job(services)
    page = visit(boss).open("/en/administration/jobs")

    page.send(page.form(f"/jobs/{job.id}/retry"))

    with services.database.reading() as session:
        after = session.get_one(Job, job.id)
    assert (after.state, after.attempts, after.error) == (JobState.WAITING, 0, "")
    assert trail(services) == [(boss.id, "job_retried", f"job:{job.id}")]


def test_all_failed_jobs_are_tried_again_at_once(services: Services, make: Make, visit: Visit) -> None:
    failed_job(services)
    failed_job(services)
    page = visit(make.administrator()).open("/en/administration/jobs")

    page.send(page.form("/jobs/retry-all"))

    with services.database.reading() as session:
        assert [job.state for job in session.exec(select(Job)).all()] == [JobState.WAITING] * 2


def test_job_that_did_not_fail_is_not_tried_again(services: Services, make: Make, visit: Visit) -> None:
    with services.database.writing() as session:
        job = Job(kind="x", state=JobState.RUNNING)
        session.add(job)

    answer = visit(make.administrator()).client.post(f"/en/administration/jobs/{job.id}/retry")

    assert answer.status_code == 409
    assert trail(services) == []


def test_mails_are_listed_and_read(services: Services, make: Make, visit: Visit) -> None:
    with services.database.writing() as session:
        send_mail(session, to="rosa@example.org", language="es", kind="confirm_email", path="/confirm/abc", hours=48)
        send_mail(session, to="ana@example.org", language="en", kind="sign_up_known", path="/password/forgotten")
    first, second = mails(services)
    browser = visit(make.administrator())

    page = browser.open("/en/administration/mails")
    found = browser.open("/en/administration/mails?q=rosa")
    read = browser.open(f"/en/administration/mails/{first.id}")

    rows = [["".join(th.itertext()) for th in one.all("th", scope="row")] for one in (page, found)]
    assert rows == [[second.subject, first.subject], [first.subject]]
    assert "http://testserver/es/confirm/abc" in read.links().values()
    assert not [form for form in read.all("form") if "resend" in form.get("action", "")]


def test_markup_in_a_mail_is_shown_as_text(services: Services, make: Make, visit: Visit) -> None:
    with services.database.writing() as session:
        mail = MailMessage(
            recipient="x@example.org",
            kind="x",
            language="en",
            subject="<b>s</b>",
            text="<script>t</script>",
            html="<h1>h",
        )
        session.add(mail)
    browser = visit(make.administrator())

    pages = [browser.open("/en/administration/mails"), browser.open(f"/en/administration/mails/{mail.id}")]

    assert ["<b>s</b>" in page.text for page in pages] == [True, True]
    assert ["<b>s" in page.html or "<script>t" in page.html for page in pages] == [False, False]


def test_failed_mail_is_sent_again(
    services: Services, make: Make, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.settings.job_attempts = 1
    with services.database.writing() as session:
        send_mail(session, to="rosa@example.org", language="en", kind="sign_up_known", path="/password/forgotten")
    (services.settings.data_dir / "mail").write_text("in the way: no folder can be made here")
    [failed] = mails(services)
    boss = make.administrator()
    page = visit(boss).open(f"/en/administration/mails/{failed.id}")
    (services.settings.data_dir / "mail").unlink()

    page.send(page.form("/resend"))

    assert (failed.state, "FileExistsError" in page.text) == (MailState.FAILED, True)
    assert [(mail.id, mail.state, mail.error) for mail in mails(services)] == [(failed.id, MailState.SENT, "")]
    assert len(list((services.settings.data_dir / "mail").iterdir())) == 1
    assert trail(services) == [(boss.id, "mail_resent", f"mail:{failed.id}")]


def test_mail_that_was_sent_is_not_sent_twice(services: Services, make: Make, visit: Visit) -> None:
    with services.database.writing() as session:
        send_mail(session, to="rosa@example.org", language="en", kind="sign_up_known", path="/password/forgotten")
    [mail] = mails(services)

    answer = visit(make.administrator()).client.post(f"/en/administration/mails/{mail.id}/resend")

    assert answer.status_code == 409
    assert len(list((services.settings.data_dir / "mail").iterdir())) == 1


def note(services: Services, make: Make) -> tuple[str, str]:
    """Three events by two people; the names."""
    ana, rosa = make.user("Ana <i>"), make.user("Rosa")
    with services.database.writing() as session:
        record(
            session, by=make.viewer(ana), verb="role_granted", object_type="user", object_id=7, after={"role": "<u>x"}
        )
        record(session, by=make.viewer(rosa), verb="job_retried", object_type="job", object_id=7)
        record(session, by=None, verb="person_created", object_type="user", object_id=8)
    return ana.name, rosa.name


def events(page: Page) -> list[str]:
    """What was done to what, row by row."""
    cells = [td for td in page.all("td") if td.get("data-label") in ("What was done", "To what")]
    texts = ["".join(cell.itertext()).strip() for cell in cells]
    done = [what.removesuffix("All that was done to it") for what in texts[1::2]]
    return [f"{verb} {what}" for verb, what in zip(texts[::2], done, strict=True)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (
            "",
            [
                "made an account for somebody Person: 8",
                "had a failed job tried again Job: 7",
                "gave somebody a role Person: 7",
            ],
        ),
        ("person=ana", ["gave somebody a role Person: 7"]),
        ("object=user", ["made an account for somebody Person: 8", "gave somebody a role Person: 7"]),
        ("object=user:7", ["gave somebody a role Person: 7"]),
        ("verb=job_retried", ["had a failed job tried again Job: 7"]),
        ("person=rosa&verb=role_granted", []),
        ("object=user:7%27--", []),
    ],
)
def test_trail_is_searched(services: Services, make: Make, visit: Visit, query: str, found: list[str]) -> None:
    note(services, make)

    page = visit(make.administrator()).open(f"/en/administration/trail?{query}")

    assert events(page) == found


def test_trail_shows_names_and_values_as_text(services: Services, make: Make, visit: Visit) -> None:
    note(services, make)

    page = visit(make.administrator()).open("/en/administration/trail")

    assert ("Ana <i>" in page.text, "role: <u>x" in page.text, "the platform" in page.text) == (True, True, True)
    assert ("<u>x" in page.html, "Ana <i>" in page.html) == (False, False)


@pytest.mark.parametrize("path", ["trail", "mails", "jobs"])
def test_lists_cost_the_same_for_many(
    services: Services, make: Make, visit: Visit, count_queries: Counting, path: str
) -> None:
    browser = visit(make.administrator())
    numbers = []
    for amount in (1, 2):
        for _ in range(amount):
            note(services, make)
            failed_job(services)
            with services.database.writing() as session:
                session.add(
                    MailMessage(recipient="x@example.org", kind="x", language="en", subject="s", text="t", html="h")
                )
        browser.open(f"/en/administration/{path}")
        with count_queries() as queries:
            browser.open(f"/en/administration/{path}")
        numbers.append(len(queries))

    assert numbers[0] == numbers[1]


def test_overview_says_what_needs_somebody(services: Services, make: Make, visit: Visit) -> None:
    browser = visit(make.administrator())
    unbuilt = browser.open("/en/administration")
    while services.search.catch_up(services):
        pass
    quiet = browser.open("/en/administration")
    failed_job(services)
    failed_job(services)
    make.user(approved=False)

    page = browser.open("/en/administration")

    assert "The search is not up to date" in unbuilt.text
    assert "All is well" in quiet.text
    assert ("2 jobs failed" in page.text, "1 newcomer" in page.text, "All is well" in page.text) == (True, True, False)
