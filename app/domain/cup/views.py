"""Who saw what of an entry, kept once a day: the proof that nobody looked who had no business to."""

from collections.abc import Iterable
from datetime import UTC

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.domain.viewer import Viewer
from app.models.entries import Entry, EntryView
from app.models.types import now

TEXT, SCORES = "text", "scores"


def seen_today(session: Session, *, entry: Entry, viewer: Viewer, what: str) -> bool:
    """Cheap enough to ask at every reading, so that a write is made only once a day."""
    return session.get(EntryView, (entry.id, viewer.id, what, now().astimezone(UTC).date())) is not None


def unseen_today(session: Session, *, entries: Iterable[Entry], user_id: int, what: str) -> list[int]:
    """Of several entries those that this person has not looked at today."""
    ids = [entry.id or 0 for entry in entries]
    query = select(EntryView.entry_id).where(
        col(EntryView.entry_id).in_(ids),
        EntryView.user_id == user_id,
        EntryView.what == what,
        EntryView.day == now().astimezone(UTC).date(),
    )
    seen = set(session.exec(query).all())
    return [one for one in ids if one not in seen]


def note_view(session: Session, *, entry_id: int, user_id: int, what: str) -> None:
    """Keep that somebody saw it. Two pages opened at once are one view."""
    at = now()
    row = {"entry_id": entry_id, "user_id": user_id, "what": what, "day": at.astimezone(UTC).date(), "at": at}
    try:
        with session.begin_nested():
            session.execute(insert(EntryView).values(**row))
    except IntegrityError:
        return
