from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlmodel import col, select

from app.domain.importing.columns import CODES_SHEET, sheets
from app.domain.importing.plan import Plan
from app.domain.importing.writing import Written
from app.exports.import_template import import_template
from app.models.cases import Case, CaseTranslation, CaseVersion
from app.models.organisations import Organisation, OrganisationRelation
from app.services import Services

Cells = dict[str, Any]
Fill = Callable[..., Path]

ORGANISATION = {"external_id": "org-1", "name": "Papa Andina", "kind": "producer_organisation", "country": "PE"}
CASE = {
    "external_id": "case-1",
    "organisation": "org-1",
    "language": "en",
    "state": "learning_material",
    "licence": "cc_by_4",
    "consent": "yes",
    "published": "2024-05-31",
    "summary.title": "Selling potatoes together",
    "summary.summary": "Forty families sell their potatoes at one gate.",
    "facts.kind": "good_experience",
    "facts.role": "owner",
    "facts.country": "PE",
    "facts.benefits": "bargaining_power; joint_purchase",
    "facts.capabilities": "marketing_negotiation",
    "facts.started": 2019,
    "story.what_we_did": "We met every Monday.",
    "story.what_changed": "Traders come to us.",
    "story.what_was_hard": "Nobody trusted the scale.",
}


@pytest.fixture
def fill(services: Services, tmp_path: Path) -> Fill:
    """The template, filled in: rows by sheet, cells by column."""

    def fill(rows: dict[str, list[Cells]]) -> Path:
        with services.database.reading() as session:
            book = load_workbook(BytesIO(import_template(services.terms(session))))
        for name, lines in rows.items():
            heads = [cell.value for cell in book[name][1]]
            for number, line in enumerate(lines, 3):
                for head, value in line.items():
                    book[name].cell(number, heads.index(head) + 1, value)
        path = tmp_path / "cases.xlsx"
        book.save(path)
        return path

    return fill


def test_template_has_every_sheet_and_column_and_says_what_to_fill_in(fill: Fill) -> None:
    book = load_workbook(fill({}))

    assert book.sheetnames == [*sheets(), CODES_SHEET]
    for name, columns in sheets().items():
        assert [cell.value for cell in book[name][1]] == [column.name for column in columns]
    assert book["cases"]["B2"].value == "The external id of its organisation, needed"
    assert len(book["cases"].data_validations.dataValidation) > 5


def test_empty_template_has_nothing_wrong(look: Callable[..., Plan], fill: Fill) -> None:
    plan = look(path=fill({}))

    assert (plan.complaints.errors, plan.case_count, plan.organisations) == ([], 0, [])


