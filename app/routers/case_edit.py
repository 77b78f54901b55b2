"""The editor: all sections of a case with what each still lacks, a page for each, and both texts on a clash."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.content.clean import Problem
from app.content.completeness import Completeness, completeness
from app.content.merge import with_keys
from app.content.schema import Section
from app.content.sections import SECTIONS
from app.content.text import N_
from app.domain.cases import drafting
from app.domain.cases.access import may_write
from app.domain.cases.edits import last_edits
from app.domain.cases.submission import told_otherwise
from app.domain.cases.versions import find_working_copy
from app.domain.cases.words import STATES
from app.domain.errors import NotFound
from app.domain.people.parking import parked
from app.forms.bind import typed_values
from app.forms.cases import typed
from app.forms.cases.sheets import section_sheet, sheet_named
from app.models.cases import CaseState, CaseVersion
from app.web import case_naming as naming
from app.web.answers import go, redirect
from app.web.case_gates import WorkOnCase, WritableCase
from app.web.case_writing import Writing, place_words
from app.web.gates import SignedIn
from app.web.requests import Db, Form, Terms
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cases/{code}")


@router.get("/edit", name="case_edit")
def overview(request: Request, case: WorkOnCase, session: Db, viewer: SignedIn) -> Response:
    """All sections, for everybody who may see the work; to be opened by those who may write."""
    version = find_working_copy(session, case)
    if version is None:
        return redirect(request, "case_work", code=case.code)
    told = told_otherwise(session, case)
    sections = [(section, _completeness(version, section.name, told)) for section in SECTIONS]
    return render(
        request,
        "case_edit/overview.html",
        case=case,
        words=STATES[case.state],
        unsent=case.state in (CaseState.DRAFT, CaseState.RETURNED),
        writable=may_write(session, case=case, viewer=viewer),
        sections=[(*pair, _places(*pair, request.path_params["lang"])) for pair in sections],
        done=sum(complete.done for _, complete in sections),
        total=sum(complete.total for _, complete in sections),
        edits=last_edits(session, case=case),
    )


def _places(section: Section, complete: Completeness, language: str) -> dict[str, str]:
    """Where something is missing, in words, by the name of its control."""
    return {one.path: place_words(section, one.path, language) for one in complete.missing}


def _completeness(version: CaseVersion, name: str, told: Mapping[str, str]) -> Completeness:
    """`told`: what voice notes and photos say instead, as `told_otherwise` finds it."""
    return completeness(drafting.section_named(name), version.content.get(name, {}), told)


@router.get("/edit/{section}", name="case_edit_section")
def edit(request: Request, case: WritableCase, session: Db, viewer: SignedIn, terms: Terms, section: str) -> Response:
    writing = Writing(request, session, case, viewer, terms, section_sheet(section))
    writing.read_stored()
    return _page(writing)


@router.post("/edit/{section}")
def save(
    request: Request, case: WritableCase, session: Db, viewer: SignedIn, terms: Terms, form: Form, section: str
) -> Response:
    """Save the section, then do what the button says."""
    writing = Writing(request, session, case, viewer, terms, section_sheet(section))
    writing.read(typed_values(form))
    do = writing.value("do")
    if do == "choose":
        writing.settle_clash()
    focus = "" if do.startswith("remove:") else _obey(writing, do)
    outcome = writing.save()
    if outcome.clashes:
        return writing.clashed(outcome.clashes)
    if writing.autosaving:
        lacking = [one.path for one in _completeness(writing.version, section, {}).missing]
        return writing.refused(outcome.problems) if outcome.problems else writing.saved(lacking)
    if do.startswith("remove:"):
        # Saved as it was typed: what was taken away is gone only with the next save.
        return _page(writing, focus=_obey(writing, do), removed=True)
    if outcome.problems:
        return _page(writing, outcome.problems, focus=focus, status=422)
    return _page(writing, focus=focus) if focus else _go_on(writing, do)


def _obey(writing: Writing, command: str) -> str:
    section = writing.sheet.sections[0]
    return naming.obey(writing, command) or typed.obey(section, writing.answers[writing.sheet.name], command)


def _go_on(writing: Writing, do: str) -> Response:
    request, code, here = writing.request, writing.case.code, writing.sheet.name
    before, after = _neighbours(here)
    if do == "next" and after:
        return redirect(request, "case_edit_section", code=code, section=after.name)
    if do == "back" and before:
        return redirect(request, "case_edit_section", code=code, section=before.name)
    if do in ("next", "back"):
        return redirect(request, "case_edit", code=code, notice=N_("Saved."))
    return redirect(request, "case_edit_section", code=code, section=here, notice=N_("Saved."))


def _neighbours(name: str) -> tuple[Any, Any]:
    names = [section.name for section in SECTIONS]
    place = names.index(name)
    return SECTIONS[place - 1] if place else None, SECTIONS[place + 1] if place + 1 < len(names) else None


def _page(
    writing: Writing,
    errors: dict[str, Problem] | None = None,
    *,
    focus: str = "",
    removed: bool = False,
    status: int = 200,
) -> Response:
    section = writing.sheet.sections[0]
    answers = with_keys(section, writing.answers[section.name], writing.version.content.get(section.name, {}))
    writing.answers[section.name] = answers if focus or removed else typed.with_room(section, answers)
    before, after = _neighbours(section.name)
    told = told_otherwise(writing.session, writing.case) if section.name == "story" else {}
    here = _completeness(writing.version, section.name, told)
    return render(
        writing.request,
        "case_edit/section.html",
        case=writing.case,
        section=section,
        sections=[(one, _completeness(writing.version, one.name, {})) for one in SECTIONS],
        here=here,
        places=_places(section, here, writing.request.path_params["lang"]),
        labels=writing.labels(errors or {}),
        before=before,
        after=after,
        bound=writing.bound(errors),
        counts={group.name: len(writing.answers[section.name][group.name]) for group in section.groups},
        action=writing.action,
        row_version=writing.sheet.row_version(writing.version),
        was=writing.was(),
        offers=writing.offers(),
        named=naming.named_cases(writing),
        searches=naming.searches(writing),
        edit=last_edits(writing.session, case=writing.case).get(section.name),
        focus=focus,
        removed=removed,
        status=status,
    )


@router.get("/edit/{section}/find/{field}", name="case_find")
def find(
    request: Request, case: WritableCase, session: Db, viewer: SignedIn, terms: Terms, section: str, field: str
) -> Response:
    """What the words of a search box find, as a part of the page."""
    writing = Writing(request, session, case, viewer, terms, section_sheet(section))
    part = next((part for part in naming.fields(writing) if part.name == field), None)
    if part is None:
        raise NotFound
    writing.read_stored()
    search = naming.search(writing, part, request.query_params.get(f"find-{field}", ""))
    return render(request, "case_edit/_found.html", part=part, search=search)


@router.get("/compare/{sheet}", name="case_compare")
def compare(
    request: Request, case: WritableCase, session: Db, viewer: SignedIn, terms: Terms, sheet: str, kept: str = ""
) -> Response:
    """Both texts, after an autosave met another writer's; its own was kept under a token."""
    writing = Writing(request, session, case, viewer, terms, sheet_named(sheet))
    form = parked(session, kept)
    if form is None or not form.fields or form.path != writing.action:
        return go(
            request, writing.action, notice=N_("The other text is not kept any more. This is the one that is saved.")
        )
    values: dict[str, list[str]] = {}
    for name, value in form.fields:
        values.setdefault(name, []).append(value)
    writing.read(values)
    return writing.clash_page(writing.behind(), status=200)
