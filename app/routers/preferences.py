"""What a browser wishes, with or without an account."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.web.answers import go, own_path
from app.web.gates import Everybody
from app.web.referring import split_address
from app.web.requests import Form, language_of
from app.web.staying import YEAR, set_cookie
from app.web.templating import address

router = APIRouter(prefix="/{lang:lang}")

TEXT_ONLY_COOKIE = "text_only"


@router.post("/text-only", name="set_text_only", dependencies=[Everybody])
def set_text_only(request: Request, form: Form) -> Response:
    """Pages without pictures, for those who pay by the megabyte; back to the page with the button."""
    response = go(request, _came_from(request))
    if form.get("text_only") == "1":
        set_cookie(request, response, TEXT_ONLY_COOKIE, "1", seconds=YEAR)
    else:
        response.delete_cookie(TEXT_ONLY_COOKIE, path="/")
    return response


def _came_from(request: Request) -> str:
    home = address(request, "home", lang=language_of(request))
    referer = split_address(request.headers.get("referer", ""))
    if referer.netloc != request.url.netloc:
        return home
    return own_path(referer.path + (f"?{referer.query}" if referer.query else ""), home)
