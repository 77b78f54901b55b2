"""Visits in people's own calendars: a file of one, and a private address that programs ask again and again."""

from datetime import timedelta
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.content.text import N_
from app.domain.errors import NotFound
from app.domain.people.throttle import PER_ADDRESS, address_key, count_try
from app.domain.visits.calendar_feed import feed_of, feed_token, make_address, reader_of_feed
from app.domain.visits.listing import between, for_calendar, one_for_calendar, own_visits
from app.i18n import translate
from app.models.types import now
from app.web.address import client_address
from app.web.answers import redirect
from app.web.gates import Machine, SignedIn, user_of
from app.web.learning_calendar_files import calendar_answer
from app.web.requests import Db, Lang, Shared
from app.web.templating import address, render
from app.web.visit_gates import VisitToRead

router = APIRouter(prefix="/{lang:lang}/learning")
NAME = N_("Learning visits")
# How far back a calendar goes.
KEPT, AHEAD = timedelta(days=400), timedelta(days=1500)


@router.get("/feed/{token}.ics", name="visit_feed", dependencies=[Machine])
def feed(request: Request, token: str, session: Db, shared: Shared, lang: Lang) -> Response:
    """What the owner of the address may read at this moment."""
    try:
        viewer = reader_of_feed(session, secret=shared.settings.secret, token=token)
    except NotFound:
        _count(request, shared)
        raise
    today = now().date()
    query = between(own_visits(viewer), today - KEPT, today + AHEAD)
    name = translate(lang, NAME)
    return calendar_answer(request, for_calendar(session, query, viewer=viewer), file="visits.ics", name=name)


def _count(request: Request, shared: Shared) -> None:
    """Nobody may guess addresses for long. Raises TooMany."""
    settings = shared.settings
    key, limit = address_key("feed", client_address(request)), settings.sign_in_failures * PER_ADDRESS
    with shared.database.writing() as counting:
        count_try(counting, key=key, limit=limit, minutes=settings.throttle_minutes)


@router.get("/calendar/address", name="visit_feed_address")
def own_address(request: Request, session: Db, viewer: SignedIn, shared: Shared, lang: Lang) -> Response:
    found = feed_of(session, user_id=user_of(viewer).id or 0)
    path = ""
    if found:
        token = feed_token(found, secret=shared.settings.secret)
        path = address(request, "visit_feed", lang=lang, token=token)
    base = shared.settings.base_url
    webcal = f"webcal://{urlsplit(base).netloc}{path}" if path else ""
    response = render(request, "learning/calendar_address.html", address=path and base + path, webcal=webcal)
    response.headers["Cache-Control"] = "no-store"
    return response


@router.post("/calendar/address")
def new_address(request: Request, session: Db, viewer: SignedIn) -> Response:
    had_one = feed_of(session, user_id=user_of(viewer).id or 0) is not None
    make_address(session, by=viewer)
    again = N_("You have a new address. The old one leads nowhere from now on.")
    return redirect(request, "visit_feed_address", notice=again if had_one else "")


@router.get("/visits/{code}/calendar.ics", name="visit_file")
def file(request: Request, visit: VisitToRead, session: Db, viewer: SignedIn) -> Response:
    shown = one_for_calendar(session, visit, viewer=viewer)
    return calendar_answer(request, [shown], file=f"{visit.code}.ics")
