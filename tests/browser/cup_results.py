"""From the last scorecard to results that everybody finds."""

import json

from playwright.sync_api import Page, expect

from app.models.cup import Phase
from app.models.organisations import Organisation
from app.models.people import User
from tests.browser.cup_coordinators import press
from tests.browser.cup_entrants import HIDDEN
from tests.browser.cup_year import RARE, YEAR, Year, fits


def look_at_the_board(year: Year, coordinator: User) -> None:
    page = year.go(year.page(coordinator), "/run/board")
    press(page, "Calculate again" if page.get_by_role("button", name="Calculate again").count() else "Calculate")
    expect(page.locator("body")).to_contain_text("Calculated.")
    expect(page.locator("main svg").first).to_be_visible()
    fits(page)


def park(
    year: Year, coordinator: User, organisation: Organisation, award: str, *, message: str = "", step: str = ""
) -> None:
    """One decision with its feedback; what the jury wrote stands in the fields already."""
    page = year.go(year.page(coordinator), f"/run/board/{year.codes()[organisation.name]}")
    form = page.locator("form").filter(has=page.get_by_role("button", name="Decide, for now"))
    form.get_by_label(award, exact=True).check(force=True)
    expect(form.locator("[name=strength_0]")).not_to_have_value("")
    expect(form.locator("[name=next_step]")).not_to_have_value("")
    if step:
        form.locator("[name=next_step]").fill(step)
    if message:
        form.locator("[name=message]").fill(message)
    press(page, "Decide, for now")
    expect(page.locator("#decision")).to_contain_text("not checked by a second person yet")
    fits(page)


def check(year: Year, coordinator: User, organisation: Organisation) -> None:
    page = year.go(year.page(coordinator), f"/run/board/{year.codes()[organisation.name]}")
    press(page, "Checked: I agree")
    expect(page.locator("#decision")).not_to_contain_text("not checked by a second person yet")


def release(year: Year, coordinator: User, *, reason: str) -> None:
    page = year.go(year.page(coordinator), "/run/release")
    expect(page.locator("#obstacles")).to_have_count(0)
    if page.locator("[name=reason]").count():
        page.locator("[name=reason]").fill(reason)
    press(page, "Release the results")
    year.site.wait_for(lambda: year.phase() is Phase.ANNOUNCED)
    year.go(page, "/run/release")
    expect(page.locator("main")).to_contain_text("The results are out")
    year.go(page, "/run")
    expect(page.locator("main")).not_to_contain_text("Decisions parked:")


def read_the_answer(
    year: Year, owner: User, organisation: Organisation, words: list[str], *, language: str = "en"
) -> None:
    """The mail and the page say the same, and the certificate is there."""
    code = year.codes()[organisation.name]
    # There was one that thanked for the entry; that with the answer is sent soon.
    year.site.letter(owner.email or "", year.case(organisation).title, saying=words)
    page = year.go(year.page(owner), f"/entries/{code}", language=language)
    for text in words:
        expect(page.locator("#result")).to_contain_text(text)
    expect(page.locator(f"#result a[href$='/cases/{year.case(organisation).code}']")).to_be_visible()
    pdf = page.request.get(f"/{language}/cup/{YEAR}/entries/{code}/certificate.pdf")
    assert (pdf.status, pdf.body()[:4]) == (200, b"%PDF")


def stranger_looks(year: Year, reader: Page, *, shown: list[str], not_shown: list[str]) -> None:
    """Somebody without an account sees who was awarded, and nothing that was never sent or refused."""
    reader.goto("/en/cup")
    fits(reader)
    year.go(reader)
    for text in shown:
        expect(reader.locator("#results")).to_contain_text(text)
    for text in not_shown:
        expect(reader.locator("main")).not_to_contain_text(text)
    said = json.loads(reader.request.get(f"/en/cup/{YEAR}/results.json").body())
    assert not any(text in json.dumps(said, ensure_ascii=False) for text in not_shown)


def find_by_word(year: Year, reader: Page, organisation: Organisation) -> None:
    """The experience of an entry is in the library now, without the words that its organisation hid."""
    with year.site.services.database.reading() as session:
        year.site.wait_for(lambda: year.site.services.search.health(session).in_step)
    reader.goto("/en/cases?q=kipelegue")
    expect(reader.locator("mark").first).to_contain_text(RARE)
    fits(reader)
    reader.locator(".card-title a").first.click()
    expect(reader.locator("h1")).to_contain_text(year.case(organisation).title)
    expect(reader.locator("main")).not_to_contain_text(HIDDEN)
    fits(reader)
