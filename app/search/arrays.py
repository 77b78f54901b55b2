"""One commit of an index as arrays over all its documents, joined from the facts of its parts."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from app.search.caching import BoundedCache
from app.search.evaluate import HasDocuments
from app.search.facts import Facts, Ints, Names
from app.search.scoring import Floats, length_norms

Keys = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Item = TypeVar("Item", bound=np.generic)
MASK_BYTES = 2 * 1024 * 1024
# How many counts and lists of codes are kept for suggestions; half a kilobyte or less each.
COUNTS_KEPT, CODES_KEPT = 4000, 200


@dataclass(frozen=True, slots=True)
class FacetTable:
    """As `counting.Table`; `numbers` are the places of codes in `names`."""

    sets: Ints
    pair_sets: Ints
    pair_codes: Ints
    numbers: Mapping[str, int]
    names: Sequence[str]
    same_in_groups: bool


def joined(parts: Sequence[npt.NDArray[Item]]) -> npt.NDArray[Item]:
    """The parts as one array; a single one is not copied."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


class Arrays(ABC):
    """The half of a `Commit` that no engine does otherwise."""

    def __init__(self, parts: Sequence[tuple[Facts, Iterable[int]]], names: Names) -> None:
        """`parts` come with the numbers of their deleted documents."""
        self._parts = [facts for facts, _ in parts]
        self._starts = [0, *accumulate(len(facts.groups) for facts in self._parts)]
        self.size = self._starts[-1]
        self.group_names, self.kind_names = names.groups.names(), names.kinds.names()
        self.language_names = names.languages.names()
        self._sets = {facet: sets.names() for facet, sets in names.sets.items()}
        self.groups = self._concatenated(lambda facts: facts.groups, np.int32)
        self.kinds = self._concatenated(lambda facts: facts.kinds, np.int32)
        self.languages = self._concatenated(lambda facts: facts.languages, np.int32)
        self.published = self._concatenated(lambda facts: facts.published, np.float64)
        lengths = self._concatenated(lambda facts: facts.lengths, np.float32)
        self.alive = self.groups >= 0
        for (_, deleted), start in zip(parts, self._starts, strict=False):
            self.alive[np.fromiter(deleted, np.int64) + start] = False
        self.count = int(np.count_nonzero(self.alive))
        self.norms: Floats = length_norms(lengths, float(lengths[self.alive].mean()) if self.count else 1.0)
        newest = max(self._parts, key=lambda facts: facts.generation, default=None)
        self.generation = max(newest.generation, 0) if newest else 0
        self.layout = newest.layout if newest else ""
        self._facet_tables: dict[str, FacetTable] = {}
        # Many readers have the same tokens, most of them only that of everybody.
        self._visible = BoundedCache[Mask](MASK_BYTES, lambda mask: mask.nbytes)
        self._standing = BoundedCache[int](COUNTS_KEPT, lambda _: 1)
        self._by_language = BoundedCache[tuple[int, ...]](COUNTS_KEPT, lambda _: 1)
        self._codes = BoundedCache[frozenset[str]](CODES_KEPT, lambda _: 1)

    def _concatenated(self, part: Callable[[Facts], npt.NDArray[Any]], kind: type) -> npt.NDArray[Any]:
        found = [part(facts) for facts in self._parts]
        return np.concatenate(found) if found else np.zeros(0, kind)

    @abstractmethod
    def entries(self, field: str, form: str) -> HasDocuments:
        """All documents with a form, deleted ones included, and its weight in each."""

    # Facets and rights

    def visible(self, tokens: frozenset[str]) -> Mask:
        """The documents a reader with these tokens may see. Shared: not to be written to."""
        return self._visible.get(tokens, lambda: self._opened_by(tokens))

    def _opened_by(self, tokens: frozenset[str]) -> Mask:
        mask = np.zeros(self.size, np.bool_)
        for facts, start in zip(self._parts, self._starts, strict=False):
            for token in tokens & facts.visible.keys():
                mask[facts.visible[token] + start] = True
        mask &= self.alive
        mask.flags.writeable = False
        return mask

    def standing(self, tokens: frozenset[str], field: str, form: str) -> int:
        """In how many documents that one of the tokens opens a form stands."""

        def count() -> int:
            return int(np.count_nonzero(self.visible(tokens)[self.entries(field, form).documents]))

        return self._standing.get((tokens, field, form), count)

    def standing_by_language(self, tokens: frozenset[str], form: str) -> tuple[int, ...]:
        """In how many of them an exact form stands, for each of `language_names`; last, of those without a language."""

        def counts() -> tuple[int, ...]:
            documents = self.entries("exact", form).documents
            found = self.languages[documents[self.visible(tokens)[documents]]] + 1
            none, *known = np.bincount(found, minlength=len(self.language_names) + 1).tolist()
            return (*known, none)

        return self._by_language.get((tokens, form), counts)

    def codes(self, tokens: frozenset[str], facet: str) -> frozenset[str]:
        """What codes of a facet the documents have that one of the tokens opens."""
        return self._codes.get((tokens, facet), lambda: self._codes_of(self.visible(tokens), self.facet(facet)))

    @staticmethod
    def _codes_of(mask: Mask, table: FacetTable) -> frozenset[str]:
        sets = np.bincount(table.sets[mask], minlength=int(table.pair_sets.max(initial=0)) + 1)
        return frozenset(table.names[code] for code in np.unique(table.pair_codes[sets[table.pair_sets] > 0]))

    def facet(self, name: str) -> FacetTable:
        if name not in self._facet_tables:
            self._facet_tables[name] = self._facet_table(name)
        return self._facet_tables[name]

    def _facet_table(self, name: str) -> FacetTable:
        found = [facts.facets.get(name) for facts in self._parts]
        empty = [np.zeros(len(facts.groups), np.int32) for facts in self._parts]
        parts = [own if known is None else known for known, own in zip(found, empty, strict=True)]
        sets = joined(parts) if parts else np.zeros(0, np.int32)
        kinds = self._sets.get(name, [()])
        numbers = {code: place for place, code in enumerate(sorted({code for codes in kinds for code in codes}))}
        pairs = [(number, numbers[code]) for number, codes in enumerate(kinds) for code in codes]
        of_pairs = np.array(pairs, np.int32).reshape(-1, 2)
        return FacetTable(sets, of_pairs[:, 0], of_pairs[:, 1], numbers, tuple(numbers), self._same_in_groups(sets))

    def _same_in_groups(self, sets: Ints) -> bool:
        """Whether all living documents of a group have the same set."""
        of_group = np.zeros(len(self.group_names), np.int32)
        groups, living = self.groups[self.alive], sets[self.alive]
        of_group[groups] = living
        return bool(np.array_equal(of_group[groups], living))

    def coded(self, facet: str, codes: Iterable[str]) -> Mask:
        """The documents whose facet has one of the codes, deleted ones included."""
        table = self.facet(facet)
        asked = np.zeros(len(table.names), np.bool_)
        asked[[table.numbers[code] for code in frozenset(codes) if code in table.numbers]] = True
        # No set but the empty one, the first, is without codes.
        wanted = np.zeros(int(table.pair_sets.max(initial=0)) + 1, np.bool_)
        wanted[table.pair_sets[asked[table.pair_codes]]] = True
        mask: Mask = wanted[table.sets]
        return mask
