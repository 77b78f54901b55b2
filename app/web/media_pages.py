"""The page of the files of a case or a report, and what is done on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.clean import Problem
from app.content.text import N_
from app.domain.errors import Stale
from app.domain.media import keeping
from app.domain.media.owners import Owner, may_add, may_decide
from app.domain.media.words import problem_words
from app.domain.viewer import Viewer
from app.domain.visits import report_media
from app.forms.bind import Bound, typed_values
from app.models.learning import LearningReport
from app.models.media import Media
from app.services import Services
from app.web import media_words
from app.web.answers import redirect
from app.web.media_words import Asked
from app.web.requests import Form, Upload
from app.web.taking_in import RECEIVED, take_in
from app.web.templating import render


@dataclass(frozen=True, slots=True)
class Place:
    """Whose files the page shows. Its routes are named ROUTES_list, ROUTES_add, …; `back` is that of the owner's page.

    `stories` says whether a file may stand for an answer.
    """

    owner: Owner
    routes: str
    back: str
    stories: bool


def page(
    request: Request,
    session: Session,
    place: Place,
    viewer: Viewer,
    bound: Bound[Any],
    status: int = 200,
    told: Mapping[str, Asked] | None = None,
) -> Response:
    """`told` holds a form of a file that was refused, by its public id."""
    media = keeping.files_of(session, place.owner)
    writable = may_add(session, owner=place.owner, viewer=viewer)
    return render(
        request,
        "media/list.html",
        place=place,
        owner=place.owner,
        media=media,
        writable=writable,
        asked={**_asked(place, media), **(told or {})} if writable else {},
        decides=may_decide(session, owner=place.owner, viewer=viewer),
        problem_words=problem_words,
        max_bytes=request.app.state.services.settings.max_upload_bytes,
        bound=bound,
        status=status,
    )


def _asked(place: Place, media: list[Media]) -> dict[str, Asked]:
    """Files of a case are described in its media section, because its texts are translated."""
    if not isinstance(place.owner, LearningReport):
        return {}
    return {one.public_id: media_words.asked(place.owner, one) for one in media if not one.consent_withdrawn_at}


def add(request: Request, session: Session, shared: Services, place: Place, form: Upload, viewer: Viewer) -> Response:
    """Take in one or several files; the first that is refused stops it, and nothing of this post is kept."""
    bound: Bound[Any] = Bound(typed_values(form))
    stands_for = bound.value("stands_for") if place.stories else ""
    if not take_in(
        session, shared, owner=place.owner, form=form, bound=bound, fields=["file"], stands_for=stands_for, by=viewer
    ):
        return page(request, session, place, viewer, bound, 422)
    return redirect(request, f"{place.routes}_list", code=place.owner.code, notice=RECEIVED)


def settle(request: Request, session: Session, place: Place, public_id: str, form: Form, viewer: Viewer) -> Response:
    typed: Bound[Any] = Bound(typed_values(form))
    medium = keeping.medium_of(session, owner=place.owner, public_id=public_id)
    keeping.settle(
        session,
        owner=place.owner,
        medium=medium,
        licence=typed.value("licence"),
        consent_note=typed.value("consent_note"),
        by=viewer,
    )
    return redirect(
        request, f"{place.routes}_list", code=place.owner.code, notice=N_("Saved."), fragment=f"m-{public_id}"
    )


def describe(
    request: Request, session: Session, place: Place, report: LearningReport, public_id: str, form: Form, viewer: Viewer
) -> Response:
    """Keep what is said of a file of this report, or show the form again with what is wrong."""
    typed: Bound[Any] = Bound(typed_values(form))
    medium = keeping.medium_of(session, owner=report, public_id=public_id)
    given = {
        part.name: typed.value(part.name) for part in report_media.asked_of(medium.kind) if part.name in typed.typed
    }
    words, problems = report_media.clean_words(given)
    seen = typed.value("seen")
    if problems:
        typed.errors.update(problems)
        told = {public_id: media_words.refused(medium, typed, seen)}
        return page(request, session, place, viewer, Bound(), 422, told)
    said = {name: words[name] for name in given}
    try:
        report_media.describe(session, report=report, medium=medium, words=said, seen=seen, by=viewer)
    except Stale as stale:
        typed.errors[""] = Problem(media_words.CLASH)
        told = {public_id: media_words.clashing(medium, typed, report_media.words_of(report, public_id))}
        return page(request, session, place, viewer, Bound(), stale.status, told)
    return redirect(request, f"{place.routes}_list", code=report.code, notice=N_("Saved."), fragment=f"m-{public_id}")


def withdraw(request: Request, session: Session, place: Place, public_id: str, viewer: Viewer) -> Response:
    medium = keeping.medium_of(session, owner=place.owner, public_id=public_id)
    keeping.withdraw_consent(session, owner=place.owner, medium=medium, by=viewer)
    notice = N_("Hidden everywhere, in every version, as of now.")
    return redirect(request, f"{place.routes}_list", code=place.owner.code, notice=notice)


def remove(request: Request, session: Session, place: Place, public_id: str, viewer: Viewer) -> Response:
    medium = keeping.medium_of(session, owner=place.owner, public_id=public_id)
    keeping.remove(session, owner=place.owner, medium=medium, by=viewer)
    return redirect(request, f"{place.routes}_list", code=place.owner.code, notice=N_("Removed."))
