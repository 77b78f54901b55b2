"""Drafts of a round: asked for, watched, read, compared, published."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.clean import Problem
from app.content.text import N_
from app.domain.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, Stale
from app.domain.viewer import Viewer
from app.domain.visits import planning, publishing, taking_over
from app.domain.visits.access import is_neutral
from app.domain.visits.input_rows import PROBLEMS
from app.domain.visits.plan_view import book_of, compare, names_in, plan_view
from app.domain.visits.planning import changed_parts
from app.forms.bind import Bound, bind, filled
from app.forms.learning_round import PublishForm, TakeOverForm, read_what_if
from app.i18n import translate
from app.models.rounds import Plan, PlanState, Round, RoundState
from app.routers.learning_rounds import RoundToRun
from app.web.answers import redirect
from app.web.gates import Coordinator
from app.web.learning_rounds import (
    PAIR_KINDS,
    PLAN_STATES,
    amount,
    asked_words,
    changed_words,
    stage_words,
)
from app.web.learning_score_words import ScoreWords
from app.web.requests import Db, Form, Id, Terms, language_of
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/learning/rounds/{code}")
DONE = (PlanState.READY, PlanState.PUBLISHED)
STALE = N_("Somebody else changed this round in the meantime. Look at it, and choose again.")
TAKEN_OVER = N_("The round is changed. This is its draft now: look at it, and publish it.")
BEGUN = N_("The draft is being worked out. You may close this page meanwhile.")


@router.post("/plan", name="round_plan")
def ask(request: Request, round_: RoundToRun, session: Db, viewer: Coordinator) -> Response:
    """The round as it stands."""
    try:
        plan = planning.ask_for_plan(session, round_=round_, by=viewer)
    except Conflict as refused:
        session.rollback()
        return redirect(request, "round_page", code=round_.code, notice=refused.message, level="warn")
    return redirect(request, "plan_page", code=round_.code, number=plan.number, notice=BEGUN)


@router.get("/plans/{number}", name="plan_page")
def page(request: Request, round_: RoundToRun, number: Id, session: Db, viewer: Coordinator, terms: Terms) -> Response:
    plan = planning.plan_of(session, round_=round_, number=number)
    return _page(request, session, viewer, round_, plan, ScoreWords(request, terms), filled({}))


def _page(
    request: Request,
    session: Session,
    viewer: Viewer,
    round_: Round,
    plan: Plan,
    words: ScoreWords,
    bound: Bound[Any],
) -> Response:
    language = language_of(request)
    ready = plan.state in DONE
    view = plan_view(session, plan=plan) if ready else None
    changed = changed_parts(session, round_=round_, plan=plan) if plan.state is PlanState.READY else []
    others = [each for each in planning.plans_of(session, round_=round_) if each.state in DONE and each.id != plan.id]
    return render(
        request,
        "learning/plan.html",
        round=round_,
        plan=plan,
        view=view,
        may_place=lambda wish: is_neutral(viewer, wish),
        words=words,
        state_word=PLAN_STATES[plan.state],
        asked=asked_words(plan.changes, names_in(session, changes=plan.changes), round_.currency, language),
        changed=changed_words(changed, language),
        publishable=plan.state is PlanState.READY and not plan.changes and "fixed" not in changed,
        open=round_.state is not RoundState.CLOSED,
        others=others,
        offers=_offers(session, plan) if ready else [],
        money=lambda hundredths: amount(hundredths, round_.currency, language),
        stage=lambda each: stage_words(each, language),
        kinds=[(kind, word) for kind, (word, _) in PAIR_KINDS.items()],
        problems=PROBLEMS,
        bound=bound,
        status=bound.status,
    )


def _offers(session: Session, plan: Plan) -> list[tuple[str, str]]:
    """All that the draft could choose from, as options of a form."""
    book = book_of(session, plan)
    return sorted(((code, party.organisation.name) for code, party in book.offers.items()), key=lambda one: one[1])


@router.get("/plans/{number}/progress", name="plan_progress")
def progress(request: Request, round_: RoundToRun, number: Id, session: Db) -> Response:
    """The part of the page that asks again while the draft is worked out; then it sends for the whole page."""
    plan = planning.plan_of(session, round_=round_, number=number)
    language = language_of(request)
    response = render(
        request, "learning/_plan_progress.html", round=round_, plan=plan, stage=lambda each: stage_words(each, language)
    )
    if plan.state not in planning.UNDER_WAY:
        response.headers["HX-Refresh"] = "true"
    return response


@router.post("/plans/{number}/what-if", name="plan_what_if")
def what_if(
    request: Request, round_: RoundToRun, number: Id, session: Db, viewer: Coordinator, form: Form, terms: Terms
) -> Response:
    plan = planning.plan_of(session, round_=round_, number=number)
    bound, asked = read_what_if(form)
    if asked is not None and not asked.stored():
        bound.errors["budget"] = Problem(N_("Change at least one thing."))
    elif asked is not None:
        try:
            made = planning.ask_for_plan(session, round_=round_, by=viewer, asked=asked)
            return redirect(request, "plan_page", code=round_.code, number=made.number, notice=BEGUN)
        except (Invalid, Conflict) as wrong:
            session.rollback()
            bound.errors[wrong.field if isinstance(wrong, Invalid) else ""] = Problem(wrong.message, wrong.params)
    return _page(request, session, viewer, round_, plan, ScoreWords(request, terms), bound)


@router.post("/plans/{number}/take-over", name="plan_take_over")
def take_over(
    request: Request, round_: RoundToRun, number: Id, session: Db, viewer: Coordinator, form: Form, terms: Terms
) -> Response:
    """What the draft tried becomes the round's own."""
    plan, language = planning.plan_of(session, round_=round_, number=number), language_of(request)
    model = bind(TakeOverForm, form).model
    reason = translate(language, N_("Taken over from draft %(number)s."), number=number)
    try:
        made = taking_over.take_over(
            session, round_=round_, plan=plan, seen=model.seen if model else 0, reason=reason, terms=terms, by=viewer
        )
    except DomainError as refused:
        session.rollback()
        changed = isinstance(refused, Stale)
        notice = STALE if changed else translate(language, refused.message, **refused.params)
        return redirect(request, "plan_page", code=round_.code, number=number, notice=notice, level="warn")
    notice = TAKEN_OVER if made.state is PlanState.READY else BEGUN
    return redirect(request, "plan_page", code=round_.code, number=made.number, notice=notice)


