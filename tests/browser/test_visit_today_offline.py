"""My visit today, in Chromium: kept on the phone, replaced when the visit changes, gone after signing out."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page

from app.models.types import now
from app.models.visits import Visit, VisitState
from tests.browser.conftest import Site
from tests.browser.test_every_page import wrong_on
from tests.factories import Make
from tests.visits.making import MakeVisit, day
from tests.visits.preparing import Prepared, prepare

Sit = Callable[..., Page]
KEPT = "caches.keys().then((names) => names.filter((name) => name.startsWith('visit ')))"


@pytest.fixture
def group(site: Site, make: Make) -> Prepared:
    group = prepare(
        site.services,
        make,
        MakeVisit(make),
        starts_on=now().date(),
        ends_on=day(2),
        state=VisitState.UNDER_WAY,
        emergency="Pema Sherpa, +977 61 520 100",
        meeting_point="At the bus stop",
    )
    group.ready()
    return group


def opened(site: Site, person: Sit, group: Prepared) -> tuple[Page, str]:
    """The page after its worker has kept it."""
    address = f"{site.url}/en/learning/visits/{group.visit.code}/today"
    page = person(group.visitors[0])
    page.goto(address)
    page.wait_for_selector("[data-kept]:not([hidden])")
    page.reload()
    return page, address


def change(group: Prepared, **values: object) -> None:
    with group.services.database.writing() as session:
        visit = session.get_one(Visit, group.visit.id)
        for name, value in values.items():
            setattr(visit, name, value)
        visit.sequence += 1


def test_page_opens_without_a_connection_with_its_style(site: Site, person: Sit, group: Prepared) -> None:
    page, address = opened(site, person, group)

    page.context.set_offline(True)
    page.goto(address)

    assert "At the bus stop" in page.inner_text("main")
    assert page.is_visible("[data-offline]")
    assert page.get_attribute("a[href^='tel:']", "href") == "tel:+97761520100"
    # The style sheet was kept, too: lists of the programme have no bullets.
    assert page.evaluate("getComputedStyle(document.querySelector('.day-items')).listStyleType") == "none"
    assert page.locator("details[open]").count() == 1
    with pytest.raises(Error):
        page.goto(address.removesuffix("/today"))


def test_other_sequence_replaces_the_copy(site: Site, person: Sit, group: Prepared) -> None:
    page, address = opened(site, person, group)
    before = page.evaluate(KEPT)
    change(group, meeting_point="At the mill")

    page.goto(address)
    page.wait_for_function(f"() => {KEPT}.then((names) => names.length === 1 && names[0].endsWith(' 1'))")
    page.context.set_offline(True)
    page.goto(address)

    assert [name[-2:] for name in before] == [" 0"]
    assert "At the mill" in page.inner_text("main")


def test_signing_out_leaves_nothing_on_the_phone(site: Site, person: Sit, group: Prepared) -> None:
    page, address = opened(site, person, group)
    page.goto(f"{site.url}/en/learning/visits")
    page.evaluate("document.querySelector('form[action$=\"/sign-out\"]').closest('details').open = true")
    page.click("form[action$='/sign-out'] button")
    page.wait_for_url("**/en/")

    kept = page.evaluate(KEPT)
    workers = page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)")
    page.context.set_offline(True)

    assert (kept, workers) == ([], 0)
    with pytest.raises(Error):
        page.goto(address)


def test_who_is_no_longer_part_of_the_visit_loses_the_copy(site: Site, person: Sit, group: Prepared) -> None:
    page, address = opened(site, person, group)
    page.context.clear_cookies()

    page.goto(address)

    assert "sign-in" in page.url
    assert page.evaluate(KEPT) == []


def test_pages_of_a_visit_are_for_everybody(site: Site, person: Sit, group: Prepared) -> None:
    base = f"/en/learning/visits/{group.visit.code}"
    parts = ("", "/today", "/programme", "/people", "/goals", "/tasks", "/money", "/move", "/details")
    paths = ["/en/learning/visits", *(base + part for part in parts), f"{base}/programme/items/1", f"{base}/people/1"]
    for desk, dark in ((False, False), (True, True)):
        page = person(group.coordinator, desk=desk, dark=dark)
        wrong: list[str] = []
        for path in paths:
            answer = page.goto(path)
            assert answer is not None
            wrong += [] if answer.ok else [f"{path}: status {answer.status}"]
            wrong += wrong_on(page, path)
        assert wrong == []
