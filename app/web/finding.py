"""Searching for machines: they are told when the search is out of order, instead of an empty answer."""

from app.content.text import N_
from app.domain.errors import DomainError
from app.domain.terms import TermBook
from app.search.engine import SearchAnswer, SearchRequest
from app.services import Services


class SearchOutOfOrder(DomainError):
    status = 503

    def __init__(self) -> None:
        super().__init__(N_("The search is being repaired. Please try again in a few minutes."))


def find(shared: Services, terms: TermBook, request: SearchRequest) -> SearchAnswer:
    """Raises SearchOutOfOrder."""
    answer = shared.search.search(request, terms)
    if any(hint.code == "unavailable" for hint in answer.hints):
        raise SearchOutOfOrder
    return answer
