"""The deliberation board: all entries side by side, decisions about many of them, the calculation."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.clean import Problem
from app.content.text import N_
from app.domain.cup import calculating, deciding_many, deliberating, second_round, views
from app.domain.cup.board import ORDERS, Board, Row, board, by_language, ordered
from app.domain.cup.board_words import PROBLEMS, agreement_words, juror_words
from app.domain.cup.phases import rights_now
from app.domain.cup.results import calculate
from app.domain.errors import Conflict, DomainError, Forbidden, Invalid, Stale
from app.domain.viewer import Viewer
from app.forms.bind import Bound, bind
from app.forms.cup_board import LABELS, ManyForm
from app.models.cup import Edition
from app.web import cup_board
from app.web.answers import redirect
from app.web.cup_gates import EditionToRun
from app.web.cup_words import EditionWords
from app.web.gates import Coordinator
from app.web.requests import Db, Form, Lang, Shared
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/cup/{year}/run/board")

ORDER_WORDS = {
    "quality": N_("calibrated quality"),
    "raw": N_("raw mean"),
    "spread": N_("disagreement"),
    "chance": N_("chance to win"),
    "learning": N_("learning"),
}
CHANGED = N_("Somebody else has decided about one of these meanwhile. Please look at them again.")


@dataclass(frozen=True, slots=True)
class Wish:
    """What of the board is asked for; `round` 0 is the present one."""

    sort: str
    round: int
    language: str
    country: str

    def query(self, **other: object) -> dict[str, Any]:
        """As parameters of an address, without what goes without saying."""
        asked = {"sort": self.sort, "round": self.round, "language": self.language, "country": self.country, **other}
        return {name: value for name, value in asked.items() if value and value != ORDERS[0]}

    def wants(self, row: Row) -> bool:
        return self.language in ("", row.language) and self.country in ("", row.country)


def wish_of(
    sort: Annotated[str, Query(max_length=20)] = ORDERS[0],
    round_: Annotated[int, Query(alias="round", ge=0, le=2)] = 0,
    language: Annotated[str, Query(max_length=12)] = "",
    country: Annotated[str, Query(max_length=2)] = "",
) -> Wish:
    return Wish(sort if sort in ORDERS else ORDERS[0], round_, language, country)


Wished = Annotated[Wish, Depends(wish_of)]


def may_look(session: Session, edition: Edition) -> bool:
    """Results stand on the board from the deliberation on."""
    rights = rights_now(session, edition)
    return rights.decide or rights.results


@router.get("", name="cup_board")
def board_page(
    request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, shared: Shared, lang: Lang, wish: Wished
) -> Response:
    if not may_look(session, edition):
        return render(request, "cup_run/board_early.html", edition=edition, words=EditionWords(edition, lang))
    shown = _shown(session, edition, viewer, wish)
    scored = [row.entry_id for row in shown.rows if row.rank]
    if unseen := views.unseen_today(session, entry_ids=scored, viewer=viewer, what=views.SCORES):
        with shared.database.writing() as writing:
            views.note_views(writing, entry_ids=unseen, user_id=viewer.id or 0, what=views.SCORES)
    return _page(request, session, edition, shown, wish, lang)


def _shown(session: Session, edition: Edition, viewer: Viewer, wish: Wish) -> Board:
    return board(session, edition=edition, viewer=viewer, number=wish.round or edition.round)


def _page(
    request: Request,
    session: Session,
    edition: Edition,
    shown: Board,
    wish: Wish,
    lang: str,
    bound: Bound[Any] | None = None,
) -> Response:
    words = EditionWords(edition, lang)
    rows = [row for row in shown.rows if wish.wants(row)]
    bound = bound or Bound()
    return render(
        request,
        "cup_run/board.html",
        {
            "edition": edition,
            "words": words,
            "shown": shown,
            "wish": wish,
            "number": wish.round or edition.round,
            "bound": bound,
            "labels": LABELS,
            "ticked": frozenset(ticked.partition(":")[0] for ticked in bound.values("entry")),
            "lines": cup_board.lines(ordered(rows, wish.sort), shown, lang, words),
            "plots": cup_board.plots(rows),
            "stale": _stale(session, edition, shown),
            "deliberates": deliberating.may_deliberate(session, edition),
            "second": second_round.is_running(session, edition),
            "orders": ORDER_WORDS,
            **_words(shown, lang),
            **_choices(shown, edition, words, lang),
        },
        status=bound.status,
    )


def _stale(session: Session, edition: Edition, shown: Board) -> bool:
    if shown.calculation is None:
        return False
    return calculating.is_stale(
        session,
        edition=edition,
        calculation=shown.calculation,
        results=shown.results,
        hidden=shown.hidden,
        judged=shown.judged,
    )


def _words(shown: Board, lang: str) -> dict[str, Any]:
    """All that is said about the numbers as a whole."""
    titles = {row.code: row for row in shown.rows}
    results = shown.results
    return {
        "problem": PROBLEMS.get(results.get("problem", ""), ""),
        "parts": [[titles[code] for code in part if code in titles] for part in results.get("parts", [])],
        "agreement": [cup_board.said(one, lang) for one in agreement_words(results)],
        "jurors": [(juror, [cup_board.said(one, lang) for one in juror_words(juror)]) for juror in shown.jurors],
        "swaps": [
            (titles[up], titles[down]) for up, down in results.get("swaps", []) if up in titles and down in titles
        ],
        "languages_of": by_language(shown.rows),
        "figure": lambda value, digits=1: cup_board.figure(value, lang, digits),
    }


def _choices(shown: Board, edition: Edition, words: EditionWords, lang: str) -> dict[str, Any]:
    """What can be chosen: filters and awards; and how far the decisions are."""
    decisions = [row.decision for row in shown.rows if row.decision]
    given = {award["key"]: sum(one.award == award["key"] for one in decisions) for award in edition.awards}
    names = cup_board.award_options(words, lang)
    return {
        "entry_languages": sorted({row.language for row in shown.rows}),
        "countries": sorted({row.country for row in shown.rows if row.country}),
        "awards": names,
        "given": [
            (name, given[key], award["places"]) for (key, name), award in zip(names[:-1], edition.awards, strict=True)
        ],
        "decided": len(decisions),
        "lacking": len(shown.rows) - sum(one.whole for one in decisions),
        "checked": sum(one.checked for one in decisions),
    }


@router.post("/calculate", name="cup_board_calculate")
def calculate_again(
    request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, wish: Wished
) -> Response:
    """Nobody waits for the database while it calculates: what was read is closed first."""
    if not deliberating.may_deliberate(session, edition):
        raise Conflict(deliberating.NOT_NOW)
    collected = calculating.collect(session, edition=edition)
    year = edition.year
    session.rollback()
    results = calculate(collected.inputs, collected.settings)
    calculating.keep(session, edition=edition, collected=collected, results=results, by=viewer)
    return redirect(request, "cup_board", year=year, notice=N_("Calculated."), **wish.query())


@router.post("/decide", name="cup_board_decide")
def decide(
    request: Request, edition: EditionToRun, session: Db, viewer: Coordinator, lang: Lang, form: Form, wish: Wished
) -> Response:
    """Do to all ticked entries what the button says."""
    bound = bind(ManyForm, form)
    try:
        if bound.model:
            done = _do(session, edition, viewer, bound.model)
            notice = DONE[bound.model.do] if done else N_("Nothing had to be changed.")
            return redirect(request, "cup_board", year=edition.year, notice=notice, **wish.query())
    except Stale:
        session.rollback()
        bound.errors["entry"] = Problem(CHANGED, {})
    except (Invalid, Conflict, Forbidden) as wrong:
        refuse(session, bound, wrong)
    return _page(request, session, edition, _shown(session, edition, viewer, wish), wish, lang, bound)


DONE = {
    "park": N_("Decided, for now: nobody is told before all is released."),
    "check": N_("Checked."),
    "shortlist": N_("They are on the short list."),
    "take_off_shortlist": N_("They are off the short list."),
}


def _do(session: Session, edition: Edition, viewer: Viewer, asked: ManyForm) -> int:
    seen = asked.seen()
    if asked.do == "park":
        return deciding_many.park_many(
            session,
            edition=edition,
            seen=seen,
            award=asked.award,
            reason=asked.reason,
            take_feedback=asked.feedback,
            by=viewer,
        )
    if asked.do == "check":
        return deciding_many.check_many(session, edition=edition, seen=seen, by=viewer)
    return deliberating.change_shortlist(
        session, edition=edition, codes=seen, verb=asked.do, message=asked.message, by=viewer
    )


def refuse(session: Session, bound: Bound[Any], wrong: DomainError) -> None:
    """Say it beside the form; whatever the verb had begun is undone."""
    field = wrong.field if isinstance(wrong, Invalid) else ""
    session.rollback()
    bound.errors[field] = Problem(wrong.message, wrong.params)
