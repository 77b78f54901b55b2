"""What a coordinator looks at after one entry: the next in the queue of the screening, or on the board."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.domain.cup.board import Row
from app.domain.cup.phases import rights_now
from app.domain.cup.screening_queue import Waiting, waiting
from app.domain.viewer import Viewer
from app.models.cup import Edition
from app.models.entries import Decision


@dataclass(frozen=True, slots=True)
class NextUp:
    """`left` counts all that wait, this one among them."""

    code: str
    title: str
    language: str
    left: int


def next_verdict(session: Session, *, edition: Edition, code: str, viewer: Viewer) -> NextUp | None:
    """The next entry that waits for this person's own verdict; None if none does, or nobody screens now."""
    if not rights_now(session, edition).screen:
        return None
    rows = waiting(session, edition=edition, viewer=viewer)
    return _after(((row, row.mine) for row in rows), code)


def next_decision(rows: Sequence[Row], *, code: str) -> NextUp | None:
    """The next row of the board about which nothing is decided."""
    return _after(((row, row.decision is None) for row in rows), code)


def next_check(session: Session, *, rows: Sequence[Row], code: str, viewer: Viewer) -> NextUp | None:
    """The next row whose decision somebody else parked, with its whole feedback, and nobody has checked."""
    query = select(Decision.entry_id).where(Decision.parked_by_id == viewer.id)
    own = set(session.exec(query.where(col(Decision.entry_id).in_([row.entry_id for row in rows]))).all())

    def waits(row: Row) -> bool:
        return row.decision is not None and row.decision.whole and not row.decision.checked and row.entry_id not in own

    return _after(((row, waits(row)) for row in rows), code)


def _after(rows: Iterable[tuple[Row | Waiting, bool]], code: str) -> NextUp | None:
    """The first that waits behind the row of this code, else the first of all; never that row itself."""
    listed = list(rows)
    place = next((number for number, (row, _) in enumerate(listed) if row.code == code), -1)
    around = listed[place + 1 :] + listed[: max(place, 0)]
    found = [row for row, waits in around if waits]
    return NextUp(found[0].code, found[0].title, found[0].language, len(found)) if found else None
