"""Files of a case: taken in by content, prepared by the worker, shown only while their consent stands."""

import io
import math
import struct
import wave
from collections.abc import Callable

import pytest
from PIL import Image
from sqlmodel import select
from weasyprint import HTML

from app.domain.cases import submission
from app.domain.cases.reading import read
from app.domain.cases.versions import current_version
from app.domain.media import processing
from app.domain.viewer import viewer_of
from app.models.cases import Case, CaseState
from app.models.media import Media, MediaKind, MediaState
from app.models.people import User
from app.models.platform import AuditEvent, Job
from app.services import Services
from tests.factories import Make
from tests.pages import Browser, Page

Visit = Callable[..., Browser]


def send(browser: Browser, case: Case, name: str, content: bytes, **fields: str) -> Page:
    page = browser.open(f"/en/cases/{case.code}/media")
    form = page.form("/media", having="file").fill(consent="1", **fields)
    return page.send(form.attach("file", name, content))


def media(services: Services) -> list[Media]:
    with services.database.reading() as session:
        return list(session.exec(select(Media).order_by(Media.id)).all())  # type: ignore[arg-type]


def prepare(services: Services) -> Media:
    """What the worker does with the latest upload."""
    medium = media(services)[-1]
    processing.process(services.database, services.storage, services.settings, medium.id or 0)
    return media(services)[-1]


@pytest.fixture
def own(make: Make) -> tuple[User, Case]:
    organisation = make.organisation()
    return make.owner(organisation), make.case(organisation)


def publish(services: Services, case: Case, owner: User) -> None:
    with services.database.writing() as session:
        row = session.get_one(Case, case.id)
        submission.submit(session, case=row, by=viewer_of(session, owner))


def test_photo_is_made_small_and_loses_what_the_phone_wrote_into_it(
    services: Services, own: tuple[User, Case], visit: Visit
) -> None:

    owner, case = own
    exif = Image.Exif()
    exif[0x010F] = "Secret Phones Ltd"
    exif.get_ifd(0x8825)[1] = "S"
    raw = io.BytesIO()
    Image.new("RGB", (1600, 1200), "olive").save(raw, "JPEG", exif=exif)

    send(visit(owner), case, "field.jpg", raw.getvalue())
    upload_key = media(services)[0].files["upload"]["key"]
    medium = prepare(services)

    assert (medium.kind, medium.state) == (MediaKind.PICTURE, MediaState.READY)
    assert set(medium.files) == {"original", "320", "640", "1280"}
    assert not services.storage.exists(upload_key)
    for file in medium.files.values():
        with services.storage.open(file["key"]) as stored:
            content = stored.read()
        assert b"Secret Phones" not in content
        assert not Image.open(io.BytesIO(content)).getexif()


def test_words_of_a_document_are_read_for_the_search(services: Services, own: tuple[User, Case], visit: Visit) -> None:

    owner, case = own
    pdf = HTML(string="<p>La regla de la quiñihua</p>").write_pdf()

    send(visit(owner), case, "reglas.pdf", pdf)
    medium = prepare(services)

    assert medium.kind is MediaKind.DOCUMENT
    assert [page.strip() for page in medium.pages] == ["La regla de la quiñihua"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("report.pdf", b"MZ\x90\x00" + b"\x00" * 200, "This is a program, whatever its name says. It was not taken."),
        ("page.txt", b"<!doctype html><script>alert(1)</script>", "This is a web page. Save it as PDF and send that."),
        ("empty.jpg", b"", "The file is empty."),
    ],
)
def test_file_that_is_not_what_its_name_says_is_refused_beside_the_field(
    services: Services, own: tuple[User, Case], visit: Visit, name: str, content: bytes, sentence: str
) -> None:
    owner, case = own

    page = send(visit(owner), case, name, content)

    assert page.status == 422
    assert page.error_of("file") == sentence
    assert media(services) == []


def test_file_over_the_limit_is_refused_and_nothing_is_kept(
    services: Services, own: tuple[User, Case], visit: Visit
) -> None:
    owner, case = own
    services.settings.max_upload_bytes = 3_000_000
    text = b"word " * 700_000

    page = send(visit(owner), case, "long.txt", text)

    assert page.status == 422
    assert page.error_of("file") == "The file is too large: at most 3 MB are possible."
    assert [path for path in services.settings.media_dir.rglob("*") if path.is_file()] == []


def test_two_hundred_megabytes_are_refused_before_they_are_read(own: tuple[User, Case], visit: Visit) -> None:
    owner, case = own
    headers = {"content-length": str(200 * 1024 * 1024), "content-type": "multipart/form-data; boundary=x"}

    response = visit(owner).client.post(f"/en/cases/{case.code}/media", headers=headers, content=b"--x--")

    assert response.status_code == 413
    assert "What you sent is too large: at most 105 MB are possible." in response.text


def test_file_without_consent_is_not_taken(services: Services, own: tuple[User, Case], visit: Visit) -> None:
    owner, case = own
    page = visit(owner).open(f"/en/cases/{case.code}/media")
    form = page.form("/media", having="file").attach("file", "note.txt", b"Our rules")

    after = page.send(form)

    assert after.error_of("consent") == "Please ask the people shown or heard first, and tick that they agree."
    assert media(services) == []


