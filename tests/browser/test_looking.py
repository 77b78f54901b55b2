"""The pages of kept searches, questions and what was looked for: readable by everybody, within a phone."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from app.domain.looking.counting import week_of
from app.models.looking import LookedFor, Question, SavedSearch, Sought
from app.models.types import now
from tests.browse.library import Library
from tests.browser.conftest import Site
from tests.browser.test_every_page import wrong_on
from tests.factories import Make

Sit = Callable[..., Page]


def test_pages_are_for_everybody(site: Site, person: Sit, make: Make) -> None:
    clara = make.coordinator("Clara")
    with site.services.database.writing() as session:
        session.add(SavedSearch(user_id=clara.id or 0, name="Stores", page="case_list", query="q=stores&country=PE"))
        session.add(Question(what="Cold stores?", language="en", asked_by_id=clara.id, product="potato", words="cold"))
        for sought, text in ((Sought.ALL, ""), (Sought.WORDS, "stores"), (Sought.FILTER, "country:PE")):
            week = week_of(now().date())
            session.add(LookedFor(week=week, language="en", sought=sought, text=text, times=5, in_vain=4))
    wrong: list[str] = []

    for desk, dark in ((False, False), (True, True)):
        page = person(clara, desk=desk, dark=dark)
        for path in (
            "/en/searches",
            "/es/searches/new?list=search&q=papa",
            "/fr/questions/ask?q=papa&country=PE",
            "/en/questions",
            "/en/questions/mine",
            "/en/questions/1",
            "/pt/looked-for",
            "/en/waiting",
        ):
            page.goto(path)
            wrong += wrong_on(page, path)

    assert wrong == []


def test_open_list_of_suggestions_is_for_everybody(site: Site, person: Sit, make: Make) -> None:
    Library(site.services, make)
    page = person(None)
    page.goto("/en/cases")
    page.locator("#search-q").fill("potat")
    page.get_by_role("option").first.wait_for()

    assert wrong_on(page, "suggestions") == []


def test_search_is_kept_from_the_list(site: Site, person: Sit, make: Make) -> None:
    Library(site.services, make)
    page = person(make.user("Rosa"))
    page.goto("/en/cases?q=potatoes")

    page.get_by_role("link", name="Keep this search").click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Kept. You find it among your searches.")).to_be_visible()
    page.goto("/en/searches")

    expect(page.get_by_role("link", name="potatoes", exact=True)).to_be_visible()
