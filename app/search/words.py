"""The words of a part of an index in alphabetical order, and how frequent they are, as arrays."""

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

Forms = npt.NDArray[np.bytes_]
Counts = npt.NDArray[np.int64]

# How many of the most frequent words of each part are compared when fewer are wanted of all.
LOOKED_AT = 200
_LETTERS = 32
_ASCII = 127


class Words:
    """Forms (UTF-8, ascending, each once) and in how many documents each stands."""

    def __init__(self, forms: Sequence[bytes], counts: Sequence[int]) -> None:
        self.forms: Forms = np.array(forms, np.bytes_) if len(forms) else np.zeros(0, "S1")
        self.counts: Counts = np.array(counts, np.int64)

    @property
    def nbytes(self) -> int:
        """With what `like` keeps."""
        return int(self.forms.nbytes + self.counts.nbytes + 8 * len(self.forms)) + 200

    def starting(self, letters: str) -> "Words":
        """Those that begin with these letters."""
        wanted = letters.encode()
        if len(wanted) > self.forms.itemsize:
            return Words((), ())
        # No byte of UTF-8 is as high.
        end = wanted.ljust(self.forms.itemsize, b"\xff")
        first, last = np.searchsorted(self.forms, wanted), np.searchsorted(self.forms, end, side="right")
        return self._at(slice(int(first), int(last)))

    def _at(self, places: "slice | npt.NDArray[np.intp]") -> "Words":
        found = Words((), ())
        found.forms, found.counts = self.forms[places], self.counts[places]
        return found

    def counted(self, forms: Forms) -> Counts:
        """In how many documents each of these forms stands, 0 for unknown ones."""
        if not len(self.forms):
            return np.zeros(len(forms), np.int64)
        places = np.minimum(np.searchsorted(self.forms, forms), len(self.forms) - 1)
        return np.where(self.forms[places] == forms, self.counts[places], 0)

    def most_frequent(self, most: int) -> "Words":
        """So many of them, at least, in alphabetical order; with all that are as frequent as the last."""
        if len(self.forms) <= most:
            return self
        threshold = np.partition(self.counts, len(self.counts) - most)[len(self.counts) - most]
        return self._at(np.flatnonzero(self.counts >= threshold))

    @cached_property
    def _shapes(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint32]]:
        """How many bytes each form has, and one bit for each of the letters in it."""
        letters = _letters(self.forms)
        bits = np.where(letters > 0, np.uint32(1) << (letters % _LETTERS).astype(np.uint32), np.uint32(0))
        return np.count_nonzero(letters, axis=1), np.bitwise_or.reduce(bits, axis=1)

    def like(self, word: str, apart: int) -> "Words":
        """Those that can be so many slips away: nearly as long, with nearly the same letters in nearly the same order.

        Of words outside ASCII, whose letters are several bytes, all with nearly the same letters.
        """
        if not len(self.forms):
            return self
        lengths, letters = self._shapes
        [length], [own] = Words([word.encode()], [0])._shapes  # noqa: SLF001 - of the same class
        # A letter outside ASCII has two bytes.
        near = (np.abs(lengths - length) <= 2 * apart) & (np.bitwise_count(letters ^ own) <= 4 * apart)
        places = np.flatnonzero(near)
        if word.isascii() and len(places):
            bytes_of = _letters(self.forms[places])
            places = places[(_slips(bytes_of, word.encode(), apart) <= apart) | (bytes_of > _ASCII).any(axis=1)]
        return self._at(places)

    def pairs(self) -> list[tuple[str, int]]:
        """(form, count), the most frequent first, then by alphabet."""
        forms = [form.decode() for form in self.forms.tolist()]
        return sorted(zip(forms, self.counts.tolist(), strict=True), key=lambda word: (-word[1], word[0]))


def _letters(forms: Forms) -> npt.NDArray[np.uint8]:
    """A row of bytes for each form, zeros after its end."""
    return np.frombuffer(np.ascontiguousarray(forms).tobytes(), np.uint8).reshape(-1, forms.itemsize)


def _slips(letters: npt.NDArray[np.uint8], word: bytes, most: int) -> npt.NDArray[np.int8]:
    """`suggest.distance` of each row to a word, of all rows at once; more than `most` where it is more."""
    rows, width = letters.shape
    far = np.full(rows, most + 1, np.int8)
    lengths = np.count_nonzero(letters, axis=1)
    columns = letters.T.copy()
    # One row of the table of distances after the other, each cell for all forms; only those near the diagonal matter.
    last: dict[int, npt.NDArray[np.int8]] = {}
    row = {j: np.full(rows, j, np.int8) for j in range(min(most, width) + 1)}
    for i, letter in enumerate(word, 1):
        before, last, row = last, row, {}
        for j in range(max(0, i - most), min(i + most, width) + 1):
            if j == 0:
                row[0] = np.full(rows, i, np.int8)
                continue
            cost = last.get(j - 1, far) + (columns[j - 1] != letter)
            cost = np.minimum(cost, np.minimum(last.get(j, far), row.get(j - 1, far)) + 1)
            if i > 1 and j > 1:
                swapped = (columns[j - 2] == letter) & (columns[j - 1] == word[i - 2])
                cost = np.where(swapped, np.minimum(cost, before.get(j - 2, far) + 1), cost)
            row[j] = cost.astype(np.int8)
    found = far.copy()
    for j, cost in row.items():
        found = np.where(lengths == j, np.minimum(cost, far), found)
    return found


def together(parts: Iterable[Words], most: int | None = None) -> Words:
    """The words of several parts as one, their counts added up; of `most` the most frequent ones, at least so many.

    Then each part is asked for its most frequent words first, so a word that is rare in all of them may be missed.
    """
    found = [part for part in parts if len(part.forms)]
    if len(found) < 2:
        return (found[0].most_frequent(most) if most else found[0]) if found else Words((), ())
    looked_at = [part.most_frequent(max(LOOKED_AT, most)) if most else part for part in found]
    forms = np.unique(np.concatenate([part.forms for part in looked_at]))
    joined = Words((), ())
    joined.forms, joined.counts = forms, np.sum([part.counted(forms) for part in found], axis=0)
    return joined.most_frequent(most) if most else joined
