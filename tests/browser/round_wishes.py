"""What is wished and offered on telephones, and how a coordinator makes visits of it."""

from playwright.sync_api import expect
from sqlmodel import select

from app.forms.learning_demand import LABELS as WISH
from app.forms.learning_offer import LABELS as OFFER
from app.i18n import translate
from app.models.cases import Case
from app.models.people import User
from app.models.rounds import Plan, PlanState
from tests.browser.cup_year import fits
from tests.browser.round_scene import Party, Scene, press, says, unfold
from tests.visits.making import day


def wish(
    scene: Scene, party: Party, title: str, *, people: int, spoken: dict[str, int], topics: tuple[str, ...]
) -> None:
    """From the landing page to a wish that everybody can read."""
    page, language = scene.phone(party, "/learning"), party.language
    page.locator("main a.button-primary").first.click()
    page.wait_for_url("**/demands/new*")
    fits(page)
    page.get_by_label(translate(language, WISH["title"])).fill(title)
    for topic in topics:
        page.locator("fieldset.ranked select:visible").first.select_option(topic)
    page.get_by_label(translate(language, WISH["party"])).fill(str(people))
    for row, (code, number) in enumerate(spoken.items()):
        if row:
            page.get_by_role("button", name=translate(language, "Add a language")).click()
        page.locator(f"[name=languages-{row}-code]").select_option(code)
        page.locator(f"[name=languages-{row}-number]").fill(str(number))
    unfold(page, "women")
    page.locator("[name=women]").fill("2")
    page.locator("[name=roles-producer]").fill(str(people))
    page.locator("[name=windows-0-first]").fill(day(45).isoformat())
    page.locator("[name=windows-0-last]").fill(day(110).isoformat())
    press(page, language, "Publish")
    says(page, language, "Published. Organisations that can show it hear of it.")
    expect(page.locator("h1")).to_have_text(title)


def offer(scene: Scene, party: Party, title: str, *, topics: tuple[str, ...]) -> None:
    page, language = scene.phone(party, "/learning"), party.language
    page.locator("main a[href$='/offers/new']").first.click()
    page.wait_for_url("**/offers/new*")
    page.get_by_label(translate(language, OFFER["title"])).fill(title)
    for topic in topics:
        page.locator("fieldset.ranked select:visible").first.select_option(topic)
    _publish_offer(scene, party)
    expect(page.locator("h1")).to_have_text(title)


def offer_from_case(scene: Scene, party: Party, case: Case) -> None:
    """In two steps: what the case says already is looked through, and published."""
    page = scene.phone(party, f"/cases/{case.code}")
    page.locator("#offer a.button").click()
    page.wait_for_url("**/offers/new*")
    _publish_offer(scene, party)
    expect(page.locator("h1")).to_have_text(case.title)


def _publish_offer(scene: Scene, party: Party) -> None:
    page, language = scene.page(party.owner), party.language
    fits(page)
    unfold(page, "person_cost")
    page.get_by_label(translate(language, OFFER["person_cost"])).fill("40")
    page.locator("[name=roles][value=producer]").check(force=True)
    press(page, language, "Publish")
    says(page, language, "Published. Everybody who wants to learn can find it now.")


def see_who_fits(scene: Scene, coordinator: User, visitor: Party, hosts: list[Party], *, not_yet: Party) -> None:
    """Best first, each with its reasons; who does not fit, with what would change that."""
    page = scene.page(coordinator, desk=True)
    scene.go(page, f"/en/learning/demands/{scene.wish(visitor).code}")
    page.get_by_role("link", name="Who fits").click()
    fits(page)
    expect(page.locator("#possible h3")).to_have_text([host.name for host in hosts])
    best = page.locator("#possible .visit-row").first
    best.locator("summary").click()
    expect(best).to_contain_text("of 100 points")
    expect(best).to_contain_text("4 of 4")
    expect(page.locator("#impossible")).to_contain_text(not_yet.name)
    page.get_by_role("button", name="Compare side by side").click()
    fits(page)
    for host in hosts:
        expect(page.locator("main")).to_contain_text(host.name)


def make_round(scene: Scene, coordinator: User) -> None:
    page = scene.go(scene.page(coordinator, desk=True), "/en/learning/rounds/new")
    page.get_by_label("Title").fill("Visits of the spring")
    page.get_by_label("First day on which a visit may begin").fill(day(40).isoformat())
    page.get_by_label("Last day of the last visit").fill(day(130).isoformat())
    page.get_by_label("Money for visits").fill("5000")
    page.get_by_role("button", name="Save", exact=True).click()
    says(page, "en", "The round is there. Next, work out a draft.")


def plan_and_publish(scene: Scene, coordinator: User, pairs: list[tuple[Party, Party]]) -> None:
    """Worked out by the worker while the page waits; each wish with the host it should have."""
    page = scene.page(coordinator, desk=True)
    press(page, "en", "Have a draft worked out")
    scene.site.wait_for(lambda: _ready(scene))
    # The page asks again by itself; it has the button once the draft is there.
    page.get_by_role("button", name="Publish and ask both sides").wait_for()
    fits(page)
    rows = {row.locator("h3 a").inner_text(): row.inner_text() for row in page.locator("#visits .visit-row").all()}
    assert {host.name: visitor.name in rows[host.name] for visitor, host in pairs} == {
        host.name: True for _, host in pairs
    }
    press(page, "en", "Publish and ask both sides")
    says(page, "en", "Published. Both sides of each visit are asked")


def _ready(scene: Scene) -> bool:
    with scene.site.services.database.reading() as session:
        return session.exec(select(Plan.state)).one() is PlanState.READY
