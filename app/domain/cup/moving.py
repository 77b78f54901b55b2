"""From phase to phase: one step on by date or by hand, or one step back with a reason."""

from sqlmodel import Session, col, select

from app.content.text import N_
from app.domain import audit
from app.domain.cup.calculating import calculate_soon
from app.domain.cup.dates import checked_reason
from app.domain.cup.phases import ORDER, ends_at, following, phase_rows
from app.domain.cup.requirements import missing_for
from app.domain.cup.telling import tell_coordinators, tell_of_phase
from app.domain.cup.versions import mark_changed
from app.domain.errors import Conflict, DomainError
from app.domain.viewer import Viewer
from app.models.cup import Edition, EditionEvent, EditionPhase, Phase
from app.models.entries import Entry
from app.models.types import now
from app.moments import Moment

MOVED, BLOCKED = "phase", "blocked"
HAS_MOVED = N_("Somebody has moved the cup on meanwhile. Please look at it again.")


class NotReady(DomainError):
    """Something is missing for the next phase; `missing` says what."""

    status = 409


def move_on(session: Session, *, edition: Edition, to: Phase, by: Viewer | None, reason: str = "") -> EditionEvent:
    """Begin the next phase, now; `by` is None when its date has come.

    By hand a reason is needed, but for the opening of the call. Raises Invalid, Conflict, NotReady.
    """
    session.refresh(edition, with_for_update=True)
    if following(edition.phase) is not to:
        raise Conflict(HAS_MOVED)
    reason = checked_reason(reason, needed=by is not None and edition.phase is not Phase.DRAFT)
    if missing := missing_for(session, edition=edition, phase=to, viewer=by):
        raise NotReady(missing[0].message, **missing[0].params)
    if by:
        # Begun before or after its date: what the page says is when it really began.
        row = _row(session, edition, to)
        row.starts_at = now()
        session.add(row)
    return _move(session, edition, to, by, reason)


def move_back(session: Session, *, edition: Edition, to: Phase, by: Viewer, reason: str) -> EditionEvent:
    """Return to the phase before, which then has no end until somebody sets one. Raises Invalid, Conflict."""
    session.refresh(edition, with_for_update=True)
    if following(to) is not edition.phase:
        raise Conflict(HAS_MOVED)
    reason = checked_reason(reason)
    _check_way_back(session, edition)
    row = _row(session, edition, edition.phase)
    row.starts_at = None
    session.add(row)
    return _move(session, edition, to, by, reason)


def _check_way_back(session: Session, edition: Edition) -> None:
    if edition.released_at:
        raise Conflict(N_("The results are out; that cannot be undone."))
    entered = select(Entry.id).where(Entry.edition_id == edition.id).limit(1)
    if edition.phase is Phase.CALL_OPEN and session.exec(entered).first():
        raise Conflict(N_("Organisations are already writing their entries; the call cannot be taken back."))


def may_move_back(session: Session, edition: Edition) -> Phase | None:
    """The phase to which this edition could return now."""
    place = ORDER.index(edition.phase)
    try:
        _check_way_back(session, edition)
    except Conflict:
        return None
    return ORDER[place - 1] if place else None


def _row(session: Session, edition: Edition, phase: Phase) -> EditionPhase:
    return phase_rows(session, edition)[phase]


def _move(session: Session, edition: Edition, to: Phase, by: Viewer | None, reason: str) -> EditionEvent:
    before, edition.phase = edition.phase, to
    mark_changed(session, edition)
    event = EditionEvent(
        edition_id=edition.id or 0, kind=MOVED, before=before, after=to, reason=reason, by_id=by.id if by else None
    )
    session.add(event)
    audit.record(
        session,
        by=by,
        verb="edition.move",
        object_type="edition",
        object_id=edition.year,
        before={"phase": before},
        after={"phase": to, "reason": reason},
    )
    session.flush()
    if to is Phase.DELIBERATION:
        calculate_soon(session, edition_id=edition.id or 0)
    end = ends_at(session, edition, to)
    ends = Moment(end, edition.time_zone).text() if end else ""
    tell_of_phase(session, edition=edition, before=before, ends=ends, reason=reason, by=by)
    return event


def move_due(session: Session) -> int:
    """Begin every phase whose date has come; returns how many. Run every few minutes by the worker.

    What is not ready stays where it is, and the coordinators are told once.
    """
    due = (
        select(Edition.id)
        .join(EditionPhase, col(EditionPhase.edition_id) == Edition.id)
        .where(Edition.phase != Phase.ARCHIVED, col(EditionPhase.starts_at) <= now())
        .distinct()
    )
    numbers = sorted(number for number in session.exec(due).all() if number)
    return sum([_move_one(session, session.get_one(Edition, number)) for number in numbers])


def _move_one(session: Session, edition: Edition) -> int:
    """As many steps as are due."""
    session.refresh(edition, with_for_update=True)
    moved = 0
    while (to := following(edition.phase)) and _is_due(_row(session, edition, to)):
        if missing_for(session, edition=edition, phase=to):
            _say_blocked(session, edition, to)
            break
        move_on(session, edition=edition, to=to, by=None)
        moved += 1
    return moved


def _is_due(row: EditionPhase) -> bool:
    return row.starts_at is not None and row.starts_at <= now()


def _say_blocked(session: Session, edition: Edition, to: Phase) -> None:
    starts = _row(session, edition, to).starts_at
    said = select(EditionEvent.id).where(
        EditionEvent.edition_id == edition.id,
        EditionEvent.kind == BLOCKED,
        EditionEvent.after == to,
        col(EditionEvent.at) >= starts,
    )
    if session.exec(said.limit(1)).first():
        return
    session.add(EditionEvent(edition_id=edition.id or 0, kind=BLOCKED, before=edition.phase, after=to))
    tell_coordinators(session, edition=edition, kind=BLOCKED, phase=to)
