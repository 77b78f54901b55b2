"""What concerns the tantivy engine alone: numbers of documents, the facts it keeps, and its files."""

from itertools import pairwise
from pathlib import Path

import pytest

pytest.importorskip("tantivy", reason="the extra [tantivy] is not installed; make test does that")

from app.search import engines
from app.search.engine import SearchUnavailable
from app.search.engines import EngineMissing, open_engine
from app.search.tantivy_engine import TantivyEngine
from app.search.tantivy_engine.files import files_of, verify
from tests.search.contract import found
from tests.search.corpus import LABELS, ask, corpus, document


@pytest.fixture
def engine(tmp_path: Path) -> TantivyEngine:
    engine = TantivyEngine(tmp_path / "search", LABELS)
    engine.upsert(corpus(), generation=5)
    return engine


def index_directory(engine: TantivyEngine) -> Path:
    [path] = engine._store.root.glob("index-*")
    return path


def part_sizes(engine: TantivyEngine) -> list[int]:
    return [len(part.numbers) for part in engine._open._parts._parts]  # type: ignore[union-attr]


def test_number_of_a_deleted_document_is_not_given_again(engine: TantivyEngine) -> None:
    reader = engine._another()
    engine.upsert([document("new", "en", "Bees")], generation=6)
    assert found(reader, "bees") == {"new"}

    engine.delete(["case:new"], generation=7)
    engine.upsert([document("other", "en", "Wasps")], generation=8)

    assert (found(reader, "bees"), found(reader, "wasps")) == (set(), {"other"})
    reader.close()
    engine.close()


def test_facts_are_kept_in_few_parts(engine: TantivyEngine) -> None:
    engine.rebuild([document(f"c{number}", "en", "Bees") for number in range(100)], generation=6)
    for number in range(30):
        engine.upsert([document(f"c{number}", "en", "Wasps")], generation=7 + number)
        assert engine.search(ask("")).total == 100

    sizes = part_sizes(engine)
    assert sizes[0] == 101
    assert len(sizes) <= 6
    assert all(second * 2 <= first for first, second in pairwise(sizes))
    assert (engine.search(ask("bees")).total, engine.search(ask("wasps")).total) == (70, 30)
    engine.close()


def test_every_file_of_the_index_is_verified(engine: TantivyEngine) -> None:
    path = index_directory(engine)
    engine.delete(["case:honey"], generation=6)
    names = sorted(files_of(path))
    kinds = {name.partition(".")[2].split(".")[-1] for name in names}
    assert kinds >= {"term", "idx", "pos", "store", "fast", "fieldnorm"}

    for name in names:
        file = path / name
        whole = file.read_bytes()
        verify(file)
        for damaged in (bytes([whole[0] ^ 1]) + whole[1:], whole[:-1], whole + b"\x00", b""):
            file.unlink()
            file.write_bytes(damaged)
            with pytest.raises(SearchUnavailable):
                verify(file)
        file.unlink()
        file.write_bytes(whole)
    assert engine.check() == []
    engine.close()


def test_damage_is_noted_for_whoever_rebuilds(engine: TantivyEngine) -> None:
    [postings] = index_directory(engine).glob("*.idx")
    raw = postings.read_bytes()
    postings.unlink()
    postings.write_bytes(raw.replace(b"\x00", b"\x01"))
    fresh = engine._another()

    with pytest.raises(SearchUnavailable):
        fresh.search(ask("coffee"))

    assert engine._another().outdated()
    fresh.rebuild(corpus(), generation=9)
    assert (fresh.outdated(), fresh.check()) == (False, [])
    fresh.close()
    engine.close()


def test_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engines._WHERE, "tantivy", ("no_such_engine", "Engine"))

    with pytest.raises(EngineMissing, match="needs the package tantivy"):
        open_engine("tantivy", tmp_path)
