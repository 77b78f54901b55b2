"""What one process shares: settings, database, storage, search, the terms."""

from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from time import monotonic
from typing import Self

from sqlmodel import Session

from app.database import Database
from app.domain.looking.counting import Counter
from app.domain.terms import TermBook, last_change, read_book
from app.files.storage import LocalStorage, Storage
from app.search.service import SearchService
from app.settings import Settings

TERMS_CHECKED_EVERY = 5.0


@dataclass
class Services:
    settings: Settings
    database: Database
    storage: Storage
    search: SearchService
    looked_for: Counter = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._lock = Lock()
        self._book = TermBook()
        self._book_changed: datetime | None = None
        self._book_checked = float("-inf")

    @classmethod
    def open(cls, settings: Settings) -> Self:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        settings.media_dir.mkdir(parents=True, exist_ok=True)
        return cls(
            settings,
            Database(settings.database_url),
            LocalStorage(settings.media_dir),
            SearchService(settings.data_dir / "search", settings.search_engine),
        )

    def terms(self, session: Session) -> TermBook:
        """The terms, kept in memory and read again within seconds of a change by any process."""
        with self._lock:
            if monotonic() - self._book_checked > TERMS_CHECKED_EVERY:
                self._book_checked = monotonic()
                changed = last_change(session)
                if changed != self._book_changed:
                    self._book, self._book_changed = read_book(session), changed
            return self._book

    @property
    def terms_as_of(self) -> datetime | None:
        """The last change that the terms in memory know of."""
        return self._book_changed

    def close(self) -> None:
        self.search.close()
        self.database.close()
