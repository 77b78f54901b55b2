"""What is kept in memory of every document, as arrays of interned numbers, read from its stored facts."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from app.search.scoring import Floats

Ints = npt.NDArray[np.int32]
Name = TypeVar("Name")


@dataclass(frozen=True, slots=True)
class Facts:
    """Of a part of an index whose documents are numbered from 0; -1 is the entry that is none.

    `facets` holds for each document the number of its set of codes, 0 for none.
    """

    groups: Ints
    kinds: Ints
    languages: Ints
    published: npt.NDArray[np.float64]
    lengths: Floats
    facets: dict[str, Ints]
    visible: dict[str, Ints]
    generation: int
    layout: str


class Interner(Generic[Name]):
    """Numbers for names, the same in all parts."""

    def __init__(self) -> None:
        self.numbers: dict[Name, int] = {}

    def number(self, name: Name) -> int:
        return self.numbers.setdefault(name, len(self.numbers))

    def names(self) -> list[Name]:
        return list(self.numbers)


def _sets() -> Interner[tuple[str, ...]]:
    interner = Interner[tuple[str, ...]]()
    interner.number(())
    return interner


class Names:
    """The interners of one index: groups, kinds, languages, and of each facet the sets of codes documents have."""

    def __init__(self) -> None:
        self.groups, self.kinds, self.languages = Interner[str](), Interner[str](), Interner[str]()
        self.sets: dict[str, Interner[tuple[str, ...]]] = defaultdict(_sets)


def read_facts(stored: Iterable[Mapping[str, Any]], size: int, names: Names) -> Facts:
    """The arrays of documents from their stored facts, in the order of their numbers."""
    groups, kinds, languages = (np.full(size, -1, np.int32) for _ in range(3))
    published, lengths = np.zeros(size), np.zeros(size, np.float32)
    facets: dict[str, Ints] = defaultdict(lambda: np.zeros(size, np.int32))
    # Arrays, not lists: of a large library these would be millions of numbers, whose memory is never given back.
    visible: dict[str, array[int]] = defaultdict(lambda: array("i"))
    generation, layout = -1, ""
    for number, facts in enumerate(stored):
        if "generation" in facts:
            if facts["generation"] > generation:
                generation, layout = facts["generation"], facts["layout"]
            continue
        groups[number] = names.groups.number(facts["group"])
        kinds[number] = names.kinds.number(facts["kind"])
        languages[number] = names.languages.number(facts["language"])
        published[number], lengths[number] = facts["published"], facts["length"]
        for facet, codes in facts["facets"].items():
            facets[facet][number] = names.sets[facet].number(tuple(sorted(set(codes))))
        for token in facts["visible_to"]:
            visible[token].append(number)
    return Facts(
        groups,
        kinds,
        languages,
        published,
        lengths,
        dict(facets),
        {token: np.array(documents, np.int32) for token, documents in visible.items()},
        generation,
        layout,
    )
