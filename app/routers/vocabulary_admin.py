"""Vocabularies for those who keep them, and the terms that people suggest."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlmodel import Session, select

from app.content.text import N_
from app.domain import term_suggestions as terms_wanted
from app.domain.administration import people_of
from app.domain.errors import Invalid, NotFound
from app.domain.terms import TermBook
from app.domain.viewer import Viewer
from app.forms.bind import Bound, bind, filled
from app.forms.vocabulary import (
    MappingForm,
    NewTermForm,
    RefusalForm,
    SuggestionForm,
    WordsForm,
    first_words,
    words_of,
)
from app.i18n import all_languages
from app.models.cases import Case
from app.models.people import Role
from app.models.vocabulary import Term, TermSuggestion
from app.vocabularies.loader import BROADER_IN, VOCABULARY_TITLES
from app.web.answers import redirect
from app.web.gates import SignedIn, gate, with_role
from app.web.requests import Db, Form, Id, Terms, language_of
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}")

keeper = with_role(Role.COORDINATOR, Role.ADMINISTRATOR)
Keeper = Annotated[Viewer, Depends(keeper)]


@gate("coordinators and administrators: a suggested term")
def suggestion_looked_at(suggestion_id: Id, session: Db, _: Keeper) -> TermSuggestion:
    suggestion = session.get(TermSuggestion, suggestion_id)
    if suggestion is None:
        raise NotFound
    return suggestion


@gate("coordinators and administrators: a term")
def term_looked_at(vocabulary: str, code: str, session: Db, _: Keeper) -> Term:
    term = session.exec(select(Term).where(Term.vocabulary == vocabulary, Term.code == code)).first()
    if term is None:
        raise NotFound
    return term


SuggestionLookedAt = Annotated[TermSuggestion, Depends(suggestion_looked_at)]
TermLookedAt = Annotated[Term, Depends(term_looked_at)]


@router.get("/terms/suggest", name="term_suggest")
def suggest_page(request: Request, session: Db, viewer: SignedIn, vocabulary: str = "", case: str = "") -> Response:
    stored = {"vocabulary": vocabulary, "language": language_of(request), "case": case}
    return _suggest_page(request, session, viewer, filled(stored))


def _suggest_page(request: Request, session: Session, viewer: Viewer, bound: Bound[SuggestionForm]) -> Response:
    return render(
        request,
        "account/suggest_term.html",
        bound=bound,
        titles=VOCABULARY_TITLES,
        open_vocabularies=terms_wanted.OPEN_VOCABULARIES,
        all_languages=list(all_languages(language_of(request)).items()),
        mine=terms_wanted.suggestions_of(session, viewer),
        status=bound.status,
    )


@router.post("/terms/suggest")
def suggest(request: Request, session: Db, viewer: SignedIn, form: Form) -> Response:
    bound = bind(SuggestionForm, form)
    try:
        if bound.model:
            case = _own_case(session, viewer, bound.model.case)
            said = bound.model.model_dump(exclude={"case"})
            terms_wanted.suggest_term(session, by=viewer, case=case, **said)
            notice = N_("Thank you. A coordinator looks at it; the answer comes to you.")
            return redirect(request, "term_suggest", notice=notice)
    except Invalid as wrong:
        bound.refuse(wrong)
    return _suggest_page(request, session, viewer, bound)


def _own_case(session: Session, viewer: Viewer, code: str) -> Case | None:
    """The case for which a term is missed, if it is one of the person's own."""
    case = session.exec(select(Case).where(Case.code == code)).first() if code else None
    return case if case and viewer.edits_for(case.organisation_id) else None


@router.get("/administration/vocabularies", name="administration_vocabularies")
def vocabularies(request: Request, session: Db, _: Keeper, terms: Terms) -> Response:
    return render(
        request,
        "administration/vocabularies.html",
        titles=VOCABULARY_TITLES,
        sizes={name: len(terms.codes(name)) for name in VOCABULARY_TITLES},
        waiting=len(terms_wanted.waiting_suggestions(session)),
    )


@router.get("/administration/vocabularies/{vocabulary}", name="administration_vocabulary")
def vocabulary_page(request: Request, _: Keeper, terms: Terms, vocabulary: str) -> Response:
    if vocabulary not in VOCABULARY_TITLES:
        raise NotFound
    rows = list(terms.terms.get(vocabulary, {}).values())
    broader = BROADER_IN.get(vocabulary, vocabulary)
    title = VOCABULARY_TITLES[vocabulary]
    return render(
        request, "administration/vocabulary.html", vocabulary=vocabulary, title=title, rows=rows, broader=broader
    )


@router.get("/administration/vocabularies/{vocabulary}/{code}", name="administration_term")
def term_page(request: Request, term: TermLookedAt) -> Response:
    return _term_page(request, term, filled(words_of(term)))


