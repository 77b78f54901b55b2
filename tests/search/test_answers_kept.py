"""The engine keeps its latest answers: as long as nothing changes, and for readers with the same rights only."""

from pathlib import Path

import pytest

from app.search.caching import LatestUsed
from app.search.labels import Labels
from app.search.whoosh_engine import WhooshEngine
from tests.search.corpus import LABELS, ask, corpus, document


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    engine = WhooshEngine(tmp_path / "search", LABELS)
    engine.upsert(corpus(), generation=5)
    return engine


def test_answer_is_kept_until_the_index_changes(engine: WhooshEngine) -> None:
    first, again = engine.search(ask("potato")), engine.search(ask("potato"))
    engine.upsert([document("new", "en", "Potato")], generation=6)

    assert again is first
    assert engine.search(ask("potato")).total == first.total + 1


def test_answer_is_kept_for_readers_with_the_same_rights_only(engine: WhooshEngine) -> None:
    engine.search(ask("potato"))

    assert engine.search(ask("potato", tokens=frozenset())).total == 0


def test_answer_is_found_anew_when_labels_change(engine: WhooshEngine) -> None:
    first = engine.search(ask("potato"))
    engine.labels = Labels()

    assert engine.search(ask("potato")) is not first


def test_latest_used_forgets_what_was_not_used_for_longest() -> None:
    kept, state = LatestUsed[int](2), (object(),)
    made: list[str] = []

    def entry(key: str) -> int:
        def make() -> int:
            made.append(key)
            return len(made)

        return kept.get(state, key, make)

    assert [entry(key) for key in "abacab"] == [1, 2, 1, 3, 1, 4]
    assert made == ["a", "b", "c", "b"]
