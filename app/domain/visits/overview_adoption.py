"""What became of what visits taught: the answers organisations gave months later, counted."""

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, case, literal
from sqlalchemy import select as sql
from sqlmodel import Session, and_, col, or_

from app.domain.visits.adoption import ADOPTED
from app.models.learning import Commitment, CommitmentCheck, CommitmentState, LearningReport, ReportState
from app.models.types import EnumString, now
from app.models.visits import Visit

ADOPTION_MONTHS = (6, 12)


@dataclass(frozen=True, slots=True)
class Adoption:
    """What organisations said so many months after a visit about each thing they had resolved to do."""

    months: int
    answers: Counter[CommitmentState] = field(default_factory=Counter)
    open: int = 0

    @property
    def answered(self) -> int:
        return self.answers.total()

    @property
    def asked(self) -> int:
        return self.answered + self.open

    @property
    def adopted(self) -> int:
        return sum(self.answers[state] for state in ADOPTED)

    @property
    def percent(self) -> int | None:
        return round(100 * self.adopted / self.answered) if self.answered else None


def was_asked() -> ColumnElement[bool]:
    """Checks that were asked, and those whose day has come for what was given up before: that is not asked any more."""
    given_up = and_(col(CommitmentCheck.due_on) <= now().date(), col(Commitment.state) == CommitmentState.DROPPED)
    return or_(col(CommitmentCheck.asked_at).is_not(None), given_up)


def said() -> ColumnElement[CommitmentState | None]:
    """The answer to a check that counts; what was given up stays so."""
    return case(
        (col(CommitmentCheck.asked_at).is_(None), literal(CommitmentState.DROPPED, EnumString(CommitmentState))),
        else_=col(CommitmentCheck.answer),
    )


def adoption_after(session: Session, of_visits: ColumnElement[bool]) -> list[Adoption]:
    """Six and twelve months after these visits."""
    query = (
        sql(col(CommitmentCheck.months), said())
        .join(Commitment, col(Commitment.id) == CommitmentCheck.commitment_id)
        .join(LearningReport, col(LearningReport.id) == Commitment.report_id)
        .join(Visit, col(Visit.id) == LearningReport.visit_id)
        .where(
            of_visits,
            col(CommitmentCheck.months).in_(ADOPTION_MONTHS),
            was_asked(),
            col(LearningReport.state) != ReportState.DRAFT,
        )
    )
    rows = session.execute(query).all()
    return [_after(months, Counter(answer for asked, answer in rows if asked == months)) for months in ADOPTION_MONTHS]


def _after(months: int, counts: Counter[CommitmentState | None]) -> Adoption:
    answers = Counter({answer: number for answer, number in counts.items() if answer is not None})
    return Adoption(months, answers, counts[None])
