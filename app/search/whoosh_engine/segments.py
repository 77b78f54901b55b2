"""Reading one segment of a Whoosh index into arrays. A segment never changes, so what was read can be kept."""

import json
import struct
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.filedb.compound import CompoundStorage
from whoosh.filedb.filestore import FileStorage
from whoosh.index import EmptyIndexError
from whoosh.reading import TermNotFound

from app.search.caching import BoundedCache
from app.search.engine import IndexBusy, SearchUnavailable
from app.search.facts import Ints, Names, read_facts
from app.search.scoring import Floats
from app.search.whoosh_engine.schema import make_schema
from app.search.words import Words

Keys = npt.NDArray[np.int64]

# Letters by which the words of a segment are read at once, for suggestions and prefixes.
BLOCK_LETTERS = 2
# More letters begin so few words that these are read by themselves.
FEW_LETTERS = 3
# In bytes, of all segments together.
ENTRIES, POSITIONS, WORDS, TEXTS = (megabytes << 20 for megabytes in (16, 4, 16, 16))
FACTS = 3 << 20
# Of a word that stands in so many times more documents than may have a phrase, positions are read of those only.
WORTH_CHOOSING = 4
# How Whoosh lays down a word: the lengths of its key (field and form) and of what is known of it, then these.
_LENGTHS, _FIELD, _FREQUENCY = struct.Struct("!ii"), 2, struct.Struct("!5xI")
# Where the document stands in a position key.
DOCUMENT_SHIFT = 32


@dataclass(frozen=True, slots=True)
class Entries:
    """Documents of a segment (numbers in it, ascending) with a form, and its weight in each."""

    documents: Ints
    weights: Floats


NOWHERE = Entries(np.zeros(0, np.int32), np.zeros(0, np.float32))


@contextmanager
def damage_reported(what: str) -> Iterator[None]:
    """Whatever goes wrong while reading files of the index means that the index is damaged.

    Only a missing file may mean that another process has just replaced it.
    """
    try:
        yield
    except EmptyIndexError as error:
        raise FileNotFoundError(what) from error
    except (SearchUnavailable, IndexBusy, FileNotFoundError):
        raise
    except Exception as error:
        raise SearchUnavailable(f"{what}: {type(error).__name__}: {error}") from error


def _read_blocks(matcher: Any) -> Iterator[tuple[Ints, Floats, tuple[bytes, ...]]]:
    """The blocks of a posting list as Whoosh packed them: steps between documents, weights, encoded values.

    Whoosh's public way, one posting after the other, takes a hundred times as long.
    """
    while matcher.is_active():
        matcher._read_data()  # noqa: SLF001
        steps, weights, values = matcher._data  # noqa: SLF001
        documents = np.cumsum(np.asarray(steps, dtype=np.int32), dtype=np.int32)
        weights = np.ones(len(steps)) if weights is None else weights
        full = np.broadcast_to(np.asarray(weights, dtype=np.float32), documents.shape)
        yield documents, full, values
        matcher._next_block()  # noqa: SLF001


class Caches:
    """What was read of all segments of an index, as long as it is used often enough; in bytes."""

    def __init__(self) -> None:
        self.entries = BoundedCache[Entries](ENTRIES, lambda one: one.documents.nbytes + one.weights.nbytes + 300)
        self.positions = BoundedCache[Keys](POSITIONS, lambda keys: keys.nbytes + 300)
        self.words = BoundedCache[Words](WORDS, lambda words: words.nbytes)
        self.texts = BoundedCache[list[tuple[str, str]]](TEXTS, lambda texts: sum(len(text) for _, text in texts) + 800)
        self.facts = BoundedCache[bytes](FACTS, lambda raw: len(raw) + 300)


