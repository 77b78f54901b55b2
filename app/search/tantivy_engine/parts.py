"""The facts of the documents of an index, read once and kept from one commit to the next."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from tantivy import DocAddress, Searcher

from app.search.facts import Facts, Names, read_facts

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """Documents that were read together: their numbers, ascending, and in the same order their facts."""

    numbers: Numbers
    facts: Facts

    def deleted(self, alive: Numbers) -> npt.NDArray[np.intp]:
        """The places of those that are not among these numbers (ascending)."""
        places = np.searchsorted(alive, self.numbers)
        places[places == len(alive)] = 0
        return np.flatnonzero(alive[places] != self.numbers) if len(alive) else np.arange(len(self.numbers))


class Parts:
    """What was read of one index so far. Numbers rise from commit to commit, so what is new comes after what is known.

    Each part has less than half the documents of the one before it: where a new one would be larger, both are read
    again as one. So there are few, and no document is read again often.
    """

    def __init__(self) -> None:
        self.names = Names()
        self._parts: list[Part] = []
        self._known = -1

    def of(self, searcher: Searcher, found: Sequence[tuple[int, DocAddress]]) -> list[Part]:
        """The parts of a commit that holds the documents of these numbers (ascending)."""
        alive = np.array([number for number, _ in found], np.int64)
        start = int(np.searchsorted(alive, self._known, side="right"))
        if start < len(alive):
            kept = list(self._parts)
            while kept and 2 * (len(alive) - start) > len(kept[-1].numbers):
                start = int(np.searchsorted(alive, kept.pop().numbers[0]))
            facts = _facts(searcher, [address for _, address in found[start:]])
            kept.append(Part(alive[start:], read_facts(facts, len(alive) - start, self.names)))
            self._parts, self._known = kept, int(alive[-1])
        return self._parts


def _facts(searcher: Searcher, addresses: Sequence[DocAddress]) -> Iterator[dict[str, Any]]:
    return (json.loads(searcher.doc(address).get_first("facts") or b"") for address in addresses)
