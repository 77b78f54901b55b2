"""What the visitors of a visit want to learn, signed by both sides."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.text import N_
from app.domain.errors import Stale
from app.domain.viewer import Viewer
from app.domain.visits import goals
from app.domain.visits.showing import ShownVisit, visit_as_shown
from app.forms.bind import Bound, bind, filled
from app.forms.learning_visit import GoalForm, SignForm
from app.models.rounds import Side
from app.models.visits import Goal, Visit
from app.web.answers import redirect
from app.web.gates import SignedIn
from app.web.learning_visit import attempt, theirs, visit_view
from app.web.requests import Db, Form, Id, Lang
from app.web.visit_gates import VisitToRead, VisitToWorkOn

router = APIRouter(prefix="/{lang:lang}/learning/visits/{code}/goals")
LABELS = {"text": N_("What we want to know or be able to do afterwards"), "indicator": N_("How we will notice")}
CHANGED = N_("The words were changed in the meantime. Please read them again before you sign.")


@router.get("", name="visit_goals")
def page(request: Request, visit: VisitToRead, session: Db, viewer: SignedIn) -> Response:
    shown = visit_as_shown(session, visit, viewer)
    rows = goals.goals_of(session, visit=visit)
    return visit_view(
        request,
        session,
        visit,
        viewer,
        here="visit_goals",
        template="visit_goals",
        shown=shown,
        by_guest=[(guest, [goal for goal in rows if goal.organisation_id == guest.id]) for guest in shown.guests],
        open=visit.state in goals.BEFORE,
        signs={goal.id: _signs(shown, goal) for goal in rows},
    )


def _signs(shown: ShownVisit, goal: Goal) -> list[Side]:
    """As `goals.sides_to_sign`, from what the page read already."""
    own = goal.organisation_id in {guest.id for guest in shown.travels}
    sides = [Side.VISITOR] if own and goal.visitor_signed_at is None else []
    return sides + ([Side.HOST] if shown.hosts and goal.host_signed_at is None else [])


@router.get("/new", name="visit_goal_new")
def new(request: Request, visit: VisitToWorkOn, session: Db, viewer: SignedIn, organisation: str = "") -> Response:
    return _form(request, session, visit, viewer, filled({"organisation": organisation[:12]}), None)


@router.post("/new")
def add(request: Request, visit: VisitToWorkOn, session: Db, viewer: SignedIn, lang: Lang, form: Form) -> Response:
    return _save(request, session, visit, viewer, lang, bind(GoalForm, form), None)


@router.get("/{goal_id}", name="visit_goal")
def edit(request: Request, visit: VisitToWorkOn, goal_id: Id, session: Db, viewer: SignedIn) -> Response:
    goal = goals.goal_of(session, visit=visit, goal_id=goal_id)
    return _form(request, session, visit, viewer, filled(goal.model_dump(include=set(LABELS))), goal)


@router.post("/{goal_id}")
def change(
    request: Request, visit: VisitToWorkOn, goal_id: Id, session: Db, viewer: SignedIn, lang: Lang, form: Form
) -> Response:
    goal = goals.goal_of(session, visit=visit, goal_id=goal_id)
    return _save(request, session, visit, viewer, lang, bind(GoalForm, form), goal)


@router.post("/{goal_id}/sign", name="visit_goal_sign")
def sign(request: Request, visit: VisitToWorkOn, goal_id: Id, session: Db, viewer: SignedIn, form: Form) -> Response:
    bound = bind(SignForm, form)
    if bound.model:
        try:
            side, seen = bound.model.side, bound.model.seen
            goals.sign(session, visit=visit, goal_id=goal_id, side=side, seen=seen, by=viewer)
        except Stale:
            return redirect(request, "visit_goals", code=visit.code, notice=CHANGED, level="warning")
    return redirect(request, "visit_goals", code=visit.code, notice=N_("Signed."))


@router.post("/{goal_id}/remove", name="visit_goal_remove")
def remove(request: Request, visit: VisitToWorkOn, goal_id: Id, session: Db, viewer: SignedIn) -> Response:
    goals.remove_goal(session, visit=visit, goal_id=goal_id, by=viewer)
    return redirect(request, "visit_goals", code=visit.code, notice=N_("Removed."))


def _save(
    request: Request,
    session: Session,
    visit: Visit,
    viewer: Viewer,
    lang: str,
    bound: Bound[GoalForm],
    goal: Goal | None,
) -> Response:
    if model := bound.model:
        shown = visit_as_shown(session, visit, viewer)
        homes = [one.id for one in shown.guests if one.code == model.organisation]
        home = homes[0] if homes else (shown.travels or shown.guests)[0].id

        def verb() -> object:
            return goals.set_goal(
                session,
                visit=visit,
                goal_id=goal.id if goal else None,
                organisation_id=home,
                text=model.text,
                indicator=model.indicator,
                seen=model.seen,
                by=viewer,
            )

        if attempt(bound, verb, lang):
            return redirect(request, "visit_goals", code=visit.code, notice=N_("Saved. Now both sides sign it."))
    return _form(request, session, visit, viewer, bound, goal)


def _form(
    request: Request, session: Session, visit: Visit, viewer: Viewer, bound: Bound[Any], goal: Goal | None
) -> Response:
    clash = theirs(bound, goal.model_dump(include=set(LABELS)), LABELS) if goal else []
    return visit_view(
        request,
        session,
        visit,
        viewer,
        here="visit_goals",
        template="visit_goal",
        bound=bound,
        goal=goal,
        labels=LABELS,
        clash=clash,
    )
