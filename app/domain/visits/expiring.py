"""A wish whose dates have passed leaves the board; its organisation hears of it two weeks before, and then."""

from datetime import date, timedelta

from sqlmodel import Session, col, select

from app.domain.visits.access import VisitPart
from app.domain.visits.telling import acting_for_demand, tell
from app.domain.visits.workflow import note, take_step
from app.models.demands import Demand, DemandState
from app.models.types import now
from app.models.visits import VisitEvent

WARNED_BEFORE = timedelta(days=14)


def expire_due(session: Session, *, today: date | None = None) -> None:
    """Warn, and close what is over. Nobody is warned twice of the same day."""
    day = today or now().date()
    open_ones = select(Demand).where(Demand.state == DemandState.OPEN).order_by(col(Demand.id))
    for demand in session.exec(open_ones.where(col(Demand.last_start) < day)).all():
        take_step(session, thing=demand, verb="expire", parts={VisitPart.PLATFORM}, by=None)
        _tell(session, demand, "demand_expired")
    soon = open_ones.where(col(Demand.last_start) >= day, col(Demand.last_start) <= day + WARNED_BEFORE)
    for demand in session.exec(soon).all():
        last = demand.last_start.isoformat() if demand.last_start else ""
        if last not in _warned_of(session, demand):
            note(session, thing=demand, verb="warn", by=None, last_start=last)
            _tell(session, demand, "demand_expires", day=last)


def _warned_of(session: Session, demand: Demand) -> set[str]:
    query = select(VisitEvent.facts).where(
        VisitEvent.about == "demand", VisitEvent.about_id == demand.id, VisitEvent.verb == "warn"
    )
    return {str(facts.get("last_start", "")) for facts in session.exec(query).all()}


def _tell(session: Session, demand: Demand, kind: str, *, day: str = "") -> None:
    path = f"/learning/demands/{demand.code}/edit"
    tell(session, kind=kind, people=acting_for_demand(session, demand), path=path, title=demand.title, day=day)
