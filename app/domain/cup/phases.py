"""What each phase of an edition allows, and until when.

The rights stand in the rows of `EditionPhase`; `RIGHTS` is what a new edition begins with.
"""

from datetime import datetime

from sqlmodel import Session, select

from app.models.cup import Edition, EditionPhase, Phase
from app.models.types import now

P = Phase
ORDER: tuple[Phase, ...] = tuple(Phase)

RIGHTS: dict[Phase, dict[str, bool]] = {
    P.DRAFT: {},
    P.CALL_OPEN: {"public": True, "enter": True, "screen": True},
    P.SCREENING: {"public": True, "screen": True},
    P.JUDGING: {"public": True, "read": True, "score": True},
    P.DELIBERATION: {"public": True, "read": True, "decide": True},
    P.ANNOUNCED: {"public": True, "results": True},
    P.ARCHIVED: {"public": True, "results": True},
}


def phase_rows(session: Session, edition: Edition) -> dict[Phase, EditionPhase]:
    """All of them, in their order: gates, pages and rules ask, and they are read once in a unit of work."""
    known: dict[int | None, dict[Phase, EditionPhase]] = session.info.setdefault("cup_phases", {})
    if not known.get(edition.id):
        rows = session.exec(select(EditionPhase).where(EditionPhase.edition_id == edition.id)).all()
        known[edition.id] = {row.phase: row for row in sorted(rows, key=lambda row: ORDER.index(row.phase))}
    return dict(known[edition.id])


def _row(session: Session, edition: Edition, phase: Phase) -> EditionPhase | None:
    return phase_rows(session, edition).get(phase)


def rights_now(session: Session, edition: Edition) -> EditionPhase:
    """The row of the phase an edition is in."""
    row = _row(session, edition, edition.phase)
    if row is None:
        raise LookupError(f"edition {edition.year} has no row for {edition.phase}")
    return row


def following(phase: Phase) -> Phase | None:
    place = ORDER.index(phase) + 1
    return ORDER[place] if place < len(ORDER) else None


def ends_at(session: Session, edition: Edition, phase: Phase) -> datetime | None:
    """The end of a phase, which is the beginning of the next; None while no date is set."""
    after = following(phase)
    row = _row(session, edition, after) if after else None
    return row.starts_at if row else None


def is_over(session: Session, edition: Edition, phase: Phase) -> bool:
    """The date counts, also before the worker has moved the edition on."""
    end = ends_at(session, edition, phase)
    return ORDER.index(edition.phase) > ORDER.index(phase) or (end is not None and end <= now())


def may_enter(session: Session, edition: Edition) -> bool:
    """New entries, and changes of them, are taken now."""
    return rights_now(session, edition).enter and not is_over(session, edition, Phase.CALL_OPEN)


def may_score(session: Session, edition: Edition) -> bool:
    """Scorecards are taken now. A second round is scored while the jury deliberates, so long as the right is given."""
    if not rights_now(session, edition).score:
        return False
    return edition.phase is not Phase.JUDGING or not is_over(session, edition, Phase.JUDGING)
