"""What concerns the Whoosh engine alone: its files, its scores, and what happens when it is killed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from whoosh import scoring
from whoosh.filedb.compound import CompoundStorage
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from app.search import directories, stored
from app.search.engine import IndexBusy, SearchUnavailable, SuggestRequest
from app.search.scoring import K1, B, bm25, idf, length_norms
from app.search.whoosh_engine import WhooshEngine, store
from tests.search.corpus import LABELS, READER, ask, corpus, document


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


def test_snapshot_in_use_survives_commits_and_rebuilds(engine: WhooshEngine) -> None:
    snapshot = engine._snapshot()

    engine.upsert([document("new", "en", "Bees")], generation=6)
    engine.rebuild([document("other", "en", "Wasps")], generation=7)

    assert snapshot.generation == 5
    assert len(snapshot.entries("exact", "coffee").documents) > 0
    assert snapshot.stored_sections(int(np.flatnonzero(snapshot.alive)[0])) != []
    engine.close()


def test_no_file_stays_open_after_closing(engine: WhooshEngine, tmp_path: Path) -> None:
    engine.search(ask("coffee"))
    assert open_files(tmp_path) > 0

    engine.close()

    assert open_files(tmp_path) == 0


def open_files(below: Path) -> int:
    links = (link.readlink() for link in Path("/proc/self/fd").iterdir() if link.is_symlink())
    return sum(target.is_relative_to(below) for target in links)


# Other writers and other versions


def test_second_writer_is_told_to_come_back(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directories, "LOCK_WAIT", 0.1)
    path = index_directory(engine._store.root)
    writer = FileIndex(FileStorage(str(path))).writer()

    with pytest.raises(IndexBusy):
        engine.upsert([document("new", "en", "Bees")], generation=6)

    writer.cancel()
    engine.upsert([document("new", "en", "Bees")], generation=6)
    assert engine.generation() == 6
    engine.close()


def test_index_of_another_version_must_be_built_anew(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not engine.outdated()

    monkeypatch.setattr(stored, "LAYOUT", stored.LAYOUT + 1)

    assert engine.outdated()
    assert engine.check() == ["the index was laid down by another version"]
    assert engine.search(ask("stall")).total == 1
    engine.rebuild(corpus(), generation=6)
    assert not engine.outdated()
    engine.close()


def test_rebuild_removes_what_is_not_in_use(engine: WhooshEngine) -> None:
    left_over = engine._store.create()

    engine.rebuild(corpus(), generation=6)

    assert not left_over.exists()
    assert len(list(engine._store.root.glob("index-*"))) == 1
    engine.close()


# Damage


def damage_segment(path: Path) -> None:
    [segment, *_] = path.glob("*.seg")
    size = segment.stat().st_size
    with segment.open("r+b") as file:
        file.seek(size // 8)
        file.write(b"\xff" * (size // 2))


def truncate_segment(path: Path) -> None:
    [segment, *_] = path.glob("*.seg")
    os.truncate(segment, segment.stat().st_size // 2)


def remove_segment(path: Path) -> None:
    next(iter(path.glob("*.seg"))).unlink()


def damage_contents(path: Path) -> None:
    [contents] = path.glob("*.toc")
    contents.write_bytes(b"\x00" * 50)


def remove_contents(path: Path) -> None:
    next(iter(path.glob("*.toc"))).unlink()


@pytest.mark.parametrize(
    "damage", [damage_segment, truncate_segment, remove_segment, damage_contents, remove_contents, shutil.rmtree]
)
def test_damaged_index_is_reported_and_a_rebuild_repairs_it(engine: WhooshEngine, damage: object) -> None:
    engine.search(ask("coffee"))
    damage(index_directory(engine._store.root))  # type: ignore[operator]
    fresh = WhooshEngine(engine._store.root, LABELS)

    with pytest.raises(SearchUnavailable):
        fresh.search(ask("coffee"))
    with pytest.raises(SearchUnavailable):
        fresh.suggest(SuggestRequest(tokens=READER, text="coff"))
    assert len(fresh.check()) == 1

    fresh.rebuild(corpus(), generation=9)
    assert fresh.check() == []
    assert (fresh.generation(), fresh.search(ask("stall")).total, fresh.outdated()) == (9, 1, False)
    assert engine.search(ask("stall")).total == 1
    fresh.close()
    engine.close()


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


# Killed

_WRITER = """
import sys
from pathlib import Path
from app.search.whoosh_engine import WhooshEngine
from tests.search.corpus import document

engine = WhooshEngine(Path(sys.argv[1]))
for number in range(engine.generation() + 1, 10_000):
    engine.upsert([document(f"c{number}", "en", "Bees", ("s", "honey " * 50, "body"))], generation=number)
    print(number, flush=True)
"""


def test_killed_writer_loses_nothing_and_leaves_no_lock(tmp_path: Path) -> None:
    root = tmp_path / "search"
    for pause in (0.02, 0.09, 0.17):
        writer = subprocess.Popen([sys.executable, "-W", "ignore", "-c", _WRITER, str(root)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(pause)
        writer.send_signal(signal.SIGKILL)
        said = [int(line) for line in writer.stdout.read().split()]
        writer.wait()
        writer.stdout.close()
        engine = WhooshEngine(root)
        generation = engine.generation()
        assert generation >= max(said, default=1)
        assert engine.search(ask("bees")).total == generation
        assert engine.check() == []
        engine.close()
