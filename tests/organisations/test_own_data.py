"""Taking along all data of an organisation."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

from app.files.storage import save_bytes
from app.models.cases import Case, CaseEvent
from app.models.media import Media, MediaKind, MediaState
from app.models.types import now
from app.services import Services
from tests.factories import Make
from tests.organisations.helpers import trail
from tests.pages import Browser

Visit = Callable[..., Browser]


def media(services: Services, case: Case, name: str, content: bytes, **fields: Any) -> Media:
    stored = save_bytes(services.storage, content)
    medium = Media(
        case_id=case.id or 0,
        kind=MediaKind.PICTURE,
        state=MediaState.READY,
        content_type="image/jpeg",
        file_name=name,
        sha256=stored.key,
        size=stored.size,
        files={"original": {"key": stored.key, "type": "image/jpeg", "size": stored.size}},
        **fields,
    )
    with services.database.writing() as session:
        session.add(medium)
    return medium


def archive(browser: Browser, code: str) -> zipfile.ZipFile:
    answer = browser.client.post(f"/en/organisations/{code}/export")
    assert answer.headers["content-type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.content))


def test_archive_holds_profile_people_experiences_and_files(make: Make, visit: Visit, services: Services) -> None:
    organisation = make.organisation("Growers", contact_phone="123", products=["coffee"])
    owner = make.owner(organisation, "Ana")
    case = make.case(organisation, created_by_id=owner.id)
    with services.database.writing() as session:
        session.add(CaseEvent(case_id=case.id or 0, after="draft", by_id=owner.id, message="Begun"))
    photo = media(services, case, "../../Übel.JPG", b"a photograph", uploaded_by_id=owner.id)
    make.case(make.organisation("Other"))

    page = visit(owner).open(f"/en/organisations/{organisation.code}")
    assert page.form("/export").method == "post"
    with archive(visit(owner), organisation.code) as found:
        names = set(found.namelist())
        profile, people, told = (
            json.loads(found.read(name)) for name in ("profile.json", "members.json", f"cases/{case.code}/case.json")
        )
        picture = found.read(f"cases/{case.code}/media/{photo.public_id}.jpg")

    assert names == {
        "profile.json",
        "members.json",
        "relations.json",
        "history.json",
        f"cases/{case.code}/case.json",
        f"cases/{case.code}/media/{photo.public_id}.jpg",
    }
    assert (profile["name"], profile["contact_phone"], profile["products"]) == ("Growers", "123", ["coffee"])
    assert [(person["name"], person["role"]) for person in people] == [("Ana", "owner")]
    assert (told["code"], told["created_by"]) == (case.code, "Ana")
    assert told["versions"][0]["content"]["summary"]["title"] == "Selling potatoes together"
    assert [(event["after"], event["by"], event["message"]) for event in told["events"]] == [("draft", "Ana", "Begun")]
    assert (told["media"][0]["file"], told["media"][0]["uploaded_by"]) == (f"{photo.public_id}.jpg", "Ana")
    assert picture == b"a photograph"
    assert trail(services, organisation) == ["organisation.export"]


def test_archive_leaves_out_files_whose_consent_was_withdrawn(make: Make, visit: Visit, services: Services) -> None:
    organisation = make.organisation()
    case = make.case(organisation)
    media(services, case, "a.jpg", b"withdrawn", consent_withdrawn_at=now())
    media(services, case, "b.jpg", b"removed", removed_at=now())

    with archive(visit(make.owner(organisation)), organisation.code) as found:
        names = found.namelist()
        told = json.loads(found.read(f"cases/{case.code}/case.json"))

    assert [name for name in names if "/media/" in name] == []
    assert [medium["file"] for medium in told["media"]] == ["", ""]


def test_archive_is_whole_when_a_file_is_lost(make: Make, visit: Visit, services: Services) -> None:
    organisation = make.organisation()
    case = make.case(organisation)
    lost = media(services, case, "a.jpg", b"lost")
    services.storage.delete(lost.sha256)

    with archive(visit(make.owner(organisation)), organisation.code) as found:
        assert found.testzip() is None
        assert "profile.json" in found.namelist()


def test_archive_of_an_organisation_without_experiences(make: Make, visit: Visit) -> None:
    organisation = make.organisation()

    with archive(visit(make.owner(organisation)), organisation.code) as found:
        assert set(found.namelist()) == {"profile.json", "members.json", "relations.json", "history.json"}
