"""What everybody reads of learning visits goes from one instance to another, and nothing else of them does."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.domain.checks import check
from app.domain.importing.plan import Wishes, check_files
from app.domain.importing.writing import Written, write
from app.domain.visits.adoption import Adoption, of_case
from app.domain.visits.integrity import faults
from app.exports.library import Exported, export_library
from app.files.storage import save_bytes
from app.main import create_app
from app.models.cases import Case
from app.models.demands import Offer, OfferState
from app.models.learning import CommitmentCheck, CommitmentState, LearningReport, ReportState
from app.models.media import Media, MediaKind, MediaState
from app.models.types import now
from app.models.visits import Visit
from app.services import Services
from tests.case_page.library import SHORT, Library
from tests.factories import Make, raw_content
from tests.importing.conftest import organisation
from tests.visits.learning import MakeLearning
from tests.visits.making import MakeVisit

Rows = list[dict[str, Any]]
PUBLISHED: dict[str, Any] = {
    "state": ReportState.PUBLISHED,
    "published_at": now(),
    "consent_at": now(),
    "licence": "cc_by_4",
}


@pytest.fixture
def learning(make: Make) -> MakeLearning:
    return MakeLearning(make, MakeVisit(make))


def take_out(services: Services, folder: Path) -> tuple[Path, Exported]:
    folder.mkdir()
    with services.database.reading() as session:
        return folder / "library.jsonl", export_library(session, services.storage, folder / "library.jsonl")


def bring_in(services: Services, path: Path) -> Written:
    with services.database.reading() as session:
        wishes = Wishes(services.settings.max_upload_bytes)
        checked = check_files(session, [path], book=services.terms(session), wishes=wishes)
    with checked as plan:
        assert [str(complaint) for complaint in plan.complaints.errors] == []
        return write(services.database, services.storage, plan, name=path.name)


def rows(path: Path) -> Rows:
    return [row for line in path.read_text().splitlines() if (row := json.loads(line))["type"] in ("offer", "report")]


def read(services: Services, addresses: list[str]) -> list[str]:
    with TestClient(create_app(services=services)) as client:
        return [client.get(address).raise_for_status().text for address in addresses]


def picture(services: Services, report_id: int, **changes: Any) -> Media:
    content = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(200))
    stored = save_bytes(services.storage, content)
    file = {"key": stored.key, "kind": "jpeg", "type": "image/jpeg", "size": stored.size, "width": 320, "height": 200}
    medium = Media(
        report_id=report_id,
        kind=MediaKind.PICTURE,
        state=MediaState.READY,
        content_type="image/jpeg",
        sha256=stored.key,
        size=stored.size,
        files={"320": file},
        consent=True,
        **changes,
    )
    with services.database.writing() as session:
        session.add(medium)
    return medium


def test_published_report_and_open_offer_read_the_same_elsewhere(
    services: Services, elsewhere: Services, make: Make, learning: MakeLearning, tmp_path: Path
) -> None:
    case = Library(services, make).case(learning.host, raw_content(), **SHORT)
    visit = learning.visit(case_id=case.id)
    goal = learning.visits.goal(visit, learning.guest.id or 0)
    report = learning.report(visit, **PUBLISHED, goals={str(goal.id): "reached"}, host_comment="Come again")
    learning.commitment(report, state=CommitmentState.ADOPTED, note="Every sack", state_at=now())
    medium = picture(services, report.id, licence="cc_by_4")
    picture(services, report.id, licence="cc_by_4", file_name="without words.jpg")
    with services.database.writing() as session:
        told = {"caption": "The scale", "alt": "Two weigh", "credit": "Rosa", "transcript": "All of it"}
        session.get_one(LearningReport, report.id).media = [{"medium": medium.public_id, **told}]
    learning.visits.offer(learning.host, title="Not shown any more", state=OfferState.PAUSED)

    path, made = take_out(services, tmp_path / "first")
    assert (made.offers, made.reports) == (1, 1)
    written = bring_in(elsewhere, path)

    assert (written.offers, written.reports, written.here_already) == (1, 1, 0)
    again, _ = take_out(elsewhere, tmp_path / "second")
    assert rows(again) == rows(path)
    with elsewhere.database.reading() as session:
        assert [str(fault) for fault in check(session, elsewhere.storage)] == []
        there = session.exec(select(Case).where(Case.code == case.code)).one()
        assert of_case(session, case_id=there.id or 0) == Adoption(tried=1, adopted=1)
        assert session.exec(select(LearningReport.media)).one() == [{"medium": medium.public_id, **told}]
        assert {one.months for one in session.exec(select(CommitmentCheck)).all()} == {3, 6, 12}
    addresses = [
        f"/en/learning/reports/{report.code}",
        "/en/learning/reports",
        "/en/learning/offers",
    ]
    assert read(elsewhere, addresses) == read(services, addresses)
    here_already = bring_in(services, path).here_already
    assert here_already == made.organisations + made.cases + 2


def test_neither_people_nor_money_nor_what_is_not_public_are_in_the_file(
    services: Services, learning: MakeLearning, tmp_path: Path
) -> None:
    visit = learning.visit()
    learning.visits.participant(visit, learning.guest.id or 0, name="Rosa Quispe")
    report = learning.report(visit, **PUBLISHED)
    learning.commitment(report, who="Don Pedro")
    picture(services, report.id, consent_withdrawn_at=now())
    learning.report(state=ReportState.ACCEPTED, seen="Not for all")
    learning.visits.offer(learning.host, title="A draft of ours", state=OfferState.DRAFT)

    path, made = take_out(services, tmp_path / "out")

    text = path.read_text()
    found = [word for word in ("Rosa", "Pedro", "Not for all", "draft of ours", "20000", "_cost") if word in text]
    assert (made.reports, found, path.with_suffix(".media").exists()) == (1, [], False)


def test_report_of_an_offer_that_is_not_public_any_more_comes_without_its_words(
    services: Services, elsewhere: Services, learning: MakeLearning, tmp_path: Path
) -> None:
    learning.report(**PUBLISHED)
    with services.database.writing() as session:
        offer = session.exec(select(Offer)).one()
        offer.state, offer.text = OfferState.WITHDRAWN, "Taken back"

    path, _ = take_out(services, tmp_path / "out")
    bring_in(elsewhere, path)

    with elsewhere.database.reading() as session:
        made = session.exec(select(Offer)).one()
    assert ("Taken back" in path.read_text(), made.state, made.title, made.text) == (
        False,
        OfferState.WITHDRAWN,
        "Our common warehouse",
        "",
    )


def test_organisations_that_went_together_tell_of_one_visit(
    services: Services, elsewhere: Services, make: Make, learning: MakeLearning, tmp_path: Path
) -> None:
    other = make.organisation("Others")
    visit = learning.visit(guests=[learning.guest, other])
    learning.report(visit, **PUBLISHED)
    learning.report(visit, other, **PUBLISHED)

    path, _ = take_out(services, tmp_path / "out")
    written = bring_in(elsewhere, path)

    with elsewhere.database.reading() as session:
        assert [str(fault) for fault in check(session, elsewhere.storage)] == []
    assert written.reports == 2


def test_visit_of_others_under_the_same_code_is_left_alone(
    services: Services, bring_in: Callable[..., Written], learning: MakeLearning
) -> None:
    taken = learning.visit()
    hosts = organisation(external_id="org-2", name="Other hosts")
    row = report_row()
    row["visit"]["code"] = taken.code

    bring_in([organisation(), hosts, row])

    with services.database.reading() as session:
        assert [what for _, what in faults(session) if "comes by" in what or "host" in what] == []
        report = session.exec(select(LearningReport)).one()
        visit = session.get_one(Visit, report.visit_id)
    assert (visit.id != taken.id, visit.code != taken.code) == (True, True)


def report_row(**fields: Any) -> dict[str, Any]:
    return {
        "type": "report",
        "external_id": "abc234",
        "organisation": "org-1",
        "language": "en",
        "title": "What we learned",
        "seen": "Scales",
        "licence": "cc_by_4",
        "consent": "2024-05-01",
        "published": "2024-06-01",
        "visit": {
            "code": "vst234",
            "host": "org-2",
            "title": "Scales",
            "starts_on": "2024-04-01",
            "ends_on": "2024-04-03",
        },
        **fields,
    }


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"licence": ""}, "licence: This is needed."),
        ({"consent": None}, "consent: This is needed."),
        ({"external_id": "too long to be one"}, "external_id: The six characters of its address are expected."),
        ({"organisation": "org-9"}, "organisation: There is no organisation 'org-9', in the file or here."),
        ({"organisation": "org-2"}, "visit.host: An organisation does not visit itself."),
        ({"seenn": "slip"}, "seenn: There is no such field."),
        ({"resolutions": [{"text": "A scale"}]}, "resolutions.1.due_on: This is needed."),
        (
            {"goals": [{"text": "Scales", "result": "maybe"}]},
            "goals.1.result: 'maybe' is not one of the codes possible here.",
        ),
    ],
)
def test_wrong_report_is_refused_with_its_reason(
    wrong: Callable[..., list[str]], fields: dict[str, Any], said: str
) -> None:
    hosts = organisation(external_id="org-2", name="Hosts")

    assert wrong([organisation(), hosts, report_row(**fields)]) == [f"line 3, {said}"]


def test_too_long_words_of_a_file_are_refused(wrong: Callable[..., list[str]]) -> None:
    hosts, row = organisation(external_id="org-2", name="Hosts"), {"file": "none.jpg", "consent": True}

    assert wrong([organisation(), hosts, report_row(media=[{**row, "alt": "x" * 501}])]) == [
        "line 3, media.1.file: There is no file 'none.jpg' beside the import file.",
        "line 3, media.1.alt: Too long: 501 characters, 500 are possible.",
    ]


def test_wrong_offer_is_refused_with_its_reasons(wrong: Callable[..., list[str]]) -> None:
    row = {
        "type": "offer",
        "external_id": "off234",
        "organisation": "org-1",
        "language": "en",
        "title": "Scales",
        "visits": False,
        "opened": "2024-05-01",
        "topics": ["capability:nothing"],
        "months_open": [13],
        "people_cap": 0,
        "blackouts": [["2024-05-31"]],
        "case": "nowhere",
    }

    assert wrong([organisation(), row]) == [
        "line 2, months_open: Numbers from 1 to 12 are expected.",
        'line 2, blackouts: Pairs of days are expected: ["2024-05-31", "2024-06-02"].',
        "line 2, people_cap: A number from 1 to 100 is expected.",
        "line 2, case: There is no case 'nowhere', in the file or here.",
        "line 2, topics: 'capability:nothing' is not one of the codes possible here.",
        "line 2, topics: This is needed.",
        "line 2, languages: This is needed.",
        "line 2, visits: A visit, coaching or both are expected.",
    ]
