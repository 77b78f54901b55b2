"""Who reads what: a proposal and its acceptance, anchor entries, changes by hand."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.content.text import N_
from app.domain.cup import assigning, proposing
from app.domain.cup.affinity import LARGEST
from app.domain.cup.assignable import WORDS, as_seen_by, situation_of
from app.domain.cup.assignment_desk import assignment_desk, candidates_for
from app.domain.cup.jury import juror_to_run
from app.domain.cup.jury_words import CARD_STATES, DECLINE_CODES
from app.domain.errors import Conflict, NotFound
from app.forms.bind import bind
from app.forms.cup_jury import AnchorForm, GiveForm, ProposalForm
from app.models.cup import Edition
from app.models.entries import Entry
from app.models.jury import CardState
from app.web.answers import redirect
from app.web.cup_gates import EditionToRun, EntryToRun
from app.web.cup_words import EditionWords
from app.web.gates import Coordinator
from app.web.requests import Db, Form, Id, Lang
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cup/{year}/run/assignment")


@router.get("", name="cup_assignment")
def page(request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, lang: Lang) -> Response:
    return render(
        request,
        "cup_run/assignment.html",
        edition=edition,
        words=EditionWords(edition, lang),
        desk=assignment_desk(session, edition=edition, viewer=viewer),
        job=proposing.job_state(session, edition=edition),
        open=edition.phase in proposing.OPEN_IN,
        anchors_open=assigning.anchors_are_open(session, edition=edition),
        hindrances=WORDS,
        card_states=CARD_STATES,
        largest=LARGEST,
    )


@router.post("/propose", name="cup_assignment_propose")
def propose(request: Request, edition: EditionToRun, session: Db, viewer: Coordinator) -> Response:
    try:
        proposing.ask_for_proposal(session, edition=edition, by=viewer)
    except Conflict as missing:
        return redirect(request, "cup_assignment", year=edition.year, notice=missing.message, level="warn")
    notice = N_("It is being worked out. This takes from a few seconds to a minute.")
    return redirect(request, "cup_assignment", year=edition.year, notice=notice)


@router.post("/accept", name="cup_assignment_accept")
def accept(request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, form: Form) -> Response:
    bound = bind(ProposalForm, form)
    if bound.model is None:
        raise NotFound
    try:
        assigning.accept_proposal(session, edition=edition, proposal_id=bound.model.proposal, by=viewer)
    except Conflict as changed:
        return redirect(request, "cup_assignment", year=edition.year, notice=changed.message, level="warn")
    return redirect(request, "cup_assignment", year=edition.year, notice=N_("Assigned. The jurors are told by mail."))


@router.post("/anchors", name="cup_assignment_anchors")
def anchors(request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, form: Form) -> Response:
    bound = bind(AnchorForm, form)
    codes = bound.model.anchors if bound.model else []
    try:
        assigning.set_anchors(session, edition=edition, codes=codes, by=viewer)
    except Conflict as refused:
        session.rollback()
        return redirect(request, "cup_assignment", year=edition.year, notice=refused.message, level="warn")
    return redirect(request, "cup_assignment", year=edition.year, notice=N_("Saved."))


@router.get("/{code}", name="cup_assignment_entry")
def entry_page(
    request: Request, edition: EditionToRun, entry: EntryToRun, session: Db, viewer: Coordinator, lang: Lang
) -> Response:
    situation = as_seen_by(session, situation_of(session, edition=edition), viewer=viewer)
    one = next((one for one in situation.entries if one.id == entry.id), None)
    if one is None:
        raise NotFound
    cards = assigning.cards_of_entry(session, edition=edition, entry=entry)
    return render(
        request,
        "cup_run/assignment_entry.html",
        edition=edition,
        words=EditionWords(edition, lang),
        one=one,
        candidates=candidates_for(situation, one),
        declined=[(card, juror) for card, juror in cards if card.state is CardState.DECLINED],
        hindrances=WORDS,
        card_states=CARD_STATES,
        decline_codes=DECLINE_CODES,
        open=edition.phase in proposing.OPEN_IN,
    )


@router.post("/{code}/give", name="cup_assignment_give")
def give(
    request: Request, edition: EditionToRun, entry: EntryToRun, session: Db, viewer: Coordinator, form: Form
) -> Response:
    bound = bind(GiveForm, form)
    if bound.model is None:
        raise NotFound
    juror = juror_to_run(session, edition=edition, juror_id=bound.model.juror)
    try:
        assigning.assign_by_hand(
            session, edition=edition, entry=entry, juror=juror, by=viewer, agreed=bound.model.agreed
        )
    except Conflict as refused:
        return _back(request, edition, entry, refused.message, "warn")
    return _back(request, edition, entry, N_("Assigned. The juror is told by mail."))


@router.post("/{code}/cards/{card_id}/take-back", name="cup_assignment_take_back")
def take_back(
    request: Request, edition: EditionToRun, entry: EntryToRun, card_id: Id, session: Db, viewer: Coordinator
) -> Response:
    try:
        assigning.take_back(session, edition=edition, entry=entry, card_id=card_id, by=viewer)
    except Conflict as refused:
        return _back(request, edition, entry, refused.message, "warn")
    return _back(request, edition, entry, N_("Taken back."))


def _back(request: Request, edition: Edition, entry: Entry, notice: str, level: str = "done") -> Response:
    return redirect(request, "cup_assignment_entry", year=edition.year, code=entry.code, notice=notice, level=level)
