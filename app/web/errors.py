"""Every error as a page in the design and the reader's language (JSON for the API and for autosaves)."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.content.text import N_
from app.domain.errors import DomainError, NotFound, SignInNeeded, TooMany
from app.domain.viewer import STRANGER
from app.i18n import translate
from app.log import structlog
from app.web.parking import park_and_ask_to_sign_in
from app.web.requests import language_of
from app.web.templating import render

log = structlog.get_logger("errors")

TITLES = {
    400: N_("This request could not be understood"),
    403: N_("You may not do this"),
    404: N_("There is nothing here"),
    405: N_("This cannot be done here"),
    409: N_("This cannot be done now"),
    410: N_("This was withdrawn"),
    413: N_("Too large"),
    422: N_("Something is not right yet"),
    429: N_("Too many tries"),
    500: N_("Something went wrong on our side"),
    503: N_("Not available at the moment"),
}
EXPLANATIONS = {
    403: N_("Ask somebody who is responsible for this, or go back."),
    404: N_("The address may be mistyped, or the page is not meant for you. Sign in if you expected to see it."),
    413: N_("What you sent is larger than this server takes. Nothing of it was kept."),
    422: N_("Go back, look at the form again and send it once more."),
    500: N_("It has been noted. If you write to us, please give this number:"),
}


def install(app: FastAPI) -> None:
    app.add_exception_handler(DomainError, _domain_error)
    app.add_exception_handler(SignInNeeded, park_and_ask_to_sign_in)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_middleware(Crashes)


def wants_json(request: Request) -> bool:
    return request.url.path.startswith("/api/") or request.headers.get("x-autosave") == "1"


def error_page(request: Request, status: int, message: str = "") -> Response:
    """`message` is already in the reader's language."""
    language = language_of(request)
    title = translate(language, TITLES.get(status, TITLES[400]))
    text = message or translate(language, EXPLANATIONS.get(status, ""))
    if wants_json(request):
        return JSONResponse({"error": {"status": status, "title": title, "message": text}}, status)
    if status >= 500:
        # The session may be what broke: such a page must not touch the database.
        request.state.viewer, request.state.session = STRANGER, None
    return render(
        request,
        "errors/error.html",
        status=status,
        title=title,
        text=text,
        number=request.state.request_number,
        case_code=_case_code(request) if status == 409 else "",
    )


def _case_code(request: Request) -> str:
    """The code of the case that the address is about, "" for all other addresses."""
    code = str(request.path_params.get("code", ""))
    return code if request.url.path.startswith(f"/{language_of(request)}/cases/{code}/") else ""


async def _domain_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, DomainError)  # noqa: S101
    forget_session(request)
    said = "" if type(error) is NotFound else translate(language_of(request), error.message, **error.params)
    response = error_page(request, error.status, said)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.seconds)
    return response


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    forget_session(request)
    response = error_page(request, error.status_code)
    response.headers.update(error.headers or {})
    return response


async def _validation_error(request: Request, error: Exception) -> Response:
    """A path or query value of the wrong type: the address is wrong, not a form."""
    assert isinstance(error, RequestValidationError)  # noqa: S101
    forget_session(request)
    in_path = any(problem["loc"][0] == "path" for problem in error.errors())
    return error_page(request, 404 if in_path else 422)


class Crashes:
    """The innermost middleware: an unforeseen error becomes a page with its number, headers and all.

    Starlette's own handler for such errors stands outside every other middleware, so its page would leave
    without the security headers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def noted_send(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, noted_send)
        except Exception as error:
            request = Request(scope, receive)
            log.exception("crash", number=request.state.request_number, path=request.url.path, exc_info=error)
            if started:
                raise
            await error_page(request, 500)(scope, receive, send)


def forget_session(request: Request) -> None:
    """The unit of work ended with the exception; the error page opens none of its own."""
    request.state.session = None
