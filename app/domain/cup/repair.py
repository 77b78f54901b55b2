"""Time to mend an entry: until when, a reminder shortly before, and what happens when it has run out."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from app.domain.cup.entering import people_of
from app.domain.cup.local_times import moment_of, wall_of
from app.domain.cup.locking import hold
from app.domain.cup.reasons import NOT_IN_TIME, sentence_of
from app.domain.cup.workflow import change_state
from app.domain.jobs import enqueue
from app.domain.notices import notify
from app.models.cases import Case
from app.models.cup import Edition
from app.models.entries import Entry, EntryEvent, EntryState
from app.models.types import now
from app.moments import Moment

S = EntryState
REMINDED_BEFORE = timedelta(days=2)


def repair_deadline(edition: Edition) -> datetime:
    """The end of the day, on the clock of the edition, that comes its days of repair after today there."""
    wall = wall_of(now(), zone=edition.time_zone) + timedelta(days=edition.repair_days)
    return moment_of(wall.replace(hour=23, minute=59, second=59, microsecond=0), zone=edition.time_zone)


def give_time(session: Session, *, entry: Entry, due: datetime) -> None:
    """Set the date, and plan the one reminder, where it would not come together with the request itself."""
    entry.repair_due = due
    session.add(entry)
    remind_at = due - REMINDED_BEFORE
    if remind_at > now():
        enqueue(session, "cup_repair_reminder", run_at=remind_at, entry_id=entry.id, due=due.isoformat())


def remind(session: Session, *, entry_id: int, due: str) -> None:
    """Tell its people that the time to mend runs out; nothing if it was sent or decided meanwhile."""
    entry = session.get(Entry, entry_id, with_for_update={"key_share": True})
    if entry is None or entry.state is not S.TO_COMPLETE or entry.repair_due is None:
        return
    if entry.repair_due != datetime.fromisoformat(due) or entry.repair_due <= now():
        return
    asked = _asked(session, entry)
    tell_entrant(session, entry=entry, kind="cup_repair_reminder", reasons=asked.reasons, message=asked.message)


def _asked(session: Session, entry: Entry) -> EntryEvent:
    query = select(EntryEvent).where(EntryEvent.entry_id == entry.id, EntryEvent.after == S.TO_COMPLETE)
    return session.exec(query.order_by(col(EntryEvent.id).desc()).limit(1)).one()


def run_out_due(session: Session) -> int:
    """Close every entry whose time to mend has passed; returns how many. Run by the worker every few minutes."""
    query = select(Entry.id).where(Entry.state == S.TO_COMPLETE, col(Entry.repair_due) <= now())
    numbers = [number for number in session.exec(query.order_by(col(Entry.id))).all() if number]
    return sum(_run_out(session, session.get_one(Entry, number)) for number in numbers)


def _run_out(session: Session, entry: Entry) -> bool:
    # Sent in the last moment, or closed by another worker.
    hold(session, entry)
    if entry.state is not S.TO_COMPLETE or entry.repair_due is None or entry.repair_due > now():
        return False
    change_state(session, entry=entry, verb="run_out", by=None, reasons=[NOT_IN_TIME])
    tell_entrant(session, entry=entry, kind="cup_entry_ineligible", reasons=[NOT_IN_TIME])
    return True


def tell_entrant(
    session: Session, *, entry: Entry, kind: str, reasons: list[str], message: str = "", final: bool = False
) -> None:
    """Tell an entry's people what was decided: why, what exactly, and until when they can do what."""
    edition = session.get_one(Edition, entry.edition_id)
    notify(
        session,
        people=people_of(session, entry),
        kind=kind,
        path=entry_path(edition, entry),
        **telling(edition, session.get_one(Case, entry.case_id).title, reasons, message, entry.repair_due, final),
    )


def entry_path(edition: Edition, entry: Entry) -> str:
    return f"/cup/{edition.year}/entries/{entry.code}"


def telling(
    edition: Edition, title: str, reasons: list[str], message: str, due: datetime | None, final: bool = False
) -> dict[str, Any]:
    """What the mails about a decision of the screening are filled with. `appeal` is the days left to ask for a second
    look, 0 where the decision is final."""
    return {
        "year": edition.year,
        "title": title,
        "reasons": [sentence_of(code) for code in reasons],
        "message": message,
        "due": Moment(due, edition.time_zone).text() if due else "",
        "appeal": 0 if final else edition.repair_days,
    }
