"""Answering by a link in a mail, without signing in: the page asks, its one button answers."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.domain.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from app.domain.viewer import Viewer
from app.domain.visits import answer_links
from app.domain.visits.answer_links import LinkOver, Over
from app.forms.bind import Bound, filled, typed_values
from app.models.rounds import AnswerLink
from app.web.answers import redirect
from app.web.gates import Everybody
from app.web.learning_answers import HANDLERS, Handler
from app.web.learning_refusals import Refused
from app.web.requests import Db, Form, Person, language_of
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/learning/answer")
# The address is a key: no machine may list it, no shared telephone keep the page.
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "same-origin"}


def _open(session: Session, token: str, viewer: Viewer) -> tuple[AnswerLink, Handler, Viewer]:
    """The link, who answers for its kind of question, and the person to whom it was sent. Raises LinkOver."""
    link = answer_links.find(session, token=token, opened_by=viewer)
    handler, by = HANDLERS[link.about], answer_links.holder(session, link=link)
    if not handler.is_open(session, link=link, by=by):
        raise LinkOver(Over.ANSWERED, link)
    return link, handler, by


@router.get("/{token}", name="answer_link", dependencies=[Everybody])
def show(request: Request, session: Db, viewer: Person, token: str, answer: str = "") -> Response:
    """What is asked, with the answer that was tapped. Changes nothing."""
    try:
        link, handler, by = _open(session, token, viewer)
    except LinkOver as over:
        return _over(request, session, over)
    return _page(request, session, handler, link, by, token, filled({"answer": answer}))


def _page(
    request: Request,
    session: Session,
    handler: Handler,
    link: AnswerLink,
    by: Viewer,
    token: str,
    bound: Bound[Any],
) -> Response:
    facts = handler.facts(request, session, link=link, by=by)
    response = render(request, handler.TEMPLATE, token=token, by=by.user, bound=bound, status=bound.status, **facts)
    response.headers.update(HEADERS)
    return response


def _over(request: Request, session: Session, over: LinkOver) -> Response:
    """Says why, and leads to the sign-in and from there to the place where the same is answered."""
    place = HANDLERS[over.link.about].place(session, link=over.link) if over.link else "/learning"
    response = render(
        request,
        "learning/answer_over.html",
        why=str(over.why),
        text=over.message,
        place=f"/{language_of(request)}{place}",
        status=over.status,
    )
    response.headers.update(HEADERS)
    return response


@router.post("/{token}", dependencies=[Everybody])
def answer(request: Request, session: Db, viewer: Person, token: str, form: Form) -> Response:
    """Record the answer once: of two taps at the same moment the second finds the link used."""
    bound: Bound[Any] = Bound(typed_values(form))
    try:
        link, handler, by = _open(session, token, viewer)
    except LinkOver as over:
        return _over(request, session, over)
    try:
        with session.begin_nested():
            answer_links.use(session, link=link)
            notice = handler.take(request, session, link=link, bound=bound, by=by)
    except Invalid as wrong:
        bound.refuse(wrong)
        return _page(request, session, handler, link, by, token, bound)
    except Refused as refused:
        refused.then()
        for number, problem in enumerate(refused.problems):
            bound.errors[f"late-{number}" if number else ""] = problem
        return _page(request, session, handler, link, by, token, bound)
    except DomainError as refused:
        return _over(request, session, _as_over(refused, link))
    return redirect(request, "answer_link", token=token, notice=notice)


def _as_over(refused: DomainError, link: AnswerLink) -> LinkOver:
    if isinstance(refused, LinkOver):
        return refused
    if isinstance(refused, Conflict | Forbidden | NotFound):
        return LinkOver(Over.ANSWERED, link)
    raise refused
