"""The coordinators' queues: cases by state, what waits longest first."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from app.domain.cases.access import readable_cases
from app.domain.viewer import Viewer
from app.models.cases import Case, CaseState
from app.models.organisations import Organisation

S = CaseState

# The tabs of the desk, in the order of the work.
QUEUES: tuple[CaseState, ...] = (
    S.SUBMITTED,
    S.RETURNED,
    S.SELECTED,
    S.SYSTEMATISING,
    S.VALIDATION,
    S.REVIEW,
    S.EDITING,
    S.FOLLOW_UP_DUE,
    S.LEARNING_MATERIAL,
    S.PUBLISHED,
    S.DECLINED,
    S.ARCHIVED,
    S.WITHDRAWN,
)
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Queued:
    code: str
    title: str
    language: str
    organisation: str
    country: str
    updated_at: datetime
    newcomer: bool


def counts(session: Session, *, viewer: Viewer) -> dict[CaseState, int]:
    seen = readable_cases(viewer).subquery()
    rows = session.exec(
        select(Case.state, func.count()).where(col(Case.id).in_(select(seen.c.id))).group_by(col(Case.state))
    ).all()
    return {CaseState(state): count for state, count in rows}


def queue(session: Session, *, viewer: Viewer, state: CaseState, page: int = 1) -> list[Queued]:
    """One page of the cases in a state that this person may see."""
    seen = readable_cases(viewer).where(Case.state == state).subquery()
    query = (
        select(Case, Organisation.name, Organisation.country, Organisation.approved_at)
        .join(Organisation, col(Organisation.id) == Case.organisation_id)
        .where(col(Case.id).in_(select(seen.c.id)))
        .order_by(col(Case.updated_at), col(Case.id))
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    )
    return [
        Queued(case.code, case.title, case.original_language, name, country, case.updated_at, approved is None)
        for case, name, country, approved in session.exec(query).all()
    ]
