"""All questions of a call on paper, as a page to print and as a PDF."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response

from app.domain.cup.phases import ends_at
from app.domain.cup.texts import text_in
from app.exports.papers import pdf_from
from app.forms.cup_form import form_parts
from app.models.cup import Edition, Phase
from app.web.cup_entry import edition_title
from app.web.cup_gates import EditionToRead
from app.web.filters import show_datetime
from app.web.requests import Db, Lang, Person, Shared, Terms
from app.web.templating import address, render

router = APIRouter(prefix="/{lang:lang}/cup/{year}")


@router.get("/form", name="cup_form")
def printable(request: Request, edition: EditionToRead, session: Db, _: Person, terms: Terms, lang: Lang) -> Response:
    """All questions on paper, for those who write by hand."""
    return render(request, "cup_entry/form.html", _on_paper(request, session, edition, terms, lang), edition=edition)


def _on_paper(request: Request, session: Db, edition: Edition, terms: Terms, language: str) -> dict[str, Any]:
    base = request.app.state.services.settings.base_url
    ends = ends_at(session, edition, Phase.CALL_OPEN)
    return {
        "edition_title": edition_title(edition, language),
        "theme": text_in(edition.texts, "theme", language=language, original=edition.language),
        "deadline": show_datetime(ends, language, edition.time_zone),
        "parts": form_parts(session, edition=edition, terms=terms, language=language),
        "licences": [terms.label("licence", code, language) for code in terms.terms.get("licence", {})],
        "address": base + address(request, "cup_enter", lang=language, year=edition.year),
    }


@router.get("/form.pdf", name="cup_form_pdf")
def printable_pdf(
    request: Request, edition: EditionToRead, session: Db, _: Person, shared: Shared, terms: Terms, lang: Lang
) -> Response:
    path = pdf_from(
        shared.settings,
        shared.storage,
        template="cup_entry/form_paper.html",
        language=lang,
        code=f"cup-{edition.year}",
        name=f"form-{lang}",
        context=_on_paper(request, session, edition, terms, lang),
    )
    name = f"cup-{edition.year}-{lang}.pdf"
    return FileResponse(path, media_type="application/pdf", filename=name, content_disposition_type="inline")
