"""The public versions of a case, without their texts."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.models.cases import Case, CaseTier, CaseVersion
from app.models.people import User


@dataclass(frozen=True, slots=True)
class VersionLine:
    """`author` is None for a version that came by import."""

    number: int
    tier: CaseTier
    published_at: datetime
    what_changed: str
    author: User | None


def lineage(session: Session, *, case: Case) -> list[VersionLine]:
    """The latest first."""
    # SQLModel's types end at four columns.
    query = (
        select(  # type: ignore[call-overload]
            CaseVersion.number, CaseVersion.tier, CaseVersion.published_at, CaseVersion.what_changed, User
        )
        .join(User, col(User.id) == CaseVersion.author_id, isouter=True)
        .where(CaseVersion.case_id == case.id, col(CaseVersion.number).is_not(None))
        .order_by(col(CaseVersion.number).desc())
    )
    return [VersionLine(*row) for row in session.exec(query).all()]
