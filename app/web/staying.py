"""The cookies by which a browser stays signed in and keeps its language."""

from fastapi import Request, Response

from app.models.people import User
from app.web.parking import COOKIE as PARKED_COOKIE
from app.web.requests import SIGN_IN_COOKIE, services

LANGUAGE_COOKIE = "language"
YEAR = 365 * 24 * 3600


def set_cookie(request: Request, response: Response, name: str, value: str, *, seconds: int) -> None:
    """One that no script reads and no other site sends along."""
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        httponly=True,
        samesite="lax",
        path="/",
        secure=services(request).settings.production,
    )


def keep_signed_in(request: Request, response: Response, *, user: User, token: str) -> None:
    set_cookie(request, response, SIGN_IN_COOKIE, token, seconds=services(request).settings.sign_in_days * 24 * 3600)
    keep_language(request, response, user.language)


def keep_language(request: Request, response: Response, language: str) -> None:
    """For addresses without a language, as mails and citations write them."""
    set_cookie(request, response, LANGUAGE_COOKIE, language, seconds=YEAR)


def forget_browser(response: Response) -> None:
    """After signing out, or deleting the account, nothing of the person stays in the browser."""
    for name in (SIGN_IN_COOKIE, PARKED_COOKIE):
        response.delete_cookie(name, path="/")