def _term_page(request: Request, term: Term, bound: Bound[WordsForm]) -> Response:
    title = VOCABULARY_TITLES[term.vocabulary]
    return render(request, "administration/term.html", term=term, title=title, bound=bound, status=bound.status)


@router.post("/administration/vocabularies/{vocabulary}/{code}")
def correct(request: Request, session: Db, viewer: Keeper, term: TermLookedAt, form: Form) -> Response:
    bound = bind(WordsForm, form)
    if bound.model is None:
        return _term_page(request, term, bound)
    labels, definitions = bound.model.labels(), bound.model.definitions()
    terms_wanted.correct_term(session, term=term, by=viewer, labels=labels, definitions=definitions)
    return redirect(request, "administration_vocabulary", vocabulary=term.vocabulary, notice=N_("Saved."))


@router.get("/administration/suggestions", name="administration_suggestions")
def suggestions(request: Request, session: Db, _: Keeper) -> Response:
    rows = terms_wanted.waiting_suggestions(session)
    return render(
        request,
        "administration/suggestions.html",
        rows=rows,
        people=people_of(session, [row.suggested_by_id for row in rows]),
        titles=VOCABULARY_TITLES,
    )


@router.get("/administration/suggestions/{suggestion_id}", name="administration_suggestion")
def suggestion_page(request: Request, session: Db, _: Keeper, terms: Terms, suggestion: SuggestionLookedAt) -> Response:
    return _suggestion_page(request, session, terms, suggestion)


def _suggestion_page(
    request: Request, session: Session, terms: TermBook, suggestion: TermSuggestion, **bound: Bound[Any]
) -> Response:
    language, vocabulary = language_of(request), suggestion.vocabulary
    code = terms_wanted.code_from(suggestion.label)
    forms: dict[str, Any] = {
        "new_form": filled({**first_words(suggestion), "code": code}),
        "map_form": None,
        "refuse_form": None,
        **bound,
    }
    return render(
        request,
        "administration/suggestion.html",
        forms,
        suggestion=suggestion,
        suggester=people_of(session, [suggestion.suggested_by_id]).get(suggestion.suggested_by_id),
        case=session.get(Case, suggestion.case_id) if suggestion.case_id else None,
        title=VOCABULARY_TITLES[vocabulary],
        options=terms.options(vocabulary, language),
        broader_options=terms.options(BROADER_IN.get(vocabulary, vocabulary), language),
        needs_broader=vocabulary in BROADER_IN,
        status=max((form.status for form in bound.values()), default=200),
    )


@router.post("/administration/suggestions/{suggestion_id}/accept", name="administration_suggestion_accept")
def accept(
    request: Request, session: Db, viewer: Keeper, terms: Terms, suggestion: SuggestionLookedAt, form: Form
) -> Response:
    bound = bind(NewTermForm, form)
    try:
        if bound.model:
            terms_wanted.accept_suggestion(
                session,
                suggestion=suggestion,
                by=viewer,
                code=bound.model.code,
                broader=bound.model.broader,
                labels=bound.model.labels(),
                definitions=bound.model.definitions(),
                answer=bound.model.answer,
            )
            return redirect(request, "administration_suggestions", notice=N_("The term is there now."))
    except Invalid as wrong:
        bound.refuse(wrong)
    return _suggestion_page(request, session, terms, suggestion, new_form=bound)


@router.post("/administration/suggestions/{suggestion_id}/map", name="administration_suggestion_map")
def map_to(
    request: Request, session: Db, viewer: Keeper, terms: Terms, suggestion: SuggestionLookedAt, form: Form
) -> Response:
    bound = bind(MappingForm, form)
    try:
        if bound.model:
            code, answer = bound.model.term, bound.model.answer
            terms_wanted.map_suggestion(session, suggestion=suggestion, by=viewer, code=code, answer=answer)
            notice = N_("The term is found by this word now.")
            return redirect(request, "administration_suggestions", notice=notice)
    except Invalid as wrong:
        bound.refuse(wrong)
    return _suggestion_page(request, session, terms, suggestion, map_form=bound)


@router.post("/administration/suggestions/{suggestion_id}/decline", name="administration_suggestion_decline")
def decline(
    request: Request, session: Db, viewer: Keeper, terms: Terms, suggestion: SuggestionLookedAt, form: Form
) -> Response:
    bound = bind(RefusalForm, form)
    try:
        if bound.model:
            terms_wanted.decline_suggestion(session, suggestion=suggestion, by=viewer, answer=bound.model.answer)
            return redirect(request, "administration_suggestions", notice=N_("The person gets your answer."))
    except Invalid as wrong:
        bound.refuse(wrong)
    return _suggestion_page(request, session, terms, suggestion, refuse_form=bound)
