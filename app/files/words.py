"""The words of Word and OpenDocument texts, read as a stream: no tree is built, no entity is followed."""

import zipfile
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from types import MappingProxyType

from defusedxml.ElementTree import DefusedXMLParser

_CHUNK = 64 * 1024


class TooMuch(Exception):
    """More text than asked for; what was read so far is good."""


class _Reader:
    """Called by the parser. Element names are compared without their namespace, of which Word has two."""

    # What ends a line, what stands for a blank, whose text counts, and what is left out with all within.
    lines: frozenset[str]
    blanks: Mapping[str, str]
    text: frozenset[str]
    left_out: frozenset[str]

    def __init__(self, to: StringIO, limit: int) -> None:
        self._to, self._room = to, limit
        self._inside = self._omitted = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        self._omitted += name in self.left_out or self._omitted > 0
        self._inside += name in self.text
        if name in self.blanks:
            self._write(self.blanks[name] * _count(attributes))

    def end(self, tag: str) -> None:
        name = _local(tag)
        self._inside -= name in self.text
        if name in self.lines:
            self._write("\n")
        self._omitted -= self._omitted > 0

    def data(self, data: str) -> None:
        if self._inside:
            self._write(data)

    def close(self) -> None:
        """The parser expects it."""

    def _write(self, data: str) -> None:
        if self._omitted:
            return
        encoded = data.encode()
        self._to.write(encoded[: self._room].decode(errors="ignore"))
        self._room -= len(encoded)
        if self._room < 0:
            raise TooMuch


class _Word(_Reader):
    lines = frozenset({"p", "br", "cr"})
    blanks = MappingProxyType({"tab": "\t", "noBreakHyphen": "-"})
    text = frozenset({"t"})
    # Word writes the same text box twice, the second time for old readers; pPr names tab stops.
    left_out = frozenset({"Fallback", "pPr", "moveFrom"})


class _OpenDocument(_Reader):
    lines = frozenset({"p", "h", "line-break"})
    blanks = MappingProxyType({"tab": "\t", "s": " "})
    text = frozenset({"p", "h"})
    left_out = frozenset({"tracked-changes", "annotation", "note-citation"})


_PARTS: dict[str, tuple[type[_Reader], tuple[str, ...]]] = {
    "docx": (_Word, ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")),
    "odt": (_OpenDocument, ("content.xml",)),
}


def words(path: Path, *, kind: str, text_bytes: int, part_bytes: int) -> tuple[str, bool]:
    """The text, one paragraph a line, and whether it was cut at `text_bytes` of UTF-8.

    `part_bytes` limits how much of each XML part is unpacked. Raises what zipfile and the parser raise.
    """
    reader_class, parts = _PARTS[kind]
    to = StringIO()
    reader = reader_class(to, text_bytes)
    with zipfile.ZipFile(path) as archive:
        try:
            for part in parts:
                if part in archive.namelist():
                    _read(archive, part, reader, part_bytes)
        except TooMuch:
            return to.getvalue(), True
    return to.getvalue(), False


def _read(archive: zipfile.ZipFile, part: str, reader: _Reader, part_bytes: int) -> None:
    parser = DefusedXMLParser(target=reader, forbid_dtd=True)
    for piece in _pieces(archive, part, part_bytes):
        parser.feed(piece)
    parser.close()


def _pieces(archive: zipfile.ZipFile, part: str, limit: int) -> Iterator[bytes]:
    with archive.open(part) as file:
        while piece := file.read(_CHUNK):
            limit -= len(piece)
            if limit < 0:
                raise TooMuch
            yield piece


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _count(attributes: dict[str, str]) -> int:
    """How many blanks OpenDocument's <text:s text:c="…"/> stands for."""
    told = next((value for name, value in attributes.items() if _local(name) == "c"), "1")
    return min(int(told), 100) if told.isdecimal() else 1
