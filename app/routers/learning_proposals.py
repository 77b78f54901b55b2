"""Proposals of visits: the list, the page of one, and how both sides and coordinators act on it."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.content.text import N_
from app.domain.errors import Forbidden, Invalid
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.domain.visits import proposal_answers, proposal_ends, proposing, waiting_list
from app.domain.visits.audit_words import ACTIONS
from app.domain.visits.clashes import Clashing
from app.domain.visits.proposal_showing import ShownProposal, listed, proposal_as_shown
from app.domain.visits.proposal_words import OUT, REASONS, STATES
from app.forms.bind import Bound, typed_values
from app.i18n import translate
from app.models.rounds import Proposal, Side
from app.web.answers import redirect
from app.web.gates import Coordinator, SignedIn
from app.web.learning_board_words import money
from app.web.learning_interpreter import interpreter_words
from app.web.learning_proposals import NOT_ANY_MORE, answer_facts, attempt, keep_clashes, take
from app.web.learning_score_words import ScoreWords
from app.web.paging import PageNumber, paging
from app.web.requests import Db, Form, Lang, Terms, language_of
from app.web.templating import address, render
from app.web.visit_gates import ProposalToRead

router = APIRouter(prefix="/{lang:lang}/learning/proposals")
PER_PAGE = 20
LABELS = {
    "open": N_("Under way"),
    "unsent": N_("To send"),
    "out": N_("Out"),
    "agreed": N_("Agreed"),
    "ended": N_("Ended"),
    "all": N_("All"),
}


@router.get("", name="proposal_list")
def proposals(
    request: Request,
    session: Db,
    viewer: SignedIn,
    lang: Lang,
    state: Annotated[str, Query(max_length=20)] = "",
    own: Annotated[str, Query(max_length=1)] = "",
    page: PageNumber = 1,
) -> Response:
    """One's own, and for coordinators all; what waits for this person first."""
    chosen = state if state in LABELS else "open"
    mine = own == "1" or not viewer.is_coordinator
    rows, total = listed(session, viewer, state=chosen, own=mine, page=page, per_page=PER_PAGE)

    def address_of(**changes: object) -> str:
        return address(request, "proposal_list", lang=lang, **{"state": state, "own": own, **changes})

    shown = [code for code in LABELS if code != "unsent" or viewer.is_coordinator]
    return render(
        request,
        "learning/proposal_list.html",
        rows=rows,
        total=total,
        states=STATES,
        out=OUT,
        filters=[
            {"label": translate(lang, LABELS[code]), "address": address_of(state=code), "current": code == chosen}
            for code in shown
        ],
        scopes=[
            (N_("all"), address_of(own=""), not mine),
            (N_("my organisations"), address_of(own="1"), mine),
        ],
        page=paging(page, total, PER_PAGE, lambda number: address_of(page=number if number > 1 else "")),
    )


@router.get("/lines", name="proposal_lines")
def waiting_lines(request: Request, session: Db, _: Coordinator) -> Response:
    return render(request, "learning/proposal_lines.html", lines=waiting_list.lines(session))


@router.get("/{code}", name="proposal_page")
def one(request: Request, proposal: ProposalToRead, session: Db, viewer: SignedIn, terms: Terms) -> Response:
    return _page(request, session, proposal, viewer, terms, Bound(), "")


def _page(
    request: Request,
    session: Session,
    proposal: Proposal,
    viewer: Viewer,
    terms: TermBook,
    bound: Bound[Any],
    failed: str,
    late: str = "",
) -> Response:
    """`failed` names the form that has to be mended; `late`: what happens with a yes that clashed."""
    shown = proposal_as_shown(session, proposal, viewer)
    return render(
        request,
        "learning/proposal.html",
        shown=shown,
        states=STATES,
        out=OUT,
        reasons_by_code=REASONS,
        parts=ScoreWords(request, terms).components(proposal.components),
        cost=money(proposal.cost, request),
        interpreter=interpreter_words(shown.interpreting, language_of(request)) if shown.interpreting else "",
        events=_events(shown, language_of(request)),
        bound=bound,
        failed=failed,
        late=late,
        status=409 if late else bound.status,
        **answer_facts(proposal, shown.to_answer or shown.may_decline or Side.VISITOR),
    )


def _events(shown: ShownProposal, language: str) -> list[dict[str, Any]]:
    return [
        {
            "at": one.at,
            "who": one.who,
            "text": translate(language, ACTIONS[f"proposal.{one.verb}"]),
            "note": one.message,
        }
        for one in shown.history
    ]


@router.post("/{code}/answer", name="proposal_answer")
def answer(
    request: Request, proposal: ProposalToRead, session: Db, viewer: SignedIn, terms: Terms, form: Form
) -> Response:
    bound: Bound[Any] = Bound(typed_values(form))
    side, failed, late = _side(bound), bound.value("answer"), ""
    try:
        with session.begin_nested():
            notice = take(request, session, proposal, side, bound, viewer)
        return redirect(request, "proposal_page", code=proposal.code, notice=notice)
    except Invalid as wrong:
        bound.refuse(wrong)
    except Clashing as wrong:
        late = NOT_ANY_MORE
        proposal_answers.tell_clash(session, proposal=proposal, clashes=wrong.clashes, by=viewer)
        keep_clashes(bound, wrong.clashes, language_of(request))
    return _page(request, session, proposal, viewer, terms, bound, failed, late)


def _side(bound: Bound[Any]) -> Side:
    """Who answers for both sides says for which; the verb refuses a side that is not theirs."""
    typed = bound.value("side")
    if typed not in set(Side):
        raise Forbidden
    return Side(typed)


@router.post("/{code}/day", name="proposal_day")
def choose_day(
    request: Request, proposal: ProposalToRead, session: Db, viewer: SignedIn, terms: Terms, form: Form
) -> Response:
    """One of the other days becomes a proposal of its own."""
    bound: Bound[Any] = Bound(typed_values(form))
    made: list[Proposal] = []

    def choose() -> None:
        day = proposal_answers.day_offered(proposal, bound.value("starts_on"))
        made.append(proposal_answers.choose_day(session, proposal=proposal, starts_on=day, by=viewer))

    if attempt(request, session, bound, choose):
        return redirect(request, "proposal_page", code=made[0].code, notice=N_("Proposed. They get a mail."))
    return _page(request, session, proposal, viewer, terms, bound, "")


@router.post("/{code}/{verb}", name="proposal_step")
def step(
    request: Request,
    proposal: ProposalToRead,
    verb: Literal["send", "take_back"],
    session: Db,
    viewer: SignedIn,
    terms: Terms,
    form: Form,
) -> Response:
    """What coordinators do with it."""
    bound: Bound[Any] = Bound(typed_values(form))
    message = bound.value("message")

    def do() -> None:
        if verb == "send":
            proposing.send(session, proposal=proposal, by=viewer)
        else:
            proposal_ends.take_back(session, proposal=proposal, message=message, by=viewer)

    if attempt(request, session, bound, do):
        notice = N_("Sent. Both sides get a mail.") if verb == "send" else N_("Taken back.")
        return redirect(request, "proposal_page", code=proposal.code, notice=notice)
    return _page(request, session, proposal, viewer, terms, bound, "message" if "message" in bound.errors else "")
