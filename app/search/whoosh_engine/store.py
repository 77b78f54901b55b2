"""Where the index lies: directories beside each other, one of them current, and Whoosh's writer on it.

search/CURRENT          the name of the directory in use; replaced in one step
search/index-…/         a Whoosh index
"""

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from whoosh import query
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import FileIndex, LockError
from whoosh.reading import SegmentReader
from whoosh.util.filelock import try_for

from app.search.engine import IndexBusy, SearchUnavailable
from app.search.whoosh_engine.schema import GENERATION_KEY, Codec, generation_fields, make_schema
from app.search.whoosh_engine.segments import damage_reported

POINTER = "CURRENT"
DAMAGE = "DAMAGED"
PREFIX = "index-"
LOCK_WAIT = 5.0
WRITER_MEGABYTES = 48
# Segments larger than this, and than a tenth of the index, are not merged again unless half of them is dead.
MERGED_UP_TO = 1000


def _flush(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())


class DurableStorage(FileStorage):  # type: ignore[misc]
    """Whoosh's storage, with finished segments and the table of contents on the disk before they count.

    Without `supports_mmap=False` every opened reader would copy its whole segment into memory.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), supports_mmap=False)

    def create_file(self, name: str, **options: Any) -> Any:
        lasting = name.endswith(".seg") or ".toc" in name
        return super().create_file(name, onclose=_flush if lasting else None, **options)

    def open_file(self, name: str, **options: Any) -> Any:
        if name.endswith(".toc"):
            # Whoosh forgets to close it when it turns out to be damaged.
            return StructFile(BytesIO((Path(self.folder) / name).read_bytes()), name=name, **options)
        return super().open_file(name, **options)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        super().rename_file(oldname, newname, safe=safe)
        _sync_directory(Path(self.folder))


def _sync_directory(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _merge(writer: Any, segments: list[Any]) -> list[Any]:
    """Which segments to rewrite together with the new one: those half dead, and small ones of like size."""
    largest = max(MERGED_UP_TO, sum(segment.doc_count_all() for segment in segments) // 10)
    kept, together = [], writer.doc_count()
    for segment in sorted(segments, key=lambda one: one.doc_count_all() - one.deleted_count()):
        alive = segment.doc_count_all() - segment.deleted_count()
        if alive * 2 > segment.doc_count_all() and (alive > together * 2 or alive > largest):
            kept.append(segment)
            continue
        together += alive
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return kept


class Store:
    def __init__(self, root: Path) -> None:
        self.root = root

    # Reading

    def current(self) -> Path | None:
        """The directory in use; None before anything was written."""
        name = self._named()
        while name is not None:
            path = self.root / name
            if name.startswith(PREFIX) and path.is_dir():
                return path
            # A rebuild may have switched, and taken the old index away, since the name was read.
            if (again := self._named()) == name:
                raise SearchUnavailable(f"{POINTER} names {name!r}, which is no index")
            name = again
        return None

    def _named(self) -> str | None:
        with suppress(FileNotFoundError):
            return (self.root / POINTER).read_text()
        return None

    def mark_damaged(self) -> None:
        """Leave a note in the current index that it must be built anew; other processes may be the ones to do it."""
        with suppress(SearchUnavailable, OSError):
            if path := self.current():
                (path / DAMAGE).touch()

    def is_marked_damaged(self) -> bool:
        path = self.current()
        return path is not None and (path / DAMAGE).exists()

    @staticmethod
    def open(path: Path) -> FileIndex:
        with damage_reported(path.name):
            return FileIndex(DurableStorage(path))

    # Writing

    def create(self) -> Path:
        """A new, empty index, not yet in use."""
        path = self.root / f"{PREFIX}{secrets.token_hex(4)}"
        path.mkdir(parents=True)
        FileIndex.create(DurableStorage(path), make_schema())
        return path

    def use(self, path: Path) -> None:
        """Make it the current one, in one step."""
        draft = self.root / f"{POINTER}.{secrets.token_hex(4)}"
        with draft.open("w") as file:
            file.write(path.name)
            _flush(file)
        draft.replace(self.root / POINTER)
        _sync_directory(self.root)

    def sweep(self) -> None:
        """Remove what is not in use: replaced indexes and those of a rebuild that was cut short."""
        with suppress(SearchUnavailable):
            current = self.current()
            for path in self.root.glob(f"{PREFIX}*"):
                if path != current:
                    shutil.rmtree(path, ignore_errors=True)
        for draft in self.root.glob(f"{POINTER}.*"):
            draft.unlink(missing_ok=True)

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        """One process at a time; raises IndexBusy."""
        self.root.mkdir(parents=True, exist_ok=True)
        lock = FileStorage(str(self.root)).lock(name)
        if not try_for(lock.acquire, timeout=LOCK_WAIT, delay=0.05):
            raise IndexBusy(name)
        try:
            yield
        finally:
            lock.release()

    def current_or_new(self) -> Path:
        path = self.current()
        if path is None:
            with self.locked("create.lock"):
                path = self.current()
                if path is None:
                    path = self.create()
                    self.use(path)
        return path

    @contextmanager
    def writing(self, path: Path, generation: int) -> Iterator[Any]:
        """A writer on that index; what is done with it and the generation are one commit, or nothing."""
        index = self.open(path)
        with damage_reported(path.name):
            try:
                writer = index.writer(timeout=LOCK_WAIT, delay=0.05, limitmb=WRITER_MEGABYTES, codec=Codec())
            except LockError as error:
                raise IndexBusy(path.name) from error
        try:
            remove(writer, keys=[GENERATION_KEY], sources=())
            yield writer
            writer.add_document(**generation_fields(generation))
        except BaseException:
            writer.cancel()
            raise
        with damage_reported(path.name):
            writer.commit(mergetype=_merge)


def remove(writer: Any, *, keys: Iterable[str], sources: Iterable[str]) -> None:
    """Mark the documents with these keys, and those made from these sources, as deleted."""
    terms = [query.Term("key", key) for key in keys] + [query.Term("source", source) for source in sources]
    if terms:
        with damage_reported("deleting"):
            writer.delete_by_query(query.Or(terms))
