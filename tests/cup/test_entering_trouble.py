"""What goes wrong while entering: too late, at the same time, on behalf of others, sent back, turned down."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from PIL import Image
from sqlmodel import select

from app.domain.cup import answering, entering, submitting
from app.domain.cup.appeals import appeal
from app.domain.cup.deadlines import Late
from app.domain.cup.phases import phase_rows
from app.domain.errors import Conflict
from app.domain.organisations.own_data import own_data
from app.exports import pdf
from app.jobs.worker import Worker
from app.models.cases import Case, CaseState
from app.models.cup import Edition, Phase, Question, QuestionKind
from app.models.entries import Decision, Entry, EntryEvent, EntryState
from app.models.media import Media
from app.models.organisations import Organisation
from app.models.people import Digest, Role, User
from app.models.platform import MailMessage, Notification
from app.models.types import now
from app.services import Services
from tests.cup.making import MakeCup
from tests.cup.test_entering import complete, press_send, questions, stored, submissions
from tests.factories import Make
from tests.pages import Browser

Visit = Callable[..., Browser]


def close_at(services: Services, edition: Edition, moment: datetime) -> None:
    with services.database.writing() as session:
        rows = phase_rows(session, edition)
        rows[Phase.CALL_OPEN].starts_at = moment - timedelta(days=30)
        rows[Phase.SCREENING].starts_at = moment
        rows[Phase.JUDGING].starts_at = moment + timedelta(days=30)
        session.add_all(rows.values())


# Santiago puts its clocks back on 4 April 2026 at midnight: 23:59 comes twice, and the later one is the deadline.
@pytest.mark.parametrize(
    ("zone", "deadline", "words"),
    [
        ("America/Santiago", datetime(2026, 4, 5, 3, 59, tzinfo=UTC), "4 Apr 2026, 23:59 (Santiago)"),
        ("Europe/Madrid", datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "29 Mar 2026, 03:00 (Madrid)"),
        ("Asia/Kathmandu", datetime(2026, 6, 30, 18, 14, tzinfo=UTC), "30 Jun 2026, 23:59 (Kathmandu)"),
    ],
)
def test_a_second_late_is_late_on_the_clock_of_the_edition(
    cup: MakeCup, make: Make, services: Services, zone: str, deadline: datetime, words: str
) -> None:
    edition, organisation = cup.edition(time_zone=zone), make.organisation()
    by = make.viewer(make.owner(organisation))
    entry = complete(cup, edition, organisation, services, licence="cc_by_4", consent_at=now())
    close_at(services, edition, deadline)
    other = make.organisation()

    with time_machine.travel(deadline - timedelta(seconds=1), tick=False), services.database.writing() as session:
        submitting.submit(session, edition=edition, entry=session.get_one(Entry, entry.id), by=by)
    with time_machine.travel(deadline, tick=False), services.database.writing() as session:
        with pytest.raises(Late) as late:
            submitting.submit(session, edition=edition, entry=session.get_one(Entry, entry.id), by=by)
        with pytest.raises(Late):
            entering.begin(session, edition=edition, organisation=other, by=by, language="en")

    assert str(late.value) == f"The call closed on {words}."
    assert len(submissions(services, entry)) == 1


def test_what_is_typed_after_the_deadline_is_refused_and_stays_on_the_page(
    cup: MakeCup, make: Make, visit: Visit, services: Services
) -> None:
    edition, organisation = cup.edition(), make.organisation()
    entry = complete(cup, edition, organisation, services)
    browser = visit(make.owner(organisation))
    first = questions(services, edition)[0]
    page = browser.open(f"/en/cup/2026/entries/{entry.code}/answers")
    form = page.form("/answers").fill_all({first: "A late thought."})
    close_at(services, edition, now() - timedelta(seconds=1))

    refused = page.send(form)

    assert (refused.status, "The call closed on " in refused.text) == (409, True)
    assert refused.form("/answers").values[first] == ["A late thought."]
    assert stored(services).answers[first[2:]] == "To learn."
    heard = browser.client.post(form.action, data=form.values, headers={"X-Autosave": "1"})
    assert (heard.status_code, heard.json()["errors"][""].startswith("The call closed on ")) == (422, True)
    sent = press_send(browser, entry) if "Send the entry" in refused.text else None
    assert sent is None
    data = {"licence": "cc_by_4", "consent": "1", "do": "send", "redactions": "Rosa"}
    late = browser.client.post(f"/en/cup/2026/entries/{entry.code}/send", data=data)
    assert (late.status_code, "The call closed on " in late.text, "Rosa" in late.text) == (409, True, True)
    assert submissions(services, entry) == []


def test_two_tabs_that_send_at_once_send_once(cup: MakeCup, make: Make, services: Services) -> None:
    edition, organisation = cup.edition(), make.organisation()
    by = make.viewer(make.owner(organisation))
    entry = complete(cup, edition, organisation, services, licence="cc_by_4", consent_at=now())
    start, refused = Barrier(2), list[str]()

    def send() -> None:
        start.wait()
        try:
            with services.database.writing() as session:
                submitting.submit(session, edition=edition, entry=session.get_one(Entry, entry.id), by=by)
        except Conflict as conflict:
            refused.append(conflict.message)

    tabs = [Thread(target=send) for _ in range(2)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()

    assert [message[:27] for message in refused] == ["Exactly this was sent alrea"]
    assert [one.number for one in submissions(services, entry)] == [1]


def test_two_tabs_that_begin_at_once_make_one_entry(cup: MakeCup, make: Make, services: Services) -> None:
    edition, organisation = cup.edition(), make.organisation()
    by = make.viewer(make.owner(organisation))
    start, refused = Barrier(2), list[Entry]()

    def begin() -> None:
        start.wait()
        try:
            with services.database.writing() as session:
                entering.begin(session, edition=edition, organisation=organisation, by=by, language="en")
        except entering.LimitReached as reached:
            refused.append(reached.entry)

    tabs = [Thread(target=begin) for _ in range(2)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()

    with services.database.reading() as session:
        assert [one.id for one in refused] == list(session.exec(select(Entry.id)).all())


def test_two_people_who_answer_lose_nothing(cup: MakeCup, make: Make, visit: Visit, services: Services) -> None:
    edition, organisation = cup.edition(), make.organisation()
    entry = complete(cup, edition, organisation, services)
    mine, theirs = visit(make.owner(organisation)), visit(make.owner(organisation))
    first, second = questions(services, edition)
    where = f"/en/cup/2026/entries/{entry.code}/answers"
    page, other = mine.open(where), theirs.open(where)
    other.send(other.form("/answers").fill_all({first: "Theirs.", second: "no"}))

    clash = page.send(page.form("/answers").fill_all({first: "Mine."}))

    assert (clash.status, "Mine." in clash.text, "Theirs." in clash.text) == (409, True, True)
    assert stored(services).answers == {first[2:]: "Theirs.", second[2:]: "no"}
    form = clash.form("/answers").fill_all({f"keep:{first}": "mine"}).press("do", "choose")
    clash.send(form)
    # What only the other changed stays theirs.
    assert stored(services).answers == {first[2:]: "Mine.", second[2:]: "no"}


def test_changes_in_different_answers_are_put_together(
    cup: MakeCup, make: Make, visit: Visit, services: Services
) -> None:
    edition, organisation = cup.edition(), make.organisation()
    entry = complete(cup, edition, organisation, services)
    browser = visit(make.owner(organisation))
    first, second = questions(services, edition)
    where = f"/en/cup/2026/entries/{entry.code}/answers"
    page, other = browser.open(where), browser.open(where)
    other.send(other.form("/answers").fill_all({second: "no"}))

    page.send(page.form("/answers").fill_all({first: "Mine."}))

    assert stored(services).answers == {first[2:]: "Mine.", second[2:]: "no"}


def test_an_autosave_that_clashes_is_kept_and_compared(
    cup: MakeCup, make: Make, visit: Visit, services: Services
) -> None:
    edition, organisation = cup.edition(), make.organisation()
    entry = complete(cup, edition, organisation, services)
    browser = visit(make.owner(organisation))
    first = questions(services, edition)[0]
    where = f"/en/cup/2026/entries/{entry.code}/answers"
    page, other = browser.open(where), browser.open(where)
    other.send(other.form("/answers").fill_all({first: "Theirs."}))
    form = page.form("/answers").fill_all({first: "Mine."})

    heard = browser.client.post(form.action, data=form.values, headers={"X-Autosave": "1"})

    assert heard.status_code == 409
    compared = browser.open(heard.json()["address"])
    assert ("Mine." in compared.text, "Theirs." in compared.text) == (True, True)


def test_answers_that_cannot_be_right_are_named_and_the_stored_stay(
    cup: MakeCup, make: Make, visit: Visit, services: Services
) -> None:
    edition, organisation = cup.edition(), make.organisation()
    entry = complete(cup, edition, organisation, services)
    first, second = questions(services, edition)
    page = visit(make.owner(organisation)).open(f"/en/cup/2026/entries/{entry.code}/answers")
    form = page.form("/answers").fill_all({first: "x" * 501})
    form.values[second] = ["<script>"]

    refused = page.send(form)

    assert refused.error_of(first) == "Too long: 501 characters, 500 are possible."
    assert refused.error_of(second) == "Choose one of the answers offered."
    assert stored(services).answers == {first[2:]: "To learn.", second[2:]: "yes"}


ASKED = ((QuestionKind.NUMBER, 5000, "Members?"), (QuestionKind.FILE, None, "Proof?"))


def ask_more(services: Services, edition: Edition) -> tuple[str, str]:
    """A number of at most 5000, and a file: the names of their controls."""
    asked = [
        Question(
            edition_id=edition.id or 0, position=7, kind=kind, limit=limit, texts={"en": {"label": label, "help": ""}}
        )
        for kind, limit, label in ASKED
    ]
    with services.database.writing() as session:
        session.add_all(asked)
    return f"q-{asked[0].id}", f"q-{asked[1].id}"


def test_a_number_and_a_file_are_answers(cup: MakeCup, make: Make, visit: Visit, services: Services) -> None:
    edition, organisation = cup.edition(), make.organisation()
    number, file = ask_more(services, edition)
    entry = cup.entry(edition, organisation, state=EntryState.DRAFT)
    browser = visit(make.owner(organisation))
    page = browser.open(f"/en/cup/2026/entries/{entry.code}/answers")

    page = page.send(page.form("/answers").fill_all({number: "1 250"}).press("do", f"file:{file[2:]}"))
    image = BytesIO()
    Image.new("RGB", (40, 30), (90, 140, 60)).save(image, "PNG")
    form = page.form("/file", having="file").attach("file", "proof.png", image.getvalue(), "image/png")
    refused = page.send(form)
    assert refused.error_of("consent") != ""
    form = refused.form("/file", having="file").attach("file", "proof.png", image.getvalue(), "image/png")
    page.send(form.fill(consent="1"))

    with services.database.reading() as session:
        medium = session.exec(select(Media)).one()
        snapshot = submitting.snapshot_of(session, entry=session.get_one(Entry, entry.id))
    assert stored(services).answers == {number[2:]: 1250, file[2:]: medium.public_id}
    assert [one["medium"] for one in snapshot.content["media"]["media"]] == [medium.public_id]
    assert medium.case_id == entry.case_id


def test_sending_is_confirmed_by_mail_with_the_pdf_once(
    cup: MakeCup, make: Make, visit: Visit, services: Services
) -> None:
    edition, organisation = cup.edition(), make.organisation()
    make.owner(organisation, digest=Digest.DAILY)
    make.owner(organisation, digest=Digest.NEVER)
    sender = make.owner(organisation, "Rosa", digest=Digest.DAILY)
    entry = complete(cup, edition, organisation, services)
    press_send(visit(sender), entry)

    Worker(services).run_once()
    Worker(services).run_once()

    with services.database.reading() as session:
        mails = session.exec(select(MailMessage).where(MailMessage.kind == "cup_submitted")).all()
        told = session.exec(select(Notification).where(Notification.kind == "cup_submitted")).all()
    assert [mail.recipient for mail in mails] == [sender.email]
    assert [part["name"] for part in mails[0].attachments] == [f"{entry.code}-1.pdf"]
    assert base64.b64decode(mails[0].attachments[0]["data"])[:5] == b"%PDF-"
    assert "The PDF with this mail says word for word what you sent." in mails[0].text
    assert len(told) == 3


def test_the_mail_goes_without_a_pdf_where_none_can_be_made(
    cup: MakeCup, make: Make, visit: Visit, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition, organisation = cup.edition(), make.organisation()
    sender = make.owner(organisation)
    entry = complete(cup, edition, organisation, services)
    press_send(visit(sender), entry)
    monkeypatch.setattr(pdf, "_CHILD", pdf._CHILD.with_name("no_such_child.py"))

    Worker(services).run_once()

    with services.database.reading() as session:
        mail = session.exec(select(MailMessage).where(MailMessage.kind == "cup_submitted")).one()
    assert (mail.recipient, mail.attachments, "The PDF with this mail" in mail.text) == (sender.email, [], False)


def test_what_was_sent_is_read_word_for_word_and_as_a_pdf(
    cup: MakeCup, make: Make, visit: Visit, services: Services
) -> None:
    edition, organisation = cup.edition(), make.organisation("Coop <b>Norte</b>")
    entry = complete(cup, edition, organisation, services)
    browser = visit(make.owner(organisation))
    press_send(browser, entry)

    page = browser.open(f"/en/cup/2026/entries/{entry.code}/sent/1")
    paper = browser.client.get(f"/en/cup/2026/entries/{entry.code}/sent/1/entry.pdf")

    for words in ("Coop <b>Norte</b>", "To learn.", "Yes", "We met every Monday and agreed on one price."):
        assert words in page.text
    assert (paper.headers["content-type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert browser.client.get(f"/en/cup/2026/entries/{entry.code}/sent/2").status_code == 404


def send_back(services: Services, entry: Entry, due: datetime, reasons: list[str]) -> None:
    with services.database.writing() as session:
        here = session.get_one(Entry, entry.id)
        here.state, here.repair_due = EntryState.TO_COMPLETE, due
        event = EntryEvent(
            entry_id=here.id or 0,
            before=EntryState.SUBMITTED,
            after=EntryState.TO_COMPLETE,
            message="Tell what was hard.",
            reasons=reasons,
        )
        session.add_all([here, event])


def sent_entry(
    cup: MakeCup, make: Make, services: Services, edition: Edition, organisation: Organisation, **changes: Any
) -> Entry:
    first, second = questions(services, edition)
    answers = {first[2:]: "To learn.", second[2:]: "yes"}
    return cup.entry(edition, organisation, answers=answers, **{"state": EntryState.SUBMITTED, **changes})


def test_what_is_to_be_mended_is_said_and_sent_again_after_the_call(
    cup: MakeCup, make: Make, visit: Visit, services: Services
) -> None:
    edition, organisation = cup.edition(phase=Phase.SCREENING), make.organisation()
    entry = sent_entry(cup, make, services, edition, organisation)
    send_back(services, entry, now() + timedelta(days=3), ["no_learning"])
    browser = visit(make.owner(organisation))

    page = browser.open(f"/en/cup/2026/entries/{entry.code}")
    assert "It says what was done, but not what was hard and what you learned from it." in page.text
    assert "Tell what was hard." in page.text
    assert "3 days left" in page.text
    press_send(browser, entry)

    assert stored(services).state is EntryState.SUBMITTED
    assert (stored(services).repair_due, [one.number for one in submissions(services, entry)]) == (None, [1, 2])


def test_mending_ends_with_its_due_date(cup: MakeCup, make: Make, visit: Visit, services: Services) -> None:
    edition, organisation = cup.edition(phase=Phase.SCREENING), make.organisation()
    entry = sent_entry(cup, make, services, edition, organisation)
    send_back(services, entry, now() - timedelta(seconds=1), ["no_learning"])

    data = {"licence": "cc_by_4", "consent": "1", "do": "send"}
    late = visit(make.owner(organisation)).client.post(f"/en/cup/2026/entries/{entry.code}/send", data=data)

    assert (late.status_code, "The time to complete it ended on " in late.text) == (409, True)
    assert stored(services).state is EntryState.TO_COMPLETE


def turn_down(services: Services, entry: Entry, at: datetime) -> None:
    with services.database.writing() as session:
        here = session.get_one(Entry, entry.id)
        here.state = EntryState.INELIGIBLE
        event = EntryEvent(
            entry_id=here.id or 0,
            before=EntryState.SUBMITTED,
            after=EntryState.INELIGIBLE,
            reasons=["advertising"],
            at=at,
        )
        session.add_all([here, event])


def test_who_is_turned_down_sees_why_and_asks_for_a_second_look_once(
    cup: MakeCup, make: Make, visit: Visit, services: Services
) -> None:
    edition, organisation = cup.edition(phase=Phase.SCREENING), make.organisation()
    tied, free = make.coordinator(), make.coordinator()
    make.member(tied, organisation)
    entry = sent_entry(cup, make, services, edition, organisation)
    turn_down(services, entry, now())
    browser = visit(make.owner(organisation))

    page = browser.open(f"/en/cup/2026/entries/{entry.code}")
    assert "It advertises a product or a service instead of telling an experience." in page.text
    refused = page.send(page.form("/appeal"))
    assert refused.error_of("appeal-message") != ""
    refused.send(refused.form("/appeal").fill(message="It is no advertisement."))

    assert stored(services).state is EntryState.APPEAL
    with services.database.reading() as session:
        told = session.exec(select(Notification.user_id).where(Notification.kind == "cup_appeal")).all()
    assert list(told) == [free.id]


@pytest.mark.parametrize("before", [timedelta(days=11), timedelta(days=1)])
def test_a_second_look_has_its_days(cup: MakeCup, make: Make, services: Services, before: timedelta) -> None:
    edition, organisation = cup.edition(phase=Phase.SCREENING, repair_days=10), make.organisation()
    entry = sent_entry(cup, make, services, edition, organisation)
    turn_down(services, entry, now() - before)
    by = make.viewer(make.owner(organisation))

    with services.database.writing() as session:
        here = session.get_one(Entry, entry.id)
        if before.days > 10:
            with pytest.raises(Late):
                appeal(session, entry=here, message="Please.", by=by)
        else:
            appeal(session, entry=here, message="Please.", by=by)
        assert here.state is (EntryState.INELIGIBLE if before.days > 10 else EntryState.APPEAL)


def test_a_facilitator_enters_for_an_organisation_that_agreed(
    cup: MakeCup, make: Make, visit: Visit, services: Services
) -> None:
    cup.edition()
    organisation = make.organisation("Coop Río Abajo")
    owner, helper = make.owner(organisation), make.user("Helper", roles=(Role.FACILITATOR,))
    browser = visit(helper)
    page = browser.open("/en/cup/2026/enter/for?q=rio")
    page = browser.open("/en/cup/2026/enter/for?q=Abajo")
    page = browser.open(page.links()["Coop Río Abajo, Peru"])

    refused = page.send(page.form("/enter/for").fill(who="Rosa Quispe, president"))
    assert (refused.error_of("how"), refused.status) == ("Please fill this in.", 422)
    form = refused.form("/enter/for").fill(how="At the assembly.", day="2026-01-15", language="es")
    told = refused.send(form)

    entry = stored(services)
    assert (entry.on_behalf_by_id, entry.consent_record) == (
        helper.id,
        "Rosa Quispe, president\nAt the assembly.\n2026-01-15",
    )
    assert told.response.url.path.endswith("/tell")
    told.send(told.form("/tell", having="row_version").fill_all({"what_we_did": "We planted trees."}))
    with services.database.reading() as session:
        case = session.get_one(Case, entry.case_id)
        assert (case.on_behalf_by_id, case.state, case.original_language) == (helper.id, CaseState.DRAFT, "es")
        notice = session.exec(select(Notification).where(Notification.user_id == owner.id)).one()
    assert (notice.kind, notice.path) == ("cup_on_behalf", f"/cup/2026/entries/{entry.code}")
    assert "Rosa Quispe, president" in visit(owner).open(f"/en/cup/2026/entries/{entry.code}").text
    other = visit(make.user(roles=(Role.FACILITATOR,))).client
    assert other.get(f"/en/cup/2026/entries/{entry.code}").status_code == 404
    assert other.get(f"/en/cases/{case.code}/tell").status_code == 404


def test_only_facilitators_enter_for_others(cup: MakeCup, make: Make, visit: Visit) -> None:
    cup.edition()
    client = visit(make.owner(make.organisation())).client

    assert client.get("/en/cup/2026/enter/for").status_code == 404
    assert client.post("/en/cup/2026/enter/for", data={"organisation": "x"}).status_code == 404


def test_what_enters_the_cup_is_not_published_by_itself(
    cup: MakeCup, make: Make, visit: Visit, services: Services
) -> None:
    edition, organisation = cup.edition(), make.organisation()
    entry = complete(cup, edition, organisation, services)
    with services.database.reading() as session:
        code = session.get_one(Case, entry.case_id).code
    browser = visit(make.owner(organisation))

    page = browser.open(f"/en/cases/{code}/work")
    refused = browser.client.post(f"/en/cases/{code}/steps/submit", data={})

    assert page.links()["To the entry"] == f"/en/cup/2026/entries/{entry.code}"
    assert [form for form in page.all("form") if "/steps/submit" in (form.get("action") or "")] == []
    assert (refused.status_code, "This experience takes part in the cup." in refused.text) == (409, True)
    assert browser.client.post(f"/en/cases/{code}/delete").status_code == 409


def test_an_earlier_entry_is_linked_with_what_changed(
    cup: MakeCup, make: Make, visit: Visit, services: Services
) -> None:
    organisation = make.organisation()
    before = cup.entry(cup.edition(year=2025, phase=Phase.ARCHIVED), organisation, state=EntryState.FINALIST)
    foreign = cup.entry(cup.edition(year=2024, phase=Phase.ARCHIVED), state=EntryState.FINALIST)
    entry = cup.entry(cup.edition(), organisation, state=EntryState.DRAFT)
    page = visit(make.owner(organisation)).open(f"/en/cup/2026/entries/{entry.code}/answers")

    form = page.form("/answers").fill(previous=str(before.id), what_changed="Twice as many families.")
    page = page.send(form)
    form = page.form("/answers")
    form.values["previous"] = [str(foreign.id)]
    refused = page.send(form)

    assert (stored(services).previous_id, stored(services).what_changed) == (before.id, "Twice as many families.")
    assert refused.error_of("previous") == "Choose one of the answers offered."


def test_the_short_list_stays_with_the_jury(cup: MakeCup, make: Make, visit: Visit, services: Services) -> None:
    edition, organisation = cup.edition(phase=Phase.DELIBERATION), make.organisation()
    entry = sent_entry(cup, make, services, edition, organisation, state=EntryState.SHORTLISTED)
    with services.database.writing() as session:
        session.add(EntryEvent(entry_id=entry.id or 0, after=EntryState.ELIGIBLE))
        session.add(EntryEvent(entry_id=entry.id or 0, before=EntryState.ELIGIBLE, after=EntryState.SHORTLISTED))
    owner = make.owner(organisation)

    page = visit(owner).open(f"/en/cup/2026/entries/{entry.code}")
    with services.database.writing() as session:
        data = own_data(session, organisation=session.get_one(Organisation, organisation.id), by=make.viewer(owner))

    assert page.text.count("It was decided that it takes part.") == 1
    assert ("Takes part" in page.text, "short list" in page.text) == (True, False)
    document = data.documents[f"cup/2026-{entry.code}.json"]
    assert (document["state"], [event["after"] for event in document["events"]]) == ("eligible", ["eligible"])
    assert len(document["submissions"]) == 1


def test_an_entry_outlives_the_account_of_who_made_it(
    cup: MakeCup, make: Make, visit: Visit, services: Services
) -> None:
    edition, organisation = cup.edition(), make.organisation()
    make.owner(organisation)
    gone = make.owner(organisation)
    entry = complete(cup, edition, organisation, services, created_by_id=gone.id)
    press_send(visit(gone), entry)
    with services.database.writing() as session:
        user = session.get_one(User, gone.id)
        user.name, user.email, user.deleted_at = "", None, now()
        session.add(user)

    Worker(services).run_once()

    page = visit(make.owner(organisation)).open(f"/en/cup/2026/entries/{entry.code}")
    assert (page.status, stored(services).state) == (200, EntryState.SUBMITTED)


def test_pages_of_entrants_ask_few_questions_of_the_database(
    cup: MakeCup, make: Make, visit: Visit, services: Services, count_queries: Any
) -> None:
    edition, organisation = cup.edition(), make.organisation()
    entry = complete(cup, edition, organisation, services)
    browser = visit(make.owner(organisation))
    press_send(browser, entry)
    counts = {}
    for path in ("/answers", "/send", "/sent/1", ""):
        browser.open(f"/en/cup/2026/entries/{entry.code}{path}")
        with count_queries() as queries:
            browser.open(f"/en/cup/2026/entries/{entry.code}{path}")
        counts[path] = len(queries)

    assert {path: count for path, count in counts.items() if count > 12} == {}


@pytest.mark.parametrize("released", [False, True])
def test_feedback_is_read_once_the_results_are_out(
    cup: MakeCup, make: Make, visit: Visit, services: Services, released: bool
) -> None:
    phase = Phase.ANNOUNCED if released else Phase.DELIBERATION
    edition, organisation = cup.edition(phase=phase, released_at=now() if released else None), make.organisation()
    state = EntryState.WINNER if released else EntryState.ELIGIBLE
    entry = sent_entry(cup, make, services, edition, organisation, state=state, award="winner" if released else "")
    with services.database.writing() as session:
        decision = Decision(
            entry_id=entry.id or 0,
            result="winner",
            award="winner",
            strengths=["Clear numbers.", "An honest failure."],
            next_step="Teach the neighbours.",
            message="Congratulations from all of us.",
            reason="Only for the jury.",
        )
        session.add(decision)

    text = visit(make.owner(organisation)).open(f"/en/cup/2026/entries/{entry.code}").text

    said = ["Clear numbers.", "An honest failure.", "Teach the neighbours.", "Congratulations from all of us."]
    assert [words in text for words in said] == [released] * 4
    assert "Only for the jury." not in text


def test_answers_rights_and_sending_in_one_transaction_keep_everything(
    cup: MakeCup, make: Make, services: Services
) -> None:
    edition, organisation = cup.edition(), make.organisation()
    by = make.viewer(make.owner(organisation))
    entry = cup.entry(edition, organisation, state=EntryState.DRAFT)
    first, second = questions(services, edition)

    with services.database.writing() as session:
        row = session.get_one(Entry, entry.id)
        typed = {first: "To learn.", second: "yes"}
        answering.save_answers(session, edition=edition, entry=row, typed=typed, expected=row.row_version, by=by)
        rights = submitting.EntryRights("cc_by_4", consent=True, redactions=["Rosa"])
        submitting.settle(session, edition=edition, entry=row, rights=rights, by=by)
        submitting.submit(session, edition=edition, entry=row, by=by)

    sent = stored(services)
    assert (sent.state, sent.licence, sent.redactions) == (EntryState.SUBMITTED, "cc_by_4", ["Rosa"])
    assert submissions(services, entry)[0].answers == {first[2:]: "To learn.", second[2:]: "yes"}
