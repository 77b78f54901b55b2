import os
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from app.content.card import card_of
from app.content.units import fingerprint
from app.domain.checks import Fault, check, unnamed_files
from app.files.storage import save_bytes
from app.models.cases import Case, CaseEvent, CaseState, CaseTier, CaseTranslation, CaseVersion
from app.models.media import Media, MediaKind, MediaState
from app.models.types import now
from app.services import Services
from tests.factories import Make


@pytest.fixture
def case(services: Services, make: Make) -> Case:
    """A published, systematised case with a picture and a translation, all as it must be."""
    case = make.case(state=CaseState.PUBLISHED, tier=CaseTier.SYSTEMATISED)
    stored = save_bytes(services.storage, b"a picture")
    with services.database.writing() as session:
        case = session.get_one(Case, case.id)
        version = session.exec(select(CaseVersion)).one()
        medium = Media(
            case_id=case.id or 0,
            kind=MediaKind.PICTURE,
            state=MediaState.READY,
            content_type="image/webp",
            sha256=stored.key,
            size=stored.size,
            files={"320": {"key": stored.key}},
        )
        version.content = {**version.content, "media": {"media": [{"key": "aaaaaa", "medium": medium.public_id}]}}
        version.number, version.published_at, version.card = 1, now(), card_of(version.content)
        version.content_hash = version.validated_hash = fingerprint(version.content)
        case.current_version_id = version.id
        session.add(medium)
        session.add(CaseEvent(case_id=case.id or 0, after=CaseState.EDITING))
        session.add(CaseEvent(case_id=case.id or 0, before=CaseState.EDITING, after=CaseState.PUBLISHED))
        source = {"title": "Selling potatoes together"}
        session.add(
            CaseTranslation(
                version_id=version.id or 0,
                language="es",
                section="summary",
                source=source,
                source_hash=fingerprint(source),
            )
        )
    return case


@pytest.fixture
def faults(services: Services) -> Callable[[], list[str]]:
    def faults() -> list[str]:
        with services.database.reading() as session:
            found: list[Fault] = list(check(session, services.storage))
        return [fault.what for fault in found]

    return faults


def change(services: Services, table: type[Any], **fields: Any) -> None:
    with services.database.writing() as session:
        row = session.exec(select(table).order_by(table.id.desc())).first()
        for name, value in fields.items():
            setattr(row, name, value)


def test_nothing_is_wrong_with_what_is_right(case: Case, faults: Callable[[], list[str]]) -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("table", "fields", "found"),
    [
        (CaseVersion, {"content": {}, "card": {}}, ["its content is not the one that was published"]),
        (CaseVersion, {"card": {}}, ["lists show other words of it than its content has"]),
        (CaseVersion, {"validated_hash": ""}, ["its organisation has not approved exactly this content"]),
        (CaseVersion, {"published_at": None}, ["it has no date of publication"]),
        (CaseVersion, {"number": 2}, ["its public versions are numbered [2]"]),
        (Case, {"current_version_id": None}, ["it is in the state published without a public version"]),
        (
            Case,
            {"state": CaseState.REVIEW},
            [
                "it is in the state review with 0 working copies",
                "its history ends in the state published, but it is in review",
            ],
        ),
        (
            CaseEvent,
            {"before": "draft"},
            [
                "its history has a gap between editing and draft",
                "its history goes from draft to published, which no step does",
            ],
        ),
        (CaseTranslation, {"section": "nonsense"}, ["it is of a section 'nonsense', which is none"]),
        (CaseTranslation, {"source": {}}, ["the text it was made from is not the one it names"]),
        (Media, {"files": {"320": {"key": "0" * 64}}}, ["its file '320' is missing or was changed"]),
    ],
)
def test_what_is_wrong_is_found(
    services: Services,
    case: Case,
    faults: Callable[[], list[str]],
    table: type[Any],
    fields: dict[str, Any],
    found: list[str],
) -> None:
    change(services, table, **fields)

    assert faults() == found


def test_changed_file_is_found(services: Services, case: Case, faults: Callable[[], list[str]]) -> None:
    [path] = services.settings.media_dir.glob("??/??/*")
    path.write_bytes(b"another picture")

    assert faults() == ["its file '320' is missing or was changed"]


def test_medium_of_another_case_is_found(
    services: Services, case: Case, make: Make, faults: Callable[[], list[str]]
) -> None:
    other = make.case()
    with services.database.writing() as session:
        session.add(CaseEvent(case_id=other.id or 0, after=CaseState.DRAFT))
    change(services, Media, case_id=other.id)

    with services.database.reading() as session:
        public_id = session.exec(select(Media.public_id)).one()
    assert faults() == [f"it shows a medium {public_id} that is not of its case"]


def test_file_that_no_row_names_is_listed_once_it_is_old(services: Services, case: Case) -> None:
    lost, fresh = save_bytes(services.storage, b"lost"), save_bytes(services.storage, b"being uploaded")
    old = now().timestamp() - 2 * 24 * 3600
    for path in services.settings.media_dir.glob("??/??/*"):
        if path.name != fresh.key:
            os.utime(path, (old, old))

    with services.database.reading() as session:
        assert unnamed_files(session, services.storage) == [lost.key]
