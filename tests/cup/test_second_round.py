"""The short list judged again: whose cards, keyed by round, when scores are taken, what the board shows."""

from collections.abc import Callable

import pytest
from sqlmodel import col, select

from app.domain.cup import calculating, second_round
from app.domain.cup.board import board
from app.domain.cup.phases import may_score
from app.domain.errors import Conflict, Forbidden, Invalid
from app.models.cup import Edition
from app.models.entries import Entry, EntryState
from app.models.jury import CardState, JurorState, Scorecard
from app.models.people import Role
from app.services import Services
from tests.cup.deliberation import Judged, judged
from tests.cup.making import CRITERIA, MakeCup
from tests.pages import Browser

Visit = Callable[..., Browser]


def short_list(services: Services, it: Judged, *places: int) -> None:
    with services.database.writing() as session:
        for place in places:
            session.get_one(Entry, it.entries[place].id).state = EntryState.SHORTLISTED


def begin(services: Services, it: Judged, jurors: list[int] | None = None) -> int:
    ids = [juror.id or 0 for juror in it.jurors] if jurors is None else jurors
    viewer = it.viewer
    with services.database.writing() as session:
        edition = session.get_one(Edition, it.edition.id)
        return second_round.begin(session, edition=edition, juror_ids=ids, by=viewer)


def pairs(services: Services) -> set[tuple[int, int]]:
    with services.database.reading() as session:
        rows = session.exec(select(Scorecard.entry_id, Scorecard.juror_id).where(Scorecard.round == 2)).all()
    return set(rows)


def scoring(services: Services, it: Judged) -> tuple[int, bool]:
    with services.database.reading() as session:
        edition = session.get_one(Edition, it.edition.id)
        return edition.round, may_score(session, edition)


def test_second_round_gives_out_the_short_list_and_takes_scores(services: Services, cup: MakeCup) -> None:
    it = judged(cup)
    short_list(services, it, 0, 1)
    assert scoring(services, it) == (1, False)

    assert begin(services, it) == 6

    assert scoring(services, it) == (2, True)
    assert pairs(services) == {(entry.id, juror.id) for entry in it.entries[:2] for juror in it.jurors}


def test_ties_declined_entries_and_the_removed_are_left_out(services: Services, cup: MakeCup) -> None:
    it = judged(cup)
    short_list(services, it, 0, 1)
    tied = cup.juror(it.edition, cup.make.owner(it.organisations[0]))
    removed = cup.juror(it.edition, state=JurorState.REMOVED)
    undeclared = cup.juror(it.edition, conflicts_declared_at=None)
    weary = cup.juror(it.edition)
    cup.card(it.entries[1], weary, state=CardState.DECLINED)

    begin(services, it, [one.id or 0 for one in (it.jurors[0], tied, removed, undeclared, weary)])

    first, second = it.entries[0].id, it.entries[1].id
    assert pairs(services) == {
        *((first, it.jurors[0].id), (second, it.jurors[0].id)),
        *((second, tied.id), (first, weary.id)),
    }


@pytest.mark.parametrize("case", ["nothing listed", "nobody chosen", "nobody may"])
def test_second_round_that_can_not_be_says_why(services: Services, cup: MakeCup, case: str) -> None:
    it = judged(cup)
    tied = cup.juror(it.edition, cup.make.owner(it.organisations[0]))
    if case != "nothing listed":
        short_list(services, it, 0, 1)

    with pytest.raises(Invalid):
        begin(services, it, {"nothing listed": None, "nobody chosen": [], "nobody may": [tied.id or 0]}[case])

    assert scoring(services, it) == (1, False)
    assert pairs(services) == set()


def test_second_round_begun_again_adds_what_is_new_and_nothing_twice(services: Services, cup: MakeCup) -> None:
    it = judged(cup)
    short_list(services, it, 0)
    begin(services, it)
    short_list(services, it, 1)

    assert begin(services, it) == 3
    assert begin(services, it) == 0


def test_ended_round_takes_no_scores_until_begun_again(services: Services, cup: MakeCup) -> None:
    it = judged(cup)
    short_list(services, it, 0)
    begin(services, it)
    viewer = it.viewer

    with services.database.writing() as session:
        edition = session.get_one(Edition, it.edition.id)
        second_round.end(session, edition=edition, reason="All are in.", by=viewer)
        with pytest.raises(Conflict):
            second_round.end(session, edition=edition, reason="", by=viewer)

    assert scoring(services, it) == (2, False)
    begin(services, it)
    assert scoring(services, it) == (2, True)


def test_scores_are_keyed_by_round_and_the_board_shows_either(services: Services, cup: MakeCup, visit: Visit) -> None:
    it = judged(cup)
    short_list(services, it, 0, 1)
    begin(services, it)
    with services.database.writing() as session:
        for card in session.exec(select(Scorecard).where(Scorecard.round == 2).order_by(col(Scorecard.id))).all():
            level = 4 if card.entry_id == it.entries[1].id else 1
            card.scores, card.state = {code: level for code, _, _ in CRITERIA}, CardState.FINAL
    it.calculate()

    with services.database.reading() as session:
        edition = session.get_one(Edition, it.edition.id)
        first = board(session, edition=edition, viewer=it.viewer, number=1)
        second = board(session, edition=edition, viewer=it.viewer, number=2)
        stored = calculating.latest(session, edition=edition, round=2)
        assert stored is not None
        assert {card[0] for card in stored.inputs["cards"]} == {entry.code for entry in it.entries[:2]}

    assert [row.code for row in first.rows][:2] == [it.entries[0].code, it.entries[1].code]
    assert [row.code for row in second.rows] == [it.entries[1].code, it.entries[0].code]
    page = visit(it.coordinator).open("/en/cup/2026/run/board")
    assert [title for title in page.links() if title.startswith("Potatoes")] == ["Potatoes 1", "Potatoes 0"]
    page = visit(it.coordinator).open("/en/cup/2026/run/board?round=1")
    assert len([title for title in page.links() if title.startswith("Potatoes")]) == 6
    # One that is not on the short list is still there, with its first round.
    page = visit(it.coordinator).open(f"/en/cup/2026/run/board/{it.entries[4].code}")
    assert "Cleo says to the jury" in page.text


def test_page_begins_and_ends_the_round(services: Services, cup: MakeCup, visit: Visit) -> None:
    it = judged(cup)
    short_list(services, it, 0, 1)
    browser = visit(it.coordinator)
    page = browser.open("/en/cup/2026/run/board/second-round")
    assert "2 entries" in page.text

    page.send(page.form("/second-round").fill(juror=[str(it.jurors[0].id), str(it.jurors[1].id)]))

    assert scoring(services, it) == (2, True)
    assert len(pairs(services)) == 4
    page = browser.open("/en/cup/2026/run/board/second-round")
    page.send(page.form("/end"))
    assert scoring(services, it) == (2, False)


def test_conflicted_coordinator_does_not_see_who_may_judge_the_short_list(
    services: Services, cup: MakeCup, visit: Visit
) -> None:
    it = judged(cup)
    short_list(services, it, 0)
    tied = cup.make.owner(it.organisations[0], roles=(Role.COORDINATOR,))

    assert visit(tied).open("/en/cup/2026/run/board/second-round").status == 403
    with services.database.writing() as session:
        edition, viewer = session.get_one(Edition, it.edition.id), cup.make.viewer(tied)
        with pytest.raises(Forbidden):
            second_round.begin(session, edition=edition, juror_ids=[1], by=viewer)
