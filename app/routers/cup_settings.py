"""What an edition is about, when its phases begin, and the rights of each phase."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.clean import Problem
from app.content.text import N_, tidy
from app.domain.cup import dates, editions, rights
from app.domain.cup.phases import ORDER, following, phase_rows
from app.domain.cup.versions import version_of
from app.domain.cup.words import PHASES
from app.domain.errors import Conflict, Invalid, Stale
from app.domain.viewer import Viewer
from app.forms.bind import Bound, bind, filled
from app.forms.cup_edition import LABELS, DatesForm, RightsForm, SettingsForm, WordsForm
from app.i18n import LANGUAGES
from app.models.cup import Edition, Phase
from app.time_zones import zone_options
from app.web.answers import redirect
from app.web.cup_gates import EditionToRun
from app.web.cup_parts import writing_language
from app.web.cup_words import EditionWords
from app.web.gates import Coordinator
from app.web.requests import Db, Form, language_of
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cup/{year}/run/edition")
Chosen = Annotated[str, Query(alias="in", max_length=12)]
Clash = Sequence[tuple[str, object, object]]


@router.get("", name="cup_about")
def about(request: Request, edition: EditionToRun, language: Chosen = "") -> Response:
    language = writing_language(edition, language)
    part = editions.part_of(edition, language)
    return _about_page(request, edition, language, filled(part), version_of(part))


@router.post("")
def save_about(
    request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, form: Form, language: Chosen = ""
) -> Response:
    language = writing_language(edition, language)
    words = bind(WordsForm, form)
    settings = bind(SettingsForm, form) if language == edition.language else None
    bound = settings or words
    seen = bound.value("seen")
    try:
        if words.model and bound.model:
            _keep_about(session, edition, viewer, seen, language, words.model, settings.model if settings else None)
            return redirect(request, "cup_about", year=edition.year, notice=N_("Saved."), **_in(edition, language))
    except Stale as stale:
        theirs: Mapping[str, Any] = stale.theirs  # type: ignore[assignment]
        session.rollback()
        return _about_page(request, edition, language, bound, version_of(theirs), _differing(theirs, bound))
    except (Invalid, Conflict) as wrong:
        session.rollback()
        bound.errors[wrong.field if isinstance(wrong, Invalid) else ""] = Problem(wrong.message, wrong.params)
    return _about_page(request, edition, language, bound, seen)


def _in(edition: Edition, language: str) -> dict[str, str]:
    return {} if language == edition.language else {"in": language}


def _keep_about(
    session: Session,
    edition: Edition,
    viewer: Viewer,
    seen: str,
    language: str,
    words: WordsForm,
    settings: SettingsForm | None,
) -> None:
    editions.change_about(
        session,
        edition=edition,
        by=viewer,
        seen=seen,
        language=language,
        about=editions.About(**words.model_dump()),
        settings=editions.Settings(**settings.model_dump()) if settings else None,
    )


def _differing(theirs: Mapping[str, Any], bound: Bound[Any]) -> Clash:
    """Field, what stands there now and what was typed."""
    there = filled(theirs)
    pairs = [(name, _in_words(there, name), _in_words(bound, name)) for name in theirs]
    return [pair for pair in pairs if pair[1] != pair[2]]


def _in_words(bound: Bound[Any], name: str) -> str:
    """Browsers end lines in two signs, we in one."""
    return ", ".join(tidy(value) for value in bound.values(name))


def _about_page(
    request: Request, edition: Edition, language: str, bound: Bound[Any], seen: str, clash: Clash = ()
) -> Response:
    return render(
        request,
        "cup_run/about.html",
        edition=edition,
        words=EditionWords(edition, language_of(request)),
        bound=bound,
        labels=LABELS,
        zones=zone_options(language_of(request)),
        writing=language,
        original=language == edition.language,
        originals=editions.about_of(edition, edition.language),
        entry_languages=list(LANGUAGES.items()),
        seen=seen,
        clash=clash,
        here="cup_about",
        status=409 if clash else bound.status,
    )


@router.get("/dates", name="cup_dates")
def dates_page(request: Request, edition: EditionToRun, session: Db) -> Response:
    part = dates.part_of(session, edition)
    bound = filled({f"starts_{phase}": typed for phase, typed in part.items()})
    return _dates_page(request, session, edition, bound, version_of(part))


@router.post("/dates")
def save_dates(request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, form: Form) -> Response:
    bound = bind(DatesForm, form)
    seen = bound.value("seen")
    if bound.model is None:
        return _dates_page(request, session, edition, bound, seen)
    wanted = {Phase(name.removeprefix("starts_")): value for name, value in bound.model if name != "reason"}
    try:
        dates.set_dates(session, edition=edition, by=viewer, seen=seen, wanted=wanted, reason=bound.model.reason)
    except Stale as stale:
        theirs: Mapping[str, Any] = stale.theirs  # type: ignore[assignment]
        session.rollback()
        clash = _differing({f"starts_{phase}": value for phase, value in theirs.items()}, bound)
        return _dates_page(request, session, edition, bound, version_of(theirs), clash)
    except Invalid as wrong:
        session.rollback()
        bound.refuse(wrong)
        return _dates_page(request, session, edition, bound, seen)
    return redirect(request, "cup_dates", year=edition.year, notice=N_("Saved."))


def _dates_page(
    request: Request,
    session: Session,
    edition: Edition,
    bound: Bound[Any],
    seen: str,
    clash: Clash = (),
    rights_form: Bound[Any] | None = None,
) -> Response:
    rows = phase_rows(session, edition)
    given = rights.part_of(session, edition)
    stored = filled({f"rights_{phase}": names for phase, names in given.items()})
    forms = rights_form or stored
    return render(
        request,
        "cup_run/dates.html",
        edition=edition,
        words=EditionWords(edition, language_of(request)),
        bound=bound,
        rows=rows,
        order=ORDER,
        phases=PHASES,
        plannable=dates.plannable(edition, rows),
        deadline=following(edition.phase),
        seen=seen,
        clash=clash,
        labels={
            **{f"starts_{phase}": words.starts for phase, words in PHASES.items()},
            **{f"rights_{phase}": words.label for phase, words in PHASES.items()},
        },
        rights_form=forms,
        rights_seen=version_of(given),
        rights=list(rights.RIGHTS.items()),
        rights_of=rights.PHASES,
        here="cup_dates",
        status=409 if clash else max(bound.status, forms.status),
    )


@router.post("/rights", name="cup_rights")
def save_rights(request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, form: Form) -> Response:
    bound = bind(RightsForm, form)
    clash: Clash = ()
    try:
        if bound.model:
            wanted = {phase: getattr(bound.model, f"rights_{phase}") for phase in rights.PHASES}
            seen, reason = bound.value("seen"), bound.model.reason
            rights.set_rights(session, edition=edition, by=viewer, seen=seen, rights=wanted, reason=reason)
            return redirect(request, "cup_dates", year=edition.year, notice=N_("Saved."))
    except Stale as stale:
        theirs: Mapping[str, Any] = stale.theirs  # type: ignore[assignment]
        session.rollback()
        clash = _differing({f"rights_{phase}": names for phase, names in theirs.items()}, bound)
    except Invalid as wrong:
        session.rollback()
        bound.refuse(wrong)
    part = dates.part_of(session, edition)
    stored = filled({f"starts_{phase}": typed for phase, typed in part.items()})
    return _dates_page(request, session, edition, stored, version_of(part), clash, rights_form=bound)
