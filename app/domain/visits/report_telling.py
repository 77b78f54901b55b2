"""Who hears what about a learning report."""

from sqlmodel import Session

from app.domain.viewer import Viewer
from app.domain.visits.access import guests_of
from app.domain.visits.report_access import demand_of
from app.domain.visits.telling import acting_for_demand, acting_for_offer, caretaker_of, neutral_coordinators, tell
from app.models.demands import Demand, Offer
from app.models.learning import LearningReport
from app.models.organisations import Organisation
from app.models.visits import Visit


def tell_side(
    session: Session,
    *,
    report: LearningReport,
    kind: str,
    by: Viewer,
    writers: bool = False,
    host: bool = False,
    coordination: bool = False,
    message: str = "",
) -> None:
    """Tell those who wrote it, those who received them, or those who coordinate the visit (`visit_KIND.txt`)."""
    visit = session.get_one(Visit, report.visit_id)
    people: set[int] = set()
    if writers:
        people |= acting_for_demand(session, demand_of(session, report))
    if host:
        people |= acting_for_offer(session, session.get_one(Offer, visit.offer_id))
    if coordination:
        people |= coordinators_of(session, visit)
    names = [session.get_one(Organisation, one).name for one in (report.organisation_id, visit.host_id)]
    given = {"message": message} if message else {}
    tell(
        session,
        kind=kind,
        people=people,
        path=f"/learning/reports/{report.code}",
        by=by,
        title=report.title,
        organisation=names[0],
        host=names[1],
        **given,
    )


def coordinators_of(session: Session, visit: Visit) -> set[int]:
    """Who looks after the visit, else every coordinator who is neutral about it."""
    if caretaker := caretaker_of(session, visit):
        return caretaker
    wishes = [session.get_one(Demand, guest.demand_id) for guest in guests_of(session, visit=visit)]
    return neutral_coordinators(session, session.get_one(Offer, visit.offer_id), *wishes)
