"""A list of cases to take along: one record a case, as spreadsheet, JSON or bibliography, written while it is read.

Nothing here holds the whole list: ten thousand cases go through in batches.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from tempfile import SpooledTemporaryFile
from typing import Any

from app.content.text import N_, one_line
from app.domain.cases.reading import Reading
from app.domain.cases.reading_many import IN_LISTS, Listed
from app.exports.citation import Citation, bibtex
from app.exports.links import Links
from app.exports.spreadsheets import CSV_TYPE, XLSX_TYPE, Cell, new_workbook, safe_text
from app.i18n import translate

# What is taken along of each case, by its name in JSON, with the heading of its column and the column's width.
COLUMNS: dict[str, tuple[str, int]] = {
    "code": (N_("Code"), 9),
    "address": (N_("Address"), 40),
    "title": (N_("Title"), 50),
    "summary": (N_("The experience in one sentence"), 60),
    "text_language": (N_("Language of this text"), 14),
    "organisation": (N_("Organisation"), 34),
    "country": (N_("Country"), 16),
    "region": (N_("Region"), 18),
    "kind": (N_("Kind of experience"), 18),
    "tier": (N_("Depth"), 18),
    "maturity": (N_("Maturity"), 18),
    "benefits": (N_("Benefits"), 40),
    "capabilities": (N_("What it got better at"), 40),
    "products": (N_("Products"), 24),
    "methods": (N_("How people learned"), 40),
    "started": (N_("From"), 11),
    "ended": (N_("Until"), 11),
    "first_lesson": (N_("First lesson"), 60),
    "do_not_copy_if": (N_("Do not copy this if …"), 40),
    "languages": (N_("Can be read in"), 24),
    "first_published": (N_("First published"), 14),
    "version": (N_("Version"), 8),
    "version_published": (N_("Version published"), 14),
    "licence": (N_("Licence"), 24),
    "illustration": (N_("Illustration"), 12),
}
# The sections of which a record shows words.
SECTIONS = (*IN_LISTS, "replication")
YES = N_("yes")
SHEET = N_("Experiences")
_LONGEST_CELL = 32_767
_PIECE = 256 * 1024

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Around:
    """What only the web knows: the language of the labels, addresses, the word for a code, how a version is cited.

    `word(facet or vocabulary, code)` answers in `language`.
    """

    language: str
    links: Links
    word: Callable[[str, str], str]
    cite: Callable[[Reading], Citation]


def record(listed: Listed, around: Around) -> Record:
    """One case by the names of COLUMNS. A term is {"code", "label"}, several are a list of these."""
    reading, case, facts = listed.reading, listed.reading.case, listed.reading.section("facts")
    version, lessons = reading.version, reading.section("lessons").get("lessons") or [{}]
    shown = reading.language if "summary" in reading.translated else case.original_language

    def term(facet: str, code: str) -> Record | None:
        return {"code": code, "label": around.word(facet, code)} if code else None

    def terms(facet: str, codes: Iterable[str]) -> list[Record | None]:
        return [term(facet, code) for code in codes]

    return {
        "code": case.code,
        "address": around.links.in_language("case_page", shown, code=case.code),
        "title": reading.title,
        "summary": one_line(reading.section("summary").get("summary", "")),
        "text_language": term("language", shown),
        "organisation": reading.organisation.name,
        "country": term("country", facts.get("country", "")),
        "region": facts.get("region", ""),
        "kind": term("kind", facts.get("kind", "")),
        "tier": term("tier", str(version.tier)),
        "maturity": term("maturity", case.maturity),
        "benefits": terms("benefit", facts.get("benefits", ())),
        "capabilities": terms("capability", facts.get("capabilities", ())),
        "products": terms("product", facts.get("products", ())),
        "methods": terms("method", facts.get("methods", ())),
        "started": facts.get("started", ""),
        "ended": facts.get("ended", ""),
        "first_lesson": lessons[0].get("statement", ""),
        "do_not_copy_if": reading.section("replication").get("do_not_copy_if", ""),
        "languages": terms("language", listed.languages),
        "first_published": case.first_published_at.date().isoformat() if case.first_published_at else "",
        "version": version.number,
        "version_published": version.published_at.date().isoformat() if version.published_at else "",
        "licence": term("licence", case.licence),
        "illustration": case.illustration,
    }


def cells(entry: Mapping[str, Any], language: str) -> list[Cell]:
    """A record as a row of a table, its terms in words."""
    return [_cell(entry[name], language) for name in COLUMNS]


def _cell(value: Any, language: str) -> Cell:
    if isinstance(value, bool):
        return translate(language, YES) if value else ""
    if isinstance(value, Mapping):
        return str(value["label"])
    return "; ".join(one["label"] for one in value) if isinstance(value, list) else value


def _headings(language: str) -> list[str]:
    return [translate(language, heading) for heading, _ in COLUMNS.values()]


Batches = Iterable[list[Listed]]


def as_csv(batches: Batches, around: Around) -> Iterator[bytes]:
    """UTF-8 with a byte order mark; no cell is ever taken for a formula."""
    yield b"\xef\xbb\xbf" + _csv_lines([_headings(around.language)])
    for batch in batches:
        yield _csv_lines(cells(record(one, around), around.language) for one in batch)


def _csv_lines(rows: Iterable[Iterable[Cell]]) -> bytes:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([safe_text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue().encode()


def as_xlsx(batches: Batches, around: Around) -> Iterator[bytes]:
    """One sheet whose rows leave memory as soon as they are written; every text is stored as a text."""
    language = around.language
    with SpooledTemporaryFile(max_size=_PIECE) as file:
        with new_workbook(file, constant_memory=True) as book:
            sheet = book.add_worksheet(translate(language, SHEET)[:31])
            sheet.freeze_panes(1, 0)
            for column, (_, width) in enumerate(COLUMNS.values()):
                sheet.set_column(column, column, width)
            _write_row(sheet, 0, _headings(language), book.add_format({"bold": True}))
            entries = (record(one, around) for batch in batches for one in batch)
            for number, entry in enumerate(entries, 1):
                _write_row(sheet, number, cells(entry, language))
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _write_row(sheet: Any, number: int, row: Iterable[Cell], *style: Any) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            sheet.write_string(number, column, cell[:_LONGEST_CELL], *style)
        elif cell is not None:
            sheet.write_number(number, column, cell, *style)


def as_json(batches: Batches, around: Around) -> Iterator[bytes]:
    """A list of records under "cases"."""
    yield f'{{"language": "{around.language}", "cases": ['.encode()
    separator = "\n"
    for batch in batches:
        for one in batch:
            yield (separator + json.dumps(record(one, around), ensure_ascii=False)).encode()
            separator = ",\n"
    yield b"\n]}\n"


def as_bibtex(batches: Batches, around: Around) -> Iterator[bytes]:
    for batch in batches:
        yield "\n".join(bibtex(around.cite(one.reading)) for one in batch).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class ListFormat:
    media_type: str
    write: Callable[[Batches, Around], Iterator[bytes]]


LIST_FORMATS: Mapping[str, ListFormat] = {
    "csv": ListFormat(CSV_TYPE, as_csv),
    "xlsx": ListFormat(XLSX_TYPE, as_xlsx),
    "json": ListFormat("application/json", as_json),
    "bib": ListFormat("application/x-bibtex", as_bibtex),
}
