"""Contract of engines: which documents are like those of a group."""

from dataclasses import replace

import pytest

from app.search.engine import Engine, SearchDocument, Segment, SimilarRequest, Why
from tests.search.contract import ids
from tests.search.corpus import MEMBER, READER, ask, document


def alike(engine: Engine, case: str, **wanted: object) -> list[str]:
    request = SimilarRequest(**{"tokens": READER, "group": f"case:{case}", **wanted})  # type: ignore[arg-type]
    return [hit.group.removeprefix("case:") for hit in engine.similar(request)]


def library() -> list[SearchDocument]:
    def about(case: str, text: str, **facets: tuple[str, ...]) -> SearchDocument:
        return document(case, "en", f"Story {case}", ("story", f"{text} with all members", "body"), **facets)

    return [
        about("hives", "Hives of bees made honey and wax", product=("honey",), country=("KE",)),
        about("wax", "Wax of the hives became candles", product=("honey",), country=("UG",)),
        about("bees", "Bees pollinate our orchard", product=("apples",)),
        about("coffee", "Drying coffee on raised beds", product=("coffee",), country=("KE",)),
        about("roast", "Roasting in the village", product=("cocoa",), country=("GH",)),
    ]


@pytest.fixture
def stories(empty: Engine) -> Engine:
    empty.upsert(library(), generation=1)
    return empty


def test_what_shares_rare_words_and_codes_is_alike_and_says_why(stories: Engine) -> None:
    first, *_ = stories.similar(SimilarRequest(tokens=READER, group="case:hives"))

    assert (first.id, first.title, first.snippet) == ("case:wax:en", (Segment("Story wax"),), ())
    assert first.why == (Why("label", "honey", "product", "honey"), Why("word", "hives"), Why("word", "wax"))
    assert sorted(alike(stories, "hives")[1:]) == ["bees", "coffee"]


def test_what_most_have_makes_nothing_alike(empty: Engine) -> None:
    empty.upsert([document(f"c{number}", "en", "Our story", type=("case",)) for number in range(5)], generation=1)

    assert alike(empty, "c0") == []


def test_what_is_alike_is_found_anew_when_something_changes(stories: Engine) -> None:
    assert alike(stories, "hives", limit=1) == ["wax"]

    stories.delete(["case:wax"], generation=2)

    assert alike(stories, "hives", limit=1) != ["wax"]


def test_no_more_are_alike_than_asked_for(stories: Engine) -> None:
    assert alike(stories, "hives", limit=1) == ["wax"]
    assert alike(stories, "hives", limit=0) == []


def test_only_the_named_facets_make_alike(empty: Engine) -> None:
    empty.upsert(
        [
            document("a", "en", "Apples", product=("honey",), country=("KE",)),
            document("b", "en", "Pears", product=("honey",)),
            document("c", "en", "Plums", country=("KE",)),
            document("d", "en", "Figs"),
        ],
        generation=1,
    )

    assert alike(empty, "a") == ["b", "c"]
    assert alike(empty, "a", facets=("country", "size")) == ["c"]


def test_only_documents_of_the_same_kind_are_alike(stories: Engine) -> None:
    [wax] = [one for one in library() if one.group == "case:wax"]
    stories.upsert([replace(wax, id="block:1:en", source="case:1", group="block:1", kind="block")], generation=2)

    assert "block:1" not in alike(stories, "hives")
    assert stories.similar(SimilarRequest(tokens=READER, group="block:1")) == ()


def test_a_case_in_several_languages_is_alike_once_and_in_the_readers(engine: Engine) -> None:
    engine.upsert([document(f"other{number}", "en", "Weaving") for number in range(4)], generation=9)
    request = SimilarRequest(tokens=READER, group="case:quality", language="es", limit=9)

    shown = [hit.id for hit in engine.similar(request)]

    assert shown.count("case:women:es") == 1
    assert "case:women:en" not in shown
    assert "case:quality:fr" not in shown


def test_nothing_is_alike_that_the_reader_may_not_read(engine: Engine) -> None:
    groups = ("women", "quality", "honey", "market", "secret")
    with_secret = {group: alike(engine, group) for group in groups}
    assert "secret" in alike(engine, "market", tokens=MEMBER)

    engine.delete(["case:secret"], generation=99)

    assert with_secret == {group: alike(engine, group) for group in groups}
    assert with_secret["secret"] == []


def test_reader_without_tokens_learns_of_nothing_alike(engine: Engine) -> None:
    assert alike(engine, "women", tokens=frozenset()) == []
    assert ids(engine.search(ask("", tokens=frozenset()))) == []


@pytest.mark.parametrize("case", ["", "unknown"])
def test_nothing_is_like_what_is_not_in_the_index(engine: Engine, empty: Engine, case: str) -> None:
    assert alike(engine, case) == []
