"""What handlers ask of a request: the session, the person, the language, the form."""

from collections.abc import Iterator
from typing import Annotated, cast

from fastapi import Depends, Request
from sqlmodel import Session
from starlette.datastructures import FormData

from app.domain.people import sign_ins
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.i18n import DEFAULT_LANGUAGE, LANGUAGES, negotiate
from app.services import Services

SIGN_IN_COOKIE = "sign_in"
READING = frozenset({"GET", "HEAD", "OPTIONS"})


def services(request: Request) -> Services:
    return cast("Services", request.app.state.services)


def db_session(request: Request) -> Iterator[Session]:
    """The one unit of work of a request; it commits before the response is sent."""
    database = services(request).database
    with database.reading() if request.method in READING else database.writing() as session:
        yield session


Shared = Annotated[Services, Depends(services)]
Db = Annotated[Session, Depends(db_session, scope="function")]


def language_of(request: Request) -> str:
    """The interface language: from the address, else from the person's wishes."""
    language = request.path_params.get("lang") or request.cookies.get("language", "")
    return language if language in LANGUAGES else negotiate(request.headers.get("accept-language", ""))


def viewer_of_request(request: Request, session: Db, shared: Shared) -> Viewer:
    viewer, stale = sign_ins.viewer_for(session, request.cookies.get(SIGN_IN_COOKIE, ""))
    if stale and viewer.sign_in_id:
        if request.method in READING:
            with shared.database.writing() as writing:
                sign_ins.seen(writing, sign_in_id=viewer.sign_in_id)
        else:
            sign_ins.seen(session, sign_in_id=viewer.sign_in_id)
    request.state.viewer = viewer
    request.state.session = session
    return viewer


def terms_of(session: Db, shared: Shared) -> TermBook:
    return shared.terms(session)


async def form_of(request: Request) -> FormData:
    """The posted form; a body over the limit is refused by the application before it is read."""
    return await request.form(max_fields=4000, max_files=20, max_part_size=4 * 1024 * 1024)


Person = Annotated[Viewer, Depends(viewer_of_request)]
Terms = Annotated[TermBook, Depends(terms_of)]
Form = Annotated[FormData, Depends(form_of)]
Lang = Annotated[str, Depends(language_of)]

__all__ = ["DEFAULT_LANGUAGE", "Db", "Form", "Lang", "Person", "Shared", "Terms", "services"]
