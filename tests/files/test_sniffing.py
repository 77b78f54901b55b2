"""Kinds are told by content; what is not on the list is refused with a reason."""

import io
import struct
import sys
from pathlib import Path

import pillow_heif
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.files import kinds
from app.files.errors import NotAllowed, Refusal
from app.files.kinds import Kind
from app.files.sniffing import sniff, sniff_path
from tests.files import samples


def kind_of(data: bytes) -> Kind:
    return sniff(io.BytesIO(data))


def refusal_of(data: bytes) -> str:
    with pytest.raises(NotAllowed) as error:
        kind_of(data)
    return error.value.code


def heic() -> bytes:
    buffer = io.BytesIO()
    pillow_heif.from_bytes("RGB", (64, 64), bytes(64 * 64 * 3)).save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (samples.picture("JPEG"), kinds.JPEG),
        (samples.picture("PNG"), kinds.PNG),
        (samples.picture("WEBP"), kinds.WEBP),
        (samples.picture("WEBP", lossless=True), kinds.WEBP),
        (heic(), kinds.HEIC),
        (samples.raw_pdf(b"BT ET"), kinds.PDF),
        (b"\xef\xbb\xbf\r\n" + samples.raw_pdf(b"BT ET"), kinds.PDF),
        (samples.docx(), kinds.DOCX),
        (samples.odt(), kinds.ODT),
    ],
)
def test_sniff_pictures_and_documents(data: bytes, expected: Kind) -> None:
    assert kind_of(data) == expected


@pytest.mark.parametrize(
    ("name", "options", "film", "sound", "expected"),
    [
        ("a.mp3", (), False, True, kinds.MP3),
        ("a.mp3", ("-id3v2_version", "0", "-write_xing", "0"), False, True, kinds.MP3),
        ("a.mp3", ("-ar", "22050"), False, True, kinds.MP3),
        ("a.mp3", ("-ar", "11025"), False, True, kinds.MP3),
        ("a.m4a", (), False, True, kinds.M4A),
        ("a.mp4", (), False, True, kinds.M4A),
        ("a.opus", (), False, True, kinds.OPUS),
        ("a.ogg", ("-c:a", "libvorbis"), False, True, kinds.OGG),
        ("a.wav", (), False, True, kinds.WAV),
        ("a.webm", (), False, True, kinds.WEBM_SOUND),
        ("a.3gp", ("-c:a", "aac"), False, True, kinds.THREE_GP_SOUND),
        ("a.mp4", ("-c:v", "mpeg4"), True, True, kinds.MP4),
        ("a.mp4", ("-c:v", "mpeg4", "-movflags", "+frag_keyframe+empty_moov"), True, True, kinds.MP4),
        ("a.mov", ("-c:v", "mpeg4"), True, False, kinds.MOV),
        ("a.webm", ("-c:v", "libvpx"), True, True, kinds.WEBM),
        ("a.webm", ("-c:v", "libvpx", "-live", "1"), True, False, kinds.WEBM),
        ("a.3gp", ("-c:v", "mpeg4", "-c:a", "aac"), True, True, kinds.THREE_GP),
    ],
)
def test_sniff_recordings(
    tmp_path: Path, name: str, options: tuple[str, ...], film: bool, sound: bool, expected: Kind
) -> None:
    path = samples.clip(tmp_path / name, *options, film=film, sound=sound)

    assert sniff_path(path) == expected


def test_sniff_voice_of_an_old_phone() -> None:
    assert kind_of(b"#!AMR\n" + bytes(100)) == kinds.AMR


@pytest.mark.parametrize(
    ("name", "options", "film"),
    [
        ("a.mkv", ("-c:v", "mpeg4"), True),
        ("a.avi", ("-c:v", "mpeg4"), True),
        ("a.flac", (), False),
        ("a.ogv", ("-c:v", "libtheora"), True),
        ("a.flv", ("-c:v", "flv1", "-ar", "44100"), True),
    ],
)
def test_sniff_other_recordings_refused(tmp_path: Path, name: str, options: tuple[str, ...], film: bool) -> None:
    path = samples.clip(tmp_path / name, *options, film=film)

    with pytest.raises(NotAllowed) as error:
        sniff_path(path)

    assert error.value.code == "other_recording"


