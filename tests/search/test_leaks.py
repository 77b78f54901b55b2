"""Contract of engines: nothing is found, counted or suggested that the reader may not read."""

from dataclasses import asdict, replace

import pytest

from app.search.engine import (
    Engine,
    Preference,
    SearchRequest,
)
from tests.search.contract import FACETS, counts, ids, typed
from tests.search.corpus import MEMBER, ask, corpus

PROBES = [
    "zanzibar",
    "xylophone",
    "confidential coffee",
    "coffee",
    "title:zanzibar",
    '"confidential plan"',
    "xylo*",
    "organisation:quokka",
    "",
    "-honey",
    "zanzibra",
    "xylophon",
    "cooperative buyer",
]


@pytest.mark.parametrize("text", PROBES)
@pytest.mark.parametrize("sort", ["relevance", "newest", "similar"])
def test_reader_learns_nothing_of_what_is_not_theirs(engine: Engine, empty: Engine, text: str, sort: str) -> None:
    request = ask(
        text, sort=sort, facets=FACETS, prefer=(Preference("country", "TZ"),), filters={"product": ("coffee", "honey")}
    )
    with_secret = engine.search(request)

    engine.delete(["case:secret"], generation=99)

    without = engine.search(request)
    assert with_secret.total == without.total
    assert ids(with_secret) == ids(without)
    assert with_secret.facets == without.facets
    assert with_secret.did_you_mean == without.did_you_mean
    assert "secret" not in str(asdict(with_secret)["hits"])


@pytest.mark.parametrize("text", ["za", "xylo", "conf", "quok", "coff", "strat", "zanzibar coffee st"])
def test_nothing_is_suggested_that_the_reader_may_not_read(engine: Engine, text: str) -> None:
    with_secret = typed(engine, text)

    engine.delete(["case:secret"], generation=99)

    assert with_secret == typed(engine, text)


def test_those_it_is_open_to_find_it(engine: Engine) -> None:
    answer = engine.search(ask("xylophone", tokens=MEMBER, facets=("benefit",)))

    assert ids(answer) == ["case:secret:en"]
    assert counts(answer, "benefit") == {"secret_benefit": 1}
    assert typed(engine, "xyl", tokens=MEMBER) == [("word", "xylophone")]
    assert engine.search(ask("xylophnoe", tokens=MEMBER)).did_you_mean == "xylophone"


def test_reader_without_tokens_finds_nothing(engine: Engine) -> None:
    for text in PROBES:
        answer = engine.search(ask(text, tokens=frozenset(), facets=FACETS))
        assert (answer.total, answer.hits, answer.did_you_mean) == (0, (), None)
        assert all(one == () for one in answer.facets.values())
    assert typed(engine, "coff", tokens=frozenset()) == []


def test_document_that_is_hidden_from_everybody_is_found_by_nobody(engine: Engine) -> None:
    [shown, *_] = corpus()
    engine.upsert([replace(shown, visible_to=())], generation=99)

    assert ids(engine.search(ask("capacitacion", tokens=MEMBER))) == []


def test_request_without_tokens_cannot_be_made() -> None:
    with pytest.raises(TypeError):
        SearchRequest(text="coffee")  # type: ignore[call-arg]
