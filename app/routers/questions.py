"""Asking for an experience that was not found, and what coordinators do with such questions."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlmodel import Session, col, select

from app.content.clean import Problem, case_codes
from app.content.text import N_, one_line
from app.domain.administration import people_of
from app.domain.cases.access import public_cases
from app.domain.cases.cards import cards
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.looking import questions as asking
from app.domain.looking import questions_access as access
from app.domain.organisations.names import lookup
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.forms.bind import Bound, bind, filled
from app.forms.questions import AnswerForm, CloseForm, PassForm, QuestionForm
from app.models.cases import Case
from app.models.looking import Question, QuestionState
from app.models.organisations import Organisation
from app.web.answers import redirect
from app.web.gates import Coordinator, SignedIn, gate
from app.web.listing import listing
from app.web.paging import PageNumber
from app.web.requests import Db, Form, Id, Lang, Terms, language_of
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/questions")

NO_CASE = N_("There is no public experience with this code or address.")
NO_ORGANISATION = N_("No organisation is called so. Type its name, its code or the address of its page.")
SEVERAL = N_("Several organisations are called so. Type the code or the address of the one you mean.")


@gate("coordinators, who asked, and organisations that were asked to tell: a question")
def question_to_read(question_id: Id, session: Db, viewer: SignedIn) -> Question:
    return access.readable_question(session, question_id=question_id, viewer=viewer)


@gate("role: coordinator; a question")
def question_to_answer(question_id: Id, session: Db, viewer: Coordinator) -> Question:
    return access.readable_question(session, question_id=question_id, viewer=viewer)


QuestionToRead = Annotated[Question, Depends(question_to_read)]
QuestionToAnswer = Annotated[Question, Depends(question_to_answer)]


@router.get("/ask", name="ask_for_case")
def ask_page(
    request: Request, session: Db, viewer: SignedIn, terms: Terms, q: str = "", product: str = "", country: str = ""
) -> Response:
    """Filled in with what was searched for."""
    words = one_line(q)[: asking.LONGEST_WORDS]
    return _ask_page(
        request, session, viewer, terms, filled({"what": words, "words": words, "product": product, "country": country})
    )


def _ask_page(
    request: Request, session: Session, viewer: Viewer, terms: TermBook, bound: Bound[QuestionForm]
) -> Response:
    query = select(Organisation).where(col(Organisation.id).in_(list(viewer.memberships)))
    return render(
        request,
        "looking/ask.html",
        bound=bound,
        organisations=session.exec(query.order_by(Organisation.name)).all(),
        products=terms.options("product", language_of(request)),
        status=bound.status,
    )


@router.post("/ask")
def ask(request: Request, session: Db, viewer: SignedIn, terms: Terms, lang: Lang, form: Form) -> Response:
    bound = bind(QuestionForm, form)
    try:
        if bound.model:
            said = bound.model
            organisation = _own(session, viewer, said.organisation)
            asked = asking.Asked(
                what=said.what, language=lang, product=said.product, country=said.country, words=said.words
            )
            asking.ask(session, asked=asked, terms=terms, by=viewer, organisation=organisation)
            notice = N_("Thank you. The coordinators look for an answer; you hear of it.")
            return redirect(request, "questions_mine", notice=notice)
    except Invalid as wrong:
        bound.refuse(wrong)
    except Conflict as wrong:
        bound.errors[""] = Problem(wrong.message, wrong.params)
    return _ask_page(request, session, viewer, terms, bound)


def _own(session: Session, viewer: Viewer, code: str) -> Organisation | None:
    """Raises Invalid for an organisation that is not one of the person's own."""
    if not code:
        return None
    query = select(Organisation).where(Organisation.code == code, col(Organisation.id).in_(list(viewer.memberships)))
    if found := session.exec(query).first():
        return found
    raise Invalid(asking.CHOOSE, "organisation")


@router.get("/mine", name="questions_mine")
def mine(request: Request, session: Db, viewer: SignedIn) -> Response:
    rows = access.questions_of(session, viewer)
    return render(request, "looking/questions_mine.html", rows=rows, states=asking.STATES)


@router.get("", name="questions")
def show_all(
    request: Request, session: Db, _: Coordinator, state: str = QuestionState.OPEN, page: PageNumber = 1
) -> Response:
    if state not in set(QuestionState):
        raise NotFound
    chosen = QuestionState(state)
    found = listing(request, session, access.questions_in(chosen), page=page)
    return render(
        request,
        "looking/questions.html",
        found=found,
        chosen=chosen,
        states=asking.STATES,
        counts=access.count_by_state(session),
        similar=access.similar_counts(session, found.rows),
        people=people_of(session, [one.asked_by_id for one in found.rows]),
    )


