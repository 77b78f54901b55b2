"""What a coordinator needs to know about an edition at a glance, of the entries they have no tie with."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, literal, type_coerce, union_all
from sqlalchemy import select as sql
from sqlmodel import Session, col, func, select

from app.domain.cup.access import entries_to_run
from app.domain.cup.conflicts import hidden_from
from app.domain.cup.telling import OPEN_CARDS
from app.domain.viewer import Viewer
from app.models.cup import Edition, EditionEvent
from app.models.entries import Decision, Entry, EntryState
from app.models.jury import CardState, Conflict, ConflictState, Juror, JurorState, Scorecard
from app.models.people import User


@dataclass(frozen=True, slots=True)
class Overview:
    states: dict[EntryState, int]
    jurors: dict[JurorState, int]
    open_cards: int
    final_cards: int
    open_conflicts: int
    decisions: int


def overview(session: Session, *, edition: Edition, viewer: Viewer) -> Overview:
    """Everything is counted beginning with the entries that this person may know about, in one query."""
    hidden = sorted(hidden_from(session, edition=edition, viewer=viewer))
    ids = entries_to_run(session, edition=edition, viewer=viewer).with_only_columns(col(Entry.id))
    by_table: dict[str, dict[str, int]] = {table: {} for table in ("entry", "juror", "card", "conflict", "decision")}
    for table, state, count in session.execute(union_all(*_counts(edition, ids, hidden))).all():
        by_table[table][state] = count
    cards = {CardState(state): count for state, count in by_table["card"].items()}
    return Overview(
        states={EntryState(state): count for state, count in by_table["entry"].items()},
        jurors={JurorState(state): count for state, count in by_table["juror"].items()},
        open_cards=sum(cards.get(state, 0) for state in OPEN_CARDS),
        final_cards=cards.get(CardState.FINAL, 0),
        open_conflicts=sum(by_table["conflict"].values()),
        decisions=sum(by_table["decision"].values()),
    )


def _counts(edition: Edition, ids: Any, hidden: list[int]) -> list[Any]:
    """Selects of a word, a state and how many there are in it."""
    # Ties that people declared and no coordinator has looked at, but for organisations this one is tied to.
    conflicts = (
        Conflict.edition_id == edition.id,
        Conflict.state == ConflictState.OPEN,
        col(Conflict.organisation_id).not_in(hidden),
    )
    return [
        _by_state("entry", Entry.state, col(Entry.id).in_(ids)),
        _by_state("juror", Juror.state, Juror.edition_id == edition.id),
        _by_state("card", Scorecard.state, col(Scorecard.entry_id).in_(ids), Scorecard.round == edition.round),
        _by_state("conflict", Conflict.state, *conflicts),
        _by_state("decision", Decision.result, col(Decision.entry_id).in_(ids)),
    ]


def _by_state(word: str, state: Any, *conditions: Any) -> Any:
    return sql(literal(word), type_coerce(state, String), func.count()).where(*conditions).group_by(state)


def events(session: Session, edition: Edition) -> list[tuple[EditionEvent, str]]:
    """What happened to the edition, the latest first, with the name of who did it ("" for the platform)."""
    query = (
        select(EditionEvent, User.name)
        .join(User, col(User.id) == EditionEvent.by_id, isouter=True)
        .where(EditionEvent.edition_id == edition.id)
        .order_by(col(EditionEvent.id).desc())
        .limit(100)
    )
    return [(event, name or "") for event, name in session.exec(query).all()]
