"""A coordinator drags a visit to another day, stretches it, and does both by keyboard; conflicts are told before."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from app.models.types import now
from tests.browser.conftest import Site
from tests.factories import Make
from tests.visits.making import MakeVisit
from tests.visits.preparing import Prepared, prepare

Sit = Callable[..., Page]
# The first Tuesday of a month that is not over.
MONTH = (now().date().replace(day=1) + timedelta(days=75)).replace(day=1)
TUESDAY = MONTH + timedelta(days=(1 - MONTH.weekday()) % 7)


def later(days: int) -> date:
    return TUESDAY + timedelta(days=days)


@pytest.fixture
def group(site: Site, make: Make) -> Prepared:
    """From Tuesday to Thursday; the hosts receive others on the Tuesday two weeks later."""
    visits = MakeVisit(make)
    group = prepare(site.services, make, visits, starts_on=later(0), ends_on=later(2), offer={"title": "Our store"})
    visits.visit(group.offer, starts_on=later(14), ends_on=later(14), title="Others")
    return group


def calendar(page: Page) -> Page:
    # The whole month is to be seen: what lies below the edge is no place to drop something.
    page.set_viewport_size({"width": 1280, "height": 1500})
    page.goto(f"/en/learning/calendar?view=month&day={TUESDAY}")
    page.wait_for_selector(".month.movable")
    return page


def cell(page: Page, day: date) -> Locator:
    return page.locator(f'td[data-day="{day}"]')


def bar(page: Page, group: Prepared, day: date) -> Locator:
    return cell(page, day).locator(f'[data-visit="{group.visit.code}"]')


def drag(page: Page, what: Locator, to: Locator) -> None:
    what.scroll_into_view_if_needed()
    start, end = what.bounding_box(), to.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + 30, start["y"] + 5, steps=3)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] - 6, steps=8)
    page.mouse.up()


def days(group: Prepared) -> tuple[date, date]:
    return group.now().starts_on, group.now().ends_on


def test_coordinator_drags_a_visit_and_stretches_it(group: Prepared, person: Sit) -> None:
    page = calendar(person(group.coordinator, desk=True))

    drag(page, bar(page, group, later(1)), cell(page, later(8)))
    expect(page.get_by_role("dialog")).to_contain_text("Nothing speaks against these days.")
    before = days(group)
    page.get_by_role("dialog").get_by_role("button", name="Move the visit").click()
    expect(page.get_by_text("Moved. Everybody gets a mail.")).to_be_visible()
    moved = days(group)
    calendar(page)
    drag(page, bar(page, group, later(9)).locator("[data-stretch]"), cell(page, later(11)))
    page.get_by_role("dialog").get_by_role("button", name="Move the visit").click()
    expect(page.get_by_text("Moved. Everybody gets a mail.")).to_be_visible()

    assert before == (later(0), later(2))
    assert moved == (later(7), later(9))
    assert days(group) == (later(7), later(11))


def scrolled(page: Page, far_enough: Callable[[float], bool]) -> float:
    """Where the page stands once it has scrolled so far."""
    for _ in range(60):
        place = float(page.evaluate("scrollY"))
        if far_enough(place):
            return place
        page.wait_for_timeout(50)
    raise AssertionError("The page did not scroll.")


def test_drag_scrolls_the_page_at_its_edges(group: Prepared, person: Sit) -> None:
    page = calendar(person(group.coordinator, desk=True))
    page.set_viewport_size({"width": 1280, "height": 300})
    what = bar(page, group, later(0))
    page.evaluate("(bar) => scrollTo(0, bar.getBoundingClientRect().top + scrollY - 150)", what.element_handle())
    box, start = what.bounding_box(), page.evaluate("scrollY")
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 20, steps=3)
    page.mouse.move(x, 297, steps=3)
    below = scrolled(page, lambda place: place > start + 150)
    expect(cell(page, later(21))).to_have_class(re.compile(r"\bdrop\b"))
    page.mouse.move(x, 3, steps=3)
    scrolled(page, lambda place: place < below - 60)
    page.mouse.move(x, 150, steps=3)
    rested = page.evaluate("scrollY")
    page.wait_for_timeout(200)
    still = page.evaluate("scrollY")
    page.mouse.up()

    assert still == rested
    assert days(group) == (later(0), later(2))


def test_conflict_is_told_before_anything_is_saved(group: Prepared, person: Sit) -> None:
    page = calendar(person(group.coordinator, desk=True))

    drag(page, bar(page, group, later(0)), cell(page, later(13)))

    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("takes part in another visit")
    assert dialog.get_by_role("button", name="Move the visit").count() == 0
    dialog.get_by_role("button", name="Leave it where it is").click()
    expect(page.get_by_text("It stays on its days.")).to_be_visible()
    assert page.locator(".drop").count() == 0
    assert days(group) == (later(0), later(2))


def test_keys_move_and_stretch_too(group: Prepared, person: Sit) -> None:
    page = calendar(person(group.coordinator, desk=True))

    bar(page, group, later(0)).focus()
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+Shift+ArrowRight")
    expect(page.locator("[data-calendar-said]")).to_contain_text("Our store: ")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Nothing speaks against these days.")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Moved. Everybody gets a mail.")).to_be_visible()

    assert days(group) == (later(7), later(10))


def test_escape_leaves_everything_as_it_was_and_a_click_opens_the_visit(group: Prepared, person: Sit) -> None:
    page = calendar(person(group.coordinator, desk=True))

    bar(page, group, later(0)).focus()
    page.keyboard.press("Alt+ArrowRight")
    page.keyboard.press("Escape")
    expect(page.get_by_text("It stays on its days.")).to_be_visible()
    bar(page, group, later(0)).click()
    page.wait_for_url(f"**/learning/visits/{group.visit.code}")

    assert days(group) == (later(0), later(2))


def test_of_two_who_drag_the_second_is_told(group: Prepared, make: Make, person: Sit) -> None:
    first, second = (calendar(person(one, desk=True)) for one in (group.coordinator, make.coordinator()))
    for page in (first, second):
        drag(page, bar(page, group, later(0)), cell(page, later(7 if page is first else 6)))
        expect(page.get_by_role("dialog")).to_contain_text("Nothing speaks")

    for page in (first, second):
        page.get_by_role("dialog").get_by_role("button", name="Move the visit").click()

    expect(second.get_by_text("Somebody else changed this")).to_be_visible()
    assert days(group) == (later(7), later(9))


def test_on_a_phone_the_list_comes_first_and_nothing_is_too_wide(group: Prepared, person: Sit) -> None:
    page = person(group.coordinator)

    page.goto(f"/en/learning/calendar?day={TUESDAY}")

    expect(page.locator(".month")).to_be_hidden()
    expect(page.get_by_role("heading", name="Our store")).to_be_visible()
    for view in ("", "month", "week", "list"):
        page.goto(f"/en/learning/calendar?day={TUESDAY}&view={view}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_private_address_is_copied(site: Site, group: Prepared, person: Sit) -> None:
    page = person(group.host)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/en/learning/calendar/address")
    page.get_by_role("button", name="Make my address").click()
    page.get_by_role("button", name="Copy the address").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()

    copied = page.evaluate("navigator.clipboard.readText()")

    assert copied.startswith(f"{site.url}/en/learning/feed/")
    assert page.request.get(copied).text().startswith("BEGIN:VCALENDAR")