class OpenSegment:
    """The files of one segment and the arrays read from them. Its lock guards the files' one reading position."""

    def __init__(self, storage: FileStorage, segment: Any, names: Names, caches: Caches) -> None:
        self.id: str = segment.segment_id()
        self.size: int = segment.doc_count_all()
        self._lock = RLock()
        self._schema = make_schema()
        self._caches = caches
        with damage_reported(self.id):
            file = storage.open_file(segment.make_filename(segment.COMPOUND_EXT))
            weakref.finalize(self, file.close)
            files = CompoundStorage(file, use_mmap=False)
            self._terms = segment.codec().terms_reader(files, segment)
            documents = segment.codec().per_document_reader(files, segment)
            self._facts_column = documents.column_reader("facts", self._schema["facts"].column_type)
            self._body_column = None
            if documents.has_column("body"):
                self._body_column = documents.column_reader("body", self._schema["body"].column_type)
            self.facts = read_facts(map(self._read_facts, range(self.size)), self.size, names)

    # Documents

    def stored_facts(self, document: int) -> dict[str, Any]:
        # Kept as it is written: read, it takes four times the memory.
        return self._parsed(self._caches.facts.get((self.id, document), lambda: self._fetched(document)))

    def _fetched(self, document: int) -> bytes:
        with self._lock, damage_reported(self.id):
            return bytes(self._facts_column[document])

    def _parsed(self, raw: bytes) -> dict[str, Any]:
        with damage_reported(self.id):
            facts: dict[str, Any] = json.loads(raw)
            return facts

    def _read_facts(self, document: int) -> dict[str, Any]:
        return self._parsed(self._fetched(document))

    def stored_sections(self, document: int) -> list[tuple[str, str]]:
        return self._caches.texts.get((self.id, document), lambda: self._read_sections(document))

    def _read_sections(self, document: int) -> list[tuple[str, str]]:
        with self._lock, damage_reported(self.id):
            raw = self._body_column[document] if self._body_column is not None else b""
            return [(name, text) for name, text in json.loads(raw or "[]")]

    # Words

    def _matcher(self, field: str, form: str) -> Any | None:
        try:
            return self._terms.matcher(field, form.encode(), self._schema[field].format)
        except TermNotFound:
            return None

    def entries(self, field: str, form: str) -> Entries:
        """The documents with a form, deleted ones included; none when the form is unknown."""
        return self._caches.entries.get((self.id, field, form), lambda: self._read_entries(field, form))

    def _read_entries(self, field: str, form: str) -> Entries:
        with self._lock, damage_reported(self.id):
            matcher = self._matcher(field, form)
            blocks = [block[:2] for block in _read_blocks(matcher)] if matcher else []
        if not blocks:
            return NOWHERE
        return Entries(np.concatenate([b[0] for b in blocks]), np.concatenate([b[1] for b in blocks]))

    def frequency(self, field: str, form: str) -> int:
        """In how many documents a form stands, deleted ones included."""
        with self._lock, damage_reported(self.id):
            try:
                return int(self._terms.term_info(field, form.encode()).doc_frequency())
            except TermNotFound:
                return 0

    def positions(self, form: str) -> Keys:
        """Where an exact form stands: document << 32 | position, ascending."""
        return self._caches.positions.get((self.id, form), lambda: self._read_positions(form, None))

    def positions_in(self, form: str, documents: Ints) -> Keys:
        """The same, of these documents (ascending) only; of a common word it takes a fraction of the time."""
        return self._read_positions(form, documents)

    def _read_positions(self, form: str, wanted: Ints | None) -> Keys:
        found = []
        with self._lock, damage_reported(self.id):
            matcher = self._matcher("exact", form)
            for documents, _, values in _read_blocks(matcher) if matcher else ():
                places = range(len(values)) if wanted is None else np.flatnonzero(np.isin(documents, wanted)).tolist()
                kept = [values[place] for place in places]
                counts = [len(value) // 4 for value in kept]
                where = np.frombuffer(b"".join(kept), dtype="<u4").astype(np.int64)
                found.append((np.repeat(documents[places].astype(np.int64), counts) << DOCUMENT_SHIFT) | where)
        return np.concatenate(found) if found else np.zeros(0, np.int64)

    def phrase(self, parts: Sequence[tuple[int, str]]) -> Entries:
        """The documents in which these exact forms stand at these distances, and how often."""
        return self._caches.entries.get((self.id, tuple(parts)), lambda: self._read_phrase(parts))

    def _read_phrase(self, parts: Sequence[tuple[int, str]]) -> Entries:
        """Those in which all forms stand, then where their positions meet, each moved back."""
        standing = sorted((self.entries("exact", form).documents for _, form in parts), key=len)
        documents = standing[0]
        for others in standing[1:]:
            documents = np.intersect1d(documents, others, assume_unique=True)
        if not len(documents):
            return NOWHERE
        keys = np.zeros(0, np.int64)
        for number, (offset, form) in enumerate(parts):
            few = len(self.entries("exact", form).documents) > WORTH_CHOOSING * len(documents)
            where = self.positions_in(form, documents) if few else self.positions(form)
            moved = where - (offset - parts[0][0])
            keys = np.intersect1d(keys, moved, assume_unique=True) if number else moved
        found, counts = np.unique(keys >> DOCUMENT_SHIFT, return_counts=True)
        return Entries(found.astype(np.int32), counts.astype(np.float32))

    def words(self, field: str, letters: str) -> Words:
        """The forms of a field that begin with these letters."""
        begun = letters if len(letters) > FEW_LETTERS else letters[:BLOCK_LETTERS]
        block = self._caches.words.get((self.id, field, begun), lambda: self._read_words(field, begun))
        return block.starting(letters)

    def _read_words(self, field: str, letters: str) -> Words:
        """The entries between two keys, read at once: Whoosh's cursor takes ten times as long."""
        with self._lock, damage_reported(self.id):
            if field not in self._terms.indexed_field_names():
                return Words((), ())
            table = self._terms._tindex  # noqa: SLF001
            begin = self._terms._keycoder(field, letters.encode())  # noqa: SLF001
            first, end = (table.closest_key_pos(key) for key in (begin, begin + b"\xff"))
            if first is None:
                return Words((), ())
            raw = table.dbfile.get(first, (table.endofdata if end is None else end) - first)
        forms, counts, at = [], [], 0
        while at < len(raw):
            key, data = _LENGTHS.unpack_from(raw, at)
            at += _LENGTHS.size
            forms.append(raw[at + _FIELD : at + key])
            counts.append(_FREQUENCY.unpack_from(raw, at + key)[0])
            at += key + data
        return Words(forms, counts)

    def problems(self) -> Iterator[str]:
        """Read everything once, uncached; yields what does not fit."""
        with self._lock:
            for number in range(self.size):
                self._read_sections(number)
            for (field, form), info in self._terms.items():
                blocks = list(_read_blocks(self._matcher(field, form.decode())))
                documents = np.concatenate([block[0] for block in blocks])
                if len(documents) != info.doc_frequency() or documents[-1] >= self.size:
                    yield f"segment {self.id}: the postings of {field}:{form!r} do not add up"
