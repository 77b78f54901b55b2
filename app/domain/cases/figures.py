"""The library in a few numbers, for its front page."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, func

from app.domain.cases.access import public_cases
from app.models.cases import Case


@dataclass(frozen=True, slots=True)
class Figures:
    """How many public cases there are, and how many by country."""

    cases: int
    by_country: Mapping[str, int]

    @property
    def countries(self) -> int:
        return len(self.by_country)


def figures(session: Session) -> Figures:
    query = public_cases().with_only_columns(col(Case.country), func.count()).group_by(col(Case.country))
    counts = dict(session.execute(query).all())
    return Figures(sum(counts.values()), {country: count for country, count in counts.items() if country})
