"""What an engine offers of one commit of its index. Searching, suggesting and likeness are written against this."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from app.search.counting import Table
from app.search.evaluate import HasDocuments, Index, Mask
from app.search.facts import Ints


class Commit(Index, Protocol):
    """Arrays have one place for each document number, deleted documents included.

    `groups`, `kinds` and `languages` hold places in `group_names` and so on, -1 for none; `published` seconds since
    1970, 0 for never. `generation` and `layout` are those the commit was written with.
    """

    groups: Ints
    kinds: Ints
    languages: Ints
    published: npt.NDArray[np.float64]
    group_names: list[str]
    kind_names: list[str]
    language_names: list[str]
    generation: int
    layout: str

    def frequency(self, field: str, form: str) -> int:
        """In how many documents a form stands, deleted ones included."""
        ...

    def like(self, word: str, apart: int) -> list[tuple[str, int]]:
        """The exact forms with the same first letter that may be so many slips away from a word, as of `words`."""
        ...

    def visible(self, tokens: frozenset[str]) -> Mask:
        """The documents that one of the tokens opens; none that are deleted."""
        ...

    def standing(self, tokens: frozenset[str], field: str, form: str) -> int:
        """In how many documents that one of the tokens opens a form stands."""
        ...

    def standing_by_language(self, tokens: frozenset[str], form: str) -> tuple[int, ...]:
        """In how many of them an exact form stands, for each of `language_names`; last, of those without a language."""
        ...

    def codes(self, tokens: frozenset[str], facet: str) -> frozenset[str]:
        """What codes of a facet the documents have that one of the tokens opens."""
        ...

    def facet(self, name: str) -> Table:
        """Which documents have which codes of a facet."""
        ...

    def stored_facts(self, document: int) -> dict[str, Any]:
        """What `stored.facts_of` made of the document. Raises SearchUnavailable."""
        ...

    def stored_sections(self, document: int) -> list[tuple[str, str]]:
        """Names and texts of its sections, as `stored.kept_sections` made them. Raises SearchUnavailable."""
        ...

    def problems(self) -> Iterator[str]:
        """Reads everything; yields what does not fit, one sentence each."""
        ...


class Opened:
    """An index as if nothing stood in it but the documents of a mask, so that no rarity tells of others."""

    def __init__(self, index: Index, mask: Mask) -> None:
        self._index = index
        self.size, self.norms = index.size, index.norms
        self.alive, self.count = mask, int(np.count_nonzero(mask))

    def entries(self, field: str, form: str) -> HasDocuments:
        return self._index.entries(field, form)

    def phrase(self, parts: Sequence[tuple[int, str]]) -> HasDocuments:
        return self._index.phrase(parts)

    def words(self, field: str, letters: str, most: int | None = None) -> list[tuple[str, int]]:
        return self._index.words(field, letters, most)

    def coded(self, facet: str, codes: Iterable[str]) -> Mask:
        return self._index.coded(facet, codes)
