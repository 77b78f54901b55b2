"""One entry on the deliberation board: every scorecard of it, what was said, what is decided."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.text import N_
from app.domain.cup import deliberating, views
from app.domain.cup.board import Board, board
from app.domain.cup.board_words import chance_word
from app.domain.cup.cards_read import cards_on
from app.domain.cup.deliberating import Advice, Said
from app.domain.cup.next_up import next_check, next_decision
from app.domain.cup.scoring import criteria_of
from app.domain.cup.uncounted import uncounted
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from app.domain.viewer import Viewer
from app.forms.bind import Bound, bind, filled
from app.forms.cup_board import LABELS, CheckForm, DecisionForm, NoteForm
from app.models.cup import Edition
from app.models.entries import Decision, Entry
from app.models.people import User
from app.routers.cup_board import may_look, refuse
from app.web import cup_board
from app.web.answers import redirect
from app.web.cup_gates import EditionToRun, EntryToDiscuss, note_view
from app.web.cup_words import EditionWords
from app.web.gates import Coordinator
from app.web.requests import Db, Form, Lang, Shared
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cup/{year}/run/board/{code}")


@router.get("", name="cup_board_entry")
def entry_page(
    request: Request,
    edition: EditionToRun,
    entry: EntryToDiscuss,
    session: Db,
    viewer: Coordinator,
    shared: Shared,
    lang: Lang,
    round_: Annotated[int, Query(alias="round", ge=0, le=2)] = 0,
) -> Response:
    if not may_look(session, edition):
        raise NotFound
    note_view(shared, session, entry=entry, viewer=viewer, what=views.SCORES)
    return _page(request, session, edition, entry, viewer, lang, number=round_)


def _page(
    request: Request,
    session: Session,
    edition: Edition,
    entry: Entry,
    viewer: Viewer,
    lang: str,
    *,
    number: int = 0,
    bound: Bound[Any] | None = None,
    noted: Bound[Any] | None = None,
    clash: Decision | None = None,
) -> Response:
    shown = board(session, edition=edition, viewer=viewer, number=number or edition.round)
    row = next((row for row in shown.rows if row.code == entry.code), None)
    if row is None and edition.round > 1 and not number:
        return _page(request, session, edition, entry, viewer, lang, number=1, bound=bound, noted=noted, clash=clash)
    if row is None:
        raise NotFound
    words, decision = EditionWords(edition, lang), deliberating.decision_on(session, entry=entry)
    tied = uncounted(session, edition=edition)
    advice = deliberating.advice_on(session, entry_ids=[entry.id or 0], left_out=tied).get(entry.id or 0, Advice())
    bound, noted = bound or filled(_form_of(decision, advice)), noted or Bound()
    return render(
        request,
        "cup_run/board_entry.html",
        {
            "edition": edition,
            "words": words,
            "entry": entry,
            "row": row,
            "line": cup_board.lines([row], shown, lang, words)[0],
            "chance": chance_word(row.numbers["chance"]) if row.numbers.get("chance") is not None else "",
            "swaps": [pair for pair in shown.results.get("swaps", []) if entry.code in pair],
            "titles": {one.code: one.title for one in shown.rows},
            "number": number or edition.round,
            "criteria": criteria_of(session, edition),
            "cards": cards_on(session, entry=entry, number=number or edition.round, tied=tied),
            "notes": deliberating.notes_on(session, entry=entry),
            "decision": decision,
            "parked_by": _name(session, decision.parked_by_id) if decision else "",
            "checked_by": _name(session, decision.checked_by_id) if decision else "",
            "advice": advice,
            "bound": bound,
            "noted": noted,
            "labels": LABELS,
            "clash": clash,
            "awards": cup_board.award_options(words, lang),
            "deliberates": deliberating.may_deliberate(session, edition),
            "decides": shown.whole,
            "figure": lambda value, digits=1: cup_board.figure(value, lang, digits),
            **_following(session, edition, shown, entry, viewer),
        },
        status=409 if clash else max(bound.status, noted.status),
    )


def _following(session: Session, edition: Edition, shown: Board, entry: Entry, viewer: Viewer) -> dict[str, Any]:
    """Where those who decide go on: to what nobody has decided, or what others decided and nobody checked."""
    if not shown.whole or not deliberating.may_deliberate(session, edition):
        return {"undecided": None, "unchecked": None, "following": None}
    undecided = next_decision(shown.rows, code=entry.code)
    unchecked = next_check(session, rows=shown.rows, code=entry.code, viewer=viewer)
    parked = next((row.decision for row in shown.rows if row.code == entry.code), None)
    following = (unchecked or undecided) if parked and not parked.checked else (undecided or unchecked)
    return {"undecided": undecided, "unchecked": unchecked, "following": following}


def _name(session: Session, user_id: int | None) -> str:
    user = session.get(User, user_id) if user_id else None
    return user.name if user else ""


def _form_of(decision: Decision | None, advice: Advice) -> dict[str, object]:
    """What was decided; feedback that is missing is filled in from the scorecards, to be read and changed."""
    said = deliberating.prefilled(deliberating.said_of(decision) if decision else Said(), advice)
    first, second, *_ = *said.strengths, "", ""
    return {
        "row_version": decision.row_version if decision else 0,
        "award": said.award,
        "strength_0": first,
        "strength_1": second,
        "next_step": said.next_step,
        "message": said.message,
        "reason": said.reason,
    }


@router.post("")
def park(request: Request, entry: EntryToDiscuss, session: Db, viewer: Coordinator, lang: Lang, form: Form) -> Response:
    edition, bound = session.get_one(Edition, entry.edition_id), bind(DecisionForm, form)
    clash = None
    try:
        if asked := bound.model:
            strengths = (asked.strength_0, asked.strength_1)
            said = Said(asked.award, strengths, asked.next_step, asked.message, asked.reason)
            deliberating.park(session, edition=edition, entry=entry, said=said, expected=asked.row_version, by=viewer)
            notice = N_("Decided, for now: nobody is told before all is released.")
            code = _goes_on(session, edition, entry, viewer, bound, "undecided")
            return redirect(request, "cup_board_entry", year=edition.year, code=code, notice=notice)
    except Stale as stale:
        session.rollback()
        clash = deliberating.decision_on(session, entry=entry)
        bound.typed = {**bound.typed, "row_version": [str(stale.row_version)]}
    except (Invalid, Conflict, Forbidden) as wrong:
        refuse(session, bound, wrong)
    return _page(request, session, edition, entry, viewer, lang, bound=bound, clash=clash)


def _goes_on(session: Session, edition: Edition, entry: Entry, viewer: Viewer, bound: Bound[Any], kind: str) -> str:
    """The code of the entry to show after this one: the next if that was asked for, else the same."""
    if bound.value("do") != "next":
        return entry.code
    shown = board(session, edition=edition, viewer=viewer, number=edition.round)
    following = _following(session, edition, shown, entry, viewer)[kind]
    return following.code if following else entry.code


@router.post("/note", name="cup_board_note")
def note(request: Request, entry: EntryToDiscuss, session: Db, viewer: Coordinator, lang: Lang, form: Form) -> Response:
    edition, bound = session.get_one(Edition, entry.edition_id), bind(NoteForm, form)
    try:
        if bound.model:
            deliberating.add_note(session, edition=edition, entry=entry, text=bound.model.note, by=viewer)
            where: dict[str, Any] = {"year": edition.year, "code": entry.code}
            return redirect(request, "cup_board_entry", **where, notice=N_("Noted."), fragment="notes")
    except (Invalid, Conflict) as wrong:
        refuse(session, bound, wrong)
    return _page(request, session, edition, entry, viewer, lang, noted=bound)


@router.post("/check", name="cup_board_check")
def check(
    request: Request, entry: EntryToDiscuss, session: Db, viewer: Coordinator, lang: Lang, form: Form
) -> Response:
    edition, bound = session.get_one(Edition, entry.edition_id), bind(CheckForm, form)
    clash = None
    try:
        if asked := bound.model:
            deliberating.check(session, edition=edition, entry=entry, expected=asked.row_version, by=viewer)
            code = _goes_on(session, edition, entry, viewer, bound, "unchecked")
            where: dict[str, Any] = {"year": edition.year, "code": code}
            return redirect(request, "cup_board_entry", **where, notice=N_("Checked."))
    except Stale:
        session.rollback()
        clash = deliberating.decision_on(session, entry=entry)
    except (Conflict, Forbidden) as wrong:
        session.rollback()
        return redirect(
            request, "cup_board_entry", year=edition.year, code=entry.code, notice=wrong.message, level="warning"
        )
    return _page(request, session, edition, entry, viewer, lang, clash=clash)