def test_readers_get_a_file_only_once_its_case_is_public(
    services: Services, own: tuple[User, Case], visit: Visit
) -> None:
    owner, case = own
    send(visit(owner), case, "rules.txt", b"Las reglas del acopio")
    address = f"/media/{prepare(services).public_id}/original"

    before = visit().client.get(address).status_code
    for_owner = visit(owner).client.get(address).status_code
    publish(services, case, owner)
    after = visit().client.get(address)

    assert (before, for_owner, after.status_code) == (404, 200, 200)
    assert after.headers["content-disposition"].startswith("attachment")
    assert after.headers["x-content-type-options"] == "nosniff"
    assert after.headers["content-security-policy"] == "default-src 'none'; sandbox"


def test_withdrawn_consent_hides_a_file_in_every_version_at_once(
    services: Services, own: tuple[User, Case], visit: Visit
) -> None:
    owner, case = own
    send(visit(owner), case, "rules.txt", b"Our rules")
    medium = prepare(services)
    publish(services, case, owner)
    address = f"/media/{medium.public_id}/original"
    shown = visit().client.get(address)

    page = visit(owner).open(f"/en/cases/{case.code}/media")
    page.send(page.form("/withdraw"))
    for_readers = visit().client.get(address, headers={"if-none-match": shown.headers["etag"]})
    for_owner = visit(owner).client.get(address)

    assert (shown.status_code, for_readers.status_code, for_owner.status_code) == (200, 404, 404)
    with services.database.reading() as session:
        row = session.get_one(Case, case.id)
        version = current_version(session, row)
        assert version is not None
        assert read(session, case=row, version=version, language="en").media == []
        trail = session.exec(select(AuditEvent.verb).where(AuditEvent.object_id == medium.public_id)).all()
        assert list(trail) == ["media.add", "media.withdraw_consent"]


def test_removed_file_is_deleted_unless_another_medium_has_the_same_bytes(
    services: Services, own: tuple[User, Case], visit: Visit
) -> None:
    owner, case = own
    browser = visit(owner)
    for name in ("one.txt", "two.txt"):
        send(browser, case, name, b"The same words")
        prepare(services)
    first, second = media(services)
    key = first.files["original"]["key"]

    kept = []
    for medium in (first, second):
        page = browser.open(f"/en/cases/{case.code}/media")
        page.send(page.form(f"{medium.public_id}/remove"))
        processing.forget(services.database, services.storage, medium.id or 0)
        kept.append(services.storage.exists(key))

    assert kept == [True, False]


def test_players_get_ranges(services: Services, own: tuple[User, Case], visit: Visit) -> None:
    owner, case = own
    send(visit(owner), case, "rules.txt", b"0123456789")
    medium = prepare(services)
    client = visit(owner).client
    address = f"/media/{medium.public_id}/original"

    part = client.get(address, headers={"range": "bytes=2-4"})
    beyond = client.get(address, headers={"range": "bytes=50-"})

    assert (part.status_code, part.content, part.headers["content-range"]) == (206, b"234", "bytes 2-4/10")
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, "bytes */10")


def test_raw_upload_is_never_served(services: Services, own: tuple[User, Case], visit: Visit) -> None:
    owner, case = own
    send(visit(owner), case, "rules.txt", b"Our rules")
    medium = media(services)[0]

    assert visit(owner).client.get(f"/media/{medium.public_id}/upload").status_code == 404


def test_files_of_another_organisation_are_not_found(
    services: Services, own: tuple[User, Case], make: Make, visit: Visit
) -> None:
    owner, case = own
    send(visit(owner), case, "rules.txt", b"Our rules")
    medium = prepare(services)
    stranger = make.owner(make.organisation())
    browser = visit(stranger)

    assert browser.open(f"/en/cases/{case.code}/media").status == 404
    assert browser.client.post(f"/en/cases/{case.code}/media/{medium.public_id}/withdraw").status_code == 404
    assert browser.client.get(f"/media/{medium.public_id}/original").status_code == 404


def test_voice_note_is_made_playable_everywhere(services: Services, own: tuple[User, Case], visit: Visit) -> None:
    owner, case = own
    send(visit(owner), case, "note.wav", wav(), stands_for="what_was_hard")

    medium = prepare(services)

    assert (medium.kind, medium.state, medium.stands_for) == (MediaKind.AUDIO, MediaState.READY, "what_was_hard")
    assert medium.files["play"]["type"] == "audio/mp4"
    assert medium.seconds == pytest.approx(1.0, abs=0.2)


def wav() -> bytes:

    raw = io.BytesIO()
    with wave.open(raw, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(i / 5))) for i in range(8000)))
    return raw.getvalue()


def test_upload_enqueues_its_preparation_in_the_same_transaction(
    services: Services, own: tuple[User, Case], visit: Visit
) -> None:
    owner, case = own

    send(visit(owner), case, "rules.txt", b"Our rules")

    with services.database.reading() as session:
        assert [job.payload for job in session.exec(select(Job).where(Job.kind == "media_process")).all()] == [
            {"media_id": media(services)[0].id}
        ]
        assert session.get(Case, case.id).state is CaseState.DRAFT  # type: ignore[union-attr]


def test_damaged_picture_says_so(services: Services, own: tuple[User, Case], visit: Visit) -> None:
    owner, case = own
    whole = io.BytesIO()

    Image.effect_noise((900, 900), 90).convert("RGB").save(whole, "JPEG")
    page = send(visit(owner), case, "cut.jpg", whole.getvalue()[: len(whole.getvalue()) // 2])

    medium = prepare(services) if media(services) else None
    told = page.error_of("file") or visit(owner).open(f"/en/cases/{case.code}/media").text

    assert medium is None or medium.state is MediaState.FAILED
    assert "The file is damaged or was not sent to its end. Please send it again." in told
