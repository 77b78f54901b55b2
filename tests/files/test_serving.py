"""The headers under which files leave."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.files import kinds
from app.files.serving import headers, safe_name


def test_headers_picture_is_shown_but_never_run() -> None:
    assert headers(kinds.WEBP, name="finca.webp") == {
        "content-type": "image/webp",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
        "content-disposition": "inline; filename=\"finca.webp\"; filename*=UTF-8''finca.webp",
    }


@pytest.mark.parametrize("kind", [*sorted(kinds.DOCUMENTS, key=str), kinds.HEIC, kinds.MOV])
def test_headers_document_is_saved(kind: kinds.Kind) -> None:
    assert headers(kind, name="x")["content-disposition"].startswith("attachment; ")


def test_headers_download_asked_for() -> None:
    assert headers(kinds.MP4, name="a.mp4", download=True)["content-disposition"].startswith("attachment; ")


def test_headers_name_with_accents() -> None:
    assert headers(kinds.PDF, name="Año de café.pdf")["content-disposition"] == (
        "attachment; filename=\"Ano de cafe.pdf\"; filename*=UTF-8''A%C3%B1o%20de%20caf%C3%A9.pdf"
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "passwd.txt"),
        ("C:\\Users\\me\\notas.txt", "notas.txt"),
        ("virus.exe", "virus.txt"),
        ('a"; filename="b.html', "a ; filename= b.txt"),
        ("one\r\ntwo: x.txt", "one two x.txt"),
        ("gpj.\u202etxt", "gpj.txt"),
        (".htaccess", "htaccess.txt"),
        ("", "file.txt"),
        ("...", "file.txt"),
    ],
)
def test_safe_name(name: str, expected: str) -> None:
    assert safe_name(name, kinds.TEXT) == expected


@given(name=st.text())
def test_headers_any_name_stays_one_line_of_ascii(name: str) -> None:
    value = headers(kinds.PDF, name=name)["content-disposition"]

    assert value.isascii()
    assert value.isprintable()
    assert value.count('"') == 2
