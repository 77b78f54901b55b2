"""Which cases are like a case, as the search finds them; and how far the search has come, on which that depends."""

from fastapi import Request

from app.domain.cases.neighbours import Alike
from app.domain.terms import TermBook
from app.search.engine import EVERYBODY, Hit, SearchUnavailable, SimilarRequest
from app.web.requests import language_of, services

# By what two experiences are near to each other beside their words; each is a vocabulary of the same name.
FACETS = ("product", "benefit", "capability", "activity", "method")
# Some more than are shown: a few may be named on the page anyway.
MOST = 8


def alike(request: Request, terms: TermBook, code: str) -> list[Alike]:
    """The nearest first; none while the search is out of order."""
    wanted = SimilarRequest(
        tokens=frozenset({EVERYBODY}),
        group=f"case:{code}",
        language=language_of(request),
        limit=MOST,
        facets=FACETS,
    )
    return [_alike(hit, wanted.language) for hit in services(request).search.similar(wanted, terms)]


def _alike(hit: Hit, language: str) -> Alike:
    """Words of another language are no reason that the reader could follow."""
    shared = tuple((why.facet, why.code) for why in hit.why if why.kind == "label")
    words = tuple(why.text for why in hit.why if why.kind == "word") if hit.language == language else ()
    return Alike(hit.group.partition(":")[2], shared, words)


def generation(request: Request) -> int:
    """A page with similar cases holds as long as the index stays as it is."""
    try:
        return services(request).search.engine.generation()
    except SearchUnavailable:
        return -1
