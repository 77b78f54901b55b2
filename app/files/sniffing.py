"""What a file really is, told from its content and never from its name: an allow-list.

Signatures: PNG, JPEG, WebP and WAV (RIFF) from their specifications, ISO 14496-12 for the MP4 family,
RFC 8794 for WebM, RFC 3533 for Ogg, ISO 32000 for PDF. Word and OpenDocument files are checked as zip
containers before anything is unpacked.
"""

import os
from pathlib import Path
from typing import BinaryIO

from app.files import containers, kinds, plain, recordings
from app.files.containers import ContainerLimits
from app.files.errors import NotAllowed, Refusal
from app.files.kinds import Kind

HEAD = 4096
_TAIL = 70_000

# What people send by mistake or malice, so that the answer can say what it was.
_REFUSED: tuple[tuple[bytes, Refusal], ...] = (
    (b"MZ", Refusal.EXECUTABLE),
    (b"\x7fELF", Refusal.EXECUTABLE),
    (b"\xca\xfe\xba\xbe", Refusal.EXECUTABLE),
    (b"\xfe\xed\xfa\xce", Refusal.EXECUTABLE),
    (b"\xfe\xed\xfa\xcf", Refusal.EXECUTABLE),
    (b"\xce\xfa\xed\xfe", Refusal.EXECUTABLE),
    (b"\xcf\xfa\xed\xfe", Refusal.EXECUTABLE),
    (b"dex\n", Refusal.EXECUTABLE),
    (b"\x00asm", Refusal.EXECUTABLE),
    (b"#!", Refusal.SCRIPT),
    (b"%!", Refusal.SCRIPT),
    (b"\x1f\x8b", Refusal.ARCHIVE),
    (b"BZh", Refusal.ARCHIVE),
    (b"\xfd7zXZ\x00", Refusal.ARCHIVE),
    (b"\x28\xb5\x2f\xfd", Refusal.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Refusal.ARCHIVE),
    (b"Rar!\x1a\x07", Refusal.ARCHIVE),
    (b"PK\x05\x06", Refusal.ARCHIVE),
    (b"PK\x07\x08", Refusal.ARCHIVE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Refusal.OLD_OFFICE),
    (b"{\\rtf", Refusal.OLD_OFFICE),
    (b"GIF8", Refusal.OTHER_PICTURE),
    (b"BM", Refusal.OTHER_PICTURE),
    (b"II*\x00", Refusal.OTHER_PICTURE),
    (b"MM\x00*", Refusal.OTHER_PICTURE),
    (b"fLaC", Refusal.OTHER_RECORDING),
    (b"FLV\x01", Refusal.OTHER_RECORDING),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Refusal.OTHER_RECORDING),
    (b"\x00\x00\x01\xba", Refusal.OTHER_RECORDING),
    (b"\x00\x00\x01\xb3", Refusal.OTHER_RECORDING),
)


def sniff(file: BinaryIO, *, allowed: frozenset[Kind] = kinds.ALL, limits: ContainerLimits | None = None) -> Kind:
    """The kind of the file, read from its beginning whatever its position; NotAllowed for all but `allowed`.

    Raises nothing else, whatever the bytes. Deep faults of pictures and recordings show when they are opened.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    kind = _recognised(file, file.read(HEAD), size, limits or ContainerLimits())
    if kind not in allowed:
        raise NotAllowed(Refusal.NOT_WANTED_HERE, kind.name)
    file.seek(0)
    return kind


def sniff_path(path: Path, *, allowed: frozenset[Kind] = kinds.ALL, limits: ContainerLimits | None = None) -> Kind:
    """`sniff` for a file on disk."""
    with path.open("rb") as file:
        return sniff(file, allowed=allowed, limits=limits)


def _recognised(file: BinaryIO, head: bytes, size: int, limits: ContainerLimits) -> Kind:
    if not head:
        raise NotAllowed(Refusal.EMPTY)
    if head.startswith(b"PK\x03\x04"):
        return containers.document_kind(file, limits)
    kind = _by_signature(file, head, size)
    if kind is None:
        _refuse_known(head)
        return plain.text_kind(file)
    _refuse_hidden_archive(file, size)
    return kind


def _refuse_known(head: bytes) -> None:
    """Marks of letters and digits count only beside a zero byte: "MZ" also begins a text on Mozambique."""
    binary = b"\x00" in head
    for mark, refusal in _REFUSED:
        if head.startswith(mark) and (binary or not mark.isalnum()):
            raise NotAllowed(refusal)
    if binary and head[257:262] == b"ustar":
        raise NotAllowed(Refusal.ARCHIVE)


def _by_signature(file: BinaryIO, head: bytes, size: int) -> Kind | None:
    if head.startswith(b"\xff\xd8\xff"):
        return kinds.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return kinds.PNG
    if head.startswith(b"RIFF"):
        return _riff_kind(head)
    if _after_blanks(head).startswith((b"%PDF-1.", b"%PDF-2.")):
        return kinds.PDF
    return recordings.kind(file, head, size)


def _riff_kind(head: bytes) -> Kind:
    if head[8:12] == b"WEBP" and head[12:16] in (b"VP8 ", b"VP8L", b"VP8X"):
        return kinds.WEBP
    if head[8:12] == b"WAVE":
        return kinds.WAV
    raise NotAllowed(Refusal.OTHER_RECORDING)


def _after_blanks(head: bytes) -> bytes:
    """Readers seek the PDF mark in the first kilobyte; we let only blanks stand before it."""
    return head[:64].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")


def _refuse_hidden_archive(file: BinaryIO, size: int) -> None:
    """A zip reader looks at the end of a file only: a picture with an archive behind it is both."""
    start = max(0, size - _TAIL)
    file.seek(start)
    tail = file.read(_TAIL)
    found = tail.rfind(b"PK\x05\x06")
    if found < 0 or len(tail) < found + 22:
        return
    members = int.from_bytes(tail[found + 10 : found + 12], "little")
    directory = start + found - int.from_bytes(tail[found + 12 : found + 16], "little")
    file.seek(max(0, directory))
    if members and file.read(4) == b"PK\x01\x02":
        raise NotAllowed(Refusal.POLYGLOT)
