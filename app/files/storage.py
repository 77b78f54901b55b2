"""Where the bytes are kept: under a name made from their content, never under what a person called them."""

import errno
import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol

from app.files.errors import Missing, NoSpace, TooLarge

_CHUNK = 256 * 1024
_SPACE_CHECK_EVERY = 16 * 1024 * 1024
_KEY = re.compile(r"[0-9a-f]{64}", re.ASCII)


class Readable(Protocol):
    """Anything that gives its bytes piece by piece: an open file, an upload."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Stored:
    """A kept file. `key` is the SHA-256 of its content, in hexadecimal: the same bytes have the same key."""

    key: str
    size: int


class Storage(Protocol):
    """The few things the rest of the application may do with stored bytes.

    As equal files share a key, delete only when no row names the key any more.
    """

    def save(self, stream: Readable, *, limit: int, expected: int = 0) -> Stored:
        """Keep all of the stream, or nothing: TooLarge past `limit` bytes, NoSpace when the disk is full."""
        ...

    def open(self, key: str) -> BinaryIO: ...

    def stream(self, key: str, *, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The bytes from `start` up to but not including `end`; Missing is raised now, not while sending."""
        ...

    def size(self, key: str) -> int: ...

    def exists(self, key: str) -> bool: ...

    def delete(self, key: str) -> None:
        """Forget the file; no error if it is already gone."""
        ...

    def path(self, key: str) -> Path | None:
        """Where the file lies on this machine, or None when it lies elsewhere."""
        ...


def save_bytes(storage: Storage, data: bytes) -> Stored:
    """Keep something that we made ourselves and hold in memory."""
    return storage.save(BytesIO(data), limit=len(data), expected=len(data))


class LocalStorage:
    """Files in a folder of this machine; `reserve` bytes of the disk are always left free."""

    def __init__(self, root: Path, *, reserve: int = 200 * 1024 * 1024) -> None:
        self._root = root
        self._unfinished = root / "unfinished"
        self._reserve = reserve
        self._unfinished.mkdir(parents=True, exist_ok=True, mode=0o750)

    def save(self, stream: Readable, *, limit: int, expected: int = 0) -> Stored:
        if expected > limit:
            raise TooLarge(limit)
        self._demand_space(expected)
        unfinished = self._unfinished / secrets.token_hex(16)
        try:
            stored = self._write(stream, unfinished, limit)
            self._put_in_place(unfinished, self._place(stored.key))
        except OSError as error:
            raise self._explained(error, expected) from error
        finally:
            unfinished.unlink(missing_ok=True)
        return stored

    def open(self, key: str) -> BinaryIO:
        try:
            return self._place(key).open("rb")
        except FileNotFoundError:
            raise Missing(key) from None

    def stream(self, key: str, *, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        size = self.size(key)
        return _pieces(self._place(key), start, size if end is None else min(end, size))

    def size(self, key: str) -> int:
        try:
            return self._place(key).stat().st_size
        except FileNotFoundError:
            raise Missing(key) from None

    def exists(self, key: str) -> bool:
        return _KEY.fullmatch(key) is not None and self._place(key).is_file()

    def delete(self, key: str) -> None:
        self._place(key).unlink(missing_ok=True)

    def path(self, key: str) -> Path | None:
        place = self._place(key)
        if not place.is_file():
            raise Missing(key)
        return place

    def keys(self, *, older_than: float = 0) -> Iterator[str]:
        """Every key kept for at least `older_than` seconds, to find files that no row names.

        Saving the same bytes again makes the file new, so one that is just being saved is never reported.
        """
        latest = time.time() - older_than
        for found in sorted(self._root.glob("??/??/*")):
            if _KEY.fullmatch(found.name) and found.stat().st_mtime <= latest:
                yield found.name

    def intact(self, key: str) -> bool:
        """Whether the file is there and its content still has the hash it was stored under."""
        if not self.exists(key):
            return False
        with self._place(key).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == key

    def sweep_unfinished(self, *, older_than: float = 24 * 3600) -> int:
        """Remove what a killed process left half written; gives how many files."""
        latest = time.time() - older_than
        stale = [found for found in self._unfinished.iterdir() if found.stat().st_mtime <= latest]
        for found in stale:
            found.unlink(missing_ok=True)
        return len(stale)

    def _place(self, key: str) -> Path:
        if _KEY.fullmatch(key) is None:
            raise Missing(key)
        return self._root / key[:2] / key[2:4] / key

    def _demand_space(self, needed: int) -> None:
        free = shutil.disk_usage(self._root).free
        if free < needed + self._reserve:
            raise NoSpace(free, needed + self._reserve)

    def _write(self, stream: Readable, to: Path, limit: int) -> Stored:
        digest, size, checked = hashlib.sha256(), 0, 0
        with to.open("xb") as file:
            while piece := stream.read(_CHUNK):
                size += len(piece)
                if size > limit:
                    raise TooLarge(limit)
                if size - checked >= _SPACE_CHECK_EVERY:
                    self._demand_space(0)
                    checked = size
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fchmod(file.fileno(), 0o640)
            os.fsync(file.fileno())
        return Stored(digest.hexdigest(), size)

    def _put_in_place(self, unfinished: Path, place: Path) -> None:
        """Rename, and make the rename survive a power cut: the folders are synced as well."""
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        unfinished.replace(place)
        for folder in (place.parent, place.parent.parent, self._root):
            _sync_folder(folder)

    def _explained(self, error: OSError, expected: int) -> Exception:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return NoSpace(shutil.disk_usage(self._root).free, expected)
        return error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _pieces(place: Path, start: int, end: int) -> Iterator[bytes]:
    with place.open("rb") as file:
        file.seek(start)
        left = end - start
        while left > 0 and (piece := file.read(min(_CHUNK, left))):
            left -= len(piece)
            yield piece
