"""What the contract tests ask of every engine; `conftest.py` names the engines."""

from app.search.engine import (
    Engine,
    SearchAnswer,
    SuggestRequest,
)
from tests.search.corpus import READER, ask

FACETS = ("language", "country", "product", "benefit")


def ids(answer: SearchAnswer) -> list[str]:
    return [hit.id for hit in answer.hits]


def found(engine: Engine, text: str, **wanted: object) -> set[str]:
    return {hit.group.removeprefix("case:") for hit in engine.search(ask(text, **wanted)).hits}


def counts(answer: SearchAnswer, facet: str) -> dict[str, int]:
    return {one.code: one.count for one in answer.facets[facet]}


def typed(engine: Engine, text: str, **wanted: object) -> list[tuple[str, str]]:
    request = SuggestRequest(**{"tokens": READER, "text": text, **wanted})  # type: ignore[arg-type]
    return [(one.kind, one.text) for one in engine.suggest(request)]
