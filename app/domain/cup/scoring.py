"""From the levels on a scorecard to one number from 0 to 100, and to the part of it that is about learning."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.models.cup import Criterion, Edition


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a calculation needs of a criterion, and no more, so that it can be stored with the result."""

    code: str
    weight: int
    learning: bool
    lowest: int
    highest: int

    def share(self, score: int) -> float:
        """How far up its scale a score is, from 0 to 1."""
        return (score - self.lowest) / (self.highest - self.lowest)


def criteria_of(session: Session, edition: Edition) -> list[Criterion]:
    query = select(Criterion).where(Criterion.edition_id == edition.id)
    return list(session.exec(query.order_by(col(Criterion.position), col(Criterion.id))).all())


def levels_of(criterion: Criterion) -> list[int]:
    """The scores that are on the scale."""
    return [int(level["value"]) for level in criterion.levels]


def weighed(criteria: Iterable[Criterion]) -> list[Weighed]:
    return [Weighed(c.code, c.weight, c.learning, min(levels_of(c)), max(levels_of(c))) for c in criteria]


def weighed_from(stored: Iterable[Mapping[str, Any]]) -> list[Weighed]:
    """The same from a stored calculation."""
    return [Weighed(**row) for row in stored]


def total(scores: Mapping[str, int], criteria: Sequence[Weighed]) -> float | None:
    """100 · Σ weight · share / Σ weight; None while a criterion is not scored."""
    if not criteria or any(criterion.code not in scores for criterion in criteria):
        return None
    weight = sum(criterion.weight for criterion in criteria)
    return 100 * sum(criterion.weight * criterion.share(scores[criterion.code]) for criterion in criteria) / weight


def learning_total(scores: Mapping[str, int], criteria: Sequence[Weighed]) -> float | None:
    """The same over the learning criteria alone: it breaks ties."""
    return total(scores, [criterion for criterion in criteria if criterion.learning])
