"""What waits for me, and the coordinators' queues."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.domain.cases.queues import PER_PAGE, QUEUES, counts, queue
from app.domain.cases.words import STATES
from app.domain.cup.waiting import waiting_in_cup
from app.domain.errors import NotFound
from app.domain.visits.all_waiting import waiting_in_visits
from app.domain.waiting import desk_numbers, waiting_for
from app.models.cases import CaseState
from app.web.gates import Desk, SignedIn
from app.web.requests import Db
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}")


@router.get("/waiting", name="waiting")
def waiting(request: Request, session: Db, viewer: SignedIn) -> Response:
    newcomers, questions = desk_numbers(session) if viewer.is_coordinator else (0, 0)
    return render(
        request,
        "desk/waiting.html",
        groups=waiting_for(session, viewer),
        in_cup=waiting_in_cup(session, viewer),
        on_visits=waiting_in_visits(session, viewer),
        states=STATES,
        newcomers=newcomers,
        questions=questions,
    )


@router.get("/queue", name="queue")
def queues(request: Request, session: Db, viewer: Desk, state: str = CaseState.SUBMITTED, page: int = 1) -> Response:
    """One state at a time, what waits longest first."""
    if state not in set(QUEUES) or not 1 <= page <= 10_000:
        raise NotFound
    chosen = CaseState(state)
    found = counts(session, viewer=viewer)
    return render(
        request,
        "desk/queue.html",
        tabs=[(key, STATES[key].label, found.get(key, 0)) for key in QUEUES],
        chosen=chosen,
        words=STATES[chosen],
        rows=queue(session, viewer=viewer, state=chosen, page=page),
        page=page,
        pages=max(1, -(-found.get(chosen, 0) // PER_PAGE)),
    )
