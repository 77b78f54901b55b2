"""Spreadsheets and archives, as every area uses them."""

import io
import zipfile
from collections.abc import Iterator

import openpyxl
import pytest

from app.exports.archive import Part, archive
from app.exports.spreadsheets import csv_bytes, safe_text, xlsx_bytes


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"])
def test_text_that_a_spreadsheet_would_calculate_is_marked_as_text(text: str) -> None:
    assert safe_text(text) == "'" + text


@pytest.mark.parametrize("text", ["", "1-1", "a=b", "'=1", "Ana"])
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert safe_text(text) == text


def test_csv_keeps_numbers_quotes_and_lines() -> None:
    written = csv_bytes(["Name", "=Count"], [['Say "yes"; or', -3], ["two\nlines", None], ["é", 1.5]])

    assert written.decode("utf-8-sig") == 'Name,\'=Count\r\n"Say ""yes""; or",-3\r\n"two\nlines",\r\né,1.5\r\n'


def test_xlsx_takes_any_title_and_the_longest_text() -> None:
    written = xlsx_bytes("[a]:*?/\\'" + "x" * 50, ["Text"], [["y" * 40_000], [None], [2.5]])

    sheet = openpyxl.load_workbook(io.BytesIO(written)).active
    assert len(sheet.title) <= 31
    assert [len(sheet["A2"].value), sheet["A3"].value, sheet["A4"].value] == [32_767, None, 2.5]


def test_archive_is_sent_while_it_is_made() -> None:
    read: list[str] = []

    def pieces(name: str) -> Iterator[bytes]:
        read.append(name)
        yield name.encode()

    sending = archive(Part(name, pieces(name), stored=True) for name in ("first", "second"))
    begun = next(sending)
    read_so_far = list(read)
    whole = zipfile.ZipFile(io.BytesIO(begun + b"".join(sending)))

    assert read_so_far == ["first"]
    assert {name: whole.read(name) for name in whole.namelist()} == {"first": b"first", "second": b"second"}
    assert whole.testzip() is None


@pytest.mark.parametrize(
    ("typed", "safe"),
    [
        ("papa;=HYPERLINK(1)", "papa;'=HYPERLINK(1)"),
        ('papa; "=1', "papa; \"'=1"),
        ("a\t@b;-2", "a\t'@b;'-2"),
        ("first\n=1\r\n+2", "first\n'=1\r\n'+2"),
        ("one; two, -3 = x", "one; two, -3 = x"),
    ],
)
def test_text_after_the_separator_of_another_country_is_no_formula_either(typed: str, safe: str) -> None:
    """Where commas stand in numbers, spreadsheet programs begin a new cell at each semicolon, quoted or not."""
    assert safe_text(typed) == safe
