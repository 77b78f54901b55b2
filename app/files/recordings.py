"""Telling recordings (and HEIC, a cousin of MP4) apart by walking just enough of their structure."""

import os
from collections.abc import Iterator
from typing import BinaryIO

from app.files import kinds
from app.files.errors import NotAllowed, Refusal
from app.files.kinds import Kind

_MOST_STEPS = 2000
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis"})
_CONTAINERS = frozenset({b"moov", b"trak", b"mdia"})
_SEGMENT, _TRACKS, _CLUSTER, _TRACK, _TRACK_TYPE = 0x18538067, 0x1654AE6B, 0x1F43B675, 0xAE, 0x83
_DOCTYPE, _EBML = 0x4282, 0x1A45DFA3
_PICTURE_TRACK, _SOUND_TRACK = 1, 2


def kind(file: BinaryIO, head: bytes, size: int) -> Kind | None:
    """The kind of recording; None when it is none at all, NotAllowed when it is one that we do not take."""
    if head[4:8] == b"ftyp":
        return _mp4_family(file, size)
    if head.startswith(b"\x1aE\xdf\xa3"):
        return _webm(file, size)
    if head.startswith(b"OggS"):
        return _ogg(head)
    if head.startswith((b"#!AMR\n", b"#!AMR-WB\n")):
        return kinds.AMR
    if head.startswith(b"ID3") or head[0] == 0xFF:
        return _mp3(file, head, size)
    return None


def _mp4_family(file: BinaryIO, size: int) -> Kind:
    file.seek(0)
    length = int.from_bytes(file.read(4), "big")
    brands = file.read(max(0, min(length, 512) - 4))[4:]
    major, compatible = brands[:4], {brands[at : at + 4] for at in range(8, len(brands), 4)}
    if major in _HEIC_BRANDS or (major in (b"mif1", b"msf1") and compatible & _HEIC_BRANDS):
        return kinds.HEIC
    if major in (b"avif", b"avis", b"mif1", b"msf1", b"hevc", b"crx "):
        raise NotAllowed(Refusal.OTHER_PICTURE)
    handlers = set(_handlers(file, size))
    if b"vide" in handlers:
        return _by_brand(major, kinds.MOV, kinds.THREE_GP, kinds.MP4)
    if b"soun" in handlers:
        return _by_brand(major, kinds.M4A, kinds.THREE_GP_SOUND, kinds.M4A)
    raise NotAllowed(Refusal.DAMAGED, "no track")


def _by_brand(major: bytes, quicktime: Kind, three_gp: Kind, other: Kind) -> Kind:
    if major == b"qt  ":
        return quicktime
    return three_gp if major.startswith((b"3gp", b"3g2")) else other


def _handlers(file: BinaryIO, size: int) -> Iterator[bytes]:
    """The kinds of track ('vide', 'soun', …) that the boxes moov/trak/mdia/hdlr name."""
    at = 0
    for _ in range(_MOST_STEPS):
        if at + 8 > size:
            return
        file.seek(at)
        header = file.read(24)
        length, name, inside = int.from_bytes(header[:4], "big"), header[4:8], 8
        if length == 1:
            length, inside = int.from_bytes(header[8:16], "big"), 16
        if name == b"hdlr":
            yield header[16:20]
        if name in _CONTAINERS:
            at += inside
        elif length < inside:
            return
        else:
            at += length


def _webm(file: BinaryIO, size: int) -> Kind:
    doctype, tracks = b"", set()
    for element, start, length in _elements(file, size):
        if element == _DOCTYPE:
            file.seek(start)
            doctype = file.read(min(length, 16)).rstrip(b"\x00")
        elif element == _TRACK_TYPE:
            file.seek(start)
            tracks.add(int.from_bytes(file.read(min(length, 8)), "big"))
        elif element == _CLUSTER:
            break
    if doctype != b"webm":
        raise NotAllowed(Refusal.OTHER_RECORDING)
    if not tracks & {_PICTURE_TRACK, _SOUND_TRACK}:
        raise NotAllowed(Refusal.DAMAGED, "no track")
    return kinds.WEBM if _PICTURE_TRACK in tracks else kinds.WEBM_SOUND


def _elements(file: BinaryIO, size: int) -> Iterator[tuple[int, int, int]]:
    """(id, where its data starts, length) of EBML elements in order, and of those within that hold tracks."""
    at = 0
    for _ in range(_MOST_STEPS):
        if at >= size:
            return
        file.seek(at)
        header = file.read(12)
        id_length = _vint_length(header[0])
        size_length = _vint_length(header[id_length]) if len(header) > id_length else 9
        if id_length > 4 or size_length > 8:
            return
        element = int.from_bytes(header[:id_length], "big")
        coded = int.from_bytes(header[id_length : id_length + size_length], "big")
        length = coded & ((1 << (7 * size_length)) - 1)
        at += id_length + size_length
        yield element, at, length
        if element not in (_EBML, _SEGMENT, _TRACKS, _TRACK):
            at += length


def _vint_length(first: int) -> int:
    """How many bytes an EBML number takes: one more than the zero bits in front (RFC 8794, section 4)."""
    return 9 - first.bit_length()


def _ogg(head: bytes) -> Kind:
    starts = [page[:8] for page in _first_packets(head)]
    if any(start.startswith((b"\x80theora", b"\x01video", b"BBCD")) for start in starts):
        raise NotAllowed(Refusal.OTHER_RECORDING)
    if b"OpusHead" in starts:
        return kinds.OPUS
    if any(start.startswith((b"\x01vorbis", b"\x7fFLAC", b"Speex  ")) for start in starts):
        return kinds.OGG
    raise NotAllowed(Refusal.OTHER_RECORDING)


def _first_packets(head: bytes) -> Iterator[bytes]:
    """The packet on each page that begins a stream; those pages come first (RFC 3533, section 4)."""
    at = 0
    while head[at : at + 4] == b"OggS" and len(head) > at + 27 and head[at + 5] & 2:
        segments = head[at + 27 : at + 27 + head[at + 26]]
        body = at + 27 + len(segments)
        yield head[body : body + sum(segments)]
        at = body + sum(segments)


def _mp3(file: BinaryIO, head: bytes, size: int) -> Kind | None:
    """Two frames in a row, after the ID3 tag if there is one: the mark of a single frame is too common."""
    at = 0
    if head.startswith(b"ID3"):
        at = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=False))
    file.seek(min(at, size), os.SEEK_SET)
    # Some writers pad the tag with more zeros than it says.
    start = file.read(64 * 1024).lstrip(b"\x00")
    length = _frame_length(start)
    if length and _frame_length(start[length:]):
        return kinds.MP3
    if head.startswith(b"ID3"):
        raise NotAllowed(Refusal.OTHER_RECORDING)
    return None


_BITRATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BITRATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES = (44100, 48000, 32000)


def _frame_length(data: bytes) -> int:
    """Bytes of the layer III frame that begins here, by ISO 11172-3 and 13818-3; 0 if none does."""
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE6 != 0xE2:
        return 0
    version, bitrate, rate = data[1] >> 3 & 3, data[2] >> 4, data[2] >> 2 & 3
    if version == 1 or bitrate in (0, 15) or rate == 3:
        return 0
    padding = data[2] >> 1 & 1
    if version == 3:
        return 144_000 * _BITRATES_1[bitrate] // _RATES[rate] + padding
    return 72_000 * _BITRATES_2[bitrate] // (_RATES[rate] // (2 if version == 2 else 4)) + padding
