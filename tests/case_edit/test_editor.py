"""The editor: every section through its rendered form, lists without JavaScript, what is missing, who may open it."""

from collections.abc import Callable
from typing import Any

import pytest

from app.content.sections import BY_NAME, SECTIONS
from app.domain.cases.versions import freeze, open_working_copy, working_copy
from app.models.cases import Case, CaseState, CaseTier
from app.models.media import Media, MediaKind, MediaState
from app.models.people import Role
from tests.case_edit.answers import add_picture, asked, fill
from tests.case_edit.conftest import Desk
from tests.factories import Make
from tests.pages import Browser, Form, Page

Visit = Callable[..., Browser]
MOMENTS = [
    {"key": "aaa111", "date": "2019", "title": "Founded", "turning_point": True},
    {"key": "bbb222", "date": "2020-05", "title": "First sale", "text": "At the fair", "turning_point": False},
    {"key": "ccc333", "date": "2021", "title": "Own scales", "turning_point": False},
]


def with_moments(make: Make, desk: Desk, count: int = 3) -> str:
    """The address of the section "process" of a case that has moments."""
    content = {"process": {"initial_situation": "Alone", "moments": MOMENTS[:count]}}
    case = make.case(desk.organisation, state=CaseState.SYSTEMATISING, content=content)
    return f"/en/cases/{case.code}/edit/process"


def form_of(page: Page) -> Form:
    return page.form("/edit/", having="row_version")


def values(page: Page, *names: str) -> list[str]:
    form = form_of(page)
    return [(form.values.get(name) or [""])[0] for name in names]


def titles(page: Page) -> list[str]:
    form = form_of(page)
    names = sorted(name for name in form.names if name.startswith("moments-") and name.endswith("-title"))
    return [form.values[name][0] for name in names if "__i__" not in name]


@pytest.mark.parametrize("name", [section.name for section in SECTIONS])
def test_every_section_comes_back_as_it_was_typed(name: str, visit: Visit, make: Make, desk: Desk) -> None:
    section, other = BY_NAME[name], make.case(desk.organisation)
    browser, medium = visit(desk.owner), add_picture(desk.services, desk.full)
    address = f"/en/cases/{desk.full.code}/edit/{name}"
    page = browser.open(address)
    form = form_of(page)
    filled = fill(form, section, medium=medium, case_code=other.code)

    saved = page.send(form.press("do", "save"))
    shown = form_of(browser.open(address))

    assert (saved.status, saved.error_of("title")) == (200, "")
    ordered = {name: sorted(values) if "benefits" not in name else values for name, values in filled.items()}
    back = {name: [value for value in shown.values.get(name, []) if value] for name in filled}
    assert {name: sorted(v) if "benefits" not in name else v for name, v in back.items()} == ordered
    assert "<script>alert" not in saved.html
    assert "onerror=alert(1)>" not in saved.html
    assert "<b>fair" not in saved.html


def test_saving_a_section_as_it_is_shown_changes_nothing(visit: Visit, make: Make, desk: Desk) -> None:
    browser, address = visit(desk.owner), with_moments(make, desk)
    page = browser.open(address)
    before = values(page, "row_version")

    again = page.send(form_of(page).press("do", "save"))

    assert values(again, "row_version") == before == ["0"]


def test_an_item_is_added_without_javascript(visit: Visit, make: Make, desk: Desk) -> None:
    browser, address = visit(desk.owner), with_moments(make, desk)
    page = browser.open(address)
    form = form_of(page).fill(final_situation="Together")

    page = page.send(form.press("do", "add:moments"))

    assert titles(page) == ["Founded", "First sale", "Own scales", ""]
    assert values(page, "final_situation", "row_version") == ["Together", "1"]
    assert [control.get("id") for control in page.all("input", autofocus="autofocus")] == ["f-moments-3-date"]
    form = form_of(page).fill_all({"moments-3-title": "A store", "moments-3-date": "2022"})
    assert titles(page.send(form.press("do", "save"))) == ["Founded", "First sale", "Own scales", "A store"]


