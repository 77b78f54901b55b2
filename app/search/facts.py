"""What is kept in memory of every document, as arrays of interned numbers, read from its stored facts."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt

from app.search.scoring import Floats

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Facts:
    """Of a part of an index whose documents are numbered from 0; -1 is the entry that is none."""

    groups: Ints
    kinds: Ints
    languages: Ints
    published: npt.NDArray[np.float64]
    lengths: Floats
    facets: dict[str, tuple[Ints, Ints]]
    visible: dict[str, Ints]
    generation: int
    layout: str


class Interner:
    """Numbers for names, the same in all parts."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, name: str) -> int:
        return self.numbers.setdefault(name, len(self.numbers))

    def names(self) -> list[str]:
        return list(self.numbers)


class Names:
    """The interners of one index: groups, kinds, languages, and the codes of each facet."""

    def __init__(self) -> None:
        self.groups, self.kinds, self.languages = Interner(), Interner(), Interner()
        self.codes: dict[str, Interner] = defaultdict(Interner)


def read_facts(stored: Iterable[Mapping[str, Any]], size: int, names: Names) -> Facts:
    """The arrays of documents from their stored facts, in the order of their numbers."""
    groups, kinds, languages = (np.full(size, -1, np.int32) for _ in range(3))
    published, lengths = np.zeros(size), np.zeros(size, np.float32)
    # Arrays, not lists: of a large library these would be millions of numbers, whose memory is never given back.
    facets: dict[str, tuple[array[int], array[int]]] = defaultdict(lambda: (array("i"), array("i")))
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
            documents, numbers = facets[facet]
            documents.extend(repeat(number, len(codes)))
            numbers.extend(map(names.codes[facet].number, codes))
        for token in facts["visible_to"]:
            visible[token].append(number)
    return Facts(
        groups,
        kinds,
        languages,
        published,
        lengths,
        {name: (np.array(d, np.int32), np.array(c, np.int32)) for name, (d, c) in facets.items()},
        {token: np.array(documents, np.int32) for token, documents in visible.items()},
        generation,
        layout,
    )
