"""Contract of engines: commits, rebuilds, and searches at the same time."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.search.engine import (
    Engine,
    SearchDocument,
)
from tests.search.contract import FACETS, counts, found, ids, typed
from tests.search.corpus import ask, corpus, document


def test_document_with_the_same_id_is_replaced(engine: Engine) -> None:
    engine.upsert([document("honey", "pt", "Outro título", ("s", "formigas", "body"), country=("PT",))], generation=20)

    assert found(engine, "colmeias") == set()
    assert found(engine, "formigas") == {"honey"}
    assert counts(engine.search(ask("", facets=("country",))), "country") == {"PE": 1, "CI": 1, "PT": 1, "KE": 1}
    assert typed(engine, "colm") == []


def test_last_of_two_documents_with_one_id_counts(empty: Engine) -> None:
    empty.upsert([document("a", "en", "Bees"), document("a", "en", "Wasps")], generation=1)

    assert (found(empty, "bees"), found(empty, "wasps")) == (set(), {"a"})


def test_everything_made_from_a_source_is_withdrawn_in_the_same_commit(engine: Engine) -> None:
    [spanish, *_] = corpus()

    engine.upsert([spanish], generation=30, withdraw=["case:women", "case:unknown"])

    assert ids(engine.search(ask("women fund mujeres"))) == ["case:women:es"]
    assert engine.generation() == 30


def test_deleted_sources_are_gone_from_hits_counts_and_suggestions(engine: Engine) -> None:
    engine.delete(["case:quality", "case:honey"], generation=31)

    answer = engine.search(ask("", facets=FACETS))
    assert [hit.source for hit in answer.hits] == ["case:market", "case:women"]
    assert counts(answer, "language") == {"en": 2, "es": 1}
    assert typed(engine, "ferm") == []
    assert engine.search(ask("fermentatoin")).did_you_mean is None


def test_generation_is_that_of_the_last_commit_also_for_others(
    engine: Engine, make_engine: Callable[[Path], Engine], tmp_path: Path
) -> None:
    other = make_engine(tmp_path / "search")
    assert (engine.generation(), other.generation()) == (6, 6)

    engine.upsert((), generation=7)

    assert (engine.generation(), other.generation()) == (7, 7)
    assert not other.outdated()
    other.close()


def test_index_never_written_is_empty_and_to_be_built(empty: Engine) -> None:
    assert (empty.generation(), empty.outdated()) == (0, True)
    assert empty.search(ask("coffee", facets=FACETS)).total == 0
    assert typed(empty, "coff") == []


def test_commit_that_fails_leaves_the_index_as_it_was(engine: Engine) -> None:
    def broken() -> Iterator[SearchDocument]:
        yield document("new", "en", "Wasps")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        engine.upsert(broken(), generation=40, withdraw=["case:honey"])

    assert (engine.generation(), found(engine, "wasps"), found(engine, "colmeias")) == (6, set(), {"honey"})
    engine.upsert([document("new", "en", "Wasps")], generation=41)
    assert found(engine, "wasps") == {"new"}


def test_rebuild_replaces_everything_and_reports_its_progress(engine: Engine) -> None:
    done: list[int] = []

    engine.rebuild((document(f"n{n}", "en", f"Bees {n}") for n in range(120)), generation=50, progress=done.append)

    assert done == [50, 100]
    assert (engine.generation(), engine.search(ask("")).total) == (50, 120)
    assert found(engine, "coffee") == set()


def test_search_goes_on_during_a_rebuild(engine: Engine) -> None:
    seen: list[set[str]] = []

    def slowly() -> Iterator[SearchDocument]:
        for one in [document("new", "en", "Coffee bees"), document("other", "en", "Coffee wasps")]:
            seen.append(found(engine, "stall"))
            yield one

    engine.rebuild(slowly(), generation=60)

    assert seen == [{"market"}, {"market"}]
    assert (found(engine, "stall"), found(engine, "coffee")) == (set(), {"new", "other"})


def test_rebuild_that_fails_leaves_the_old_index(engine: Engine) -> None:
    def broken() -> Iterator[SearchDocument]:
        yield document("new", "en", "Bees")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        engine.rebuild(broken(), generation=70)

    assert (engine.generation(), found(engine, "stall")) == (6, {"market"})
    engine.rebuild([document("new", "en", "Bees")], generation=71)
    assert found(engine, "bees") == {"new"}


def test_searches_at_the_same_time_as_writes_are_right(engine: Engine) -> None:
    wrong: list[object] = []
    stop = threading.Event()
    expected = {text: found(engine, text) for text in ("coffee", '"revolving fund"', "cooperat*", "qualité mel")}

    def search() -> None:
        while not stop.is_set():
            for text, cases in expected.items():
                try:
                    if not found(engine, text) >= cases:
                        wrong.append((text, found(engine, text)))
                except Exception as error:  # noqa: BLE001
                    wrong.append(error)

    threads = [threading.Thread(target=search) for _ in range(6)]
    for thread in threads:
        thread.start()
    for number in range(12):
        engine.upsert([document(f"new{number}", "en", "Bees and coffee")], generation=100 + number)
    engine.rebuild([*corpus(), document("last", "en", "Bees")], generation=200)
    stop.set()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert engine.generation() == 200


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(steps=st.lists(st.tuples(st.integers(0, 6), st.sampled_from(["put", "put", "drop"])), max_size=14))
def test_any_order_of_changes_gives_the_same_as_a_new_index(
    make_engine: Callable[[Path], Engine], tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, str]]
) -> None:
    engine, fresh = (make_engine(tmp_path_factory.mktemp("index")) for _ in range(2))
    kept: dict[str, SearchDocument] = {}
    for generation, (number, step) in enumerate(steps, 1):
        if step == "put":
            one = document(f"c{number}", "en", f"Bees {generation}", ("s", f"honey word{generation}", "body"))
            kept[one.id] = one
            engine.upsert([one], generation=generation)
        else:
            kept.pop(f"case:c{number}:en", None)
            engine.delete([f"case:c{number}"], generation=generation)
    fresh.rebuild(sorted(kept.values(), key=lambda one: one.id), generation=len(steps))

    for request in (ask("bees", limit=50, facets=FACETS), ask("+honey -word3", limit=50), ask("word*", limit=50)):
        changed, rebuilt = engine.search(request), fresh.search(request)
        assert (changed.total, changed.facets) == (rebuilt.total, rebuilt.facets)
        assert {(hit.id, hit.score) for hit in changed.hits} == {(hit.id, hit.score) for hit in rebuilt.hits}
    assert engine.check() == fresh.check() == []
    engine.close()
    fresh.close()
