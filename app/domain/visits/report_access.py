"""In which parts somebody acts on a learning report: it belongs to one visiting organisation, not to all of a visit."""

from sqlmodel import Session, select

from app.domain.viewer import Viewer
from app.domain.visits.access import VisitPart, acts_for, parts_in_visit
from app.models.demands import Demand
from app.models.learning import LearningReport
from app.models.visits import Guest, Visit


def demand_of(session: Session, report: LearningReport) -> Demand:
    """What its organisation had wanted to learn."""
    query = (
        select(Demand)
        .join(Guest, Guest.demand_id == Demand.id)  # type: ignore[arg-type]
        .where(Guest.visit_id == report.visit_id, Guest.organisation_id == report.organisation_id)
    )
    return session.exec(query).one()


def may_write_report(session: Session, *, report: LearningReport, viewer: Viewer) -> bool:
    """Acts for the organisation whose report it is."""
    if viewer.edits_for(report.organisation_id):
        return True
    return acts_for(viewer, report.organisation_id, demand_of(session, report).on_behalf_by_id)


def parts_in_report(session: Session, *, report: LearningReport, viewer: Viewer) -> frozenset[VisitPart]:
    """As `parts_in_visit`, but only the writers of this very report are its visitors."""
    if viewer.user is None:
        return frozenset()
    parts = parts_in_visit(session, visit=session.get_one(Visit, report.visit_id), viewer=viewer)
    parts -= {VisitPart.VISITOR}
    return parts | {VisitPart.VISITOR} if may_write_report(session, report=report, viewer=viewer) else parts
