"""Once a day: visitors who are home are asked for their report, once; visits with all reports are reported."""

from sqlmodel import Session, col, select

from app.domain.visits import reporting
from app.domain.visits.access import guests_of
from app.domain.visits.telling import acting_for_demand, tell
from app.domain.visits.workflow import note
from app.models.demands import Demand
from app.models.learning import LearningReport, ReportState
from app.models.organisations import Organisation
from app.models.visits import Visit, VisitEvent, VisitState

ASK = "ask_reports"


def run(session: Session) -> None:
    """Run daily by the worker."""
    completed = select(Visit).where(Visit.state == VisitState.COMPLETED).order_by(col(Visit.id))
    for visit in session.exec(completed).all():
        reporting.settle_visit(session, visit=visit)
    asked = select(VisitEvent.about_id).where(VisitEvent.about == "visit", VisitEvent.verb == ASK)
    for visit in session.exec(completed.where(col(Visit.id).not_in(asked))).all():
        _ask(session, visit)


def _ask(session: Session, visit: Visit) -> None:
    sent = select(LearningReport.organisation_id).where(
        LearningReport.visit_id == visit.id, LearningReport.state != ReportState.DRAFT
    )
    done = set(session.exec(sent).all())
    people: set[int] = set()
    for guest in guests_of(session, visit=visit):
        if guest.organisation_id not in done:
            people |= acting_for_demand(session, session.get_one(Demand, guest.demand_id))
    note(session, thing=visit, verb=ASK, by=None)
    host = session.get_one(Organisation, visit.host_id).name
    tell(session, kind="report_due", people=people, path=f"/learning/visits/{visit.code}/report", host=host)
