"""Files as somebody would write them, and what becomes of them."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func
from sqlmodel import SQLModel, select

from app import migrations
from app.domain.importing.plan import Plan, Wishes, check_files
from app.domain.importing.writing import Written, write
from app.services import Services
from app.settings import Settings
from tests.factories import raw_content

Rows = list[dict[str, Any]]


def organisation(**fields: Any) -> dict[str, Any]:
    return {
        "type": "organisation",
        "external_id": "org-1",
        "name": "Papa Andina",
        "kind": "producer_organisation",
        "country": "PE",
        **fields,
    }


def case(**fields: Any) -> dict[str, Any]:
    return {
        "type": "case",
        "external_id": "case-1",
        "organisation": "org-1",
        "language": "en",
        "state": "learning_material",
        "licence": "cc_by_4",
        "consent": True,
        "published": "2024-05-31",
        "content": raw_content(),
        **fields,
    }


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "import").mkdir()
    return tmp_path / "import" / "cases.jsonl"


@pytest.fixture
def look(services: Services, file: Path) -> Iterator[Callable[..., Plan]]:
    """Writes rows to the file (or takes another file) and checks it."""

    def look(rows: Rows | None = None, *, path: Path = file, strict: bool = False) -> Plan:
        if rows is not None:
            path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
        with services.database.reading() as session:
            wishes = Wishes(largest=5_000_000, strict=strict)
            return opened.enter_context(check_files(session, [path], book=services.terms(session), wishes=wishes))

    with ExitStack() as opened:
        yield look


@pytest.fixture
def wrong(look: Callable[..., Plan]) -> Callable[..., list[str]]:
    """What is wrong with rows, as it is said."""

    def wrong(rows: Rows | None = None, **options: Any) -> list[str]:
        return [str(complaint) for complaint in look(rows, **options).complaints.errors]

    return wrong


@pytest.fixture
def bring_in(services: Services, look: Callable[..., Plan]) -> Callable[..., Written]:
    def bring_in(rows: Rows | None = None, **options: Any) -> Written:
        plan = look(rows, **options)
        assert [str(complaint) for complaint in plan.complaints.errors] == []
        return write(services.database, services.storage, plan, name="cases.jsonl")

    return bring_in


@pytest.fixture
def count(services: Services) -> Callable[..., dict[str, int]]:
    """How many rows each table has."""

    def count() -> dict[str, int]:
        with services.database.reading() as session:
            tables = SQLModel.metadata.sorted_tables
            return {table.name: session.exec(select(func.count()).select_from(table)).one() for table in tables}

    return count


@pytest.fixture
def elsewhere(tmp_path: Path, empty_database_url: str) -> Iterator[Services]:
    """A second instance, empty."""
    services = Services.open(
        Settings(
            data_dir=tmp_path / "elsewhere",
            media_dir=tmp_path / "elsewhere-media",
            database_url=empty_database_url,
            worker_in_web=False,
            base_url="http://testserver",
        )
    )
    migrations.prepare(services.database)
    yield services
    services.close()
