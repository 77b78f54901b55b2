"""The controlled terms as pages: what a word means here, what is narrower, and the cases that have it."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.domain.errors import NotFound
from app.domain.terms import TermBook
from app.forms.browsing import FACETS, Browse
from app.models.vocabulary import Term
from app.vocabularies.loader import BROADER_IN, VOCABULARY_TITLES, vocabularies
from app.web.case_cards import case_cards
from app.web.gates import Everybody
from app.web.list_pages import for_strangers
from app.web.requests import Db, Lang, Person, Shared, Terms
from app.web.templating import render

router = APIRouter(prefix="/{lang:lang}/topics")

NEWEST = 10

# Those that readers look through; the others only name answers in forms. Vocabulary to the filter of the list.
OPEN = {vocabulary: facet for facet, (_, vocabulary) in FACETS.items() if vocabulary}


@router.get("", name="vocabulary_list", dependencies=[Everybody])
def index(request: Request, session: Db, viewer: Person, terms: Terms) -> Response:
    return for_strangers(request, session, viewer, lambda: _index(request, terms))


def _index(request: Request, terms: Terms) -> Response:
    rows = [(name, VOCABULARY_TITLES[name], len(terms.codes(name))) for name in vocabularies() if name in OPEN]
    return render(request, "vocabularies/index.html", rows=rows)


@router.get("/{vocabulary}", name="vocabulary_page", dependencies=[Everybody])
def vocabulary(
    request: Request, vocabulary: str, session: Db, viewer: Person, terms: Terms, shared: Shared, language: Lang
) -> Response:
    if vocabulary not in OPEN:
        raise NotFound
    return for_strangers(request, session, viewer, lambda: _vocabulary(request, vocabulary, terms, shared, language))


def _vocabulary(request: Request, vocabulary: str, terms: TermBook, shared: Shared, language: str) -> Response:
    return render(
        request,
        "vocabularies/vocabulary.html",
        vocabulary=vocabulary,
        title=VOCABULARY_TITLES[vocabulary],
        groups=_groups(terms, vocabulary),
        counts=_counts(shared, terms, OPEN[vocabulary], language),
        texts=lambda term, field: in_language(term, field, language),
    )


def _groups(terms: TermBook, vocabulary: str) -> list[tuple[Term | None, list[tuple[Term, list[Term]]]]]:
    """The terms with those narrower than each; where they hang below another vocabulary, in groups by its terms."""
    top = [term for term in terms.terms.get(vocabulary, {}).values() if not _inside(terms, vocabulary, term)]
    rows = [(term, terms.narrower(vocabulary, term.code)) for term in top]
    if vocabulary not in BROADER_IN:
        return [(None, rows)]
    above = terms.terms.get(BROADER_IN[vocabulary], {}).values()
    groups = [(heading, [row for row in rows if row[0].broader == heading.code]) for heading in above]
    return [(heading, inside) for heading, inside in groups if inside]


def _inside(terms: TermBook, vocabulary: str, term: Term) -> bool:
    """Narrower than another term of the same vocabulary."""
    return bool(term.broader) and terms.get(vocabulary, term.broader) is not None


def _counts(shared: Shared, terms: TermBook, facet: str, language: str) -> dict[str, int]:
    wanted = replace(Browse(size=1).request(language), facets=(facet,))
    answer = shared.search.search(wanted, terms)
    return {value.code: value.count for value in answer.facets.get(facet, ())}


def in_language(term: Term, field: str, language: str) -> str:
    values: dict[str, str] = getattr(term, field)
    return values.get(language) or values.get("en", "")


@router.get("/{vocabulary}/{code}", name="term_page", dependencies=[Everybody])
def term(
    request: Request,
    vocabulary: str,
    code: str,
    session: Db,
    viewer: Person,
    terms: Terms,
    shared: Shared,
    language: Lang,
) -> Response:
    found = terms.get(vocabulary, code)
    if found is None or vocabulary not in OPEN:
        raise NotFound
    return for_strangers(request, session, viewer, lambda: _term(request, found, session, terms, shared, language))


def _term(request: Request, found: Term, session: Session, terms: TermBook, shared: Shared, language: str) -> Response:
    vocabulary, code = found.vocabulary, found.code
    facet = OPEN[vocabulary]
    wanted = Browse(filters={facet: (code,)}, size=NEWEST, sort="newest").request(language, facets=False)
    answer = shared.search.search(wanted, terms)
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
        cards=case_cards(request, session, terms, [hit.source.removeprefix("case:") for hit in answer.hits]),
        texts=lambda term, field: in_language(term, field, language),
    )


def _below(vocabulary: str) -> list[str]:
    """Where narrower terms are found: in the vocabulary itself, and in those that hang below it."""
    return [vocabulary, *(name for name, above in BROADER_IN.items() if above == vocabulary)]


def _broader(terms: TermBook, vocabulary: str, term: Term) -> tuple[str, Term] | None:
    above = BROADER_IN.get(vocabulary, vocabulary)
    found: Any = terms.get(above, term.broader) if term.broader else None
    return (above, found) if found else None
