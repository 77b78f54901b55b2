"""What a visit costs, line by line, and what its round has."""

from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.text import N_
from app.domain.errors import Forbidden
from app.domain.viewer import Viewer
from app.domain.visits import budget
from app.domain.visits.access import AT_WORK
from app.domain.visits.showing import visit_as_shown
from app.forms.bind import Bound, bind, filled
from app.forms.learning_visit import LineForm, typed_amount
from app.models.rounds import Round
from app.models.visits import BudgetLine, Visit
from app.web.answers import redirect
from app.web.gates import SignedIn
from app.web.learning_visit import attempt, said_money, theirs, visit_view
from app.web.requests import Db, Form, Id, Lang, Shared
from app.web.visit_gates import VisitToWorkOn

router = APIRouter(prefix="/{lang:lang}/learning/visits/{code}/money")
LABELS = {
    "kind": N_("For what"),
    "text": N_("More about it"),
    "planned": N_("Planned"),
    "spent": N_("Spent"),
    "paid_by": N_("Who pays"),
}


def _currency(session: Session, visit: Visit, shared: Shared) -> str:
    """Of the round, else of the programme."""
    return session.get_one(Round, visit.round_id).currency if visit.round_id else shared.settings.visits_currency


@router.get("", name="visit_money")
def page(request: Request, visit: VisitToWorkOn, session: Db, viewer: SignedIn, shared: Shared, lang: Lang) -> Response:
    shown = visit_as_shown(session, visit, viewer)
    lines = budget.lines_of(session, visit=visit)
    round_ = session.get_one(Round, visit.round_id) if visit.round_id and shown.coordinates else None
    writes = visit.state in (*AT_WORK, *budget.NOT_HELD)
    return visit_view(
        request,
        session,
        visit,
        viewer,
        here="visit_money",
        template="visit_money",
        shown=shown,
        lines=[(line, writes and budget.may_write(line, line.paid_by, shown.parts)) for line in lines],
        writes=writes,
        sums=budget.sums(lines),
        kinds=budget.KINDS,
        paid_by=budget.PAID_BY,
        money=partial(said_money, currency=_currency(session, visit, shared), language=lang),
        round=round_,
        left=round_.budget - budget.planned_in_round(session, round_id=round_.id or 0) if round_ else 0,
    )


@router.get("/new", name="visit_line_new")
def new(request: Request, visit: VisitToWorkOn, session: Db, viewer: SignedIn, shared: Shared) -> Response:
    return _form(request, session, visit, viewer, shared, Bound(), None)


@router.post("/new")
def add(
    request: Request, visit: VisitToWorkOn, session: Db, viewer: SignedIn, shared: Shared, lang: Lang, form: Form
) -> Response:
    return _save(request, session, visit, viewer, shared, lang, bind(LineForm, form), None)


@router.get("/{line_id}", name="visit_line")
def edit(
    request: Request, visit: VisitToWorkOn, line_id: Id, session: Db, viewer: SignedIn, shared: Shared
) -> Response:
    line = budget.line_of(session, visit=visit, line_id=line_id)
    return _form(request, session, visit, viewer, shared, filled(_stored(line)), line)


@router.post("/{line_id}")
def change(
    request: Request,
    visit: VisitToWorkOn,
    line_id: Id,
    session: Db,
    viewer: SignedIn,
    shared: Shared,
    lang: Lang,
    form: Form,
) -> Response:
    line = budget.line_of(session, visit=visit, line_id=line_id)
    return _save(request, session, visit, viewer, shared, lang, bind(LineForm, form), line)


@router.post("/{line_id}/remove", name="visit_line_remove")
def remove(request: Request, visit: VisitToWorkOn, line_id: Id, session: Db, viewer: SignedIn) -> Response:
    budget.remove_line(session, visit=visit, line_id=line_id, by=viewer)
    return redirect(request, "visit_money", code=visit.code, notice=N_("Removed."))


def _stored(line: BudgetLine) -> dict[str, Any]:
    amounts = {"planned": typed_amount(line.planned), "spent": typed_amount(line.spent)}
    return {**line.model_dump(include=set(LABELS)), **amounts}


def _save(
    request: Request,
    session: Session,
    visit: Visit,
    viewer: Viewer,
    shared: Shared,
    lang: str,
    bound: Bound[LineForm],
    line: BudgetLine | None,
) -> Response:
    if bound.model:
        asked, number = bound.model.model_dump(), line.id if line else None
        if attempt(bound, lambda: budget.set_line(session, visit=visit, line_id=number, by=viewer, **asked), lang):
            return redirect(request, "visit_money", code=visit.code, notice=N_("Saved."))
    return _form(request, session, visit, viewer, shared, bound, line)


def _form(
    request: Request,
    session: Session,
    visit: Visit,
    viewer: Viewer,
    shared: Shared,
    bound: Bound[Any],
    line: BudgetLine | None,
) -> Response:
    shown = visit_as_shown(session, visit, viewer)
    own = [code for code in budget.PAID_BY if shown.coordinates or code in {str(part) for part in shown.parts}]
    if line and not budget.may_write(line, line.paid_by, shown.parts):
        raise Forbidden
    return visit_view(
        request,
        session,
        visit,
        viewer,
        here="visit_money",
        template="visit_line",
        shown=shown,
        bound=bound,
        line=line,
        labels=LABELS,
        clash=theirs(bound, _stored(line), LABELS) if line else [],
        kinds=budget.KINDS,
        payers={code: budget.PAID_BY[code] for code in own},
        currency=_currency(session, visit, shared),
        removable=visit.state in AT_WORK,
    )
