"""The front page, lists and topics as strangers see them: the same for all, so written once while nothing changes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from zlib import compress, decompress

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session, func, select

from app.domain.viewer import Viewer
from app.models.search_log import SearchLogEntry
from app.search.engine import SearchUnavailable
from app.web.looking import Looked, count_looked
from app.web.notices import COOKIE
from app.web.requests import services
from app.web.templating import is_fragment

MOST_PAGES = 300
HEADERS = ("cache-control", "content-language", "vary")


class KeptPages:
    """The latest used pages, compressed to a tenth, by everything that they depend on."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Hashable, tuple[bytes, dict[str, str], Looked | None]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, request: Request) -> Response | None:
        """Also tells the request what was looked for: it counts each time."""
        with self._lock:
            if key not in self._pages:
                return None
            self._pages.move_to_end(key)
            body, headers, request.state.looked = self._pages[key]
        return Response(decompress(body), media_type="text/html", headers=headers)

    def put(self, key: Hashable, page: Response, request: Request) -> None:
        headers = {name: page.headers[name] for name in HEADERS if name in page.headers}
        looked: Looked | None = getattr(request.state, "looked", None)
        with self._lock:
            self._pages[key] = (compress(bytes(page.body), 1), headers, looked)
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)


def for_strangers(request: Request, session: Session, viewer: Viewer, write: Callable[[], Response]) -> Response:
    """The page as it was written before for another stranger, or written now. Either way what it looked for counts."""
    page = _page(request, session, viewer, write)
    count_looked(request)
    return page


def _page(request: Request, session: Session, viewer: Viewer, write: Callable[[], Response]) -> Response:
    key = _key(request, session, viewer)
    if key is None:
        return write()
    state = request.app.state
    if not hasattr(state, "kept_pages"):
        state.kept_pages = KeptPages()
    kept: KeptPages = state.kept_pages
    page = kept.get(key, request)
    if page is None:
        page = write()
        if page.status_code == 200:
            kept.put(key, page, request)
    return page


def _key(request: Request, session: Session, viewer: Viewer) -> Hashable | None:
    """Everything such a page depends on: what was asked, and how far library, index and terms have come."""
    if viewer.user is not None or COOKIE in request.cookies:
        return None
    shared = services(request)
    try:
        indexed = shared.search.engine.generation()
    except SearchUnavailable:
        return None
    changed = session.exec(select(func.max(SearchLogEntry.id))).one()
    wishes = (request.cookies.get("text_only"), request.headers.get("save-data"), is_fragment(request))
    return (request.url.path, request.url.query, wishes, indexed, changed, shared.terms_as_of)
