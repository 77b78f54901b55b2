"""The beginning of every verb about a visit: it is held, and this person may do this now."""

from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import Session

from app.domain.errors import Conflict, Forbidden
from app.domain.jobs import enqueue
from app.domain.viewer import Viewer
from app.domain.visits.access import TAKING_PLACE, VisitPart, parts_in_visit
from app.domain.visits.inviting import invite_soon
from app.domain.visits.workflow import MOVED_ON
from app.models.types import now
from app.models.visits import Visit, VisitState
from app.moments import zone

ANYBODY = (VisitPart.VISITOR, VisitPart.HOST, VisitPart.COORDINATOR)


def work_on(
    session: Session,
    *,
    visit: Visit,
    by: Viewer,
    needs: Collection[VisitPart] = ANYBODY,
    states: Collection[VisitState] = TAKING_PLACE,
) -> frozenset[VisitPart]:
    """Lock the visit until the end of the transaction, and give the parts of this person.

    Raises Forbidden to who has none of the parts needed, Conflict in another state.
    """
    session.refresh(visit, with_for_update={"key_share": True})
    parts = parts_in_visit(session, visit=visit, viewer=by)
    if not parts & set(needs):
        raise Forbidden
    if visit.state not in states:
        raise Conflict(MOVED_ON)
    return parts


def show_anew(session: Session, *, visit: Visit) -> None:
    """What calendars and phones show of the visit is another now."""
    visit.sequence += 1
    visit.updated_at = now()
    session.add(visit)
    session.flush()
    invite_soon(session, visit=visit)


def forget_papers(session: Session, *, visit: Visit) -> None:
    """Delete its PDFs: a letter of invitation holds the passport that it was made of. The next reader has them anew."""
    code = f"visit-{visit.code}"
    enqueue(session, "pdf_forget", key=f"pdf_forget:{code}", code=code)


def today_at(visit: Visit, at: datetime | None = None) -> date:
    """Which day it is where the visit takes place."""
    return (at or now()).astimezone(zone(visit.time_zone)).date()
