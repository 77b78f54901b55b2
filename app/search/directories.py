"""Where indexes lie: directories beside each other, one of them current.

search/CURRENT          the name of the directory in use; replaced in one step
search/index-…/         an index
"""

import os
import secrets
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from whoosh.util.filelock import FileLock, try_for

from app.search.engine import IndexBusy, SearchUnavailable

POINTER = "CURRENT"
DAMAGE = "DAMAGED"
PREFIX = "index-"
LOCK_WAIT = 5.0


def flush(file: Any) -> None:
    """Have what was written on the disk."""
    file.flush()
    os.fsync(file.fileno())


def sync_directory(path: Path) -> None:
    """Have the names of its files on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class IndexDirectories(ABC):
    """One index of several laid down beside each other is the current one."""

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
            return (self.root / POINTER).read_text(errors="replace")
        return None

    def mark_damaged(self) -> None:
        """Leave a note in the current index that it must be built anew; other processes may be the ones to do it."""
        with suppress(SearchUnavailable, OSError):
            if path := self.current():
                (path / DAMAGE).touch()

    def is_marked_damaged(self) -> bool:
        path = self.current()
        return path is not None and (path / DAMAGE).exists()

    # Writing

    @abstractmethod
    def lay_down(self, path: Path) -> None:
        """Make an empty index in that directory."""

    def create(self) -> Path:
        """A new, empty index, not yet in use."""
        path = self.root / f"{PREFIX}{secrets.token_hex(4)}"
        path.mkdir(parents=True)
        self.lay_down(path)
        return path

    def use(self, path: Path) -> None:
        """Make it the current one, in one step."""
        draft = self.root / f"{POINTER}.{secrets.token_hex(4)}"
        with draft.open("w") as file:
            file.write(path.name)
            flush(file)
        draft.replace(self.root / POINTER)
        sync_directory(self.root)

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
        lock = FileLock(str(self.root / name))
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