@pytest.mark.parametrize(
    "data",
    [
        b"Una carta",
        "Año de café: ¿qué cambió?\r\n\tMás".encode(),
        "\ufeffcon marca de orden".encode(),
        "Año de café".encode("latin-1"),
        "“comillas” y 5 €".encode("cp1252"),
        ("x" * 65535 + "é" * 10).encode(),
        "日本語 한국어 العربية".encode(),
        b"MZ Cooperativa, Maputo",
        b"BM significa Banco Mundial",
        b"3 < 4, a <- b, x<y>z and <3",
    ],
)
def test_sniff_plain_text(data: bytes) -> None:
    assert kind_of(data) == kinds.TEXT


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><p>Hola", "html"),
        (b"\xef\xbb\xbf \n<HTML>", "html"),
        (b"<p>Hola", "html"),
        (b"<?xml version='1.0'?><a/>", "html"),
        (b"A long story. " * 9000 + b"<script>alert(1)</script>", "html"),
        (b"x" * 65530 + b"<script>alert(1)</script>", "html"),
        (b"harmless <iframe src=//x>", "html"),
        (b"hello <ScRiPt\n>", "html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "svg"),
        (b"<?xml version='1.0'?><!-- x --><svg:svg xmlns:svg='http://www.w3.org/2000/svg'/>", "svg"),
        (b"some words first <svg/onload=alert(1)>", "svg"),
        (b"#!/bin/sh\nrm -rf /", "script"),
        (b"\n#!/usr/bin/env python", "script"),
        (b"words <?php system('id'); ?>", "script"),
        (b"@echo off\r\ndel *", "script"),
        (b"%!PS-Adobe-3.0", "script"),
        (b"words first\n%PDF-1.4", "polyglot"),
        (b"a\x00b", "unknown"),
        (b"a\x1b[31m", "unknown"),
        (b"\x81\x8d is neither", "unknown"),
        ("en UTF-16".encode("utf-16"), "unknown"),
        (b"{\\rtf1 Hola}", "old_office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "old_office"),
        (b"MZ\x90\x00" + bytes(500), "executable"),
        (b"\x7fELF\x02\x01\x01" + bytes(500), "executable"),
        (samples.picture("GIF"), "other_picture"),
        (samples.picture("BMP"), "other_picture"),
        (samples.picture("TIFF"), "other_picture"),
        (samples.picture("AVIF"), "other_picture"),
        (b"\x1f\x8b\x08\x00" + bytes(20), "archive"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(20), "archive"),
        (b"name.txt" + bytes(249) + b"ustar\x0000" + bytes(300), "archive"),
        (samples.archive({"a.txt": "x"}), "archive"),
        (samples.archive({}), "archive"),
        (b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(300), "other_recording"),
        (b"\x00\x00\x00\x14ftypisom\x00\x00\x00\x00isom", "damaged"),
    ],
)
def test_sniff_refused(data: bytes, code: str) -> None:
    assert refusal_of(data) == code


def test_sniff_renamed_program(tmp_path: Path) -> None:
    renamed = tmp_path / "report.pdf"
    renamed.write_bytes(Path(sys.executable).resolve().read_bytes()[:200_000])

    with pytest.raises(NotAllowed) as error:
        sniff_path(renamed)

    assert error.value.code == "executable"


@pytest.mark.parametrize("trailing", [b"", b"\n"])
def test_sniff_archive_behind_another_file(trailing: bytes) -> None:
    hidden = samples.archive({"Main.class": b"\xca\xfe\xba\xbe"}) + trailing

    assert refusal_of(samples.picture("JPEG") + hidden) == "polyglot"
    assert refusal_of(samples.raw_pdf(b"BT ET") + hidden) == "polyglot"


@pytest.mark.parametrize("chance", [b"PK\x05\x06", b"PK\x05\x06" + bytes(18), b"PK\x05\x06" + b"\x01" * 30])
def test_sniff_mark_of_an_archive_by_chance(chance: bytes) -> None:
    assert kind_of(samples.picture("JPEG") + chance) == kinds.JPEG


