"""Writing with script: saved while typing, what is missing in step with it, lists, two writers; and without script."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.domain.cases.versions import find_working_copy
from app.models.cases import Case, CaseState, CaseTier
from tests.browser.conftest import Site
from tests.factories import Make

People = Callable[..., Page]
SAVED = re.compile(r"Saved at \d")


def stored(site: Site, case: Case, section: str) -> dict[str, object]:
    with site.services.database.reading() as session:
        version = find_working_copy(session, case)
        assert version is not None
        return version.content.get(section, {})


def test_a_draft_is_saved_while_it_is_typed(site: Site, make: Make, person: People) -> None:
    organisation = make.organisation()
    owner = make.owner(organisation)
    case = make.case(organisation, content={}, licence="", consent_at=None)
    page = person(owner)
    page.goto(f"/en/cases/{case.code}/tell")

    page.fill("#f-what_changed", "Traders come to us")
    page.select_option("select[aria-label='Add…']", "bargaining_power")

    expect(page.locator("[data-save-state]")).to_have_text(SAVED)
    expect(page.locator("[data-missing=what_changed]")).to_be_hidden()
    expect(page.locator("[data-missing=title]")).to_be_visible()
    expect(page.locator("[data-missing-list]")).to_contain_text("2 of 12")
    assert stored(site, case, "story") == {"what_changed": "Traders come to us"}
    assert stored(site, case, "facts") == {"benefits": ["bargaining_power"]}


def test_what_is_typed_between_two_saves_never_clashes_with_itself(site: Site, make: Make, person: People) -> None:
    organisation = make.organisation()
    case = make.case(organisation, content={}, licence="", consent_at=None)
    page = person(make.owner(organisation))
    page.goto(f"/en/cases/{case.code}/tell")

    for text in ("One", "One two", "One two three"):
        page.fill("#f-title", text)
        page.fill("#f-what_changed", text)
        expect(page.locator("[data-save-state]")).to_have_attribute("data-now", "waiting")
        expect(page.locator("[data-save-state]")).to_have_text(SAVED)
    page.click("text=Save and go on later")

    expect(page.locator(".notice")).to_contain_text("Saved.")
    assert stored(site, case, "summary") == {"title": "One two three"}


def test_a_sent_form_that_was_refused_offers_no_old_copy(make: Make, person: People) -> None:
    organisation = make.organisation()
    case = make.case(organisation, content={}, licence="", consent_at=None)
    page = person(make.owner(organisation))
    page.goto(f"/en/cases/{case.code}/tell")

    page.fill("#f-title", "Beans")
    expect(page.locator("[data-save-state]")).to_have_text(SAVED)
    page.click("button[value=send]")

    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("[data-save-state]")).to_be_hidden()


def test_a_wrong_date_waits_on_the_page_until_it_is_mended(site: Site, make: Make, person: People) -> None:
    organisation = make.organisation()
    case = make.case(organisation, state=CaseState.SYSTEMATISING, tier=CaseTier.SYSTEMATISED)
    page = person(make.owner(organisation), desk=True)
    page.goto(f"/en/cases/{case.code}/edit/process")

    page.fill("#f-moments-0-title", "Founded")
    page.fill("#f-moments-0-date", "2019-0")
    expect(page.locator("[data-save-state]")).to_contain_text("something needs mending")
    page.fill("#f-moments-0-date", "2019-04")
    expect(page.locator("[data-save-state]")).to_have_text(SAVED)

    moments = stored(site, case, "process")["moments"]
    assert [(one["title"], one["date"]) for one in moments] == [("Founded", "2019-04")]  # type: ignore[attr-defined]


def test_items_added_in_the_browser_keep_one_key_while_they_are_written(site: Site, make: Make, person: People) -> None:
    organisation = make.organisation()
    case = make.case(organisation, state=CaseState.SYSTEMATISING, tier=CaseTier.SYSTEMATISED)
    page = person(make.owner(organisation), desk=True)
    page.goto(f"/en/cases/{case.code}/edit/blocks")
    page.click("text=Add: Building block")

    keys = []
    for text in ("Weighing twice", "Weighing twice at the gate"):
        page.fill("#f-blocks-1-title", text)
        expect(page.locator("[data-save-state]")).to_have_attribute("data-now", "waiting")
        expect(page.locator("[data-save-state]")).to_have_text(SAVED)
        keys.append(stored(site, case, "blocks")["blocks"][0]["key"])  # type: ignore[index]

    assert keys[0] == keys[1]


def test_two_writers_meet_and_both_texts_are_there(site: Site, make: Make, person: People) -> None:
    organisation = make.organisation()
    rosa, luis = make.owner(organisation, "Rosa"), make.owner(organisation, "Luis")
    case = make.case(organisation, state=CaseState.SYSTEMATISING, tier=CaseTier.SYSTEMATISED)
    pages = [person(user, desk=True) for user in (rosa, luis)]
    for page in pages:
        page.goto(f"/en/cases/{case.code}/edit/story")
    first, second = pages

    first.fill("#f-what_changed", "Rosa writes")
    expect(first.locator("[data-save-state]")).to_have_text(SAVED)
    second.fill("#f-what_changed", "Luis writes")
    link = second.get_by_role("link", name="Compare both")
    expect(link).to_be_visible()
    with second.context.expect_page() as opened:
        link.click()
    both = opened.value
    expect(both.locator("main")).to_contain_text("Rosa writes")
    expect(both.locator("main")).to_contain_text("Luis writes")
    both.click("text=Save what I chose")

    expect(both.locator("#f-what_changed")).to_have_value("Luis writes")
    assert stored(site, case, "story")["what_changed"] == "Luis writes"


@pytest.mark.parametrize("script", [True, False])
def test_a_list_is_written_with_and_without_script(site: Site, make: Make, person: People, script: bool) -> None:
    organisation = make.organisation()
    case = make.case(organisation, state=CaseState.SYSTEMATISING, tier=CaseTier.SYSTEMATISED)
    page = person(make.owner(organisation), script=script)
    page.goto(f"/en/cases/{case.code}/edit/lessons")

    for number, text in enumerate(("Weigh twice", "Pay on the day", "Meet on Mondays")):
        page.fill(f"#f-lessons-{number}-statement", text)
    page.click("button[value='add:lessons']")
    expect(page.locator("#f-lessons-3-statement")).to_be_focused()
    page.fill("#f-lessons-3-statement", "Rotate the leaders")
    page.click("button[value='up:lessons:3']")
    expect(page.locator("#f-lessons-2-statement")).to_have_value("Rotate the leaders")
    page.click("button[value='remove:lessons:0']")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator(".notice")).to_contain_text("Saved.")
    lessons = [one["statement"] for one in stored(site, case, "lessons")["lessons"]]  # type: ignore[attr-defined]
    assert lessons == ["Pay on the day", "Rotate the leaders", "Meet on Mondays"]


def test_related_case_is_found_while_its_title_is_typed(site: Site, make: Make, person: People) -> None:
    organisation = make.organisation()
    case = make.case(organisation, state=CaseState.SYSTEMATISING, tier=CaseTier.SYSTEMATISED)
    other = make.case(organisation, content={"summary": {"title": "Weighing twice"}})
    page = person(make.owner(organisation))
    page.goto(f"/en/cases/{case.code}/edit/references")

    page.locator("#f-find-related").press_sequentially("weigh")
    page.locator("#found-related button").click()

    expect(page.get_by_role("link", name="Weighing twice")).to_be_visible()
    expect(page.locator("#f-related")).to_have_value(other.code)
    assert stored(site, case, "references") == {"related": [other.code]}
