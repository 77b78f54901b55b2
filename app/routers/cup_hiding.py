"""What the jury does not see of one entry: the words that are hidden, and the text as the jury reads it."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.text import N_
from app.domain.cup import views
from app.domain.cup.hiding import hidden_words, hide_from_jury
from app.domain.cup.redaction import latest_submission
from app.domain.cup.submitting import LONGEST_REDACTION, MOST_REDACTIONS, redactions_from
from app.domain.errors import Invalid, NotFound
from app.forms.bind import Bound, filled, typed_values
from app.models.cup import Edition
from app.models.entries import Entry
from app.web.answers import redirect
from app.web.cup_gates import EditionToRun, EntryToRun, note_view
from app.web.cup_screening import beside, reading
from app.web.cup_words import EditionWords
from app.web.gates import SignedIn
from app.web.requests import Db, Form, Shared
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cup/{year}/run/entries/{code}/jury")


@router.get("", name="cup_entry_hidden")
def page(
    request: Request, edition: EditionToRun, entry: EntryToRun, session: Db, shared: Shared, viewer: SignedIn
) -> Response:
    note_view(shared, session, entry=entry, viewer=viewer, what=views.TEXT)
    bound = filled({"redactions": "\n".join(entry.hidden_from_jury)})
    return _page(request, session, edition, entry, bound, entry.hidden_from_jury)


def _page(
    request: Request, session: Session, edition: Edition, entry: Entry, bound: Bound[Any], phrases: list[str]
) -> Response:
    """The form, and below it the text as the jury would read it with these phrases hidden."""
    submission = latest_submission(session, entry)
    if submission is None:
        raise NotFound
    hidden = hidden_words(session, entry=entry, edition=edition, submission=submission, phrases=phrases)
    around = beside(session, edition=edition, entry=entry, submission=submission)
    return render(
        request,
        "cup_run/hidden.html",
        edition=edition,
        words=EditionWords(edition, request.path_params["lang"]),
        entry=entry,
        submission=submission,
        hidden=hidden,
        kept=phrases == entry.hidden_from_jury,
        most=MOST_REDACTIONS,
        longest=LONGEST_REDACTION,
        text=reading(request, session, edition=edition, submission=submission, beside=around, phrases=hidden.phrases),
        bound=bound,
        status=bound.status,
    )


@router.post("")
def save(
    request: Request, edition: EditionToRun, entry: EntryToRun, session: Db, viewer: SignedIn, form: Form
) -> Response:
    """Keep the words, or only look at the text without them."""
    bound: Bound[Any] = Bound(typed_values(form))
    try:
        phrases = redactions_from(bound.value("redactions"))
    except Invalid as wrong:
        bound.refuse(wrong)
        return _page(request, session, edition, entry, bound, entry.hidden_from_jury)
    if bound.value("do") == "preview":
        return _page(request, session, edition, entry, bound, phrases)
    hide_from_jury(session, entry=entry, edition=edition, phrases=phrases, by=viewer)
    notice = N_("Kept. The jury reads it without these words from now on.")
    return redirect(request, "cup_entry_hidden", year=edition.year, code=entry.code, notice=notice)
