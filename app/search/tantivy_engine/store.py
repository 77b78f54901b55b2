"""tantivy's index on the disk, and its writer."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import tantivy

from app.search import directories
from app.search.directories import IndexDirectories
from app.search.engine import IndexBusy, SearchDocument, SearchUnavailable
from app.search.tantivy_engine.files import CONTENTS
from app.search.tantivy_engine.schema import (
    GENERATION_KEY,
    as_document,
    generation_document,
    know_tokens,
    make_schema,
)

WRITER_BYTES = 64_000_000
_BUSY = "LockBusy"


def _is_damage(error: BaseException) -> bool:
    """tantivy panics over files it cannot believe; such an exception is no `Exception`."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


@contextmanager
def damage_reported(what: str) -> Iterator[None]:
    """Whatever goes wrong while reading files of the index means that the index is damaged.

    Only a missing file may mean that another process has just replaced it.
    """
    try:
        yield
    except (SearchUnavailable, IndexBusy, FileNotFoundError):
        raise
    except BaseException as error:
        if not _is_damage(error):
            raise
        raise SearchUnavailable(f"{what}: {type(error).__name__}: {error}") from error


class Writing:
    """Changes that become one commit; numbers go on from the highest there is."""

    def __init__(self, index: tantivy.Index, writer: tantivy.IndexWriter) -> None:
        self._writer = writer
        self._next = _highest_number(index) + 1

    def put(self, document: SearchDocument) -> None:
        self._writer.add_document(as_document(document, self._numbered()))

    def remove(self, *, keys: Iterable[str], sources: Iterable[str]) -> None:
        for name, values in (("key", keys), ("source", sources)):
            for value in values:
                self._writer.delete_documents_by_term(name, value)

    def finish(self, generation: int) -> None:
        """Commit, and leave no more segments than tantivy finds right."""
        self._writer.add_document(generation_document(generation, self._numbered()))
        self._writer.commit()
        self._writer.wait_merging_threads()

    def _numbered(self) -> int:
        self._next += 1
        return self._next - 1


def _highest_number(index: tantivy.Index) -> int:
    every, searcher = tantivy.Query.all_query(), index.searcher()
    found = searcher.search(every, limit=1, order_by_field="number", count=False).hits
    return int(found[0][0]) if found else 0


class Store(IndexDirectories):
    def lay_down(self, path: Path) -> None:
        tantivy.Index(make_schema(), path=str(path))

    @staticmethod
    def open(path: Path) -> tantivy.Index:
        """Raises FileNotFoundError, SearchUnavailable."""
        (path / CONTENTS).stat()
        with damage_reported(path.name):
            index = tantivy.Index.open(str(path))
            know_tokens(index)
            # We look for new commits ourselves; tantivy would start a thread for it.
            index.config_reader("manual")
            return index

    @contextmanager
    def writing(self, path: Path, generation: int) -> Iterator[Writing]:
        """What is done with it and the generation are one commit, or nothing."""
        index = self.open(path)
        with damage_reported(path.name):
            writer = _writer(index)
            writing = Writing(index, writer)
        try:
            writing.remove(keys=[GENERATION_KEY], sources=())
            yield writing
            with damage_reported(path.name):
                writing.finish(generation)
        except BaseException:
            with suppress(Exception):
                writer.rollback()
                writer.wait_merging_threads()
            raise


def _writer(index: tantivy.Index) -> tantivy.IndexWriter:
    """Waits for another writer; raises IndexBusy."""
    latest = time.monotonic() + directories.LOCK_WAIT
    while True:
        try:
            return index.writer(WRITER_BYTES, num_threads=1)
        except ValueError as error:
            if _BUSY not in str(error):
                raise
            if time.monotonic() > latest:
                raise IndexBusy(str(error)) from error
        time.sleep(0.05)
