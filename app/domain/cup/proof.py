"""The proof of a calculation: made again from what is stored, and held against the scorecards of today."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.domain.cup.calculating import IN_JUDGING, collect, latest
from app.domain.cup.results import METHOD, calculate, hash_of, inputs_from
from app.domain.cup.scoring import criteria_of, weighed
from app.domain.cup.showing import AWARDED
from app.domain.cup.uncounted import uncounted
from app.models.cup import Edition
from app.models.entries import Entry, EntryState
from app.models.jury import Calculation, CardState, Juror, JurorState, Scorecard


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of checking one round. `same_inputs`: the scorecards of today are those it was made from;
    `same_results`: made again, it gives the same digits."""

    round: int
    method: str
    cards: int
    entries: int
    same_inputs: bool
    same_results: bool
    untouched: bool
    inputs_hash: str
    results_hash: str

    @property
    def holds(self) -> bool:
        return self.same_inputs and self.same_results and self.untouched and self.method == METHOD


def verify(session: Session, *, edition: Edition) -> list[Proof]:
    """Check the newest calculation of each round; empty where nothing was calculated."""
    rounds = select(Calculation.round).where(Calculation.edition_id == edition.id).distinct()
    numbers = sorted(session.exec(rounds).all())
    found = [(number, latest(session, edition=edition, round=number)) for number in numbers]
    return [_proof(session, edition, number, one) for number, one in found if one is not None]


def _proof(session: Session, edition: Edition, number: int, stored: Calculation) -> Proof:
    again = calculate(stored.inputs, stored.settings)
    return Proof(
        round=number,
        method=stored.method,
        cards=len(stored.inputs["cards"]),
        entries=len(stored.results["entries"]),
        same_inputs=hash_of(inputs_today(session, edition=edition, number=number)) == stored.inputs_hash,
        same_results=hash_of(again) == stored.results_hash,
        untouched=is_untouched(stored),
        inputs_hash=stored.inputs_hash,
        results_hash=stored.results_hash,
    )


def is_untouched(stored: Calculation) -> bool:
    """What is stored still has the fingerprints it was stored with."""
    return (hash_of(stored.inputs), hash_of(stored.results)) == (stored.inputs_hash, stored.results_hash)


def inputs_today(session: Session, *, edition: Edition, number: int) -> Mapping[str, Any]:
    """The inputs of a round from the scorecards as they stand now; after the release those of entries with an award
    as well."""
    if edition.released_at is None and number == edition.round:
        return collect(session, edition=edition).inputs
    shortlisted = (EntryState.SHORTLISTED,) if number > 1 else IN_JUDGING
    query = (
        select(Entry.code, Scorecard.juror_id, Scorecard.scores)
        .join(Entry, col(Entry.id) == Scorecard.entry_id)
        .join(Juror, col(Juror.id) == Scorecard.juror_id)
        .where(
            Scorecard.edition_id == edition.id,
            Scorecard.round == number,
            Scorecard.state == CardState.FINAL,
            Juror.state == JurorState.ACCEPTED,
            col(Entry.state).in_((*shortlisted, *AWARDED)),
            col(Scorecard.id).not_in(sorted(uncounted(session, edition=edition))),
        )
    )
    cards = [(code, str(juror), dict(scores)) for code, juror, scores in session.exec(query).all()]
    return inputs_from(weighed(criteria_of(session, edition)), cards)
