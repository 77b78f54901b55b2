"""The compiled engine: tantivy keeps the postings, finds words and phrases; scores, counts and rights are ours."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Self

import numpy as np
from tantivy import Index, Query, Searcher

from app.search.embedded import EmbeddedEngine
from app.search.facts import Names
from app.search.labels import Labels
from app.search.tantivy_engine.files import CONTENTS, files_of, verify
from app.search.tantivy_engine.parts import Parts
from app.search.tantivy_engine.schema import make_schema
from app.search.tantivy_engine.snapshot import Snapshot, numbers_found
from app.search.tantivy_engine.store import Store, Writing, damage_reported


class _OpenIndex:
    """One index directory being read: its newest commit is kept as a snapshot, what was read of it for the next."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._verified: set[str] = set()
        self._verify()
        self._index = Store.open(path)
        self._parts = Parts()
        self._seen: object = None
        self._snapshot: Snapshot | None = None

    def snapshot(self) -> Snapshot:
        contents = (self.path / CONTENTS).stat()
        seen = (contents.st_mtime_ns, contents.st_ino, contents.st_size)
        if self._snapshot is None or seen != self._seen:
            self._verify()
            with damage_reported(self.path.name):
                self._index.reload()
                self._snapshot, self._seen = self._read(self._index.searcher()), seen
        return self._snapshot

    def _verify(self) -> None:
        """Look through the files that were not there before."""
        with damage_reported(self.path.name):
            names = set(files_of(self.path))
            for name in names - self._verified:
                verify(self.path / name)
        self._verified = names

    def _read(self, searcher: Searcher) -> Snapshot:
        found = numbers_found(searcher, Query.all_query())
        alive = np.array([number for number, _ in found], np.int64)
        return Snapshot(searcher, self._index.schema, self._parts.of(searcher, found), alive, self._parts.names)


class TantivyEngine(EmbeddedEngine[Snapshot]):
    _store: Store

    def __init__(self, root: Path, labels: Labels | None = None) -> None:
        super().__init__(Store(root), labels)

    def _another(self) -> Self:
        return type(self)(self._store.root)

    def _opened(self, path: Path) -> _OpenIndex:
        return _OpenIndex(path)

    def _nothing(self) -> Snapshot:
        # Of an index in memory that has no documents.
        schema, nothing = make_schema(), np.zeros(0, np.int64)
        return Snapshot(Index(schema).searcher(), schema, (), nothing, Names())

    def _writing(self, path: Path, generation: int) -> AbstractContextManager[Writing]:
        return self._store.writing(path, generation)
