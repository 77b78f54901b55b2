"""Other days of a visit, and where it is."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.content.text import N_
from app.domain.errors import Forbidden
from app.domain.visits.access import VisitPart, parts_in_visit
from app.domain.visits.moving import Details, move_visit, set_details
from app.forms.bind import bind, filled
from app.forms.learning_visit import DetailsForm, MoveForm
from app.web.answers import redirect
from app.web.gates import SignedIn
from app.web.learning_visit import attempt, theirs, visit_view
from app.web.requests import Db, Form, Lang
from app.web.visit_gates import VisitToRun, VisitToWorkOn

router = APIRouter(prefix="/{lang:lang}/learning/visits/{code}")
DAYS = {"starts_on": N_("First day"), "ends_on": N_("Last day")}
DETAILS = {
    "title": N_("What the visit is called"),
    "place": N_("Place"),
    "meeting_point": N_("Where people meet"),
    "emergency": N_("Whom to call"),
}


@router.get("/move", name="visit_move")
def move_form(request: Request, visit: VisitToRun, session: Db, viewer: SignedIn) -> Response:
    bound = filled({**visit.model_dump(include=set(DAYS)), "seen": visit.row_version})
    return visit_view(
        request, session, visit, viewer, here="", template="visit_move", bound=bound, labels=DAYS, clash=[]
    )


@router.post("/move")
def move(request: Request, visit: VisitToRun, session: Db, viewer: SignedIn, lang: Lang, form: Form) -> Response:
    bound = bind(MoveForm, form)
    if bound.model:
        asked = bound.model.model_dump()
        if attempt(bound, lambda: move_visit(session, visit=visit, by=viewer, **asked), lang):
            return redirect(request, "visit_page", code=visit.code, notice=N_("Moved. Everybody gets a mail."))
    clash = theirs(bound, visit.model_dump(include=set(DAYS)), DAYS)
    return visit_view(
        request, session, visit, viewer, here="", template="visit_move", bound=bound, labels=DAYS, clash=clash
    )


@router.get("/details", name="visit_details")
def details_form(request: Request, visit: VisitToWorkOn, session: Db, viewer: SignedIn) -> Response:
    if not {VisitPart.HOST, VisitPart.COORDINATOR} & parts_in_visit(session, visit=visit, viewer=viewer):
        raise Forbidden
    bound = filled(visit.model_dump(include=set(DETAILS)))
    return visit_view(
        request, session, visit, viewer, here="", template="visit_details", bound=bound, labels=DETAILS, clash=[]
    )


@router.post("/details")
def details(request: Request, visit: VisitToWorkOn, session: Db, viewer: SignedIn, lang: Lang, form: Form) -> Response:
    bound = bind(DetailsForm, form)
    if bound.model:
        said = Details(**bound.model.model_dump(exclude={"seen"}))
        seen = bound.model.seen
        if attempt(bound, lambda: set_details(session, visit=visit, details=said, seen=seen, by=viewer), lang):
            return redirect(request, "visit_page", code=visit.code, notice=N_("Saved."))
    clash = theirs(bound, visit.model_dump(include=set(DETAILS)), DETAILS)
    return visit_view(
        request, session, visit, viewer, here="", template="visit_details", bound=bound, labels=DETAILS, clash=clash
    )