def test_an_item_is_taken_away_only_with_the_next_save(visit: Visit, make: Make, desk: Desk) -> None:
    browser, address = visit(desk.owner), with_moments(make, desk)
    page = browser.open(address)
    form = form_of(page).fill_all({"moments-1-title": "First sale in the city"})

    without = page.send(form.press("do", "remove:moments:1"))

    assert titles(without) == ["Founded", "Own scales"]
    assert "Taken away from this page." in without.text
    assert titles(browser.open(address)) == ["Founded", "First sale in the city", "Own scales"]
    without.send(form_of(without).press("do", "save"))
    assert titles(browser.open(address)) == ["Founded", "Own scales", ""]


@pytest.mark.parametrize(
    ("command", "order"),
    [
        ("up:moments:1", ["First sale", "Founded", "Own scales"]),
        ("up:moments:0", ["Founded", "First sale", "Own scales"]),
        ("down:moments:0", ["First sale", "Founded", "Own scales"]),
        ("down:moments:1", ["Founded", "Own scales", "First sale"]),
    ],
)
def test_items_are_moved_without_javascript(
    visit: Visit, make: Make, desk: Desk, command: str, order: list[str]
) -> None:
    browser, address = visit(desk.owner), with_moments(make, desk)
    page = browser.open(address)

    moved = page.send(form_of(page).press("do", command))

    assert titles(moved) == order
    assert titles(browser.open(address)) == order


def test_a_moved_item_keeps_its_key(visit: Visit, make: Make, desk: Desk) -> None:
    browser, address = visit(desk.owner), with_moments(make, desk)
    page = browser.open(address)

    moved = page.send(form_of(page).press("do", "up:moments:2"))

    assert values(moved, "moments-0-key", "moments-1-key", "moments-2-key") == ["aaa111", "ccc333", "bbb222"]


@pytest.mark.parametrize("command", ["up:moments:999999999", "remove:nothing:0", "add:", "explode:moments:1", "down::"])
def test_a_command_that_fits_nothing_only_saves(visit: Visit, make: Make, desk: Desk, command: str) -> None:
    browser, address = visit(desk.owner), with_moments(make, desk)
    page = browser.open(address)
    form = form_of(page).fill(final_situation="Together")
    form.values["do"] = [command]

    saved = page.send(form)

    assert saved.status == 200
    assert titles(browser.open(address)) == ["Founded", "First sale", "Own scales"]
    assert values(browser.open(address), "final_situation") == ["Together"]


def test_numbers_of_items_are_no_reason_to_make_room(visit: Visit, make: Make, desk: Desk) -> None:
    browser, address = visit(desk.owner), with_moments(make, desk)
    form = form_of(browser.open(address))
    form.values |= {
        "moments-9999-title": ["The last"],
        "moments-99999999999-title": ["Nowhere"],
        "moments--1-title": ["Nor here"],
        "moments-1e3-title": ["Nor there"],
    }

    page = browser.open(address).send(form)

    assert titles(page) == ["Founded", "First sale", "Own scales", "The last"]


def test_more_items_than_possible_are_said_and_kept_on_the_page(visit: Visit, desk: Desk) -> None:
    browser = visit(desk.owner)
    page = browser.open(f"/en/cases/{desk.full.code}/edit/lessons")
    form = form_of(page)
    for number in range(7):
        form.values[f"lessons-{number}-statement"] = [f"Lesson {number}"]

    refused = page.send(form.press("do", "save"))

    assert (refused.status, refused.error_of("lessons")) == (422, "At most 5 of these.")
    assert values(refused, "lessons-6-statement") == ["Lesson 6"]
    assert "lessons" not in desk.content(desk.full)


def test_a_full_list_offers_no_more(visit: Visit, make: Make, desk: Desk) -> None:
    lessons = [{"key": f"aaa11{number}", "statement": f"Lesson {number}"} for number in range(5)]
    case = make.case(desk.organisation, state=CaseState.SYSTEMATISING, content={"lessons": {"lessons": lessons}})

    page = visit(desk.owner).open(f"/en/cases/{case.code}/edit/lessons")

    (button,) = page.all("button", value="add:lessons")
    assert button.get("hidden") is not None


