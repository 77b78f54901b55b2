"""A visit that nobody looks after is taken over by the coordinator who likes to."""

from sqlmodel import Session

from app.content.text import N_
from app.domain.errors import Conflict
from app.domain.viewer import Viewer
from app.domain.visits.access import AT_WORK, VisitPart
from app.domain.visits.inviting import invite_soon
from app.domain.visits.looked_after import looks_after
from app.domain.visits.workflow import note
from app.domain.visits.working import work_on
from app.models.visits import Visit

TAKEN = N_("%(name)s looks after this visit already.")


def take_over(session: Session, *, visit: Visit, by: Viewer) -> None:
    """From now on they are told what happens, and nobody else of the coordinators is.

    Raises Forbidden to who is no neutral coordinator, Conflict if somebody looks after it.
    """
    work_on(session, visit=visit, by=by, needs=(VisitPart.COORDINATOR,), states=AT_WORK)
    there = looks_after(session, visit)
    if there is not None and there.id != by.id:
        raise Conflict(TAKEN, name=there.name)
    if there is not None:
        return
    visit.coordinator_id = by.id
    session.add(visit)
    note(session, thing=visit, verb="take_over", by=by)
    invite_soon(session, visit=visit)
