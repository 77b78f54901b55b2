"""The short form for a raw experience, on one page or step by step, with a voice note or a photo instead of text."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from app.content.clean import Problem
from app.content.schema import Need
from app.content.sections import BY_NAME
from app.content.text import N_
from app.domain.cases import drafting, submission
from app.domain.cases.history import history
from app.domain.cup.entering import entry_of_case
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.media.keeping import STORY, files_of
from app.forms.bind import Bound, typed_values
from app.forms.cases.sheets import STEPS, TELL, step_of, tell_sheet
from app.i18n import translate
from app.models.cases import Case, CaseState
from app.models.cup import Edition
from app.models.entries import Entry
from app.models.media import Media
from app.models.organisations import Organisation
from app.services import Services
from app.web.answers import redirect
from app.web.case_gates import WritableCase
from app.web.case_writing import Writing
from app.web.gates import SignedIn, user_of
from app.web.requests import Db, Form, Shared, Terms, Upload
from app.web.taking_in import RECEIVED, take_in
from app.web.templating import address, render

router = APIRouter(prefix="/{lang:lang}/cases/{code}")

UNSENT = (CaseState.DRAFT, CaseState.RETURNED)
StepInQuery = Annotated[int, Query(ge=0, le=len(STEPS))]
StepInPath = Annotated[int, Path(ge=1, le=len(STEPS))]
FIELDS = {part.name: part for part in TELL.fields}
LABELS = {name: part.label for name, part in FIELDS.items()} | {
    "language": N_("In which language do you write?"),
    "licence": N_("Licence"),
    "consent": N_("Agreement"),
}
RIGHTS = ("licence", "consent")
NEEDED = (
    *(name for step in STEPS for name in step.fields if FIELDS[name].need is Need.SUBMISSION),
    *RIGHTS,
)


@router.get("/tell", name="case_raw")
def tell(
    request: Request, case: WritableCase, session: Db, viewer: SignedIn, terms: Terms, step: StepInQuery = 0
) -> Response:
    return _open(request, case, session, viewer, terms, step)


@router.get("/tell/{step}", name="case_raw_step")
def tell_step(
    request: Request, case: WritableCase, session: Db, viewer: SignedIn, terms: Terms, step: StepInPath
) -> Response:
    return _open(request, case, session, viewer, terms, step)


def _open(request: Request, case: Case, session: Db, viewer: SignedIn, terms: Terms, step: int) -> Response:
    if case.state not in UNSENT:
        return redirect(request, "case_edit", code=case.code)
    writing = Writing(request, session, case, viewer, terms, tell_sheet(step))
    writing.read_stored()
    return _page(writing, step, {}, _stored_rights(case))


def _stored_rights(case: Case) -> dict[str, str]:
    return {"language": case.original_language, "licence": case.licence, "consent": "1" if case.consent_at else ""}


@router.post("/tell")
def told(request: Request, case: WritableCase, session: Db, viewer: SignedIn, terms: Terms, form: Form) -> Response:
    return _told(Writing(request, session, case, viewer, terms, tell_sheet(0)), 0, form)


@router.post("/tell/{step}")
def told_step(
    request: Request, case: WritableCase, session: Db, viewer: SignedIn, terms: Terms, form: Form, step: StepInPath
) -> Response:
    return _told(Writing(request, session, case, viewer, terms, tell_sheet(step)), step, form)


def _told(writing: Writing, step: int, form: Form) -> Response:
    """Save what was typed, then go where the button says."""
    if writing.case.state not in UNSENT:
        raise Conflict(N_("This experience was sent already. It is changed section by section now."))
    writing.read(typed_values(form))
    if writing.value("do") == "choose":
        writing.settle_clash()
    problems = _save_rights(writing)
    if problems and writing.autosaving:
        return writing.refused(problems)
    outcome = writing.save()
    problems |= outcome.problems
    if outcome.clashes:
        return writing.clashed(outcome.clashes)
    if writing.autosaving:
        return writing.refused(problems) if problems else writing.saved(_missing(writing))
    if problems:
        return _page(writing, step, problems, _typed_rights(writing), 422)
    return _go_on(writing, step)


def _typed_rights(writing: Writing) -> dict[str, str]:
    return {name: writing.value(name) for name in ("language", "licence", "consent")}


def _save_rights(writing: Writing) -> dict[str, Problem]:
    """The language and, on the last step, licence and agreement: they belong to the case, not to its text."""
    session, case, by = writing.session, writing.case, writing.viewer
    try:
        if writing.sheet.language:
            drafting.change_language(session, case=case, language=writing.value("language"), by=by)
        if writing.sheet.rights and _entry(writing) is None:
            submission.settle_rights(session, case=case, rights=_rights(writing), by=by)
    except Invalid as wrong:
        return {wrong.field: Problem(wrong.message, wrong.params)}
    return {}


def _entry(writing: Writing) -> Entry | None:
    """The entry in the cup that this experience tells; looked up once a request."""
    state = writing.request.state
    if not hasattr(state, "entry"):
        state.entry = entry_of_case(writing.session, writing.case)
    entry: Entry | None = state.entry
    return entry


def _rights(writing: Writing) -> submission.Rights:
    licence = writing.value("licence")
    if licence and licence not in writing.terms.codes("licence"):
        raise Invalid(N_("Choose one of the answers offered."), "licence")
    return submission.Rights(licence, bool(writing.value("consent")))


def _missing(writing: Writing) -> dict[str, Problem]:
    """What the coordinator will want, by the name of its control."""
    found = submission.missing_for_submission(writing.session, case=writing.case, version=writing.version)
    entered = _entry(writing) is not None
    # Of what enters the cup, licence and agreement are settled when the entry is sent.
    wanted = [one for one in found if not (entered and one.section == "rights")]
    return {one.path: Problem(one.message, one.params) for one in wanted}


def _go_on(writing: Writing, step: int) -> Response:
    request, code, do = writing.request, writing.case.code, writing.value("do")
    if do == "send":
        return _send(writing, step)
    if do.startswith("say:"):
        return redirect(request, "case_say", code=code, story=do.removeprefix("say:"))
    elsewhere = {"next": step + 1, "back": step - 1, "steps": 1, "whole": 0}
    step = min(max(elsewhere.get(do, step), 0), len(STEPS))
    notice = "" if do in elsewhere else N_("Saved. You can go on whenever you like.")
    if step:
        return redirect(request, "case_raw_step", code=code, step=step, notice=notice)
    return redirect(request, "case_raw", code=code, notice=notice)


def _send(writing: Writing, step: int) -> Response:
    entry = _entry(writing)
    if entry is not None:
        year = writing.session.get_one(Edition, entry.edition_id).year
        return redirect(writing.request, "cup_entry_answers", year=year, code=entry.code, notice=N_("Saved."))
    missing = _missing(writing)
    if missing:
        errors = {path: missing[path] for path in NEEDED if path in missing and (not step or step_of(path) == step)}
        rights = _stored_rights(writing.case)
        return _page(writing, step, errors or {"": Problem(N_("Something is still missing."))}, rights, 422)
    submission.submit(writing.session, case=writing.case, by=writing.viewer)
    notice = N_("Sent. Thank you! You hear from us by mail and here.")
    if writing.case.state is CaseState.LEARNING_MATERIAL:
        notice = N_("Thank you! Your experience is public now: others can learn from it.")
    return redirect(writing.request, "case_work", code=writing.case.code, notice=notice)


def _page(
    writing: Writing, step: int, errors: dict[str, Problem], rights: dict[str, str], status: int = 200
) -> Response:
    missing = _missing(writing)
    entry = _entry(writing)
    needed = [path for path in NEEDED if entry is None or path not in RIGHTS]
    organisation = writing.session.get_one(Organisation, writing.case.organisation_id)
    language = writing.request.path_params["lang"]
    return render(
        writing.request,
        "case_edit/tell.html",
        case=writing.case,
        organisation=organisation,
        step=step,
        steps=STEPS,
        shown=STEPS[step - 1 : step] if step else STEPS,
        unfinished={step_of(path) for path in missing},
        fields=FIELDS,
        bound=writing.bound(errors, **rights),
        labels={path: translate(language, LABELS[path]) for path in errors if path in LABELS},
        action=writing.action,
        row_version=writing.sheet.row_version(writing.version),
        was=writing.was(),
        offers=writing.offers(),
        stories=STORY,
        told=_told_otherwise(writing),
        message=_wishes(writing),
        needs=[(path, LABELS[path], path in missing, _where(writing, path, step)) for path in needed],
        done=len(needed) - len(missing),
        entry=entry,
        known=bool(user_of(writing.viewer).approved_at and organisation.approved_at),
        status=status,
    )


def _wishes(writing: Writing) -> str:
    """What the coordinator asked to be mended."""
    if writing.case.state is not CaseState.RETURNED:
        return ""
    return next((event.note for event in history(writing.session, case=writing.case) if event.note), "")


def _where(writing: Writing, path: str, step: int) -> str:
    """The control of that name: on this page, or on the step that has it."""
    if not step or step_of(path) == step:
        return f"#f-{path}"
    request, code = writing.request, writing.case.code
    page = address(request, "case_raw_step", lang=request.path_params["lang"], code=code, step=step_of(path))
    return f"{page}#f-{path}"


def _told_otherwise(writing: Writing) -> dict[str, list[Media]]:
    media = files_of(writing.session, writing.case)
    return {story: [medium for medium in media if medium.stands_for == story] for story in STORY}


@router.get("/say/{story}", name="case_say")
def say(request: Request, case: WritableCase, story: str, shared: Shared) -> Response:
    """Answer one of the three questions with a voice note or a photographed page."""
    return _say(request, case, story, shared, Bound())


@router.post("/say/{story}")
def said(
    request: Request, case: WritableCase, story: str, form: Upload, session: Db, viewer: SignedIn, shared: Shared
) -> Response:
    if story not in STORY:
        raise NotFound
    bound: Bound[Any] = Bound(typed_values(form))
    fields = ["file", "page"]
    if not take_in(session, shared, owner=case, form=form, bound=bound, fields=fields, stands_for=story, by=viewer):
        return _say(request, case, story, shared, bound)
    return redirect(request, "case_raw", code=case.code, notice=RECEIVED, fragment=f"f-{story}")


def _say(request: Request, case: Case, story: str, shared: Services, bound: Bound[Any]) -> Response:
    if story not in STORY:
        raise NotFound
    return render(
        request,
        "case_edit/say.html",
        case=case,
        question=next(part for part in BY_NAME["story"].fields if part.name == story),
        back=address(request, "case_raw", lang=request.path_params["lang"], code=case.code) + f"#f-{story}",
        max_bytes=shared.settings.max_upload_bytes,
        bound=bound,
        status=bound.status,
    )
