"""The programme of a visit, day by day."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.text import N_
from app.domain.errors import Forbidden
from app.domain.viewer import Viewer
from app.domain.visits import itinerary
from app.domain.visits.access import TAKING_PLACE, VisitPart, parts_in_visit
from app.domain.visits.programme import item_of, remove_item, set_item
from app.domain.visits.showing import visit_as_shown
from app.forms.bind import Bound, bind, filled
from app.forms.learning_visit import ItemForm
from app.models.visits import ItineraryItem, Visit
from app.time_zones import zone_options
from app.web.answers import redirect
from app.web.gates import SignedIn
from app.web.learning_visit import attempt, theirs, visit_view
from app.web.requests import Db, Form, Id, Lang
from app.web.visit_gates import VisitToRead, VisitToWorkOn

router = APIRouter(prefix="/{lang:lang}/learning/visits/{code}/programme")
LABELS = {
    "day": N_("Day"),
    "starts_at": N_("From"),
    "ends_at": N_("To"),
    "kind": N_("What kind"),
    "title": N_("What happens"),
    "text": N_("More about it"),
    "place": N_("Where"),
    "responsible": N_("Who leads it"),
    "time_zone": N_("On the clock of"),
}


@router.get("", name="visit_programme")
def programme(request: Request, visit: VisitToRead, session: Db, viewer: SignedIn) -> Response:
    shown = visit_as_shown(session, visit, viewer)
    items = [one.item for _, items in shown.days for one in items]
    return visit_view(
        request,
        session,
        visit,
        viewer,
        here="visit_programme",
        template="visit_programme",
        shown=shown,
        kinds=itinerary.KINDS,
        overlaps=itinerary.overlaps(visit, items),
        writes=bool(shown.parts & {VisitPart.HOST, VisitPart.COORDINATOR}) and shown.taking_place,
    )


@router.get("/items/new", name="visit_item_new")
def new(request: Request, visit: VisitToWorkOn, session: Db, viewer: SignedIn, lang: Lang, day: str = "") -> Response:
    _may_write(session, visit, viewer)
    return _form(request, session, visit, viewer, lang, filled({"day": day[:10], "kind": "see"}), None)


@router.post("/items/new")
def add(request: Request, visit: VisitToWorkOn, session: Db, viewer: SignedIn, lang: Lang, form: Form) -> Response:
    return _save(request, session, visit, viewer, lang, bind(ItemForm, form), None)


@router.get("/items/{item_id}", name="visit_item")
def edit(request: Request, visit: VisitToWorkOn, item_id: Id, session: Db, viewer: SignedIn, lang: Lang) -> Response:
    _may_write(session, visit, viewer)
    item = item_of(session, visit=visit, item_id=item_id)
    return _form(request, session, visit, viewer, lang, filled(_stored(item)), item)


@router.post("/items/{item_id}")
def change(
    request: Request, visit: VisitToWorkOn, item_id: Id, session: Db, viewer: SignedIn, lang: Lang, form: Form
) -> Response:
    item = item_of(session, visit=visit, item_id=item_id)
    return _save(request, session, visit, viewer, lang, bind(ItemForm, form), item)


@router.post("/items/{item_id}/remove", name="visit_item_remove")
def remove(request: Request, visit: VisitToWorkOn, item_id: Id, session: Db, viewer: SignedIn) -> Response:
    remove_item(session, visit=visit, item_id=item_id, by=viewer)
    return redirect(request, "visit_programme", code=visit.code, notice=N_("Removed."))


def _may_write(session: Session, visit: Visit, viewer: Viewer) -> None:
    parts = parts_in_visit(session, visit=visit, viewer=viewer)
    if not parts & {VisitPart.HOST, VisitPart.COORDINATOR} or visit.state not in TAKING_PLACE:
        raise Forbidden


def _stored(item: ItineraryItem) -> dict[str, Any]:
    values = item.model_dump(include=set(LABELS))
    clock = {name: f"{values[name]:%H:%M}" if values[name] else "" for name in ("starts_at", "ends_at")}
    return {**values, **clock}


def _save(
    request: Request,
    session: Session,
    visit: Visit,
    viewer: Viewer,
    lang: str,
    bound: Bound[ItemForm],
    item: ItineraryItem | None,
) -> Response:
    if bound.model:
        asked, number = bound.model.model_dump(), item.id if item else None
        if attempt(bound, lambda: set_item(session, visit=visit, item_id=number, by=viewer, **asked), lang):
            return redirect(request, "visit_programme", code=visit.code, notice=N_("Saved."))
    _may_write(session, visit, viewer)
    return _form(request, session, visit, viewer, lang, bound, item)


def _form(
    request: Request,
    session: Session,
    visit: Visit,
    viewer: Viewer,
    lang: str,
    bound: Bound[Any],
    item: ItineraryItem | None,
) -> Response:
    return visit_view(
        request,
        session,
        visit,
        viewer,
        here="visit_programme",
        template="visit_item",
        bound=bound,
        item=item,
        labels=LABELS,
        clash=theirs(bound, _stored(item), LABELS) if item else [],
        days=itinerary.days_of(visit),
        kinds=itinerary.KINDS,
        zones=zone_options(lang),
    )
