"""Translating a case: side by side with the original, section by section."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from app.content.clean import Problem
from app.content.compare import Piece, pieces
from app.content.schema import Section
from app.content.text import N_
from app.content.units import Unit, units
from app.domain.cases import translating
from app.domain.cases.drafting import section_named
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from app.domain.viewer import Viewer
from app.forms.bind import Bound, typed_values
from app.i18n import LANGUAGES
from app.models.cases import Case, CaseTranslation, CaseVersion
from app.web.answers import redirect
from app.web.case_gates import WorkOnCase
from app.web.errors import wants_json
from app.web.gates import SignedIn
from app.web.requests import Db, Form
from app.web.templating import address, render

router = APIRouter(prefix="/{lang:lang}/cases/{code}/translations")


def _require(session: Db, case: Case, viewer: Viewer, to: str | None = None) -> CaseVersion:
    """The version to translate, for those who may; a language is one of the platform's and not the original."""
    if not translating.may_translate(session, case=case, viewer=viewer):
        raise Forbidden
    if to is not None and (to not in LANGUAGES or to == case.original_language):
        raise NotFound
    return translating.translated_version(session, case=case)


@router.get("", name="translation_list")
def overview(request: Request, case: WorkOnCase, session: Db, viewer: SignedIn) -> Response:
    version = _require(session, case, viewer)
    others = [language for language in LANGUAGES if language != case.original_language]
    return render(
        request,
        "translations/overview.html",
        case=case,
        version=version,
        languages_to=[(to, translating.statuses(session, version=version, language=to)) for to in others],
    )


@router.get("/{to}/{section}", name="translation_edit")
def edit(request: Request, case: WorkOnCase, to: str, section: str, session: Db, viewer: SignedIn) -> Response:
    version = _require(session, case, viewer, to)
    part = section_named(section)
    row = translating.row_of(session, version, to, section)
    bound: Bound[Any] = Bound({path: [text] for path, text in (row.texts if row else {}).items()})
    return _page(request, case, version, to, part, row, bound)


def _page(
    request: Request,
    case: Case,
    version: CaseVersion,
    to: str,
    section: Section,
    row: CaseTranslation | None,
    bound: Bound[Any],
    *,
    theirs: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    found = list(units(section, version.content.get(section.name, {})))
    if not found:
        raise NotFound
    return render(
        request,
        "translations/edit.html",
        case=case,
        to=to,
        section=section,
        units=found,
        row=row,
        changed=_changed(found, row),
        theirs=theirs or {},
        row_version=row.row_version if row else 0,
        bound=bound,
        status=status,
    )


def _changed(found: list[Unit], row: CaseTranslation | None) -> dict[str, tuple[Piece, ...]]:
    """How the original has moved since it was translated, by path; new texts are not a change."""
    if row is None:
        return {}
    return {
        unit.path: pieces(row.source[unit.path], unit.text)
        for unit in found
        if unit.path in row.source and row.source[unit.path] != unit.text
    }


@router.post("/{to}/{section}")
def save(
    request: Request, case: WorkOnCase, to: str, section: str, session: Db, viewer: SignedIn, form: Form
) -> Response:
    """Save; with the buttons of those names also mark as reviewed, or publish."""
    version = _require(session, case, viewer, to)
    part = section_named(section)
    bound: Bound[Any] = Bound(typed_values(form))
    do = bound.value("do")
    try:
        row = _save(session, case, version, to, part, bound, viewer)
        if do == "reviewed":
            translating.mark_reviewed(session, case=case, row=row, version=version, by=viewer)
        elif do == "publish":
            translating.publish(session, case=case, row=row, version=version, by=viewer)
    except Stale as clash:
        return _clash(request, session, case, version, to, part, bound, clash)
    except (Invalid, Conflict) as refused:
        bound.errors[getattr(refused, "field", "")] = Problem(refused.message, refused.params)
        row_now = translating.row_of(session, version, to, section)
        return _page(request, case, version, to, part, row_now, bound, status=422)
    if wants_json(request):
        return JSONResponse({"saved_at": row.updated_at.isoformat(), "row_version": row.row_version})
    if do in DONE:
        return redirect(request, "translation_list", code=case.code, notice=DONE[do])
    return redirect(request, "translation_edit", code=case.code, to=to, section=section, notice=N_("Saved."))


DONE = {
    "reviewed": N_("Marked as reviewed."),
    "publish": N_("Published. Readers see it now."),
}


def _save(
    session: Db, case: Case, version: CaseVersion, to: str, section: Section, bound: Bound[Any], viewer: Viewer
) -> CaseTranslation:
    expected = bound.number("row_version")
    return translating.save(
        session,
        case=case,
        version=version,
        language=to,
        section=section,
        typed={name: values[-1] for name, values in bound.typed.items() if values},
        expected=-1 if expected is None else expected,
        by=viewer,
    )


def _clash(
    request: Request,
    session: Db,
    case: Case,
    version: CaseVersion,
    to: str,
    section: Section,
    bound: Bound[Any],
    clash: Stale,
) -> Response:
    """Somebody else saved meanwhile: both texts are shown, and saving again keeps what then stands in the form."""
    if wants_json(request):
        params = {"lang": request.path_params["lang"], "code": case.code, "to": to, "section": section.name}
        return JSONResponse({"address": address(request, "translation_edit", **params)}, 409)
    bound.errors[""] = Problem(clash.message)
    row = translating.row_of(session, version, to, section.name)
    theirs = {path: text for path, text in (row.texts if row else {}).items() if text != bound.value(path)}
    return _page(request, case, version, to, section, row, bound, theirs=theirs, status=409)
