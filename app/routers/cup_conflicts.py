"""Ties between people and organisations: declared and seen, confirmed and dismissed; and those of coordinators."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.text import N_
from app.domain.cup import declaring, matrix
from app.domain.cup.conflicts import Tie
from app.domain.cup.jury_words import TIE_STATES
from app.domain.errors import Conflict, Invalid
from app.domain.viewer import Viewer
from app.forms.bind import Bound, bind
from app.forms.cup_jury import DecisionForm, TieForm
from app.models.cup import Edition
from app.models.jury import ConflictKind
from app.web.answers import redirect
from app.web.cup_gates import EditionToRun
from app.web.cup_ties import tie_form
from app.web.cup_words import EditionWords
from app.web.gates import Coordinator
from app.web.requests import Db, Form, Lang
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cup/{year}/run/conflicts")


@router.get("", name="cup_conflicts")
def page(request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, lang: Lang) -> Response:
    return _page(request, session, edition, viewer, lang, Bound())


def _page(
    request: Request, session: Session, edition: Edition, viewer: Viewer, lang: str, bound: Bound[Any]
) -> Response:
    return render(
        request,
        "cup_run/conflicts.html",
        edition=edition,
        words=EditionWords(edition, lang),
        matrix=matrix.matrix_of(session, edition=edition, viewer=viewer),
        kinds=matrix.KINDS,
        states=TIE_STATES,
        bound=bound,
        status=bound.status,
    )


@router.post("/decide", name="cup_conflict_decide")
def decide(
    request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, lang: Lang, form: Form
) -> Response:
    bound = bind(DecisionForm, form)
    try:
        if bound.model:
            entrant = declaring.entrant_of(session, edition=edition, code=bound.model.organisation)
            matrix.decide(
                session,
                edition=edition,
                tie=Tie(bound.model.person, entrant.id, bound.model.kind),
                derived=bound.model.derived,
                dismiss=form.get("do") == "dismiss",
                reason=bound.model.reason,
                by=viewer,
            )
            return redirect(request, "cup_conflicts", year=edition.year, notice=N_("Decided."))
    except Invalid as wrong:
        bound.refuse(wrong)
    return _page(request, session, edition, viewer, lang, bound)


@router.get("/mine", name="cup_ties_mine")
def mine(request: Request, edition: EditionToRun, session: Db, lang: Lang, words: str = "") -> Response:
    entrants = declaring.entrants_of(session, edition)
    return render(
        request,
        "cup_run/ties_mine.html",
        edition=edition,
        words=EditionWords(edition, lang),
        entrants=declaring.named_like(entrants, words),
        total=len(entrants),
        typed=words,
    )


@router.get("/mine/{code}", name="cup_tie_mine")
def tie_page(request: Request, edition: EditionToRun, session: Db, _: Coordinator, lang: Lang, code: str) -> Response:
    entrant = declaring.entrant_of(session, edition=edition, code=code)
    return tie_form(request, edition, entrant, lang, Bound(), back="cup_ties_mine")


@router.post("/mine/{code}")
def add_mine(
    request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, lang: Lang, code: str, form: Form
) -> Response:
    entrant = declaring.entrant_of(session, edition=edition, code=code)
    bound = bind(TieForm, form)
    try:
        if bound.model:
            kind = ConflictKind(bound.model.kind)
            declaring.add_tie(session, edition=edition, entrant=entrant, kind=kind, note=bound.model.note, by=viewer)
            notice = N_("Noted. You see nothing of their entry.")
            return redirect(request, "cup_conflicts", year=edition.year, notice=notice)
    except Invalid as wrong:
        bound.refuse(wrong)
    except Conflict as known:
        return redirect(request, "cup_conflicts", year=edition.year, notice=known.message)
    return tie_form(request, edition, entrant, lang, bound, back="cup_ties_mine")
