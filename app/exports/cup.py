"""Everything of an edition of the cup to take along: a workbook with a sheet for each table, or JSON."""

import json
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from app.domain.cup.everything import Table
from app.exports.spreadsheets import XLSX_TYPE, new_workbook
from app.i18n import translate

JSON_TYPE = "application/json"
FORMATS = {"xlsx": XLSX_TYPE, "json": JSON_TYPE}
_LONGEST_CELL = 32_767


def as_json(tables: Sequence[Table], about: dict[str, Any]) -> bytes:
    body = {**about, "tables": {table.name: table.rows for table in tables}}
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def as_xlsx(tables: Sequence[Table], language: str) -> bytes:
    """Texts are stored as texts, so that nothing in them is ever calculated."""
    file = BytesIO()
    with new_workbook(file, in_memory=True) as book:
        bold = book.add_format({"bold": True})
        for table in tables:
            sheet = book.add_worksheet(translate(language, table.title)[:31])
            for column, name in enumerate(table.columns):
                sheet.write_string(0, column, name, bold)
            for number, row in enumerate(table.rows, 1):
                for column, name in enumerate(table.columns):
                    _write(sheet, number, column, row[name])
            sheet.freeze_panes(1, 1)
            sheet.autofit(400)
    return file.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif value is not None:
        text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
        sheet.write_string(row, column, text[:_LONGEST_CELL])
