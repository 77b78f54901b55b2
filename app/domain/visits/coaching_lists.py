"""Coachings in lists, and the offers through which one can ask for coaching."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from app.domain.cases.access import public_cases
from app.domain.viewer import Viewer
from app.domain.visits.access import open_offers, readable_coachings
from app.models.cases import Case
from app.models.demands import Offer
from app.models.learning import Coaching, CoachingSession, CoachingState
from app.models.organisations import Organisation
from app.models.visits import Visit

_COACH, _COACHED = aliased(Organisation), aliased(Organisation)


@dataclass(frozen=True, slots=True)
class CoachingLine:
    code: str
    state: CoachingState
    coach: str
    coached: str
    hours: int
    minutes: int


def lines(viewer: Viewer) -> Any:
    """Those that this person may read, what goes on first; rows for `CoachingLine(*row)`."""
    minutes = (
        select(func.coalesce(func.sum(CoachingSession.minutes), 0))
        .where(CoachingSession.coaching_id == Coaching.id)
        .correlate(Coaching)
        .scalar_subquery()
    )
    numbers = readable_coachings(viewer).with_only_columns(col(Coaching.id))
    return (
        select(  # type: ignore[call-overload]
            Coaching.code,
            Coaching.state,
            col(_COACH.name).label("coach"),
            col(_COACHED.name).label("coached"),
            Coaching.hours,
            minutes.label("minutes"),
        )
        .join(_COACH, _COACH.id == Coaching.coach_id)
        .join(_COACHED, _COACHED.id == Coaching.coached_id)
        .where(col(Coaching.id).in_(numbers))
        .order_by(col(Coaching.ended_at).is_not(None), col(Coaching.updated_at).desc(), col(Coaching.id).desc())
    )


def own_lines(session: Session, viewer: Viewer, *, most: int = 20) -> list[CoachingLine]:
    """Those of the organisations one belongs to."""
    mine = list(viewer.memberships)
    concerned = col(Coaching.coach_id).in_(mine) | col(Coaching.coached_id).in_(mine)
    return [CoachingLine(*row) for row in session.exec(lines(viewer).where(concerned).limit(most)).all()]


def offer_of_visit(session: Session, visit: Visit) -> Offer | None:
    """An offer of coaching by the host: the one that was visited, else the latest."""
    query = open_offers().where(Offer.organisation_id == visit.host_id, col(Offer.coaching).is_(True))
    visited = (col(Offer.id) == visit.offer_id).desc()
    return session.exec(query.order_by(visited, col(Offer.id).desc())).first()


def offer_of_public_case(session: Session, code: str) -> Offer | None:
    """An open offer to coach others in what a public case tells."""
    cases = public_cases().where(Case.code == code).with_only_columns(col(Case.id))
    query = open_offers().where(col(Offer.case_id).in_(cases), col(Offer.coaching).is_(True))
    return session.exec(query.order_by(col(Offer.id).desc())).first()
