"""The rows of an import file, one after the other, whatever its form."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.domain.importing.rows import Complaints, Row
from app.domain.importing.spreadsheet import read_spreadsheet

LONGEST_LINE = 5 * 1024 * 1024
TYPES = ("organisation", "case", "term", "offer", "report")
# Written by an export for those who read the file, about itself and about the cups: nothing to import.
SAID_BY_EXPORT = ("left_out", "cup")


def read_rows(path: Path, complaints: Complaints) -> Iterator[Row]:
    """Every row that has the shape of one; of the others it is said what is wrong. Raises OSError."""
    rows = read_spreadsheet(path, complaints) if path.suffix.lower() == ".xlsx" else _read_lines(path, complaints)
    for row in rows:
        complaints.place = row.place
        if row.type in SAID_BY_EXPORT:
            continue
        if row.type not in TYPES:
            complaints.error("type", f"One of {', '.join(TYPES)} is expected.")
        elif row.type != "term" and not row.external_id.strip():
            complaints.error("external_id", "This is needed.")
        else:
            yield row
            yield from _inline_organisation(row)


def _inline_organisation(row: Row) -> Iterator[Row]:
    """An organisation given within a case is a row as well."""
    organisation = row.data.get("organisation")
    if row.type == "case" and isinstance(organisation, dict):
        yield Row(f"{row.place}, organisation", {"type": "organisation", **organisation}, inline=True)


def _read_lines(path: Path, complaints: Complaints) -> Iterator[Row]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            complaints.place = f"line {number}"
            if len(line) > LONGEST_LINE:
                complaints.error("", f"The line is longer than {LONGEST_LINE // 1024 // 1024} MB.")
                while line and not line.endswith(b"\n"):
                    line = file.readline(LONGEST_LINE)
            elif line.strip():
                data = _parse(line, complaints)
                if data is not None:
                    yield Row(f"line {number}", data)


def _parse(line: bytes, complaints: Complaints) -> dict[str, Any] | None:
    try:
        data = json.loads(line.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        complaints.error("", "The line is not written in UTF-8.")
    except (ValueError, RecursionError) as error:
        complaints.error("", f"The line is not JSON: {error}")
    else:
        if isinstance(data, dict):
            return data
        complaints.error("", "An object with names and values is expected.")
    return None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")
