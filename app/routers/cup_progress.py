"""How far the jury is, and reminders."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.content.text import N_
from app.domain.cup import reminding
from app.domain.cup.jury_words import DECLINE_CODES
from app.models.types import now
from app.web.answers import redirect
from app.web.cup_gates import EditionToRun
from app.web.cup_words import EditionWords
from app.web.gates import Coordinator
from app.web.requests import Db, Form, Lang
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cup/{year}/run/progress")
# From how many days without a word on somebody counts as silent.
SILENT = 7


@router.get("", name="cup_progress")
def page(request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, lang: Lang) -> Response:
    rows = reminding.progress_of(session, edition=edition, viewer=viewer)
    return render(
        request,
        "cup_run/progress.html",
        edition=edition,
        words=EditionWords(edition, lang),
        rows=rows,
        silent=[row for row in rows if row.open and (row.silent_days or 0) >= SILENT],
        due=reminding.due_at(session, edition),
        days_before=reminding.DAYS_BEFORE,
        decline_codes=DECLINE_CODES,
        today=now().date(),
    )


@router.post("/remind", name="cup_progress_remind")
def remind(request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, form: Form) -> Response:
    """The jurors named in the form."""
    numbers = [str(value) for value in form.getlist("juror")]
    wanted = [int(number) for number in numbers if number.isascii() and number.isdecimal() and len(number) < 10]
    # Only those whom this coordinator sees with something open: a click must not tell about hidden entries.
    rows = reminding.progress_of(session, edition=edition, viewer=viewer)
    visible = {row.juror.id for row in rows if row.open}
    sent = reminding.remind(
        session, edition=edition, juror_ids=[number for number in wanted if number in visible], by=viewer
    )
    notice = (
        N_("Reminded.") if sent else N_("Nobody was reminded: at most once a day, and only who has something open.")
    )
    return redirect(request, "cup_progress", year=edition.year, notice=notice)
