"""Visits: the list, the page of one, and its steps."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.text import N_
from app.domain.visits import confirming, ending, looking_after, tasks
from app.domain.visits.access import AT_WORK
from app.domain.visits.audit_words import ACTIONS
from app.domain.visits.history import history
from app.domain.visits.looked_after import looks_after, number_left_alone
from app.domain.visits.showing import ShownVisit, listed, visit_as_shown
from app.domain.visits.visit_words import STATES
from app.domain.visits.working import today_at
from app.forms.bind import Bound, bind
from app.forms.learning_visit import MessageForm
from app.models.people import User
from app.models.rounds import Side
from app.models.visits import Visit, VisitState
from app.web.answers import redirect
from app.web.gates import SignedIn
from app.web.learning_visit import attempt, visit_view
from app.web.learning_visit_next import doubt_words, missing_as_seen, missing_words, next_for
from app.web.paging import PageNumber, paging
from app.web.requests import Db, Form, Lang
from app.web.templating import address, render
from app.web.visit_gates import VisitToRead, VisitToWorkOn

router = APIRouter(prefix="/{lang:lang}/learning/visits")
PER_PAGE = 20
DONE = {
    "take_over": N_("Thank you. From now on you hear what happens with this visit."),
    "confirm": N_("Confirmed. Everybody gets a mail."),
    "complete": N_("Thank you. Next come the reports of what was learned."),
    "cancel": N_("Cancelled. Everybody gets a mail."),
    "leave": N_("Cancelled for your organisation. Everybody gets a mail."),
    "did_not_happen": N_("Noted. Everybody gets a mail."),
}


@router.get("", name="visit_list")
def visits(
    request: Request,
    session: Db,
    viewer: SignedIn,
    lang: Lang,
    when: Literal["coming", "past"] = "coming",
    own: Annotated[str, Query(max_length=1)] = "",
    alone: Annotated[str, Query(max_length=1)] = "",
    page: PageNumber = 1,
) -> Response:
    """One's own, and for coordinators all, or those that nobody looks after."""
    mine, left = own == "1" or not viewer.is_coordinator, alone == "1" and viewer.is_coordinator
    rows, total = listed(session, viewer, own=mine, past=when == "past", page=page, per_page=PER_PAGE, alone=left)

    def address_of(**changes: object) -> str:
        asked = {"when": when if when == "past" else "", "own": own, "alone": alone, **changes}
        return address(request, "visit_list", lang=lang, **asked)

    return render(
        request,
        "learning/visit_list.html",
        rows=rows,
        total=total,
        states=STATES,
        when=when,
        own=own == "1",
        alone=left,
        left_alone=number_left_alone(session) if viewer.is_coordinator else 0,
        address_of=address_of,
        page=paging(page, total, PER_PAGE, lambda number: address_of(page=number if number > 1 else "")),
    )


@router.get("/{code}", name="visit_page")
def one(request: Request, visit: VisitToRead, session: Db, viewer: SignedIn) -> Response:
    return _page(request, session, visit, viewer, Bound(), "")


def _page(
    request: Request, session: Session, visit: Visit, viewer: SignedIn, bound: Bound[Any], failed: str
) -> Response:
    shown = visit_as_shown(session, visit, viewer)
    open_yet = shown.parts and visit.state is VisitState.PLANNED
    missing = missing_as_seen(shown, confirming.missing_for(session, visit=visit)) if open_yet else []
    todo = tasks.tasks_of(session, visit=visit) if shown.parts else []
    caretaker = looks_after(session, visit) if shown.parts else None
    steps = _steps(shown) | _takes_over(shown, caretaker)
    doubts = confirming.doubts_about(session, visit=visit) if "confirm" in steps and not missing else []
    return visit_view(
        request,
        session,
        visit,
        viewer,
        here="visit_page",
        template="visit",
        shown=shown,
        missing=missing_words(request, missing, visit.code),
        next=next_for(request, shown, missing, todo),
        caretaker=caretaker,
        doubts=doubt_words(request, doubts, visit.code),
        steps=steps,
        consequences=ending.CONSEQUENCES,
        history=[one for one in history(session, visit=visit) if f"visit.{one.verb}" in ACTIONS],
        actions=ACTIONS,
        bound=bound,
        failed=failed,
    )


def _steps(shown: ShownVisit) -> set[str]:
    """What this person may do with the whole visit today."""
    visit, steps = shown.visit, set()
    today = today_at(visit)
    if shown.coordinates and visit.state is VisitState.PLANNED:
        steps.add("confirm")
    over = visit.state in (VisitState.CONFIRMED, VisitState.UNDER_WAY) and today >= visit.ends_on
    if over and (shown.hosts or shown.coordinates):
        steps.add("complete")
    if shown.taking_place:
        steps |= {"cancel"} if shown.hosts or shown.coordinates else set()
        steps |= {"leave"} if shown.travels or (shown.coordinates and len(shown.guests) > 1) else set()
        steps |= {"did_not_happen"} if shown.coordinates and today >= visit.starts_on else set()
    return steps


def _takes_over(shown: ShownVisit, caretaker: User | None) -> set[str]:
    return {"take_over"} if shown.coordinates and caretaker is None and shown.visit.state in AT_WORK else set()


@router.post("/{code}/steps/{verb}", name="visit_step")
def step(
    request: Request,
    visit: VisitToWorkOn,
    verb: Literal["take_over", "confirm", "complete", "cancel", "leave", "did_not_happen"],
    session: Db,
    viewer: SignedIn,
    form: Form,
    lang: Lang,
) -> Response:
    """What is missing or wrong is said on the page, with the message kept."""
    shown = visit_as_shown(session, visit, viewer)
    bound = bind(MessageForm, form)
    message = bound.model.message if bound.model else ""
    verbs: dict[str, Callable[[], object]] = {
        "take_over": lambda: looking_after.take_over(session, visit=visit, by=viewer),
        "confirm": lambda: confirming.confirm(session, visit=visit, by=viewer),
        "complete": lambda: ending.complete(session, visit=visit, by=viewer),
        "cancel": lambda: ending.cancel(session, visit=visit, side=_side(shown), message=message, by=viewer),
        "did_not_happen": lambda: ending.did_not_happen(session, visit=visit, message=message, by=viewer),
        "leave": lambda: _leave(session, shown, bound, message, viewer),
    }
    if bound.model and attempt(bound, verbs[verb], lang):
        if verb == "leave" and not shown.coordinates:
            return redirect(request, "visit_list", notice=DONE[verb])
        return redirect(request, "visit_page", code=visit.code, notice=DONE[verb])
    session.expire(visit)
    session.refresh(visit)
    return _page(request, session, visit, viewer, bound, verb)


def _side(shown: ShownVisit) -> Side | None:
    return Side.HOST if shown.hosts else None


def _leave(session: Session, shown: ShownVisit, bound: Bound[Any], message: str, viewer: SignedIn) -> None:
    """The organisation named, else the only one this person acts for."""
    asked = bound.value("organisation")
    guest = next((one for one in shown.guests if one.code == asked), shown.travels[0] if shown.travels else None)
    number = guest.id if guest else 0
    ending.leave(session, visit=shown.visit, organisation_id=number, message=message, by=viewer)
