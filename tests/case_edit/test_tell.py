"""Telling an experience: beginning, the short form on one page and step by step, sending, keeping, deleting."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlmodel import select

from app.domain.media.keeping import STORY
from app.files.storage import save_bytes
from app.models.cases import Case, CaseEvent, CaseState
from app.models.media import Media, MediaKind
from app.models.organisations import MemberRole
from app.models.platform import AuditEvent
from app.models.types import now
from app.web.requests import SIGN_IN_COOKIE
from tests.case_edit.answers import HOSTILE, asked
from tests.case_edit.conftest import Desk
from tests.factories import Make, raw_content
from tests.pages import Browser, Form, Page

Visit = Callable[..., Browser]
EMPTY = "This is still empty."


def address_of(case: Case) -> str:
    return f"/en/cases/{case.code}/tell"


def form_of(page: Page) -> Form:
    return page.form("/tell", having="row_version")


def picture() -> bytes:
    data = BytesIO()
    Image.new("RGB", (40, 30), (90, 140, 60)).save(data, "PNG")
    return data.getvalue()


def all_answers() -> dict[str, str | list[str]]:
    content = raw_content()
    return {
        **content["summary"],
        **content["facts"],
        **content["story"],
        "language": "qu",
        "licence": "cc_by_sa_4",
        "consent": "1",
    }


def only_case(desk: Desk) -> Case:
    with desk.services.database.reading() as session:
        return session.exec(select(Case).order_by(Case.id.desc())).all()[0]  # type: ignore[union-attr]


def test_an_owner_begins_and_is_led_to_the_form(visit: Visit, desk: Desk) -> None:
    browser = visit(desk.owner)
    page = browser.open("/es/cases/new")

    form = page.form("/cases/new")
    begun = page.send(form)

    case = only_case(desk)
    assert form.values["language"] == ["es"]
    assert begun.response.url.path == f"/es/cases/{case.code}/tell"
    assert (case.organisation_id, case.original_language) == (desk.organisation.id, "es")
    shown = form_of(begun).values
    assert (shown["country"], shown["region"], shown["role"]) == (["PE"], ["Junín"], ["owner"])


def test_one_may_begin_step_by_step(visit: Visit, desk: Desk) -> None:
    page = visit(desk.owner).open("/en/cases/new")

    begun = page.send(page.form("/cases/new").press("way", "steps"))

    assert begun.response.url.path == f"/en/cases/{only_case(desk).code}/tell/1"


def test_who_writes_for_several_says_for_which(visit: Visit, make: Make, desk: Desk) -> None:
    other = make.organisation("Ñandú <b>Coop</b>")
    make.member(desk.owner, other, MemberRole.EDITOR)
    browser = visit(desk.owner)
    page = browser.open(f"/en/cases/new?organisation={other.code}")

    assert page.form("/cases/new").values["organisation"] == [other.code]
    page.send(page.form("/cases/new"))
    assert only_case(desk).organisation_id == other.id


def test_without_an_organisation_one_is_led_to_make_one_and_back(visit: Visit, make: Make) -> None:
    page = visit(make.user()).open("/en/cases/new")

    assert page.links()["Add your organisation"] == "/en/organisations/new?next=%2Fen%2Fcases%2Fnew"
    assert [form for form in page.all("form") if "/cases/new" in (form.get("action") or "")] == []


@pytest.mark.parametrize("role", [MemberRole.MEMBER, None])
def test_nobody_begins_for_an_organisation_they_do_not_write_for(
    visit: Visit, make: Make, desk: Desk, role: MemberRole | None
) -> None:
    user = make.user()
    if role:
        make.member(user, desk.organisation, role)
    before = only_case(desk).code

    page = visit(user).client.post("/en/cases/new", data={"organisation": desk.organisation.code, "language": "es"})

    assert page.status_code == 422
    assert only_case(desk).code == before


def test_a_language_that_is_none_is_refused(visit: Visit, desk: Desk) -> None:
    browser = visit(desk.owner)
    page = browser.open("/en/cases/new")
    form = page.form("/cases/new")
    form.values["language"] = ["xx'--"]

    refused = page.send(form)

    assert (refused.status, refused.error_of("language")) == (422, "Choose one of the answers offered.")


def test_drafts_to_go_on_with_come_first(visit: Visit, make: Make, desk: Desk) -> None:
    returned = make.case(desk.organisation, state=CaseState.RETURNED)
    make.case(make.organisation())

    page = visit(desk.owner).open("/en/cases/new")

    assert page.links()["Untitled experience"] == address_of(desk.draft)
    assert page.links()["Selling potatoes together"] == address_of(returned)
    assert [one for one in page.links().values() if one.endswith("/tell")] == [
        address_of(returned),
        address_of(desk.draft),
    ]


def test_a_stranger_signs_in_first(visit: Visit) -> None:
    assert visit().open("/en/cases/new").response.url.path == "/en/sign-in"


def test_the_whole_form_is_saved_and_shown_again(visit: Visit, desk: Desk) -> None:
    browser = visit(desk.owner)
    page = browser.open(address_of(desk.draft))

    saved = page.send(form_of(page).fill_all(all_answers()).press("do", "save"))

    assert (saved.status, saved.response.url.path) == (200, address_of(desk.draft))
    assert "Saved. You can go on whenever you like." in saved.text
    shown = form_of(saved).values
    answers = {name: value if isinstance(value, list) else [value] for name, value in all_answers().items()}
    assert {name: [value for value in shown[name] if value] for name in answers} == answers
    case = desk.again(desk.draft)
    assert (case.title, case.original_language, case.licence) == ("Selling potatoes together", "qu", "cc_by_sa_4")
    assert case.consent_by_id == desk.owner.id
    assert "12 of 12" in saved.text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_back_as_text(visit: Visit, desk: Desk, text: str) -> None:
    browser, names = visit(desk.owner), ("title", "summary", "region", *STORY)
    page = browser.open(address_of(desk.draft))

    saved = page.send(form_of(page).fill_all(dict.fromkeys(names, text)).press("do", "save"))

    assert {name: form_of(saved).values[name] for name in names} == {name: [text] for name in names}
    assert "<script>alert" not in saved.html
    assert "onerror=alert(1)>" not in saved.html


def test_the_form_has_at_most_twelve_questions(visit: Visit, desk: Desk) -> None:
    form = form_of(visit(desk.owner).open(address_of(desk.draft)))

    asked = form.names - {"row_version", "was"}

    # Organisation and role, country and region, consent and licence count as one question each.
    assert len(asked - {"region", "consent"}) <= 12


def test_step_by_step_asks_the_same(visit: Visit, desk: Desk) -> None:
    browser = visit(desk.owner)

    whole = form_of(browser.open(address_of(desk.draft))).names
    steps = [form_of(browser.open(f"{address_of(desk.draft)}/{step}")).names for step in (1, 2, 3, 4)]
    by_query = form_of(browser.open(f"{address_of(desk.draft)}?step=2"))

    assert set().union(*steps) == whole
    assert sum(len(names - {"row_version", "was"}) for names in steps) == len(whole) - 2
    assert by_query.names == steps[1]
    assert by_query.action == f"{address_of(desk.draft)}/2"


def test_the_steps_lead_one_to_the_other_and_to_the_coordinator(visit: Visit, make: Make, desk: Desk) -> None:
    newcomer = make.owner(desk.organisation, approved=False)
    browser, answers = visit(newcomer), all_answers()
    page = browser.open(f"{address_of(desk.draft)}/1")

    for step in (1, 2, 3):
        form = form_of(page)
        assert page.response.url.path.endswith(f"/{step}")
        page = page.send(form.fill_all({n: v for n, v in answers.items() if n in form.names}).press("do", "next"))
    back = page.send(form_of(page).press("do", "back"))
    page = browser.open(f"{address_of(desk.draft)}/4")
    sent = page.send(form_of(page).fill(licence="cc_by_4", consent="1").press("do", "send"))

    assert back.response.url.path.endswith("/3")
    assert sent.response.url.path == f"/en/cases/{desk.draft.code}/work"
    assert desk.again(desk.draft).state is CaseState.SUBMITTED
    assert desk.content(desk.draft) == raw_content()


def test_a_step_leaves_the_answers_of_the_others(visit: Visit, make: Make, desk: Desk) -> None:
    case = make.case(desk.organisation)
    browser = visit(desk.owner)
    page = browser.open(f"{address_of(case)}/2")

    page.send(form_of(page).fill(title="Selling beans").press("do", "save"))

    assert desk.content(case) == raw_content(title="Selling beans")
    again = desk.again(case)
    assert (again.licence, again.consent_at is None) == ("cc_by_4", False)


@pytest.mark.parametrize("step", ["0", "5", "-1", "x"])
def test_a_step_that_does_not_exist_is_not_found(visit: Visit, desk: Desk, step: str) -> None:
    assert visit(desk.owner).open(f"{address_of(desk.draft)}/{step}").status == 404


def test_one_may_change_between_page_and_steps_without_losing_a_word(visit: Visit, desk: Desk) -> None:
    browser = visit(desk.owner)
    page = browser.open(address_of(desk.draft))

    step = page.send(form_of(page).fill(what_changed="Prices").press("do", "steps"))
    whole = step.send(form_of(step).fill(what_was_hard="Scales").press("do", "whole"))

    assert step.response.url.path == f"{address_of(desk.draft)}/1"
    assert whole.response.url.path == address_of(desk.draft)
    assert (form_of(whole).values["what_changed"], form_of(whole).values["what_was_hard"]) == (["Prices"], ["Scales"])


def test_what_is_missing_is_said_beside_it_and_nothing_is_sent(visit: Visit, desk: Desk) -> None:
    browser = visit(desk.owner)
    page = browser.open(address_of(desk.draft))
    answers = {**all_answers(), "title": "", "benefits": ["", "", "", "", ""], "licence": ""}

    refused = page.send(form_of(page).fill_all(answers).press("do", "send"))

    assert refused.status == 422
    assert refused.error_of("title") == EMPTY
    assert refused.error_of("benefits") == EMPTY
    assert refused.error_of("licence") == "Choose how others may use it."
    assert refused.links()["Title: This is still empty."] == "#f-title"
    assert form_of(refused).values["what_changed"] == ["Traders now come to us."]
    assert desk.again(desk.draft).state is CaseState.DRAFT
    assert desk.content(desk.draft)["story"] == raw_content()["story"]


def test_the_last_step_leads_to_what_other_steps_lack(visit: Visit, desk: Desk) -> None:
    browser = visit(desk.owner)
    page = browser.open(f"{address_of(desk.draft)}/4")

    refused = page.send(form_of(page).fill(licence="cc_by_4", consent="1").press("do", "send"))

    assert refused.status == 422
    assert "Something is still missing." in refused.text
    assert refused.links()["Title"] == f"{address_of(desk.draft)}/2#f-title"
    assert refused.links()["What changed?"] == f"{address_of(desk.draft)}/1#f-what_changed"


def test_people_who_are_known_publish_at_once(visit: Visit, desk: Desk) -> None:
    browser = visit(desk.owner)
    page = browser.open(address_of(desk.draft))
    assert "It is published as learning material as soon as you send it." in page.text

    sent = page.send(form_of(page).fill_all(all_answers()).press("do", "send"))

    assert desk.again(desk.draft).state is CaseState.LEARNING_MATERIAL
    assert "Your experience is public now" in sent.text


def test_newcomers_send_to_the_coordinator(visit: Visit, make: Make, desk: Desk) -> None:
    browser = visit(make.owner(desk.organisation, approved=False))
    page = browser.open(address_of(desk.draft))
    assert "A coordinator looks at it, usually within a week" in page.text

    sent = page.send(form_of(page).fill_all(all_answers()).press("do", "send"))

    assert desk.again(desk.draft).state is CaseState.SUBMITTED
    assert "Sent. Thank you! You hear from us by mail and here." in sent.text


def test_sending_twice_changes_nothing(visit: Visit, make: Make, desk: Desk) -> None:
    browser = visit(make.owner(desk.organisation, approved=False))
    page = browser.open(address_of(desk.draft))
    form = form_of(page).fill_all(all_answers()).press("do", "send")
    page.send(form)

    again = page.send(form)

    assert again.status == 403
    with desk.services.database.reading() as session:
        events = session.exec(select(CaseEvent).where(CaseEvent.case_id == desk.draft.id)).all()
    assert [event.after for event in events] == ["submitted"]


def test_a_wrong_answer_keeps_the_rest_and_is_not_sent(visit: Visit, desk: Desk) -> None:
    browser = visit(desk.owner)
    page = browser.open(address_of(desk.draft))
    form = form_of(page).fill_all({**all_answers(), "title": "x" * 121})
    form.values["licence"] = ["all_rights"]

    refused = page.send(form.press("do", "send"))

    assert refused.status == 422
    assert refused.error_of("title") == "Too long: 121 characters, 120 are possible."
    assert refused.error_of("licence") == "Choose one of the answers offered."
    assert form_of(refused).values["title"] == ["x" * 121]
    assert desk.again(desk.draft).licence == ""
    assert desk.content(desk.draft)["story"] == raw_content()["story"]


def test_agreement_can_be_taken_back_before_sending(visit: Visit, make: Make, desk: Desk) -> None:
    case, browser = make.case(desk.organisation), visit(desk.owner)
    page = browser.open(address_of(case))
    form = form_of(page)
    del form.values["consent"]

    page.send(form.press("do", "save"))

    assert desk.again(case).consent_at is None
    with desk.services.database.reading() as session:
        events = session.exec(select(AuditEvent).where(AuditEvent.verb == "case.rights")).all()
    assert [(event.before, event.after) for event in events] == [
        ({"licence": "cc_by_4", "consent": True}, {"licence": "cc_by_4", "consent": False})
    ]


def test_a_draft_saves_itself_and_says_what_is_missing(visit: Visit, desk: Desk) -> None:
    browser = visit(desk.owner)
    form = form_of(browser.open(address_of(desk.draft))).fill(title="Beans", licence="cc_by_4")

    first = browser.client.post(form.action, data=form.values, headers={"x-autosave": "1"})
    number = json.loads(first.text)["row_version"]
    form.fill(title="Beans and maize", what_changed="Prices", row_version=str(number))
    second = browser.client.post(form.action, data=form.values, headers={"x-autosave": "1"})

    assert (first.status_code, second.status_code) == (200, 200)
    assert sorted(json.loads(second.text)["missing"]) == [
        "benefits",
        "capabilities",
        "consent",
        "kind",
        "summary",
        "what_was_hard",
        "what_we_did",
    ]
    assert json.loads(second.text)["row_version"] > number
    assert desk.content(desk.draft)["summary"] == {"title": "Beans and maize"}


def test_a_voice_note_or_a_photo_answers_a_question(visit: Visit, make: Make, desk: Desk) -> None:
    case = make.case(desk.organisation)
    browser = visit(desk.owner)
    page = browser.open(address_of(case))

    say = page.send(form_of(page).fill(what_changed="", title="Beans").press("do", "say:what_changed"))
    form = say.form("/say/what_changed", having="consent").fill(consent="1")
    page = say.send(form.attach("page", "page.png", picture()))

    assert say.response.url.path == f"/en/cases/{case.code}/say/what_changed"
    assert "What changed?" in say.text
    assert desk.content(case)["summary"]["title"] == "Beans"
    assert page.response.url.path == address_of(case)
    assert "Picture: page.png This answers the question, too." in page.text
    assert "12 of 12" in page.text


@pytest.mark.parametrize(
    ("name", "content", "consent", "field", "sentence"),
    [
        ("page", None, "", "consent", "Please ask the people shown or heard first, and tick that they agree."),
        (
            "page",
            b"MZ\x90\x00" + b"\x00" * 200,
            "1",
            "page",
            "This is a program, whatever its name says. It was not taken.",
        ),
        ("", None, "1", "file", "Choose a file first."),
    ],
)
def test_what_is_wrong_with_a_photo_of_a_page_is_said_on_the_same_page(
    visit: Visit, desk: Desk, name: str, content: bytes | None, consent: str, field: str, sentence: str
) -> None:
    address = f"/en/cases/{desk.draft.code}/say/what_changed"
    page = visit(desk.owner).open(address)
    form = page.form("/say/", having="consent")
    form.values["consent"] = [consent] if consent else []
    if name:
        form.attach(name, "page.png", content or picture())

    refused = page.send(form)

    assert (refused.status, refused.response.url.path) == (422, address)
    errors = {one: refused.error_of(one) for one in ("file", "page", "consent")}
    assert errors == {**dict.fromkeys(errors, ""), field: sentence}
    assert "Nothing was kept" in refused.text
    with desk.services.database.reading() as session:
        assert session.exec(select(Media)).all() == []


def test_only_the_three_questions_can_be_answered_by_voice(visit: Visit, desk: Desk) -> None:
    assert visit(desk.owner).open(f"/en/cases/{desk.draft.code}/say/title").status == 404


def test_who_must_mend_something_reads_what(visit: Visit, make: Make, desk: Desk) -> None:
    case = make.case(desk.organisation, state=CaseState.RETURNED)
    with desk.services.database.writing() as session:
        session.add(CaseEvent(case_id=case.id or 0, before="submitted", after="returned", message="Which <year>?"))

    page = visit(desk.owner).open(address_of(case))

    assert "A coordinator asks you to mend something:" in page.text
    assert "Which <year>?" in page.text


def test_after_it_was_selected_the_short_form_leads_to_the_editor(visit: Visit, desk: Desk) -> None:
    browser = visit(desk.owner)

    page = browser.open(address_of(desk.full))
    posted = browser.client.post(address_of(desk.full), data={"title": "Late", "row_version": "0"})

    assert page.response.url.path == f"/en/cases/{desk.full.code}/edit"
    assert posted.status_code == 409
    assert desk.content(desk.full)["summary"]["title"] == "Selling potatoes together"


PATHS = ["tell", "tell/1", "say/what_changed", "delete", "edit/story", "draft.txt", "edit", "compare/tell?kept=x"]


@pytest.mark.parametrize("path", PATHS)
def test_a_draft_is_not_there_for_anybody_else(visit: Visit, make: Make, desk: Desk, path: str) -> None:
    address = f"/en/cases/{desk.draft.code}/{path}"
    others = {
        "neighbour": make.owner(make.organisation()),
        "coordinator": make.coordinator(),
        "facilitator": desk.facilitator,
        "administrator": make.administrator(),
    }

    statuses = {name: visit(user).open(address).status for name, user in others.items()}

    assert statuses == dict.fromkeys(others, 404)
    assert visit(desk.owner).open(address).status == 200


@pytest.mark.parametrize("path", ["tell", "tell/1", "delete", "edit/story"])
def test_nobody_else_posts_into_a_draft(visit: Visit, make: Make, desk: Desk, path: str) -> None:
    browser = visit(make.owner(make.organisation()))

    status = browser.client.post(
        f"/en/cases/{desk.draft.code}/{path}", data={"title": "Taken", "do": "send"}
    ).status_code

    assert status == 404
    assert desk.again(desk.draft).state is CaseState.DRAFT


def test_a_member_without_a_pen_may_read_but_not_write(visit: Visit, make: Make, desk: Desk) -> None:
    user = make.user()
    make.member(user, desk.organisation, MemberRole.MEMBER)
    browser = visit(user)

    assert browser.open(address_of(desk.draft)).status == 403
    assert browser.open(f"/en/cases/{desk.draft.code}/draft.txt").status == 200


def test_a_draft_can_be_taken_along_as_text(visit: Visit, make: Make, desk: Desk) -> None:
    content = raw_content(title="Ñandú <b> “beans”")
    content["process"] = {"moments": [{"key": "abc123", "title": "Founded", "date": "2019", "turning_point": True}]}
    case = make.case(desk.organisation, content=content)

    answer = visit(desk.owner).client.get(f"/en/cases/{case.code}/draft.txt")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="draft-{case.code}.txt"; filename*=')
    head = ["Ñandú <b> “beans”", "Valle Verde", "", "", "In short", "========", "", "Title", "Ñandú <b> “beans”"]
    assert answer.text.split("\n")[:9] == head
    benefits = "Stronger bargaining power, Buying equipment and services together"
    assert f"What did working together bring?\n{benefits}\n" in answer.text
    assert "Moment 1\n\nDate\n2019\n\nWhat happened\nFounded\n" in answer.text


def test_a_draft_is_deleted_after_a_question(visit: Visit, desk: Desk) -> None:
    browser = visit(desk.owner)
    page = browser.open(f"/en/cases/{desk.draft.code}/delete")

    gone = page.send(page.form("/delete"))

    assert "Text and files are gone for good" in page.text
    assert "The draft is deleted." in gone.text
    assert browser.open(address_of(desk.draft)).status == 404


def test_files_of_a_deleted_draft_are_deleted_unless_another_case_has_them(
    visit: Visit, make: Make, desk: Desk
) -> None:
    storage, other = desk.services.storage, make.case(desk.organisation)
    own, shared = save_bytes(storage, b"only here").key, save_bytes(storage, b"elsewhere too").key
    with desk.services.database.writing() as session:
        for case, keys in ((desk.draft, [own, shared]), (other, [shared])):
            session.add(
                Media(
                    case_id=case.id or 0,
                    kind=MediaKind.DOCUMENT,
                    content_type="text/plain",
                    sha256=keys[0],
                    size=1,
                    files={str(number): {"key": key} for number, key in enumerate(keys)},
                )
            )
    browser = visit(desk.owner)
    page = browser.open(f"/en/cases/{desk.draft.code}/delete")

    page.send(page.form("/delete"))

    assert (storage.exists(own), storage.exists(shared)) == (False, True)


def test_what_was_sent_is_not_offered_for_deletion(visit: Visit, make: Make, desk: Desk) -> None:
    case = make.case(desk.organisation, state=CaseState.RETURNED)
    browser = visit(desk.owner)

    assert "Delete this draft" not in browser.open(address_of(case)).links()
    assert browser.open(f"/en/cases/{case.code}/delete").status == 409


def test_an_expired_sign_in_while_typing_loses_nothing(visit: Visit, make: Make, desk: Desk) -> None:
    browser = visit(desk.owner)
    page = browser.open(address_of(desk.draft))
    form = form_of(page).fill_all({**all_answers(), "title": "Typed while signed out"}).press("do", "save")
    token = browser.client.cookies.get(SIGN_IN_COOKIE)
    browser.client.cookies.delete(SIGN_IN_COOKIE)

    asked = page.send(form)
    browser.client.cookies.set(SIGN_IN_COOKIE, token or "")
    waiting = browser.open("/en/parked")
    saved = waiting.send(waiting.form("/tell"))

    assert asked.response.url.path == "/en/sign-in"
    assert "Typed while signed out" in waiting.text
    assert saved.response.url.path == address_of(desk.draft)
    assert desk.content(desk.draft) == raw_content(title="Typed while signed out")


def test_an_autosave_after_the_sign_in_expired_is_told_so(visit: Visit, desk: Desk) -> None:
    answer = visit().client.post(address_of(desk.draft), data={"title": "x"}, headers={"x-autosave": "1"})

    assert answer.status_code == 401
    assert json.loads(answer.text)["sign_in"] == "/en/sign-in"


@pytest.mark.parametrize("language", ["es", "fr", "pt"])
def test_the_form_opens_in_every_language(visit: Visit, desk: Desk, language: str) -> None:
    browser = visit(desk.owner)

    statuses = [
        browser.open(f"/{language}/cases/{path}").status
        for path in (
            "new",
            f"{desk.draft.code}/tell",
            f"{desk.draft.code}/tell/4",
            f"{desk.draft.code}/say/what_changed",
        )
    ]

    assert statuses == [200, 200, 200, 200]


def test_the_form_asks_the_database_as_often_however_much_is_there(
    visit: Visit, make: Make, desk: Desk, count_queries: Callable[[], Any]
) -> None:
    case, browser = make.case(desk.organisation), visit(desk.owner)
    with desk.services.database.writing() as session:
        for number in range(6):
            session.add(
                Media(
                    case_id=case.id or 0,
                    kind=MediaKind.AUDIO,
                    content_type="audio/ogg",
                    sha256=f"{number}" * 64,
                    size=1,
                    stands_for=STORY[number % 3],
                )
            )
    browser.open(address_of(desk.draft))

    with count_queries() as few:
        browser.open(address_of(desk.draft))
    with count_queries() as many:
        browser.open(address_of(case))

    assert asked(many) == asked(few)
    assert asked(few) <= 12


def test_beginning_lists_drafts_with_as_many_queries_for_one_as_for_many(
    visit: Visit, make: Make, desk: Desk, count_queries: Callable[[], Any]
) -> None:
    browser = visit(desk.owner)
    browser.open("/en/cases/new")
    with count_queries() as few:
        browser.open("/en/cases/new")
    for _ in range(3):
        make.case(desk.organisation, updated_at=now())

    with count_queries() as many:
        browser.open("/en/cases/new")

    assert asked(many) == asked(few)
    assert asked(few) <= 12
