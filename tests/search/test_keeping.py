"""Contract of engines: what was committed stays, whatever happens to writers and files."""

import gc
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.search import directories, stored
from app.search.embedded import EmbeddedEngine
from app.search.engine import IndexBusy, SearchDocument, SearchUnavailable, SuggestRequest
from app.search.engines import open_engine
from tests.search.corpus import LABELS, READER, ask, corpus, document

OpenEngine = Callable[[Path], EmbeddedEngine[Any]]


@pytest.fixture
def engine(make_engine: OpenEngine, tmp_path: Path) -> EmbeddedEngine[Any]:
    engine = make_engine(tmp_path / "search")
    engine.upsert(corpus(), generation=5)
    return engine


def index_directory(engine: EmbeddedEngine[Any]) -> Path:
    [path] = engine._store.root.glob("index-*")
    return path


# Commits and readers


def test_snapshot_in_use_survives_commits_and_rebuilds(engine: EmbeddedEngine[Any]) -> None:
    snapshot = engine._snapshot()

    engine.upsert([document("new", "en", "Bees")], generation=6)
    engine.rebuild([document("other", "en", "Wasps")], generation=7)

    assert snapshot.generation == 5
    assert len(snapshot.entries("exact", "coffee").documents) > 0
    assert snapshot.stored_sections(int(np.flatnonzero(snapshot.alive)[0])) != []
    engine.close()


def test_no_file_stays_open_after_closing(engine: EmbeddedEngine[Any], tmp_path: Path) -> None:
    gc.collect()
    gc.disable()
    engine.search(ask("coffee"))
    engine.upsert([document("new", "en", "Bees")], generation=6)
    engine.search(ask("coffee"))
    assert open_files(tmp_path) > 0

    engine.close()

    assert open_files(tmp_path) == 0
    gc.enable()


def open_files(below: Path) -> int:
    """How many files there are open, or mapped into memory."""
    links = (link.readlink() for link in Path("/proc/self/fd").iterdir() if link.is_symlink())
    mapped = [line for line in Path("/proc/self/maps").read_text().splitlines() if str(below) in line]
    return sum(target.is_relative_to(below) for target in links) + len(mapped)


def test_many_small_commits_leave_a_sound_index(make_engine: OpenEngine, tmp_path: Path) -> None:
    engine = make_engine(tmp_path / "search")
    for number in range(20):
        engine.upsert([document(f"c{number % 15}", "en", f"Bees {number}")], generation=number + 1)
        assert engine.search(ask("bees")).total == min(number + 1, 15)

    assert engine.search(ask("19")).total == 1
    assert engine.check() == []
    assert len(list(index_directory(engine).iterdir())) < 80
    engine.close()


# Other writers and other versions