def test_dates_that_do_not_exist_are_said_beside_them_and_the_rest_is_saved(
    visit: Visit, make: Make, desk: Desk
) -> None:
    browser, address = visit(desk.owner), with_moments(make, desk)
    page = browser.open(address)
    form = form_of(page).fill_all(
        {"moments-0-date": "2019-02-29", "moments-1-date": "31/05/2019", "final_situation": "Together"}
    )

    refused = page.send(form.press("do", "save"))

    assert refused.status == 422
    assert refused.error_of("moments-0-date") == "There is no such date."
    assert refused.error_of("moments-1-date") == "Write a date as 2019, 2019-05 or 2019-05-31."
    assert "Moment 1: Date: There is no such date." in refused.links()
    assert values(refused, "moments-0-date", "moments-1-date", "row_version") == ["2019-02-29", "31/05/2019", "1"]
    stored = browser.open(address)
    assert values(stored, "moments-0-date", "moments-1-date", "final_situation") == ["2019", "2020-05", "Together"]


def test_what_was_refused_can_be_mended_and_saved(visit: Visit, make: Make, desk: Desk) -> None:
    browser, address = visit(desk.owner), with_moments(make, desk)
    page = browser.open(address)
    page = page.send(form_of(page).fill_all({"moments-0-date": "2019-13"}).press("do", "save"))

    page = page.send(form_of(page).fill_all({"moments-0-date": "2019-12"}).press("do", "save"))

    assert page.status == 200
    assert values(page, "moments-0-date") == ["2019-12"]


def test_a_medium_of_another_case_is_refused(visit: Visit, make: Make, desk: Desk) -> None:
    foreign, browser = add_picture(desk.services, make.case()), visit(desk.owner)
    page = browser.open(f"/en/cases/{desk.full.code}/edit/media")
    form = form_of(page)
    form.values["media-0-medium"] = [foreign]

    refused = page.send(form.press("do", "save"))

    assert (refused.status, refused.error_of("media-0-medium")) == (422, "Choose one of the files of this case.")
    assert foreign not in str(desk.content(desk.full))


def test_related_cases_are_found_by_their_titles_without_javascript(visit: Visit, make: Make, desk: Desk) -> None:
    papa = make.organisation("Papa Andina")
    coffee = make.case(papa, state=CaseState.PUBLISHED, content={"summary": {"title": "Café <i>de altura</i>"}})
    fair = make.case(papa, state=CaseState.PUBLISHED, content={"summary": {"title": "The fair and its café"}})
    make.case(papa, content={"summary": {"title": "A secret café"}})
    for case in (coffee, fair):
        publish(desk, case, "The new title of a café")
    browser = visit(desk.owner)
    page = browser.open(f"/en/cases/{desk.full.code}/edit/references")

    for_button = page.send(form_of(page).fill(**{"find-related": "CAFE"}).press("do", "find:related"))
    for_enter = page.send(form_of(page).fill(**{"find-related": "CAFE"}).press("do", "enter"))
    named = for_button.send(form_of(for_button).press("do", f"name:related:{fair.code}"))
    nothing = named.send(form_of(named).fill(**{"find-related": "secret"}).press("do", "find:related"))

    assert found(for_button) == ["Café <i>de altura</i>, Papa Andina", "The fair and its café, Papa Andina"]
    assert found(for_enter) == found(for_button)
    assert (values(named, "related"), found(named)) == ([fair.code], ["Café <i>de altura</i>, Papa Andina"])
    assert desk.content(desk.full)["references"]["related"] == [fair.code]
    assert named.links()["The fair and its café"] == f"/en/cases/{fair.code}"
    assert "No experience has these words in its title." in nothing.text


def test_search_for_related_cases_answers_htmx_with_the_list_alone(visit: Visit, make: Make, desk: Desk) -> None:
    other = make.case(desk.organisation, content={"summary": {"title": "Weighing twice"}})
    address = f"/en/cases/{desk.full.code}/edit/references/find"
    browser = visit(desk.owner)

    answer = browser.open(f"{address}/related?find-related=twi%20wei", **{"hx-request": "true"})
    statuses = [browser.open(f"{address}/{field}").status for field in ("related", "adapted_from", "references", "x")]

    assert [button.get("value") for button in answer.all("button")] == [f"name:related:{other.code}"]
    assert "<html" not in answer.html
    assert statuses == [200, 200, 404, 404]
    assert visit(make.user()).open(f"{address}/related").status == 404


