"""The front page, the pages about the platform, and addresses without a language."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.web.gates import Everybody
from app.web.requests import language_of

router = APIRouter()


@router.get("/", name="root", dependencies=[Everybody])
def root(request: Request) -> Response:
    return RedirectResponse(f"/{language_of(request)}/", 302)
