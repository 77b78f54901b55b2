"""Everything of an edition as files, with names and without."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from sqlmodel import select

from app.domain.cup.pseudonyms import letters
from app.models.cup import Edition, Phase
from app.models.entries import EntryView
from app.models.jury import Scorecard
from app.models.platform import AuditEvent
from app.services import Services
from tests.cup.deciding import Decided, decide
from tests.cup.making import MakeCup
from tests.cup.test_releasing import tie
from tests.factories import Make
from tests.pages import Browser

Visit = Callable[..., Browser]
PATH = "/en/cup/2026/run/export"


@pytest.fixture
def decided(cup: MakeCup) -> Decided:
    return decide(cup)


def tables(browser: Browser, names: int) -> Any:
    return browser.client.get(f"{PATH}.json", params={"names": names}).json()["tables"]


def test_export_with_names_holds_everything(visit: Visit, decided: Decided) -> None:
    found = tables(visit(decided.coordinator), 1)

    assert [row["organisation"] for row in found["entries"]] == [f"Cooperative {place}" for place in range(4)]
    assert {len(found[name]) for name in ("entries", "decisions", "results")} == {4}
    assert (len(found["scorecards"]), len(found["jurors"]), len(found["severity"])) == (12, 3, 3)
    card = found["scorecards"][0]
    assert (card["entry"], card["juror"]) == (decided.winner.code, decided.jurors[0].name)
    assert (card["score:transfer"], card["reason:transfer"]) == (4, "As described.")
    assert found["decisions"][0]["parked_by"] == "Carla"


def test_export_without_names_leads_back_to_nobody(services: Services, visit: Visit, decided: Decided) -> None:
    browser = visit(decided.coordinator)
    text = browser.client.get(f"{PATH}.json").text
    found = tables(browser, 0)

    for word in ("Cooperative", "potatoes", "As described", "Honest about", decided.winner.code, "Carla", "@example"):
        assert word not in text
    assert all(juror.name not in text for juror in decided.jurors)
    assert [row["entry"] for row in found["entries"]] == ["Entry 1", "Entry 2", "Entry 3", "Entry 4"]
    assert [row["juror"] for row in found["jurors"]] == ["Juror A", "Juror B", "Juror C"]
    assert found["scorecards"][0]["score:transfer"] == 4
    assert tables(browser, 0) == found


def test_nothing_of_a_tied_entry_is_in_the_files(services: Services, visit: Visit, decided: Decided) -> None:
    tie(services, decided, decided.checker)
    browser = visit(decided.checker)

    found = tables(browser, 1)
    text = browser.client.get(f"{PATH}.json", params={"names": 1}).text

    assert decided.winner.code not in text
    assert "Cooperative 0" not in text
    assert len(found["scorecards"]) == 9
    assert {row["cards"] for row in found["severity"]} == {3}
    assert "Do the results hold?" not in browser.open(PATH).text


def test_spreadsheet_calculates_nothing_that_was_typed(services: Services, visit: Visit, decided: Decided) -> None:
    with services.database.writing() as session:
        session.exec(select(Scorecard).limit(1)).one().note = '=HYPERLINK("http://evil.example")'
    answer = visit(decided.coordinator).client.get(f"{PATH}.xlsx", params={"names": 1})

    with ZipFile(BytesIO(answer.content)) as book:
        sheets = "".join(book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets"))
        assert "evil.example" in book.read("xl/sharedStrings.xml").decode()
        assert sheets.count("<sheetData") == 9
    assert "<f>" not in sheets


def test_export_leaves_its_traces(services: Services, visit: Visit, decided: Decided) -> None:
    visit(decided.coordinator).client.get(f"{PATH}.xlsx", params={"names": 1})

    with services.database.reading() as session:
        event = session.exec(select(AuditEvent).where(AuditEvent.verb == "edition.export")).one()
        views = session.exec(select(EntryView.user_id, EntryView.what)).all()
    assert (event.by_id, event.after) == (decided.coordinator.id, {"names": True, "format": "xlsx"})
    assert views == [(decided.coordinator.id, "scores")] * 4


def test_export_is_for_coordinators(make: Make, visit: Visit, decided: Decided) -> None:
    for user in (decided.owners[0], make.user(), make.administrator()):
        assert visit(user).client.get(f"{PATH}.json").status_code == 404
    assert visit(decided.coordinator).client.get(f"{PATH}.docx").status_code == 404


def test_page_says_whether_the_results_hold(services: Services, visit: Visit, decided: Decided) -> None:
    assert "Round 1: the results hold" in visit(decided.coordinator).open(f"{PATH}?check=1").text
    with services.database.writing() as session:
        session.exec(select(Scorecard).limit(1)).one().scores = {"reflection": 0, "transfer": 0, "results": 0}

    assert "Round 1: the results do not hold" in visit(decided.coordinator).open(f"{PATH}?check=1").text


@pytest.mark.parametrize(("place", "word"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ")])
def test_letters_go_on_after_z(place: int, word: str) -> None:
    assert letters(place) == word


def test_scores_are_in_the_files_once_the_jury_deliberates(services: Services, visit: Visit, decided: Decided) -> None:
    with services.database.writing() as session:
        session.get_one(Edition, decided.edition.id).phase = Phase.JUDGING

    found = tables(visit(decided.coordinator), 1)

    assert sorted(found) == ["conflicts", "entries", "history", "jurors", "screening"]
