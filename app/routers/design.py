"""Every component of the pages on one page, for those who build them."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.domain.errors import NotFound
from app.web.gates import Everybody
from app.web.requests import Shared
from app.web.templating import render

router = APIRouter()


@router.get("/{lang:lang}/design", name="design", dependencies=[Everybody])
def design(request: Request, shared: Shared) -> Response:
    """Not there in production."""
    if shared.settings.production:
        raise NotFound
    return render(request, "design.html")
