"""What handlers ask of a request: the session, the person, the language, the form."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, cast
from weakref import WeakKeyDictionary

from fastapi import Depends, Path, Request
from sqlmodel import Session
from starlette.datastructures import FormData

from app.domain.errors import TooLarge
from app.domain.people import sign_ins
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.i18n import DEFAULT_LANGUAGE, LANGUAGES, negotiate
from app.services import Services
from app.web.middleware import TOO_LARGE

SIGN_IN_COOKIE = "sign_in"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
# The number of a row in an address. A larger one is no number of ours, and more than databases take.
Id = Annotated[int, Path(ge=1, le=2**31 - 1)]


async def shared_services(request: Request) -> Services:
    """A dependency that touches nothing but memory runs in the event loop: a thread would cost more than it does."""
    return services(request)


def services(request: Request) -> Services:
    return cast("Services", request.app.state.services)


# For each event loop the queue of those who want to write.
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


async def turn_to_write(request: Request) -> AsyncIterator[None]:
    """On SQLite one writes at a time: the others wait here, in order and without a thread.

    Waiting in the database they would hold all threads, of which who is writing needs one to end. The form is read
    first, so that nobody waits for a slow connection; uploads, which are read as they are stored, take no turn.
    """
    uploads = request.headers.get("content-type", "").startswith("multipart/")
    if request.method in READING or uploads or not services(request).database.is_sqlite:
        yield
        return
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) <= request.state.body_limit:
        await request.body()
    async with _turns.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
        yield


def db_session(request: Request, _: Annotated[None, Depends(turn_to_write, scope="function")]) -> Iterator[Session]:
    """The one unit of work of a request; it commits before the response is sent."""
    database = services(request).database
    with database.reading() if request.method in READING else database.writing() as session:
        yield session


Shared = Annotated[Services, Depends(shared_services)]
Db = Annotated[Session, Depends(db_session, scope="function")]


def language_of(request: Request) -> str:
    """The interface language: from the address, else from the person's wishes.

    From the address itself, because an address that leads nowhere has no parameters, only its first part.
    """
    language = request.url.path.split("/", 2)[1] or request.cookies.get("language", "")
    return language if language in LANGUAGES else negotiate(request.headers.get("accept-language", ""))


async def language_asked(request: Request) -> str:
    return language_of(request)


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


def allow_body(request: Request, limit: int) -> None:
    """Set how long the body may be; refuse one that says it is longer before a byte of it is read."""
    request.state.body_limit = limit
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        raise TooLarge(TOO_LARGE, limit=limit // 1_000_000)


async def form_of(request: Request, shared: Shared) -> AsyncIterator[FormData]:
    """The posted form."""
    allow_body(request, shared.settings.max_form_bytes)
    async with request.form(max_fields=4000, max_files=20, max_part_size=4 * 1024 * 1024) as form:
        request.scope["form"] = form
        yield form


async def upload_form(request: Request, shared: Shared) -> AsyncIterator[FormData]:
    """A posted form with files, its temporary copies closed afterwards. The other fields may add a megabyte."""
    allow_body(request, shared.settings.max_upload_bytes + 1_000_000)
    async with request.form(max_files=10, max_fields=50) as form:
        yield form


Person = Annotated[Viewer, Depends(viewer_of_request)]
Terms = Annotated[TermBook, Depends(terms_of)]
Form = Annotated[FormData, Depends(form_of)]
Upload = Annotated[FormData, Depends(upload_form)]
Lang = Annotated[str, Depends(language_asked)]

__all__ = ["DEFAULT_LANGUAGE", "Db", "Form", "Id", "Lang", "Person", "Shared", "Terms", "Upload", "services"]
