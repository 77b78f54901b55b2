"""The calendar of visits, and other days for them from there."""

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.text import N_
from app.domain.organisations.access import readable_organisation
from app.domain.viewer import Viewer
from app.domain.visits.access import readable_visits
from app.domain.visits.listing import (
    between,
    for_calendar,
    next_after,
    of_organisation,
    organisations_in,
    own_visits,
)
from app.domain.visits.moving import move_visit, try_move
from app.domain.visits.visit_words import STATES
from app.forms.bind import Bound, bind, filled
from app.forms.learning_calendar import CalendarMoveForm
from app.models.types import now
from app.models.visits import Visit
from app.moments import zone
from app.web.answers import go
from app.web.gates import SignedIn, user_of
from app.web.learning_calendar import View, shown_days, weekdays, weeks
from app.web.learning_visit import attempt
from app.web.requests import Db, Form, Lang, language_of
from app.web.templating import address, render
from app.web.visit_gates import VisitToRun

router = APIRouter(prefix="/{lang:lang}/learning/calendar")
LABELS = {"starts_on": N_("First day"), "ends_on": N_("Last day")}
Of = Annotated[str, Query(max_length=20)]
DayAsked = Annotated[str, Query(max_length=20)]
Asked = dict[str, str]


@router.get("", name="visit_calendar")
def calendar(
    request: Request,
    session: Db,
    viewer: SignedIn,
    view: Literal["", "month", "week", "list"] = "",
    day: DayAsked = "",
    of: Of = "",
) -> Response:
    """One's own visits, those of one organisation, or for coordinators all. `of`: "own", "all" or a code."""
    return _page(request, session, viewer, {"view": view, "day": day, "of": of})


def _page(
    request: Request,
    session: Session,
    viewer: Viewer,
    asked: Asked,
    bound: Bound[Any] | None = None,
    tried: Visit | None = None,
) -> Response:
    """`bound` is what was tried with the visit `tried`, and refused."""
    language, person = language_of(request), user_of(viewer)
    today = now().astimezone(zone(person.time_zone)).date()
    view: View = asked["view"] or "month"  # type: ignore[assignment]
    shown = shown_days(view, _day(asked["day"]) or today, language)
    query = _wanted(session, viewer, asked["of"])
    visits = for_calendar(session, between(query, *shown.whole_weeks), viewer=viewer, programme=view == "week")

    def address_of(**changes: object) -> str:
        return address(request, "visit_calendar", lang=language, **{**asked, **changes})

    return render(
        request,
        "learning/calendar.html",
        asked=asked,
        view=view,
        shown=shown,
        visits=visits,
        weeks=weeks(visits, shown, today=today, time_zone=person.time_zone) if view != "list" else [],
        weekdays=weekdays(language),
        today=today,
        following=None if visits else next_after(session, query, shown.last),
        organisations=organisations_in(session, viewer),
        states=STATES,
        labels=LABELS,
        bound=bound,
        tried=tried,
        address_of=address_of,
        status=bound.status if bound else 200,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _wanted(session: Session, viewer: Viewer, of: str) -> Any:
    """Which visits were asked for. Without a wish: all for coordinators, one's own for everybody else."""
    if of == "own" or (of in ("", "all") and not viewer.is_coordinator):
        return own_visits(viewer)
    if of in ("", "all"):
        return readable_visits(viewer)
    organisation = readable_organisation(session, code=of, viewer=viewer)
    return of_organisation(readable_visits(viewer), organisation.id or 0)


@router.get("/visits/{code}/check", name="visit_calendar_check")
def check(
    request: Request,
    visit: VisitToRun,
    session: Db,
    lang: Lang,
    starts_on: DayAsked = "",
    ends_on: DayAsked = "",
    view: DayAsked = "",
    day: DayAsked = "",
    of: Of = "",
) -> Response:
    """What speaks against these days, as a part of the page, with the button that saves them if nothing does."""
    first, last = _day(starts_on), _day(ends_on)
    bound = filled({"starts_on": starts_on, "ends_on": ends_on, "seen": visit.row_version})
    works = first is not None and last is not None and _works(session, visit, first, last, bound, lang)
    return render(
        request,
        "learning/_calendar_check.html",
        visit=visit,
        first=first,
        last=last,
        works=works,
        bound=bound,
        asked={"view": view, "day": day, "of": of},
    )


def _works(session: Session, visit: Visit, first: date, last: date, bound: Bound[Any], language: str) -> bool:
    return attempt(bound, lambda: try_move(session, visit=visit, starts_on=first, ends_on=last), language)


@router.post("/visits/{code}/move", name="visit_calendar_move")
def move(request: Request, visit: VisitToRun, session: Db, viewer: SignedIn, form: Form, lang: Lang) -> Response:
    """Save other days, or say what speaks against them; what was typed stays."""
    bound = bind(CalendarMoveForm, form)
    asked = {name: bound.value(name)[:20] for name in ("view", "day", "of")}
    asked["view"] = asked["view"] if asked["view"] in ("month", "week", "list") else ""
    if bound.model is None:
        return _page(request, session, viewer, asked, bound, visit)
    wanted = bound.model
    by = timedelta(days=wanted.by)
    first, last = (wanted.starts_on or visit.starts_on) + by, (wanted.ends_on or visit.ends_on) + by
    # What is checked and shown again are the days as they would be.
    bound.typed = {**bound.typed, "starts_on": [first.isoformat()], "ends_on": [last.isoformat()]}
    if wanted.do == "check":
        _works(session, visit, first, last, bound, lang)
        return _page(request, session, viewer, asked, bound, visit)
    seen = wanted.seen
    if attempt(
        bound, lambda: move_visit(session, visit=visit, starts_on=first, ends_on=last, seen=seen, by=viewer), lang
    ):
        back = address(request, "visit_calendar", lang=lang, **{**asked, "day": first.isoformat()})
        return go(request, f"{back}#visit-{visit.code}", notice=N_("Moved. Everybody gets a mail."))
    session.refresh(visit)
    return _page(request, session, viewer, asked, bound, visit)
