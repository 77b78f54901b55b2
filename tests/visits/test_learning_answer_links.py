"""Links that answer: once, not for ever, in the name of those they were sent to, and never by being opened."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.domain.visits import answer_links, checks_due
from app.domain.visits.answer_links import LinkOver, Over
from app.models.learning import CommitmentCheck, CommitmentState
from app.models.people import User
from app.models.rounds import AnswerLink
from app.models.types import now
from tests.pages import Browser, Page
from tests.visits.learning import MakeLearning

Visit = Callable[..., Browser]


@pytest.fixture
def check(learning: MakeLearning) -> CommitmentCheck:
    made: CommitmentCheck = learning.check(learning.commitment(learning.report()))
    return made


def link(learning: MakeLearning, check: CommitmentCheck, user: User | None = None, **changes: Any) -> str:
    with learning.database.writing() as session:
        user = user or learning.guest_person
        token = answer_links.make(session, about="check", about_id=check.id or 0, user_id=user.id or 0, days=60)
        session.flush()
        row = session.exec(select(AnswerLink).order_by(AnswerLink.id.desc())).first()  # type: ignore[union-attr]
        assert row is not None
        for name, value in changes.items():
            setattr(row, name, value)
    return f"/en/learning/answer/{token}"


def tap(browser: Browser, address: str, **values: str) -> Page:
    return Page(browser.client, browser.client.post(address, data=values))


def test_link_opened_changes_nothing_and_shows_the_tapped_answer(
    learning: MakeLearning, check: CommitmentCheck, visit: Visit
) -> None:
    address = link(learning, check)

    page = visit().open(f"{address}?answer=adopted")

    assert page.status == 200
    chosen = [one.get("value") for one in page.all("input", type="radio") if one.get("checked") is not None]
    assert chosen == ["adopted"]
    assert len(page.form("answer").buttons) == 1
    assert learning.again(check).answered_at is None
    with learning.database.reading() as session:
        assert session.exec(select(AnswerLink.used_at)).all() == [None]


def test_link_holds_only_a_hash(learning: MakeLearning, check: CommitmentCheck) -> None:
    token = link(learning, check).rsplit("/", 1)[1]

    with learning.database.reading() as session:
        row = session.exec(select(AnswerLink)).one()
    assert token not in str(row.model_dump())
    assert len(row.token_hash) == 64


def test_link_answers_once_without_signing_in(learning: MakeLearning, check: CommitmentCheck, visit: Visit) -> None:
    address = link(learning, check)

    opened = visit().open(f"{address}?answer=adapted")
    page = opened.send(opened.form("answer").fill(note="With a smaller scale"))

    kept = learning.again(check)
    assert (kept.answer, kept.note, kept.answered_by_id) == (
        CommitmentState.ADAPTED,
        "With a smaller scale",
        learning.guest_person.id,
    )
    assert page.status == 410
    assert "Thank you! Your answer is kept." in page.text
    assert ("you can close this page" in page.text, "This link was used already" in page.text) == (True, False)


def test_link_used_again_says_so_and_leads_to_the_sign_in(
    learning: MakeLearning, check: CommitmentCheck, visit: Visit
) -> None:
    address = link(learning, check, used_at=now())

    opened, sent = visit().open(address), tap(visit(), address, answer="dropped")

    for page in (opened, sent):
        assert page.status == 410
        assert "This link was used already: the answer is kept." in page.text
        assert page.links()["Sign in"].startswith("/en/sign-in?next=/en/learning/reports/")
    assert learning.again(check).answer is None


def test_link_too_old_says_so(learning: MakeLearning, check: CommitmentCheck, visit: Visit) -> None:
    address = link(learning, check, expires_at=now() - timedelta(minutes=1))

    page = tap(visit(), address, answer="adopted")

    assert (page.status, "This link is too old." in page.text) == (410, True)
    assert learning.again(check).answer is None


def test_link_unknown_says_so(visit: Visit) -> None:
    page = visit().open("/en/learning/answer/" + "x" * 43)

    assert (page.status, "This link is not complete" in page.text) == (410, True)


def test_link_forwarded_to_somebody_signed_in_does_not_answer(
    learning: MakeLearning, check: CommitmentCheck, visit: Visit
) -> None:
    address = link(learning, check)

    pages = [tap(visit(one), address, answer="adopted") for one in (learning.stranger, learning.coordinator)]

    assert [page.status for page in pages] == [410, 410]
    assert "This link was sent to somebody else." in pages[0].text
    assert learning.again(check).answer is None


def test_link_of_somebody_who_left_the_organisation_does_not_answer(
    learning: MakeLearning, check: CommitmentCheck, visit: Visit
) -> None:
    address = link(learning, check, user=learning.stranger)

    page = tap(visit(), address, answer="adopted")

    assert page.status == 410
    assert learning.again(check).answer is None


def test_link_of_somebody_who_deleted_their_account_does_not_answer(
    learning: MakeLearning, check: CommitmentCheck, visit: Visit
) -> None:
    address = link(learning, check)
    with learning.database.writing() as session:
        session.get_one(User, learning.guest_person.id).deleted_at = now()

    assert tap(visit(), address, answer="adopted").status == 410
    assert learning.again(check).answer is None


def test_link_is_over_once_a_colleague_answered(
    learning: MakeLearning, check: CommitmentCheck, visit: Visit, make: Any
) -> None:
    colleague = make.owner(learning.guest)
    mine, theirs = link(learning, check), link(learning, check, user=colleague)

    tap(visit(), mine, answer="adopted")
    page = tap(visit(), theirs, answer="dropped")

    assert page.status == 410
    assert learning.again(check).answer is CommitmentState.ADOPTED


@pytest.mark.parametrize(("answer", "note", "field"), [("eaten", "", "answer"), ("adopted", "x" * 1001, "note")])
def test_link_with_a_wrong_answer_says_it_beside_the_field_and_stays(
    learning: MakeLearning, check: CommitmentCheck, visit: Visit, answer: str, note: str, field: str
) -> None:
    address = link(learning, check)

    page = tap(visit(), address, answer=answer, note=note)

    assert page.status == 422
    assert page.error_of(field if field == "answer" else "note") != ""
    assert visit().open(address).status == 200


def test_link_tapped_twice_at_once_answers_once(learning: MakeLearning, check: CommitmentCheck) -> None:
    token = link(learning, check).rsplit("/", 1)[1]
    gate, outcomes = threading.Barrier(2), list[str]()

    def send(answer: str) -> None:
        gate.wait()
        try:
            with learning.database.writing() as session:
                found = answer_links.find(session, token=token, opened_by=learning.person(learning.guest_person))
                answer_links.use(session, link=found)
                mine = session.get_one(CommitmentCheck, check.id)
                by = answer_links.holder(session, link=found)
                checks_due.answer(session, check=mine, answer=answer, note="", by=by)
            outcomes.append(answer)
        except LinkOver as over:
            outcomes.append(str(over.why))

    taps = [threading.Thread(target=send, args=[answer]) for answer in ("adopted", "dropped")]
    for one in taps:
        one.start()
    for one in taps:
        one.join()

    assert sorted(outcomes) in (["adopted", "used"], ["dropped", "used"])
    assert str(learning.again(check).answer) == next(one for one in outcomes if one != Over.USED)


def test_link_page_is_kept_by_nobody(learning: MakeLearning, check: CommitmentCheck, visit: Visit) -> None:
    headers = visit().open(link(learning, check)).response.headers

    assert headers["cache-control"] == "no-store"
    assert headers["x-robots-tag"] == "noindex"
