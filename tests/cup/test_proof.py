"""The stored results can be made again, and what must be true of the cup is checked."""

import itertools
from collections.abc import Callable

import pytest
from sqlmodel import Session, col, select

from app.domain.checks import check_cup
from app.domain.cup.proof import verify
from app.jobs.worker import Worker
from app.models.cup import Edition
from app.models.entries import Entry, EntryEvent, EntryState
from app.models.jury import Calculation, Scorecard
from app.services import Services
from tests.cli.test_commands import console
from tests.cup.deciding import Decided, ask, decide
from tests.cup.making import MakeCup
from tests.factories import Make

Console = Callable[..., tuple[int, str, str]]
__all__ = ["console"]


@pytest.fixture
def decided(cup: MakeCup) -> Decided:
    return decide(cup)


def proofs(services: Services, decided: Decided) -> list[tuple[bool, bool, bool, bool]]:
    with services.database.reading() as session:
        edition = session.get_one(Edition, decided.edition.id)
        found = verify(session, edition=edition)
    return [(one.same_inputs, one.same_results, one.untouched, one.holds) for one in found]


def test_results_are_made_again_to_the_same_digits(services: Services, decided: Decided) -> None:
    assert proofs(services, decided) == [(True, True, True, True)]


def test_results_still_hold_after_the_release(services: Services, make: Make, decided: Decided) -> None:
    ask(make, decided)
    Worker(services).run_once()

    assert proofs(services, decided) == [(True, True, True, True)]


def test_changed_score_is_seen(services: Services, decided: Decided) -> None:
    with services.database.writing() as session:
        card = session.exec(select(Scorecard).limit(1)).one()
        card.scores = {**card.scores, "transfer": 0}

    assert proofs(services, decided) == [(False, True, True, False)]


def test_changed_result_is_seen(services: Services, decided: Decided) -> None:
    with services.database.writing() as session:
        stored = session.exec(select(Calculation)).one()
        stored.results = {**stored.results, "mean": 99.0}

    assert proofs(services, decided) == [(True, True, False, False)]


def test_verify_at_the_console(console: Console, services: Services, decided: Decided) -> None:
    code, said, _ = console("cup", "verify", "2026")
    assert (code, said.splitlines()[-1]) == (0, "The results hold: the same scorecards, the same digits.")

    with services.database.writing() as session:
        session.exec(select(Scorecard).limit(1)).one().scores = {"reflection": 0, "transfer": 0, "results": 0}
    code, said, wrong = console("cup", "verify", "2026")
    assert code == 1
    assert "CHANGED\tsame\tuntouched" in said
    assert wrong == "Sorry: The results do not hold.\n"


def test_verify_of_a_year_without_a_cup_says_so(console: Console) -> None:
    assert console("cup", "verify", "1999") == (1, "", "Sorry: There is no cup of 1999.\n")


def tell_history(session: Session, decided: Decided) -> None:
    """Entries of the factory have none."""
    path = ("", "draft", "submitted", "eligible")
    for entry in decided.entries:
        for before, after in itertools.pairwise(path):
            session.add(EntryEvent(entry_id=entry.id or 0, before=before, after=after))


def faults(services: Services) -> list[str]:
    with services.database.reading() as session:
        return [fault.what for fault in check_cup(session)]


def test_nothing_is_wrong_with_a_cup_before_and_after_its_release(
    services: Services, make: Make, decided: Decided
) -> None:
    with services.database.writing() as session:
        tell_history(session, decided)
    assert faults(services) == []

    ask(make, decided)
    Worker(services).run_once()
    assert faults(services) == []


def test_what_is_wrong_is_found(services: Services, make: Make, decided: Decided) -> None:
    with services.database.writing() as session:
        tell_history(session, decided)
    ask(make, decided)
    Worker(services).run_once()
    with services.database.writing() as session:
        entry = session.get_one(Entry, decided.winner.id)
        entry.state, entry.award = EntryState.FINALIST, ""
        card = session.exec(select(Scorecard).order_by(col(Scorecard.id)).limit(1)).one()
        card.scores = {**card.scores, "transfer": 9}
        stored = session.exec(select(Calculation)).one()
        stored.results = {**stored.results, "mean": 99.0}

    assert faults(services) == [
        "its history ends in the state winner, but it is in finalist",
        "it is in the state finalist, but was decided to be 'winner'",
        "it has the award '', but was given 'winner'",
        "its score 9 for 'transfer' is not on the scale",
        "its numbers are not the ones that were calculated",
    ]
