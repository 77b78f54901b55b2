"""The deliberation board: what it shows, to whom, when, and what it costs."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlmodel import select

from app.domain.cup.board import ORDERS, board, by_language, ordered
from app.models.cup import Edition, Phase
from app.models.entries import EntryView
from app.models.jury import Calculation, Scorecard
from app.models.people import Role, User
from app.services import Services
from app.web.cup_board import NARROW, WIDE, Frame, figure, percent, plot
from tests.cup.deliberation import Judged, give, judged
from tests.cup.making import MakeCup
from tests.pages import Browser

Visit = Callable[..., Browser]


def rows_of(services: Services, it: Judged, who: User, number: int = 1):  # type: ignore[no-untyped-def]
    viewer = it.cup.make.viewer(who)
    with services.database.reading() as session:
        return board(session, edition=session.get_one(Edition, it.edition.id), viewer=viewer, number=number)


def test_board_lists_entries_by_quality_with_the_line_after_the_places(cup: MakeCup, visit: Visit) -> None:
    it = judged(cup)

    page = visit(it.coordinator).open("/en/cup/2026/run/board")

    assert page.status == 200
    titles = [title for title in page.links() if title.startswith("Potatoes")]
    assert titles == [f"Potatoes {place}" for place in range(6)]
    line = next(row for row in page.all("tr") if row.get("class") == "line-after")
    assert "Potatoes 0" in "".join(line.itertext())
    assert "The jurors agree" in page.text
    assert "Ben" in page.text


def test_board_before_the_deliberation_shows_no_number(cup: MakeCup, visit: Visit) -> None:
    it = judged(cup, phase=Phase.JUDGING)
    browser = visit(it.coordinator)

    page = browser.open("/en/cup/2026/run/board")

    assert "Not yet" in page.text
    assert "Potatoes" not in page.text
    assert browser.open(f"/en/cup/2026/run/board/{it.entries[0].code}").status == 404


@pytest.mark.parametrize("path", ["", "/second-round", "/CODE"])
def test_board_is_for_coordinators_only(cup: MakeCup, visit: Visit, path: str) -> None:
    it = judged(cup)
    path = path.replace("CODE", it.entries[0].code)
    juror = it.cup.make.user()

    for user in (juror, it.cup.make.administrator(), it.cup.make.owner(it.organisations[0])):
        assert visit(user).open(f"/en/cup/2026/run/board{path}").status == 404


def test_conflicted_coordinator_sees_the_others_as_if_it_were_not_there(
    services: Services, cup: MakeCup, visit: Visit
) -> None:
    it = judged(cup)
    tied = cup.make.owner(it.organisations[0], roles=(Role.COORDINATOR,))
    browser = visit(tied)

    page = browser.open("/en/cup/2026/run/board")

    assert "Potatoes 0" not in page.text
    assert "Farmers 0" not in page.text
    assert it.entries[0].code not in page.html
    assert browser.open(f"/en/cup/2026/run/board/{it.entries[0].code}").status == 404
    shown = rows_of(services, it, tied)
    assert [row.rank for row in shown.rows] == [1, 2, 3, 4, 5]
    assert {juror.cards for juror in shown.jurors} == {5}
    assert [row.above for row in shown.rows] == [True, False, False, False, False]


def test_scores_of_an_entry_change_nothing_that_a_person_tied_to_it_sees(services: Services, cup: MakeCup) -> None:
    it = judged(cup)
    tied = cup.make.owner(it.organisations[0], roles=(Role.COORDINATOR,))
    before = rows_of(services, it, tied)

    with services.database.writing() as session:
        for card in session.exec(select(Scorecard).where(Scorecard.entry_id == it.entries[0].id)).all():
            card.scores = {"reflection": 0, "transfer": 0, "results": 4}
    it.calculate()
    after = rows_of(services, it, tied)

    assert after.results == before.results
    assert after.rows == before.rows


def test_page_of_a_tied_person_stays_the_same_while_scorecards_on_that_entry_come_in(
    cup: MakeCup, visit: Visit
) -> None:
    it = judged(cup)
    browser = visit(cup.make.owner(it.organisations[0], roles=(Role.COORDINATOR,)))
    before = browser.open("/en/cup/2026/run/board")

    give(cup, it.entries[0], cup.juror(it.edition, cup.make.user("Dan")), 4)

    assert browser.open("/en/cup/2026/run/board").html == before.html
    assert "These numbers are old" in visit(it.coordinator).open("/en/cup/2026/run/board").text
    it.calculate()
    assert browser.open("/en/cup/2026/run/board").html == before.html


def test_board_keeps_who_saw_the_scores_once_a_day(services: Services, cup: MakeCup, visit: Visit) -> None:
    it = judged(cup)
    browser = visit(it.coordinator)

    browser.open("/en/cup/2026/run/board")
    browser.open("/en/cup/2026/run/board")
    browser.open(f"/en/cup/2026/run/board/{it.entries[2].code}")

    with services.database.reading() as session:
        seen = session.exec(select(EntryView)).all()
    assert {(view.entry_id, view.user_id, view.what) for view in seen} == {
        (entry.id, it.coordinator.id, "scores") for entry in it.entries
    }
    assert len(seen) == 6


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_has_every_entry_the_unscored_last(services: Services, cup: MakeCup, order: str) -> None:
    it = judged(cup)
    unscored = cup.entry(it.edition)
    shown = rows_of(services, it, it.coordinator)

    rows = ordered(shown.rows, order)

    assert {row.code for row in rows} == {entry.code for entry in (*it.entries, unscored)}
    assert rows[-1].code == unscored.code
    value = {"quality": lambda row: -row.rank, "spread": lambda row: row.spread}.get(order)
    values = [value(row) if value else row.numbers[order] for row in rows[:-1]]
    assert values == sorted(values, reverse=True)


def test_board_filters_by_country_and_keeps_the_ranks(cup: MakeCup, visit: Visit) -> None:
    it = judged(cup)

    page = visit(it.coordinator).open("/en/cup/2026/run/board?country=KE&sort=raw")

    ranks = [row.find("td[@class='number']") for row in page.all("tr")]
    found = [cell.text for cell in ranks if cell is not None and (cell.text or "").isdigit()]
    assert found[:3] == ["2", "4", "6"]
    assert "3 entries" in page.text


def test_languages_are_compared_with_all(services: Services, cup: MakeCup) -> None:
    it = judged(cup)
    shown = rows_of(services, it, it.coordinator)

    lines = by_language(shown.rows)

    assert [(line.language, line.entries, round(line.offset, 6)) for line in lines] == [("en", 6, 0.0)]


@pytest.mark.parametrize("case", ["no scores", "nothing to compare", "not connected"])
def test_board_says_why_nothing_was_calibrated(cup: MakeCup, visit: Visit, case: str) -> None:
    edition = cup.edition(phase=Phase.DELIBERATION)
    first, second = cup.entry(edition), cup.entry(edition)
    jurors = [cup.juror(edition) for _ in range(4)]
    if case == "nothing to compare":
        give(cup, first, jurors[0], 3)
        give(cup, second, jurors[0], 2)
    if case == "not connected":
        for place, juror in enumerate(jurors):
            give(cup, (first, second)[place // 2], juror, place)
    browser = visit(cup.make.coordinator())
    start = browser.open("/en/cup/2026/run/board")

    page = start.send(start.form("/calculate"))

    sentences = {
        "no scores": "No scorecard has been handed in yet.",
        "nothing to compare": "There is nothing to compare",
        "not connected": "The jury falls apart into groups",
    }
    assert sentences[case] in page.text


def test_board_says_when_it_is_old_and_calculates_again(services: Services, cup: MakeCup, visit: Visit) -> None:
    it = judged(cup)
    newcomer = cup.entry(it.edition)
    give(cup, newcomer, it.jurors[0], 4)
    browser = visit(it.coordinator)
    page = browser.open("/en/cup/2026/run/board")
    assert "These numbers are old" in page.text

    page = page.send(page.form("/calculate"))

    assert "These numbers are old" not in page.text
    assert "Calculated." in page.text
    assert {row.code for row in rows_of(services, it, it.coordinator).rows if row.rank} >= {newcomer.code}


def test_entry_page_has_every_score_reason_and_note(cup: MakeCup, visit: Visit) -> None:
    it = judged(cup)

    page = visit(it.coordinator).open(f"/en/cup/2026/run/board/{it.entries[0].code}")

    for words in ("Ana", "Ben", "Cleo", "As described.", "Cleo says to the jury", "Reflection", "Fair average"):
        assert words in page.text


def test_board_asks_the_same_whatever_the_number_of_entries(
    cup: MakeCup, visit: Visit, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    it = judged(cup)
    browser = visit(it.coordinator)
    browser.open("/en/cup/2026/run/board")
    with count_queries() as few:
        browser.open("/en/cup/2026/run/board")
    for place in range(6):
        entry = cup.entry(it.edition)
        for juror in it.jurors:
            give(cup, entry, juror, place % 4)
    it.calculate()
    browser.open("/en/cup/2026/run/board")

    with count_queries() as many:
        browser.open("/en/cup/2026/run/board")

    assert len(many) == len(few)
    assert len(many) <= 12


def test_numbers_are_written_as_the_reader_does() -> None:
    assert [figure(3.14159, "es", 2), figure(-2.0, "en"), figure(None, "fr")] == ["3,14", "−2.0", "–"]
    assert [percent(0.0), percent(0.004), percent(0.5), percent(0.999), percent(None)] == [
        *("< 1 %", "< 1 %", "50 %", "> 99 %"),
        "–",
    ]


def test_plot_holds_a_dot_and_a_bar_of_each_and_no_line_without_losers(services: Services, cup: MakeCup) -> None:
    it = judged(cup)
    shown = rows_of(services, it, it.coordinator)

    drawn = plot(shown.rows)

    assert drawn is not None
    assert drawn.dots.count("M") == drawn.margins.count("M") == drawn.raws.count("M") == 6
    assert drawn.line is not None
    assert drawn.labels[0].title == "1. Potatoes 0"
    assert plot(shown.rows[:1]) is None


@pytest.mark.parametrize("frame", [WIDE, NARROW])
def test_plot_stays_inside_its_frame_with_the_line_between_two_entries(
    services: Services, cup: MakeCup, frame: Frame
) -> None:
    it = judged(cup)

    drawn = plot(rows_of(services, it, it.coordinator).rows, frame)

    assert drawn is not None
    bars = [re.split("[ H]", bar) for bar in drawn.margins.split("M")[1:]]
    assert min(float(start) for start, _, _ in bars) >= frame.left
    assert max(float(end) for _, _, end in bars) <= frame.width
    # One place: the line stands below the first bar and above the title of the second.
    assert drawn.line is not None
    assert float(bars[0][1]) < drawn.line < float(bars[1][1])
    assert drawn.line < drawn.labels[1].y - 8 or frame is WIDE
    assert drawn.height > float(bars[-1][1])


def test_calculating_is_for_the_deliberation_only(services: Services, cup: MakeCup, visit: Visit) -> None:
    it = judged(cup, phase=Phase.JUDGING)
    client = visit(it.coordinator).client

    answer = client.post("/en/cup/2026/run/board/calculate", headers={"origin": "http://testserver"})

    assert answer.status_code == 409
    with services.database.reading() as session:
        assert session.exec(select(Calculation)).all() == []
