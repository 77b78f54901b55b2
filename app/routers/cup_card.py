"""A juror's scorecard beside the entry: saved by itself and by hand, handed in, declined."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.content.clean import Problem
from app.content.text import N_
from app.domain.cup import cards
from app.domain.errors import Conflict, Invalid, Stale
from app.domain.people.parking import parked
from app.forms.bind import Bound, filled, typed_values
from app.forms.scorecard import stored_in, written_from
from app.models.jury import CardState
from app.web.answers import go, redirect
from app.web.cup_card import AtCard
from app.web.cup_gates import OwnCard
from app.web.gates import SignedIn
from app.web.requests import Db, Form
from app.web.templating import address

router = APIRouter(prefix="/{lang:lang}/cup/{year}/desk/{code}")


@router.get("", name="cup_card")
def show(request: Request, opened: OwnCard, session: Db, viewer: SignedIn) -> Response:
    return AtCard(request, session, opened, viewer).page()


@router.post("")
def save(request: Request, opened: OwnCard, session: Db, viewer: SignedIn, form: Form) -> Response:
    """Saved at every press of a button and by itself; handed in with the button of that name."""
    at = AtCard(request, session, opened, viewer)
    bound = at.settled(Bound(typed_values(form)))
    try:
        _take(at, bound)
    except cards.Unfinished as unfinished:
        bound.errors.update({name: Problem(text) for name, text in unfinished.problems.items()})
        return at.refused(_again(at, bound))
    except Invalid as wrong:
        bound.refuse(wrong)
        return at.refused(bound)
    except Stale:
        return at.not_taken(bound, None)
    except Conflict as why:
        return _closed(at, bound, why)
    return at.saved() if at.autosaving else _went_well(at, bound)


def _take(at: AtCard, bound: Bound[Any]) -> None:
    cards.save(
        at.session,
        card=at.opened.card,
        edition=at.opened.edition,
        written=written_from(bound, at.asked),
        expected=bound.number("row_version") or 0,
        by=at.viewer,
    )
    if bound.value("do") == "finish":
        cards.finish(at.session, card=at.opened.card, edition=at.opened.edition, by=at.viewer)


def _went_well(at: AtCard, bound: Bound[Any]) -> Response:
    if bound.value("do") != "finish":
        return go(at.request, at.address_of("cup_card"), notice=N_("Saved. You can go on later."))
    notice = N_("Handed in. Thank you for your judgement.")
    return redirect(at.request, "cup_desk", year=at.opened.edition.year, notice=notice)


def _again(at: AtCard, bound: Bound[Any]) -> Bound[Any]:
    """The card as it was saved just now, with what is still missing."""
    saved = filled(stored_in(at.opened.card))
    saved.errors = bound.errors
    return saved


def _closed(at: AtCard, bound: Bound[Any], why: Conflict) -> Response:
    """Pressing the button twice is no mistake; other words than those handed in are shown, not lost."""
    mine = {name: bound.value(name) for name in bound.typed if name not in ("do", "row_version")}
    same = all(value.strip() == stored_in(at.opened.card).get(name, "").strip() for name, value in mine.items())
    if same and at.opened.card.state is CardState.FINAL and not at.autosaving:
        return go(at.request, at.address_of("cup_card"), notice=N_("It was handed in already."))
    return at.not_taken(bound, why)


@router.get("/compare/{kept}", name="cup_card_compare")
def compare(request: Request, opened: OwnCard, kept: str, session: Db, viewer: SignedIn) -> Response:
    """Both texts, where saving by itself met the text of another tab or a card that is closed."""
    at = AtCard(request, session, opened, viewer)
    form = parked(session, kept)
    if form is None or form.path != at.address_of("cup_card"):
        notice = N_("The other text is not kept any more. This is the one that is saved.")
        return go(request, at.address_of("cup_card"), notice=notice)
    return at.clash(Bound({name: [value] for name, value in form.fields}), at.closed_because())


@router.post("/decline", name="cup_card_decline")
def decline(request: Request, opened: OwnCard, session: Db, viewer: SignedIn, form: Form) -> Response:
    at = AtCard(request, session, opened, viewer)
    bound = Bound[Any]({**filled(stored_in(opened.card)).typed, **typed_values(form)})
    try:
        cards.decline(session, card=opened.card, reason=bound.value("reason"), by=viewer)
    except Invalid as wrong:
        bound.refuse(wrong)
        return at.page(bound, 422)
    desk = address(request, "cup_desk", lang=at.language, year=opened.edition.year)
    return go(request, desk, notice=N_("Thank you for saying so early. Somebody else will be asked."))
