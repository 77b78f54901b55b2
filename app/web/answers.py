"""The two ways a handler ends besides showing a page: going on elsewhere, and a short sentence with it."""

from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse

from app.i18n import translate
from app.web.notices import put_notice
from app.web.requests import language_of
from app.web.templating import address


def redirect(
    request: Request, name: str, /, *, notice: str = "", level: str = "done", fragment: str = "", **params: Any
) -> RedirectResponse:
    """303 to a named page in the same language; `notice` is a marked message shown there once."""
    language = language_of(request)
    target = address(request, name, **{"lang": language, **params})
    return go(request, target + (f"#{fragment}" if fragment else ""), notice=notice, level=level)


def go(request: Request, path: str, /, *, notice: str = "", level: str = "done") -> RedirectResponse:
    """303 to a path of this site."""
    response = RedirectResponse(path, 303)
    if notice:
        put_notice(request, response, translate(language_of(request), notice), level)
    return response


def own_path(path: str, otherwise: str) -> str:
    """A path that surely stays on this site: nothing after sign-in may lead elsewhere.

    Browsers leave out tabs and line ends and read a backslash as a slash, so none of these may occur.
    """
    stays = path.startswith("/") and not path.startswith("//") and not any(c <= " " or c == "\\" for c in path)
    return path if stays else otherwise