@router.get("/{question_id:int}", name="question_page")
def page(request: Request, session: Db, viewer: SignedIn, question: QuestionToRead) -> Response:
    return _page(request, session, viewer, question)


def _page(request: Request, session: Session, viewer: Viewer, question: Question, **bound: Bound[Any]) -> Response:
    """`bound` are the forms that were sent, by their names."""
    whose, language = viewer.is_coordinator or question.asked_by_id == viewer.id, language_of(request)
    chosen = session.get(Case, question.case_id) if question.case_id else None
    codes = list(dict.fromkeys([*([chosen.code] if chosen else []), *question.matching]))
    passed = access.passed_to(session, question)
    forms = {"answer_form": None, "pass_form": None, "close_form": None, **bound}
    return render(
        request,
        "looking/question.html",
        forms,
        question=question,
        state_word=asking.STATES[question.state],
        whose=whose,
        organisation=session.get(Organisation, question.organisation_id) if question.organisation_id else None,
        people=people_of(session, [question.asked_by_id, question.answered_by_id]) if whose else {},
        answer_code=chosen.code if chosen else "",
        found=cards(session, codes=codes, language=language) if whose else [],
        passed=passed if whose else [],
        asked_us=any(one.id in viewer.memberships for one in passed),
        candidates=access.who_could_tell(session, question) if viewer.is_coordinator else [],
        similar=access.similar_counts(session, [question]).get(question.id or 0, 0) if viewer.is_coordinator else 0,
        status=max((form.status for form in bound.values()), default=200),
    )


@router.post("/{question_id:int}/answer", name="question_answer")
def answer(request: Request, session: Db, viewer: Coordinator, question: QuestionToAnswer, form: Form) -> Response:
    bound = bind(AnswerForm, form)
    try:
        if bound.model:
            case = _public_case(session, bound.model.case)
            asking.answer(session, question=question, text=bound.model.answer, case=case, by=viewer)
            return _done(request, question, N_("Answered. Who asked hears of it."))
    except Invalid as wrong:
        bound.refuse(wrong)
    return _page(request, session, viewer, question, answer_form=bound)


def _public_case(session: Session, typed: str) -> Case | None:
    """Raises Invalid for what is no public experience."""
    codes = case_codes(typed)
    if not codes:
        return None
    found = session.exec(public_cases().where(Case.code == codes[0])).first()
    if found is None or len(codes) > 1:
        raise Invalid(NO_CASE, "case")
    return found


@router.post("/{question_id:int}/pass", name="question_pass")
def pass_on(request: Request, session: Db, viewer: Coordinator, question: QuestionToAnswer, form: Form) -> Response:
    bound = bind(PassForm, form)
    try:
        if bound.model:
            with session.begin_nested():
                for organisation in _meant(session, viewer, bound.model):
                    asking.pass_on(session, question=question, organisation=organisation, by=viewer)
            return _done(request, question, N_("Passed on. The organisations are asked to tell."))
    except Invalid as wrong:
        bound.errors["other"] = Problem(wrong.message, wrong.params)
    return _page(request, session, viewer, question, pass_form=bound)


def _meant(session: Session, viewer: Viewer, said: PassForm) -> Sequence[Organisation]:
    """The organisations ticked and named. Raises Invalid when there is none, or the name is of none or several."""
    chosen = [one for code in said.organisations for one in lookup(session, words=code, viewer=viewer)]
    if said.other:
        named = lookup(session, words=said.other, viewer=viewer)
        if len(named) != 1:
            raise Invalid(SEVERAL if named else NO_ORGANISATION)
        chosen += named
    if not chosen:
        raise Invalid(asking.FILL_IN)
    return list({one.id: one for one in chosen}.values())


@router.post("/{question_id:int}/close", name="question_close")
def close(request: Request, session: Db, viewer: Coordinator, question: QuestionToAnswer, form: Form) -> Response:
    bound = bind(CloseForm, form)
    try:
        if bound.model:
            asking.close(session, question=question, why=bound.model.why, by=viewer)
            return _done(request, question, N_("Closed. Who asked hears why."))
    except Invalid as wrong:
        bound.refuse(wrong)
    return _page(request, session, viewer, question, close_form=bound)


@router.post("/{question_id:int}/reopen", name="question_reopen")
def reopen(request: Request, session: Db, viewer: Coordinator, question: QuestionToAnswer) -> Response:
    asking.reopen(session, question=question, by=viewer)
    return _done(request, question, N_("The question is open again."))


def _done(request: Request, question: Question, notice: str) -> Response:
    return redirect(request, "question_page", question_id=question.id, notice=notice)
