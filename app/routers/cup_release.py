"""Releasing the results: what is in the way, and the one button that lets everything go out together."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.clean import Problem
from app.content.text import N_
from app.domain.cup.access import without_conflict
from app.domain.cup.awards import RESULTS
from app.domain.cup.ready import obstacles
from app.domain.cup.release_job import has_failed, is_being_released
from app.domain.cup.release_summary import summary
from app.domain.cup.releasing import ask_release
from app.domain.errors import DomainError, Invalid
from app.domain.viewer import Viewer
from app.forms.bind import Bound, typed_values
from app.models.cup import Edition
from app.web.answers import redirect
from app.web.cup_gates import EditionToRun
from app.web.cup_words import EditionWords
from app.web.gates import Coordinator
from app.web.requests import Db, Form, Lang
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cup/{year}/run/release")


@router.get("", name="cup_release")
def page(request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, lang: Lang) -> Response:
    return _page(request, edition, session, viewer, lang, Bound())


def _page(
    request: Request, edition: Edition, session: Session, viewer: Viewer, lang: str, bound: Bound[Any]
) -> Response:
    may = without_conflict(session, edition=edition, viewer=viewer)
    found = obstacles(session, edition=edition) if may and not edition.released_at else []
    return render(
        request,
        "cup_run/release.html",
        edition=edition,
        words=EditionWords(edition, lang),
        may=may,
        under_way=is_being_released(session, edition),
        failed=has_failed(session, edition),
        hard=[one for one in found if not one.acceptable],
        soft=[one for one in found if one.acceptable],
        summary=summary(session, edition=edition, viewer=viewer),
        results=RESULTS,
        bound=bound,
        status=bound.status,
    )


@router.post("")
def release(
    request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, lang: Lang, form: Form
) -> Response:
    typed = typed_values(form)
    bound: Bound[Any] = Bound(typed)
    try:
        ask_release(
            session, edition=edition, by=viewer, accepted=typed.get("accepted", []), reason=bound.value("reason")
        )
    except DomainError as wrong:
        _refuse(session, bound, wrong)
        return _page(request, edition, session, viewer, lang, bound)
    notice = N_("The results are being released. In a moment everybody is told.")
    return redirect(request, "cup_release", year=edition.year, notice=notice)


def _refuse(session: Session, bound: Bound[Any], wrong: DomainError) -> None:
    """Say it above the form; whatever the verb had begun is undone."""
    session.rollback()
    bound.errors[wrong.field if isinstance(wrong, Invalid) else ""] = Problem(wrong.message, wrong.params)
