"""Who saw what of an entry, kept once a day: the proof that nobody looked who had no business to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.domain.viewer import Viewer
from app.models.entries import Entry, EntryView
from app.models.people import User
from app.models.types import now

TEXT, SCORES = "text", "scores"


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody saw the `text` or the `scores` of an entry on a day."""

    who: User
    what: str
    day: date


def seen_of(session: Session, *, entry: Entry) -> list[Seen]:
    """Everybody who saw something of an entry, the latest first."""
    query = select(User, col(EntryView.what), col(EntryView.day)).join(EntryView, col(EntryView.user_id) == User.id)
    query = query.where(EntryView.entry_id == entry.id).order_by(col(EntryView.at).desc(), col(User.id))
    return [Seen(*row) for row in session.exec(query).all()]


def seen_today(session: Session, *, entry: Entry, viewer: Viewer, what: str) -> bool:
    """Cheap enough to ask at every reading, so that a write is made only once a day."""
    return session.get(EntryView, (entry.id, viewer.id, what, now().astimezone(UTC).date())) is not None


def note_view(session: Session, *, entry_id: int, user_id: int, what: str) -> None:
    """Keep that somebody saw it. Two pages opened at once are one view."""
    at = now()
    row = {"entry_id": entry_id, "user_id": user_id, "what": what, "day": at.astimezone(UTC).date(), "at": at}
    try:
        with session.begin_nested():
            session.execute(insert(EntryView).values(**row))
    except IntegrityError:
        return


def unseen_today(session: Session, *, entry_ids: Collection[int], viewer: Viewer, what: str) -> list[int]:
    """Of a list those that this person has not seen today; all of it, or nearly nothing, is the rule."""
    query = select(EntryView.entry_id).where(
        EntryView.user_id == viewer.id, EntryView.what == what, EntryView.day == now().astimezone(UTC).date()
    )
    return sorted(set(entry_ids) - set(session.exec(query).all()))


def note_views(session: Session, *, entry_ids: Collection[int], user_id: int, what: str) -> None:
    """Keep that somebody saw it of all these, on one list. Two lists opened at once are one view."""
    at = now()
    row = {"user_id": user_id, "what": what, "day": at.astimezone(UTC).date(), "at": at}
    try:
        with session.begin_nested():
            session.execute(insert(EntryView), [{**row, "entry_id": entry_id} for entry_id in entry_ids])
    except IntegrityError:
        return
