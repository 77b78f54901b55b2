"""Plain text: readable in UTF-8 or Windows-1252 (which holds Latin-1), and no disguised page or program."""

import codecs
import re
from typing import BinaryIO

from app.files import kinds
from app.files.errors import NotAllowed, Refusal
from app.files.kinds import Kind

_CHUNK = 64 * 1024
_OVERLAP = 64
# Everything below space but tab, line feed, form feed and carriage return; and delete.
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# The five bytes that Windows-1252 leaves empty.
_UNASSIGNED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_SVG = re.compile(rb"<\s*(?:[a-z]+:)?svg[\s>/]", re.IGNORECASE)
_SCRIPT = re.compile(rb"<\?php|<\?=|<%|^\s*@echo off", re.IGNORECASE)
_HTML = re.compile(
    rb"<\s*/?\s*(?:!doctype|html|head|body|script|iframe|frame|object|embed|applet|meta|link|style|base|form"
    rb"|img|video|audio|math|title|table|div|font)(?:[\s>/]|$)",
    re.IGNORECASE,
)
# At the start browsers take far less for a sign of HTML (WHATWG MIME Sniffing, 7.1).
_OPENING_TAG = re.compile(rb"\s*<[!?/a-z]", re.IGNORECASE)


def text_kind(file: BinaryIO) -> Kind:
    """TEXT, or NotAllowed naming what it is instead; reads the whole file, piece by piece."""
    file.seek(0)
    utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    unassigned, before, first = False, b"", True
    while piece := file.read(_CHUNK):
        if _CONTROL.search(piece):
            raise NotAllowed(_disguise(before + piece) or Refusal.UNKNOWN)
        _refuse_disguise(before + piece, first=first)
        utf8 = utf8 if utf8 and _decodes(utf8, piece) else None
        unassigned = unassigned or _UNASSIGNED.search(piece) is not None
        before, first = piece[-_OVERLAP:], False
    if (utf8 is None or not _decodes(utf8, b"", final=True)) and unassigned:
        raise NotAllowed(Refusal.UNKNOWN)
    return kinds.TEXT


def decoded(data: bytes, *, cut: bool = False) -> str:
    """The text of bytes that `text_kind` accepted; `cut` ones may end within a letter, which is dropped."""
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(data, not cut)
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _decodes(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_disguise(text: bytes, *, first: bool) -> None:
    disguise = _disguise(text)
    if disguise is None and first:
        disguise = _opening(text.removeprefix(b"\xef\xbb\xbf"))
    if disguise:
        raise NotAllowed(disguise)


def _disguise(text: bytes) -> Refusal | None:
    for pattern, refusal in ((_SVG, Refusal.SVG), (_SCRIPT, Refusal.SCRIPT), (_HTML, Refusal.HTML)):
        if pattern.search(text):
            return refusal
    return None


def _opening(text: bytes) -> Refusal | None:
    if _OPENING_TAG.match(text):
        return Refusal.HTML
    if text.lstrip().startswith(b"#!"):
        return Refusal.SCRIPT
    return Refusal.POLYGLOT if b"%PDF-" in text[:1024] else None
