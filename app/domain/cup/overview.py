"""What a coordinator needs to know about an edition at a glance, of the entries they have no tie with."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.domain.cup.access import entries_to_run
from app.domain.cup.conflicts import hidden_from
from app.domain.cup.telling import OPEN_CARDS
from app.domain.viewer import Viewer
from app.models.cup import Edition, EditionEvent
from app.models.entries import Decision, Entry, EntryState
from app.models.jury import CardState, Conflict, ConflictState, Juror, JurorState, Scorecard
from app.models.people import User

S = EntryState


@dataclass(frozen=True, slots=True)
class Overview:
    states: dict[EntryState, int]
    jurors: dict[JurorState, int]
    open_cards: int
    final_cards: int
    open_conflicts: int
    decisions: int


def overview(session: Session, *, edition: Edition, viewer: Viewer) -> Overview:
    """Everything is counted beginning with the entries that this person may know about."""
    visible = entries_to_run(session, edition=edition, viewer=viewer)
    ids = visible.with_only_columns(col(Entry.id))
    states: Any = select(Entry.state, func.count()).where(col(Entry.id).in_(ids)).group_by(Entry.state)
    jurors: Any = select(Juror.state, func.count()).where(Juror.edition_id == edition.id).group_by(Juror.state)
    cards: Any = (
        select(Scorecard.state, func.count())
        .where(col(Scorecard.entry_id).in_(ids), Scorecard.round == edition.round)
        .group_by(Scorecard.state)
    )
    by_state = {CardState(state): count for state, count in session.execute(cards).all()}
    return Overview(
        states=dict(session.execute(states).all()),
        jurors=dict(session.execute(jurors).all()),
        open_cards=sum(by_state.get(state, 0) for state in OPEN_CARDS),
        final_cards=by_state.get(CardState.FINAL, 0),
        open_conflicts=_open_conflicts(session, edition, viewer),
        decisions=_count(session, select(Decision.id).where(col(Decision.entry_id).in_(ids))),
    )


def _open_conflicts(session: Session, edition: Edition, viewer: Viewer) -> int:
    """Ties that people declared and no coordinator has looked at, but for organisations this one is tied to."""
    hidden = sorted(hidden_from(session, edition=edition, viewer=viewer))
    query = select(Conflict.id).where(
        Conflict.edition_id == edition.id,
        Conflict.state == ConflictState.OPEN,
        col(Conflict.organisation_id).not_in(hidden),
    )
    return _count(session, query)


def _count(session: Session, query: SelectOfScalar[Any]) -> int:
    return session.exec(select(func.count()).select_from(query.subquery())).one()


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
