"""What waits for a person in the cup: entries to send or to mend, scorecards to hand in, entries to look at.

The number in the header and the lines of the page behind it come from the same selects.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from app.content.text import N_
from app.domain.asking import BELONGS, ME, NOW, WRITES, asked_by
from app.domain.cup.access import entries_of
from app.domain.cup.screening_queue import waiting_by_edition
from app.domain.cup.telling import OPEN_CARDS
from app.domain.viewer import Viewer
from app.models.cases import Case
from app.models.cup import Edition, EditionPhase, Phase
from app.models.entries import Entry, EntryState
from app.models.jury import Conflict, ConflictState, Juror, JurorState, Scorecard

S = EntryState
TO_SEND = N_("Entries of the cup that you have not sent yet")
TO_MEND = N_("Entries of the cup in which something is to be mended")
TO_SCORE = N_("Scorecards of the cup to hand in")
TO_SCREEN = N_("Entries of the cup to look at: can they take part?")


@dataclass(frozen=True, slots=True)
class WaitingInCup:
    """One line: what waits (marked for translation), in the cup of which year, until when.

    `code` and `title` are those of an entry; "" where the whole desk waits, with `count` things on it.
    """

    reason: str
    year: int
    time_zone: str
    due: datetime | None
    code: str = ""
    title: str = ""
    language: str = ""
    count: int = 0


def own_cup_things(*, facilitator: bool) -> tuple[SelectOfScalar[Any], SelectOfScalar[Any]]:
    """The numbers of entries to write and of juries with open scorecards, each as a select of one row, to be sent
    with what is `asked_by` somebody."""
    entries = select(func.count()).select_from(_entries(facilitator=facilitator).subquery())
    seats = select(func.count()).select_from(_seats().subquery())
    return entries, seats


def _entries(*, facilitator: bool) -> Any:
    """Own entries that can still be sent: drafts while the call is open, others while they can be mended."""
    mendable = and_(
        Entry.state == S.TO_COMPLETE,
        EditionPhase.screen,
        or_(col(Entry.repair_due).is_(None), col(Entry.repair_due) > NOW),
    )
    return (
        entries_of(WRITES, ME if facilitator else None)
        .with_only_columns(col(Entry.id))
        .join(Edition, col(Edition.id) == Entry.edition_id)
        .join(EditionPhase, (col(EditionPhase.edition_id) == Edition.id) & (col(EditionPhase.phase) == Edition.phase))
        .where(or_(_sendable(), mendable))
    )


def _sendable() -> ColumnElement[bool]:
    """Drafts while the call is open, of entries joined with the present phase of their edition."""
    deadline = select(EditionPhase.edition_id).where(
        EditionPhase.phase == Phase.SCREENING,
        or_(col(EditionPhase.starts_at).is_(None), col(EditionPhase.starts_at) > NOW),
    )
    return and_(Entry.state == S.DRAFT, EditionPhase.enter, col(Entry.edition_id).in_(deadline))


def cases_of_entries() -> SelectOfScalar[Any]:
    """The cases that wait with an entry, the same as `entry_of_case` finds: of these only the entry waits."""
    undecided = and_(col(Edition.released_at).is_(None), col(Entry.state).not_in([S.DRAFT, S.WITHDRAWN]))
    return (
        select(Entry.case_id)
        .join(Edition, col(Edition.id) == Entry.edition_id)
        .join(EditionPhase, (col(EditionPhase.edition_id) == Edition.id) & (col(EditionPhase.phase) == Edition.phase))
        .where(or_(undecided, _sendable()))
    )


def _seats() -> SelectOfScalar[Any]:
    """Juries in which scorecards of this person are open and wanted now.

    Their desk shows which, and leaves out entries that a tie keeps from them; ties that are plain to see are left out
    here too.
    """
    tied = select(Conflict.organisation_id).where(
        Conflict.user_id == ME,
        Conflict.edition_id == Juror.edition_id,
        Conflict.state != ConflictState.DISMISSED,
    )
    wanted = (
        select(Scorecard.id)
        .join(Entry, col(Entry.id) == Scorecard.entry_id)
        .where(
            Scorecard.juror_id == Juror.id,
            Scorecard.round == Edition.round,
            col(Scorecard.state).in_(OPEN_CARDS),
            Entry.state != S.WITHDRAWN,
            col(Entry.organisation_id).not_in(BELONGS),
            col(Entry.organisation_id).not_in(tied),
        )
    )
    return (
        select(Juror.id)
        .join(Edition, col(Edition.id) == Juror.edition_id)
        .join(EditionPhase, (col(EditionPhase.edition_id) == Edition.id) & (col(EditionPhase.phase) == Edition.phase))
        .where(
            Juror.user_id == ME,
            Juror.state == JurorState.ACCEPTED,
            col(Juror.conflicts_declared_at).is_not(None),
            EditionPhase.score,
            wanted.exists(),
        )
    )


def waiting_in_cup(session: Session, viewer: Viewer) -> list[WaitingInCup]:
    """Everything in the cup in which this person is the next to act."""
    if viewer.user is None:
        return []
    lines = [*_entry_lines(session, viewer), *_seat_lines(session, viewer)]
    if viewer.is_coordinator:
        lines += [
            WaitingInCup(TO_SCREEN, edition.year, edition.time_zone, None, count=count)
            for edition, count in waiting_by_edition(session, viewer)
        ]
    return lines


def _ends(session: Session, ends: Phase) -> Mapping[int, datetime | None]:
    """By edition the beginning of a phase, which is the end of the one before."""
    rows = session.exec(select(EditionPhase.edition_id, EditionPhase.starts_at).where(EditionPhase.phase == ends))
    return dict(rows.all())


def _entry_lines(session: Session, viewer: Viewer) -> list[WaitingInCup]:
    query = (
        select(Entry, Edition, Case)
        .join(Edition, col(Edition.id) == Entry.edition_id)
        .join(Case, col(Case.id) == Entry.case_id)
        .where(col(Entry.id).in_(_entries(facilitator=viewer.is_facilitator)))
        .order_by(col(Entry.updated_at))
    )
    rows = session.execute(query, asked_by(viewer)).all()
    deadlines = _ends(session, Phase.SCREENING) if rows else {}
    return [
        WaitingInCup(
            TO_SEND if entry.state is S.DRAFT else TO_MEND,
            edition.year,
            edition.time_zone,
            deadlines.get(edition.id or 0) if entry.state is S.DRAFT else entry.repair_due,
            entry.code,
            case.title,
            case.original_language,
        )
        for entry, edition, case in rows
    ]


def _seat_lines(session: Session, viewer: Viewer) -> list[WaitingInCup]:
    query = select(Edition).join(Juror, col(Juror.edition_id) == Edition.id).where(col(Juror.id).in_(_seats()))
    editions = session.execute(query, asked_by(viewer)).scalars().all()
    deadlines = _ends(session, Phase.DELIBERATION) if editions else {}
    return [
        WaitingInCup(TO_SCORE, edition.year, edition.time_zone, _due_of_cards(edition, deadlines))
        for edition in editions
    ]


def _due_of_cards(edition: Edition, deadlines: Mapping[int, datetime | None]) -> datetime | None:
    """A second round, while the jury deliberates, has no date of its own."""
    return deadlines.get(edition.id or 0) if edition.phase is Phase.JUDGING else None