def test_sniff_photo_with_motion_behind_it(tmp_path: Path) -> None:
    motion = samples.clip(tmp_path / "a.mp4", "-c:v", "mpeg4").read_bytes()

    assert kind_of(samples.picture("JPEG") + motion) == kinds.JPEG


def test_sniff_only_what_is_wanted_here() -> None:
    with pytest.raises(NotAllowed) as error:
        sniff(io.BytesIO(samples.docx()), allowed=kinds.PICTURES)

    assert error.value.code == "not_wanted_here"


def test_sniff_leaves_file_at_its_beginning() -> None:
    file = io.BytesIO(samples.docx())
    file.seek(50)

    sniff(file)

    assert file.tell() == 0


def test_kinds_are_named_once() -> None:
    assert {kinds.named(kind.name) for kind in kinds.ALL} == kinds.ALL
    assert kinds.PICTURES | kinds.SOUNDS | kinds.FILMS | kinds.DOCUMENTS == kinds.ALL


STARTS = st.sampled_from(
    [
        *(b"", b"<", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"RIFF\x00\x00\x00\x00WAVE"),
        *(b"PK\x03\x04", b"%PDF-1.", b"ID3\x04\x00\x00", b"\xff\xfb\x90", b"OggS\x00\x02", b"#!AMR\n"),
        *(b"\x00\x00\x00\x18ftyp", b"\x00\x00\x00\x08ftyp\x00\x00\x00\x10moov"),
        *(b"\x1aE\xdf\xa3", b"\x1aE\xdf\xa3\x84\x42\x82\x84webm\x18S\x80g"),
    ]
)


def judged(data: bytes) -> bool:
    """Whatever the bytes: a kind, or the one error; any other fails the test."""
    try:
        return kind_of(data) in kinds.ALL
    except NotAllowed as error:
        return error.code in set(Refusal)


@settings(max_examples=400, deadline=None)
@given(start=STARTS, rest=st.binary(max_size=600))
@example(start=b"\x1aE\xdf\xa3", rest=b"")
@example(start=b"PK\x05\x06", rest=bytes(18))
def test_sniff_any_bytes_are_judged(start: bytes, rest: bytes) -> None:
    assert judged(start + rest)


WHOLE = [samples.docx(), samples.odt(), samples.raw_pdf(b"BT ET"), samples.picture("WEBP"), heic()]


@settings(max_examples=300, deadline=None)
@given(whole=st.sampled_from(WHOLE), data=st.data())
def test_sniff_damaged_files_are_judged(whole: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(whole) - 1))
    noise = data.draw(st.binary(min_size=1, max_size=8))
    kept = data.draw(st.integers(0, len(whole)))

    assert judged((whole[:at] + noise + whole[at + len(noise) :])[:kept])


def test_sniff_film_of_more_than_four_gigabytes(tmp_path: Path) -> None:
    """Its box of pictures has a length of eight bytes; the file here is long but holds holes."""
    whole = samples.clip(tmp_path / "a.mp4", "-c:v", "mpeg4").read_bytes()
    start, moov = whole.index(b"mdat") - 4, whole.index(b"moov") - 4
    length = 5 * 2**30
    with (tmp_path / "b.mp4").open("wb") as file:
        file.write(whole[:start] + struct.pack(">I4sQ", 1, b"mdat", length))
        file.seek(start + length)
        file.write(whole[moov:])

    assert sniff_path(tmp_path / "b.mp4") == kinds.MP4


@pytest.mark.parametrize(
    "frame", [b"\xff\xfb\xf0\x00", b"\xff\xfb\x00\x00", b"\xff\xeb\x90\x00", b"\xff\xfb\x9c\x00", b"\xff\xf1\x90\x00"]
)
def test_sniff_frames_that_are_no_mp3(frame: bytes) -> None:
    assert refusal_of((frame + bytes(413)) * 3) == "unknown"


def test_sniff_endless_boxes_end() -> None:
    assert judged(
        struct.pack(">I4s4sI4s", 20, b"ftyp", b"isom", 0, b"isom") + struct.pack(">I4s", 8, b"free") * 100_000
    )
