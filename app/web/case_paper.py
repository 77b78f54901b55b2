"""The PDF of a version: the same article, with a title of its own, the address it came from and page numbers."""

import hashlib
from dataclasses import replace
from pathlib import Path

from fastapi import Request
from sqlmodel import Session

from app.domain.viewer import STRANGER
from app.exports.pdf import Paper, PdfShelf
from app.models.cases import Case, CaseVersion
from app.web.case_article import write_article
from app.web.case_pages import kept, terms_key, wish_of
from app.web.case_stamp import stamp_of
from app.web.requests import services
from app.web.static import STATIC_DIR
from app.web.templating import environment


def shelf(request: Request) -> PdfShelf:
    return PdfShelf(services(request).settings.pdf_dir, STATIC_DIR)


def pdf_of(request: Request, session: Session, case: Case, version: CaseVersion) -> Path:
    """The same for everybody: what only people who are signed in may see is not in it. Raises Unavailable."""
    shared = services(request)
    wish = replace(wish_of(request, session, case, version.id or 0, STRANGER), text_only=False, paper=True)
    stamp, terms = stamp_of(session, case, version.id or 0), shared.terms(session)

    def write() -> Paper:
        library = kept(request).library
        library.refresh(session, stamp.latest)
        article = write_article(
            request,
            session,
            case=case,
            version=version,
            wish=wish,
            terms=terms,
            library=lambda: library,
            stamp=stamp,
        )
        template = environment(wish.page_language).get_template("cases/pdf.html")
        html = template.render(request=request, article=article, base_url=shared.settings.base_url)
        return Paper(_drawn(html), shared.settings.base_url, article.pictures)

    fingerprint = hashlib.sha256(stamp.etag(wish, terms_key(terms)).encode()).hexdigest()[:20]
    name = f"v{version.number}-{wish.page_language}-{wish.language.lower()}"
    return shelf(request).get(case.code, name, fingerprint, write, shared.storage)


def _drawn(html: str) -> str:
    """Charts with colours of their own: WeasyPrint does not apply style sheets inside drawings."""
    return html.replace('class="chart-back"', 'fill="#ddd"').replace('class="chart-bar"', 'fill="#12594a"')
