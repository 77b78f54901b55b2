"""The embedded engine: Whoosh's on-disk index, with scoring, counting and filtering over numpy arrays."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from weakref import WeakValueDictionary

from whoosh.index import TOC, FileIndex

from app.search.embedded import EmbeddedEngine
from app.search.engine import SearchDocument
from app.search.facts import Names
from app.search.labels import Labels
from app.search.whoosh_engine.schema import as_fields
from app.search.whoosh_engine.segments import Caches, OpenSegment, damage_reported
from app.search.whoosh_engine.snapshot import Snapshot
from app.search.whoosh_engine.store import Store, remove


class _OpenIndex:
    """One index directory being read: its segments are opened once, its newest commit is kept as a snapshot."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._index: FileIndex = Store.open(path)
        self._names, self._caches = Names(), Caches()
        self._segments: WeakValueDictionary[str, OpenSegment] = WeakValueDictionary()
        self._commit = -1
        self._snapshot = Snapshot((), self._names)

    def snapshot(self) -> Snapshot:
        latest = self._index.latest_generation()
        if latest != self._commit:
            with damage_reported(self.path.name):
                toc = TOC.read(self._index.storage, self._index.indexname)
            opened = [(self._segment(one), tuple(one.deleted_docs())) for one in toc.segments]
            self._snapshot, self._commit = Snapshot(opened, self._names), toc.generation
        return self._snapshot

    def _segment(self, segment: object) -> OpenSegment:
        name: str = segment.segment_id()  # type: ignore[attr-defined]
        opened = self._segments.get(name)
        if opened is None:
            opened = OpenSegment(self._index.storage, segment, self._names, self._caches)
            self._segments[name] = opened
        return opened


class _Writing:
    def __init__(self, writer: Any) -> None:
        self._writer = writer

    def put(self, document: SearchDocument) -> None:
        self._writer.add_document(**as_fields(document))

    def remove(self, *, keys: Iterable[str], sources: Iterable[str]) -> None:
        remove(self._writer, keys=keys, sources=sources)


class WhooshEngine(EmbeddedEngine[Snapshot]):
    _store: Store

    def __init__(self, root: Path, labels: Labels | None = None) -> None:
        super().__init__(Store(root), labels)

    def _another(self) -> Self:
        return type(self)(self._store.root)

    def _opened(self, path: Path) -> _OpenIndex:
        return _OpenIndex(path)

    def _nothing(self) -> Snapshot:
        return Snapshot((), Names())

    @contextmanager
    def _writing(self, path: Path, generation: int) -> Iterator[_Writing]:
        with self._store.writing(path, generation) as writer:
            yield _Writing(writer)
