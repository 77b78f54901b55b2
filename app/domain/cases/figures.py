"""The library in a few numbers, for its front page."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.domain.cases.access import public_cases
from app.models.cases import Case


@dataclass(frozen=True, slots=True)
class Figures:
    cases: int
    organisations: int
    countries: int


def figures(session: Session) -> Figures:
    seen = public_cases().subquery()
    query = select(
        func.count(), func.count(func.distinct(seen.c.organisation_id)), func.count(func.distinct(seen.c.country))
    ).select_from(seen)
    return Figures(*session.exec(query).one())


def countries(session: Session) -> dict[str, int]:
    """How many public cases each country has."""
    seen = public_cases().subquery()
    rows = session.exec(
        select(Case.country, func.count()).where(col(Case.id).in_(select(seen.c.id))).group_by(col(Case.country))
    ).all()
    return {country: count for country, count in rows if country}
