"""Word and OpenDocument texts: bombs, macros and outside references are seen before anything is unpacked."""

import io
import struct
import zipfile

import pytest

from app.files import kinds
from app.files.containers import ContainerLimits
from app.files.errors import NotAllowed
from app.files.sniffing import sniff
from tests.files import samples

OFFICE = "application/vnd.openxmlformats-officedocument"


def refusal_of(data: bytes, limits: ContainerLimits | None = None) -> str:
    with pytest.raises(NotAllowed) as error:
        sniff(io.BytesIO(data), limits=limits)
    return error.value.code


def test_docx_bomb_by_ratio() -> None:
    bomb = samples.docx(members={"word/media/image1": b"\x00" * 30_000_000})

    assert len(bomb) < 100_000
    assert refusal_of(bomb) == "bomb"


def test_docx_bomb_by_size() -> None:
    limits = ContainerLimits(unpacked_bytes=1_000_000)
    parts = {f"word/media/{number}": bytes(range(256)) * 1000 for number in range(5)}

    assert refusal_of(samples.docx(members=parts), limits) == "bomb"


def test_docx_bomb_by_members() -> None:
    many = {f"word/media/{number}": b"x" for number in range(2001)}

    assert refusal_of(samples.docx(members=many)) == "bomb"


def test_docx_bomb_by_overlap() -> None:
    """Two entries of the directory name the same packed bytes."""
    data = samples.docx(members={"word/media/a": bytes(500_000)})
    end = data.rfind(b"PK\x05\x06")
    start = struct.unpack("<I", data[end + 16 : end + 20])[0]
    last = data.rfind(b"PK\x01\x02", 0, end)
    twin = data[last:end].replace(b"media/a", b"media/b")
    count = struct.unpack("<H", data[end + 8 : end + 10])[0] + 1
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, end - start + len(twin), start, 0)

    assert refusal_of(data[:end] + twin + tail) == "bomb"


def test_docx_part_larger_than_it_says() -> None:
    """The size is taken from the directory; unpacking stops there, and the check sum tells the lie."""
    data = bytearray(samples.docx(members={"customXml/item1.xml": b"<a>" + b" " * 5000 + b"</a>"}))
    for mark, field in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.rfind(mark)
        data[at + field : at + field + 4] = struct.pack("<I", 2)

    assert refusal_of(bytes(data)) == "damaged"


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE x [<!ENTITY leak SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
    ],
)
def test_documents_with_entities(prolog: str) -> None:
    settings = f"<?xml version='1.0'?>{prolog}<settings/>"

    assert refusal_of(samples.docx(prolog=prolog)) == "external"
    assert refusal_of(samples.docx(members={"word/settings.xml": settings})) == "external"
    assert refusal_of(samples.docx(members={"word/settings.xml": settings.encode("utf-16")})) == "external"
    assert refusal_of(samples.odt(members={"styles.xml": settings})) == "external"


@pytest.mark.parametrize(
    "data",
    [
        samples.docx(members={"word/vbaProject.bin": b"x"}),
        samples.docx(
            members={
                "[Content_Types].xml": samples.content_types("application/vnd.ms-word.document.macroEnabled.main+xml")
            }
        ),
        samples.odt(members={"Basic/Standard/Module1.xml": "<x/>"}),
        samples.odt(members={"Scripts/python/run.py": "x"}),
    ],
)
def test_documents_with_macros(data: bytes) -> None:
    assert refusal_of(data) == "macros"


def test_docx_with_template_from_outside() -> None:
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r"'
        ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"'
        ' Target="{}" TargetMode="External"/></Relationships>'
    )
    from_afar = {"word/_rels/settings.xml.rels": relation.format("http://127.0.0.1/evil.dotm")}
    of_the_writer = {"word/_rels/settings.xml.rels": relation.format("Normal.dotm")}

    assert refusal_of(samples.docx(members=from_afar)) == "external"
    assert sniff(io.BytesIO(samples.docx(members=of_the_writer))) == kinds.DOCX


@pytest.mark.parametrize(
    "data",
    [
        samples.docx(members={"[Content_Types].xml": samples.content_types(f"{OFFICE}.spreadsheetml.sheet.main+xml")}),
        samples.odt(members={"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
    ],
)
def test_other_office_files(data: bytes) -> None:
    assert refusal_of(data) == "other_office"


def test_odt_encrypted() -> None:
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    open_one = f'<m:manifest xmlns:m="{space}"><m:file-entry></m:file-entry></m:manifest>'
    locked = open_one.replace("></m:file-entry>", "><m:encryption-data/></m:file-entry>")

    assert sniff(io.BytesIO(samples.odt(members={"META-INF/manifest.xml": open_one}))) == kinds.ODT
    assert refusal_of(samples.odt(members={"META-INF/manifest.xml": locked})) == "encrypted"


def test_docx_encrypted_member() -> None:
    data = bytearray(samples.docx())
    data[data.rfind(b"PK\x01\x02") + 8] |= 1

    assert refusal_of(bytes(data)) == "encrypted"


@pytest.mark.parametrize("name", ["../../evil.xml", "/etc/evil.xml", "word\\..\\..\\evil.xml"])
def test_docx_member_outside_its_folder(name: str) -> None:
    assert refusal_of(samples.docx(members={name: "<a/>"})) == "archive"


def test_docx_with_something_before_it() -> None:
    """Behind a fitting first mark stands a second archive that only the directory at the end knows."""
    assert refusal_of(samples.archive({"a": "x"}) + samples.docx()) == "polyglot"


def test_docx_same_name_twice() -> None:
    buffer = io.BytesIO(samples.docx())
    with zipfile.ZipFile(buffer, "a") as to, pytest.warns(UserWarning, match="Duplicate name"):
        to.writestr("word/document.xml", samples.word_body("<w:p/>"))

    assert refusal_of(buffer.getvalue()) == "archive"


def test_docx_packed_in_a_way_that_word_does_not_use() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as to:
        to.writestr("[Content_Types].xml", samples.content_types())

    assert refusal_of(buffer.getvalue()) == "archive"


def test_archive_whose_directory_is_empty() -> None:
    assert refusal_of(b"PK\x03\x04" + bytes(60) + b"PK\x05\x06" + bytes(18)) == "archive"


def test_docx_first_element_far_away() -> None:
    """So much comment before the first element that a document type could hide behind it."""
    far = "<!--" + "".join(f"{number:x} " for number in range(20_000)) + "-->"

    assert refusal_of(samples.docx(prolog=far)) == "damaged"


def test_docx_list_of_types_too_long() -> None:
    types = samples.content_types() + "".join(f"<!--{number}-->" for number in range(100_000))

    assert refusal_of(samples.docx(members={"[Content_Types].xml": types})) == "bomb"


def test_odt_without_content() -> None:
    odt = samples.archive({"mimetype": "application/vnd.oasis.opendocument.text"})

    assert refusal_of(odt) == "damaged"


@pytest.mark.parametrize("kept", [50, 300, -30])
def test_docx_cut_short(kept: int) -> None:
    assert refusal_of(samples.docx()[:kept]) == "damaged"


def test_docx_main_part_that_is_no_xml() -> None:
    assert refusal_of(samples.docx(members={"word/document.xml": "no xml"})) == "damaged"
