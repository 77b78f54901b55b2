"""How the API answers: JSON that any site may read, tags, pages linked to each other, errors as JSON."""

import json
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from app.content.text import N_
from app.domain.errors import DomainError, NotFound
from app.i18n import LANGUAGES, negotiate, translate
from app.web import machine_answers
from app.web.errors import error_page, forget_session
from app.web.requests import language_of, services

# Anybody's page may read this: it is public, the same for everybody, and no cookie counts.
OPEN_TO_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, X-Request-Id",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, OPTIONS",
    "Access-Control-Allow-Headers": "Accept-Language, If-None-Match",
    "Access-Control-Max-Age": "86400",
    "Allow": "GET, OPTIONS",
}
WRONG_PARAMETERS = N_("Some parameters of this address are wrong.")


class ApiRoute(APIRoute):
    """A route whose errors are open to all, too: a page elsewhere could not read them otherwise."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                response = await handle(request)
            except (DomainError, HTTPException, RequestValidationError) as error:
                forget_session(request)
                response = problem(request, error)
            response.headers.update(OPEN_TO_ALL)
            return response

        return answered


def problem(request: Request, error: DomainError | HTTPException | RequestValidationError) -> Response:
    if isinstance(error, DomainError):
        said = "" if type(error) is NotFound else translate(language_of(request), error.message, **error.params)
        return error_page(request, error.status, said)
    if isinstance(error, HTTPException):
        return error_page(request, error.status_code)
    wrong = error.errors()
    if any(one["loc"][0] == "path" for one in wrong):
        return error_page(request, 404)
    details = [{"parameter": str(one["loc"][-1]), "message": one["msg"]} for one in wrong]
    body = problem_body(request, 422, WRONG_PARAMETERS)
    return JSONResponse({"error": {**body["error"], "details": details}}, 422)


def problem_body(request: Request, status: int, message: str = "") -> dict[str, Any]:
    """What every error of the platform looks like as JSON; `message` is marked for translation."""
    body: dict[str, Any] = json.loads(bytes(error_page(request, status, translate(language_of(request), message)).body))
    return body


def answer(
    request: Request, model: BaseModel, *, max_age: int = 0, headers: Mapping[str, str] | None = None
) -> Response:
    """The model as JSON. Labels and errors follow Accept-Language where the address names no language."""
    everything = {"Vary": "Accept-Language", **(headers or {})}
    body = model.model_dump_json().encode()
    return machine_answers.answer(request, body, "application/json", max_age=max_age, headers=everything)


def spoken(request: Request, asked: str | None) -> str:
    """The language of texts: the one asked for, else what the client prefers among the four of the interface."""
    return asked or negotiate(request.headers.get("accept-language", ""))


def labelled(request: Request, asked: str | None) -> str:
    """The language of labels: one of the four."""
    return asked if asked in LANGUAGES else negotiate(request.headers.get("accept-language", ""))


def page_address(request: Request, number: int) -> str:
    url = request.url.include_query_params(page=number)
    return f"{services(request).settings.base_url}{url.path}?{url.query}"


def paged(request: Request, *, page: int, limit: int, total: int) -> tuple[str | None, dict[str, str]]:
    """The address of the next page, and the header that names the pages around this one (RFC 8288)."""
    last = max(1, -(-total // limit))
    around = {
        "first": 1,
        "prev": min(page - 1, last) if page > 1 else None,
        "next": page + 1 if page < last else None,
        "last": last,
    }
    links = {name: page_address(request, number) for name, number in around.items() if number}
    header = ", ".join(f'<{address}>; rel="{name}"' for name, address in links.items())
    return links.get("next"), {"Link": header}
