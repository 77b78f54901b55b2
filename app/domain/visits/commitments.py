"""What visitors resolve to do at home with what they saw: what, who, by when."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.domain.visits import checks_due
from app.models.learning import Commitment, CommitmentCheck, LearningReport

MOST = 12
LONGEST_TEXT, LONGEST_WHO = 500, 120


@dataclass(frozen=True, slots=True)
class Resolution:
    text: str
    who: str
    due_on: date


def of_report(session: Session, report: LearningReport) -> list[Commitment]:
    query = select(Commitment).where(Commitment.report_id == report.id)
    return list(session.exec(query.order_by(col(Commitment.position), col(Commitment.id))).all())


def keep(session: Session, *, report: LearningReport, resolutions: Sequence[Resolution]) -> None:
    """Store the rows of a draft. One whose words did not change stays the same, with what was asked about it."""
    stored = of_report(session, report)
    asked = _asked(session, [row.id or 0 for row in stored])
    for position, one in enumerate(resolutions):
        row = next((row for row in stored if row.text == one.text), None)
        row = row or next((row for row in stored if row.id not in asked and _is_free(row, resolutions)), None)
        if row is None:
            row = Commitment(report_id=report.id or 0, text=one.text, who=one.who, due_on=one.due_on)
        else:
            stored.remove(row)
        row.text, row.who, row.due_on, row.position = one.text, one.who, one.due_on, position
        session.add(row)
    checks_due.forget(session, commitment_ids=[row.id or 0 for row in stored])
    for row in stored:
        session.delete(row)
    session.flush()


def _is_free(row: Commitment, resolutions: Collection[Resolution]) -> bool:
    return row.text not in {one.text for one in resolutions}


def _asked(session: Session, commitment_ids: Collection[int]) -> set[int]:
    query = select(CommitmentCheck.commitment_id).where(
        col(CommitmentCheck.commitment_id).in_(commitment_ids), col(CommitmentCheck.asked_at).is_not(None)
    )
    return set(session.exec(query).all())
