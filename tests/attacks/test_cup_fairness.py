"""Ways around the rules of the cup that somebody with a right to be there might try."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.domain.cup import cards, deliberating
from app.domain.cup.calculating import calculate_now
from app.domain.cup.phases import rights_now
from app.domain.cup.releasing import carry_out
from app.domain.errors import Forbidden
from app.domain.organisations.members import remove
from app.models.cup import Edition, Phase
from app.models.entries import Entry, EntryState
from app.models.jury import CardState, Scorecard
from app.models.people import User
from app.services import Services
from tests.cup.deciding import ask, decide
from tests.cup.making import CRITERIA, MakeCup
from tests.factories import Make
from tests.pages import Browser

Visit = Callable[..., Browser]


@dataclass(frozen=True)
class Second:
    edition: Edition
    waiting: Entry
    other: Entry
    both: User
    own: Scorecard


SCORES = {code: 4 for code, _, _ in CRITERIA}


@pytest.fixture
def cup(make: Make) -> MakeCup:
    return MakeCup(make)


def test_entry_cannot_be_withdrawn_once_the_results_are_out(
    services: Services, make: Make, cup: MakeCup, visit: Visit
) -> None:
    """Whoever won nothing is no winner, but took part: the figures and the proof count them."""
    decided = decide(cup)
    ask(make, decided, accepted=["places:winner:1"], reason="As agreed.")
    with services.database.writing() as session:
        carried = carry_out(
            session, edition_id=decided.edition.id or 0, by_id=decided.coordinator.id or 0, accepted=[], reason="So."
        )
    entry, owner = decided.entries[2], decided.owners[2]
    browser = visit(owner)
    page = browser.open(f"/en/cup/{decided.edition.year}/entries/{entry.code}")

    answer = browser.client.post(f"/en/cup/{decided.edition.year}/entries/{entry.code}/withdraw", data={"message": "x"})

    with services.database.reading() as session:
        after = session.get_one(Entry, entry.id).state
    assert (carried, answer.status_code, after) == (True, 409, EntryState.ELIGIBLE)
    assert "/withdraw" not in page.html


def test_coordinator_on_the_jury_reads_no_scores_of_others_before_handing_in(
    services: Services, make: Make, cup: MakeCup, visit: Visit
) -> None:
    edition = cup.edition(phase=Phase.JUDGING)
    entry = cup.entry(edition)
    both = make.coordinator("Both")
    other = cup.card(entry, cup.juror(edition), state=CardState.FINAL, reasons={"transfer": "quokkareason"})
    own = cup.card(entry, cup.juror(edition, both))
    browser = visit(both)
    address = f"/en/cup/{edition.year}/run/cards/{other.id}"

    before = browser.client.get(address)
    given_back = browser.client.post(f"{address}/reopen", data={"reason": "Because."})
    with services.database.writing() as session:
        card = session.get_one(Scorecard, own.id)
        card.state, card.scores = CardState.FINAL, SCORES
    after = browser.client.get(address)

    assert (before.status_code, given_back.status_code, after.status_code) == (404, 404, 200)
    assert "quokkareason" in after.text


def take_scores(services: Services, edition: Edition, taken: bool) -> None:
    with services.database.writing() as session:
        rights_now(session, session.get_one(Edition, edition.id)).score = taken


@pytest.fixture
def second(services: Services, make: Make, cup: MakeCup) -> Second:
    """A second round: the first of two entries waits for the scorecard of a coordinator who is on the jury."""
    edition = cup.edition(phase=Phase.DELIBERATION, round=2)
    entries = [cup.entry(edition, state=EntryState.SHORTLISTED) for _ in range(2)]
    jurors, both = [cup.juror(edition) for _ in range(2)], make.coordinator("Both")
    for entry in entries:
        for juror in jurors:
            cup.card(entry, juror, round=2, state=CardState.FINAL, reasons={"transfer": f"quokka{entry.code}"})
    own = cup.card(entries[0], cup.juror(edition, both), round=2)
    take_scores(services, edition, True)
    with services.database.writing() as session:
        calculate_now(session, edition=session.get_one(Edition, edition.id), by=None)
    return Second(edition, entries[0], entries[1], both, own)


def test_coordinator_on_the_jury_finds_no_score_of_an_open_entry_on_the_board(second: Second, visit: Visit) -> None:
    address, browser = f"/en/cup/{second.edition.year}/run/board", visit(second.both)

    board = browser.open(address)
    pages = [browser.client.get(f"{address}/{entry.code}") for entry in (second.waiting, second.other)]
    first_round = browser.client.get(f"{address}/{second.waiting.code}?round=1")
    note = browser.client.post(f"{address}/{second.waiting.code}/note", data={"note": "x"})

    assert second.waiting.code not in board.html
    assert second.other.code in board.html
    assert "One entry waits for your own scorecard." in board.text
    assert [page.status_code for page in pages] == [404, 200]
    assert (first_round.status_code, note.status_code) == (404, 404)


@pytest.mark.parametrize("names", [0, 1])
def test_export_for_a_coordinator_on_the_jury_has_no_score_of_an_open_entry(
    second: Second, visit: Visit, names: int
) -> None:
    """Calculated as if the other entry stood alone: nothing can be worked out from averages."""
    address = f"/en/cup/{second.edition.year}/run/export.json?names={names}"

    tables = visit(second.both).client.get(address).json()["tables"]

    scored = {row["entry"] for row in tables["scorecards"]} | {row["entry"] for row in tables["results"]}
    assert len(tables["entries"]) == 2
    assert len(scored) == 1
    assert f"quokka{second.waiting.code}" not in str(tables)


def test_coordinator_on_the_jury_sees_and_decides_all_once_they_have_handed_in(
    services: Services, make: Make, second: Second, visit: Visit
) -> None:
    before = visit(second.both).client.get(f"/en/cup/{second.edition.year}/run/board/{second.waiting.code}")
    with services.database.writing() as session, pytest.raises(Forbidden):
        deliberating.check_deciding(
            session, edition=session.get_one(Edition, second.edition.id), by=make.viewer(second.both)
        )
    with services.database.writing() as session:
        card = session.get_one(Scorecard, second.own.id)
        card.state, card.scores = CardState.FINAL, SCORES
    after = visit(second.both).client.get(f"/en/cup/{second.edition.year}/run/board/{second.waiting.code}")
    with services.database.writing() as session:
        deliberating.check_deciding(
            session, edition=session.get_one(Edition, second.edition.id), by=make.viewer(second.both)
        )

    assert (before.status_code, after.status_code) == (404, 200)
    assert f"quokka{second.waiting.code}" in after.text


def test_board_is_whole_again_once_scores_are_not_taken_any_more(
    services: Services, second: Second, visit: Visit
) -> None:
    """What was never handed in does not keep anybody waiting for ever."""
    take_scores(services, second.edition, False)

    board = visit(second.both).open(f"/en/cup/{second.edition.year}/run/board")

    assert second.waiting.code in board.html


def test_coordinator_on_the_jury_cannot_give_a_scorecard_back_to_themselves(
    services: Services, make: Make, cup: MakeCup
) -> None:
    edition = cup.edition(phase=Phase.JUDGING)
    both = make.coordinator("Both")
    card = cup.card(cup.entry(edition), cup.juror(edition, both), state=CardState.FINAL)

    with services.database.writing() as session, pytest.raises(Forbidden):
        cards.reopen(
            session,
            card=session.get_one(Scorecard, card.id),
            edition=session.get_one(Edition, edition.id),
            reason="I have seen what the others gave.",
            by=make.viewer(both),
        )


def test_coordinator_who_leaves_an_organisation_still_finds_nothing_of_its_entry(
    services: Services, make: Make, cup: MakeCup, visit: Visit
) -> None:
    """Nobody leaves in order to look: the tie lasts for a year."""
    edition = cup.edition(phase=Phase.SCREENING)
    organisation = make.organisation()
    make.owner(organisation)
    entry = cup.entry(edition, organisation, state=EntryState.SUBMITTED)
    leaver = make.coordinator("Leaves")
    make.member(leaver, organisation)
    with services.database.writing() as session:
        remove(session, organisation=organisation, user_id=leaver.id or 0, by=make.viewer(leaver))
    address = f"/en/cup/{edition.year}/run/entries/{entry.code}"

    assert visit(leaver).client.get(address).status_code == 404
    assert visit(make.coordinator("Other")).client.get(address).status_code == 200
