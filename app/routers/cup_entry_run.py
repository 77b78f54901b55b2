"""One entry as a coordinator reads it: the text, what changed, what happened, and the verdict on it."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.clean import Problem
from app.content.text import N_
from app.domain.cup import views
from app.domain.cup.entry_history import Given, changeable_verdict, history_of, previous_entry, verdicts_of
from app.domain.cup.next_up import NextUp, next_verdict
from app.domain.cup.phases import ends_at, rights_now
from app.domain.cup.repair import repair_deadline
from app.domain.cup.screening import asked_before, decide
from app.domain.cup.second_looks import decide_appeal, free_to_decide, reasons_against
from app.domain.cup.submitting import submission_numbered, submissions_of
from app.domain.cup.verdicts import LONGEST_NOTE, Ruling, ruling
from app.domain.cup.words import ENTRY_STATES
from app.domain.errors import Conflict, DomainError, Invalid, NotFound
from app.domain.viewer import Viewer
from app.forms.bind import Bound, filled, typed_values
from app.models.cup import Edition, Phase
from app.models.entries import Entry, EntryState, EntrySubmission, Verdict
from app.models.organisations import Organisation
from app.models.people import User
from app.web.answers import redirect
from app.web.cup_gates import EditionToRun, EntryToRun, note_view
from app.web.cup_screening import (
    VERDICTS,
    Beside,
    Changes,
    beside,
    changes_between,
    mail_of,
    reading,
    reason_options,
    sentences,
)
from app.web.cup_words import EditionWords
from app.web.gates import SignedIn
from app.web.requests import Db, Form, Lang, Shared
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cup/{year}/run/entries/{code}")
S = EntryState
Number = Annotated[int, Path(ge=1, le=100_000)]
Since = Annotated[int, Query(ge=1, le=100_000)]
TOLD = {
    None: N_(
        "Your verdict is kept. Two people decide, without knowing what the other says; "
        "when they differ, a third person decides."
    ),
    Verdict.ELIGIBLE: N_("Decided: it takes part. The organisation has been told."),
    Verdict.TO_COMPLETE: N_("Decided: something is to be mended. The organisation has been told what, and until when."),
    Verdict.INELIGIBLE: N_("Decided: it cannot take part. The organisation has been told why."),
}


@router.get("", name="cup_entry_run")
def page(
    request: Request,
    edition: EditionToRun,
    entry: EntryToRun,
    session: Db,
    shared: Shared,
    viewer: SignedIn,
    since: Since | None = None,
) -> Response:
    note_view(shared, session, entry=entry, viewer=viewer, what=views.TEXT)
    return _page(request, session, edition, entry, viewer, since=since)


def _page(
    request: Request,
    session: Session,
    edition: Edition,
    entry: Entry,
    viewer: Viewer,
    *,
    since: int | None = None,
    bound: Bound[Any] | None = None,
    mail: Any = None,
    status: int = 200,
) -> Response:
    language = request.path_params["lang"]
    sent = submissions_of(session, entry)
    if not sent:
        raise NotFound
    given = verdicts_of(session, entry=entry, edition=edition, viewer=viewer)
    told = history_of(session, entry=entry)
    around = beside(session, edition=edition, entry=entry, submission=sent[0])
    ends = ends_at(session, edition, Phase.SCREENING)
    due = repair_deadline(edition)
    return render(
        request,
        "cup_run/entry.html",
        _desk(session, edition, entry, viewer, given, sent[0], bound),
        edition=edition,
        words=EditionWords(edition, language),
        entry=entry,
        state_words=ENTRY_STATES,
        organisation=session.get_one(Organisation, entry.organisation_id),
        facilitator=session.get(User, entry.on_behalf_by_id) if entry.on_behalf_by_id else None,
        sent=sent,
        text=reading(request, session, edition=edition, submission=sent[0], beside=around),
        changes=_changes(request, session, edition, sent, since, around),
        previous=previous_entry(session, entry=entry, viewer=viewer),
        told=told,
        seen=views.seen_of(session, entry=entry),
        asked=next((one for one in told if one.after is S.APPEAL), None),
        sentences=sentences,
        verdicts=VERDICTS,
        reasons=reason_options(language),
        longest_note=LONGEST_NOTE,
        due=due,
        too_late=ends if ends and ends < due else None,
        mail=mail,
        following=next_verdict(session, edition=edition, code=entry.code, viewer=viewer),
        status=status,
    )


def _desk(
    session: Session,
    edition: Edition,
    entry: Entry,
    viewer: Viewer,
    given: list[Given],
    latest: EntrySubmission,
    bound: Bound[Any] | None,
) -> dict[str, Any]:
    """What this person may do now: `may` is "decide", "change", "appeal" or ""."""
    own = changeable_verdict(given, number=latest.number)
    decided = any(one.mine and one.row.submission == latest.number for one in given)
    screened = rights_now(session, edition).screen
    may = ""
    if screened and entry.state is S.SUBMITTED and (own or not decided):
        may = "change" if own else "decide"
    elif screened and entry.state is S.APPEAL and not any(one.mine for one in given):
        may = "appeal"
    stored = {"verdict": own.verdict, "reasons": own.reasons, "note": own.note} if own else {}
    free = free_to_decide(session, edition=edition, entry=entry) if entry.state is S.APPEAL else []
    return {
        "may": may,
        "given": given,
        "decided": decided,
        "screened": screened,
        "bound": bound or filled(stored),
        "free": [person for person in free if person.id != viewer.id],
    }


def _changes(
    request: Request,
    session: Session,
    edition: Edition,
    sent: list[EntrySubmission],
    since: int | None,
    around: Beside,
) -> Changes | None:
    """From the submission that is asked for, else the one before, to the latest."""
    if len(sent) < 2:
        return None
    before = next((one for one in sent[1:] if one.number == since), sent[1])
    return changes_between(request, session, edition=edition, before=before, after=sent[0], beside=around)


@router.get("/sent/{number}", name="cup_entry_run_sent")
def sent(
    request: Request,
    edition: EditionToRun,
    entry: EntryToRun,
    session: Db,
    shared: Shared,
    viewer: SignedIn,
    lang: Lang,
    number: Number,
) -> Response:
    """Word for word what was sent, also what does not count any more."""
    submission = submission_numbered(session, entry=entry, number=number)
    note_view(shared, session, entry=entry, viewer=viewer, what=views.TEXT)
    around = beside(session, edition=edition, entry=entry, submission=submission)
    return render(
        request,
        "cup_run/sent.html",
        edition=edition,
        words=EditionWords(edition, lang),
        entry=entry,
        submission=submission,
        text=reading(request, session, edition=edition, submission=submission, beside=around),
    )


@router.post("/verdict", name="cup_verdict")
def verdict(
    request: Request, edition: EditionToRun, entry: EntryToRun, session: Db, viewer: SignedIn, form: Form
) -> Response:
    """Decide, or only look at the mail that would be sent."""
    bound: Bound[Any] = Bound(typed_values(form))
    number = bound.number("submission") or 0
    following = _next_wanted(session, edition, entry, viewer, bound)
    try:
        if bound.value("do") == "preview":
            mail = _preview(request, session, edition, entry, bound)
            return _page(request, session, edition, entry, viewer, since=number, bound=bound, mail=mail)
        found = decide(
            session,
            entry=entry,
            edition=edition,
            submission=number,
            verdict=bound.value("verdict"),
            reasons=bound.values("reasons"),
            note=bound.value("note"),
            by=viewer,
        )
    except (Invalid, Conflict) as wrong:
        return _refused(request, session, edition, entry, viewer, bound, wrong)
    return _decided(request, edition, entry, TOLD[found.verdict if found else None], following)


def _next_wanted(session: Session, edition: Edition, entry: Entry, viewer: Viewer, bound: Bound[Any]) -> NextUp | None:
    """Where to go on, found before anything is decided: a verdict may move the entry to another place in the queue."""
    if bound.value("do") != "next":
        return None
    return next_verdict(session, edition=edition, code=entry.code, viewer=viewer)


def _decided(request: Request, edition: Edition, entry: Entry, notice: str, following: NextUp | None) -> Response:
    code = following.code if following else entry.code
    return redirect(request, "cup_entry_run", year=edition.year, code=code, notice=notice)


def _preview(request: Request, session: Session, edition: Edition, entry: Entry, bound: Bound[Any]) -> Any:
    said = ruling(
        verdict=bound.value("verdict"),
        reasons=bound.values("reasons"),
        note=bound.value("note"),
        asked_before=asked_before(session, entry=entry),
    )
    due = repair_deadline(edition) if said.verdict is Verdict.TO_COMPLETE else None
    title = submissions_of(session, entry)[0].title
    return mail_of(request, edition=edition, entry=entry, title=title, said=said, due=due)


def _refused(
    request: Request,
    session: Session,
    edition: Edition,
    entry: Entry,
    viewer: Viewer,
    bound: Bound[Any],
    wrong: DomainError,
) -> Response:
    """The page as it stands now, with what was typed, and why it was not kept."""
    bound.errors[wrong.field if isinstance(wrong, Invalid) else ""] = Problem(wrong.message, wrong.params)
    since = bound.number("submission") or 0
    return _page(request, session, edition, entry, viewer, since=since, bound=bound, status=wrong.status)


@router.post("/second-look", name="cup_second_look")
def second_look(
    request: Request,
    edition: EditionToRun,
    entry: EntryToRun,
    session: Db,
    viewer: SignedIn,
    form: Form,
) -> Response:
    """Decide about an appeal, or only look at the mail that would be sent."""
    bound: Bound[Any] = Bound(typed_values(form))
    following = _next_wanted(session, edition, entry, viewer, bound)
    try:
        if bound.value("do") == "preview" and bound.value("verdict") in (Verdict.ELIGIBLE, Verdict.INELIGIBLE):
            said = Verdict(bound.value("verdict"))
            against = tuple(reasons_against(session, entry=entry)) if said is Verdict.INELIGIBLE else ()
            title = submissions_of(session, entry)[0].title
            told = Ruling(said, against, bound.value("note"))
            mail = mail_of(request, edition=edition, entry=entry, title=title, said=told, due=None, final=True)
            return _page(request, session, edition, entry, viewer, bound=bound, mail=mail)
        decide_appeal(
            session,
            entry=entry,
            edition=edition,
            verdict=bound.value("verdict"),
            note=bound.value("note"),
            by=viewer,
        )
    except (Invalid, Conflict) as wrong:
        return _refused(request, session, edition, entry, viewer, bound, wrong)
    return _decided(request, edition, entry, TOLD[Verdict(bound.value("verdict"))], following)
