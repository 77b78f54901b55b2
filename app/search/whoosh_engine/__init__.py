"""The embedded engine: Whoosh's on-disk index, with scoring, counting and filtering over numpy arrays."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock
from unicodedata import normalize
from weakref import WeakValueDictionary

from whoosh.index import TOC, FileIndex

from app.search.caching import LatestUsed
from app.search.engine import (
    Hit,
    IndexBusy,
    SearchAnswer,
    SearchDocument,
    SearchRequest,
    SearchUnavailable,
    Section,
    SimilarRequest,
    Suggestion,
    SuggestRequest,
)
from app.search.facts import Names
from app.search.labels import Labels
from app.search.likeness import similar
from app.search.searching import answer
from app.search.stored import fingerprint
from app.search.suggesting import suggestions
from app.search.whoosh_engine.schema import as_fields
from app.search.whoosh_engine.segments import OpenSegment, damage_reported
from app.search.whoosh_engine.snapshot import Snapshot
from app.search.whoosh_engine.store import Store, remove

OPENING_TRIES = 8
PROGRESS_EVERY = 50
# Many ask for the same few lists; an answer with its hits and counts takes about 40 KB.
ANSWERS_KEPT = 20


def _composed(document: SearchDocument) -> SearchDocument:
    """With accents as one character, so that all texts compare alike."""
    sections = tuple(Section(s.name, normalize("NFC", s.text), s.role) for s in document.sections)
    return replace(document, title=normalize("NFC", document.title), sections=sections)


class _OpenIndex:
    """One index directory being read: its segments are opened once, its newest commit is kept as a snapshot."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._index: FileIndex = Store.open(path)
        self._names = Names()
        self._segments: WeakValueDictionary[str, OpenSegment] = WeakValueDictionary()
        self._commit = -1
        self._snapshot = Snapshot((), self._names)

    def snapshot(self) -> Snapshot:
        """The newest commit. Raises FileNotFoundError when a writer has just replaced it."""
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
            opened = OpenSegment(self._index.storage, segment, self._names)
            self._segments[name] = opened
        return opened


class WhooshEngine:
    """An `Engine` in one directory. Safe to share between threads; any number of processes may read, one writes."""

    def __init__(self, root: Path, labels: Labels | None = None) -> None:
        self.labels = labels or Labels()
        self._store = Store(root)
        self._lock = Lock()
        self._open: _OpenIndex | None = None
        self._answers = LatestUsed[SearchAnswer](ANSWERS_KEPT)

    # Reading

    def _snapshot(self) -> Snapshot:
        for attempt in range(OPENING_TRIES):
            try:
                with self._lock:
                    return self._newest()
            except FileNotFoundError:
                # A commit or a rebuild removed a file between reading its name and opening it.
                time.sleep(0.01 * attempt)
        raise SearchUnavailable("files of the index are missing")

    def _newest(self) -> Snapshot:
        path = self._store.current()
        if path is None:
            return Snapshot((), Names())
        if self._open is None or self._open.path != path:
            self._open = _OpenIndex(path)
        return self._open.snapshot()

    @contextmanager
    def _noticing_damage(self) -> Iterator[None]:
        try:
            yield
        except SearchUnavailable:
            self._store.mark_damaged()
            raise

    def search(self, request: SearchRequest) -> SearchAnswer:
        labels = self.labels
        with self._noticing_damage():
            snapshot = self._snapshot()
            # As text, because nothing of the request, least of all whose it is, can be left out of that by mistake.
            return self._answers.get(
                (snapshot, labels),
                repr(request),
                lambda: answer(snapshot, request, labels),
            )

    def forget_answers(self) -> None:
        """Let the next search, whatever it is, find its answer anew."""
        self._answers.clear()

    def suggest(self, request: SuggestRequest) -> tuple[Suggestion, ...]:
        with self._noticing_damage():
            return suggestions(self._snapshot(), request, self.labels)

    def similar(self, request: SimilarRequest) -> tuple[Hit, ...]:
        with self._noticing_damage():
            return similar(self._snapshot(), request)

    def generation(self) -> int:
        return self._snapshot().generation

    def outdated(self) -> bool:
        return self._store.is_marked_damaged() or self._snapshot().layout != fingerprint()

    def check(self) -> list[str]:
        fresh = WhooshEngine(self._store.root)
        try:
            return list(fresh._problems())
        except Exception as error:  # noqa: BLE001 - whatever can be wrong with damaged files is the answer
            return [f"the index can't be read: {type(error).__name__}: {error}"]
        finally:
            fresh.close()

    def _problems(self) -> Iterable[str]:
        snapshot = self._snapshot()
        if snapshot.size and snapshot.layout != fingerprint():
            yield "the index was laid down by another version"
        yield from snapshot.problems()

    # Writing

    def upsert(self, documents: Iterable[SearchDocument], *, generation: int, withdraw: Collection[str] = ()) -> None:
        newest = {document.id: _composed(document) for document in documents}
        try:
            with self._store.writing(self._store.current_or_new(), generation) as writer:
                remove(writer, keys=newest, sources=withdraw)
                for document in newest.values():
                    writer.add_document(**as_fields(document))
        except FileNotFoundError as error:
            raise IndexBusy("a rebuild has just replaced the index") from error

    def delete(self, sources: Collection[str], *, generation: int) -> None:
        self.upsert((), generation=generation, withdraw=sources)

    def rebuild(
        self,
        documents: Iterable[SearchDocument],
        *,
        generation: int,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        with self._store.locked("rebuild.lock"):
            self._store.sweep()
            path = self._store.create()
            with self._store.writing(path, generation) as writer:
                for number, document in enumerate(documents, 1):
                    writer.add_document(**as_fields(_composed(document)))
                    if progress and number % PROGRESS_EVERY == 0:
                        progress(number)
            self._store.use(path)
            self._store.sweep()

    def close(self) -> None:
        self.forget_answers()
        with self._lock:
            self._open = None


__all__ = ["IndexBusy", "WhooshEngine"]
