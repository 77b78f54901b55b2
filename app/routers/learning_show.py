"""Answering a wish: "we can show this", with one of the own offers and a first day."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.clean import Problem
from app.content.text import N_
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.viewer import Viewer
from app.domain.visits.access import open_offers
from app.domain.visits.answering import Answer, answerable_with, show_this
from app.domain.visits.clashes import TEXTS, Clashing
from app.forms.bind import Bound, typed_values
from app.models.demands import Demand, DemandState, Offer
from app.models.organisations import Organisation
from app.web.answers import redirect
from app.web.filters import show_date
from app.web.gates import SignedIn
from app.web.requests import Db, Form, language_of
from app.web.templating import render
from app.web.visit_gates import DemandToRead

router = APIRouter(prefix="/{lang:lang}/learning/demands/{code}")

ASKED = N_("They are asked. You hear from us as soon as they answer.")


@router.get("/show", name="demand_answer")
def show(request: Request, demand: DemandToRead, session: Db, viewer: SignedIn) -> Response:
    """One's own offers, those that fit first, with days on which both can."""
    answers = answerable_with(session, demand=demand, viewer=viewer)
    fitting = [one.offer.code for one in answers if not one.why_not]
    return _page(request, session, demand, answers, Bound({"offer": fitting[:1]}))


def _page(
    request: Request, session: Session, demand: Demand, answers: list[Answer], bound: Bound[Any], status: int = 0
) -> Response:
    return render(
        request,
        "learning/demand_answer.html",
        demand=demand,
        organisation=session.get_one(Organisation, demand.organisation_id),
        still_open=demand.state is DemandState.OPEN,
        fitting=[one for one in answers if not one.why_not],
        others=[one for one in answers if one.why_not],
        bound=bound,
        status=status or bound.status,
    )


@router.post("/show")
def answer(request: Request, demand: DemandToRead, session: Db, viewer: SignedIn, form: Form) -> Response:
    bound: Bound[Any] = Bound(typed_values(form))
    try:
        offer, day = _offer(session, bound), _day(bound)
        with session.begin_nested():
            proposal = show_this(
                session, demand=demand, offer=offer, starts_on=day, note=bound.value("note"), by=viewer
            )
    except Invalid as wrong:
        bound.refuse(wrong)
    except Clashing as clashing:
        bound.errors.update(_clash_problems(clashing, language_of(request)))
    except Conflict as refused:
        return redirect(request, "demand_page", code=demand.code, notice=refused.message, level="warning")
    if bound.errors:
        return _refused(request, session, demand, viewer, bound)
    return redirect(request, "proposal_page", code=proposal.code, notice=ASKED)


def _refused(request: Request, session: Session, demand: Demand, viewer: Viewer, bound: Bound[Any]) -> Response:
    session.refresh(demand)
    return _page(request, session, demand, answerable_with(session, demand=demand, viewer=viewer), bound)


def _offer(session: Session, bound: Bound[Any]) -> Offer:
    if not bound.value("offer"):
        raise Invalid(N_("Choose one of your offers."), "offer")
    offer = session.exec(open_offers().where(Offer.code == bound.value("offer"))).first()
    if offer is None:
        raise NotFound
    return offer


def _day(bound: Bound[Any]) -> date:
    try:
        return date.fromisoformat(bound.value("starts_on"))
    except ValueError:
        raise Invalid(N_("Please give the first day of the visit."), "starts_on") from None


def _clash_problems(clashing: Clashing, language: str) -> dict[str, Problem]:
    """The first stands beside the day; more are of no use before it is mended."""
    first = clashing.clashes[0]
    facts = {"name": first.name, "most": first.most}
    days = {name: show_date(getattr(first, name), language) for name in ("starts", "ends") if getattr(first, name)}
    return {"starts_on": Problem(TEXTS[first.code], {**facts, **days})}
