"""The papers of a visit as PDF: the programme, who takes part, and letters of invitation for visas."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, Response

from app.domain.errors import NotFound
from app.domain.visits.showing import ShownVisit, visit_as_shown
from app.exports.papers import pdf_from
from app.i18n import LANGUAGES
from app.models.visits import ParticipantSide
from app.services import Services
from app.web.gates import SignedIn
from app.web.learning_visit_papers import common, letter, participants, programme
from app.web.requests import Db, Id, Lang, Shared, Terms
from app.web.visit_gates import VisitToRead, VisitToWorkOn

router = APIRouter(prefix="/{lang:lang}/learning/visits/{code}")
LanguageAsked = Annotated[str, Query(max_length=5)]


@router.get("/programme.pdf", name="visit_programme_paper")
def programme_paper(visit: VisitToRead, session: Db, viewer: SignedIn, shared: Shared, lang: Lang) -> Response:
    shown = visit_as_shown(session, visit, viewer)
    return _pdf(shared, shown, "visit_paper_programme", "programme", lang, {"days": programme(shown, lang)})


@router.get("/people.pdf", name="visit_people_paper")
def people_paper(
    visit: VisitToWorkOn, session: Db, viewer: SignedIn, shared: Shared, terms: Terms, lang: Lang
) -> Response:
    """Each reader has a copy of their own: not everybody may see the same of everybody."""
    shown = visit_as_shown(session, visit, viewer)
    rows = participants(shown, terms, lang)
    return _pdf(shared, shown, "visit_paper_people", f"people-{viewer.id}", lang, {"rows": rows})


@router.get("/people/{person_id}/letter.pdf", name="visit_letter")
def letter_paper(
    visit: VisitToWorkOn,
    person_id: Id,
    session: Db,
    viewer: SignedIn,
    shared: Shared,
    lang: Lang,
    language: LanguageAsked = "",
) -> Response:
    """For the visitor's own organisation, the hosts and coordinators; in a language of their choice."""
    shown = visit_as_shown(session, visit, viewer)
    one = next((each for each in shown.people if each.id == person_id), None)
    if one is None or one.private is None or one.side is not ParticipantSide.VISITOR:
        raise NotFound
    chosen = language if language in LANGUAGES else lang
    context = {**letter(shown, one, chosen), "days": programme(shown, chosen)}
    return _pdf(shared, shown, "visit_paper_letter", f"letter-{person_id}", chosen, context)


def _pdf(
    shared: Services, shown: ShownVisit, template: str, name: str, language: str, context: dict[str, Any]
) -> Response:
    path = pdf_from(
        shared.settings,
        shared.storage,
        template=f"learning/{template}.html",
        language=language,
        code=f"visit-{shown.visit.code}",
        name=f"{name}-{language}",
        context={**common(shown, language), **context},
    )
    return FileResponse(
        path,
        media_type="application/pdf",
        filename=f"visit-{shown.visit.code}-{name.partition('-')[0]}.pdf",
        content_disposition_type="inline",
        headers={"Cache-Control": "private, no-store"},
    )
