"""A juror's desk: what comes next, the calibration round, what stands there in each phase, everything on paper."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.domain.cup.calibration_round import compare
from app.domain.cup.scoring import Weighed
from app.models.cup import Edition, EditionPhase, Phase
from app.models.entries import Entry, EntryView
from app.models.jury import CardState, Juror, Scorecard
from app.models.types import now
from app.services import Services
from tests.cup.making import MakeCup
from tests.factories import Make, raw_content
from tests.pages import Browser

Visit = Callable[..., Browser]
Counting = Callable[[], AbstractContextManager[list[str]]]
DESK = "/en/cup/2026/desk"
CRITERIA = [Weighed("a", 3, True, 0, 4), Weighed("b", 1, False, 0, 4)]


def test_compare_is_the_mean_difference_over_entries_that_somebody_else_scored() -> None:
    own = {1: {"a": 4, "b": 2}, 2: {"a": 2, "b": 2}, 3: {"a": 0, "b": 0}}
    others = [{1: {"a": 2, "b": 2}, 2: {"a": 2, "b": 1}}, {1: {"a": 3, "b": 2}}, {2: {"a": 1}}]

    offset = compare(own, others, CRITERIA)

    assert offset is not None
    # Entry 1: 87.5 against 50 and 68.75; entry 2: 50 against 43.75.
    assert offset.points == pytest.approx((28.125 + 6.25) / 2)
    assert offset.by_criterion == {"a": pytest.approx(0.75), "b": pytest.approx(0.5)}
    assert (offset.entries, offset.others) == (2, 3)


def test_compare_with_nobody_says_nothing() -> None:
    assert compare({1: {"a": 4, "b": 2}}, [], CRITERIA) is None


class Desk:
    def __init__(self, make: Make, cup: MakeCup, visit: Visit, **changes: Any) -> None:
        self.make, self.cup = make, cup
        self.edition: Edition = cup.edition(phase=Phase.JUDGING)
        self.user = make.user()
        self.juror: Juror = cup.juror(self.edition, self.user, **changes)
        self.browser = visit(self.user)

    def entry(
        self,
        title: str,
        state: CardState = CardState.ASSIGNED,
        *,
        anchor: bool = False,
        round: int = 1,  # noqa: A002
    ) -> tuple[Entry, Scorecard]:
        entry = self.cup.entry(self.edition, content=raw_content(title=title), anchor=anchor)
        return entry, self.cup.card(entry, self.juror, state=state, round=round)

    @property
    def text(self) -> str:
        return self.browser.open(DESK).text


@pytest.fixture
def desk(make: Make, cup: MakeCup, visit: Visit) -> Desk:
    return Desk(make, cup, visit)


def test_desk_says_how_far_one_is_until_when_and_what_is_next(desk: Desk) -> None:
    desk.entry("First", CardState.FINAL)
    second, _ = desk.entry("Second", CardState.DRAFT)
    desk.entry("Third")

    page = desk.browser.open(DESK)

    assert "1 of 3 handed in" in page.text
    assert "To be handed in by" in page.text
    assert "in 20 days" in page.text
    assert page.links()["Go on: Second"] == f"{DESK}/{second.code}"
    assert len(page.all("a", class_="button button-primary")) == 1
    for word in ("Handed in", "Begun", "Not begun"):
        assert word in page.text


def test_entries_of_the_calibration_round_come_first_and_the_others_open_after_them(desk: Desk) -> None:
    other, _ = desk.entry("Ordinary")
    anchor, card = desk.entry("Anchor", anchor=True)
    path = f"{DESK}/{other.code}"

    before, locked = desk.browser.open(DESK), desk.browser.open(path)
    refused = desk.browser.client.post(path, data={"row_version": "1", "next_step": "x"})
    with desk.make.services.database.writing() as session:
        session.merge(card).state = CardState.DECLINED
    after = desk.browser.open(path)

    assert before.links()["Read and score: Anchor"] == f"{DESK}/{anchor.code}"
    assert "Opens after the calibration round" in before.text
    assert "Please score the entries of the calibration round first." in locked.text
    assert "We met every Monday" in locked.text
    assert not locked.all("textarea")
    assert refused.status_code == 409
    assert after.all("textarea")


def test_calibration_round_stands_first_while_it_is_open_and_last_when_it_is_done(desk: Desk) -> None:
    _, card = desk.entry("Anchor", anchor=True)
    desk.entry("Ordinary")

    before = [head.text for head in desk.browser.open(DESK).all("h2")]
    with desk.make.services.database.writing() as session:
        session.merge(card).state = CardState.FINAL
    after = [head.text for head in desk.browser.open(DESK).all("h2")]

    assert before[:2] == ["Calibration round", "Your entries"]
    assert after[:2] == ["Your entries", "Calibration round"]


def test_title_on_the_button_is_the_one_that_the_jury_reads(desk: Desk) -> None:
    entry, _ = desk.entry("<b>Ana's</b> terraces")
    with desk.make.services.database.writing() as session:
        session.merge(entry).hidden_from_jury = ["Ana"]

    page = desk.browser.open(DESK)

    assert page.links()["Read and score: <b>[…]'s</b> terraces"] == f"{DESK}/{entry.code}"


def test_second_round_has_no_calibration_of_its_own(desk: Desk) -> None:
    with desk.make.services.database.writing() as session:
        session.get_one(Edition, desk.edition.id).round = 2
    other, _ = desk.entry("Ordinary", round=2)
    desk.entry("Anchor", anchor=True, round=2)

    page = desk.browser.open(DESK)
    opened = desk.browser.open(f"{DESK}/{other.code}")

    assert "calibration round" not in page.text.lower()
    assert opened.all("textarea")


def others_finish(desk: Desk, entry: Entry, count: int, level: int) -> None:
    scores = dict.fromkeys(("reflection", "transfer", "results"), level)
    for _ in range(count):
        desk.cup.card(entry, desk.cup.juror(desk.edition), state=CardState.FINAL, scores=scores)


def test_own_offset_is_shown_next_to_three_others(desk: Desk) -> None:
    entry, _ = desk.entry("Anchor", CardState.FINAL, anchor=True)
    others_finish(desk, entry, 2, 2)
    with_two = desk.text
    others_finish(desk, entry, 1, 2)

    with_three = desk.text

    assert "How you compare" not in with_two
    assert "You are about 25 points of 100 more generous than the others." in with_three
    assert "1 levels more generous" in with_three


def test_own_offset_is_not_shown_before_ones_own_cards_are_final(desk: Desk) -> None:
    entry, _ = desk.entry("Anchor", CardState.DRAFT, anchor=True)
    others_finish(desk, entry, 3, 2)

    assert "How you compare" not in desk.text


def test_juror_before_declaring_ties_is_led_there(make: Make, cup: MakeCup, visit: Visit) -> None:
    desk = Desk(make, cup, visit, conflicts_declared_at=None)
    desk.entry("Secret title")

    page = desk.browser.open(DESK)

    assert page.links()["Declare your ties"] == "/en/cup/2026/seat"
    assert "Secret title" not in page.text


@pytest.mark.parametrize(
    ("phase", "says"),
    [
        (Phase.CALL_OPEN, "The judging begins on"),
        (Phase.SCREENING, "The judging begins on"),
        (Phase.JUDGING, "No entry is assigned to you at the moment."),
        (Phase.DELIBERATION, "No entry is assigned to you at the moment."),
        (Phase.ANNOUNCED, "The judging is over."),
        (Phase.ARCHIVED, "The judging is over."),
    ],
)
def test_empty_desk_says_why_in_every_phase(make: Make, cup: MakeCup, visit: Visit, phase: Phase, says: str) -> None:
    edition, user = cup.edition(phase=phase), make.user()
    cup.juror(edition, user)

    assert says in visit(user).open(DESK).text


def test_desk_after_the_deadline_can_be_read_and_leads_nowhere(desk: Desk) -> None:
    desk.entry("Too late", CardState.DRAFT)
    with desk.make.services.database.writing() as session:
        query = select(EditionPhase).where(EditionPhase.phase == Phase.DELIBERATION)
        session.exec(query).one().starts_at = now() - timedelta(minutes=1)

    page = desk.browser.open(DESK)

    assert "The scoring is closed" in page.text
    assert "Too late" in page.text
    assert not page.all("a", class_="button button-primary")


def test_second_round_has_its_own_cards(desk: Desk) -> None:
    entry, _ = desk.entry("Shortlisted", CardState.FINAL)
    with desk.make.services.database.writing() as session:
        edition = session.get_one(Edition, desk.edition.id)
        edition.phase, edition.round = Phase.DELIBERATION, 2
        query = select(EditionPhase).where(EditionPhase.phase == Phase.DELIBERATION)
        session.exec(query).one().score = True
    desk.cup.card(entry, desk.juror, round=2)

    page = desk.browser.open(f"{DESK}/{entry.code}")
    page.send(page.form(entry.code, having="next_step").fill(next_step="New").press("do", "save"))

    assert "0 of 1 handed in" in desk.text
    assert "New" in desk.browser.open(f"{DESK}/{entry.code}").html


def test_desk_asks_as_many_questions_whatever_stands_on_it(desk: Desk, count_queries: Counting) -> None:
    anchor, _ = desk.entry("Anchor", CardState.FINAL, anchor=True)
    others_finish(desk, anchor, 3, 2)
    desk.browser.open(DESK)
    with count_queries() as one:
        desk.browser.open(DESK)
    for number in range(6):
        desk.entry(f"Entry {number}")
    with count_queries() as seven:
        desk.browser.open(DESK)

    assert len(one) == len(seven) <= 12, seven


def test_pack_holds_every_entry_and_counts_as_reading_them(desk: Desk, services: Services) -> None:
    first, _ = desk.entry("First title")
    second, _ = desk.entry("Second title", anchor=True)

    answer = desk.browser.client.get(f"{DESK}/pack.pdf")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    with services.database.reading() as session:
        views = session.exec(select(EntryView.entry_id)).all()
    assert sorted(views) == [first.id, second.id]
