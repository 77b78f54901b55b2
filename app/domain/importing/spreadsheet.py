"""The spreadsheet form: several sheets, put together into the same rows as JSON Lines."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.domain.importing.columns import CODES_SHEET, Column, groups, section_of, sheets
from app.domain.importing.rows import Complaints, Row

FIRST = 3
LARGEST_UNPACKED = 500 * 1024 * 1024


@dataclass(slots=True)
class _Line:
    """One row of one sheet: its values by column, texts and lists as JSON would have them."""

    place: str
    values: dict[str, Any] = field(default_factory=dict)


def read_spreadsheet(path: Path, complaints: Complaints) -> Iterator[Row]:
    """The rows of the sheets `organisations` and `cases`, with what the other sheets say of each case."""
    lines = _read(path, complaints)
    for line in lines.get("organisations", []):
        yield Row(line.place, {"type": "organisation", **_organisation(line.values)})
    cases = {str(line.values.get("external_id", "")): line for line in lines.get("cases", [])}
    data = {name: _case(line.values) for name, line in cases.items()}
    for sheet, rows in lines.items():
        if sheet not in ("organisations", "cases"):
            _attach(sheet, rows, data, complaints)
    for line in lines.get("cases", []):
        name = str(line.values.get("external_id", ""))
        # A repeated id is a row of its own, so that it is reported.
        whole = data[name] if cases[name] is line else _case(line.values)
        yield Row(line.place, {"type": "case", **whole})


def _read(path: Path, complaints: Complaints) -> dict[str, list[_Line]]:
    # Here, because most processes never read a spreadsheet.
    from openpyxl import load_workbook  # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    complaints.place = path.name
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > LARGEST_UNPACKED:
                complaints.error("", "Unpacked, the file is far too large.")
                return {}
        book = load_workbook(path, read_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        complaints.error("", f"This is no spreadsheet: {error}")
        return {}
    try:
        wanted = sheets()
        for name in book.sheetnames:
            if name not in wanted and name != CODES_SHEET:
                complaints.error(f"sheet {name}", "There is no such sheet in the template.")
        return {name: _sheet(book[name], name, wanted[name], complaints) for name in wanted if name in book.sheetnames}
    finally:
        book.close()


def _sheet(sheet: Any, name: str, columns: tuple[Column, ...], complaints: Complaints) -> list[_Line]:
    known = {column.name: column for column in columns}
    found: list[_Line] = []
    heads: list[str] = []
    for number, cells in enumerate(sheet.iter_rows(), 1):
        complaints.place = f"sheet {name}, row {number}"
        if number == 1:
            heads = [str(cell.value or "").strip() for cell in cells]
            _check_heads(heads, known, complaints)
        elif number >= FIRST:
            line = _Line(complaints.place)
            for head, cell in zip(heads, cells, strict=False):
                value = _value(cell, head, known[head], complaints) if head in known else None
                if value not in (None, "", []):
                    line.values[head] = value
            if line.values:
                found.append(line)
    return found


def _check_heads(heads: list[str], known: dict[str, Column], complaints: Complaints) -> None:
    named = [head for head in heads if head]
    for head in dict.fromkeys(named):
        if head not in known:
            complaints.error(head, "There is no such column in the template.")
        elif named.count(head) > 1:
            complaints.error(head, "This column stands in the sheet twice.")


def _value(cell: Any, head: str, column: Column, complaints: Complaints) -> Any:
    if cell.value is None:
        return None
    if cell.data_type == "f":
        complaints.error(head, "The cell holds a formula. Paste its value.")
        return None
    if cell.data_type == "e":
        complaints.error(head, f"The cell holds an error of the spreadsheet: {cell.value}.")
        return None
    value = cell.value
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, bool | int | float) and not column.many:
        return value
    return [part.strip() for part in str(value).split(";") if part.strip()] if column.many else str(value)


def _organisation(values: dict[str, Any]) -> dict[str, Any]:
    """Relations are written "apex_of org-2"."""
    relations = [dict(zip(("kind", "to"), one.split(None, 1), strict=False)) for one in values.get("relations", [])]
    return {**values, "relations": relations} if relations else values


def _case(values: dict[str, Any]) -> dict[str, Any]:
    """Columns with a dot are fields of the content."""
    data: dict[str, Any] = {name: value for name, value in values.items() if "." not in name}
    content: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        section, dot, part = name.partition(".")
        if dot:
            content.setdefault(section, {})[part] = value
    return {**data, "content": content, "media": [], "translations": {}}


def _attach(sheet: str, rows: list[_Line], cases: dict[str, dict[str, Any]], complaints: Complaints) -> None:
    for line in rows:
        complaints.place = line.place
        case = cases.get(str(line.values.pop("case", "")))
        if case is None:
            complaints.error("case", "There is no such case in the sheet cases.")
        elif sheet == "media":
            case["media"].append(line.values)
        elif sheet == "translations":
            _translation(line, case["translations"], complaints)
        elif sheet in groups():
            section, group = section_of(sheet)
            case["content"].setdefault(section, {}).setdefault(group, []).append(line.values)


def _translation(line: _Line, translations: dict[str, Any], complaints: Complaints) -> None:
    values = {name: str(line.values.get(name, "")) for name in ("language", "section", "path")}
    for name, value in values.items():
        if not value:
            complaints.error(name, "This is needed.")
    language = translations.setdefault(values["language"], {"states": {}, "texts": {}})
    language["texts"].setdefault(values["section"], {})[values["path"]] = str(line.values.get("text", ""))
    if state := line.values.get("state"):
        language["states"][values["section"]] = state
