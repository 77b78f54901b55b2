"""What programmers read: the OpenAPI document, and the page made from it."""

import json
from functools import cache
from typing import Any

from fastapi import APIRouter, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import Response

from app.content.text import N_
from app.routers import api
from app.web import machine_answers
from app.web.api_answers import ApiRoute
from app.web.api_reference import Endpoint, Reference, Shape
from app.web.gates import Everybody, Machine
from app.web.requests import Shared
from app.web.templating import render

router = APIRouter()
machines = APIRouter(prefix="/api/v1", route_class=ApiRoute, dependencies=[Machine])

TITLE = "Excellent Experiences"
ABOUT = N_(
    "Everything that the library shows everybody, for programs: read without a key, in the four languages, from any "
    "site. Answers carry an ETag; ask again with If-None-Match and nothing is sent twice. Texts stand under the "
    "licence named with each of them: name the organisation, and keep the address of the version."
)


@cache
def document(base_url: str) -> dict[str, Any]:
    """OpenAPI 3.1, of the API's routes only."""
    return get_openapi(
        title=TITLE,
        version="1",
        description=ABOUT,
        routes=api.router.routes,
        servers=[{"url": base_url}],
        tags=[{"name": name} for name in (api.SEARCH, api.CASES, api.WORDS, api.PEOPLE)],
    )


@cache
def reference(base_url: str) -> tuple[list[tuple[str, list[Endpoint]]], list[Shape]]:
    """The same as the page shows it."""
    described = Reference(document(base_url))
    return described.groups(), described.shapes()


@machines.get("/openapi.json", name="api_document", include_in_schema=False)
def openapi(request: Request, shared: Shared) -> Response:
    body = json.dumps(document(shared.settings.base_url), ensure_ascii=False).encode()
    return machine_answers.answer(request, body, "application/json", max_age=api.SELDOM)


@router.get("/api/docs", name="api_docs", dependencies=[Everybody])
def docs(request: Request, shared: Shared) -> Response:
    groups, shapes = reference(shared.settings.base_url)
    return render(request, "api/docs.html", about=ABOUT, groups=groups, shapes=shapes)
