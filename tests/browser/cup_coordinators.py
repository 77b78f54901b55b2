"""What the coordinators of a cup do in a year, up to the beginning of the judging."""

import re

from playwright.sync_api import Page, expect

from app.models.organisations import Organisation
from app.models.people import User
from tests.browser.cup_year import YEAR, Year, clock, fits

DAYS = {"screening": 30, "judging": 60, "deliberation": 90, "announced": 100}


def press(page: Page, words: str) -> None:
    page.locator("main").get_by_role("button", name=words, exact=True).click()


def prepare(year: Year, coordinator: User) -> None:
    """A new edition from the template: its settings, its dates, its preview."""
    page = year.page(coordinator)
    page.goto("/en/cup")
    fits(page)
    page.get_by_role("link", name="Prepare a new cup").click()
    fits(page)
    page.locator("[name=year]").fill(str(YEAR))
    page.locator("[name=time_zone]").select_option("America/Lima")
    press(page, "Prepare it")
    page.wait_for_url(f"**/cup/{YEAR}/run/edition")
    fits(page)
    page.locator("[name=title]").fill("Cup of the long harvest")
    page.locator("[name=theme]").fill("Markets that last")
    page.locator("[name=jurors_per_entry]").fill("2")
    press(page, "Save")
    page.locator("main").get_by_role("link", name="Dates", exact=True).click()
    for phase, days in DAYS.items():
        page.locator(f"[name=starts_{phase}]").fill(clock(days))
    press(page, "Save")
    expect(page.locator("[name=starts_screening]")).to_have_value(clock(DAYS["screening"]))
    fits(page)
    for part in ("questions", "criteria", "awards", "preview", "preview?as=juror"):
        year.go(page, f"/run/edition/{part}")
    expect(page.locator("main")).to_contain_text("Do they say honestly what worked")


def set_awards(year: Year, coordinator: User) -> None:
    """Fewer places than in the template: a small cup has few prizes."""
    page = year.go(year.page(coordinator), "/run/edition/awards")
    for place in range(3):
        page.locator(f"[name$='-{place}-places']").fill("1")
    press(page, "Save")
    expect(page.locator("[name$='-0-places']")).to_have_value("1")


def open_call(year: Year, coordinator: User) -> None:
    page = year.go(year.page(coordinator), "/run")
    form = page.locator("form[action$='/run/next']")
    page.locator("details", has=form).locator("summary").click()
    form.get_by_role("button").click()
    expect(page.locator("body")).to_contain_text("Those concerned have been told.")
    fits(page)


def find_in_queue(year: Year, page: Page, organisation: Organisation, tab: str) -> None:
    year.go(page, f"/run/screening?tab={tab}")
    code = year.codes()[organisation.name]
    page.locator(f"main table a[href$='/run/entries/{code}']").click()
    page.wait_for_url(f"**/run/entries/{code}")
    fits(page)


def decide(
    year: Year,
    coordinator: User,
    organisation: Organisation,
    verdict: str,
    *,
    reason: str = "",
    note: str = "",
    tab: str = "first",
) -> None:
    """One verdict of one person, from the queue."""
    page = year.page(coordinator)
    find_in_queue(year, page, organisation, tab)
    page.locator(f"[name=verdict][value={verdict}]").check(force=True)
    if reason:
        page.locator(f"[name=reasons][value={reason}]").check(force=True)
    if note:
        page.locator("[name=note]").fill(note)
        press(page, "See the mail first")
        expect(page.locator("#mail")).to_contain_text(note)
    press(page, "Decide")
    expect(page.locator("body")).to_contain_text(re.compile("Your verdict is kept|Decided:"))
    fits(page)


def invite(year: Year, coordinator: User, people: dict[str, str]) -> None:
    page = year.go(year.page(coordinator), "/run/jury")
    page.locator("[name=people]").fill("\n".join(f"{name}, {address}" for name, address in people.items()))
    press(page, "Send the invitations")
    for name in people:
        expect(page.locator("main table")).to_contain_text(name)
    fits(page)


def assign(year: Year, coordinator: User, anchor: Organisation) -> None:
    """Anchors first, then a proposal by the worker, then everybody gets their mail."""
    page = year.go(year.page(coordinator), "/run/assignment")
    page.locator(f"[name=anchors][value='{year.codes()[anchor.name]}']").check(force=True)
    press(page, "Save the anchor entries")
    press(page, "Work out a proposal")
    year.site.wait_for(lambda: _has_proposal(year, page))
    fits(page)
    expect(page.locator("#proposal")).to_contain_text("All entries hang together")
    press(page, "Accept the proposal")
    expect(page.locator("main")).to_contain_text("Everybody who is needed is assigned. To the overview")
    fits(page)


def _has_proposal(year: Year, page: Page) -> bool:
    page.goto(f"/en/cup/{YEAR}/run/assignment")
    return page.locator("#proposal").count() == 1