def publish(desk: Desk, case: Case, working_title: str) -> None:
    """What stands there becomes public, and a new version with another title is begun."""
    with desk.services.database.writing() as session:
        row = session.get_one(Case, case.id)
        freeze(session, case=row, version=working_copy(session, row), what_changed="", by=None)
        version = open_working_copy(session, case=row, by=None)
        version.content = {"summary": {"title": working_title}}
        row.title = working_title


def found(page: Page) -> list[str]:
    buttons = [one for one in page.all("button") if one.get("value", "").startswith("name:")]
    return ["".join(button.itertext()).strip() for button in buttons]


def test_related_cases_are_shown_by_their_titles(visit: Visit, make: Make, desk: Desk) -> None:
    other = make.case(desk.organisation, content={"summary": {"title": "Weighing <b>twice</b>"}})
    hidden, browser = make.case(), visit(desk.owner)
    page = browser.open(f"/en/cases/{desk.full.code}/edit/references")
    address = f"http://testserver/es/cases/{other.code}"

    saved = page.send(form_of(page).fill(related=address).press("do", "save"))
    refused = saved.send(form_of(saved).fill(related=hidden.code).press("do", "save"))

    assert saved.links()["Weighing <b>twice</b>"] == f"/en/cases/{other.code}"
    assert values(saved, "related") == [other.code]
    assert refused.error_of("related") == f"There is no case with the code {hidden.code}."


def test_ten_megabytes_in_a_field_are_refused(visit: Visit, desk: Desk) -> None:
    browser = visit(desk.owner)
    page = browser.open(f"/en/cases/{desk.full.code}/edit/process")

    refused = page.send(form_of(page).fill(initial_situation="x" * 10_000_000).press("do", "save"))

    assert refused.status == 413
    assert "What you sent is too large: at most 4 MB are possible." in refused.text
    assert "process" not in desk.content(desk.full)


def test_a_text_that_is_only_too_long_stays_on_the_page(visit: Visit, desk: Desk) -> None:
    browser, text = visit(desk.owner), "We met. " * 1000
    page = browser.open(f"/en/cases/{desk.full.code}/edit/process")

    refused = page.send(form_of(page).fill(initial_situation=text).press("do", "save"))

    assert refused.status == 422
    assert refused.error_of("initial_situation") == "Too long: 7999 characters, 6000 are possible."
    assert values(refused, "initial_situation") == [text]


def test_buttons_lead_to_the_sections_beside(visit: Visit, desk: Desk) -> None:
    browser = visit(desk.owner)
    page = browser.open(f"/en/cases/{desk.full.code}/edit/story")

    after = page.send(form_of(page).fill(what_changed="Prices").press("do", "next"))
    before = after.send(form_of(after).press("do", "back"))
    last = browser.open(f"/en/cases/{desk.full.code}/edit/references")
    end = last.send(form_of(last).press("do", "next"))

    assert str(after.response.url.path).endswith("/edit/systematisation")
    assert str(before.response.url.path).endswith("/edit/story")
    assert values(before, "what_changed") == ["Prices"]
    assert str(end.response.url.path).endswith(f"/cases/{desk.full.code}/edit")


def test_practical_activities_of_the_chosen_benefits_come_first(visit: Visit, desk: Desk) -> None:
    page = visit(desk.owner).open(f"/en/cases/{desk.full.code}/edit/facts")

    legends = ["".join(element.itertext()).strip() for element in page.all("legend")]

    place = legends.index("Practical activities optional")
    assert legends[place + 1 : place + 3] == ["Stronger bargaining power", "Buying equipment and services together"]
    assert legends[place + 3] == "Other activities"


def test_the_picture_that_is_described_is_shown(visit: Visit, make: Make, desk: Desk) -> None:
    medium = add_picture(desk.services, desk.full)
    browser = visit(desk.owner)
    page = browser.open(f"/en/cases/{desk.full.code}/edit/media")
    form = form_of(page)
    form.values |= {"media-0-medium": [medium], "media-0-caption": ["The fair"]}

    shown = page.send(form.press("do", "save"))

    assert [(image.get("src") or "").partition("?")[0] for image in shown.all("img")] == [f"/media/{medium}/320"]


