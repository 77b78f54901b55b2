"""A whole year of the cup, as people go it: from an empty form to results that everybody finds."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from app.domain.cup.checking import faults
from app.domain.cup.proof import verify
from app.models.cases import CaseState
from app.models.cup import Phase
from app.models.entries import EntryState
from app.models.jury import JurorState
from app.models.organisations import Organisation
from app.models.people import User
from tests.browser import cup_coordinators as desk
from tests.browser import cup_entrants as entrant
from tests.browser import cup_jurors as juror
from tests.browser import cup_results as results
from tests.browser.conftest import Site
from tests.browser.cup_year import Year
from tests.factories import Make

Sit = Callable[..., Page]
POTATOES, COFFEE = "Selling potatoes together", "Coffee dried on raised beds"
HIVES, MILK, BEANS = "Hives that stay in the forest", "Cold milk by seven", "Beans in the shade"
NOTE = "Please say what was hard in the first year."


@dataclass
class Cast:
    """Coordinators, and organisations with who writes for them; each is named after what becomes of it."""

    carla: User
    chidi: User
    clara: User
    plain: tuple[Organisation, User]
    french: tuple[Organisation, User]
    too_little: tuple[Organisation, User]
    mended: tuple[Organisation, User]
    disputed: tuple[Organisation, User]
    late: tuple[Organisation, User]


@pytest.fixture
def year(site: Site, make: Make, person: Sit) -> Year:
    return Year(site, make, person)


@pytest.fixture
def cast(make: Make) -> Cast:
    def owned(name: str, owner: str, **fields: str) -> tuple[Organisation, User]:
        organisation = make.organisation(name, country=fields.pop("country", "PE"))
        return organisation, make.owner(organisation, owner, **fields)

    return Cast(
        make.coordinator("Carla"),
        make.coordinator("Chidi"),
        make.coordinator("Clara"),
        owned("Potato growers of Junín", "Rosa"),
        owned("Coopérative du Nord", "Rose", country="BJ", language="fr"),
        owned("Bean growers", "Kofi", country="GH"),
        owned("Coffee of the slope", "Amina", country="ET"),
        owned("Honey gatherers", "Juan", country="BO"),
        owned("Milk of the plain", "Lena", country="IN"),
    )


def test_a_cup_goes_from_an_empty_form_to_results_for_everybody(year: Year, cast: Cast) -> None:
    desk.prepare(year, cast.carla)
    desk.set_awards(year, cast.carla)
    desk.open_call(year, cast.carla)
    assert year.phase() is Phase.CALL_OPEN

    enter(year, cast)
    screen(year, cast)
    dora = seat_the_jury(year, cast)
    desk.assign(year, cast.carla, cast.plain[0])
    year.move_on(cast.chidi, "Everybody has declared their ties.")
    assert year.phase() is Phase.JUDGING

    judge(year, cast, dora)
    year.move_on(cast.clara, "All scorecards are in.")
    deliberate(year, cast)
    results.release(year, cast.clara, reason="A small cup gives few prizes.")
    everybody_reads(year, cast)
    with year.site.services.database.reading() as session:
        assert list(faults(session)) == []
        assert [proof.holds for proof in verify(session, edition=year.edition(session))] == [True]


def enter(year: Year, cast: Cast) -> None:
    """Two in the browser from end to end, two stopped by the rules, two with the verbs behind the pages."""
    entrant.enter_in_french(year, cast.french[1], cast.french[0])
    entrant.enter_what_was_told(year, cast.plain[1], cast.plain[0], POTATOES)
    entrant.send_too_little(year, cast.too_little[1], cast.too_little[0])
    year.entered(*cast.mended, title=COFFEE)
    year.entered(*cast.disputed, title=HIVES)
    year.entered(*cast.late, title=MILK, send=False)
    entrant.hold_the_send_page(year, cast.late[1], cast.late[0])
    year.move_on(cast.carla, "Everybody who wished to enter has written to us.")
    assert year.phase() is Phase.SCREENING
    entrant.press_send_too_late(year, cast.late[1], cast.late[0])


def screen(year: Year, cast: Cast) -> None:
    for organisation, _ in (cast.plain, cast.french):
        desk.decide(year, cast.carla, organisation, "eligible")
        desk.decide(year, cast.chidi, organisation, "eligible", tab="second")
        assert year.state(organisation) is EntryState.ELIGIBLE
    settle_a_disagreement(year, cast, cast.disputed[0])
    repair(year, cast, *cast.mended)


def settle_a_disagreement(year: Year, cast: Cast, organisation: Organisation) -> None:
    desk.decide(year, cast.carla, organisation, "eligible")
    desk.decide(
        year, cast.chidi, organisation, "ineligible", reason="duplicate", note="It was sent in May.", tab="second"
    )
    assert year.state(organisation) is EntryState.SUBMITTED
    desk.decide(year, cast.clara, organisation, "eligible", tab="third")
    assert year.state(organisation) is EntryState.ELIGIBLE


def repair(year: Year, cast: Cast, organisation: Organisation, owner: User) -> None:
    for coordinator, tab in ((cast.carla, "first"), (cast.chidi, "second")):
        desk.decide(year, coordinator, organisation, "to_complete", reason="no_learning", note=NOTE, tab=tab)
    assert year.state(organisation) is EntryState.TO_COMPLETE
    entrant.mend(year, owner, organisation, NOTE, "The beds cost more than we had; we built them from old doors.")
    page = year.page(cast.carla)
    desk.find_in_queue(year, page, organisation, "first")
    expect(page.locator("#changes")).to_contain_text("old doors")
    for coordinator, tab in ((cast.chidi, "first"), (cast.clara, "second")):
        desk.decide(year, coordinator, organisation, "eligible", tab=tab)
    assert year.state(organisation) is EntryState.ELIGIBLE


def seat_the_jury(year: Year, cast: Cast) -> User:
    """Five are asked: one signs up for it, three have accounts, one says no; Dora has a tie with the honey."""
    ben, cleo, dora = (year.make.user(name, email=f"{name.lower()}@example.org") for name in ("Ben", "Cleo", "Dora"))
    people = {name: f"{name.lower()}@example.org" for name in ("Ana", "Ben", "Cleo", "Dora", "Evan")}
    desk.invite(year, cast.carla, people)
    ana = year.sit()
    juror.sign_up_and_accept(year, ana, "Ana", people["Ana"], ("en", "fr"))
    for user, languages in ((ben, ("en", "fr")), (cleo, ("en",)), (dora, ("en",))):
        juror.accept(year, user, languages)
    juror.decline(year, year.sit(), people["Evan"], "I travel all winter.")
    assert juror.state_of(year, people["Evan"]) is JurorState.DECLINED
    year.pages["Ana"] = ana
    for page in (ana, year.page(ben), year.page(cleo)):
        juror.declare(year, page)
    juror.declare(year, year.page(dora), tie=cast.disputed[0])
    for path in ("/run/jury", "/run/conflicts"):
        year.go(year.page(cast.carla), path)
    return dora


def judge(year: Year, cast: Cast, dora: User) -> None:
    """Each juror hands in one card through the form; the rest is filled with the verb behind it."""
    for level, name in enumerate(("Ana", "Ben", "Cleo", "Dora"), start=1):
        juror.score(year, year.pages[name], cast.plain[0], min(level, 3))
    juror.sees_nothing_of(year, year.page(dora), cast.disputed[0], HIVES)
    year.go(year.page(cast.carla), "/run/progress")
    levels = ((cast.plain, 2), (cast.french, 4), (cast.mended, 3), (cast.disputed, 1))
    juror.score_the_others(year, {organisation.name: level for (organisation, _), level in levels})
    year.go(year.page(dora), "/desk")


def deliberate(year: Year, cast: Cast) -> None:
    assert year.phase() is Phase.DELIBERATION
    results.look_at_the_board(year, cast.carla)
    message, step = "Bravo à toutes les familles.", "Écrivez ce que la balance a coûté."
    results.park(year, cast.carla, cast.french[0], "Winner", message=message, step=step)
    results.park(year, cast.carla, cast.mended[0], "Finalist")
    results.park(year, cast.carla, cast.plain[0], "Honourable mention")
    results.park(year, cast.carla, cast.disputed[0], "No award")
    for organisation, _ in (cast.french, cast.mended, cast.plain, cast.disputed):
        results.check(year, cast.chidi, organisation)


def everybody_reads(year: Year, cast: Cast) -> None:
    french, owner = cast.french
    words = ["Bravo à toutes les familles.", "Écrivez ce que la balance a coûté."]
    results.read_the_answer(year, owner, french, words, language="fr")
    results.read_the_answer(year, cast.disputed[1], cast.disputed[0], ["likes the honesty"])
    states = (EntryState.WINNER, EntryState.FINALIST, EntryState.HONOURED, EntryState.ELIGIBLE, EntryState.DRAFT)
    parts = (cast.french, cast.mended, cast.plain, cast.disputed, cast.late)
    assert tuple(year.state(organisation) for organisation, _ in parts) == states
    assert year.case(french).state is CaseState.SELECTED
    assert year.case(cast.disputed[0]).state is CaseState.LEARNING_MATERIAL
    assert year.case(cast.late[0]).state is CaseState.DRAFT

    reader = year.sit(desk=True)
    shown = [year.case(french).title, COFFEE, POTATOES, HIVES]
    results.stranger_looks(year, reader, shown=shown, not_shown=[MILK, BEANS])
    results.find_by_word(year, reader, french)
