"""How a search document lies in a Whoosh index. Analysis is ours; Whoosh gets finished postings."""

import struct
from collections.abc import Iterable, Iterator
from typing import Any

from whoosh import columns, fields, formats

from app.search.engine import SearchDocument
from app.search.postings import Postings, postings_of
from app.search.stored import as_json, facts_of, generation_facts, kept_sections

GENERATION_KEY = "\x00generation"


class PackedPositions(formats.Format):  # type: ignore[misc]
    """Word positions as plain 32-bit numbers, so that numpy reads them without unpickling."""

    posting_size = -1

    def __init__(self) -> None:
        super().__init__(field_boost=1.0)

    @staticmethod
    def encode(positions: list[int]) -> bytes:
        return struct.pack(f"<{len(positions)}I", *positions)

    def decode_positions(self, value: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(value) // 4}I", value))

    def decode_frequency(self, value: bytes) -> int:
        return len(value) // 4


class Weights(formats.Existence):  # type: ignore[misc]
    """A weight for each document, nothing else."""


class ReadyPostings(fields.FieldType):  # type: ignore[misc]
    """A field whose value is already a list of (form, frequency, weight, encoded positions)."""

    def __init__(self, format_: formats.Format) -> None:
        super().__init__(format_, None)

    def index(self, value: Iterable[tuple[bytes, int, float, bytes]], **_: Any) -> Any:
        return value


def make_schema() -> fields.Schema:
    return fields.Schema(
        key=fields.ID(unique=True),
        source=fields.ID(),
        exact=ReadyPostings(PackedPositions()),
        stem=ReadyPostings(Weights()),
        accents=ReadyPostings(Weights()),
        facts=fields.COLUMN(columns.CompressedBytesColumn()),
        body=fields.COLUMN(columns.CompressedBytesColumn()),
    )


def _exact(postings: Postings) -> Iterator[tuple[bytes, int, float, bytes]]:
    for form, weight in postings.exact.items():
        where = postings.positions[form]
        yield form.encode(), len(where), weight, PackedPositions.encode(where)


def _weighted(weights: dict[str, float]) -> Iterator[tuple[bytes, int, float, bytes]]:
    return ((form.encode(), 1, weight, b"") for form, weight in weights.items())


def as_fields(document: SearchDocument) -> dict[str, Any]:
    """The keyword arguments with which Whoosh's writer adds this document."""
    postings = postings_of(document)
    return {
        "key": document.id,
        "source": document.source,
        "exact": _exact(postings),
        "stem": _weighted(postings.stems),
        "accents": _weighted(dict.fromkeys(postings.accents, 1.0)),
        "facts": as_json(facts_of(document, postings.length)),
        "body": as_json(kept_sections(document)),
    }


def generation_fields(generation: int) -> dict[str, Any]:
    """The one document that is none: it says how far the index has come, in the same commit as the others."""
    return {"key": GENERATION_KEY, "facts": as_json(generation_facts(generation))}