def test_filled_template_is_imported(services: Services, bring_in: Callable[..., Written], fill: Fill) -> None:
    moments = [
        {"case": "case-1", "key": "start", "date": "2019-03", "title": "The first meeting", "turning_point": "yes"},
        {"case": "case-1", "date": 2020, "title": "The scale"},
    ]
    translations = [
        {"case": "case-1", "language": "es", "section": "summary", "path": "title", "text": "Vender juntos"},
        {
            "case": "case-1",
            "language": "es",
            "section": "process",
            "path": "moments.2.title",
            "text": "La balanza",
            "state": "draft",
        },
    ]
    union = {**ORGANISATION, "external_id": 12, "name": "Union", "relations": "apex_of org-1", "members": 400}

    written = bring_in(
        path=fill(
            {
                "organisations": [ORGANISATION, union],
                "cases": [CASE],
                "process.moments": moments,
                "translations": translations,
            }
        )
    )

    assert written == Written(organisations=2, cases=1, here_already=0)
    with services.database.reading() as session:
        content = session.exec(select(CaseVersion.content)).one()
        rows = session.exec(select(CaseTranslation).order_by(col(CaseTranslation.id))).all()
        relation = session.exec(select(OrganisationRelation.kind)).one()
        members = session.exec(select(Organisation.members).where(Organisation.external_id == "12")).one()
    assert content["facts"]["benefits"] == ["bargaining_power", "joint_purchase"]
    assert content["facts"]["started"] == "2019"
    assert [(item["date"], item["title"], item["turning_point"]) for item in content["process"]["moments"]] == [
        ("2019-03", "The first meeting", True),
        ("2020", "The scale", False),
    ]
    assert [(row.section, row.state) for row in rows] == [("summary", "published"), ("process", "draft")]
    assert (relation, members) == ("apex_of", 400)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            {"cases": [{**CASE, "source": "=1+1"}]},
            "sheet cases, row 3, source: The cell holds a formula. Paste its value.",
        ),
        (
            {"cases": [{**CASE, "facts.kind": "glorious"}]},
            "sheet cases, row 3, content.facts.kind: Choose one of the answers offered.",
        ),
        ({"cases": [CASE, CASE]}, "sheet cases, row 4, external_id: 'case-1' stands in the file twice."),
        (
            {"cases": [{**CASE, "external_id": None}]},
            "sheet cases, row 3, external_id: This is needed.",
        ),
        (
            {"cases": [{**CASE, "published": "31/05/2024"}]},
            "sheet cases, row 3, published: There is no such date.",
        ),
        (
            {"process.moments": [{"case": "case-9", "title": "x"}]},
            "sheet process.moments, row 3, case: There is no such case in the sheet cases.",
        ),
        (
            {"cases": [CASE], "process.moments": [{"case": "case-1", "date": "2019-13"}]},
            "sheet cases, row 3, content.process.moments.1.date: There is no such date.",
        ),
        (
            {"cases": [CASE], "translations": [{"case": "case-1", "language": "es", "text": "x"}]},
            "sheet translations, row 3, section: This is needed.",
        ),
        (
            {"cases": [{**CASE, "summary.abstract": "x" * 32_000}]},
            "sheet cases, row 3, content.summary.abstract: Too long: 32000 characters, 1500 are possible.",
        ),
    ],
)
def test_wrong_cell_is_reported_by_sheet_row_and_column(
    look: Callable[..., Plan], fill: Fill, rows: dict[str, list[Cells]], said: str
) -> None:
    path = fill({"organisations": [ORGANISATION], **rows})

    found = [str(complaint) for complaint in look(path=path).complaints.errors]

    assert any(line.startswith(said) for line in found), found


def test_unknown_sheet_and_column_are_reported(look: Callable[..., Plan], tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "cases"
    book.active.append(["external_id", "colour", "state", "state"])
    book.create_sheet("notes")
    book.save(tmp_path / "odd.xlsx")

    found = [str(complaint) for complaint in look(path=tmp_path / "odd.xlsx").complaints.errors]

    assert found == [
        "odd.xlsx, sheet notes: There is no such sheet in the template.",
        "sheet cases, row 1, colour: There is no such column in the template.",
        "sheet cases, row 1, state: This column stands in the sheet twice.",
    ]


@pytest.mark.parametrize("content", [b"", b"no spreadsheet", b"PK\x03\x04" + b"\x00" * 50])
def test_file_that_is_no_spreadsheet_is_reported(look: Callable[..., Plan], tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.xlsx").write_bytes(content)

    [said] = [str(complaint) for complaint in look(path=tmp_path / "odd.xlsx").complaints.errors]

    assert said.startswith("odd.xlsx: This is no spreadsheet: ")


def test_date_cells_are_understood(services: Services, bring_in: Callable[..., Written], fill: Fill) -> None:
    day = datetime(2024, 5, 31)  # noqa: DTZ001 - as a spreadsheet has it

    bring_in(path=fill({"organisations": [ORGANISATION], "cases": [{**CASE, "published": day, "facts.started": day}]}))

    with services.database.reading() as session:
        assert session.exec(select(Case.first_published_at)).one().date() == day.date()
        assert session.exec(select(CaseVersion.content)).one()["facts"]["started"] == "2024-05-31"
