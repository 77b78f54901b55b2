"""Decisions about many entries at once, from the board."""

from collections.abc import Mapping

from sqlmodel import Session

from app.domain.cup import deliberating
from app.domain.cup.deliberating import Advice, Said
from app.domain.viewer import Viewer
from app.models.cup import Edition


def park_many(
    session: Session,
    *,
    edition: Edition,
    seen: Mapping[str, int],
    award: str,
    reason: str,
    take_feedback: bool,
    by: Viewer,
) -> int:
    """Give all these entries the same award (or none); returns how many decisions changed.

    `seen` maps codes to the row versions that were seen. Feedback that is there stays; what is missing is taken from
    the scorecards if wanted. All or none: raises what `park` raises.
    """
    entries = deliberating.chosen(session, edition=edition, codes=seen, by=by)
    advice = deliberating.advice_on(session, entry_ids=[entry.id or 0 for entry in entries]) if take_feedback else {}
    changed = 0
    for entry in entries:
        there = deliberating.decision_on(session, entry=entry)
        old = deliberating.said_of(there) if there else Said()
        said = Said(award, old.strengths, old.next_step, old.message, reason or old.reason)
        said = deliberating.prefilled(said, advice.get(entry.id or 0, Advice()))
        expected = seen[entry.code]
        changed += deliberating.park(session, edition=edition, entry=entry, said=said, expected=expected, by=by)[1]
    return changed


def check_many(session: Session, *, edition: Edition, seen: Mapping[str, int], by: Viewer) -> int:
    """Check the decisions on all these entries. All or none: raises what `check` raises."""
    entries = deliberating.chosen(session, edition=edition, codes=seen, by=by)
    for entry in entries:
        deliberating.check(session, edition=edition, entry=entry, expected=seen[entry.code], by=by)
    return len(entries)
