"""Coaching: asked for after a visit or from an offer, answered, its meetings noted, ended with what came of it."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session, select

from app.content.clean import Problem
from app.content.text import N_
from app.domain.errors import Conflict, Invalid, NotFound, Stale
from app.domain.viewer import Viewer
from app.domain.visits import coaching as coachings
from app.domain.visits import coaching_lists, coaching_sessions
from app.domain.visits.access import writes_for
from app.domain.visits.coaching import Asking
from app.forms.bind import Bound, bind, filled, typed_values
from app.forms.learning_coaching import AskForm, ChangeForm, HoursForm, MetForm
from app.models.demands import Offer
from app.models.learning import Coaching
from app.models.organisations import Organisation
from app.models.visits import Guest, Visit
from app.web.answers import redirect
from app.web.gates import Everybody, SignedIn
from app.web.learning_coaching import coaching_page
from app.web.learning_gates import CoachingToWorkOn
from app.web.learning_report_words import COACHING_STATES
from app.web.listing import Listing, listing
from app.web.paging import PageNumber
from app.web.requests import Db, Form, Id
from app.web.templating import render
from app.web.visit_gates import CoachingToRead, OfferToRead, VisitToRead

router = APIRouter(prefix="/{lang:lang}/learning")


@router.get("/coaching", name="coaching_list")
def list_all(request: Request, session: Db, viewer: SignedIn, page: PageNumber = 1) -> Response:
    """Those of one's own organisations; all, for coordinators."""
    found: Listing[Any] = listing(request, session, coaching_lists.lines(viewer), page=page)
    lines = [coaching_lists.CoachingLine(*row) for row in found.rows]
    return render(request, "learning/coaching_list.html", found=found, lines=lines, states=COACHING_STATES)


@router.get("/offers/{code}/coaching", name="coaching_ask")
def ask_of_offer(request: Request, offer: OfferToRead, session: Db, viewer: SignedIn) -> Response:
    return _ask_page(request, session, offer, None, viewer, filled({"hours": offer.coaching_hours or ""}))


@router.post("/offers/{code}/coaching")
def asked_of_offer(request: Request, offer: OfferToRead, session: Db, viewer: SignedIn, form: Form) -> Response:
    return _ask(request, session, offer, None, viewer, form)


def _offer_of(session: Session, visit: Visit) -> Offer:
    offer = coaching_lists.offer_of_visit(session, visit)
    if offer is None:
        raise Conflict(N_("This organisation offers no coaching at the moment."))
    return offer


@router.get("/visits/{code}/coaching", name="coaching_ask_visit")
def ask_after_visit(request: Request, visit: VisitToRead, session: Db, viewer: SignedIn) -> Response:
    offer = _offer_of(session, visit)
    return _ask_page(request, session, offer, visit, viewer, filled({"hours": offer.coaching_hours or ""}))


@router.post("/visits/{code}/coaching")
def asked_after_visit(request: Request, visit: VisitToRead, session: Db, viewer: SignedIn, form: Form) -> Response:
    return _ask(request, session, _offer_of(session, visit), visit, viewer, form)


def _coached(session: Session, offer: Offer, visit: Visit | None, viewer: Viewer) -> list[Organisation]:
    """The own organisations in whose name somebody may ask: after a visit, those that were there."""
    mine = set(writes_for(viewer)) - {offer.organisation_id}
    if visit is not None:
        came = select(Guest.organisation_id).where(Guest.visit_id == visit.id)
        mine &= set(session.exec(came).all())
    return [session.get_one(Organisation, one) for one in sorted(mine)]


def _ask_page(
    request: Request, session: Session, offer: Offer, visit: Visit | None, viewer: Viewer, bound: Bound[Any]
) -> Response:
    return render(
        request,
        "learning/coaching_ask.html",
        offer=offer,
        visit=visit,
        coach=session.get_one(Organisation, offer.organisation_id),
        organisations=_coached(session, offer, visit, viewer),
        bound=bound,
        longest=coachings.LONGEST,
        status=bound.status,
    )


def _ask(request: Request, session: Session, offer: Offer, visit: Visit | None, viewer: Viewer, form: Form) -> Response:
    bound = bind(AskForm, form)
    mine = _coached(session, offer, visit, viewer)
    if bound.model is None:
        return _ask_page(request, session, offer, visit, viewer, bound)
    coached = bound.model.organisation or (mine[0].id if len(mine) == 1 else 0)
    if coached not in [one.id for one in mine]:
        bound.refuse(Invalid(N_("Choose one of the answers offered."), "organisation"))
        return _ask_page(request, session, offer, visit, viewer, bound)
    asking = Asking(coached or 0, offer, bound.model.goals, bound.model.hours, visit.id if visit else None)
    try:
        coaching = coachings.ask(session, asking=asking, by=viewer)
    except (Invalid, Conflict) as wrong:
        bound.errors[getattr(wrong, "field", "")] = Problem(wrong.message, wrong.params)
        return _ask_page(request, session, offer, visit, viewer, bound)
    return redirect(
        request, "coaching_page", code=coaching.code, notice=N_("Sent. You hear from them by mail and here.")
    )


@router.get("/coaching/{code}", name="coaching_page")
def show(request: Request, coaching: CoachingToRead, session: Db, viewer: SignedIn) -> Response:
    return coaching_page(request, session, coaching, viewer, Bound())


