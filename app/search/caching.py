"""Caches: one bounded by the size of what it holds, and one of what is true only of one state of things."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class BoundedCache(Generic[T]):
    """Least recently used entries leave when all together pass `limit` (bytes, as `size` counts them).

    Safe to share between threads; two that miss the same entry at once both make it.
    """

    def __init__(self, limit: int, size: Callable[[T], int]) -> None:
        self._limit, self._size = limit, size
        self._lock = Lock()
        self._entries: OrderedDict[Hashable, T] = OrderedDict()
        self.held = 0

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The entry of that key, made when missing."""
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
                return self._entries[key]
        entry = make()
        with self._lock:
            if key not in self._entries:
                self._entries[key] = entry
                self.held += self._size(entry)
            while self.held > self._limit and len(self._entries) > 1:
                _, oldest = self._entries.popitem(last=False)
                self.held -= self._size(oldest)
        return entry


class LatestUsed(Generic[T]):
    """The entries used last, at most so many, as long as `state` stays the very same. Safe to share between threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._state: tuple[object, ...] = ()
        self._entries: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, state: tuple[object, ...], key: Hashable, make: Callable[[], T]) -> T:
        """The entry of that key, made when missing or made of another state."""
        with self._lock:
            if not self._is_now(state):
                self._state, self._entries = state, OrderedDict()
            if key in self._entries:
                self._entries.move_to_end(key)
                return self._entries[key]
        entry = make()
        with self._lock:
            if self._is_now(state):
                self._entries[key] = entry
            while len(self._entries) > self._most:
                self._entries.popitem(last=False)
        return entry

    def clear(self) -> None:
        with self._lock:
            self._state, self._entries = (), OrderedDict()

    def _is_now(self, state: tuple[object, ...]) -> bool:
        return len(state) == len(self._state) and all(a is b for a, b in zip(state, self._state, strict=True))
