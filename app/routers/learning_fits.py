"""Who fits a wish, for coordinators: all offers ranked with their scores and obstacles, and some side by side."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from app.domain.errors import Forbidden
from app.domain.viewer import Viewer
from app.domain.visits.access import is_neutral
from app.domain.visits.fits import Fit, matches
from app.domain.visits.input_rows import PROBLEMS
from app.models.demands import Demand, DemandState
from app.models.organisations import Organisation
from app.web.gates import Coordinator, gate
from app.web.learning_board_words import money, topic_labels
from app.web.learning_score_words import ScoreWords
from app.web.requests import Db, Terms, language_of
from app.web.templating import render
from app.web.visit_gates import DemandToRead

router = APIRouter(prefix="/{lang:lang}/learning/demands/{code}/hosts")
MOST_SIDE_BY_SIDE = 3
Chosen = Annotated[list[str], Query(default_factory=list, alias="offer", max_length=50)]


@gate("a demand that this coordinator may find hosts for: neither of their own organisation nor entered by them")
def demand_to_place(viewer: Coordinator, demand: DemandToRead) -> Demand:
    if not is_neutral(viewer, demand):
        raise Forbidden
    return demand


DemandToPlace = Annotated[Demand, Depends(demand_to_place)]


@router.get("", name="demand_hosts")
def hosts(request: Request, demand: DemandToPlace, session: Db, viewer: Coordinator, terms: Terms) -> Response:
    found = matches(session, demand=demand)
    return render(
        request,
        "learning/demand_hosts.html",
        demand=demand,
        organisation=session.get_one(Organisation, demand.organisation_id),
        topics=topic_labels(demand, terms, language_of(request)),
        found=found,
        proposable=_proposable(viewer, demand, found.feasible),
        words=ScoreWords(request, terms),
        money=lambda hundredths: money(hundredths, request),
        problems=PROBLEMS,
        most=MOST_SIDE_BY_SIDE,
    )


@router.get("/compare", name="demand_hosts_compare")
def side_by_side(
    request: Request, demand: DemandToPlace, session: Db, viewer: Coordinator, terms: Terms, offers: Chosen
) -> Response:
    """Criterion by criterion, in the order in which they were chosen; at most three."""
    found = matches(session, demand=demand)
    known = {fit.offer.code: fit for fit in [*found.feasible, *found.blocked]}
    chosen: list[Fit] = [known[code] for code in dict.fromkeys(offers) if code in known][:MOST_SIDE_BY_SIDE]
    words = ScoreWords(request, terms)
    columns = [words.components(fit.components) for fit in chosen]
    return render(
        request,
        "learning/demand_hosts_compare.html",
        demand=demand,
        organisation=session.get_one(Organisation, demand.organisation_id),
        chosen=chosen,
        proposable=_proposable(viewer, demand, chosen),
        rows=list(zip(*columns, strict=True)) if chosen else [],
        words=words,
        money=lambda hundredths: money(hundredths, request),
    )


def _proposable(viewer: Viewer, demand: Demand, fits: Sequence[Fit]) -> frozenset[str]:
    """Codes of the offers of which this coordinator may propose a visit now, as the page for it asks."""
    if demand.state is not DemandState.OPEN:
        return frozenset()
    return frozenset(fit.offer.code for fit in fits if fit.offer.visits and is_neutral(viewer, fit.offer))
