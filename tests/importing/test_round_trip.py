"""The whole demo library, taken out of one instance and brought into an empty one, reads the same."""

import json
from pathlib import Path

import pytest
from httpx2 import Response
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from app.demo.loading import load_finished as load
from app.domain.checks import check
from app.domain.importing.plan import Wishes, check_files
from app.domain.importing.writing import Written, write
from app.domain.progress import silent
from app.exports.library import Exported, export_library
from app.jobs.worker import Worker
from app.main import create_app
from app.models.cases import Case, CaseVersion
from app.models.media import Media, MediaState
from app.models.organisations import Organisation
from app.services import Services
from tests.factories import Make


def bring_in(services: Services, path: Path) -> Written:
    with services.database.reading() as session:
        wishes = Wishes(services.settings.max_upload_bytes)
        checked = check_files(session, [path], book=services.terms(session), wishes=wishes)
    with checked as plan:
        assert [str(complaint) for complaint in plan.complaints.errors] == []
        return write(services.database, services.storage, plan, name=path.name)


def public_addresses(session: Session) -> list[str]:
    """Pages of every kind that show the library."""
    cases = session.exec(select(Case.code, Case.original_language).order_by(col(Case.code))).all()
    organisations = session.exec(select(Organisation.code).order_by(col(Organisation.code))).all()
    versions = session.exec(
        select(Case.code, CaseVersion.number)
        .join(Case, col(Case.id) == CaseVersion.case_id)
        .where(col(CaseVersion.number).is_not(None))
        .order_by(col(Case.code), col(CaseVersion.number))
    ).all()
    media = session.exec(select(Media).where(Media.state == MediaState.READY).order_by(col(Media.public_id))).all()
    return [
        "/en/",
        "/fr/cases",
        *(f"/{language}/cases/{code}" for code, original in cases for language in sorted({original, "en", "pt"})),
        *(f"/es/cases/{code}/v{number}" for code, number in versions),
        *(f"/en/cases/{code}/cite.bib" for code, _ in cases),
        *(f"/fr/organisations/{code}" for code in organisations),
        *(f"/api/v1/cases/{code}" for code, _ in cases),
        *(f"/media/{medium.public_id}/{name}" for medium in media for name in medium.files),
    ]


def answers(services: Services, addresses: list[str]) -> dict[str, tuple[int, object]]:
    with TestClient(create_app(services=services)) as client:
        return {address: said(client.get(address)) for address in addresses}


def said(answer: Response) -> tuple[int, object]:
    """What a reader gets. When an instance last changed is its own affair."""
    if "json" not in answer.headers.get("content-type", ""):
        return answer.status_code, answer.content
    return answer.status_code, {name: value for name, value in answer.json().items() if name != "updated"}


def take_out(services: Services, folder: Path) -> tuple[Path, Exported]:
    folder.mkdir()
    with services.database.reading() as session:
        return folder / "library.jsonl", export_library(session, services.storage, folder / "library.jsonl")


def rows_and_files(path: Path) -> tuple[list[dict[str, object]], list[str]]:
    """Cups are told for readers, and not brought in."""
    rows = [row for line in path.read_text().splitlines() if (row := json.loads(line))["type"] != "cup"]
    return rows, sorted(file.name for file in path.with_suffix(".media").iterdir())


def test_library_taken_out_and_brought_in_reads_the_same(
    services: Services, elsewhere: Services, tmp_path: Path
) -> None:
    load(services, silent)
    Worker(services).run_once()
    path, made = take_out(services, tmp_path / "first")
    with services.database.reading() as session:
        addresses = public_addresses(session)

    assert bring_in(elsewhere, path) == Written(made.organisations, made.cases, here_already=0)
    Worker(elsewhere).run_once()

    with elsewhere.database.reading() as session:
        assert [str(fault) for fault in check(session, elsewhere.storage)] == []
        assert public_addresses(session) == addresses
    again, _ = take_out(elsewhere, tmp_path / "second")
    assert rows_and_files(again) == rows_and_files(path)
    here, there = answers(services, addresses), answers(elsewhere, addresses)
    assert {address for address, (status, _) in here.items() if status != 200} == set()
    assert {address for address in addresses if here[address] != there[address]} == set()
    assert bring_in(services, path) == Written(0, 0, here_already=made.organisations + made.cases)


def test_export_never_replaces_a_file(services: Services, tmp_path: Path) -> None:
    (tmp_path / "library.jsonl").write_text("precious")

    with pytest.raises(FileExistsError), services.database.reading() as session:
        export_library(session, services.storage, tmp_path / "library.jsonl")

    assert (tmp_path / "library.jsonl").read_text() == "precious"


def test_export_counts_what_it_writes_and_says_what_waits(
    services: Services, elsewhere: Services, make: Make, tmp_path: Path
) -> None:
    make.case(make.organisation("Seen"))
    unseen = make.organisation("Not looked at yet", approved=False)
    make.case(unseen)
    make.case(unseen)

    path, made = take_out(services, tmp_path / "out")

    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert made == Exported(organisations=1, cases=1, waiting=1, waiting_cases=2)
    assert [row["type"] for row in rows] == ["organisation", "case", "left_out"]
    assert rows[-1] == {"type": "left_out", "organisations": 1, "cases": 2}
    assert "Not looked at yet" not in path.read_text()
    assert bring_in(elsewhere, path) == Written(1, 1, here_already=0)