@router.post("/plans/{number}/publish", name="plan_publish")
def publish(request: Request, round_: RoundToRun, number: Id, session: Db, viewer: Coordinator, form: Form) -> Response:
    plan = planning.plan_of(session, round_=round_, number=number)
    model = bind(PublishForm, form).model
    although = bool(model and model.although_changed)
    try:
        done = publishing.publish(session, round_=round_, plan=plan, by=viewer, although_changed=although)
    except (Conflict, Forbidden) as refused:
        session.rollback()
        notice = translate(language_of(request), refused.message, **refused.params)
        return redirect(request, "plan_page", code=round_.code, number=number, notice=notice, level="warn")
    notice = N_("Published. Both sides of each visit are asked, and the others hear why not this time.")
    if done.refused:
        notice = N_("Published, but some proposals could not be sent. They wait among the proposals of the round.")
    return redirect(request, "round_page", code=round_.code, notice=notice, level="warn" if done.refused else "done")


@router.get("/plans/{number}/against/{other}", name="plan_compare")
def compared(request: Request, round_: RoundToRun, number: Id, other: Id, session: Db, viewer: Coordinator) -> Response:
    """What draft `number` gives and takes, compared with draft `other`."""
    after = planning.plan_of(session, round_=round_, number=number)
    before = planning.plan_of(session, round_=round_, number=other)
    if after.state not in DONE or before.state not in DONE:
        raise NotFound
    language = language_of(request)
    return render(
        request,
        "learning/plan_compare.html",
        round=round_,
        before=before,
        after=after,
        may_place=lambda wish: is_neutral(viewer, wish),
        found=compare(session, before=before, after=after),
        money=lambda hundredths: amount(hundredths, round_.currency, language),
    )