def test_second_writer_is_told_to_come_back(engine: EmbeddedEngine[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directories, "LOCK_WAIT", 0.1)
    other = engine._another()

    with other._writing(index_directory(engine), 6), pytest.raises(IndexBusy):
        engine.upsert([document("new", "en", "Bees")], generation=7)

    assert engine.generation() == 6
    engine.upsert([document("new", "en", "Bees")], generation=7)
    assert engine.generation() == 7
    engine.close()


def test_second_rebuild_is_told_to_come_back(engine: EmbeddedEngine[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directories, "LOCK_WAIT", 0.1)

    def meanwhile() -> Iterator[SearchDocument]:
        with pytest.raises(IndexBusy):
            engine._another().rebuild((), generation=7)
        yield document("new", "en", "Bees")

    engine.rebuild(meanwhile(), generation=6)

    assert (engine.generation(), engine.search(ask("bees")).total) == (6, 1)
    engine.close()


def test_index_of_another_version_must_be_built_anew(
    engine: EmbeddedEngine[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not engine.outdated()

    monkeypatch.setattr(stored, "LAYOUT", stored.LAYOUT + 1)

    assert engine.outdated()
    assert engine.check() == ["the index was laid down by another version"]
    assert engine.search(ask("stall")).total == 1
    engine.rebuild(corpus(), generation=6)
    assert not engine.outdated()
    engine.close()


def test_rebuild_removes_what_is_not_in_use(engine: EmbeddedEngine[Any]) -> None:
    left_over = engine._store.create()

    engine.rebuild(corpus(), generation=6)

    assert not left_over.exists()
    assert len(list(engine._store.root.glob("index-*"))) == 1
    engine.close()


# Damage


def largest(path: Path) -> Path:
    return max(path.iterdir(), key=lambda file: file.stat().st_size)


def contents(path: Path) -> Path:
    [found] = [*path.glob("*.toc"), *path.glob("meta.json")]
    return found


def put_instead(file: Path, raw: bytes) -> None:
    """As after a crash of the machine. (A file cut short while it is mapped into memory kills who reads it.)"""
    file.unlink()
    file.write_bytes(raw)


def damage_file(path: Path) -> None:
    raw = largest(path).read_bytes()
    eighth = len(raw) // 8
    put_instead(largest(path), raw[:eighth] + b"\xff" * (4 * eighth) + raw[5 * eighth :])


def truncate_file(path: Path) -> None:
    raw = largest(path).read_bytes()
    put_instead(largest(path), raw[: len(raw) // 2])


def empty_file(path: Path) -> None:
    put_instead(largest(path), b"")


def remove_file(path: Path) -> None:
    largest(path).unlink()


def damage_contents(path: Path) -> None:
    contents(path).write_bytes(b"\x00" * 50)


def remove_contents(path: Path) -> None:
    contents(path).unlink()


@pytest.mark.parametrize(
    "damage",
    [damage_file, truncate_file, empty_file, remove_file, damage_contents, remove_contents, shutil.rmtree],
)
def test_damaged_index_is_reported_and_a_rebuild_repairs_it(
    engine: EmbeddedEngine[Any], damage: Callable[[Path], None]
) -> None:
    engine.search(ask("coffee"))
    damage(index_directory(engine))
    fresh = engine._another()

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


@pytest.fixture
def full_disk() -> Iterator[Callable[[], None]]:
    """From the call on, until the end of the test or a second call, no file grows beyond a kilobyte."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    switched = {False: (1024, before[1]), True: before}
    state = [True]

    def switch() -> None:
        state[0] = not state[0]
        resource.setrlimit(resource.RLIMIT_FSIZE, switched[state[0]])

    yield switch
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


# Whoosh leaves it to the collector to close what it could not write.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_full_disk_leaves_the_last_good_state(engine: EmbeddedEngine[Any], full_disk: Callable[[], None]) -> None:
    engine.search(ask("coffee"))
    many = [document(f"c{number}", "en", f"Bees {number}", ("s", "honey wax " * 500, "body")) for number in range(20)]

    changes: tuple[Callable[[], None], ...] = (
        lambda: engine.upsert(many, generation=6),
        lambda: engine.rebuild(many, generation=6),
    )

    full_disk()
    for change in changes:
        with pytest.raises((OSError, SearchUnavailable, ValueError)):
            change()
        assert (engine.generation(), engine.search(ask("stall")).total, engine.outdated()) == (5, 1, False)
    full_disk()

    engine.upsert(many, generation=7)
    assert (engine.generation(), engine.search(ask("wax")).total) == (7, 20)
    assert engine.check() == []
    engine.close()
    gc.collect()


# Killed

_WRITER = """
import sys
from pathlib import Path
from app.search.engines import open_engine
from tests.search.corpus import document

engine = open_engine(sys.argv[1], Path(sys.argv[2]))
for number in range(engine.generation() + 1, 10_000):
    engine.upsert([document(f"c{number}", "en", "Bees", ("s", "honey " * 50, "body"))], generation=number)
    print(number, flush=True)
"""


def test_killed_writer_loses_nothing_and_leaves_no_lock(
    request: pytest.FixtureRequest, make_engine: OpenEngine, tmp_path: Path
) -> None:
    root, name = tmp_path / "search", request.node.callspec.params["make_engine"]
    for pause in (0.02, 0.09, 0.17):
        command = [sys.executable, "-W", "ignore", "-c", _WRITER, name, str(root)]
        writer = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(pause)
        writer.send_signal(signal.SIGKILL)
        said = [int(line) for line in writer.stdout.read().split()]
        writer.wait()
        writer.stdout.close()
        engine = make_engine(root)
        generation = engine.generation()
        assert generation >= max(said, default=1)
        assert engine.search(ask("bees")).total == generation
        assert engine.check() == []
        engine.close()


# Beside each other


def test_engines_keep_their_indexes_apart(tmp_path: Path) -> None:
    pytest.importorskip("tantivy", reason="the extra [tantivy] is not installed; make test does that")
    root = tmp_path / "search"
    whoosh, tantivy = open_engine("whoosh", root, LABELS), open_engine("tantivy", root, LABELS)

    whoosh.rebuild(corpus(), generation=3)
    tantivy.rebuild(corpus(), generation=4)
    whoosh.rebuild(corpus(), generation=5)

    assert (whoosh.generation(), tantivy.generation()) == (5, 4)
    assert whoosh.search(ask("coffee women")) == tantivy.search(ask("coffee women"))
    whoosh.close()
    tantivy.close()
