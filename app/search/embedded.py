"""What engines that keep an index in a directory of their own have in common."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Generic, Protocol, Self, TypeVar
from unicodedata import normalize

from app.search.caching import LatestUsed
from app.search.commit import Commit
from app.search.directories import IndexDirectories
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
from app.search.labels import Labels
from app.search.likeness import similar
from app.search.searching import answer
from app.search.stored import fingerprint
from app.search.suggesting import suggestions

OPENING_TRIES = 8
PROGRESS_EVERY = 50
# Many ask for the same few lists; an answer with its hits and counts takes about 40 KB.
ANSWERS_KEPT = 20
# Every page of a case asks for what is like it; five hits take about 3 KB.
SIMILAR_KEPT = 300

Snapshot = TypeVar("Snapshot", bound=Commit)
Snapshot_co = TypeVar("Snapshot_co", bound=Commit, covariant=True)


class OpenIndex(Protocol[Snapshot_co]):
    """One index directory being read."""

    @property
    def path(self) -> Path: ...

    def snapshot(self) -> Snapshot_co:
        """The newest commit. Raises FileNotFoundError when a writer has just replaced it, SearchUnavailable."""
        ...


class Writing(Protocol):
    """Changes that become one commit."""

    def put(self, document: SearchDocument) -> None: ...

    def remove(self, *, keys: Iterable[str], sources: Iterable[str]) -> None:
        """Take out what is in the index already: the documents with these ids, and those made from these sources."""


def composed(document: SearchDocument) -> SearchDocument:
    """With accents as one character, so that all texts compare alike."""
    sections = tuple(Section(s.name, normalize("NFC", s.text), s.role) for s in document.sections)
    return replace(document, title=normalize("NFC", document.title), sections=sections)


class EmbeddedEngine(ABC, Generic[Snapshot]):
    """An `Engine` in one directory. Safe to share between threads; any number of processes may read, one writes."""

    def __init__(self, store: IndexDirectories, labels: Labels | None = None) -> None:
        self.labels = labels or Labels()
        self._store = store
        self._lock = Lock()
        self._open: OpenIndex[Snapshot] | None = None
        self._answers = LatestUsed[SearchAnswer](ANSWERS_KEPT)
        self._similar = LatestUsed[tuple[Hit, ...]](SIMILAR_KEPT)

    @abstractmethod
    def _another(self) -> Self:
        """An engine for the same directory that has read nothing yet."""

    @abstractmethod
    def _opened(self, path: Path) -> OpenIndex[Snapshot]: ...

    @abstractmethod
    def _nothing(self) -> Snapshot:
        """The commit of an index that was never written."""

    @abstractmethod
    def _writing(self, path: Path, generation: int) -> AbstractContextManager[Writing]:
        """What is done there and the generation are one commit, or nothing. Raises IndexBusy, SearchUnavailable."""

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
            return self._nothing()
        if self._open is None or self._open.path != path:
            self._open = self._opened(path)
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
            return self._answers.get((snapshot, labels), repr(request), lambda: answer(snapshot, request, labels))

    def forget_answers(self) -> None:
        """Let the next search, whatever it is, find its answer anew."""
        self._answers.clear()
        self._similar.clear()

    def suggest(self, request: SuggestRequest) -> tuple[Suggestion, ...]:
        with self._noticing_damage():
            return suggestions(self._snapshot(), request, self.labels)

    def similar(self, request: SimilarRequest) -> tuple[Hit, ...]:
        with self._noticing_damage():
            snapshot = self._snapshot()
            return self._similar.get((snapshot,), repr(request), lambda: similar(snapshot, request))

    def generation(self) -> int:
        return self._snapshot().generation

    def outdated(self) -> bool:
        return self._store.is_marked_damaged() or self._snapshot().layout != fingerprint()

    def check(self) -> list[str]:
        fresh = self._another()
        try:
            return list(fresh.problems())
        except Exception as error:  # noqa: BLE001 - whatever can be wrong with damaged files is the answer
            return [f"the index can't be read: {type(error).__name__}: {error}"]
        finally:
            fresh.close()

    def problems(self) -> Iterable[str]:
        """What `check` finds with what was read already. Raises SearchUnavailable."""
        snapshot = self._snapshot()
        if snapshot.size and snapshot.layout != fingerprint():
            yield "the index was laid down by another version"
        yield from snapshot.problems()

    # Writing

    def upsert(self, documents: Iterable[SearchDocument], *, generation: int, withdraw: Collection[str] = ()) -> None:
        newest = {document.id: composed(document) for document in documents}
        try:
            with self._writing(self._store.current_or_new(), generation) as writing:
                writing.remove(keys=newest, sources=withdraw)
                for document in newest.values():
                    writing.put(document)
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
            with self._writing(path, generation) as writing:
                for number, document in enumerate(documents, 1):
                    writing.put(composed(document))
                    if progress and number % PROGRESS_EVERY == 0:
                        progress(number)
            self._store.use(path)
            self._store.sweep()

    def close(self) -> None:
        self.forget_answers()
        with self._lock:
            self._open = None
