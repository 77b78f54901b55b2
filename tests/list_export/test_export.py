"""The filtered list to take along."""

import csv
import json
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO, StringIO

import bibtexparser
import pytest
from openpyxl import load_workbook

from app.exports.case_list import COLUMNS
from app.exports.spreadsheets import safe_text
from app.routers import case_list_export
from tests.browse.library import Library
from tests.pages import Browser

Visit = Callable[..., Browser]
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "＝1", '=HYPERLINK("http://evil.example")')


def fetch(visit: Visit, address: str) -> bytes:
    answer = visit().client.get(address)
    assert answer.status_code == 200
    return bytes(answer.content)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))


def test_csv_holds_what_the_list_shows_in_the_readers_words(library: Library, visit: Visit) -> None:
    content = fetch(visit, "/en/cases/export.csv?country=PE")

    assert content.startswith(b"\xef\xbb\xbfCode,Address,Title")
    (row,) = rows(content)
    assert row == {
        "Code": library.potatoes.code,
        "Address": f"http://testserver/en/cases/{library.potatoes.code}",
        "Title": "Selling potatoes together",
        "The experience in one sentence": "Forty families sell their potatoes at one gate and get a third more.",
        "Language of this text": "English",
        "Organisation": "Farmers of the Valley",
        "Country": "Peru",
        "Region": "Junín",
        "Kind of experience": "Good experience",
        "Depth": "Systematised",
        "Maturity": "Promising practice",
        "Benefits": "Stronger bargaining power; Buying equipment and services together",
        "What it got better at": "Marketing and negotiation",
        "Products": "Potato",
        "How people learned": "Farmer to farmer; Exchange visit",
        "From": "2018-03",
        "Until": "2024",
        "First lesson": "Put the scale where all can see it.",
        "Do not copy this if …": "Your members live more than a day from the store.",
        "Can be read in": "English; Spanish",
        "First published": row["First published"],
        "Version": "1",
        "Version published": row["First published"],
        "Licence": "Creative Commons Attribution 4.0 (CC BY)",
        "Illustration": "",
    }


def test_rows_stand_in_the_order_of_the_list(library: Library, visit: Visit) -> None:
    order = [row["Code"] for row in rows(fetch(visit, "/en/cases/export.csv?sort=oldest&page=7&size=50"))]

    assert order == [library.potatoes.code, library.savings.code, library.coffee.code]


def test_texts_are_in_the_language_of_the_address(library: Library, visit: Visit) -> None:
    listed = json.loads(fetch(visit, "/es/cases/export.json?sort=oldest"))

    assert listed["language"] == "es"
    assert [case["title"] for case in listed["cases"]] == [
        "Vender la papa juntos",
        "Épargner ensemble",
        "Catar antes de vender",
    ]
    assert listed["cases"][0]["products"] == [{"code": "potato", "label": "Papa"}]
    assert listed["cases"][1]["text_language"] == {"code": "fr", "label": "Francés"}
    assert listed["cases"][1]["address"] == f"http://testserver/fr/cases/{library.savings.code}"
    assert list(listed["cases"][0]) == list(COLUMNS)


def test_spreadsheet_has_the_same_cells_as_texts(library: Library, visit: Visit) -> None:
    table = rows(fetch(visit, "/en/cases/export.csv?sort=oldest"))
    sheet = load_workbook(BytesIO(fetch(visit, "/en/cases/export.xlsx?sort=oldest"))).active
    assert sheet is not None
    headings, *lines = sheet.iter_rows(values_only=True)

    assert list(headings) == list(table[0])
    assert [["" if cell is None else str(cell) for cell in line] for line in lines] == [
        list(row.values()) for row in table
    ]
    assert sheet.freeze_panes == "A2"


def test_no_cell_is_taken_for_a_formula(library: Library, visit: Visit) -> None:
    for formula in FORMULAS:
        library.tell(title=formula, summary=f"{formula} more", facts={"country": "NP"})
    library.index()
    address = "/en/cases/export.{ending}?country=NP&sort=oldest"

    table = rows(fetch(visit, address.format(ending="csv")))
    workbook = fetch(visit, address.format(ending="xlsx"))
    sheet = load_workbook(BytesIO(workbook)).active
    assert sheet is not None

    assert [row["Title"] for row in table] == [f"'{formula}" for formula in FORMULAS]
    assert [(cell.value, cell.data_type) for cell in sheet["C"][1:]] == [(formula, "s") for formula in FORMULAS]
    with zipfile.ZipFile(BytesIO(workbook)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_signs_before_a_formula_are_known() -> None:
    dangerous = [*FORMULAS, "\t=1", "\r=1"]

    assert [safe_text(text) for text in dangerous] == [f"'{text}" for text in dangerous]


def test_bibliography_is_read_by_reference_managers(library: Library, visit: Visit) -> None:
    entries = bibtexparser.loads(fetch(visit, "/es/cases/export.bib?sort=oldest").decode()).entries

    assert [entry["ID"] for entry in entries] == [
        f"excellent-experiences-{case.code}-v1" for case in (library.potatoes, library.savings, library.coffee)
    ]
    assert entries[0]["title"] == "{Vender la papa juntos}"
    assert entries[0]["url"] == f"http://testserver/es/cases/{library.potatoes.code}/v1"


def test_all_pages_are_taken_along_in_batches(
    library: Library,
    visit: Visit,
    monkeypatch: pytest.MonkeyPatch,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    organisation = library.make.organisation()
    for number in range(6):
        library.tell(organisation, title=f"Experience {number}")
    library.index()
    monkeypatch.setattr(case_list_export, "BATCH", 4)

    with count_queries() as queries:
        titles = [row["Title"] for row in rows(fetch(visit, "/en/cases/export.csv?sort=oldest"))]

    assert titles[3:] == [f"Experience {number}" for number in range(6)]
    assert len(titles) == len(set(titles)) == 9
    # Three batches, whatever is in them.
    assert len(queries) <= 18


def test_empty_list_is_a_table_with_headings_only(library: Library, visit: Visit) -> None:
    assert rows(fetch(visit, "/en/cases/export.csv?country=NP")) == []
    assert json.loads(fetch(visit, "/en/cases/export.json?country=NP")) == {"language": "en", "cases": []}
    assert fetch(visit, "/en/cases/export.bib?country=NP").strip() == b""
    assert load_workbook(BytesIO(fetch(visit, "/en/cases/export.xlsx?country=NP"))).active is not None


def test_filter_named_kind_is_no_ending(library: Library, visit: Visit) -> None:
    assert [row["Code"] for row in rows(fetch(visit, "/en/cases/export.csv?kind=mixed"))] == [library.savings.code]


def test_files_are_named_and_not_for_search_engines(library: Library, visit: Visit) -> None:
    answer = visit().client.get("/fr/cases/export.xlsx")

    assert answer.headers["content-disposition"] == 'attachment; filename="experiences.xlsx"'
    assert answer.headers["x-robots-tag"] == "noindex"


def test_unknown_endings_are_not_found(visit: Visit) -> None:
    client = visit().client

    assert {
        ending: client.get(f"/en/cases/export.{ending}").status_code for ending in ("pdf", "", "CSV", "csv.csv")
    } == {
        "pdf": 404,
        "": 404,
        "CSV": 404,
        "csv.csv": 404,
    }


def test_damaged_index_is_said_instead_of_an_empty_list(library: Library, visit: Visit) -> None:
    for file in (library.services.settings.data_dir / "search").rglob("*"):
        if file.is_file():
            file.write_bytes(b"damaged")

    assert visit().client.get("/en/cases/export.csv").status_code == 503
