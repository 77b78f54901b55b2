"""Tables to take along: CSV and XLSX, in which no cell is ever taken for a formula."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import IO, Any

Cell = str | int | float | None
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# With these a spreadsheet program takes a text for a formula; it may read files or call addresses.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Where numbers have decimal commas, spreadsheet programs begin a cell at each semicolon, and then a line at each end of
# one: quotation marks after a comma are not theirs.
_NEXT_CELL = re.compile(r"""(?s:(?<=.))([;\t\r\n][\s"']{0,20})(?=[=+\-@＝＋－＠])""")
_LONGEST_CELL = 32_767


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def safe_text(text: str) -> str:
    """The text, with an apostrophe in front of what a spreadsheet program would calculate."""
    text = _NEXT_CELL.sub(r"\1'", text)
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte order mark, without which Excel reads accents wrongly. Numbers stay numbers."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([safe_text(heading) for heading in headings])
    for row in rows:
        writer.writerow([safe_text(cell) if isinstance(cell, str) else cell for cell in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def new_workbook(file: IO[bytes], **options: bool) -> Any:
    """A new workbook of xlsxwriter, to be used in a `with`."""
    # Here, because most processes never write one, and the package takes 2 MB.
    from xlsxwriter import Workbook  # noqa: PLC0415

    return Workbook(file, options)


def xlsx_bytes(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet, as `workbook_bytes` has it."""
    return workbook_bytes([Sheet(title, headings, rows)])


def workbook_bytes(sheets: Iterable[Sheet]) -> bytes:
    """Sheets with a fixed first row; texts are stored as texts, so that nothing is calculated."""
    file = BytesIO()
    with new_workbook(file, in_memory=True) as book:
        bold = book.add_format({"bold": True})
        for one in sheets:
            _write_sheet(book.add_worksheet(_sheet_name(one.title)), one, bold)
    return file.getvalue()


def _write_sheet(sheet: Any, said: Sheet, bold: Any) -> None:
    for column, heading in enumerate(said.headings):
        sheet.write_string(0, column, heading, bold)
    for number, row in enumerate(said.rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, column, cell[:_LONGEST_CELL])
            elif cell is not None:
                sheet.write_number(number, column, cell)
    sheet.freeze_panes(1, 0)
    sheet.autofit()


def _sheet_name(title: str) -> str:
    return "".join(" " if sign in "[]:*?/\\'" else sign for sign in title)[:31].strip() or "1"
