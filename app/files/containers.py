"""Word and OpenDocument texts are zip archives: judged by their directory before anything is unpacked."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import BinaryIO

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from app.files import kinds
from app.files.errors import NotAllowed, Refusal
from app.files.kinds import Kind

_SMALL = 1024 * 1024
_PROLOG = 64 * 1024
_WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_PACKAGE_MARK = "vnd.openxmlformats-officedocument"
_ODF_MARK = b"application/vnd.oasis.opendocument."


@dataclass(frozen=True, slots=True)
class ContainerLimits:
    """What an archive may hold; `ratio` is unpacked to packed bytes, and small parts are let off."""

    members: int = 2000
    unpacked_bytes: int = 200 * 1024 * 1024
    ratio: int = 100


def document_kind(file: BinaryIO, limits: ContainerLimits) -> Kind:
    """DOCX or ODT; NotAllowed for other archives and for macros, bombs, encryption, outside references."""
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            _check_directory(archive, limits)
            kind = _kind(archive)
            for name in _xml_parts(archive):
                _check_prolog(archive, name)
            return kind
    except NotAllowed:
        raise
    except DefusedXmlException as error:
        raise NotAllowed(Refusal.EXTERNAL, type(error).__name__) from error
    except Exception as error:  # zipfile, zlib, struct and expat each raise their own on damaged input
        raise NotAllowed(Refusal.DAMAGED, type(error).__name__) from error


def _check_directory(archive: zipfile.ZipFile, limits: ContainerLimits) -> None:
    members = archive.infolist()
    if not members:
        raise NotAllowed(Refusal.ARCHIVE)
    if len(members) > limits.members:
        raise NotAllowed(Refusal.BOMB, f"{len(members)} members")
    for member in members:
        _check_member(member, limits)
    if sum(member.file_size for member in members) > limits.unpacked_bytes:
        raise NotAllowed(Refusal.BOMB, "unpacked size")
    _check_layout(members)


def _check_member(member: zipfile.ZipInfo, limits: ContainerLimits) -> None:
    if member.flag_bits & 1:
        raise NotAllowed(Refusal.ENCRYPTED)
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotAllowed(Refusal.ARCHIVE, f"method {member.compress_type}")
    if member.file_size > _SMALL and member.file_size > limits.ratio * max(1, member.compress_size):
        raise NotAllowed(Refusal.BOMB, "ratio")
    if member.filename.startswith(("/", "\\")) or ".." in member.filename.replace("\\", "/").split("/"):
        raise NotAllowed(Refusal.ARCHIVE, "path")


def _check_layout(members: list[zipfile.ZipInfo]) -> None:
    """The archive begins with its first member, and no two share bytes, as those of some bombs do."""
    ordered = sorted(members, key=lambda member: member.header_offset)
    if ordered[0].header_offset != 0:
        raise NotAllowed(Refusal.POLYGLOT)
    for member, following in pairwise(ordered):
        if member.header_offset + 30 + member.compress_size > following.header_offset:
            raise NotAllowed(Refusal.BOMB, "overlap")
    if len({member.filename for member in members}) != len(members):
        raise NotAllowed(Refusal.ARCHIVE, "same name twice")


def _kind(archive: zipfile.ZipFile) -> Kind:
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        return _word_kind(archive, names)
    if "mimetype" in names:
        return _opendocument_kind(archive, names)
    raise NotAllowed(Refusal.ARCHIVE)


def _word_kind(archive: zipfile.ZipFile, names: set[str]) -> Kind:
    types = _read_small(archive, "[Content_Types].xml")
    declared = {found.get("ContentType", "") for _, found in iterparse(BytesIO(types), forbid_dtd=True)}
    if any(mark in one.lower() for one in declared for mark in ("macroenabled", "vba", "activex")):
        raise NotAllowed(Refusal.MACROS)
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise NotAllowed(Refusal.MACROS)
    if _WORD_MAIN not in declared or "word/document.xml" not in names:
        known = any(_PACKAGE_MARK in one for one in declared)
        raise NotAllowed(Refusal.OTHER_OFFICE if known else Refusal.ARCHIVE)
    _refuse_outside_template(archive, names)
    return kinds.DOCX


def _refuse_outside_template(archive: zipfile.ZipFile, names: set[str]) -> None:
    """A template fetched from elsewhere when the document is opened brings its macros along."""
    if "word/_rels/settings.xml.rels" not in names:
        return
    relations = _read_small(archive, "word/_rels/settings.xml.rels")
    for _, relation in iterparse(BytesIO(relations), forbid_dtd=True):
        outside = relation.get("TargetMode", "").lower() == "external"
        address = relation.get("Target", "").lower().startswith(("http:", "https:", "ftp:", "\\\\", "file://"))
        if outside and address and relation.get("Type", "").endswith("/attachedTemplate"):
            raise NotAllowed(Refusal.EXTERNAL, "template")


def _opendocument_kind(archive: zipfile.ZipFile, names: set[str]) -> Kind:
    declared = _read_small(archive, "mimetype").strip()
    if declared != kinds.ODT.media_type.encode():
        raise NotAllowed(Refusal.OTHER_OFFICE if declared.startswith(_ODF_MARK) else Refusal.ARCHIVE)
    if "content.xml" not in names:
        raise NotAllowed(Refusal.DAMAGED, "no content.xml")
    if any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in names):
        raise NotAllowed(Refusal.MACROS)
    if "META-INF/manifest.xml" in names:
        manifest = BytesIO(_read_small(archive, "META-INF/manifest.xml"))
        if any(found.tag.endswith("}encryption-data") for _, found in iterparse(manifest, forbid_dtd=True)):
            raise NotAllowed(Refusal.ENCRYPTED)
    return kinds.ODT


def _read_small(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _SMALL:
        raise NotAllowed(Refusal.BOMB, name)
    return archive.read(name)


def _xml_parts(archive: zipfile.ZipFile) -> Iterator[str]:
    """Empty ones are let off: office programs write them as placeholders."""
    parts = (member for member in archive.infolist() if member.file_size)
    return (part.filename for part in parts if part.filename.lower().endswith((".xml", ".rels")))


def _check_prolog(archive: zipfile.ZipFile, name: str) -> None:
    """Read up to the first element: document type and entities can only be declared before it."""
    with archive.open(name) as part:
        next(iterparse(BytesIO(part.read(_PROLOG)), events=("start",), forbid_dtd=True))
