"""Public pages of a case: written once, kept in memory while nothing in them changes, not sent twice to strangers."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import replace
from threading import Lock
from typing import NamedTuple
from zlib import compress, decompress

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup
from sqlmodel import Session, select

from app.domain.cases.access import may_read_work
from app.domain.cases.neighbours import Library
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.i18n import LANGUAGES
from app.models.cases import Case, CaseState, CaseTranslation, CaseVersion, TranslationState
from app.models.organisations import Organisation
from app.web.case_alike import alike, generation
from app.web.case_article import Article, Wish, write_article
from app.web.case_stamp import Stamp, http_date, is_fresh, stamp_of
from app.web.notices import COOKIE
from app.web.requests import language_of, services
from app.web.templating import is_fragment, render

_MOST_BYTES = 6_000_000
_making = Lock()


class _Packed(NamedTuple):
    """An article with its long texts compressed to a fifth: unpacking takes a tenth of a millisecond."""

    frame: Article
    head: bytes
    body: bytes

    @classmethod
    def of(cls, article: Article) -> "_Packed":
        frame = replace(article, head=Markup(), body=Markup())
        return cls(frame, *(compress(text.encode(), 1) for text in (article.head, article.body)))

    def article(self) -> Article:
        head, body = (Markup(decompress(text).decode()) for text in (self.head, self.body))  # noqa: S704 - written by us
        return replace(self.frame, head=head, body=body)

    @property
    def weight(self) -> int:
        return len(self.head) + len(self.body)


class Kept:
    """Articles by their stamp, the latest used kept, up to so many bytes; and the library around them."""

    def __init__(self, most: int = _MOST_BYTES) -> None:
        self.library = Library()
        self._articles: OrderedDict[Hashable, _Packed] = OrderedDict()
        self._lock = Lock()
        self._most, self._bytes = most, 0

    def get(self, key: Hashable, write: Callable[[], Article]) -> Article:
        with self._lock:
            if key in self._articles:
                self._articles.move_to_end(key)
                return self._articles[key].article()
        article = write()
        packed = _Packed.of(article)
        with self._lock:
            if key not in self._articles:
                self._articles[key] = packed
                self._bytes += packed.weight
            while self._bytes > self._most and len(self._articles) > 1:
                _, oldest = self._articles.popitem(last=False)
                self._bytes -= oldest.weight
        return article


def kept(request: Request) -> Kept:
    """The one store of this process."""
    state = request.app.state
    with _making:
        if not hasattr(state, "case_articles"):
            state.case_articles = Kept()
    found: Kept = state.case_articles
    return found


def wish_of(request: Request, session: Session, case: Case, version_id: int, viewer: Viewer) -> Wish:
    page_language = language_of(request)
    wanted = request.query_params.get("in", "")
    known = wanted and (wanted in LANGUAGES or is_written_in(session, case, version_id, wanted))
    return Wish(
        page_language=page_language,
        language=wanted if known else page_language,
        insider=viewer.user is not None,
        text_only=request.cookies.get("text_only") == "1" or request.headers.get("save-data") == "on",
        own=case.organisation_id in viewer.memberships,
        writes=viewer.edits_for(case.organisation_id),
    )


def is_written_in(session: Session, case: Case, version_id: int, language: str) -> bool:
    """The original, or a language with a public translation."""
    if language == case.original_language:
        return True
    query = select(CaseTranslation.id).where(
        CaseTranslation.version_id == version_id,
        CaseTranslation.language == language,
        CaseTranslation.state == TranslationState.PUBLISHED,
    )
    return session.exec(query).first() is not None


def article_of(
    request: Request, session: Session, case: Case, version_id: int, wish: Wish, stamp: Stamp, terms: TermBook
) -> Article:
    store = kept(request)

    def library() -> Library:
        store.library.refresh(session, stamp.latest)
        return store.library

    def write() -> Article:
        version = session.get_one(CaseVersion, version_id)
        return write_article(
            request,
            session,
            case=case,
            version=version,
            wish=wish,
            terms=terms,
            library=library,
            stamp=stamp,
            alike=lambda: alike(request, terms, case.code),
        )

    return store.get((case.id, stamp.key, wish, terms_key(terms), generation(request)), write)


def terms_key(terms: TermBook) -> Hashable:
    """When the labels last changed."""
    return max((term.updated_at for vocabulary in terms.terms.values() for term in vocabulary.values()), default=None)


def show(request: Request, session: Session, viewer: Viewer, case: Case, version_id: int) -> Response:
    """A public version. Strangers who have it already are told so, without its being written again."""
    stamp = stamp_of(session, case, version_id)
    wish = wish_of(request, session, case, version_id, viewer)
    terms = services(request).terms(session)
    etag = stamp.etag(wish, terms_key(terms), request.url.path, generation(request))
    may_keep = viewer.user is None and COOKIE not in request.cookies and not is_fragment(request)
    headers = {"ETag": etag, "Last-Modified": http_date(stamp.changed), "Cache-Control": "no-cache"}
    if may_keep and is_fresh(request, etag, stamp.changed):
        return Response(status_code=304, headers=headers)
    article = article_of(request, session, case, version_id, wish, stamp, terms)
    response = render(request, "cases/case.html", article=article, bar=bar_of(session, case, viewer))
    if may_keep:
        response.headers.update(headers)
    return response


def bar_of(session: Session, case: Case, viewer: Viewer) -> Case | None:
    """The case, for the bar that leads those with a part in it to the work."""
    return case if may_read_work(session, case=case, viewer=viewer) else None


def tombstone(request: Request, session: Session, viewer: Viewer, case: Case) -> Response:
    """What is left at the addresses of a case that was withdrawn."""
    organisation = session.get_one(Organisation, case.organisation_id)
    return render(
        request,
        "cases/tombstone.html",
        case=case,
        title=public_title(session, case, language_of(request)),
        organisation=organisation,
        bar=bar_of(session, case, viewer),
        status=410,
    )


def public_title(session: Session, case: Case, language: str) -> str:
    """The title that was public, in this language where it is translated.

    The columns of a case are no help: they mirror the text that is being worked on.
    """
    version = session.get(CaseVersion, case.current_version_id) if case.current_version_id else None
    if version is None:
        return case.title
    summary = select(CaseTranslation.texts).where(
        CaseTranslation.version_id == version.id,
        CaseTranslation.language == language,
        CaseTranslation.section == "summary",
        CaseTranslation.state == TranslationState.PUBLISHED,
    )
    translated = (session.exec(summary).first() or {}).get("title", "")
    return translated or str(version.content.get("summary", {}).get("title", ""))


def is_withdrawn(case: Case) -> bool:
    return case.state is CaseState.WITHDRAWN


def preview(request: Request, session: Session, viewer: Viewer, case: Case, version: CaseVersion) -> Response:
    """The version that is being written, as readers will see it; never kept."""
    wish = replace(wish_of(request, session, case, version.id or 0, viewer), insider=True)
    terms = services(request).terms(session)
    article = write_article(
        request, session, case=case, version=version, wish=wish, terms=terms, library=lambda: kept(request).library
    )
    response = render(request, "cases/preview.html", article=article, case=case)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
