"""My visit today: one page for the phone, readable without a connection once it was opened."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, Response

from app.domain.visits.showing import ShownPerson, visit_as_shown
from app.domain.visits.visit_words import STATES
from app.domain.visits.working import today_at
from app.models.visits import ParticipantSide
from app.web.gates import SignedIn, machine
from app.web.requests import Db, Lang
from app.web.static import STATIC_DIR
from app.web.telephone import calls_in
from app.web.templating import address, render
from app.web.visit_gates import VisitToRead

router = APIRouter(prefix="/{lang:lang}/learning/visits/{code}")


@router.get("/today", name="visit_today")
def today(request: Request, visit: VisitToRead, session: Db, viewer: SignedIn, lang: Lang) -> Response:
    """All days stand in it, so that it is right tomorrow, too, on a phone without a connection."""
    shown = visit_as_shown(session, visit, viewer)
    there = today_at(visit)
    hosts = [one for one in shown.people if one.side is not ParticipantSide.VISITOR]
    return render(
        request,
        "learning/visit_today.html",
        visit=visit,
        shown=shown,
        states=STATES,
        today=there,
        open_day=min(max(there, visit.starts_on), visit.ends_on),
        days_left=(visit.starts_on - there).days,
        calls=calls_in(visit.emergency),
        hosts=hosts,
        visitors=[one for one in shown.people if one.side is ParticipantSide.VISITOR],
        numbers={one.id: call.number for one in shown.people for call in calls_in(_phone(one))},
        worker=address(request, "visit_today_worker", lang=lang, code=visit.code, v=visit.sequence),
    )


def _phone(one: ShownPerson) -> str:
    return one.private.phone if one.private else ""


@router.get("/today-worker.js", name="visit_today_worker", dependencies=[Depends(machine)])
def worker() -> Response:
    """The same for everybody. From this folder, because a worker serves no page outside of its own."""
    headers = {"Cache-Control": "no-cache"}
    return FileResponse(STATIC_DIR / "js" / "today-worker.js", media_type="text/javascript", headers=headers)
