"""The spreadsheet to fill in for an import: a sheet for everything, codes to choose from in the cells."""

from io import BytesIO
from typing import Any

from app.domain.importing.columns import CODES_SHEET, Column, sheets
from app.domain.importing.spreadsheet import FIRST
from app.domain.terms import TermBook
from app.exports.spreadsheets import new_workbook

_ROWS = 2000


def import_template(book: TermBook) -> bytes:
    """XLSX. The first row of each sheet holds the names, the second what to fill in."""
    file = BytesIO()
    with new_workbook(file, in_memory=True) as workbook:
        heading = workbook.add_format({"bold": True})
        small = workbook.add_format({"italic": True, "text_wrap": True, "valign": "top", "font_size": 9})
        made = sheets()
        ranges = _ranges(made, book)
        for name, columns in made.items():
            sheet = workbook.add_worksheet(name)
            for place, column in enumerate(columns):
                sheet.write_string(0, place, column.name, heading)
                sheet.write_string(1, place, column.help, small)
                if column.vocabulary and not column.many:
                    _offer(sheet, place, ranges[column.vocabulary])
            sheet.set_column(0, len(columns) - 1, 22)
            sheet.freeze_panes(FIRST - 1, 1)
        _write_codes(workbook.add_worksheet(CODES_SHEET), ranges, book, heading)
    return file.getvalue()


def _ranges(made: dict[str, tuple[Column, ...]] | Any, book: TermBook) -> dict[str, str]:
    """Vocabulary to the cells of the sheet of codes that hold it: code and label side by side."""
    # Here, for the same reason as in `new_workbook`.
    from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415

    names = sorted({column.vocabulary for columns in made.values() for column in columns if column.vocabulary})
    ranges = {}
    for place, name in enumerate(names):
        letter = xl_col_to_name(2 * place)
        ranges[name] = f"={CODES_SHEET}!${letter}$2:${letter}${1 + max(1, len(book.options(name, 'en')))}"
    return ranges


def _offer(sheet: Any, place: int, cells: str) -> None:
    sheet.data_validation(FIRST - 1, place, _ROWS, place, {"validate": "list", "source": cells})


def _write_codes(sheet: Any, ranges: dict[str, str], book: TermBook, heading: Any) -> None:
    for place, name in enumerate(ranges):
        sheet.write_string(0, 2 * place, name, heading)
        for number, (code, label) in enumerate(book.options(name, "en"), 1):
            sheet.write_string(number, 2 * place, code)
            sheet.write_string(number, 2 * place + 1, label)
    sheet.set_column(0, 2 * len(ranges), 24)
