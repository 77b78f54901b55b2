"""Learning visits: where one begins, and one's own wishes and offers."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.text import N_
from app.domain.viewer import Viewer
from app.domain.visits.access import writes_for
from app.domain.visits.boards import board_figures, newest
from app.domain.visits.own import own_lines
from app.domain.visits.showing import ListedVisit, listed
from app.domain.visits.visit_words import STATES as VISIT_STATES
from app.models.demands import Demand, Offer
from app.web.gates import Everybody, SignedIn
from app.web.learning_board_words import DEMAND_STATES, OFFER_STATES
from app.web.learning_boards import demand_cards, offer_cards
from app.web.learning_writing import ask_whose, whose
from app.web.requests import Db, Person, Terms
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/learning")

# What fills a row of the grid.
NEWEST = 3
NEXT = 3
STEPS = (
    (N_("Say what you want to learn, or what you can show"), N_("Ten minutes on a phone. Others see no contact data.")),
    (N_("Find each other"), N_("Hosts answer a wish, or a coordinator brings together who fits. Both sides say yes.")),
    (N_("Travel, learn, tell"), N_("You agree what to learn, visit, and tell what became of it at home.")),
)


@router.get("", name="learning_home", dependencies=[Everybody])
def landing(request: Request, session: Db, viewer: Person, terms: Terms) -> Response:
    """The primary action depends on who looks."""
    return render(
        request,
        "learning/home.html",
        steps=STEPS,
        figures=board_figures(session),
        wishes=demand_cards(request, newest(session, Demand, NEWEST), terms),
        offers=offer_cards(request, newest(session, Offer, NEWEST), terms),
        writes=bool(writes_for(viewer)),
        coming=_own_visits(session, viewer),
        states=VISIT_STATES,
    )


def _own_visits(session: Session, viewer: Viewer) -> list[ListedVisit]:
    """The next visits of somebody's own; nothing is asked for strangers."""
    return listed(session, viewer, own=True, past=False, page=1, per_page=NEXT)[0] if viewer.user else []


@router.get("/ours", name="learning_own")
def ours(request: Request, session: Db, viewer: SignedIn) -> Response:
    """The wishes and offers for which somebody acts, in every state."""
    return render(
        request,
        "learning/ours.html",
        demands=own_lines(session, Demand, viewer=viewer),
        offers=own_lines(session, Offer, viewer=viewer),
        demand_states=DEMAND_STATES,
        offer_states=OFFER_STATES,
    )


@router.get("/for", name="learning_for")
def on_behalf(
    request: Request, session: Db, viewer: SignedIn, what: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """For which organisation one writes, whatever one's own is."""
    route = "offer_new" if what == "offers" else "demand_new"
    return ask_whose(request, session, viewer, whose(session, viewer, ""), route=route)
