"""Writing what an organisation can show: begun, also from a case in two steps, kept as a draft, published, changed."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.text import N_
from app.domain.errors import Conflict, Invalid, NotFound, Stale
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.domain.visits import offering
from app.domain.visits.behalf import NOT_SEEN_YET
from app.domain.visits.offer_fields import OfferFields, missing, problems
from app.forms.bind import Bound, typed_values
from app.forms.learning_offer import LABELS, ROWS, read, typed_of
from app.forms.learning_values import obey
from app.models.demands import Offer, OfferState
from app.models.organisations import Organisation
from app.models.types import now
from app.web.answers import redirect
from app.web.gates import SignedIn
from app.web.learning_demand_form import clash_of
from app.web.learning_offer_form import About, earlier_offer, offer_form, prefilled
from app.web.learning_writing import Whose, ask_whose, behalf_of, named_case, whose
from app.web.requests import Db, Form, Terms, language_of
from app.web.visit_gates import OfferToWrite

router = APIRouter(prefix="/{lang:lang}/learning/offers")

KEPT = N_("Kept as a draft. Only your organisation sees it until you publish it.")
PUBLISHED = N_("Published. Everybody who wants to learn can find it now.")
Code = Annotated[str, Query(max_length=20)]


@router.get("/new", name="offer_new")
def new(
    request: Request, session: Db, viewer: SignedIn, terms: Terms, organisation: Code = "", case: Code = ""
) -> Response:
    """For one's organisation; of a case of its own what it is about is filled in."""
    mine = _whose(session, viewer, organisation, case)
    if mine.chosen is None:
        return ask_whose(request, session, viewer, mine, route="offer_new")
    about = _about(session, mine, mine.chosen, case)
    return offer_form(request, terms, about, Bound(typed_of(prefilled(request, session, about))))


def _whose(session: Session, viewer: Viewer, organisation: str, case: str) -> Whose:
    """A case says whose it is."""
    told = named_case(session, case)
    code = session.get_one(Organisation, told.organisation_id).code if told else organisation
    return whose(session, viewer, code)


def _about(session: Session, mine: Whose, chosen: Organisation, code: str) -> About:
    case = named_case(session, code)
    if case and case.organisation_id != chosen.id:
        raise NotFound
    return About(chosen, mine.behalf, case, earlier_offer(session, chosen, case))


@router.post("/new")
def create(request: Request, session: Db, viewer: SignedIn, terms: Terms, form: Form) -> Response:
    asked = Bound[Any](typed_values(form))
    mine = _whose(session, viewer, asked.value("organisation"), asked.value("case"))
    if mine.chosen is None:
        return ask_whose(request, session, viewer, mine, route="offer_new")
    about = _about(session, mine, mine.chosen, asked.value("case"))
    bound, said = _read(asked, terms)
    if bound.errors or _changes_rows(asked):
        return offer_form(request, terms, about, bound)
    try:
        offer = offering.begin(
            session,
            organisation=mine.chosen,
            said=said,
            terms=terms,
            by=viewer,
            behalf=behalf_of(bound, needed=mine.behalf),
            case=about.case,
        )
    except Invalid as wrong:
        # The day of the agreement has a name of its own in this form.
        bound.refuse(Invalid(wrong.message, "agreed_day" if wrong.field == "day" else wrong.field, **wrong.params))
        return offer_form(request, terms, about, bound)
    return _done(request, session, offer, viewer, publish=asked.value("do") == "publish")


def _changes_rows(asked: Bound[Any]) -> bool:
    return asked.value("do").partition(":")[0] in ("add", "remove")


def _read(asked: Bound[Any], terms: TermBook, *, public: bool = False) -> tuple[Bound[Any], OfferFields]:
    """The form with its problems; what others see, or shall see, must be complete."""
    if _changes_rows(asked):
        shown = obey({name: list(values) for name, values in asked.typed.items()}, asked.value("do"), ROWS)
        return Bound(shown), read(shown)[1]
    bound, said = read(asked.typed)
    found = problems(said, terms=terms, today=now().date())
    if public or asked.value("do") == "publish":
        found = {**missing(said), **found}
    bound.errors.update({name: one for name, one in found.items() if name not in bound.errors})
    return bound, said


def _done(request: Request, session: Session, offer: Offer, viewer: Viewer, *, publish: bool) -> Response:
    """The draft is kept even where it cannot be published yet."""
    if not publish:
        notice = KEPT if offer.state is OfferState.DRAFT else N_("Saved.")
        return redirect(request, "offer_page", code=offer.code, notice=notice)
    try:
        with session.begin_nested():
            offering.publish(session, offer=offer, by=viewer)
    except Conflict:
        return redirect(request, "offer_page", code=offer.code, notice=NOT_SEEN_YET, level="warning")
    return redirect(request, "offer_page", code=offer.code, notice=PUBLISHED)


@router.get("/{code}/edit", name="offer_edit")
def edit(request: Request, offer: OfferToWrite, session: Db, terms: Terms) -> Response:
    bound = Bound[Any](typed_of(OfferFields.of(offer)))
    return offer_form(request, terms, _about_own(session, offer), bound, row_version=offer.row_version)


def _about_own(session: Session, offer: Offer) -> About:
    return About(session.get_one(Organisation, offer.organisation_id), offer=offer)


@router.post("/{code}/edit")
def save(request: Request, offer: OfferToWrite, session: Db, viewer: SignedIn, terms: Terms, form: Form) -> Response:
    """Save; of what somebody else saved meanwhile both texts are shown."""
    asked = Bound[Any](typed_values(form))
    bound, said = _read(asked, terms, public=offer.state is OfferState.OPEN)
    about, seen = _about_own(session, offer), asked.number("row_version") or 0
    if bound.errors or _changes_rows(asked):
        return offer_form(request, terms, about, bound, row_version=seen)
    try:
        offering.save(session, offer=offer, said=said, terms=terms, row_version=seen, by=viewer)
    except Stale as stale:
        clash = clash_of(stale, said, LABELS, bound, terms, language_of(request))
        return offer_form(request, terms, about, bound, row_version=stale.row_version, clash=clash)
    publish = asked.value("do") == "publish" and offer.state is not OfferState.OPEN
    return _done(request, session, offer, viewer, publish=publish)
