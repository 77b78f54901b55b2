"""The rights of each phase, for the rare year in which they have to be other than usual."""

from collections.abc import Collection, Mapping

from sqlmodel import Session

from app.content.text import N_
from app.domain import audit
from app.domain.cup.dates import checked_reason
from app.domain.cup.phases import phase_rows
from app.domain.cup.versions import begin_change, mark_changed
from app.domain.errors import Invalid
from app.domain.viewer import Viewer
from app.models.cup import Edition, Phase

# What may be changed. Entering ends with the call, results come with their release, whatever stands here.
RIGHTS = {
    "screen": N_("Coordinators decide on eligibility; organisations mend and appeal"),
    "read": N_("Jurors read the entries assigned to them"),
    "score": N_("Jurors write and hand in scorecards"),
    "decide": N_("Coordinators see the results and decide"),
}
PHASES = (Phase.CALL_OPEN, Phase.SCREENING, Phase.JUDGING, Phase.DELIBERATION)


def part_of(session: Session, edition: Edition) -> dict[str, list[str]]:
    """By phase the rights it gives."""
    rows = phase_rows(session, edition)
    return {phase: [name for name in RIGHTS if getattr(rows[phase], name)] for phase in PHASES}


def set_rights(
    session: Session, *, edition: Edition, by: Viewer, seen: str, rights: Mapping[Phase, Collection[str]], reason: str
) -> None:
    """Raises Invalid, Stale."""
    before = begin_change(session, edition=edition, seen=seen, part=lambda: part_of(session, edition))
    reason = checked_reason(reason)
    rows = phase_rows(session, edition)
    for phase in PHASES:
        given = set(rights.get(phase, ()))
        if "score" in given and "read" not in given:
            raise Invalid(N_("Who scores has to read."), f"rights_{phase}")
        for name in RIGHTS:
            setattr(rows[phase], name, name in given)
        session.add(rows[phase])
    mark_changed(session, edition)
    session.flush()
    audit.record(
        session,
        by=by,
        verb="edition.rights",
        object_type="edition",
        object_id=edition.year,
        before=before,
        after={**part_of(session, edition), "reason": reason},
    )
