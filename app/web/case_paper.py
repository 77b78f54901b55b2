"""The PDF of a version: the same article, with a title of its own, the address it came from and page numbers."""

import hashlib
from dataclasses import replace
from pathlib import Path

from fastapi import FastAPI, Request
from sqlmodel import Session, select

from app.domain.cases.versions import current_version
from app.domain.viewer import STRANGER
from app.exports.pdf import MISSING, Paper, PdfShelf, Unavailable
from app.i18n import LANGUAGES
from app.models.cases import Case, CaseVersion
from app.web.case_article import Wish, write_article
from app.web.case_pages import is_withdrawn, kept, wish_of
from app.web.case_stamp import design, stamp_of
from app.web.requests import services
from app.web.static import STATIC_DIR
from app.web.templating import environment


def shelf(request: Request) -> PdfShelf:
    return PdfShelf(services(request).settings.pdf_dir, STATIC_DIR)


def pdf_of(request: Request, session: Session, case: Case, version: CaseVersion) -> Path:
    """The same for everybody: what only people who are signed in may see is not in it. Raises Unavailable.

    Writing the page takes milliseconds, making a PDF of it seconds: it is made again only if the page differs.
    """
    wish = replace(wish_of(request, session, case, version.id or 0, STRANGER), text_only=False, paper=True)
    paper = _paper(request, session, case, version, wish)
    parts = repr((paper.html, sorted(paper.pictures.items()), design()))
    fingerprint = hashlib.sha256(parts.encode()).hexdigest()[:20]
    name = f"v{version.number}-{wish.page_language}-{wish.language.lower()}"
    return shelf(request).get(case.code, name, fingerprint, lambda: paper, services(request).storage)


def _paper(request: Request, session: Session, case: Case, version: CaseVersion, wish: Wish) -> Paper:
    shared, library = services(request), kept(request).library
    stamp = stamp_of(session, case, version.id or 0)
    library.refresh(session, stamp.latest)
    article = write_article(
        request,
        session,
        case=case,
        version=version,
        wish=wish,
        terms=shared.terms(session),
        library=lambda: library,
        stamp=stamp,
    )
    template = environment(wish.page_language).get_template("cases/pdf.html")
    html = template.render(request=request, article=article, base_url=shared.settings.base_url)
    return Paper(_drawn(html), shared.settings.base_url, article.pictures)


def make_ready(app: FastAPI, code: str) -> None:
    """Make the PDFs of what readers see of a case, one for each language of the pages, before a reader asks.

    Raises Unavailable, but not where this server can make none at all.
    """
    for language in LANGUAGES:
        with app.state.services.database.reading() as session:
            case = session.exec(select(Case).where(Case.code == code)).first()
            version = current_version(session, case) if case else None
            if case is None or version is None or is_withdrawn(case):
                return
            try:
                pdf_of(_asked(app, language, code), session, case, version)
            except Unavailable as refused:
                if refused.message == MISSING:
                    return
                raise


def _asked(app: FastAPI, language: str, code: str) -> Request:
    """The request of a stranger for the PDF in this language."""
    place = {"lang": language, "code": code}
    scope = {"type": "http", "method": "GET", "app": app, "path_params": place, "headers": [], "query_string": b""}
    path = app.url_path_for("case_pdf", **place)
    return Request({**scope, "path": str(path), "server": ("localhost", 80), "scheme": "http", "root_path": ""})


def _drawn(html: str) -> str:
    """Charts with colours of their own: WeasyPrint does not apply style sheets inside drawings."""
    return html.replace('class="chart-back"', 'fill="#ddd"').replace('class="chart-bar"', 'fill="#12594a"')
