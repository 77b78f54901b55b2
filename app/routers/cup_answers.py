"""The questions of a call, answered on one page that saves itself; files go into the entry's experience."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from app.content.text import N_
from app.domain.cases.attached import media_of
from app.domain.cup import answering
from app.domain.cup.deadlines import require_writable
from app.domain.cup.entering import case_of
from app.domain.errors import Conflict, NotFound
from app.domain.people.parking import parked
from app.forms.bind import Bound, typed_values
from app.models.cup import Question, QuestionKind
from app.web.answers import go, redirect
from app.web.cup_answering import Answering
from app.web.cup_gates import EditionToRead, OwnEntry
from app.web.gates import SignedIn
from app.web.requests import Db, Form, Shared, Upload
from app.web.taking_in import RECEIVED, take_in
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cup/{year}/entries/{code}/answers")
QuestionId = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("", name="cup_entry_answers")
def show(request: Request, edition: EditionToRead, entry: OwnEntry, session: Db, viewer: SignedIn) -> Response:
    return Answering(request, session, edition, entry, viewer).page()


@router.post("")
def save(
    request: Request, edition: EditionToRead, entry: OwnEntry, session: Db, viewer: SignedIn, form: Form
) -> Response:
    """Save what was typed, then go where the button says."""
    answers = Answering(request, session, edition, entry, viewer, typed_values(form))
    try:
        outcome = answers.save()
    except Conflict as why:
        return answers.refused(why)
    if isinstance(outcome, Response):
        return outcome
    if answers.autosaving:
        return answers.heard(outcome)
    if outcome:
        return answers.page(outcome)
    return _go_on(answers)


def _go_on(answers: Answering) -> Response:
    request, do = answers.request, answers.value("do")
    year, code = answers.edition.year, answers.entry.code
    if do.startswith("file:") and do[5:].isdecimal():
        return redirect(request, "cup_entry_file", year=year, code=code, question=int(do[5:]))
    if do == "next":
        return redirect(request, "cup_entry", year=year, code=code, notice=N_("Saved."))
    notice = N_("Saved. You can go on whenever you like.")
    return redirect(request, "cup_entry_answers", year=year, code=code, notice=notice)


@router.get("/compare", name="cup_entry_compare")
def compare(
    request: Request, edition: EditionToRead, entry: OwnEntry, session: Db, viewer: SignedIn, kept: str = ""
) -> Response:
    """Both answers, after an autosave met another writer's; its own were kept under a token."""
    answers = Answering(request, session, edition, entry, viewer)
    form = parked(session, kept)
    if form is None or not form.fields or form.path != answers.action:
        notice = N_("The other text is not kept any more. This is the one that is saved.")
        return go(request, answers.action, notice=notice)
    values: dict[str, list[str]] = {}
    for name, value in form.fields:
        values.setdefault(name, []).append(value)
    answers.values = values
    return answers.clash_page(answers.typed(), status=200)


def _question(answers: Answering, number: int) -> Question:
    found = next((one for one in answers.questions if one.id == number), None)
    if found is None or found.kind is not QuestionKind.FILE:
        raise NotFound
    return found


@router.get("/{question}/file", name="cup_entry_file")
def choose_file(
    request: Request, edition: EditionToRead, entry: OwnEntry, session: Db, viewer: SignedIn, question: QuestionId
) -> Response:
    answers = Answering(request, session, edition, entry, viewer)
    return _file_page(answers, _question(answers, question), Bound())


def _file_page(answers: Answering, question: Question, bound: Bound[Any]) -> Response:
    request, edition, entry = answers.request, answers.edition, answers.entry
    require_writable(answers.session, edition=edition, entry=entry)
    if not answers.may_attach:
        raise Conflict(N_("Files cannot be added to this experience at the moment. Choose one that it has."))
    return render(
        request,
        "cup_entry/file.html",
        **answers.shown(),
        question=answers.asked(question),
        max_bytes=request.app.state.services.settings.max_upload_bytes,
        bound=bound,
        status=bound.status,
    )


@router.post("/{question}/file")
def send_file(
    request: Request,
    edition: EditionToRead,
    entry: OwnEntry,
    session: Db,
    viewer: SignedIn,
    shared: Shared,
    form: Upload,
    question: QuestionId,
) -> Response:
    """Take the file into the experience and make it the answer."""
    answers = Answering(request, session, edition, entry, viewer)
    asked, bound = _question(answers, question), Bound[Any](typed_values(form))
    require_writable(session, edition=edition, entry=entry)
    case = case_of(session, entry)
    if not take_in(session, shared, owner=case, form=form, bound=bound, fields=["file"], stands_for="", by=viewer):
        return _file_page(answers, asked, bound)
    medium = media_of(session, case)[-1].public_id
    answering.attach_answer(session, edition=edition, entry=entry, question=asked, medium=medium, by=viewer)
    return redirect(
        request,
        "cup_entry_answers",
        notice=RECEIVED,
        fragment=f"f-{answering.name_of(asked)}",
        year=edition.year,
        code=entry.code,
    )
