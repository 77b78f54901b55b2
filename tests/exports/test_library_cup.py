"""The whole library tells who won the cups whose results are out, and nothing of those still going on."""

import json
from pathlib import Path

from app.domain.importing.reading import read_rows
from app.domain.importing.rows import Complaints
from app.exports.library import export_library
from app.exports.library_cup import cup_rows
from app.models.cup import Phase
from app.models.entries import EntryState
from app.models.types import now
from app.services import Services
from tests.case_page.library import Library
from tests.cup.making import MakeCup
from tests.factories import Make


def test_released_cup_names_its_winners_and_their_public_cases(services: Services, make: Make) -> None:
    cup = MakeCup(make)
    edition = cup.edition(year=2025, phase=Phase.ANNOUNCED, released_at=now())
    first, second = make.organisation("A", external_id="org-1"), make.organisation("B")
    library = Library(services, make)
    case = library.case(first)
    cup.entry(edition, first, state=EntryState.WINNER, award="winner", case=case)
    cup.entry(edition, second, state=EntryState.ELIGIBLE)
    cup.entry(edition, state=EntryState.INELIGIBLE)
    cup.entry(cup.edition(year=2026, phase=Phase.DELIBERATION), state=EntryState.SHORTLISTED)

    with services.database.reading() as session:
        (row,) = cup_rows(session)

    assert (row["type"], row["year"], row["page"], row["released"]) == ("cup", 2025, "/cup/2025", edition.released_at)
    assert [award["key"] for award in row["awards"]] == ["winner", "finalist", "honoured"]
    assert row["entries"] == [
        {
            "organisation": "org-1",
            "result": "winner",
            "award": "winner",
            "case": case.external_id or case.code,
            "page": f"/cases/{case.code}",
        },
        {"organisation": second.code},
    ]


def test_row_of_a_cup_is_written_at_the_end_and_an_import_skips_it(
    services: Services, make: Make, tmp_path: Path
) -> None:
    MakeCup(make).edition(phase=Phase.ANNOUNCED, released_at=now())
    path = tmp_path / "library.jsonl"

    with services.database.reading() as session:
        export_library(session, services.storage, path)

    assert json.loads(path.read_text().splitlines()[-1])["type"] == "cup"
    complaints = Complaints()
    assert [row.type for row in read_rows(path, complaints) if row.type == "cup"] == []
    assert (complaints.errors, complaints.notes) == ([], [])
