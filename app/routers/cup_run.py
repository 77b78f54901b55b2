"""The coordinator's overview of an edition: where it stands, what waits, and from phase to phase."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.clean import Problem
from app.content.text import N_
from app.domain.cup import dates, editions, moving
from app.domain.cup.overview import events, overview
from app.domain.cup.phases import ORDER, following, phase_rows
from app.domain.cup.requirements import missing_for, worth_knowing
from app.domain.cup.untranslated import texts_behind
from app.domain.cup.words import PHASES
from app.domain.errors import DomainError, Invalid
from app.domain.viewer import Viewer
from app.forms.bind import Bound, bind, filled
from app.forms.cup_edition import ExtendForm, MoveForm, NewEditionForm
from app.i18n import LANGUAGES
from app.models.cup import Edition, Phase
from app.models.types import now
from app.time_zones import zone_options
from app.web.answers import redirect
from app.web.cup_desks import desks
from app.web.cup_gates import EditionToRun
from app.web.cup_words import EditionWords, left_until
from app.web.gates import Coordinator, user_of
from app.web.requests import Db, Form, Lang
from app.web.templating import render

# Before the pages of one year, which would else be "new".
new = APIRouter(prefix="/{lang:lang}/cup/new")
router = APIRouter(prefix="/{lang:lang}/cup/{year}/run")


@new.get("", name="cup_new")
def new_page(request: Request, session: Db, viewer: Coordinator, lang: Lang) -> Response:
    known = [edition.year for edition in editions.all_editions(session)]
    year = max(known) + 1 if known else now().year
    stored = {"year": year, "source": known[0] if known else "", "language": lang}
    return _new_page(request, session, lang, filled({**stored, "time_zone": user_of(viewer).time_zone}))


def _new_page(request: Request, session: Session, lang: str, bound: Bound[Any]) -> Response:
    return render(
        request,
        "cup_run/new.html",
        bound=bound,
        known=[edition.year for edition in editions.all_editions(session)],
        zones=zone_options(lang),
        written_in=list(LANGUAGES.items()),
        status=bound.status,
    )


@new.post("")
def create(request: Request, session: Db, viewer: Coordinator, lang: Lang, form: Form) -> Response:
    bound = bind(NewEditionForm, form)
    try:
        if bound.model:
            made = editions.create(session, by=viewer, **bound.model.model_dump())
            notice = N_("It is there, and only coordinators see it. Go through its parts, then set the dates.")
            return redirect(request, "cup_about", year=made.year, notice=notice)
    except Invalid as wrong:
        bound.refuse(wrong)
    return _new_page(request, session, lang, bound)


@router.get("", name="cup_run")
def run(request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, lang: Lang) -> Response:
    return _run_page(request, edition, session, viewer, lang)


def _run_page(
    request: Request, edition: Edition, session: Session, viewer: Viewer, lang: str, **bound: Bound[Any]
) -> Response:
    rows, after = phase_rows(session, edition), following(edition.phase)
    numbers = overview(session, edition=edition, viewer=viewer)
    ends = rows[after].starts_at if after else None
    forms: dict[str, Any] = {"on": Bound(), "back": Bound(), "extend": _extend_form(edition, ends), **bound}
    return render(
        request,
        "cup_run/overview.html",
        forms_of=forms,
        edition=edition,
        words=EditionWords(edition, lang),
        phases=PHASES,
        order=ORDER,
        rows=rows,
        after=after,
        ends=ends,
        left=left_until(ends, edition),
        before=moving.may_move_back(session, edition),
        missing=missing_for(session, edition=edition, phase=after, viewer=viewer) if after else [],
        remarks=worth_knowing(session, edition=edition, phase=after, viewer=viewer) if after else [],
        behind=texts_behind(session, edition=edition) if edition.phase is Phase.DRAFT else [],
        numbers=numbers,
        desks=desks(request, edition, numbers),
        events=events(session, edition),
        status=max(form.status for form in forms.values()),
    )


def _extend_form(edition: Edition, ends: Any) -> Bound[Any]:
    return filled({"until": dates.typed_wall(ends, edition)})


@router.post("/next", name="cup_move_on")
def move_on(
    request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, lang: Lang, form: Form
) -> Response:
    bound = bind(MoveForm, form)
    try:
        if bound.model:
            moving.move_on(session, edition=edition, by=viewer, **bound.model.model_dump())
            return redirect(request, "cup_run", year=edition.year, notice=N_("Done. Those concerned have been told."))
    except DomainError as wrong:
        _refuse(session, bound, wrong)
    return _run_page(request, edition, session, viewer, lang, on=bound)


@router.post("/back", name="cup_move_back")
def move_back(
    request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, lang: Lang, form: Form
) -> Response:
    bound = bind(MoveForm, form)
    try:
        if bound.model:
            moving.move_back(session, edition=edition, by=viewer, **bound.model.model_dump())
            notice = N_("Done. The phase has no end now: set a date.")
            target = "cup_run" if edition.phase is Phase.DRAFT else "cup_dates"
            return redirect(request, target, year=edition.year, notice=notice)
    except DomainError as wrong:
        _refuse(session, bound, wrong)
    return _run_page(request, edition, session, viewer, lang, back=bound)


@router.post("/extend", name="cup_extend")
def extend(
    request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, lang: Lang, form: Form
) -> Response:
    """Give more time; where later dates would be overtaken, show them and ask first."""
    bound = bind(ExtendForm, form)
    try:
        if bound.model:
            pushed = dates.overtaken(session, edition=edition, until=bound.model.until)
            dates.checked_reason(bound.model.reason)
            if pushed and not bound.model.agreed:
                words = EditionWords(edition, lang)
                page = {"edition": edition, "words": words, "pushed": pushed, "phases": PHASES, "bound": bound}
                return render(request, "cup_run/extend.html", page)
            dates.extend(session, edition=edition, by=viewer, **bound.model.model_dump())
            return redirect(request, "cup_run", year=edition.year, notice=N_("Done. Those concerned have been told."))
    except DomainError as wrong:
        _refuse(session, bound, wrong)
    return _run_page(request, edition, session, viewer, lang, extend=bound)


def _refuse(session: Session, bound: Bound[Any], wrong: DomainError) -> None:
    """Say it beside the form; whatever the verb had begun is undone."""
    field = wrong.field if isinstance(wrong, Invalid) else ""
    session.rollback()
    bound.errors[field] = Problem(wrong.message, wrong.params)