def _do(
    request: Request,
    session: Session,
    coaching: Coaching,
    viewer: Viewer,
    bound: Bound[Any],
    verb: Callable[[], object],
    notice: str,
) -> Response:
    """What is wrong is said beside the field, and what was typed stays."""
    if not bound.errors:
        try:
            with session.begin_nested():
                verb()
        except Stale as stale:
            bound.errors[""] = Problem(stale.message)
        except Invalid as wrong:
            bound.refuse(wrong)
    if bound.errors:
        return coaching_page(request, session, coaching, viewer, bound)
    return redirect(request, "coaching_page", code=coaching.code, notice=notice)


@router.post("/coaching/{code}/accept", name="coaching_accept")
def accept(request: Request, coaching: CoachingToWorkOn, session: Db, viewer: SignedIn, form: Form) -> Response:
    bound = bind(HoursForm, form)

    def verb() -> None:
        if bound.model:
            coachings.accept(session, coaching=coaching, hours=bound.model.hours, by=viewer)

    return _do(request, session, coaching, viewer, bound, verb, N_("Accepted. Thank you! They hear of it."))


@router.post("/coaching/{code}/decline", name="coaching_decline")
def decline(request: Request, coaching: CoachingToWorkOn, session: Db, viewer: SignedIn, form: Form) -> Response:
    bound: Bound[Any] = Bound(typed_values(form))

    def verb() -> None:
        coachings.decline(session, coaching=coaching, message=bound.value("message"), by=viewer)

    return _do(request, session, coaching, viewer, bound, verb, N_("Declined. They hear of it, with your reason."))


@router.post("/coaching/{code}/change", name="coaching_change")
def change(request: Request, coaching: CoachingToWorkOn, session: Db, viewer: SignedIn, form: Form) -> Response:
    bound = bind(ChangeForm, form)

    def verb() -> None:
        if bound.model:
            goals, hours, expected = bound.model.goals, bound.model.hours, bound.number("row_version") or 0
            coachings.change(session, coaching=coaching, goals=goals, hours=hours, expected=expected, by=viewer)

    return _do(request, session, coaching, viewer, bound, verb, N_("Saved."))


@router.post("/coaching/{code}/end", name="coaching_end")
def end(request: Request, coaching: CoachingToWorkOn, session: Db, viewer: SignedIn, form: Form) -> Response:
    bound: Bound[Any] = Bound(typed_values(form))

    def verb() -> None:
        coachings.end(session, coaching=coaching, result=bound.value("result"), by=viewer)

    return _do(request, session, coaching, viewer, bound, verb, N_("Ended. Both sides hear of it."))


@router.post("/coaching/{code}/sessions", name="coaching_session_add")
def add_session(request: Request, coaching: CoachingToWorkOn, session: Db, viewer: SignedIn, form: Form) -> Response:
    bound = bind(MetForm, form)

    def verb() -> None:
        if bound.model:
            coaching_sessions.add(session, coaching=coaching, met=bound.model.met(), by=viewer)

    return _do(request, session, coaching, viewer, bound, verb, N_("Noted."))


@router.get("/coaching/{code}/sessions/{session_id}", name="coaching_session")
def edit_session(request: Request, coaching: CoachingToWorkOn, session_id: Id, session: Db) -> Response:
    meeting = coaching_sessions.session_of(session, coaching=coaching, session_id=session_id)
    names = ("day", "minutes", "channel", "notes", "next_step")
    return _session_page(
        request,
        coaching,
        session_id,
        filled({name: getattr(meeting, name) for name in names} | {"row_version": meeting.row_version}),
    )


def _session_page(request: Request, coaching: Coaching, session_id: int, bound: Bound[Any]) -> Response:
    channels = list(coaching_sessions.CHANNELS.items())
    return render(
        request,
        "learning/coaching_session.html",
        coaching=coaching,
        session_id=session_id,
        channels=channels,
        bound=bound,
        status=bound.status,
    )


@router.post("/coaching/{code}/sessions/{session_id}")
def change_session(
    request: Request, coaching: CoachingToWorkOn, session_id: Id, session: Db, viewer: SignedIn, form: Form
) -> Response:
    meeting = coaching_sessions.session_of(session, coaching=coaching, session_id=session_id)
    bound = bind(MetForm, form)
    if bound.model is not None:
        met, expected = bound.model.met(), bound.number("row_version") or 0
        try:
            coaching_sessions.change(session, coaching=coaching, meeting=meeting, met=met, expected=expected, by=viewer)
        except Stale as stale:
            bound.errors[""] = Problem(
                N_("Somebody else changed this meeting meanwhile. They wrote: %(theirs)s"),
                {"theirs": str(stale.theirs)},
            )
            bound.typed = {**bound.typed, "row_version": [str(stale.row_version)]}
        except Invalid as wrong:
            bound.refuse(wrong)
    if bound.errors:
        return _session_page(request, coaching, session_id, bound)
    return redirect(request, "coaching_page", code=coaching.code, notice=N_("Saved."))


@router.get("/cases/{case_code}/coaching", name="coaching_ask_case", dependencies=[Everybody])
def ask_about_case(request: Request, case_code: str, session: Db) -> Response:
    """From a case to the offer through which its organisation coaches others."""
    offer = coaching_lists.offer_of_public_case(session, case_code)
    if offer is None:
        raise NotFound(N_("This organisation offers no coaching in this at the moment."))
    return redirect(request, "coaching_ask", code=offer.code)