@pytest.mark.parametrize("language", ["es", "fr", "pt"])
@pytest.mark.parametrize("name", [section.name for section in SECTIONS])
def test_every_section_opens_in_every_language(visit: Visit, desk: Desk, language: str, name: str) -> None:
    page = visit(desk.owner).open(f"/{language}/cases/{desk.full.code}/edit/{name}")

    assert page.status == 200


def test_the_overview_says_of_each_section_how_far_it_is(visit: Visit, desk: Desk) -> None:
    browser = visit(desk.owner)
    page = browser.open(f"/en/cases/{desk.full.code}/edit/summary")
    page.send(form_of(page).fill(abstract="Forty families").press("do", "save"))

    overview = browser.open(f"/en/cases/{desk.full.code}/edit")

    assert "11 of 35 answers needed for publication" in overview.text
    assert "Complete In short What a reader sees first." in overview.text
    assert "5 of 8 Where, when and about what" in overview.text
    assert "Written last by Rosa" in overview.text
    links = overview.links()
    assert links["Products"] == f"/en/cases/{desk.full.code}/edit/facts#f-products"
    assert links["The situation at the beginning"] == f"/en/cases/{desk.full.code}/edit/process#f-initial_situation"


def test_what_is_missing_leads_to_a_control_that_exists(visit: Visit, desk: Desk) -> None:
    browser = visit(desk.owner)
    overview = browser.open(f"/en/cases/{desk.full.code}/edit")
    addresses = [address for address in overview.links().values() if "#f-" in address]

    for address in addresses:
        page, name = browser.open(address), address.partition("#")[2]
        assert [element for element in page.root.iter() if element.get("id") == name], address
    assert len(addresses) > 15


def test_an_item_that_lacks_something_is_named_by_its_number(visit: Visit, make: Make, desk: Desk) -> None:
    content = {"process": {"moments": [*MOMENTS[:2], {"key": "ccc333", "title": "Own scales"}]}}
    case = make.case(desk.organisation, state=CaseState.SYSTEMATISING, content=content)
    browser = visit(desk.owner)

    overview = browser.open(f"/en/cases/{case.code}/edit")
    page = browser.open(f"/en/cases/{case.code}/edit/process")

    assert overview.links()["Moment 3: Date"] == f"/en/cases/{case.code}/edit/process#f-moments-2-date"
    assert page.links()["Moment 3: Date"] == "#f-moments-2-date"


def people(make: Make, desk: Desk) -> dict[str, Any]:
    return {
        "owner": desk.owner,
        "facilitator": desk.facilitator,
        "coordinator": make.coordinator(),
        "administrator": make.administrator(),
        "neighbour": make.owner(make.organisation()),
    }


RIGHTS = {
    CaseState.DRAFT: {"owner": 200, "facilitator": 404, "coordinator": 404},
    CaseState.RETURNED: {"owner": 200, "facilitator": 403, "coordinator": 403},
    CaseState.SUBMITTED: {"owner": 403, "facilitator": 403, "coordinator": 403},
    CaseState.SELECTED: {"owner": 200, "facilitator": 200, "coordinator": 200},
    CaseState.SYSTEMATISING: {"owner": 200, "facilitator": 200, "coordinator": 200},
    CaseState.VALIDATION: {"owner": 403, "facilitator": 403, "coordinator": 403},
    CaseState.REVIEW: {"owner": 403, "facilitator": 403, "coordinator": 403},
    CaseState.EDITING: {"owner": 403, "facilitator": 200, "coordinator": 200},
}


@pytest.mark.parametrize("state", list(RIGHTS))
def test_a_section_opens_to_those_who_may_write_in_this_state(
    visit: Visit, make: Make, desk: Desk, state: CaseState
) -> None:
    case = make.case(desk.organisation, state=state)
    address = f"/en/cases/{case.code}/edit/story"
    expected = {"administrator": 404, "neighbour": 404, **RIGHTS[state]}

    opened = {name: visit(user).open(address).status for name, user in people(make, desk).items()}
    posted = {
        name: visit(user).client.post(address, data={"what_changed": "Taken", "row_version": "0"}).status_code
        for name, user in people(make, desk).items()
        if expected[name] != 200
    }

    assert opened == expected
    assert posted == {name: status for name, status in expected.items() if status != 200}
    assert desk.content(case)["story"]["what_changed"] == "Traders now come to us."


