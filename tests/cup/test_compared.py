"""What a juror reads after the results of how their scores compared, and who may not read it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlmodel import select

from app.domain.cup import views
from app.domain.cup.compared import Compared, compared, seat_after_results
from app.models.cup import Edition, Phase
from app.models.entries import Entry, EntryState, EntrySubmission, EntryView
from app.models.jury import Juror, JurorState
from app.models.people import User
from app.models.types import now
from app.services import Services
from tests.cup.deliberation import Judged, give, judged
from tests.cup.making import MakeCup
from tests.factories import Make
from tests.pages import Browser

Visit = Callable[..., Browser]
PAGE = "/en/cup/2026/desk/compared"


def announced(cup: MakeCup, **changes: Any) -> Judged:
    """`judged`, its results out. Ana gives what the entry deserves, Ben one less, Cleo as Ana but for one entry."""
    it = judged(cup)
    change(it, Edition, it.edition.id, phase=Phase.ANNOUNCED, released_at=now(), **changes)
    return it


def change(it: Judged, table: Any, key: int | None, **values: Any) -> None:
    with it.cup.database.writing() as session:
        row = session.get_one(table, key)
        for name, value in values.items():
            setattr(row, name, value)


def user_of(it: Judged, place: int) -> User:
    with it.cup.database.reading() as session:
        return session.get_one(User, session.get_one(Juror, it.jurors[place].id).user_id)


def told(it: Judged, place: int) -> list[Compared]:
    viewer = it.cup.make.viewer(user_of(it, place))
    with it.cup.database.reading() as session:
        return compared(session, seat=seat_after_results(session, year=2026, viewer=viewer))


def test_own_points_stand_beside_the_mean_of_all(cup: MakeCup) -> None:
    it = announced(cup)

    [found] = told(it, 1)

    first = found.rows[0]
    # Levels 4, 4, 4 by two jurors and 3, 3, 3 by Ben.
    assert (first.code, first.title, first.own, first.cards) == (it.entries[0].code, "Potatoes 0", 75.0, 3)
    assert first.mean == pytest.approx((100 + 75 + 100) / 3)
    own, mean = first.by_criterion["results"]
    assert own == 3
    assert mean == pytest.approx(11 / 3)
    assert [row.code for row in found.rows] == [entry.code for entry in it.entries]
    assert found.offset is not None
    assert found.offset < -10


def test_page_says_how_strict_one_was_and_names_no_other_juror(cup: MakeCup, visit: Visit) -> None:
    it = announced(cup)

    pages = {name: visit(user_of(it, place)).open(PAGE) for place, name in enumerate(("Ana", "Ben", "Cleo"))}

    assert "stricter than the others on the same entries" in pages["Ben"].text
    assert "more generous than the others" in pages["Cleo"].text
    for name, page in pages.items():
        main = " ".join("".join(page.all("main")[0].itertext()).split())
        assert page.status == 200
        assert "Potatoes 5" in main
        assert [other for other in pages if other != name and other in main] == []


@pytest.mark.parametrize(
    ("phase", "released"),
    [(Phase.JUDGING, False), (Phase.DELIBERATION, False), (Phase.DELIBERATION, True), (Phase.ANNOUNCED, False)],
)
def test_nothing_before_the_results_are_out(cup: MakeCup, visit: Visit, phase: Phase, released: bool) -> None:
    it = announced(cup)
    change(it, Edition, it.edition.id, phase=phase, released_at=now() if released else None)
    browser = visit(user_of(it, 0))

    assert browser.open(PAGE).status == 404
    assert "How your scores compared" not in browser.open("/en/cup/2026/desk").text


def test_archived_edition_still_tells(cup: MakeCup, visit: Visit) -> None:
    it = announced(cup)
    change(it, Edition, it.edition.id, phase=Phase.ARCHIVED)

    assert visit(user_of(it, 0)).open(PAGE).status == 200


@pytest.mark.parametrize("state", [JurorState.INVITED, JurorState.DECLINED, JurorState.REMOVED])
def test_only_members_of_the_jury_see_it(cup: MakeCup, make: Make, visit: Visit, state: JurorState) -> None:
    it = announced(cup)
    change(it, Juror, it.jurors[0].id, state=state)
    entrant = make.owner(it.organisations[0])
    other_year = make.user()
    cup.juror(cup.edition(year=2025, phase=Phase.ANNOUNCED, released_at=now()), other_year)

    for who in (user_of(it, 0), it.coordinator, make.administrator(), entrant, other_year, make.user()):
        assert visit(who).open(PAGE).status == 404
    stranger = visit().open(PAGE)
    assert "Potatoes" not in stranger.text
    assert "/sign-in" in str(stranger.response.url)


def test_entry_of_a_tie_is_on_no_line_and_in_no_number(cup: MakeCup, make: Make, visit: Visit) -> None:
    it = announced(cup)
    make.member(user_of(it, 0), it.organisations[3])
    before = told(it, 0)
    give_more(it)

    after = told(it, 0)

    assert it.entries[3].code not in [row.code for one in after for row in one.rows]
    assert len(after[0].rows) == 5
    assert after == before
    assert "Potatoes 3" not in visit(user_of(it, 0)).open(PAGE).text


def give_more(it: Judged) -> None:
    """A fourth juror on the entry of the tie alone, and everything calculated once more."""
    give(it.cup, it.entries[3], it.cup.juror(it.edition, it.cup.make.user("Dina")), 0, 0, 0)
    it.calculate()


def test_withdrawn_entry_and_words_hidden_from_the_jury_do_not_come_back(cup: MakeCup, visit: Visit) -> None:
    it = announced(cup)
    change(it, Entry, it.entries[0].id, state=EntryState.WITHDRAWN)
    change(it, Entry, it.entries[1].id, hidden_from_jury=["Potatoes"])

    page = visit(user_of(it, 0)).open(PAGE)

    assert "Potatoes 0" not in page.text
    assert "Potatoes 1" not in page.text
    assert "[…] 1" in page.text


def test_juror_with_few_scorecards_is_told_that_nothing_can_be_said(cup: MakeCup, visit: Visit) -> None:
    it = announced(cup)
    newcomer = cup.make.user("Dina")
    give(cup, it.entries[0], cup.juror(it.edition, newcomer), 2, 2, 2)
    idle = cup.make.user("Emil")
    cup.juror(it.edition, idle)

    assert "Too few of your scorecards" in visit(newcomer).open(PAGE).text
    assert "You handed in no scorecard that counts in this cup." in visit(idle).open(PAGE).text


def test_blind_edition_names_no_organisation(cup: MakeCup, visit: Visit) -> None:
    it = announced(cup, blind=True)
    with cup.database.writing() as session:
        sent = session.exec(select(EntrySubmission).where(EntrySubmission.entry_id == it.entries[0].id)).one()
        sent.title = "How Farmers 0 kept water"

    page = visit(user_of(it, 0)).open(PAGE)

    assert "How […] kept water" in page.text
    assert "Farmers 0" not in page.text


def test_looking_is_kept_once_a_day_for_each_entry(services: Services, cup: MakeCup, visit: Visit) -> None:
    it = announced(cup)
    browser = visit(user_of(it, 0))

    for _ in range(2):
        browser.open(PAGE)

    with services.database.reading() as session:
        query = select(EntryView.entry_id).where(EntryView.what == views.SCORES)
        seen = session.exec(query.where(EntryView.user_id == it.jurors[0].user_id)).all()
    assert sorted(seen) == sorted(entry.id or 0 for entry in it.entries)


def test_page_asks_the_same_whatever_the_number_of_entries(
    cup: MakeCup, visit: Visit, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    it = announced(cup, blind=True)
    browser, counts = visit(user_of(it, 0)), []
    for _ in range(2):
        browser.open(PAGE)
        with count_queries() as queries:
            browser.open(PAGE)
        counts.append(len(queries))
        for _ in range(3):
            give(cup, cup.entry(it.edition), it.jurors[0], 2, 2, 2)

    assert counts[0] == counts[1]
    assert counts[0] <= 18
