"""One scorecard for a coordinator without a tie: to read, and to give back to its juror."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.content.text import N_
from app.domain.cup import cards, views
from app.domain.cup.card_words import WORDS
from app.domain.cup.scoring import total, weighed
from app.domain.errors import Invalid
from app.forms.bind import Bound, typed_values
from app.forms.scorecard import asked_in
from app.models.cup import Edition, Phase
from app.models.entries import Entry
from app.models.jury import CardState, Scorecard
from app.web.answers import redirect
from app.web.cup_gates import CardToRun, note_view
from app.web.cup_reading import asking_of
from app.web.gates import Coordinator
from app.web.requests import Db, Form, Shared, language_of
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cup/{year}/run/cards/{number}")


@router.get("", name="cup_card_run")
def show(request: Request, found: CardToRun, session: Db, viewer: Coordinator, shared: Shared) -> Response:
    note_view(shared, session, entry=found[1], viewer=viewer, what=views.SCORES)
    return _page(request, session, *found, Bound())


def _page(
    request: Request, session: Db, card: Scorecard, entry: Entry, bound: Bound[Any], status: int = 200
) -> Response:
    edition = session.get_one(Edition, card.edition_id)
    criteria = asking_of(request, session, edition).criteria
    return render(
        request,
        "cup_desk/card_run.html",
        edition=edition,
        entry=entry,
        card=card,
        juror=cards.juror_of_card(session, card),
        asked=asked_in(criteria, edition, language_of(request)),
        own=total(card.scores, weighed(criteria)),
        words=WORDS[card.state],
        reopenable=card.state is CardState.FINAL
        and card.round == edition.round
        and edition.phase in (Phase.JUDGING, Phase.DELIBERATION),
        bound=bound,
        status=status,
    )


@router.post("/reopen", name="cup_card_reopen")
def reopen(request: Request, found: CardToRun, session: Db, viewer: Coordinator, form: Form) -> Response:
    """The juror hears of it by mail."""
    card, entry = found
    bound: Bound[Any] = Bound(typed_values(form))
    edition = session.get_one(Edition, card.edition_id)
    try:
        cards.reopen(session, card=card, edition=edition, reason=bound.value("reason"), by=viewer)
    except Invalid as wrong:
        bound.refuse(wrong)
        return _page(request, session, card, entry, bound, 422)
    return redirect(
        request, "cup_card_run", year=edition.year, number=card.id, notice=N_("Given back. The juror gets a mail.")
    )
