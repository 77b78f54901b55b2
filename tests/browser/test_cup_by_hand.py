"""The ways of the cup without JavaScript, and with the keys alone."""

from collections.abc import Callable
from typing import Any, TypeVar

from playwright.sync_api import Page, expect
from sqlmodel import SQLModel, select

from app.models.cup import Phase
from app.models.entries import Decision, Entry, EntryState
from app.models.jury import CardState, Scorecard
from tests.browser.conftest import Site
from tests.cup.deliberation import judged
from tests.cup.making import CRITERIA, MakeCup
from tests.factories import Make, raw_content

Sit = Callable[..., Page]
Row = TypeVar("Row", bound=SQLModel)


def the_only(site: Site, kind: type[Row], *where: Any) -> Row:
    with site.services.database.reading() as session:
        return session.exec(select(kind).where(*where)).one()


def test_an_entry_is_written_answered_and_sent_without_script(site: Site, make: Make, person: Sit) -> None:
    MakeCup(make).edition()
    page = person(make.owner(make.organisation("Potato growers"), "Rosa"), script=False)
    page.goto("/en/cup/2026")
    page.get_by_role("link", name="Enter the cup").click()
    page.get_by_role("button", name="Begin").click()
    content = raw_content()
    for name, text in (content["summary"] | content["story"]).items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=kind][value=good_experience]").check(force=True)
    page.locator("#f-benefits").select_option("bargaining_power")
    page.locator("[name=capabilities][value=marketing_negotiation]").check(force=True)
    page.locator("button[name=do][value=send]").click()
    page.get_by_label("Why do you enter?").fill("To learn.")
    page.locator("button[name=do][value=next]").click()
    page.locator("main a.button-primary").click()
    page.locator("[name=licence][value=cc_by_4]").check(force=True)
    page.locator("[name=consent]").check(force=True)
    page.get_by_role("button", name="Send the entry").click()
    expect(page.locator("main")).to_contain_text("What you sent")

    entry = the_only(site, Entry)
    assert (entry.state, list(entry.answers.values())) == (EntryState.SUBMITTED, ["To learn."])


def score_card(site: Site, make: Make) -> tuple[Any, str]:
    """A juror with one entry on their desk."""
    cup = MakeCup(make)
    edition = cup.edition(phase=Phase.JUDGING)
    entry, user = cup.entry(edition), make.user("Judith")
    cup.card(entry, cup.juror(edition, user))
    return user, f"/en/cup/2026/desk/{entry.code}"


def test_a_scorecard_is_saved_and_handed_in_without_script(site: Site, make: Make, person: Sit) -> None:
    user, path = score_card(site, make)
    page = person(user, script=False)
    page.goto("/en/cup/2026/desk")
    page.locator("main a.button-primary").click()
    for code, _, _ in CRITERIA:
        page.locator(f"[name=score-{code}][value='3']").check(force=True)
    page.get_by_role("button", name="Save and go on later").click()
    assert the_only(site, Scorecard).scores == {code: 3 for code, _, _ in CRITERIA}
    page.goto(path)
    for code, _, _ in CRITERIA:
        page.locator(f"[name=reason-{code}]").fill(f"Because of {code}.")
    for name in ("strength-0", "strength-1", "next_step"):
        page.locator(f"[name={name}]").fill("They asked everybody.")
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("body")).to_contain_text("Handed in. Thank you for your judgement.")

    assert the_only(site, Scorecard).state is CardState.FINAL


def test_a_digit_scores_the_criterion_one_is_in_and_stays_a_digit_in_a_text(
    site: Site, make: Make, person: Sit
) -> None:
    user, path = score_card(site, make)
    page = person(user, desk=True)
    page.goto(path)
    chosen = page.locator("[name=score-reflection]:checked")
    page.locator("[name=score-reflection]").first.focus()
    page.keyboard.press("4")
    expect(chosen).to_have_value("4")
    page.locator("[name=reason-reflection]").focus()
    page.keyboard.type("2 of 30 sacks")
    page.locator("[name=strength-0]").focus()
    page.keyboard.type("1 scale")

    expect(page.locator("[name=reason-reflection]")).to_have_value("2 of 30 sacks")
    expect(page.locator("[name=strength-0]")).to_have_value("1 scale")
    expect(chosen).to_have_value("4")
    expect(page.locator("[data-criterion] input:checked")).to_have_count(1)


def test_decisions_are_parked_without_script(site: Site, make: Make, person: Sit) -> None:
    """One with its feedback on its page, others together on the board."""
    it = judged(MakeCup(make))
    page = person(it.coordinator, desk=True, script=False)
    page.goto("/en/cup/2026/run/board")
    page.locator(f"main table a[href*='/board/{it.entries[0].code}']").click()
    page.get_by_label("Winner", exact=True).check(force=True)
    page.locator("[name=next_step]").fill("Write down the prices.")
    page.get_by_role("button", name="Decide, for now").click()
    expect(page.locator("#decision")).to_contain_text("not checked by a second person yet")
    page.goto("/en/cup/2026/run/board")
    page.locator(f"main table input[type=checkbox][value^='{it.entries[1].code}']").check()
    page.locator("main form [name=award]").select_option("finalist")
    page.get_by_role("button", name="Decide", exact=True).click()

    first, second = (the_only(site, Decision, Decision.entry_id == entry.id) for entry in it.entries[:2])
    assert (first.award, first.next_step, second.award) == ("winner", "Write down the prices.", "finalist")
