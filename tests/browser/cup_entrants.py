"""What organisations do in a year of the cup: they enter, mend, come too late, and read their answer."""

from playwright.sync_api import Page, expect

from app.models.entries import EntryState
from app.models.organisations import Organisation
from app.models.people import User
from tests.browser.cup_year import RARE, YEAR, Year, fits
from tests.factories import raw_content

HIDDEN = "Fatou Traoré"
FRENCH = {
    "title": "Peser le coton devant tout le monde",
    "summary": "Quarante familles pèsent ensemble et vendent un tiers plus cher.",
    "what_we_did": f"Avec {HIDDEN} nous avons pesé le {RARE} chaque lundi, devant tous.",
    "what_changed": "Les acheteurs viennent maintenant chez nous.",
    "what_was_hard": "La première année personne ne croyait à la balance.",
}


def enter_in_french(year: Year, owner: User, organisation: Organisation) -> None:
    """On a telephone, from the public page to what was sent."""
    page = year.go(year.page(owner, desk=False), language="fr")
    page.locator("main a.button-primary").first.click()
    fits(page)
    page.locator("form[action$='/enter'] button.button-primary").click()
    page.wait_for_url("**/tell")
    tell(page, FRENCH)
    page.locator("button[name=do][value=send]").click()
    page.wait_for_url("**/answers")
    fits(page)
    answer(page, "Pesez devant tout le monde.")
    page.wait_for_url(f"**/entries/{year.entry(organisation).code}")
    page.locator("main a.button-primary").click()
    page.wait_for_url("**/send")
    page.locator("[name=redactions]").fill(HIDDEN)
    page.locator("button[name=do][value=save]").click()
    expect(page.locator("mark")).to_have_text(HIDDEN)
    agree(page)
    page.locator("button[name=do][value=send]").click()
    page.wait_for_url(f"**/entries/{year.entry(organisation).code}")
    fits(page)
    assert year.state(organisation) is EntryState.SUBMITTED


def tell(page: Page, words: dict[str, str]) -> None:
    for name, text in words.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=kind][value=good_experience]").check(force=True)
    page.locator("#f-benefits").select_option("bargaining_power")
    page.locator("[name=capabilities][value=marketing_negotiation]").check(force=True)


def answer(page: Page, words: str) -> None:
    """Every question that has to be answered: texts, and the first of each choice."""
    for place in page.locator("main form textarea").all():
        place.fill(words)
    for choice in page.locator("main form fieldset").all():
        choice.locator("input[type=radio]").first.check(force=True)
    page.locator("[data-save-state][data-now=saved]").wait_for()
    page.locator("button[name=do][value=next]").click()


def agree(page: Page) -> None:
    page.locator("[name=licence][value=cc_by_4]").check(force=True)
    page.locator("[name=consent]").check(force=True)


def enter_what_was_told(year: Year, owner: User, organisation: Organisation, title: str) -> None:
    """An experience that is in the library's drafts already."""
    year.make.case(organisation, content=raw_content(title=title), created_by_id=owner.id)
    page = year.go(year.page(owner), "/enter")
    page.locator("[name=way][value=existing]").check(force=True)
    page.locator("[name=case]").select_option(label=title)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/entries/**")
    fits(page)
    page.locator("main a.button-primary").click()
    answer(page, "Put the scale where all can see it.")
    page.wait_for_url(f"**/entries/{year.entry(organisation).code}")
    page.locator("main a.button-primary").click()
    fits(page)
    agree(page)
    page.get_by_role("button", name="Send the entry").click()
    page.wait_for_url(f"**/entries/{year.entry(organisation).code}")
    assert year.state(organisation) is EntryState.SUBMITTED


def send_too_little(year: Year, owner: User, organisation: Organisation) -> None:
    """Begun on a telephone, with a title alone: the page says what is missing, and nothing is sent."""
    page = year.go(year.page(owner, desk=False), "/enter")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/tell")
    page.locator("[name=title]").fill("Beans in the shade")
    expect(page.locator("[data-save-state]")).to_contain_text("Saved at")
    year.go(page, f"/entries/{year.entry(organisation).code}/send")
    expect(page.locator("main")).to_contain_text("things are still missing before you can send it.")
    agree(page)
    page.get_by_role("button", name="Send the entry").click()
    fits(page)
    expect(page.locator("main")).to_contain_text("things are still missing before you can send it.")
    year.go(page, f"/entries/{year.entry(organisation).code}")
    assert year.state(organisation) is EntryState.DRAFT


def hold_the_send_page(year: Year, owner: User, organisation: Organisation) -> None:
    """Everything is there, and the button is not pressed yet."""
    page = year.go(year.page(owner), f"/entries/{year.entry(organisation).code}/send")
    agree(page)


def press_send_too_late(year: Year, owner: User, organisation: Organisation) -> None:
    page = year.page(owner)
    page.get_by_role("button", name="Send the entry").click()
    expect(page.locator("main")).to_contain_text("ended")
    fits(page)
    year.go(page, f"/entries/{year.entry(organisation).code}")
    year.go(page, "/enter")
    assert year.state(organisation) is EntryState.DRAFT


def mend(year: Year, owner: User, organisation: Organisation, note: str, words: str) -> None:
    """From the mail to a better text, sent again."""
    page = year.page(owner)
    code = year.entry(organisation).code
    letter = year.site.letter(owner.email or "", "something is to be mended")
    assert note in letter
    year.go(page, f"/entries/{code}")
    expect(page.locator("#asked")).to_contain_text(note)
    page.goto(f"/en/cases/{year.case(organisation).code}/tell")
    page.locator("[name=what_was_hard]").fill(words)
    expect(page.locator("[data-save-state]")).to_contain_text("Saved at")
    year.go(page, f"/entries/{code}")
    page.locator("main a.button-primary").click()
    page.wait_for_url("**/send")
    page.get_by_role("button", name="Send it again").click()
    page.wait_for_url(f"**/cup/{YEAR}/entries/{code}")
    fits(page)
    assert year.state(organisation) is EntryState.SUBMITTED
