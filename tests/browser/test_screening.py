"""The desk of the screening in a browser: readable by everybody, no wider than a phone, decided with a few keys."""

from collections.abc import Callable

from playwright.sync_api import Page

from app.models.entries import EntryState
from app.models.organisations import Organisation
from tests.browser.conftest import Site
from tests.browser.test_every_page import wrong_on
from tests.contents import full_content
from tests.cup.making import MakeCup, make_submission
from tests.cup.screened import MENDING, Screened, screened
from tests.factories import Make

Sit = Callable[..., Page]


def busy_desk(site: Site, make: Make) -> Screened:
    """An entry with two texts, a verdict by each of two people who differ, and more in the queue."""
    cup = MakeCup(make)
    desk = screened(site.services, make, cup, time_zone="America/Lima")
    with site.services.database.writing() as session:
        make_submission(session, entry=desk.entry, content=full_content())
    desk.decide(desk.one, submission=2, **MENDING)
    desk.decide(desk.two, submission=2, verdict="eligible", note="Lovely.")
    for state in (EntryState.SUBMITTED, EntryState.TO_COMPLETE, EntryState.APPEAL):
        cup.entry(desk.edition, _organisation(make, state), state=state)
    return desk


def _organisation(make: Make, state: EntryState) -> Organisation:
    return make.organisation(f"Asociación de productores {state}", country="BO")


def test_pages_of_the_screening_are_for_everybody(site: Site, person: Sit, make: Make) -> None:
    desk = busy_desk(site, make)
    queue = "/en/cup/2026/run/screening"
    paths = [
        queue,
        f"{queue}?tab=third",
        desk.address(),
        desk.address("?since=1"),
        desk.address("/sent/1"),
        desk.address("/jury"),
    ]
    wrong: list[str] = []
    for wide, dark in ((False, False), (True, True)):
        page = person(desk.three, desk=wide, dark=dark)
        for path in paths:
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 200
            wrong += wrong_on(page, path)

    assert wrong == []


def test_third_person_settles_it_from_a_phone_without_script(site: Site, person: Sit, make: Make) -> None:
    desk = busy_desk(site, make)
    page = person(desk.three, script=False)
    page.goto("/en/cup/2026/run/screening?tab=third")
    page.get_by_role("link", name="Selling potatoes together").click()
    page.get_by_label("It takes part").check()
    page.get_by_label("What exactly").fill("Welcome.")
    page.get_by_role("button", name="See the mail first").click()
    assert "Nothing is sent yet." in page.inner_text("main")
    page.get_by_role("button", name="Decide", exact=True).click()
    assert "Decided: it takes part." in page.inner_text("body")
    assert desk.events()[-1] == ("eligible", [], "Lovely.\n\nWelcome.")
