"""What concerns the Whoosh engine alone: its formula, its segments, and damage inside them."""

from pathlib import Path

import numpy as np
import pytest
from whoosh import scoring
from whoosh.filedb.compound import CompoundStorage
from whoosh.filedb.filestore import FileStorage

from app.search.engine import SearchUnavailable
from app.search.scoring import K1, B, bm25, idf, length_norms
from app.search.whoosh_engine import WhooshEngine, store
from tests.search.corpus import LABELS, ask, corpus, document


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    engine = WhooshEngine(tmp_path / "search", LABELS)
    engine.upsert(corpus(), generation=5)
    return engine


def index_directory(engine_root: Path) -> Path:
    [path] = engine_root.glob("index-*")
    return path


# Scores


def test_formula_is_that_of_whoosh() -> None:
    frequencies, lengths = np.array([1, 3, 7.5], np.float32), np.array([10, 250, 99], np.float32)

    ours = bm25(frequencies, length_norms(lengths, 120.0), weight=1.7)

    theirs = [scoring.bm25(1.7, tf, length, 120.0, B, K1) for tf, length in zip(frequencies, lengths, strict=True)]
    assert ours == pytest.approx(theirs, rel=1e-6)


def test_idf_is_never_negative_and_falls_with_frequency() -> None:
    values = [idf(100, found) for found in (1, 10, 50, 99, 100)]

    assert values == sorted(values, reverse=True)
    assert values[-1] > 0


# Segments


def test_many_small_commits_leave_few_segments(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "search")
    for number in range(120):
        engine.upsert([document(f"c{number % 40}", "en", f"Bees {number}")], generation=number + 1)

    segments = list(index_directory(tmp_path / "search").glob("*.seg"))
    assert len(segments) <= 8
    assert engine.search(ask("bees")).total == 40
    assert engine.check() == []
    engine.close()


def test_large_segment_is_rewritten_only_when_half_of_it_is_dead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MERGED_UP_TO", 10)
    engine = WhooshEngine(tmp_path / "search")
    engine.rebuild([document(f"c{n}", "en", "Bees") for n in range(30)], generation=1)
    [large] = index_directory(tmp_path / "search").glob("*.seg")

    engine.upsert([document(f"c{n}", "en", "Wasps") for n in range(12)], generation=2)
    assert large.exists()
    engine.upsert([document(f"c{n}", "en", "Wasps") for n in range(16)], generation=3)
    assert not large.exists()
    assert (engine.search(ask("bees")).total, engine.search(ask("wasps")).total) == (14, 16)
    assert engine.check() == []
    engine.close()


# Damage


def damage_postings(path: Path) -> None:
    [segment] = path.glob("*.seg")
    storage = FileStorage(str(path))
    parts = CompoundStorage(storage.open_file(segment.name), use_mmap=False)
    [postings] = [name for name in parts.list() if name.endswith(".pst")]
    start, length = parts.range(postings)
    parts.close()
    with segment.open("r+b") as file:
        file.seek(start)
        file.write(b"\xff" * length)


def test_damage_met_while_searching_is_noted_for_whoever_rebuilds(engine: WhooshEngine) -> None:
    damage_postings(index_directory(engine._store.root))
    fresh = WhooshEngine(engine._store.root, LABELS)
    assert (fresh.search(ask("")).total, fresh.outdated()) == (4, False)

    with pytest.raises(SearchUnavailable):
        fresh.search(ask("coffee"))

    assert WhooshEngine(engine._store.root).outdated()
    assert len(fresh.check()) == 1
    fresh.rebuild(corpus(), generation=9)
    assert (fresh.outdated(), fresh.check()) == (False, [])
    fresh.close()
    engine.close()
