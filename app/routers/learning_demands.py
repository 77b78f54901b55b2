"""The public board of what organisations want to learn, the page of one wish, and its steps."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.text import N_
from app.domain.errors import DomainError, Invalid
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.domain.visits import boards, demanding
from app.domain.visits.access import VisitPart, is_neutral, may_write_demand, open_offers
from app.domain.visits.answering import waiting_answer
from app.domain.visits.behalf import agreement_of
from app.domain.visits.checked import read_spans
from app.domain.visits.waiting_list import place_of
from app.domain.visits.workflow import possible
from app.forms.bind import Bound, typed_values
from app.models.cases import Case
from app.models.demands import Demand, DemandState, Offer
from app.models.organisations import Organisation
from app.models.types import now
from app.web.answers import redirect
from app.web.gates import Everybody, SignedIn
from app.web.learning_board_words import DEMAND_STATES, money, span_words, topic_labels, year_of_demand
from app.web.learning_boards import Board, WantedOfBoard, demand_cards
from app.web.paging import PageNumber, paging
from app.web.requests import Db, Form, Person, Terms, language_of
from app.web.templating import render
from app.web.visit_gates import DemandToRead, DemandToWrite

router = APIRouter(prefix="/{lang:lang}/learning/demands")

PER_PAGE = 24
PUBLISHED = N_("Published. Organisations that can show it hear of it.")


@router.get("", name="demand_list", dependencies=[Everybody])
def board(request: Request, session: Db, terms: Terms, wanted: WantedOfBoard, page: PageNumber = 1) -> Response:
    """What organisations want to learn: their name and country, never contact data."""
    found = boards.find_demands(session, wanted=wanted, terms=terms)
    here = Board(request, "demand_list", terms)
    shown = boards.lines(session, Demand, found.ids[(page - 1) * PER_PAGE : page * PER_PAGE])
    return render(
        request,
        "learning/demand_list.html",
        cards=demand_cards(request, shown, terms),
        total=len(found.ids),
        groups=here.groups(wanted, found),
        chosen=here.chosen(wanted),
        page=paging(page, len(found.ids), PER_PAGE, lambda n: here.address(wanted, page=n if n > 1 else "")),
    )


@router.get("/{code}", name="demand_page")
def page(request: Request, demand: DemandToRead, session: Db, viewer: Person, terms: Terms) -> Response:
    return demand_page(request, session, demand, viewer, terms)


def demand_page(
    request: Request, session: Session, demand: Demand, viewer: Viewer, terms: TermBook, bound: Bound[Any] | None = None
) -> Response:
    """`bound` is a step of this page that was refused."""
    language = language_of(request)
    writes = may_write_demand(viewer, demand)
    runs = is_neutral(viewer, demand)
    parts = ({VisitPart.VISITOR} if writes else set()) | ({VisitPart.COORDINATOR} if runs else set())
    case = session.get(Case, demand.case_id) if demand.case_id else None
    return render(
        request,
        "learning/demand.html",
        demand=demand,
        organisation=session.get_one(Organisation, demand.organisation_id),
        state=DEMAND_STATES[demand.state],
        topics=topic_labels(demand, terms, language),
        year_months=year_of_demand(boards.months_of(demand.windows, now().date()), language),
        windows=[span_words(first, last, language) for first, last in read_spans(demand.windows)],
        writes=writes,
        runs=runs,
        changeable=demand.state in demanding.CHANGEABLE,
        steps=possible("demand", demand.state, parts),
        own_budget=money(demand.own_budget, request) if writes or runs else "",
        agreement=agreement_of(demand) if writes or runs else None,
        case=case if case and case.current_version_id else None,
        offer=_open_offer(session, demand),
        proposal=waiting_answer(session, demand=demand) if writes or runs else None,
        place=place_of(session, demand=demand) if writes or runs else None,
        may_answer=demand.state is DemandState.OPEN and not writes,
        bound=bound or Bound(),
        status=bound.status if bound else 200,
    )


def _open_offer(session: Session, demand: Demand) -> Offer | None:
    return session.exec(open_offers().where(Offer.id == demand.offer_id)).first() if demand.offer_id else None


@router.post("/{code}/publish", name="demand_publish")
def publish(request: Request, demand: DemandToWrite, session: Db, viewer: SignedIn) -> Response:
    """What is missing is mended in the form."""
    try:
        demanding.publish(session, demand=demand, by=viewer)
    except Invalid as wrong:
        notice = N_("Before others can see it something has to be told: see below.")
        return redirect(
            request, "demand_edit", code=demand.code, notice=notice, level="warning", fragment=f"f-{wrong.field}"
        )
    except DomainError as refused:
        return redirect(request, "demand_page", code=demand.code, notice=refused.message, level="warning")
    return redirect(request, "demand_page", code=demand.code, notice=PUBLISHED)


@router.post("/{code}/withdraw", name="demand_withdraw")
def withdraw(
    request: Request, demand: DemandToRead, session: Db, viewer: SignedIn, terms: Terms, form: Form
) -> Response:
    bound: Bound[Any] = Bound(typed_values(form))
    try:
        demanding.withdraw(session, demand=demand, message=bound.value("message"), by=viewer)
    except Invalid as wrong:
        bound.refuse(wrong)
        return demand_page(request, session, demand, viewer, terms, bound)
    return redirect(request, "demand_page", code=demand.code, notice=N_("Taken back. You can publish it again."))


@router.post("/{code}/discard", name="demand_discard")
def discard(request: Request, demand: DemandToWrite, session: Db, viewer: SignedIn) -> Response:
    demanding.discard(session, demand=demand, by=viewer)
    return redirect(request, "learning_own", notice=N_("The draft was thrown away."))