def test_a_stranger_is_asked_to_sign_in_whether_the_case_exists_or_not(visit: Visit, desk: Desk) -> None:
    browser = visit()

    paths = {
        code: browser.open(f"/en/cases/{code}/edit/story").response.url.path for code in (desk.full.code, "zzzzzz")
    }

    assert paths == {desk.full.code: "/en/sign-in", "zzzzzz": "/en/sign-in"}


def test_who_may_only_look_sees_the_overview_without_ways_in(visit: Visit, make: Make, desk: Desk) -> None:
    case = make.case(desk.organisation, state=CaseState.VALIDATION)

    page = visit(desk.facilitator).open(f"/en/cases/{case.code}/edit")

    assert page.status == 200
    assert "It cannot be changed by you at the moment." in page.text
    assert [address for address in page.links().values() if "/edit/" in address] == []


@pytest.mark.parametrize("name", ["nothing", "Summary", "%2e%2e%2f", "tell"])
def test_a_section_that_does_not_exist_is_not_found(visit: Visit, desk: Desk, name: str) -> None:
    assert visit(desk.owner).open(f"/en/cases/{desk.full.code}/edit/{name}").status == 404


@pytest.mark.parametrize("name", [section.name for section in SECTIONS])
def test_a_section_asks_the_database_as_often_however_much_is_in_it(
    visit: Visit, make: Make, desk: Desk, count_queries: Callable[[], Any], name: str
) -> None:
    browser, section = visit(desk.owner), BY_NAME[name]
    browser.open(f"/en/cases/{desk.full.code}/edit/{name}")
    items = {
        group.name: [{"key": f"aaa11{number}", group.fields[0].name: ""} for number in range(9)]
        for group in section.groups
    }
    case = make.case(desk.organisation, state=CaseState.SYSTEMATISING, content={name: items})

    with count_queries() as few:
        browser.open(f"/en/cases/{desk.full.code}/edit/{name}")
    with count_queries() as many:
        browser.open(f"/en/cases/{case.code}/edit/{name}")

    assert asked(many) == asked(few)
    assert asked(few) <= 12


def test_saving_a_section_takes_few_queries(
    visit: Visit, make: Make, desk: Desk, count_queries: Callable[[], Any]
) -> None:
    browser = visit(desk.owner)
    data = {"what_changed": "Prices", "row_version": "0"}
    address = f"/en/cases/{desk.full.code}/edit/story"
    browser.open(address)

    with count_queries() as queries:
        answer = browser.client.post(address, data=data, headers={"x-autosave": "1"})

    assert answer.status_code == 200
    assert asked(queries) <= 12


def test_the_facilitator_role_alone_opens_nothing_of_ones_own_organisation(
    visit: Visit, make: Make, desk: Desk
) -> None:
    insider = make.user(roles=(Role.FACILITATOR,))
    make.member(insider, desk.organisation, "member")  # type: ignore[arg-type]

    assert visit(insider).open(f"/en/cases/{desk.full.code}/edit/story").status == 403


def test_question_answered_by_a_voice_note_says_to_write_it_down_with_the_player_at_hand(
    visit: Visit, make: Make, desk: Desk
) -> None:
    story = {"what_we_did": "We met.", "what_changed": "All."}
    case = make.case(
        desk.organisation, state=CaseState.SYSTEMATISING, tier=CaseTier.SYSTEMATISED, content={"story": story}
    )
    note = Media(
        case_id=case.id or 0,
        kind=MediaKind.AUDIO,
        state=MediaState.READY,
        content_type="audio/mp4",
        file_name="hard.m4a",
        sha256="0" * 64,
        size=1,
        consent=True,
        stands_for="what_was_hard",
    )
    with desk.services.database.writing() as session:
        session.add(note)
    browser = visit(desk.owner)

    section = browser.open(f"/en/cases/{case.code}/edit/story")
    others = [browser.open(f"/en/cases/{case.code}/{page}").text for page in ("edit", "work")]
    elsewhere = browser.open(f"/en/cases/{case.code}/edit/systematisation")

    said = "What was hard?: Write down what the voice note says."
    assert [said in text for text in (section.text, *others)] == [True, True, True]
    assert [player.get("src") for player in section.all("audio")] == [f"/media/{note.public_id}/play"]
    assert elsewhere.all("audio") == []
