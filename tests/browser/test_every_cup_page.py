"""Every page of the cup, for everybody who takes part: as `test_every_page` looks at those of the library."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.browser.cup_pages import every_cup, user_of
from tests.browser.cup_paths import ANSWERED, PAGES
from tests.browser.test_every_page import AA, idle_on, wrong_on
from tests.factories import Make

Sit = Callable[..., Page]
# On a phone by day all rules; on a desk by night what differs there.
LOOKS = ((False, AA), (True, ("color-contrast", "target-size")))
# Where nothing is primary, the button that does what the page is for.
WITH_KEYS = (
    ("rosa@example.org", "/en/cup/2026/enter", "main form .button-primary"),
    ("rosa@example.org", "/en/cup/2026/entries/{draft}/answers", "[name=do][value=next]"),
    ("rosa@example.org", "/en/cup/2026/entries/{draft}/send", "[name=do][value=send]"),
    ("rosa@example.org", "/en/cup/2027/entries/{refused}", "[action$='/appeal'] .button-primary"),
    ("judith@example.org", "/en/cup/2027/seat", "[action$='/declare'] .button-primary"),
    ("judith@example.org", "/en/cup/2027/seat/ties/{undecided_organisation}", "main form .button-primary"),
    ("judith@example.org", "/en/cup/2028/desk/{begun}", "[name=do][value=finish]"),
    ("fatou@example.org", "/en/cup/2026/enter/for?organisation={organisation}", "main form .button-primary"),
    ("olga@example.org", "/en/cup/new", "main form .button-primary"),
    ("olga@example.org", "/en/cup/2030/run/edition/dates", "main form .button-primary"),
    ("olga@example.org", "/en/cup/2027/run/entries/{undecided}", "[name=do][value=decide]"),
    ("olga@example.org", "/en/cup/2028/run/jury", "[action$='/invite'] .button-primary"),
    ("olga@example.org", "/en/cup/2028/run/assignment", "[action$='/propose'] .button-primary"),
    ("olga@example.org", "/en/cup/2029/run/board", "[name=do][value=park]"),
    ("olga@example.org", "/en/cup/2029/run/board/{best}", "form[action$='/board/{best}'] .button-primary"),
    ("olga@example.org", "/en/cup/2029/run/board/second-round", "main form .button-primary"),
)
# What marks an element that has the focus: an outline of its own, or of what is drawn in its place. The button of the
# browser's calendar, inside the field of a date, has its own.
SHOWN = """element => element.matches("[type=date], [type=datetime-local]")
    || [element, element.closest("label"), element.nextElementSibling, element.parentElement].some(
        one => one && (style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
            || style.boxShadow !== "none")(getComputedStyle(one)))"""


def test_every_page_of_the_cup_is_for_everybody(site: Site, make: Make, person: Sit) -> None:
    codes = every_cup(site, make)
    wrong: list[str] = []
    for email, paths in PAGES.items():
        for desk, rules in LOOKS:
            page = person(user_of(site, email), desk=desk, dark=desk)
            for path in paths:
                answer = page.goto(path.format(**codes))
                assert answer is not None
                if answer.status != (410 if ANSWERED in path else 200):
                    wrong.append(f"{email} {path}: status {answer.status}")
                    continue
                wrong += wrong_on(page, path, rules)

    assert wrong == []


def test_every_page_of_the_cup_stands_without_script_and_with_keys(site: Site, make: Make, person: Sit) -> None:
    codes = every_cup(site, make)
    wrong: list[str] = []
    for email, paths in PAGES.items():
        page = person(user_of(site, email), script=False)
        for path in paths:
            page.goto(path.format(**codes))
            wrong += idle_on(page, path)
    for email in dict.fromkeys(email for email, _, _ in WITH_KEYS):
        page = person(user_of(site, email), desk=True)
        for _, path, button in (one for one in WITH_KEYS if one[0] == email):
            page.goto(path.format(**codes))
            wrong += unreachable(page, path, button.format(**codes))

    assert wrong == []


def unreachable(page: Page, path: str, button: str) -> list[str]:
    """Tab through the page as far as this button; every stop on the way has to show where one is."""
    unseen: list[str] = []
    for _ in range(300):
        page.keyboard.press("Tab")
        stop = page.evaluate_handle("document.activeElement")
        if not stop.evaluate(SHOWN):
            unseen.append(f"{path}: no focus to be seen on {stop.evaluate('one => one.outerHTML')[:120]}")
        if stop.evaluate("(one, button) => one.matches(button)", button):
            return unseen
    return [*unseen, f"{path}: {button} is not reached with the tabulator"]
