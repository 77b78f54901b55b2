"""What was learned on a visit, as a part of its pages: the reports, coaching that follows, and closing it."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.content.text import N_
from app.domain.visits import coaching_lists, report_lists, reporting
from app.domain.visits.access import VisitPart, parts_in_visit
from app.domain.visits.workflow import possible
from app.models.organisations import Organisation
from app.web.answers import redirect
from app.web.gates import SignedIn
from app.web.learning_report_words import REPORT_STATES
from app.web.learning_visit import visit_view
from app.web.requests import Db
from app.web.visit_gates import VisitToRead, VisitToRun

router = APIRouter(prefix="/{lang:lang}/learning/visits/{code}")


@router.get("/learning", name="visit_learning")
def learned(request: Request, visit: VisitToRead, session: Db, viewer: SignedIn) -> Response:
    parts = parts_in_visit(session, visit=visit, viewer=viewer)
    to_begin = [
        session.get_one(Organisation, one.organisation_id)
        for one in reporting.guests_to_report(session, visit=visit, viewer=viewer)
        if reporting.report_of(session, visit=visit, organisation_id=one.organisation_id) is None
    ]
    return visit_view(
        request,
        session,
        visit,
        viewer,
        here="visit_learning",
        template="visit_learning",
        lines=report_lists.of_visit(session, visit=visit, viewer=viewer),
        report_states=REPORT_STATES,
        begun=reporting.has_begun(visit),
        to_begin=to_begin,
        missing=reporting.without_report(session, visit=visit) if VisitPart.COORDINATOR in parts else [],
        closes="close" in possible("visit", visit.state, parts),
        coaching=VisitPart.VISITOR in parts and coaching_lists.offer_of_visit(session, visit) is not None,
    )


@router.post("/close", name="visit_close")
def close(request: Request, visit: VisitToRun, session: Db, viewer: SignedIn) -> Response:
    reporting.close_visit(session, visit=visit, by=viewer)
    return redirect(request, "visit_learning", code=visit.code, notice=N_("Closed. What became of it is still asked."))
