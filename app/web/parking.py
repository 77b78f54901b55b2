"""A form sent after the sign-in had expired is parked, and offered again once the person is back."""

from urllib.parse import quote

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from app.content.text import N_
from app.domain.errors import TooLarge, TooMany
from app.domain.people.parking import park
from app.domain.people.throttle import address_key, count_try
from app.forms.bind import typed_values
from app.i18n import translate
from app.web.address import client_address
from app.web.requests import language_of, services
from app.web.templating import address, render

COOKIE = "parked"
# Anybody may park: from one place no more than a room full of people would.
PARKED_PER_ADDRESS = 60
PART = 4 * 1024 * 1024
TOO_MANY = N_("Too many tries")


async def park_and_ask_to_sign_in(request: Request, _: Exception) -> Response:
    """Lead to the sign-in page and from there back; a posted text waits in the database meanwhile."""
    language = language_of(request)
    sign_in = address(request, "sign_in", lang=language)
    if request.headers.get("x-autosave") == "1" or request.url.path.startswith("/api/"):
        message = translate(language, N_("You are signed out. Your text is still on this page."))
        return JSONResponse({"error": {"status": 401, "message": message}, "sign_in": sign_in}, 401)
    if request.method in ("GET", "HEAD"):
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"{sign_in}?next={quote(target)}", 303)
    path, fields = await _typed(request)
    try:
        token = await run_in_threadpool(_park, request, path, fields)
    except TooMany as error:
        request.state.session = None
        text = translate(language, error.message, **error.params)
        return render(request, "errors/error.html", status=429, title=translate(language, TOO_MANY), text=text)
    waiting = address(request, "parked_form", lang=language)
    response = RedirectResponse(f"{sign_in}?next={quote(waiting)}", 303)
    response.set_cookie(
        COOKIE,
        token,
        max_age=24 * 3600,
        httponly=True,
        samesite="lax",
        path="/",
        secure=services(request).settings.production,
    )
    return response


async def _typed(request: Request) -> tuple[str, dict[str, list[str]]]:
    """Where the form was going and what stood in it; no path for one that is too long to be read."""
    try:
        form = request.scope.get("form") or await request.form(max_fields=4000, max_files=20, max_part_size=PART)
    except (TooLarge, HTTPException):
        return "", {}
    return request.url.path, typed_values(form)


def _park(request: Request, path: str, fields: dict[str, list[str]]) -> str:
    key, minutes = address_key("park", client_address(request)), services(request).settings.throttle_minutes
    with services(request).database.writing() as session:
        count_try(session, key=key, limit=PARKED_PER_ADDRESS, minutes=minutes)
        return park(session, path=path, fields=fields)
