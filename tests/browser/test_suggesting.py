"""Search boxes suggest while somebody types: by keyboard, by finger, for those who hear the page; or not at all."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browse.library import Library
from tests.browser.conftest import PHONE, Site
from tests.factories import Make

Sit = Callable[..., Page]


@pytest.fixture
def library(site: Site, make: Make) -> Library:
    return Library(site.services, make)


def test_list_is_walked_by_keyboard(site: Site, person: Sit, library: Library) -> None:
    page = person(None)
    page.goto("/en/cases")
    box = page.get_by_role("combobox", name="What would you like to learn?")
    options = page.get_by_role("listbox").get_by_role("option")

    box.fill("potat")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".combo [role=status]").last).to_contain_text("suggestion")
    number = options.count()
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "")
    box.press("ArrowUp")
    expect(page.locator('[role=option][aria-selected="true"]')).to_have_count(0)
    box.press("ArrowUp")
    expect(options.nth(number - 1)).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("potat")
    box.press("ArrowDown")
    expect(options.first).to_be_visible()


def test_title_opens_the_thing_itself(site: Site, person: Sit, library: Library) -> None:
    page = person(None)
    page.goto("/en/cases")
    box = page.get_by_role("combobox", name="What would you like to learn?")

    box.fill("selling potatoes tog")
    page.get_by_role("group", name="Open directly").get_by_role("option").first.wait_for()
    while "Selling" not in (page.locator('[aria-selected="true"]').all_inner_texts() or [""])[0]:
        box.press("ArrowDown")
    box.press("Enter")

    page.wait_for_url(f"**/en/cases/{library.potatoes.code}")


def test_term_leads_to_the_list_and_a_word_completes_the_text(site: Site, person: Sit, library: Library) -> None:
    page = person(None)
    page.goto("/en/cases")
    box = page.get_by_role("combobox", name="What would you like to learn?")

    box.fill("selling potat")
    page.get_by_role("group", name="Complete the word").get_by_role("option", name="selling potatoes").click()
    expect(box).to_have_value("selling potatoes ")
    expect(box).to_be_focused()
    box.fill("potat")
    page.get_by_role("group", name="Topics").get_by_role("option", name="Potato", exact=True).click()

    page.wait_for_url("**/en/cases?product=potato")


def test_enter_searches_what_was_typed(site: Site, person: Sit, library: Library) -> None:
    page = person(None)
    page.goto("/en/cases")
    box = page.get_by_role("combobox", name="What would you like to learn?")

    box.fill("potat")
    page.get_by_role("option").first.wait_for()
    box.press("Enter")

    page.wait_for_url("**q=potat*")


def test_box_of_the_header_suggests_within_a_phone(site: Site, person: Sit, library: Library) -> None:
    page = person(None)
    page.goto("/en/organisations")
    page.locator(".head-search summary").click()
    box = page.locator("#head-q")

    box.press_sequentially("potat", delay=30)
    option = page.locator("#head-q-options [role=option]").first
    option.wait_for()
    shape = option.bounding_box()

    assert shape
    assert shape["height"] >= 44
    assert shape["x"] >= 0
    assert shape["x"] + shape["width"] <= PHONE["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    box.press("Escape")
    expect(page.locator("#head-q-options")).to_be_hidden()
    expect(box).to_be_visible()


def test_suggestions_on_the_landing_page_are_not_cut_off(site: Site, person: Sit, library: Library) -> None:
    page = person(None)
    page.goto("/en/")
    page.locator("#search-q").press_sequentially("potat", delay=30)
    last = page.locator("#search-q-options [role=option]").last
    last.scroll_into_view_if_needed()

    shown = last.evaluate(
        """one => { const box = one.getBoundingClientRect();
        return one.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)) }"""
    )

    assert shown


def test_only_the_last_question_is_answered(site: Site, person: Sit, library: Library) -> None:
    page = person(None)
    page.goto("/en/cases")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/suggestions" in one.url else None)
    box = page.get_by_role("combobox", name="What would you like to learn?")

    box.press_sequentially("potatoes", delay=20)
    page.get_by_role("option").first.wait_for()

    assert [url.rpartition("=")[2] for url in asked] == ["potatoes"]


def test_without_script_the_box_searches(site: Site, person: Sit, library: Library) -> None:
    page = person(None, script=False)
    page.goto("/en/cases")
    box = page.get_by_role("searchbox", name="What would you like to learn?")

    box.fill("potatoes")
    box.press("Enter")

    page.wait_for_url("**q=potatoes*")
    expect(page.get_by_role("link", name="Selling potatoes together").first).to_be_visible()
