"""A proposal of a visit, answered by a link in a mail: yes, no, or other days."""

from typing import Any

from fastapi import Request
from sqlmodel import Session

from app.domain.viewer import Viewer
from app.domain.visits import proposal_answers
from app.domain.visits.clashes import Clashing
from app.domain.visits.proposal_answers import side_for
from app.domain.visits.proposal_showing import proposal_as_shown
from app.forms.bind import Bound
from app.models.rounds import AnswerLink, Proposal, Side
from app.web import learning_proposals
from app.web.learning_interpreter import interpreter_words
from app.web.learning_refusals import Refused
from app.web.requests import language_of

TEMPLATE = "learning/answer_proposal.html"


def _side(session: Session, link: AnswerLink, by: Viewer) -> Side | None:
    proposal = session.get(Proposal, link.about_id)
    if proposal is None:
        return None
    return side_for(session, proposal=proposal, by=by)


def is_open(session: Session, *, link: AnswerLink, by: Viewer) -> bool:
    """Whether the side of this person has not answered yet."""
    return _side(session, link, by) is not None


def place(session: Session, *, link: AnswerLink) -> str:
    proposal = session.get(Proposal, link.about_id)
    return f"/learning/proposals/{proposal.code}" if proposal else "/learning"


def facts(request: Request, session: Session, *, link: AnswerLink, by: Viewer) -> dict[str, Any]:
    proposal = session.get_one(Proposal, link.about_id)
    side, shown = _side(session, link, by) or Side.VISITOR, proposal_as_shown(session, proposal, by)
    return {
        "shown": shown,
        "interpreter": interpreter_words(shown.interpreting, language_of(request)) if shown.interpreting else "",
        **learning_proposals.answer_facts(proposal, side),
    }


def take(request: Request, session: Session, *, link: AnswerLink, bound: Bound[Any], by: Viewer) -> str:
    """Raises Invalid, or Refused for a yes whose days are not free any more."""
    proposal = session.get_one(Proposal, link.about_id)
    side = _side(session, link, by) or Side.VISITOR
    try:
        return learning_proposals.take(request, session, proposal, side, bound, by)
    except Clashing as late:
        clashes = late.clashes
        problems = [learning_proposals.clash_problem(one, language_of(request)) for one in clashes]
        raise Refused(
            problems,
            then=lambda: proposal_answers.tell_clash(session, proposal=proposal, clashes=clashes, by=by),
        ) from late
