"""Writing what an organisation wants to learn: begun, kept as a draft, published, changed."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.text import N_
from app.domain.errors import Conflict, Invalid, Stale
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.domain.visits import demanding
from app.domain.visits.behalf import NOT_SEEN_YET
from app.domain.visits.demand_fields import DemandFields, missing, problems
from app.forms.bind import Bound, typed_values
from app.forms.learning_demand import LABELS, ROWS, beside_fields, read, typed_of
from app.forms.learning_values import obey
from app.models.demands import Demand, DemandState
from app.models.organisations import Organisation
from app.models.types import now
from app.web.answers import redirect
from app.web.gates import SignedIn
from app.web.learning_demand_form import About, clash_of, demand_form, prefilled
from app.web.learning_writing import ask_whose, behalf_of, named_case, named_offer, whose
from app.web.requests import Db, Form, Terms, language_of
from app.web.visit_gates import DemandToWrite

router = APIRouter(prefix="/{lang:lang}/learning/demands")

KEPT = N_("Kept as a draft. Only your organisation sees it until you publish it.")
PUBLISHED = N_("Published. Organisations that can show it hear of it.")
Code = Annotated[str, Query(max_length=20)]


@router.get("/new", name="demand_new")
def new(
    request: Request,
    session: Db,
    viewer: SignedIn,
    terms: Terms,
    organisation: Code = "",
    case: Code = "",
    offer: Code = "",
) -> Response:
    """For one's organisation; of a case or an offer what it is about is filled in."""
    mine = whose(session, viewer, organisation)
    if mine.chosen is None:
        return ask_whose(request, session, viewer, mine, route="demand_new")
    about = _about(session, viewer, mine.chosen, mine.behalf, case, offer)
    if about.case and about.case.organisation_id == mine.chosen.id:
        return redirect(request, "offer_new", case=about.case.code, organisation=mine.chosen.code)
    return demand_form(request, terms, about, Bound(typed_of(prefilled(request, session, about))))


def _about(session: Session, viewer: Viewer, chosen: Organisation, behalf: bool, case: str, offer: str) -> About:
    told = named_case(session, case)
    return About(chosen, behalf, told, named_offer(session, viewer, offer, told))


@router.post("/new")
def create(request: Request, session: Db, viewer: SignedIn, terms: Terms, form: Form) -> Response:
    typed = typed_values(form)
    asked = Bound[Any](typed)
    mine = whose(session, viewer, asked.value("organisation"))
    if mine.chosen is None:
        return ask_whose(request, session, viewer, mine, route="demand_new")
    about = _about(session, viewer, mine.chosen, mine.behalf, asked.value("case"), asked.value("offer"))
    bound, said = _read(asked, terms)
    if bound.errors or asked.value("do").partition(":")[0] in ("add", "remove"):
        return demand_form(request, terms, about, bound)
    try:
        demand = demanding.begin(
            session,
            organisation=mine.chosen,
            said=said,
            terms=terms,
            by=viewer,
            behalf=behalf_of(bound, needed=mine.behalf),
            case=about.case,
            offer=about.offer,
        )
    except Invalid as wrong:
        # A day of agreement has a field of its own: "day" is not one of this form.
        bound.refuse(Invalid(wrong.message, "agreed_day" if wrong.field == "day" else wrong.field, **wrong.params))
        return demand_form(request, terms, about, bound)
    return _done(request, session, demand, viewer, publish=asked.value("do") == "publish")


def _read(asked: Bound[Any], terms: TermBook, *, public: bool = False) -> tuple[Bound[Any], DemandFields]:
    """The form with its problems; what others see, or shall see, must be complete."""
    command = asked.value("do")
    if command.partition(":")[0] in ("add", "remove"):
        shown = obey({name: list(values) for name, values in asked.typed.items()}, command, ROWS)
        return Bound(shown), read(shown, terms)[1]
    bound, said = read(asked.typed, terms)
    today = now().date()
    found = problems(said, terms=terms, today=today)
    if public or command == "publish":
        found = {**missing(said, today=today), **found}
    bound.errors.update({name: one for name, one in beside_fields(found, bound).items() if name not in bound.errors})
    return bound, said


def _done(request: Request, session: Session, demand: Demand, viewer: Viewer, *, publish: bool) -> Response:
    """The draft is kept even where it cannot be published yet."""
    if not publish:
        notice = KEPT if demand.state is DemandState.DRAFT else N_("Saved.")
        return redirect(request, "demand_page", code=demand.code, notice=notice)
    try:
        with session.begin_nested():
            demanding.publish(session, demand=demand, by=viewer)
    except Conflict:
        return redirect(request, "demand_page", code=demand.code, notice=NOT_SEEN_YET, level="warning")
    return redirect(request, "demand_page", code=demand.code, notice=PUBLISHED)


@router.get("/{code}/edit", name="demand_edit")
def edit(request: Request, demand: DemandToWrite, session: Db, terms: Terms) -> Response:
    bound = Bound[Any](typed_of(DemandFields.of(demand)))
    return demand_form(request, terms, _about_own(session, demand), bound, row_version=demand.row_version)


def _about_own(session: Session, demand: Demand) -> About:
    return About(session.get_one(Organisation, demand.organisation_id), demand=demand)


@router.post("/{code}/edit")
def save(request: Request, demand: DemandToWrite, session: Db, viewer: SignedIn, terms: Terms, form: Form) -> Response:
    """Save; of what somebody else saved meanwhile both texts are shown."""
    asked = Bound[Any](typed_values(form))
    bound, said = _read(asked, terms, public=demand.state is DemandState.OPEN)
    about, seen = _about_own(session, demand), asked.number("row_version") or 0
    if bound.errors or asked.value("do").partition(":")[0] in ("add", "remove"):
        return demand_form(request, terms, about, bound, row_version=seen)
    try:
        demanding.save(session, demand=demand, said=said, terms=terms, row_version=seen, by=viewer)
    except Stale as stale:
        clash = clash_of(stale, said, LABELS, bound, terms, language_of(request))
        return demand_form(request, terms, about, bound, row_version=stale.row_version, clash=clash)
    publish = asked.value("do") == "publish" and demand.state is not DemandState.OPEN
    return _done(request, session, demand, viewer, publish=publish)
