"""Entering the cup through the forms as they are rendered: from the first page to what was sent."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import col, select

from app.domain.cup.submitting import submission_hash
from app.models.cases import Case, CaseState
from app.models.cup import Edition, Phase, Question
from app.models.entries import Entry, EntryEvent, EntryState, EntrySubmission
from app.models.organisations import MemberRole, Organisation, OrganisationKind
from app.models.people import Role, User
from app.services import Services
from tests.cup.making import MakeCup
from tests.factories import Make, raw_content
from tests.pages import Browser, Page

Visit = Callable[..., Browser]


def stored(services: Services) -> Entry:
    with services.database.reading() as session:
        return session.exec(select(Entry).order_by(col(Entry.id).desc())).first() or pytest.fail("no entry")


def questions(services: Services, edition: Edition) -> list[str]:
    with services.database.reading() as session:
        query = select(Question.id).where(Question.edition_id == edition.id).order_by(col(Question.position))
        return [f"q-{number}" for number in session.exec(query).all()]


def submissions(services: Services, entry: Entry) -> list[EntrySubmission]:
    with services.database.reading() as session:
        query = select(EntrySubmission).where(EntrySubmission.entry_id == entry.id)
        return list(session.exec(query.order_by(col(EntrySubmission.number))).all())


def answers(case_form: dict[str, Any]) -> dict[str, Any]:
    content = raw_content()
    return {**content["summary"], **content["facts"], **content["story"], **case_form}


def complete(cup: MakeCup, edition: Edition, organisation: Organisation, services: Services, **changes: Any) -> Entry:
    """A draft entry that can be sent."""
    first, second = questions(services, edition)
    filled = {first[2:]: "To learn.", second[2:]: "yes"}
    return cup.entry(edition, organisation, state=EntryState.DRAFT, answers=filled, **changes)


def press_send(browser: Browser, entry: Entry, year: int = 2026) -> Page:
    page = browser.open(f"/en/cup/{year}/entries/{entry.code}/send")
    form = page.form("/send", having="licence").fill(licence="cc_by_4", consent="1").press("do", "send")
    return page.send(form)


def test_strangers_see_what_they_need_and_are_led_back(cup: MakeCup, visit: Visit) -> None:
    cup.edition()
    page = visit().open("/en/cup/2026/enter")

    back = "%2Fen%2Fcup%2F2026%2Fenter"
    assert page.links()["Sign up and enter"] == f"/en/sign-up?next={back}"
    assert page.links()["I have an account: sign in"] == f"/en/sign-in?next={back}"


def test_without_an_organisation_one_is_led_to_make_one(cup: MakeCup, make: Make, visit: Visit) -> None:
    cup.edition()
    page = visit(make.user()).open("/en/cup/2026/enter")

    assert page.links()["Add your organisation"] == "/en/organisations/new?next=%2Fen%2Fcup%2F2026%2Fenter"


def test_an_organisation_of_another_kind_is_told_so(cup: MakeCup, make: Make, visit: Visit) -> None:
    cup.edition()
    page = visit(make.owner(make.organisation(kind=OrganisationKind.NGO))).open("/en/cup/2026/enter")

    assert "Only producer organisations can enter." in page.text


def test_a_new_experience_in_french_from_the_first_page_to_what_was_sent(
    cup: MakeCup, make: Make, visit: Visit, services: Services
) -> None:
    edition = cup.edition()
    browser = visit(make.owner(make.organisation("Coop du Nord")))

    page = browser.open("/fr/cup/2026/enter")
    form = page.form("/cup/2026/enter", having="language")
    assert form.values["language"] == ["fr"]
    tell = page.send(form)
    entry = stored(services)
    assert (entry.state, tell.response.url.path.endswith("/tell")) == (EntryState.DRAFT, True)

    form = tell.form("/tell", having="row_version")
    assert "licence" not in form.names
    asked = tell.send(form.fill_all(answers({})).press("do", "send"))
    assert asked.response.url.path == f"/fr/cup/2026/entries/{entry.code}/answers"

    first, second = questions(services, edition)
    asked.send(asked.form("/answers").fill_all({first: "Pour apprendre.", second: "no"}).press("do", "next"))
    page = browser.open(f"/fr/cup/2026/entries/{entry.code}/send")
    form = page.form("/send", having="licence").fill(licence="cc_by_4", consent="1", redactions="tous les lundis")
    done = page.send(form.press("do", "send"))

    entry = stored(services)
    sent = submissions(services, entry)
    assert done.response.url.path == f"/fr/cup/2026/entries/{entry.code}"
    assert (entry.state, entry.licence, entry.redactions) == (EntryState.SUBMITTED, "cc_by_4", ["tous les lundis"])
    assert [(one.number, one.language, one.title) for one in sent] == [(1, "fr", "Selling potatoes together")]
    assert sent[0].answers == {first[2:]: "Pour apprendre.", second[2:]: "no"}
    assert sent[0].content["story"] == raw_content()["story"]
    assert sent[0].content_hash == submission_hash(sent[0].content, sent[0].answers)
    with services.database.reading() as session:
        case = session.get_one(Case, entry.case_id)
        assert (case.state, case.licence, case.consent_at is not None) == (CaseState.DRAFT, "cc_by_4", True)
        events = session.exec(select(EntryEvent.after).where(EntryEvent.entry_id == entry.id)).all()
        assert list(events) == [EntryState.DRAFT, EntryState.SUBMITTED]


def test_an_experience_that_is_told_already_enters(cup: MakeCup, make: Make, visit: Visit, services: Services) -> None:
    cup.edition()
    organisation = make.organisation()
    case = make.case(organisation, state=CaseState.LEARNING_MATERIAL)
    browser = visit(make.owner(organisation))

    page = browser.open("/en/cup/2026/enter")
    page = page.send(page.form("/enter", having="way").fill(way="existing", case=case.code))

    entry = stored(services)
    assert entry.case_id == case.id
    assert page.response.url.path == f"/en/cup/2026/entries/{entry.code}"


def test_the_text_of_another_organisation_cannot_be_entered(
    cup: MakeCup, make: Make, visit: Visit, services: Services
) -> None:
    cup.edition()
    foreign, organisation = make.case(), make.organisation()
    make.case(organisation)
    browser = visit(make.owner(organisation))
    page = browser.open("/en/cup/2026/enter")
    form = page.form("/enter", having="way")
    form.values |= {"way": ["existing"], "case": [foreign.code]}

    refused = page.send(form)

    assert (refused.status, refused.error_of("case")) == (422, "Choose one of your organisation's experiences.")
    with services.database.reading() as session:
        assert session.exec(select(Entry)).all() == []


def test_a_language_that_the_call_does_not_take_is_refused(
    cup: MakeCup, make: Make, visit: Visit, services: Services
) -> None:
    cup.edition(languages=["es"])
    page = visit(make.owner(make.organisation())).open("/en/cup/2026/enter")
    form = page.form("/enter", having="language")
    form.values["language"] = ["fr"]

    refused = page.send(form)

    assert refused.status == 422
    assert refused.error_of("language").startswith("Entries are not taken in this language.")


def test_a_second_entry_of_an_organisation_is_refused_with_the_way_to_the_first(
    cup: MakeCup, make: Make, visit: Visit, services: Services
) -> None:
    edition, organisation = cup.edition(), make.organisation()
    browser = visit(make.owner(organisation))
    page = browser.open("/en/cup/2026/enter")
    form = page.form("/enter", having="language")
    first = cup.entry(edition, organisation, state=EntryState.DRAFT)

    refused = page.send(form)

    assert (refused.status, "has entered this cup already" in refused.text) == (409, True)
    assert refused.links()["To the entry of your organisation"] == f"/en/cup/2026/entries/{first.code}"
    assert [form.get("action") for form in refused.all("form") if "/enter" in (form.get("action") or "")] == []


def test_a_withdrawn_entry_makes_room(cup: MakeCup, make: Make, visit: Visit, services: Services) -> None:
    edition, organisation = cup.edition(), make.organisation()
    cup.entry(edition, organisation, state=EntryState.WITHDRAWN)
    page = visit(make.owner(organisation)).open("/en/cup/2026/enter")

    page.send(page.form("/enter", having="language"))

    assert stored(services).state is EntryState.DRAFT


def test_what_is_missing_is_listed_with_the_way_to_its_control(
    cup: MakeCup, make: Make, visit: Visit, services: Services
) -> None:
    edition, organisation = cup.edition(), make.organisation()
    content = raw_content(summary="")
    entry = cup.entry(edition, organisation, state=EntryState.DRAFT, content=content)
    page = visit(make.owner(organisation)).open(f"/en/cup/2026/entries/{entry.code}")

    with services.database.reading() as session:
        code = session.get_one(Case, entry.case_id).code
    here = f"/en/cup/2026/entries/{entry.code}"
    first = questions(services, edition)[0]
    links = page.links()
    assert links["The experience in one sentence"] == f"/en/cases/{code}/tell#f-summary"
    assert links["Why do you enter?"] == f"{here}/answers#f-{first}"
    assert links["Agreement"] == f"{here}/send#f-consent"
    assert f"{here}/send#f-licence" in [a.get("href") for a in page.all("a")]
    assert [a.get("href") for a in page.all("a", class_="button button-primary")] == [f"/en/cases/{code}/tell"]
    assert "Not sent yet" in page.text


def test_an_entry_with_something_missing_is_not_sent(
    cup: MakeCup, make: Make, visit: Visit, services: Services
) -> None:
    edition, organisation = cup.edition(), make.organisation()
    entry = cup.entry(edition, organisation, state=EntryState.DRAFT)

    refused = press_send(visit(make.owner(organisation)), entry)

    assert (refused.status, "Something is still missing." in refused.text) == (422, True)
    assert (stored(services).state, submissions(services, entry)) == (EntryState.DRAFT, [])
    # What was settled with it is kept.
    assert (stored(services).licence, stored(services).consent_at is not None) == ("cc_by_4", True)


def test_without_agreement_it_is_not_sent(cup: MakeCup, make: Make, visit: Visit, services: Services) -> None:
    edition, organisation = cup.edition(), make.organisation()
    entry = complete(cup, edition, organisation, services)
    page = visit(make.owner(organisation)).open(f"/en/cup/2026/entries/{entry.code}/send")

    form = page.form("/send", having="licence").fill(licence="cc_by_4").press("do", "send")
    refused = page.send(form)

    assert refused.error_of("consent") == "Your organisation has to agree."
    assert submissions(services, entry) == []


def test_hidden_words_are_shown_where_they_stand(cup: MakeCup, make: Make, visit: Visit, services: Services) -> None:
    edition, organisation = cup.edition(), make.organisation()
    entry = complete(cup, edition, organisation, services)
    page = visit(make.owner(organisation)).open(f"/en/cup/2026/entries/{entry.code}/send")

    form = page.form("/send", having="redactions").fill(redactions="MONDAY\nRosa\n\nmonday").press("do", "save")
    page = page.send(form)

    assert stored(services).redactions == ["MONDAY", "Rosa", "monday"]
    assert "MONDAY: hidden in 1 place" in page.text
    assert "Rosa: does not stand in your text" in page.text
    assert [mark.text for mark in page.all("mark")] == ["Monday", "Monday"]
    assert "We met every […] and agreed" in page.text


def test_it_can_be_changed_and_sent_again_until_the_call_ends(
    cup: MakeCup, make: Make, visit: Visit, services: Services
) -> None:
    edition, organisation = cup.edition(), make.organisation()
    entry = complete(cup, edition, organisation, services)
    browser = visit(make.owner(organisation))
    press_send(browser, entry)
    page = browser.open(f"/en/cup/2026/entries/{entry.code}/answers")
    first = questions(services, edition)[0]
    page.send(page.form("/answers").fill_all({first: "Because we want to learn."}))

    assert "Something has changed since you sent it." in browser.open(f"/en/cup/2026/entries/{entry.code}").text
    press_send(browser, entry)

    sent = submissions(services, entry)
    assert [one.answers[first[2:]] for one in sent] == ["To learn.", "Because we want to learn."]
    assert [one.number for one in sent] == [1, 2]


def test_sending_the_same_twice_is_refused_in_plain_words(
    cup: MakeCup, make: Make, visit: Visit, services: Services
) -> None:
    edition, organisation = cup.edition(), make.organisation()
    entry = complete(cup, edition, organisation, services)
    browser = visit(make.owner(organisation))
    press_send(browser, entry)

    refused = press_send(browser, entry)

    assert (refused.status, "Exactly this was sent already, on " in refused.text) == (409, True)
    assert len(submissions(services, entry)) == 1


def test_a_draft_entry_is_taken_out_and_its_experience_kept(
    cup: MakeCup, make: Make, visit: Visit, services: Services
) -> None:
    edition, organisation = cup.edition(), make.organisation()
    entry = cup.entry(edition, organisation, state=EntryState.DRAFT)
    page = visit(make.owner(organisation)).open(f"/en/cup/2026/entries/{entry.code}")

    page.send(page.form("/discard"))

    with services.database.reading() as session:
        assert session.exec(select(Entry)).all() == []
        assert session.get_one(Case, entry.case_id).state is CaseState.DRAFT


def test_an_entry_is_withdrawn_with_a_reason(cup: MakeCup, make: Make, visit: Visit, services: Services) -> None:
    edition, organisation = cup.edition(), make.organisation()
    entry = cup.entry(edition, organisation, state=EntryState.SUBMITTED)
    browser = visit(make.owner(organisation))
    page = browser.open(f"/en/cup/2026/entries/{entry.code}")

    refused = page.send(page.form("/withdraw"))
    assert refused.error_of("withdraw-message") != ""
    page.send(refused.form("/withdraw").fill(message="We have no time."))

    assert stored(services).state is EntryState.WITHDRAWN
    assert "This entry was withdrawn." in press_send_refused(browser, entry)
    assert "We have no time." in browser.open(f"/en/cup/2026/entries/{entry.code}").text


def press_send_refused(browser: Browser, entry: Entry) -> str:
    data = {"licence": "cc_by_4", "consent": "1", "do": "send"}
    return browser.client.post(f"/en/cup/2026/entries/{entry.code}/send", data=data).text


@pytest.mark.parametrize("who", ["stranger", "member", "other", "coordinator", "facilitator"])
def test_everybody_else_finds_nothing_at_any_address_of_an_entry(
    cup: MakeCup, make: Make, visit: Visit, who: str
) -> None:
    edition, organisation = cup.edition(), make.organisation()
    entry = cup.entry(edition, organisation, state=EntryState.SUBMITTED)
    here = f"/en/cup/2026/entries/{entry.code}"
    browser = visit(_person(make, organisation, who))

    gets = ["", "/answers", "/answers/compare", "/answers/1/file", "/send", "/sent/1", "/sent/1/entry.pdf"]
    posts = ["/answers", "/answers/1/file", "/send", "/withdraw", "/discard", "/appeal"]
    found = [browser.client.get(here + path, follow_redirects=False).status_code for path in gets]
    found += [browser.client.post(here + path, data={"x": "1"}, follow_redirects=False).status_code for path in posts]

    assert set(found) == ({303} if who == "stranger" else {404})


def _person(make: Make, organisation: Organisation, who: str) -> User | None:
    if who == "stranger":
        return None
    if who == "member":
        user = make.user()
        make.member(user, organisation, MemberRole.MEMBER)
        return user
    if who == "other":
        return make.owner(make.organisation())
    return make.coordinator() if who == "coordinator" else make.user(roles=(Role.FACILITATOR,))


def test_an_edition_in_preparation_is_not_there_for_entrants(cup: MakeCup, make: Make, visit: Visit) -> None:
    cup.edition(phase=Phase.DRAFT)
    browser = visit(make.owner(make.organisation()))

    assert [browser.client.get(f"/en/cup/2026/{path}").status_code for path in ("enter", "form")] == [404, 404]


def test_the_questions_can_be_printed(cup: MakeCup, visit: Visit) -> None:
    cup.edition()
    page = visit().open("/en/cup/2026/form")

    assert "What did you do?" in page.text
    assert "Why do you enter?" in page.text
    assert "Would you receive visitors?" in page.text
    assert len(page.all("div", class_="write-line")) > 40
