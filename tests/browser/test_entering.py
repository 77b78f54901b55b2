"""A French-speaking producer enters the cup on a telephone, with a small mistake."""

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from sqlmodel import select

from app.models.entries import Entry, EntryState
from tests.browser.conftest import Site
from tests.cup.making import MakeCup
from tests.factories import Make, raw_content

Sit = Callable[..., Page]


def fits_and_is_readable(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []


def entry_of(site: Site) -> Entry:
    with site.services.database.reading() as session:
        return session.exec(select(Entry)).one()


def test_a_producer_enters_in_french_on_a_telephone(site: Site, make: Make, person: Sit) -> None:
    MakeCup(make).edition()
    rosa = make.owner(make.organisation("Coopérative du Nord"), "Rose", language="fr")
    page = person(rosa)
    page.goto("/fr/cup/2026/enter")
    fits_and_is_readable(page)
    page.locator("form[action$='/enter'] button.button-primary").click()
    page.wait_for_url("**/tell")

    content = raw_content()
    for name, text in (content["summary"] | content["story"]).items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=kind][value=good_experience]").check(force=True)
    page.locator("#f-benefits").select_option("bargaining_power")
    page.locator("[name=capabilities][value=marketing_negotiation]").check(force=True)
    page.locator("button[name=do][value=send]").click()
    page.wait_for_url("**/answers")
    fits_and_is_readable(page)

    asked = page.locator("textarea").first
    asked.fill("Pour apprendre.")
    page.locator("[data-save-state][data-now=saved]").wait_for()
    asked.fill("Pour apprendre des autres.")
    page.locator("button[name=do][value=next]").click()
    page.wait_for_url(f"**/entries/{entry_of(site).code}")
    fits_and_is_readable(page)

    page.locator("main a.button-primary").click()
    page.wait_for_url("**/send")
    fits_and_is_readable(page)
    page.locator("[name=licence][value=cc_by_4]").check(force=True)
    page.locator("button[name=do][value=send]").click()
    page.locator("#consent-error").wait_for()
    page.locator("[name=consent]").check(force=True)
    page.locator("button[name=do][value=send]").click()
    page.wait_for_url(f"**/entries/{entry_of(site).code}")
    fits_and_is_readable(page)

    entry = entry_of(site)
    assert entry.state is EntryState.SUBMITTED
    assert list(entry.answers.values()) == ["Pour apprendre des autres."]
