"""My learning: what waits for me, the reports and coachings of my organisations."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.domain.visits import coaching_lists, report_lists
from app.domain.visits.learning_waiting import waiting_on_learning
from app.web.gates import SignedIn
from app.web.learning_report_words import COACHING_STATES, REPORT_STATES
from app.web.requests import Db
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/learning")


@router.get("/mine", name="learning_mine")
def mine(request: Request, session: Db, viewer: SignedIn) -> Response:
    return render(
        request,
        "learning/mine.html",
        things=waiting_on_learning(session, viewer),
        reports=report_lists.of_viewer(session, viewer),
        coachings=coaching_lists.own_lines(session, viewer),
        report_states=REPORT_STATES,
        coaching_states=COACHING_STATES,
    )
