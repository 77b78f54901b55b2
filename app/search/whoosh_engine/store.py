"""Whoosh's index on the disk, and its writer."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from whoosh import query
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import FileIndex, LockError
from whoosh.reading import SegmentReader

from app.search import directories
from app.search.directories import IndexDirectories, flush, sync_directory
from app.search.engine import IndexBusy
from app.search.whoosh_engine.schema import GENERATION_KEY, generation_fields, make_schema
from app.search.whoosh_engine.segments import damage_reported
from app.search.whoosh_engine.writing import Codec, TermPool

WRITER_BYTES = 48 * 1024 * 1024
# Segments larger than this, and than a tenth of the index, are not merged again unless half of them is dead.
MERGED_UP_TO = 1000


class DurableStorage(FileStorage):  # type: ignore[misc]
    """Whoosh's storage, with finished segments and the table of contents on the disk before they count.

    Without `supports_mmap=False` every opened reader would copy its whole segment into memory.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), supports_mmap=False)

    def create_file(self, name: str, **options: Any) -> Any:
        lasting = name.endswith(".seg") or ".toc" in name
        return super().create_file(name, onclose=flush if lasting else None, **options)

    def open_file(self, name: str, **options: Any) -> Any:
        if name.endswith(".toc"):
            # Whoosh forgets to close it when it turns out to be damaged.
            return StructFile(BytesIO((Path(self.folder) / name).read_bytes()), name=name, **options)
        return super().open_file(name, **options)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        super().rename_file(oldname, newname, safe=safe)
        sync_directory(Path(self.folder))


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
        with closing(SegmentReader(writer.storage, writer.schema, segment)) as reader:
            writer.add_reader(reader)
    return kept


class Store(IndexDirectories):
    def lay_down(self, path: Path) -> None:
        FileIndex.create(DurableStorage(path), make_schema())

    @staticmethod
    def open(path: Path) -> FileIndex:
        with damage_reported(path.name):
            return FileIndex(DurableStorage(path))

    @contextmanager
    def writing(self, path: Path, generation: int) -> Iterator[Any]:
        """A writer on that index; what is done with it and the generation are one commit, or nothing."""
        index = self.open(path)
        with damage_reported(path.name):
            try:
                writer = index.writer(timeout=directories.LOCK_WAIT, delay=0.05, codec=Codec())
            except LockError as error:
                raise IndexBusy(path.name) from error
        writer.pool = TermPool(writer.temp_storage(), WRITER_BYTES)
        try:
            remove(writer, keys=[GENERATION_KEY], sources=())
            yield writer
            writer.add_document(**generation_fields(generation))
            with damage_reported(path.name):
                writer.commit(mergetype=_merge)
        except BaseException:
            _give_up(writer)
            raise


def _give_up(writer: Any) -> None:
    """Whoosh keeps its lock until the collector finds a writer that could not even be cancelled."""
    with suppress(Exception):
        writer.cancel()
    if writer.writelock.fd is not None:
        writer.writelock.release()


def remove(writer: Any, *, keys: Iterable[str], sources: Iterable[str]) -> None:
    """Mark the documents with these keys, and those made from these sources, as deleted."""
    terms = [query.Term("key", key) for key in keys] + [query.Term("source", source) for source in sources]
    if terms:
        with damage_reported("deleting"):
            writer.delete_by_query(query.Or(terms))
