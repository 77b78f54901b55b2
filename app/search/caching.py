"""A cache bounded by the size of what it holds."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class BoundedCache(Generic[T]):
    """Least recently used entries leave when all together pass `limit` (bytes, as `size` counts them).

    Not locked: whoever shares it between threads holds a lock.
    """

    def __init__(self, limit: int, size: Callable[[T], int]) -> None:
        self._limit, self._size = limit, size
        self._entries: OrderedDict[Hashable, T] = OrderedDict()
        self.held = 0

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The entry of that key, made when missing."""
        if key in self._entries:
            self._entries.move_to_end(key)
            return self._entries[key]
        entry = make()
        self._entries[key] = entry
        self.held += self._size(entry)
        while self.held > self._limit and len(self._entries) > 1:
            _, oldest = self._entries.popitem(last=False)
            self.held -= self._size(oldest)
        return entry
