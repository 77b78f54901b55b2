"""How postings get into a segment: gathered by term, written term by term.

Whoosh gathers, pickles, sorts and writes each posting by itself, which takes three times as long. The files are the
same, and Whoosh reads them as its own.
"""

import marshal
from collections.abc import Iterable, Iterator
from contextlib import suppress
from heapq import merge
from itertools import groupby, pairwise
from operator import itemgetter
from pickle import dumps
from struct import Struct
from typing import Any, BinaryIO, NamedTuple, TypeAlias
from zlib import compress

from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec, W3FieldWriter, W3TermInfo
from whoosh.system import pack_ushort

BLOCK = 512
# Shorter blocks are not worth compressing: most words stand in one document.
COMPRESSED_FROM = 200
COMPRESSION = 3
# As Python counts: a term with its two buffers.
TERM_BYTES = 350
# Bytes are kept as they are from this protocol on; before, they become text that must be encoded again.
_PICKLE = 3
_HEAD = Struct("<IfI")

Key: TypeAlias = tuple[str, bytes]


class Posted(NamedTuple):
    """A term with its postings: (document, weight, length of the value) packed, and the values one after the other."""

    field: str
    form: bytes
    heads: bytes | bytearray
    values: bytes | bytearray


class TermPool:
    """What a writer gathers before it writes a segment; goes to the disk in sorted runs when it grows too large."""

    def __init__(self, storage: Any, limit: int) -> None:
        self._storage, self._limit = storage, limit
        self._terms: dict[Key, tuple[bytearray, bytearray]] = {}
        self._size = 0
        self._runs: list[str] = []

    def add(self, posting: tuple[str, bytes, int, float, bytes | None]) -> None:
        """Documents come in ascending order."""
        field, form, document, weight, value = posting
        term = self._terms.get((field, form))
        if term is None:
            if self._size > self._limit:
                self._save()
            term = self._terms[field, form] = (bytearray(), bytearray())
            self._size += TERM_BYTES
        value = value or b""
        term[0].extend(_HEAD.pack(document, weight, len(value)))
        term[1].extend(value)
        self._size += _HEAD.size + len(value)

    def iter_postings(self) -> Iterator[Posted]:
        """All terms in order. Whoosh hands them on to the writer below as they are."""
        files = [self._storage.open_file(name).raw_file() for name in self._runs]
        try:
            everything = merge(*map(_read, files), self._sorted(), key=itemgetter(0, 1))
            for (field, form), same in groupby(everything, itemgetter(0, 1)):
                parts = list(same)
                yield parts[0] if len(parts) == 1 else Posted(field, form, *_joined(parts))
        finally:
            for file in files:
                file.close()

    def cleanup(self) -> None:
        for name in self._runs:
            with suppress(FileNotFoundError):
                self._storage.delete_file(name)

    def _sorted(self) -> Iterator[Posted]:
        for field, form in sorted(self._terms):
            yield Posted(field, form, *self._terms[field, form])

    def _save(self) -> None:
        name = f"{len(self._runs)}.run"
        self._runs.append(name)
        file = self._storage.create_file(name).raw_file()
        with file:
            for one in self._sorted():
                marshal.dump((one.field, one.form, bytes(one.heads), bytes(one.values)), file)
        self._terms, self._size = {}, 0


def _read(file: BinaryIO) -> Iterator[Posted]:
    with suppress(EOFError):
        while True:
            yield Posted(*marshal.load(file))  # noqa: S302 - our own file of a moment ago


def _joined(parts: Iterable[Posted]) -> tuple[bytes, bytes]:
    heads, values = zip(*((one.heads, one.values) for one in parts), strict=True)
    return b"".join(heads), b"".join(values)


class Counted:
    """A part of a term's postings, as Whoosh's account of the term asks about it."""

    def __init__(self, documents: tuple[int, ...], weights: tuple[float, ...]) -> None:
        self._documents, self._weights = documents, weights

    def __len__(self) -> int:
        return len(self._documents)

    def min_length(self) -> int:
        return 0

    max_length = min_length

    def max_weight(self) -> float:
        return max(self._weights)

    def min_id(self) -> int:
        return self._documents[0]

    def max_id(self) -> int:
        return self._documents[-1]


class FieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Writes what the pool above has gathered."""

    def add_postings(self, schema: Any, _lengths: Any, items: Iterable[Posted]) -> None:
        for field, terms in groupby(items, itemgetter(0)):
            number = pack_ushort(self._fieldmap.setdefault(field, len(self._fieldmap)))
            without_values = schema[field].format.fixed_value_size() == 0
            for term in terms:
                self._tindex.add(number + term.form, self._term(term, without_values).to_bytes())

    def _term(self, term: Posted, without_values: bool) -> W3TermInfo:
        postings, info = list(_HEAD.iter_unpack(term.heads)), W3TermInfo()
        begin, at = self._postfile.tell(), 0
        self._postfile.write(WHOOSH3_HEADER_MAGIC)
        for first in range(0, len(postings), BLOCK):
            documents, weights, lengths = zip(*postings[first : first + BLOCK], strict=True)
            values = None
            if not without_values:
                values, at = _cut(term.values, lengths, at)
            self._block(documents, weights, values, last=first + BLOCK >= len(postings))
            info.add_block(Counted(documents, weights))
        info.set_extent(begin, self._postfile.tell() - begin)
        return info

    def _block(
        self,
        documents: tuple[int, ...],
        weights: tuple[float, ...],
        values: tuple[bytes, ...] | None,
        *,
        last: bool,
    ) -> None:
        """As Whoosh's `W3PostingsWriter._write_block` lays it down; the last block of a term has a negative length."""
        data = dumps((_steps(documents), _alike(weights), values), _PICKLE)
        level = COMPRESSION if len(data) >= COMPRESSED_FROM else 0
        if level:
            data = compress(data, level)
        info = dumps((len(documents), documents[-1], max(weights), level, 0, 0), _PICKLE)
        length = len(info) + len(data)
        self._postfile.write_int(-length if last else length)
        self._postfile.write(info)
        self._postfile.write(data)


def _cut(values: bytes | bytearray, lengths: Iterable[int], at: int) -> tuple[tuple[bytes, ...], int]:
    """The next values of these lengths, and where the ones after them begin."""
    found = []
    for length in lengths:
        found.append(bytes(values[at : at + length]))
        at += length
    return tuple(found), at


def _steps(documents: tuple[int, ...]) -> tuple[int, ...]:
    return (documents[0], *(after - before for before, after in pairwise(documents)))


def _alike(weights: tuple[float, ...]) -> tuple[float, ...] | float | None:
    """None where all are 1, one number where all are the same."""
    if min(weights) < max(weights):
        return weights
    return None if weights[0] == 1.0 else weights[0]


class Codec(W3Codec):  # type: ignore[misc]
    """Whoosh's own codec with our writer of terms, and without the statistics we don't use."""

    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> FieldWriter:
        return FieldWriter(self, storage, segment)
