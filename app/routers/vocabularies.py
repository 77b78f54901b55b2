"""The controlled terms as pages: what a word means here, what is narrower, and the cases that have it."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.domain.errors import NotFound
from app.domain.terms import TermBook
from app.forms.browsing import FACETS, Browse
from app.models.vocabulary import Term
from app.vocabularies.loader import BROADER_IN, VOCABULARY_TITLES, vocabularies
from app.web import browsing
from app.web.gates import Everybody
from app.web.requests import Db, Lang, Shared, Terms
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/topics")

# Those that readers look through; the others only name answers in forms. Vocabulary to the filter of the list.
OPEN = {vocabulary: facet for facet, (_, vocabulary) in FACETS.items() if vocabulary}


@router.get("", name="vocabulary_list", dependencies=[Everybody])
def index(request: Request, terms: Terms) -> Response:
    rows = [(name, VOCABULARY_TITLES[name], len(terms.codes(name))) for name in vocabularies() if name in OPEN]
    return render(request, "vocabularies/index.html", rows=rows)


@router.get("/{vocabulary}", name="vocabulary_page", dependencies=[Everybody])
def vocabulary(request: Request, vocabulary: str, terms: Terms, shared: Shared, language: Lang) -> Response:
    if vocabulary not in OPEN:
        raise NotFound
    top = [term for term in terms.terms.get(vocabulary, {}).values() if not _inside(terms, vocabulary, term)]
    return render(
        request,
        "vocabularies/vocabulary.html",
        vocabulary=vocabulary,
        title=VOCABULARY_TITLES[vocabulary],
        rows=[(term, terms.narrower(vocabulary, term.code)) for term in top],
        counts=_counts(shared, terms, OPEN[vocabulary], language),
        texts=lambda term, field: in_language(term, field, language),
    )


def _inside(terms: TermBook, vocabulary: str, term: Term) -> bool:
    """Narrower than another term of the same vocabulary."""
    return bool(term.broader) and terms.get(vocabulary, term.broader) is not None


def _counts(shared: Shared, terms: TermBook, facet: str, language: str) -> dict[str, int]:
    answer = shared.search.search(Browse().request(language), terms)
    return {value.code: value.count for value in answer.facets.get(facet, ())}


def in_language(term: Term, field: str, language: str) -> str:
    values: dict[str, str] = getattr(term, field)
    return values.get(language) or values.get("en", "")


@router.get("/{vocabulary}/{code}", name="term_page", dependencies=[Everybody])
def term(
    request: Request, vocabulary: str, code: str, session: Db, terms: Terms, shared: Shared, language: Lang
) -> Response:
    found = terms.get(vocabulary, code)
    if found is None or vocabulary not in OPEN:
        raise NotFound
    facet = OPEN[vocabulary]
    answer = shared.search.search(Browse(filters={facet: (code,)}, size=20).request(language, facets=False), terms)
    narrower = [(name, child) for name in _below(vocabulary) for child in terms.narrower(name, code)]
    return render(
        request,
        "vocabularies/term.html",
        vocabulary=vocabulary,
        title=VOCABULARY_TITLES[vocabulary],
        term=found,
        facet=facet,
        broader=_broader(terms, vocabulary, found),
        narrower=narrower,
        total=answer.total,
        cards=browsing.hits_as_cards(request, session, terms, answer.hits),
        texts=lambda term, field: in_language(term, field, language),
    )


def _below(vocabulary: str) -> list[str]:
    """Where narrower terms are found: in the vocabulary itself, and in those that hang below it."""
    return [vocabulary, *(name for name, above in BROADER_IN.items() if above == vocabulary)]


def _broader(terms: TermBook, vocabulary: str, term: Term) -> tuple[str, Term] | None:
    above = BROADER_IN.get(vocabulary, vocabulary)
    found: Any = terms.get(above, term.broader) if term.broader else None
    return (above, found) if found else None
