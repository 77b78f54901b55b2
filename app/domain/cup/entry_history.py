"""What people see of an entry besides its text: what happened, who decided, last year's entry."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, and_, col, or_, select

from app.domain.cup.access import entries_to_run
from app.domain.cup.screening import without_tied
from app.domain.cup.verdicts import Ruling, outcome
from app.domain.viewer import Viewer
from app.models.cup import Edition
from app.models.entries import Entry, EntryEvent, EntryState, Screening
from app.models.organisations import MemberRole, Membership
from app.models.people import User

S = EntryState


@dataclass(frozen=True, slots=True)
class Told:
    """One step; `who` is "" for the platform."""

    at: datetime
    after: EntryState
    who: str
    message: str
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Given:
    """One verdict. `open`: what it says may be shown to this reader; else only who gave it, and when."""

    row: Screening
    who: str
    mine: bool
    open: bool


def history_of(session: Session, *, entry: Entry) -> list[Told]:
    """Every step, the latest first."""
    query = (
        select(EntryEvent, User.name)
        .join(User, col(User.id) == EntryEvent.by_id, isouter=True)
        .where(EntryEvent.entry_id == entry.id)
        .order_by(col(EntryEvent.id).desc())
    )
    return [
        Told(event.at, S(event.after), name or "", event.message, event.reasons)
        for event, name in session.exec(query).all()
    ]


def steps_of(session: Session, entry: Entry) -> list[tuple[EntryEvent, str]]:
    """What happened to an entry, the latest first, with the name of who did it if that is one of its `people_of`."""
    people = select(Membership.user_id).where(
        Membership.organisation_id == entry.organisation_id,
        col(Membership.role).in_((MemberRole.OWNER, MemberRole.EDITOR)),
    )
    own = or_(col(User.id).in_(people), User.id == entry.on_behalf_by_id)
    query = (
        select(EntryEvent, User.name)
        .join(User, and_(User.id == EntryEvent.by_id, own), isouter=True)
        .where(EntryEvent.entry_id == entry.id)
        .order_by(col(EntryEvent.id).desc())
    )
    return [(event, name or "") for event, name in session.exec(query).all()]


def verdicts_of(session: Session, *, entry: Entry, edition: Edition, viewer: Viewer) -> list[Given]:
    """All verdicts on an entry, the latest first.

    What others said is open to somebody who has decided on the same text, and to all once it was decided: whoever
    looks second or third finds out for themselves.
    """
    query = select(Screening, User.name).join(User, col(User.id) == Screening.by_id)
    pairs = session.exec(query.where(Screening.entry_id == entry.id).order_by(col(Screening.id).desc())).all()
    counting = {row.id for row in without_tied(session, edition=edition, entry=entry, rows=[row for row, _ in pairs])}
    rows = [row for row, _ in reversed(pairs) if row.id in counting]
    return [
        Given(row, name, row.by_id == viewer.id, _is_open(row, rows, viewer))
        for row, name in pairs
        if row.id in counting
    ]


def _is_open(row: Screening, rows: list[Screening], viewer: Viewer) -> bool:
    together = [one for one in rows if one.submission == row.submission and not one.on_appeal]
    decided = outcome([Ruling(one.verdict, tuple(one.reasons), one.note) for one in together]) is not None
    return row.on_appeal or decided or any(one.by_id == viewer.id for one in together)


def changeable_verdict(given: list[Given], *, number: int) -> Screening | None:
    """One's own verdict on a submission, while nobody else has decided on it."""
    rows = [one for one in given if one.row.submission == number and not one.row.on_appeal]
    return rows[0].row if len(rows) == 1 and rows[0].mine else None


def previous_entry(session: Session, *, entry: Entry, viewer: Viewer) -> tuple[Edition, Entry] | None:
    """Last year's entry, if there is one that this coordinator may know of."""
    before = session.get(Entry, entry.previous_id) if entry.previous_id else None
    if before is None:
        return None
    edition = session.get_one(Edition, before.edition_id)
    visible = entries_to_run(session, edition=edition, viewer=viewer).where(Entry.id == before.id)
    return (edition, before) if session.exec(visible).first() else None
