"""The coordinators' queues: cases by state, what waits longest first."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func

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
    query = readable_cases(viewer).with_only_columns(col(Case.state), func.count()).group_by(col(Case.state))
    return dict(session.execute(query).all())


def queue(session: Session, *, viewer: Viewer, state: CaseState, page: int = 1) -> list[Queued]:
    """One page of the cases in a state that this person may see."""
    query = (
        readable_cases(viewer)
        .where(Case.state == state)
        .join(Organisation, col(Organisation.id) == Case.organisation_id)
        .with_only_columns(
            col(Case.code),
            col(Case.title),
            col(Case.original_language),
            col(Organisation.name),
            col(Organisation.country),
            col(Case.updated_at),
            col(Organisation.approved_at).is_(None),
        )
        .order_by(col(Case.updated_at), col(Case.id))
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    )
    return [Queued(*row) for row in session.execute(query).all()]
