"""Asking for an experience that nobody told: who may, who sees it, what coordinators do with it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import col, select

from app.domain.errors import Conflict
from app.domain.looking import questions as asking
from app.domain.looking.questions_access import similar_counts
from app.domain.viewer import viewer_of
from app.jobs import questions as looking_again
from app.models.looking import Question, QuestionPassed, QuestionState
from app.models.organisations import MemberRole
from app.models.people import Role, User
from app.models.platform import AuditEvent, Notification
from app.models.types import now
from app.services import Services
from tests.browse.library import HOSTILE, Library
from tests.factories import Make
from tests.pages import Browser, Page

Visit = Callable[..., Browser]
Counting = Callable[[], AbstractContextManager[list[str]]]
WHAT = "How do others store potatoes without electricity?"


def ask(browser: Browser, query: str = "", **values: str) -> Page:
    page = browser.open(f"/en/questions/ask{query}")
    return page.send(page.form("/questions/ask").fill(**values))


def asked(services: Services, make: Make, by: User | None = None, **more: Any) -> Question:
    values: dict[str, Any] = {"what": WHAT, "language": "en", "asked_by_id": (by or make.user("Rosa")).id, **more}
    question = Question(**values)
    with services.database.writing() as session:
        session.add(question)
    return question


def again(services: Services, question: Question) -> Question:
    with services.database.reading() as session:
        return session.get_one(Question, question.id)


def heard(services: Services, user: User) -> list[tuple[str, str]]:
    with services.database.reading() as session:
        rows = session.exec(
            select(Notification).where(Notification.user_id == user.id).order_by(col(Notification.id))
        ).all()
        return [(row.kind, row.path) for row in rows]


def trail(services: Services) -> list[tuple[str, str]]:
    with services.database.reading() as session:
        rows = session.exec(select(AuditEvent).where(AuditEvent.object_type == "question")).all()
        return [(row.verb, row.object_id) for row in rows]


def test_question_is_filled_in_with_the_search_and_told_to_coordinators(
    services: Services, make: Make, visit: Visit
) -> None:
    rosa, clara = make.user("Rosa"), make.coordinator("Clara")
    valley = make.organisation("Farmers of the Valley")
    make.member(rosa, valley)

    query = "?q=cold+stores&product=potato&country=PE&benefit=x"
    page = ask(visit(rosa), query, what=WHAT, organisation=valley.code)

    with services.database.reading() as session:
        question = session.exec(select(Question)).one()
    assert "Thank you. The coordinators look for an answer; you hear of it." in page.text
    assert (question.what, question.words, question.product, question.country, question.language) == (
        WHAT, "cold stores", "potato", "PE", "en",
    )  # fmt: skip
    assert (question.asked_by_id, question.organisation_id) == (rosa.id, valley.id)
    assert heard(services, clara) == [("question_asked", f"/questions/{question.id}")]
    assert WHAT in visit(clara).open("/en/questions").text
    assert WHAT in visit(rosa).open("/en/questions/mine").text


def test_stranger_signs_in_first_and_what_was_typed_is_kept(visit: Visit) -> None:
    client = visit().client
    asked_page = client.get("/en/questions/ask?q=cold+stores", follow_redirects=False)
    sent = client.post("/en/questions/ask", data={"what": WHAT}, follow_redirects=False)

    assert parse_qs(urlsplit(asked_page.headers["location"]).query)["next"] == ["/en/questions/ask?q=cold+stores"]
    assert (sent.status_code, "parked" in sent.cookies) == (303, True)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"what": " "}, "what"),
        ({"what": "x" * 1001}, "what"),
        ({"what": WHAT, "product": "gold"}, "product"),
        ({"what": WHAT, "country": "XX"}, "country"),
        ({"what": WHAT, "organisation": "zzzzzz"}, "organisation"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(make: Make, visit: Visit, values: dict[str, str], field: str) -> None:
    rosa = make.user()
    make.member(rosa, make.organisation())

    page = ask(visit(rosa), **values)

    assert page.status == 422
    assert page.error_of(field)


def test_nobody_asks_without_end(services: Services, make: Make, visit: Visit) -> None:
    rosa, many = make.user(), make.user()
    pages = [ask(visit(rosa), what=f"{WHAT} {number}") for number in range(6)]
    for _ in range(10):
        asked(services, make, many)
    full = ask(visit(many), what=WHAT)

    assert [page.status for page in pages] == [200] * 5 + [429]
    assert full.status == 422
    assert "Many of your questions still wait for an answer." in full.text


def test_nobody_else_sees_a_question(services: Services, make: Make, visit: Visit) -> None:
    question = asked(services, make, what=HOSTILE)
    path = f"/en/questions/{question.id}"
    others = [make.user(), make.owner(make.organisation()), make.user(roles=(Role.FACILITATOR,)), make.administrator()]

    assert [visit(one).client.get(path).status_code for one in others] == [404] * 4
    assert [visit(one).client.get("/en/questions").status_code for one in others] == [404] * 4
    assert visit().client.get(path, follow_redirects=False).status_code == 303
    assert "<script>alert" not in visit(make.coordinator()).open(path).html
    for step in ("answer", "pass", "close", "reopen"):
        assert visit(make.user()).client.post(f"{path}/{step}", data={"why": "x"}).status_code == 404
    assert again(services, question).state is QuestionState.OPEN


def test_coordinator_answers_with_an_experience(services: Services, library: Library, make: Make, visit: Visit) -> None:
    rosa = make.user("Rosa")
    question = asked(services, make, rosa)
    page = visit(library.coordinator).open(f"/en/questions/{question.id}")

    form = page.form("/answer").fill(
        case=f"http://testserver/es/cases/{library.potatoes.code}", answer="Look at their cellar."
    )
    page = page.send(form)

    answered = again(services, question)
    assert (answered.state, answered.case_id, answered.answer) == (
        QuestionState.ANSWERED, library.potatoes.id, "Look at their cellar.",
    )  # fmt: skip
    assert heard(services, rosa) == [("question_answered", f"/questions/{question.id}")]
    assert trail(services) == [("question.answer", str(question.id))]
    shown = visit(rosa).open(f"/en/questions/{question.id}")
    assert shown.links()["Selling potatoes together"] == f"/en/cases/{library.potatoes.code}"
    assert "Look at their cellar." in shown.text


@pytest.mark.parametrize(
    ("values", "field"),
    [({}, "a-answer"), ({"case": "zzzzzz"}, "a-case"), ({"case": HOSTILE}, "a-case")],
)
def test_answer_needs_words_or_a_public_experience(
    services: Services, make: Make, visit: Visit, values: dict[str, str], field: str
) -> None:
    draft = make.case()
    question = asked(services, make)
    page = visit(make.coordinator()).open(f"/en/questions/{question.id}")

    wrong = page.send(page.form("/answer").fill(**values))
    hidden = page.send(page.form("/answer").fill(case=draft.code))

    assert (wrong.status, hidden.status) == (422, 422)
    assert wrong.error_of(field)
    assert hidden.error_of("a-case") == "There is no public experience with this code or address."
    assert again(services, question).state is QuestionState.OPEN


def test_question_is_closed_with_a_reason_and_opened_again(services: Services, make: Make, visit: Visit) -> None:
    rosa, browser = make.user(), visit(make.coordinator())
    question = asked(services, make, rosa)
    page = browser.open(f"/en/questions/{question.id}")

    page = page.send(page.form("/close").fill(why="Nobody grows it here."))
    closed = again(services, question)
    page = page.send(page.form("/reopen"))

    opened = again(services, question)
    assert (closed.state, closed.answer) == (QuestionState.CLOSED, "Nobody grows it here.")
    assert (opened.state, opened.answer, opened.answered_by_id) == (QuestionState.OPEN, "", None)
    assert [kind for kind, _ in heard(services, rosa)] == ["question_closed"]
    assert [verb for verb, _ in trail(services)] == ["question.close", "question.reopen"]


def test_second_answer_comes_too_late(services: Services, make: Make) -> None:
    question, clara = asked(services, make), make.coordinator()
    with services.database.writing() as session:
        viewer = viewer_of(session, clara)
        row = session.get_one(Question, question.id)
        asking.answer(session, question=row, text="Yes.", case=None, by=viewer)
        with pytest.raises(Conflict):
            asking.close(session, question=row, why="No.", by=viewer)


def test_question_is_passed_on_to_organisations_that_could_tell(services: Services, make: Make, visit: Visit) -> None:
    near = make.organisation("Papa Andina", country="PE", products=["potato"])
    far = make.organisation("Femmes de Thiès", country="SN")
    writer, reader = make.owner(near), make.user()
    make.member(reader, near, MemberRole.MEMBER)
    teller = make.owner(far)
    question = asked(services, make, product="potato", country="PE")
    page = visit(make.coordinator()).open(f"/en/questions/{question.id}")

    offered = page.form("/pass").fill(organisations=[near.code], other="Femmes de Thiès")
    page = page.send(offered)

    with services.database.reading() as session:
        passed = {row.organisation_id for row in session.exec(select(QuestionPassed)).all()}
    assert passed == {near.id, far.id}
    for one in (writer, teller):
        assert heard(services, one) == [("question_passed", f"/questions/{question.id}")]
    assert heard(services, reader) == []
    shown = visit(writer).open(f"/en/questions/{question.id}")
    assert "Could your organisation tell this?" in shown.text
    assert "Rosa" not in shown.text
    assert WHAT in visit(writer).open("/en/questions/mine").text
    assert "Papa Andina" not in [one.get("value") for one in page.all("input", name="organisations")]


def test_organisation_is_asked_once_and_by_a_clear_name(services: Services, make: Make, visit: Visit) -> None:
    one = make.organisation("Papa Andina", country="PE")
    make.organisation("Papa Andina", country="BO")
    question = asked(services, make)
    page = visit(make.coordinator()).open(f"/en/questions/{question.id}")

    nobody = page.send(page.form("/pass").fill(other="Nobody"))
    several = page.send(page.form("/pass").fill(other="Papa Andina"))
    nothing = page.send(page.form("/pass"))
    page.send(page.form("/pass").fill(other=one.code))
    twice = page.send(page.form("/pass").fill(other=one.code))

    assert [page.status for page in (nobody, several, nothing, twice)] == [422] * 4
    assert nobody.error_of("p-other").startswith("No organisation is called so.")
    assert several.error_of("p-other").startswith("Several organisations are called so.")
    assert twice.error_of("p-other") == "This organisation was asked already."


def test_similar_questions_are_counted(services: Services, make: Make) -> None:
    first = asked(services, make, what="Store potatoes without electricity", words="")
    asked(services, make, what="How to store potatoes?")
    asked(services, make, what="Something else", words="Store potatoes")
    asked(services, make, what="Coffee tasting")
    asked(services, make, what="Store potatoes", asked_at=now() - timedelta(days=400))

    with services.database.reading() as session:
        assert similar_counts(session, [first]) == {first.id: 2}


def test_list_asks_the_same_number_of_questions_however_long(
    services: Services, make: Make, visit: Visit, count_queries: Counting
) -> None:
    browser, counts = visit(make.coordinator()), []
    for number in (1, 30):
        for _ in range(number):
            asked(services, make)
        browser.open("/en/questions")
        with count_queries() as queries:
            browser.open("/en/questions")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_experience_published_later_is_told_once(
    services: Services, library: Library, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking_again, "LAG", timedelta(0))
    rosa = make.user()
    question = asked(services, make, rosa, words="cold stores")
    asked(services, make, words="stores electric cars")
    library.tell(title="A cold store of straw", summary="Stores stay cold in summer.")
    library.tell(title="Something else", summary="Stores of coffee.")
    library.index()

    looking_again.look_again(services)
    looking_again.look_again(services)

    [code] = again(services, question).matching
    assert heard(services, rosa) == [("question_found", f"/cases/{code}")]


def test_nothing_is_told_while_the_index_is_behind(
    services: Services, library: Library, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking_again, "LAG", timedelta(0))
    question = asked(services, make, words="cold stores")
    library.tell(title="A cold store of straw", summary="Stores stay cold in summer.")

    looking_again.look_again(services)
    before = again(services, question).matching
    library.index()
    looking_again.look_again(services)

    assert (before, len(again(services, question).matching)) == ([], 1)


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("acopio colectivo café", "+acopio +colectivo +café"),
        ('"joint sale" coffee', '"joint sale" coffee'),
        ("coffee -tea", "coffee -tea"),
        ("well-being", "+well +being"),
        ("", ""),
    ],
)
def test_answer_to_a_question_has_all_its_words(typed: str, searched: str) -> None:
    assert looking_again.every_word(typed) == searched


def test_open_questions_wait_for_coordinators(services: Services, make: Make, visit: Visit) -> None:
    clara, rosa = make.coordinator(), make.user()
    for state in (QuestionState.OPEN, QuestionState.OPEN, QuestionState.ANSWERED):
        asked(services, make, rosa, state=state)

    hers, others = visit(clara).open("/en/waiting"), visit(rosa).open("/en/waiting")

    assert hers.links()["2 questions wait for an answer"] == "/en/questions"
    assert "What waits for me 2" in hers.links()
    assert "wait for an answer" not in others.text
