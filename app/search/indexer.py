"""Keeps an index in step with the search log.

The index itself remembers the last entry it has taken in, in the same commit as the documents, so a killed indexer
goes on where the index stands. Any number of machines can each keep an index of their own from the one log.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import text
from sqlmodel import Session, col, func, select

from app.database import Database
from app.domain.audit import record
from app.domain.terms import TermBook
from app.log import structlog
from app.models.search_log import SearchLogEntry
from app.models.types import now
from app.search.documents import documents_of, public_sources, sources_of
from app.search.engine import Engine, IndexBusy, SearchDocument, SearchUnavailable

log = structlog.get_logger("search")

MOST_DOCUMENTS = 50
MOST_SECONDS = 1.0
MOST_ENTRIES = 50
# The longest transaction in which a change may be written; see `_settled_entry`.
LONGEST_TRANSACTION = timedelta(minutes=10)
# A rebuild that does not help is not begun again at once.
REBUILD_PAUSE = 60.0
FIRST_BUILD = "nothing was ever written to it"


class Surroundings(Protocol):
    """What the indexer needs of the process it runs in."""

    database: Database

    def terms(self, session: Session) -> TermBook: ...


@dataclass(slots=True)
class _Batch:
    """Sources to make anew, their documents, the entries taken in, and how far the log is then read."""

    generation: int
    entries: list[int] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    documents: list[SearchDocument] = field(default_factory=list)


class Indexer:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # Entries after the index's generation that were taken in already, while a missing one is waited for.
        # Forgotten at a restart: taking them in again does no harm.
        self._ahead: set[int] = set()
        self._written = -1
        self._rebuilt_at = float("-inf")

    def catch_up(self, around: Surroundings) -> bool:
        """Take one batch of the log into the index, or build it anew where it must be; False when it is in step."""
        try:
            if reason := self._reason_to_rebuild(around):
                return self._rebuild_in_peace(around, reason)
            return self._take_batch(around)
        except IndexBusy:
            # Another process is at it.
            return False

    # Batches

    def _take_batch(self, around: Surroundings) -> bool:
        generation = self._engine.generation()
        # What another process wrote, perhaps anew, may not have what we took in ahead.
        ahead = self._ahead if generation == self._written else set()
        with around.database.reading() as session:
            # In this order: everything up to the settled entry is then among those that wait.
            settled = _settled_entry(session)
            entries = _waiting(session, generation, ahead)
            reached = _reached(generation, settled, ahead, entries)
            if not entries and reached == generation:
                return False
            batch = _make_batch(session, entries, reached, around.terms(session))
        self._engine.upsert(batch.documents, generation=batch.generation, withdraw=batch.sources)
        self._written = batch.generation
        self._ahead = {number for number in ahead.union(batch.entries) if number > batch.generation}
        return True

    # Rebuilding

    def _reason_to_rebuild(self, around: Surroundings) -> str:
        """Why the index must be built anew; empty when it need not."""
        try:
            outdated, generation = self._engine.outdated(), self._engine.generation()
        except SearchUnavailable as error:
            log.warning("index damaged", reason=str(error))
            return str(error)
        if outdated:
            return "damaged, or laid down by another version" if generation else FIRST_BUILD
        with around.database.reading() as session:
            ahead = generation > latest_entry(session)
        return "ahead of the database, which was restored from a backup" if ahead else ""

    def _rebuild_in_peace(self, around: Surroundings, reason: str) -> bool:
        if time.monotonic() - self._rebuilt_at < REBUILD_PAUSE:
            return False
        self._rebuilt_at = time.monotonic()
        self.rebuild(around)
        if reason != FIRST_BUILD:
            # For administrators, who would not know otherwise: it has repaired itself.
            with around.database.writing() as session:
                record(
                    session, by=None, verb="index_rebuilt", object_type="search", object_id="", after={"why": reason}
                )
        return True

    def rebuild(self, around: Surroundings, progress: Callable[[int], None] | None = None) -> None:
        """Build the index anew from the database while searches go on; then entries written meanwhile follow."""
        begun = time.monotonic()
        with around.database.reading() as session:
            generation = _settled_entry(session)
            sources, book = public_sources(session), around.terms(session)
        documents = _documents_of_all(around.database, sources, book)
        self._engine.rebuild(documents, generation=generation, progress=progress)
        log.info("index rebuilt", sources=len(sources), seconds=round(time.monotonic() - begun, 1))


def latest_entry(session: Session) -> int:
    """The number of the last entry of the log; 0 when it is empty."""
    return session.exec(select(func.max(SearchLogEntry.id))).one() or 0


def _settled_entry(session: Session) -> int:
    """The last entry before which none can appear any more.

    SQLite has one writer at a time. PostgreSQL gives out numbers before transactions commit, so an entry may appear
    behind a later one; whoever is about to do that holds a lock on the table. Gaps that stay belong to transactions
    that were rolled back.
    """
    latest = latest_entry(session)
    if session.get_bind().dialect.name == "sqlite" or not _somebody_writes(session):
        return latest
    settled = select(func.max(SearchLogEntry.id)).where(col(SearchLogEntry.at) < now() - LONGEST_TRANSACTION)
    return session.exec(settled).one() or 0


def _somebody_writes(session: Session) -> bool:
    """Whether a transaction of PostgreSQL has written to the log and not yet ended."""
    held = text(
        "SELECT 1 FROM pg_locks WHERE relation = 'search_log'::regclass AND mode = 'RowExclusiveLock' AND granted"
    )
    return session.connection().execute(held).first() is not None


def _waiting(session: Session, generation: int, ahead: set[int]) -> Sequence[SearchLogEntry]:
    query = select(SearchLogEntry).where(col(SearchLogEntry.id) > generation, col(SearchLogEntry.id).not_in(ahead))
    return session.exec(query.order_by(col(SearchLogEntry.id)).limit(MOST_ENTRIES)).all()


def _reached(generation: int, settled: int, ahead: set[int], entries: Sequence[SearchLogEntry]) -> int:
    """How far the log is read when these entries are taken in: to the settled one, and on while none is missing."""
    reached = max(generation, settled)
    if len(entries) == MOST_ENTRIES:
        reached = min(reached, entries[-1].id or 0)
    taken = ahead | {entry.id or 0 for entry in entries}
    while reached + 1 in taken:
        reached += 1
    return reached


def _make_batch(session: Session, entries: Sequence[SearchLogEntry], reached: int, book: TermBook) -> _Batch:
    """The documents of as many entries as fit; at least of one."""
    batch = _Batch(reached)
    begun = time.monotonic()
    for entry in entries:
        full = len(batch.documents) >= MOST_DOCUMENTS or time.monotonic() - begun > MOST_SECONDS
        if batch.entries and full:
            batch.generation = min(reached, (entry.id or 0) - 1)
            break
        for source in sources_of(session, entry.subject):
            if source not in batch.sources:
                batch.sources.add(source)
                batch.documents += documents_of(session, source, book)
        batch.entries.append(entry.id or 0)
    return batch


def _documents_of_all(database: Database, sources: Sequence[str], book: TermBook) -> Iterator[SearchDocument]:
    """One short reading transaction a source, so that none lasts as long as the rebuild."""
    for source in sources:
        with database.reading() as session:
            yield from documents_of(session, source, book)


def oldest_waiting(session: Session, generation: int) -> tuple[int, datetime | None]:
    """How many entries wait after that one, and since when the first."""
    query = select(func.count(), func.min(SearchLogEntry.at)).where(col(SearchLogEntry.id) > generation)
    return session.exec(query).one()
