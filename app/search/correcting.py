"""Typing errors: what was meant is answered, and the reader is told."""

from collections.abc import Callable
from dataclasses import replace

from app.search.engine import SearchAnswer, SearchRequest

Search = Callable[[SearchRequest], SearchAnswer]


def kindly(search: Search, request: SearchRequest) -> tuple[SearchAnswer, str | None]:
    """The answer to a request, or to what was likely meant when some of its words stand nowhere; and how the words
    were read then. Words that stand nowhere find nothing, so all that they found together is found this way too."""
    answer = search(request)
    if answer.did_you_mean is None:
        return answer, None
    better = search(replace(request, text=answer.did_you_mean))
    return (better, answer.did_you_mean) if better.total >= answer.total else (answer, None)
