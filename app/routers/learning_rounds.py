"""Rounds of visits, for coordinators: the list, one round, its settings, decisions about pairs."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlmodel import Session, col, select

from app.content.clean import Problem
from app.content.text import N_
from app.domain.errors import Conflict, DomainError, Forbidden, Invalid, Stale
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.domain.visits import pairs, rounds
from app.domain.visits.access import is_neutral
from app.domain.visits.input_rows import PROBLEMS
from app.domain.visits.pairs import KINDS
from app.domain.visits.proposal_words import STATES as PROPOSAL_STATES
from app.domain.visits.round_view import round_view
from app.domain.visits.rounds import WEIGHTS, RoundSaid
from app.forms.bind import Bound, bind, filled
from app.forms.learning_round import LABELS, PER, CloseForm, PairForm, filled_round, read_round
from app.matching import Weights
from app.models.demands import Offer
from app.models.organisations import Organisation
from app.models.rounds import PairKind, Round
from app.web.answers import redirect
from app.web.gates import Coordinator, coordinator, gate
from app.web.learning_rounds import PAIR_KINDS, PLAN_STATES, ROUND_STATES, amount, asked_words
from app.web.learning_score_words import COMPONENTS
from app.web.requests import Db, Form, Id, Shared, Terms, language_of
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/learning/rounds")


@gate("a round of visits, for coordinators")
def round_to_run(code: str, session: Db, _: Coordinator) -> Round:
    return rounds.round_of(session, code=code)


RoundToRun = Annotated[Round, Depends(round_to_run)]


@router.get("", name="round_list", dependencies=[Depends(coordinator)])
def list_(request: Request, session: Db) -> Response:
    return render(request, "learning/round_list.html", rounds=rounds.all_rounds(session), states=ROUND_STATES)


@router.get("/new", name="round_new", dependencies=[Depends(coordinator)])
def new(request: Request, session: Db, terms: Terms, shared: Shared) -> Response:
    usual = filled({f"weight-{code}": points for code, points in _usual().items()} | _LIMITS)
    return _form(request, session, usual, terms, shared.settings.visits_currency)


_LIMITS = {"min_visits": 3, "week_capacity": 2, "time_limit": 120}


def _usual() -> dict[str, int]:
    return {code: getattr(Weights(), code) for code in WEIGHTS}


@router.post("/new")
def create(request: Request, session: Db, viewer: Coordinator, form: Form, terms: Terms, shared: Shared) -> Response:
    currency = shared.settings.visits_currency
    bound, said = read_round(form, sorted(terms.codes("visit_need")))
    if said is not None:
        try:
            round_ = rounds.create(session, said=said, currency=currency, terms=terms, by=viewer)
            return redirect(
                request, "round_page", code=round_.code, notice=N_("The round is there. Next, work out a draft.")
            )
        except Invalid as wrong:
            session.rollback()
            bound.refuse(wrong)
    return _form(request, session, bound, terms, currency)


def _form(
    request: Request,
    session: Session,
    bound: Bound[Any],
    terms: TermBook,
    currency: str,
    round_: Round | None = None,
    seen: int = 0,
) -> Response:
    return render(
        request,
        "learning/round_edit.html",
        bound=bound,
        round=round_,
        currency=currency,
        labels=LABELS,
        weights=[(code, COMPONENTS[code]) for code in WEIGHTS],
        needs=terms.options("visit_need", language_of(request)),
        pers=list(PER.items()),
        left_out=_left_out(session, round_) if round_ else [],
        seen=seen,
        status=bound.status,
    )


def _left_out(session: Session, round_: Round) -> list[tuple[str, str]]:
    """Hosts that the round leaves out, as options of a form."""
    query = select(Offer.code, Organisation.name).join(Organisation, col(Organisation.id) == Offer.organisation_id)
    chosen = query.where(col(Offer.code).in_(RoundSaid.of(round_).without))
    return [(code, name) for code, name in session.exec(chosen.order_by(Organisation.name)).all()]


@router.get("/{code}", name="round_page")
def page(request: Request, round_: RoundToRun, session: Db, viewer: Coordinator) -> Response:
    return _page(request, session, round_, viewer, filled({}))


def _page(request: Request, session: Session, round_: Round, viewer: Viewer, bound: Bound[Any]) -> Response:
    language = language_of(request)
    view = round_view(session, round_=round_, viewer=viewer)
    names = {line.row.code: line.organisation.name for line in (*view.wishes, *view.offers)}
    return render(
        request,
        "learning/round.html",
        round=round_,
        view=view,
        may_place=lambda wish: is_neutral(viewer, wish),
        state_word=ROUND_STATES[round_.state],
        money=lambda hundredths: amount(hundredths, round_.currency, language),
        asked={plan.number: asked_words(plan.changes, names, round_.currency, language) for plan in view.plans},
        plan_states=PLAN_STATES,
        proposal_states=PROPOSAL_STATES,
        pair_states=PAIR_KINDS,
        pair_kinds=list(KINDS.items()),
        problems=PROBLEMS,
        bound=bound,
        status=bound.status,
    )


@router.get("/{code}/edit", name="round_edit")
def edit(request: Request, round_: RoundToRun, session: Db, terms: Terms) -> Response:
    bound = filled_round(RoundSaid.of(round_))
    return _form(request, session, bound, terms, round_.currency, round_, round_.row_version)


@router.post("/{code}/edit")
def change(
    request: Request, round_: RoundToRun, session: Db, viewer: Coordinator, form: Form, terms: Terms
) -> Response:
    bound, said = read_round(form, sorted(terms.codes("visit_need")), RoundSaid.of(round_).without)
    seen = bound.number("seen") or 0
    if said is not None:
        try:
            rounds.change(session, round_=round_, said=said, seen=seen, terms=terms, by=viewer)
            return redirect(request, "round_page", code=round_.code, notice=N_("Saved."))
        except Stale as stale:
            session.rollback()
            seen = stale.row_version
            bound.errors[""] = Problem(N_("Somebody else changed this round in the meantime. Look, and save again."))
        except (Invalid, Conflict, Forbidden) as wrong:
            session.rollback()
            bound.errors[wrong.field if isinstance(wrong, Invalid) else ""] = Problem(wrong.message, wrong.params)
    return _form(request, session, bound, terms, round_.currency, round_, seen)


@router.post("/{code}/pairs", name="round_pair")
def decide(request: Request, round_: RoundToRun, session: Db, viewer: Coordinator, form: Form) -> Response:
    bound = bind(PairForm, form)
    if said := bound.model:
        try:
            pairs.decide(
                session,
                round_=round_,
                demand_code=said.demand,
                offer_code=said.offer,
                kind=said.kind,
                reason=said.reason,
                starts_on=said.starts_on if said.kind is PairKind.FIXED else None,
                by=viewer,
            )
            return redirect(request, "round_page", code=round_.code, notice=N_("Decided."), fragment="pairs")
        except DomainError as wrong:
            session.rollback()
            bound.errors[wrong.field if isinstance(wrong, Invalid) else ""] = Problem(wrong.message, wrong.params)
    return _page(request, session, round_, viewer, bound)


@router.post("/{code}/pairs/{pair_id}/undo", name="round_pair_undo")
def undo(request: Request, round_: RoundToRun, pair_id: Id, session: Db, viewer: Coordinator) -> Response:
    pairs.undo(session, round_=round_, pair_id=pair_id, by=viewer)
    return redirect(request, "round_page", code=round_.code, notice=N_("Taken back."), fragment="pairs")


@router.post("/{code}/close", name="round_close")
def close(request: Request, round_: RoundToRun, session: Db, viewer: Coordinator, form: Form) -> Response:
    bound = bind(CloseForm, form)
    rounds.close(session, round_=round_, message=bound.model.message if bound.model else "", by=viewer)
    return redirect(request, "round_page", code=round_.code, notice=N_("The round is closed."))
