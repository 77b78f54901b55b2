"""The checklist of a visit."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.text import N_
from app.domain.viewer import Viewer
from app.domain.visits import tasks
from app.domain.visits.access import AT_WORK
from app.domain.visits.showing import visit_as_shown
from app.domain.visits.working import today_at
from app.forms.bind import Bound, bind
from app.forms.learning_visit import DoneForm, TaskForm
from app.models.visits import Visit
from app.web.answers import redirect
from app.web.gates import SignedIn
from app.web.learning_visit import attempt, visit_view
from app.web.requests import Db, Form, Id, Lang
from app.web.visit_gates import VisitToWorkOn

router = APIRouter(prefix="/{lang:lang}/learning/visits/{code}/tasks")


@router.get("", name="visit_tasks")
def page(request: Request, visit: VisitToWorkOn, session: Db, viewer: SignedIn) -> Response:
    return _page(request, session, visit, viewer, Bound())


def _page(request: Request, session: Session, visit: Visit, viewer: Viewer, bound: Bound[Any]) -> Response:
    shown = visit_as_shown(session, visit, viewer)
    rows, at_work = tasks.tasks_of(session, visit=visit), visit.state in AT_WORK
    return visit_view(
        request,
        session,
        visit,
        viewer,
        here="visit_tasks",
        template="visit_tasks",
        shown=shown,
        rows=[(task, tasks.words(task), at_work and tasks.may_tick(task, shown.parts)) for task in rows],
        at_work=at_work,
        done=sum(task.done_at is not None for task in rows),
        who=tasks.WHO,
        today=today_at(visit),
        bound=bound,
    )


@router.post("", name="visit_task_add")
def add(request: Request, visit: VisitToWorkOn, session: Db, viewer: SignedIn, lang: Lang, form: Form) -> Response:
    bound = bind(TaskForm, form)
    if bound.model:
        asked = bound.model.model_dump()
        if attempt(bound, lambda: tasks.add_task(session, visit=visit, by=viewer, **asked), lang):
            return redirect(request, "visit_tasks", code=visit.code, notice=N_("Saved."))
    return _page(request, session, visit, viewer, bound)


@router.post("/{task_id}", name="visit_task_tick")
def tick(request: Request, visit: VisitToWorkOn, task_id: Id, session: Db, viewer: SignedIn, form: Form) -> Response:
    model = bind(DoneForm, form).model
    tasks.tick(session, visit=visit, task_id=task_id, done=bool(model and model.done), by=viewer)
    return redirect(request, "visit_tasks", code=visit.code, fragment=f"task-{task_id}")


@router.post("/{task_id}/remove", name="visit_task_remove")
def remove(request: Request, visit: VisitToWorkOn, task_id: Id, session: Db, viewer: SignedIn) -> Response:
    tasks.remove_task(session, visit=visit, task_id=task_id, by=viewer)
    return redirect(request, "visit_tasks", code=visit.code, notice=N_("Removed."))
