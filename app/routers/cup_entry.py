"""An entry's page for its people: where it stands, what is missing, what was sent, taking it back, a second look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import FileResponse, Response
from sqlmodel import Session, select

from app.content.text import N_
from app.domain.cup import appeals, entering
from app.domain.cup.behalf import agreement_of
from app.domain.cup.certificates import has_certificate
from app.domain.cup.entry_history import steps_of
from app.domain.cup.entry_words import STEPS, words_of
from app.domain.cup.phases import rights_now
from app.domain.cup.reasons import sentence_of
from app.domain.cup.submitting import snapshot_of, submission_numbered, submissions_of
from app.domain.cup.texts import text_in
from app.domain.errors import Invalid
from app.domain.viewer import Viewer
from app.forms.bind import Bound, typed_values
from app.forms.entry_paper import paper_of
from app.jobs.entry_papers import submission_pdf
from app.models.cup import Edition
from app.models.entries import Decision, Entry, EntryState
from app.models.people import User
from app.web.answers import redirect
from app.web.cup_entry import deadline, edition_title, entry_deadline, standing
from app.web.cup_gates import EditionToRead, OwnEntry
from app.web.gates import SignedIn
from app.web.requests import Db, Form, Lang, Shared, Terms, language_of
from app.web.templating import address, render

router = APIRouter(prefix="/{lang:lang}/cup/{year}/entries/{code}")
S = EntryState
Number = Annotated[int, Path(ge=1, le=100_000)]


@dataclass(frozen=True, slots=True)
class Happened:
    """One step as its people may know it; `who` is "" for those who run the cup."""

    at: datetime
    state: EntryState
    sentence: str
    who: str
    message: str
    reasons: Sequence[str]


@router.get("", name="cup_entry")
def page(request: Request, edition: EditionToRead, entry: OwnEntry, session: Db, viewer: SignedIn) -> Response:
    return _page(request, session, edition, entry, viewer, Bound())


def _page(
    request: Request,
    session: Session,
    edition: Edition,
    entry: Entry,
    viewer: Viewer,
    bound: Bound[Any],
    failed: str = "",
) -> Response:
    language = request.path_params["lang"]
    case, organisation = entering.case_and_organisation(session, entry)
    sent = submissions_of(session, entry)
    snapshot = snapshot_of(session, entry=entry)
    here = standing(request, session, edition=edition, entry=entry, snapshot=snapshot, viewer=viewer)
    told = _history(session, edition, entry)
    return render(
        request,
        "cup_entry/entry.html",
        edition=edition,
        title=edition_title(edition, language),
        entry=entry,
        case=case,
        organisation=organisation,
        words=words_of(entry.state, released=edition.released_at is not None),
        here=here,
        sent=sent,
        changed=bool(sent) and here.frozen is None and snapshot.content_hash != sent[0].content_hash,
        deadline=entry_deadline(session, edition=edition, entry=entry, viewer=viewer, language=language),
        asked=_asked(entry, told),
        told=told,
        behalf=agreement_of(entry),
        may_prove=viewer.is_facilitator and entry.on_behalf_by_id == viewer.id and here.frozen is None,
        max_bytes=request.app.state.services.settings.max_upload_bytes,
        facilitator=session.get(User, entry.on_behalf_by_id) if entry.on_behalf_by_id else None,
        appeal_until=_appeal_until(session, edition, entry, viewer, language),
        may_withdraw=entry.state in _WITHDRAWABLE and edition.released_at is None,
        result=_result(session, edition, entry, language),
        certificate=_certificate(request, session, edition, entry),
        bound=bound,
        failed=failed,
        status=bound.status,
    )


_WITHDRAWABLE = (S.SUBMITTED, S.TO_COMPLETE, S.INELIGIBLE, S.APPEAL, S.ELIGIBLE, S.SHORTLISTED)


def _asked(entry: Entry, told: Sequence[Happened]) -> Happened | None:
    """What the screening said, while it matters: what is to be mended, or why it cannot take part."""
    if entry.state not in (S.TO_COMPLETE, S.INELIGIBLE):
        return None
    return next((one for one in told if one.state is entry.state), None)


def _appeal_until(session: Session, edition: Edition, entry: Entry, viewer: Viewer, language: str) -> Any:
    if not appeals.may_appeal(session, entry=entry, edition=edition):
        return None
    moment = appeals.appeal_due(session, entry=entry, edition=edition)
    zone = viewer.user.time_zone if viewer.user else edition.time_zone
    return deadline(moment, edition=edition, language=language, own_zone=zone)


def _history(session: Session, edition: Edition, entry: Entry) -> list[Happened]:
    """The latest first. Who is on the short list, and who decided, stays with those who run the cup."""
    return [
        Happened(
            event.at,
            EntryState(event.after),
            STEPS[EntryState(event.after)],
            name,
            event.message,
            [sentence_of(code) for code in event.reasons],
        )
        for event, name in steps_of(session, entry)
        if edition.released_at or not entering.is_of_short_list(event)
    ]


def _certificate(request: Request, session: Session, edition: Edition, entry: Entry) -> str:
    if not has_certificate(session, edition=edition, entry=entry):
        return ""
    return address(request, "cup_certificate", lang=language_of(request), year=edition.year, code=entry.code)


def _result(session: Session, edition: Edition, entry: Entry, language: str) -> dict[str, Any] | None:
    """What the jury decided, once all results are out: the award in words, and the feedback."""
    if edition.released_at is None or not rights_now(session, edition).results:
        return None
    decision = session.exec(select(Decision).where(Decision.entry_id == entry.id)).first()
    if decision is None:
        return None
    award = next((one for one in edition.awards if one["key"] == entry.award), None)
    name = text_in(award["texts"], "name", language=language, original=edition.language) if award else ""
    return {"decision": decision, "award": name}


@router.post("/withdraw", name="cup_entry_withdraw")
def withdraw(
    request: Request, edition: EditionToRead, entry: OwnEntry, session: Db, viewer: SignedIn, form: Form
) -> Response:
    bound: Bound[Any] = Bound(typed_values(form))
    try:
        entering.withdraw(session, edition=edition, entry=entry, message=bound.value("message"), by=viewer)
    except Invalid as wrong:
        bound.refuse(wrong)
        return _page(request, session, edition, entry, viewer, bound, "withdraw")
    notice = N_("Withdrawn. Nobody judges it; the experience stays with your organisation.")
    return redirect(request, "cup_entry", year=edition.year, code=entry.code, notice=notice)


@router.post("/discard", name="cup_entry_discard")
def discard(request: Request, edition: EditionToRead, entry: OwnEntry, session: Db, viewer: SignedIn) -> Response:
    entering.discard(session, entry=entry, by=viewer)
    notice = N_("Your organisation does not take part with this any more. The experience itself is kept.")
    return redirect(request, "cup_enter", year=edition.year, notice=notice)


@router.post("/appeal", name="cup_entry_appeal")
def appeal(
    request: Request, edition: EditionToRead, entry: OwnEntry, session: Db, viewer: SignedIn, form: Form
) -> Response:
    bound: Bound[Any] = Bound(typed_values(form))
    try:
        appeals.appeal(session, entry=entry, message=bound.value("message"), by=viewer)
    except Invalid as wrong:
        bound.refuse(wrong)
        return _page(request, session, edition, entry, viewer, bound, "appeal")
    notice = N_("Sent. Somebody who had not decided before looks at it again.")
    return redirect(request, "cup_entry", year=edition.year, code=entry.code, notice=notice)


@router.get("/sent/{number}", name="cup_entry_sent")
def sent(
    request: Request, edition: EditionToRead, entry: OwnEntry, session: Db, terms: Terms, lang: Lang, number: Number
) -> Response:
    """Word for word what was sent."""
    submission = submission_numbered(session, entry=entry, number=number)
    paper = paper_of(session, submission=submission, terms=terms, language=lang)
    return render(request, "cup_entry/sent.html", paper, edition=edition)


@router.get("/sent/{number}/entry.pdf", name="cup_entry_pdf")
def sent_pdf(entry: OwnEntry, session: Db, shared: Shared, lang: Lang, number: Number) -> Response:
    submission = submission_numbered(session, entry=entry, number=number)
    path = submission_pdf(shared, session, submission=submission, language=lang)
    name = f"{entry.code}-{number}.pdf"
    return FileResponse(path, media_type="application/pdf", filename=name, content_disposition_type="inline")
