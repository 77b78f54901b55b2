"""Postings gathered by term: the same in memory and through files, and read by Whoosh as its own."""

from pathlib import Path

import pytest
from whoosh import fields
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from app.search.whoosh_engine.writing import BLOCK, Codec, Posted, TermPool

POSTINGS = [
    (field, form, document, 1.0 + document % 3, form * document)
    for document in range(40)
    for field, form in (("b", b"x"), ("a", b"z"), ("a", b"y"))
    if document % 2 or form == b"x"
]


def gathered(folder: Path, limit: int) -> tuple[list[Posted], list[str]]:
    folder.mkdir()
    pool = TermPool(FileStorage(str(folder)), limit)
    for posting in POSTINGS:
        pool.add(posting)
    found = [Posted(one.field, one.form, bytes(one.heads), bytes(one.values)) for one in pool.iter_postings()]
    runs = [path.name for path in folder.iterdir()]
    pool.cleanup()
    assert list(folder.iterdir()) == []
    return found, runs


def test_what_went_through_files_is_the_same_as_what_stayed_in_memory(tmp_path: Path) -> None:
    kept, no_runs = gathered(tmp_path / "kept", 1 << 20)
    saved, runs = gathered(tmp_path / "saved", 0)

    assert (no_runs, len(runs) > 1) == ([], True)
    assert saved == kept
    assert [(one.field, one.form) for one in kept] == [("a", b"y"), ("a", b"z"), ("b", b"x")]


@pytest.mark.parametrize("count", [1, 2, BLOCK, BLOCK + 1, 3 * BLOCK + 7])
def test_whoosh_reads_the_postings_as_its_own(tmp_path: Path, count: int) -> None:
    index = FileIndex.create(FileStorage(str(tmp_path)), fields.Schema(word=fields.KEYWORD()))
    writer = index.writer(codec=Codec())
    writer.pool = TermPool(writer.temp_storage(), 1 << 20)
    for number in range(count):
        writer.add_document(word="every odd" if number % 2 else "every")
    writer.commit()

    with index.reader() as reader:
        assert list(reader.postings("word", "every").all_ids()) == list(range(count))
        assert reader.doc_frequency("word", "every") == count
        assert reader.doc_frequency("word", "odd") == count // 2
        if count > 1:
            assert list(reader.postings("word", "odd").all_ids()) == list(range(1, count, 2))
