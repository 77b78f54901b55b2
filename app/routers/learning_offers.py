"""The list of what organisations can show, the page of one offer, and its steps."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.text import N_
from app.domain.errors import DomainError, Invalid
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.domain.visits import boards, offering
from app.domain.visits.access import VisitPart, is_neutral, may_write_offer, writes_for
from app.domain.visits.behalf import agreement_of
from app.domain.visits.checked import read_spans
from app.domain.visits.workflow import possible
from app.forms.bind import Bound, typed_values
from app.forms.learning_demand import LEVELS
from app.models.cases import Case
from app.models.demands import Offer, OfferState
from app.models.organisations import Organisation
from app.web.answers import redirect
from app.web.gates import Everybody, SignedIn
from app.web.learning_board_words import EVIDENCE, OFFER_STATES, money, span_words, topic_label, year_of_offer
from app.web.learning_boards import Board, WantedOfBoard, offer_cards
from app.web.paging import PageNumber, paging
from app.web.requests import Db, Form, Person, Terms, language_of
from app.web.templating import render
from app.web.visit_gates import OfferToRead, OfferToWrite

router = APIRouter(prefix="/{lang:lang}/learning/offers")

PER_PAGE = 24
PUBLISHED = N_("Published. Everybody who wants to learn can find it now.")


@router.get("", name="offer_list", dependencies=[Everybody])
def listing(request: Request, session: Db, terms: Terms, wanted: WantedOfBoard, page: PageNumber = 1) -> Response:
    """What organisations can show, with a map: their name and country, never contact data."""
    found = boards.find_offers(session, wanted=wanted, terms=terms)
    here = Board(request, "offer_list", terms)
    shown = boards.lines(session, Offer, found.ids[(page - 1) * PER_PAGE : page * PER_PAGE])
    counts, addresses = here.countries(wanted, found)
    return render(
        request,
        "learning/offer_list.html",
        cards=offer_cards(request, shown, terms),
        total=len(found.ids),
        groups=here.groups(wanted, found),
        chosen=here.chosen(wanted),
        counts=counts,
        addresses=addresses,
        page=paging(page, len(found.ids), PER_PAGE, lambda n: here.address(wanted, page=n if n > 1 else "")),
    )


@router.get("/{code}", name="offer_page")
def page(request: Request, offer: OfferToRead, session: Db, viewer: Person, terms: Terms) -> Response:
    return offer_page(request, session, offer, viewer, terms)


def offer_page(
    request: Request, session: Session, offer: Offer, viewer: Viewer, terms: TermBook, bound: Bound[Any] | None = None
) -> Response:
    """`bound` is a step of this page that was refused."""
    language = language_of(request)
    writes = may_write_offer(viewer, offer)
    runs = is_neutral(viewer, offer)
    parts = ({VisitPart.HOST} if writes else set()) | ({VisitPart.COORDINATOR} if runs else set())
    case = session.get(Case, offer.case_id) if offer.case_id else None
    return render(
        request,
        "learning/offer.html",
        offer=offer,
        organisation=session.get_one(Organisation, offer.organisation_id),
        state=OFFER_STATES[offer.state],
        topics=[(topic_label(terms, one["code"], language), EVIDENCE[one["evidence"]]) for one in offer.topics],
        year_months=year_of_offer(offer, language),
        blackouts=[span_words(first, last, language) for first, last in read_spans(offer.blackouts)],
        fixed_cost=money(offer.fixed_cost, request),
        person_cost=money(offer.person_cost, request),
        level=dict(LEVELS).get(str(offer.level or ""), ""),
        writes=writes,
        steps=possible("offer", offer.state, parts),
        agreement=agreement_of(offer) if writes or runs else None,
        case=case if case and case.current_version_id else None,
        may_ask=offer.state is OfferState.OPEN and (viewer.user is None or bool(writes_for(viewer))) and not writes,
        bound=bound or Bound(),
        status=bound.status if bound else 200,
    )


@router.post("/{code}/publish", name="offer_publish")
def publish(request: Request, offer: OfferToWrite, session: Db, viewer: SignedIn) -> Response:
    """What is missing is mended in the form."""
    try:
        offering.publish(session, offer=offer, by=viewer)
    except Invalid as wrong:
        notice = N_("Before others can see it something has to be told: see below.")
        return redirect(
            request, "offer_edit", code=offer.code, notice=notice, level="warning", fragment=f"f-{wrong.field}"
        )
    except DomainError as refused:
        return redirect(request, "offer_page", code=offer.code, notice=refused.message, level="warning")
    return redirect(request, "offer_page", code=offer.code, notice=PUBLISHED)


@router.post("/{code}/pause", name="offer_pause")
def pause(request: Request, offer: OfferToRead, session: Db, viewer: SignedIn) -> Response:
    offering.pause(session, offer=offer, by=viewer)
    return redirect(request, "offer_page", code=offer.code, notice=N_("Paused. Publish it again when you like."))


@router.post("/{code}/withdraw", name="offer_withdraw")
def withdraw(request: Request, offer: OfferToRead, session: Db, viewer: SignedIn, terms: Terms, form: Form) -> Response:
    bound: Bound[Any] = Bound(typed_values(form))
    try:
        offering.withdraw(session, offer=offer, message=bound.value("message"), by=viewer)
    except Invalid as wrong:
        bound.refuse(wrong)
        return offer_page(request, session, offer, viewer, terms, bound)
    return redirect(request, "offer_page", code=offer.code, notice=N_("Taken back. You can publish it again."))


@router.post("/{code}/discard", name="offer_discard")
def discard(request: Request, offer: OfferToWrite, session: Db, viewer: SignedIn) -> Response:
    offering.discard(session, offer=offer, by=viewer)
    return redirect(request, "learning_own", notice=N_("The draft was thrown away."))
