"""The search of one process: its engine, and the indexer that keeps it in step."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Lock

from sqlmodel import Session

from app.domain.terms import TermBook
from app.log import structlog
from app.models.types import now
from app.search.documents import labels_of
from app.search.engine import (
    Hint,
    Hit,
    SearchAnswer,
    SearchRequest,
    SearchUnavailable,
    SimilarRequest,
    Suggestion,
    SuggestRequest,
)
from app.search.engines import EngineName, open_engine
from app.search.indexer import Indexer, Surroundings, latest_entry, oldest_waiting

log = structlog.get_logger("search")


# After an import or a restore it takes so long, and longer.
LATE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class SearchHealth:
    """`behind` counts log entries not yet in the index, `seconds` how long the first of them has waited.

    `problem` says, for operators, why the index cannot be read; empty when it can.
    """

    generation: int
    behind: int
    seconds: float
    problem: str = ""

    @property
    def in_step(self) -> bool:
        return not self.behind and not self.problem

    @property
    def needs_somebody(self) -> bool:
        """Whether an administrator should look: changes are found within seconds otherwise."""
        return bool(self.problem or (self.behind and self.seconds > LATE.total_seconds()))


class SearchService:
    def __init__(self, directory: Path, engine: EngineName = "whoosh") -> None:
        """Raises EngineMissing."""
        self.engine = open_engine(engine, directory)
        self._indexer = Indexer(self.engine)
        self._lock = Lock()
        self._book: TermBook | None = None
        self._rested = False

    def _know(self, book: TermBook) -> None:
        """Let the engine read the labels of these terms in queries; made once as long as the terms stay the same."""
        with self._lock:
            if book is not self._book:
                self.engine.labels, self._book = labels_of(book), book

    def search(self, request: SearchRequest, book: TermBook) -> SearchAnswer:
        """Never raises: without a readable index nothing is found, with the hint `unavailable`."""
        self._know(book)
        try:
            return self.engine.search(request)
        except SearchUnavailable:
            log.exception("search unavailable")
            return SearchAnswer(total=0, hits=(), hints=(Hint("unavailable"),))

    def suggest(self, request: SuggestRequest, book: TermBook) -> tuple[Suggestion, ...]:
        """Never raises."""
        self._know(book)
        try:
            return self.engine.suggest(request)
        except SearchUnavailable:
            return ()

    def similar(self, request: SimilarRequest, book: TermBook) -> tuple[Hit, ...]:
        """Never raises."""
        self._know(book)
        try:
            return self.engine.similar(request)
        except SearchUnavailable:
            return ()

    def catch_up(self, around: Surroundings) -> bool:
        """Take a batch of the search log into the index; False when it is up to date."""
        more = self._indexer.catch_up(around)
        if not more and self._rested and self._book is None:
            # Still nothing else to do: get ready for the first query. Not at once, or the first page would wait.
            with around.database.reading() as session:
                self._know(around.terms(session))
        self._rested = not more
        return more

    def rebuild(self, around: Surroundings, progress: Callable[[int], None] | None = None) -> None:
        """Build the index anew; `progress` hears how many documents are done. Raises IndexBusy."""
        self._indexer.rebuild(around, progress)

    def health(self, session: Session) -> SearchHealth:
        """How far the index is behind the database."""
        try:
            generation, problem = self.engine.generation(), ""
            if self.engine.outdated():
                problem = "the index must be built anew"
        except SearchUnavailable as error:
            generation, problem = 0, str(error)
        behind, since = oldest_waiting(session, generation)
        seconds = (now() - since).total_seconds() if since else 0.0
        return SearchHealth(generation, behind, seconds, problem)

    def check(self, session: Session) -> list[str]:
        """Read the whole index; what is wrong with it."""
        problems = self.engine.check()
        if not problems and self.engine.generation() > latest_entry(session):
            problems.append("the index knows of changes that the database has not")
        return problems

    def close(self) -> None:
        self.engine.close()
