"""A coordinator chooses who could visit whom, looks how they fit, and sends it."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, select

from app.content.clean import Problem
from app.content.text import N_
from app.domain.errors import Conflict, NotFound
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.domain.visits import fits, proposing
from app.domain.visits.access import open_offers
from app.domain.visits.checked import read_spans
from app.domain.visits.pairing import Pairing, clashing, is_near, on_day, pairing, score_on
from app.domain.visits.scoring import components_of
from app.forms.bind import Bound, bind, filled
from app.forms.learning_proposal import ProposalForm
from app.models.demands import Demand, DemandState, Offer
from app.models.organisations import Organisation
from app.models.rounds import Proposal
from app.web.answers import redirect
from app.web.filters import show_date
from app.web.gates import Coordinator
from app.web.learning_board_words import money, month_words, span_words, topic_labels
from app.web.learning_proposals import attempt, clash_problem
from app.web.learning_score_words import ScoreWords
from app.web.requests import Db, Form, Terms, language_of
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/learning/proposals/new")
MOST_SHOWN = 500
BEST = 10
DAYS_SHOWN = 6
Code = Annotated[str, Query(max_length=12)]


@router.get("", name="proposal_new")
def choose(
    request: Request,
    session: Db,
    viewer: Coordinator,
    terms: Terms,
    demand: Code = "",
    offer: Code = "",
    day: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """Without an offer the best ones are shown; with both, all that speaks for and against."""
    wanted, shown = _chosen(session, viewer, demand, offer)
    return _page(request, session, viewer, terms, wanted, shown, filled({"starts_on": day} if day else {}))


def _chosen(session: Session, viewer: Viewer, demand: str, offer: str) -> tuple[Demand | None, Offer | None]:
    """Raises NotFound for what is not open, or not for this coordinator."""
    if not (demand + offer).isalnum() and demand + offer:
        # PostgreSQL refuses to look for some signs that no code holds.
        raise NotFound
    wanted = session.exec(_demands(viewer).where(Demand.code == demand)).first() if demand else None
    shown = session.exec(_offers(viewer).where(Offer.code == offer)).first() if offer else None
    if (demand and wanted is None) or (offer and shown is None):
        raise NotFound
    return wanted, shown


def _demands(viewer: Viewer) -> Any:
    return select(Demand).where(Demand.state == DemandState.OPEN, _neutral(viewer, Demand))


def _offers(viewer: Viewer) -> Any:
    return open_offers().where(col(Offer.visits).is_(True), _neutral(viewer, Offer))


def _neutral(viewer: Viewer, table: type[Demand] | type[Offer]) -> ColumnElement[bool]:
    """As `access.is_neutral`."""
    others = col(table.on_behalf_by_id).is_distinct_from(viewer.id)
    return and_(col(table.organisation_id).not_in(list(viewer.memberships)), others)


def _page(
    request: Request,
    session: Session,
    viewer: Viewer,
    terms: TermBook,
    demand: Demand | None,
    offer: Offer | None,
    bound: Bound[Any],
) -> Response:
    return render(
        request,
        "learning/proposal_new.html",
        demands=_options(session, _demands(viewer), Demand),
        offers=_options(session, _offers(viewer), Offer),
        demand=demand,
        offer=offer,
        best=fits.matches(session, demand=demand).feasible[:BEST] if demand and not offer else [],
        bound=bound,
        status=bound.status,
        **(_both(request, session, terms, demand, offer, _day(bound)) if demand and offer else {"pair": None}),
    )


def _options(session: Session, query: Any, table: type[Demand] | type[Offer]) -> list[tuple[str, str]]:
    names = query.join(Organisation, col(Organisation.id) == table.organisation_id).with_only_columns(
        col(table.code), col(table.title), col(Organisation.name)
    )
    rows = session.execute(names.order_by(col(Organisation.name), col(table.id)).limit(MOST_SHOWN)).all()
    return [(code, f"{name}: {title}"[:120]) for code, title, name in rows]


def _day(bound: Bound[Any]) -> date | None:
    """The day that was typed, if it is one of the next years."""
    try:
        day = date.fromisoformat(bound.value("starts_on"))
    except ValueError:
        return None
    return day if is_near(day) else None


def _both(
    request: Request, session: Session, terms: TermBook, demand: Demand, offer: Offer, day: date | None
) -> dict[str, Any]:
    """What stands side by side, and how they fit on a day: that which was asked for, else the best."""
    pair, language, words = (
        pairing(session, demand=demand, offer=offer),
        language_of(request),
        ScoreWords(request, terms),
    )
    day = day or pair.match.start
    pair = on_day(session, pair=pair, day=day) if day else pair
    found = score_on(pair, day) if day else pair.match.score
    return {
        "pair": pair,
        "day": day,
        "clashes": _clashes(session, pair, day, language) if day else [],
        "total": found.total,
        "parts": words.components(components_of(found)),
        "visitor": session.get_one(Organisation, demand.organisation_id),
        "host": session.get_one(Organisation, offer.organisation_id),
        "demand_topics": topic_labels(demand, terms, language),
        "offer_topics": topic_labels(offer, terms, language),
        "windows": [span_words(first, last, language) for first, last in read_spans(demand.windows)],
        "months": month_words(offer.months_open, language),
        "obstacles_said": words.blocks(fits.blocks_of(pair.match.blocks)),
        "cost": money(pair.match.cost, request),
        "free": [show_date(day, language) for day in _some_days(pair)],
        "suggestions": [day.isoformat() for day in _some_days(pair)],
    }


def _clashes(session: Session, pair: Pairing, day: date, language: str) -> list[Problem]:
    """What speaks against this very day."""
    found = clashing(session, demand=pair.demand, offer=pair.offer, starts_on=day, days=pair.match.days)
    return [clash_problem(one, language) for one in found]


def _some_days(pair: Pairing) -> list[date]:
    """The best first, then the soonest."""
    best = [pair.match.start] if pair.match.start else []
    return list(dict.fromkeys([*best, *pair.days]))[:DAYS_SHOWN]


@router.post("")
def propose(request: Request, session: Db, viewer: Coordinator, terms: Terms, form: Form) -> Response:
    """Look at a day, send at once, or keep it as a suggestion for later."""
    bound = bind(ProposalForm, form)
    demand, offer = _chosen(session, viewer, bound.value("demand")[:12], bound.value("offer")[:12])
    if demand is None or offer is None:
        raise Conflict(N_("Choose who wants to learn and who could show it."))
    if form.get("do") == "look":
        return _page(request, session, viewer, terms, demand, offer, bound)
    said, made = bound.model, list[Proposal]()

    def do() -> None:
        if said is None:
            return
        suggested = proposing.suggest(
            session, demand=demand, offer=offer, starts_on=said.starts_on, note_to_both=said.note, by=viewer
        )
        made.append(suggested)
        if form.get("do") == "send":
            proposing.send(session, proposal=suggested, by=viewer)

    if said and attempt(request, session, bound, do):
        notice = (
            N_("Sent. Both sides get a mail.") if form.get("do") == "send" else N_("Kept. Nobody has been asked yet.")
        )
        return redirect(request, "proposal_page", code=made[0].code, notice=notice)
    return _page(request, session, viewer, terms, demand, offer, bound)
