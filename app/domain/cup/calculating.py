"""Calculations of an edition: made from the scorecards that count, kept with all they were made from, found again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy import select as sql
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from app.domain import audit
from app.domain.cup.results import METHOD, calculate, hash_of, inputs_from, settings_for
from app.domain.cup.scoring import criteria_of, weighed
from app.domain.cup.uncounted import note_uncounted, uncounted
from app.domain.jobs import enqueue
from app.domain.viewer import Viewer
from app.models.cup import Edition, Phase
from app.models.entries import Entry, EntryState
from app.models.jury import Calculation, CardState, Juror, JurorState, Scorecard
from app.models.types import now

# A juror hands in one scorecard after the other.
PAUSE = timedelta(seconds=30)
IN_JUDGING = (EntryState.ELIGIBLE, EntryState.SHORTLISTED)


@dataclass(frozen=True, slots=True)
class Collected:
    """What a calculation is made from, as it was at a moment."""

    round: int
    inputs: dict[str, Any]
    settings: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """A stored calculation as the key of what was worked out from it: two with the same hash are the same."""

    inputs_hash: str
    settings_hash: str
    inputs: Mapping[str, Any] = field(compare=False)
    settings: Mapping[str, Any] = field(compare=False)


def places_of(edition: Edition) -> int:
    """How many winners there are: the line that the board draws."""
    return sum(award["places"] for award in edition.awards if award["result"] == "winner")


def collect(session: Session, *, edition: Edition) -> Collected:
    """The scorecards of the present round that count, and the settings."""
    at = now()
    query = sql(col(Entry.code), col(Scorecard.juror_id), col(Scorecard.scores)).where(
        *_counts(session, edition, edition.round)
    )
    query = query.join(Entry, col(Entry.id) == Scorecard.entry_id).join(Juror, col(Juror.id) == Scorecard.juror_id)
    cards = [(code, str(juror), scores) for code, juror, scores in session.execute(query).all()]
    criteria = weighed(criteria_of(session, edition))
    settings = settings_for(places=places_of(edition), seed=edition.year)
    return Collected(edition.round, inputs_from(criteria, cards), settings, at)


def _counts(session: Session, edition: Edition, number: int) -> list[ColumnElement[bool]]:
    """Final cards of members of the jury, not of those who were removed, on entries that are still judged.

    None whose juror turned out to have a tie. In a second round that is the short list alone.
    """
    states = IN_JUDGING if number == 1 else (EntryState.SHORTLISTED,)
    return [
        col(Scorecard.edition_id) == edition.id,
        col(Scorecard.round) == number,
        col(Scorecard.state) == CardState.FINAL,
        col(Juror.state) == JurorState.ACCEPTED,
        col(Entry.state).in_(states),
        col(Scorecard.id).not_in(sorted(uncounted(session, edition=edition))),
    ]


def keep(
    session: Session, *, edition: Edition, collected: Collected, results: dict[str, Any], by: Viewer | None
) -> Calculation:
    """Store a calculation, unless the latest of its round is the same: then that one is given back."""
    inputs_hash, results_hash = hash_of(collected.inputs), hash_of(results)
    newest = latest(session, edition=edition, round=collected.round)
    same = newest and (newest.method, newest.inputs_hash, newest.results_hash) == (METHOD, inputs_hash, results_hash)
    if newest and same and newest.settings == collected.settings:
        return newest
    made = Calculation(
        edition_id=edition.id or 0,
        round=collected.round,
        method=METHOD,
        settings=collected.settings,
        inputs=collected.inputs,
        results=results,
        inputs_hash=inputs_hash,
        results_hash=results_hash,
        by_id=by.id if by else None,
        at=collected.at,
    )
    session.add(made)
    note_uncounted(session, edition=edition, by=by)
    audit.record(
        session,
        by=by,
        verb="edition.calculate",
        object_type="edition",
        object_id=edition.year,
        after={"round": collected.round, "cards": len(collected.inputs["cards"]), "results": results_hash},
    )
    return made


def calculate_now(session: Session, *, edition: Edition, by: Viewer | None) -> Calculation:
    """Collect, calculate and keep in one go. It takes up to seconds: pages and jobs do it in three steps instead."""
    collected = collect(session, edition=edition)
    return keep(
        session, edition=edition, collected=collected, results=calculate(collected.inputs, collected.settings), by=by
    )


def calculate_soon(session: Session, *, edition_id: int) -> None:
    """Let the worker calculate; however many scorecards come in meanwhile, one job waits."""
    key = f"cup_calculate:{edition_id}"
    enqueue(session, "cup_calculate", key=key, run_at=now() + PAUSE, edition_id=edition_id)


def latest(session: Session, *, edition: Edition, round: int) -> Calculation | None:  # noqa: A002 - as the column
    """The newest calculation of a round; what it was made from is read only once somebody asks for it."""
    query = select(Calculation).where(Calculation.edition_id == edition.id, Calculation.round == round)
    # Proposals of who reads what are kept in the same table.
    query = query.where(col(Calculation.method).not_like("assignment-%"))
    query = query.order_by(col(Calculation.id).desc()).limit(1).options(defer(Calculation.inputs))  # type: ignore[arg-type]
    return session.exec(query).first()


def is_stale(
    session: Session,
    *,
    edition: Edition,
    calculation: Calculation,
    results: Mapping[str, Any] | None = None,
    hidden: Collection[int] = (),
    judged: Collection[int] = (),
) -> bool:
    """Whether scorecards, jurors, their ties, entries or places have changed since; no scores read.

    For somebody who does not see all: with what `results_among` gave them, the organisations they may know nothing of,
    and the entries they still judge. Once
    results are out their entries have moved on, and the calculation stays what it was.
    """
    if edition.released_at or edition.phase in (Phase.ANNOUNCED, Phase.ARCHIVED):
        return False
    query = (
        sql(col(Scorecard.juror_id), func.count(), func.max(col(Scorecard.final_at)))
        .select_from(Scorecard)
        .join(Entry, col(Entry.id) == Scorecard.entry_id)
        .join(Juror, col(Juror.id) == Scorecard.juror_id)
        .where(
            *_counts(session, edition, calculation.round),
            col(Entry.organisation_id).not_in(sorted(hidden)),
            col(Entry.id).not_in(sorted(judged)),
        )
        .group_by(col(Scorecard.juror_id))
    )
    found = session.execute(query).all()
    count = {str(juror): number for juror, number, _ in found}
    counted = {juror: line["cards"] for juror, line in (results or calculation.results)["jurors"].items()}
    newer = any(last is not None and last > calculation.at for _, _, last in found)
    moved: bool = calculation.settings["places"] != places_of(edition)
    return count != counted or newer or moved


def results_among(calculation: Calculation, codes: Collection[str] | None) -> Mapping[str, Any]:
    """The results; with `codes`, as if no other entries were there.

    That is what people with a tie to some entry get: neither counts nor averages, offsets nor the line can then tell
    them anything about it.
    """
    if codes is None:
        return calculation.results
    known = Known(
        calculation.inputs_hash, hash_of(calculation.settings), calculation.inputs, dict(calculation.settings)
    )
    return _among(known, frozenset(codes))


@lru_cache(maxsize=16)
def _among(known: Known, codes: frozenset[str]) -> Mapping[str, Any]:
    cards = [card for card in known.inputs["cards"] if card[0] in codes]
    return calculate({**known.inputs, "cards": cards}, {**known.settings, "rasch": False})
