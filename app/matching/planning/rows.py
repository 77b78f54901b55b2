"""Linear conditions put together entry by entry."""

from collections.abc import Sequence

from scipy.sparse import csr_array


class Rows:
    """Conditions Σ value · unknown ≤ limit."""

    def __init__(self) -> None:
        self.limits: list[float] = []
        self._rows: list[int] = []
        self._columns: list[int] = []
        self._values: list[float] = []

    def add(self, columns: Sequence[int], values: Sequence[float], *, limit: float) -> None:
        self._rows += [len(self.limits)] * len(columns)
        self._columns += columns
        self._values += values
        self.limits.append(limit)

    def at_most(self, columns: Sequence[int], limit: float) -> None:
        """So many of the unknowns are 1."""
        self.add(columns, [1] * len(columns), limit=limit)

    def table(self, size: int) -> csr_array:
        return csr_array((self._values, (self._rows, self._columns)), shape=(len(self.limits), size), dtype=float)
