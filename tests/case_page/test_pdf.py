"""The PDF of a case: made from the page itself, kept until something changes, without any network."""

import subprocess
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pypdfium2
import pytest
from sqlmodel import select

from app.cli.web import press
from app.domain.cases.submission import submit
from app.domain.jobs import enqueue
from app.domain.viewer import viewer_of
from app.exports import pdf, pdf_child
from app.exports.pdf import FAILED, MISSING, Paper, PdfShelf, Unavailable
from app.jobs.worker import Worker
from app.models.cases import Case, CaseState
from app.models.platform import Job, JobState
from app.services import Services
from app.web.static import STATIC_DIR
from tests.case_page.library import Library, entry, with_media
from tests.contents import full_content
from tests.factories import Make
from tests.pages import Browser

Visit = Callable[..., Browser]


def words(data: bytes) -> str:
    """The text of all pages, white space folded."""
    document = pypdfium2.PdfDocument(data)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


@pytest.fixture
def shelf(tmp_path: Path) -> PdfShelf:
    return PdfShelf(tmp_path / "pdf", STATIC_DIR)


def paper(body: str, **pictures: str) -> Paper:
    return Paper(f"<!DOCTYPE html><html lang=en><title>T</title><body>{body}", "http://testserver", pictures)


def test_pdf_holds_the_case_its_address_and_page_numbers(library: Library, visit: Visit) -> None:
    case = library.case()
    library.publish(case, with_media(full_content(), [entry(library.medium(case), 1, alt="A scale")]))

    answer = visit().open(f"/en/cases/{case.code}/case.pdf").response

    document = pypdfium2.PdfDocument(answer.content)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == f'inline; filename="{case.code}-v2-en.pdf"'
    assert document.get_metadata_dict()["Title"] == "Selling potatoes together"
    text = words(answer.content)
    for said in (
        "Put the scale where all can see it.",
        "Traders come to the store and ask for a date.",
        "Caption 1",
        f"http://testserver/en/cases/{case.code}/v2",
        f"1 / {len(document)}",
        "Version 2. Excellent Experiences.",
    ):
        assert said in text
    pictures = [one for page in document for one in page.get_objects() if one.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
    assert len(pictures) == 1


def test_pdf_is_the_same_for_everybody(library: Library, visit: Visit) -> None:
    organisation = library.make.organisation(contact_email="kept@example.org")
    case = library.case(organisation)

    own = visit(library.make.owner(organisation)).open(f"/en/cases/{case.code}/case.pdf").response.content
    stranger = visit().open(f"/en/cases/{case.code}/case.pdf").response.content

    assert own == stranger
    assert "kept@example.org" not in words(own)


def test_pdf_is_kept_until_something_in_it_changes(library: Library, services: Services, visit: Visit) -> None:
    case = library.case()
    medium = library.medium(case)
    library.publish(case, with_media(full_content(), [entry(medium, 1)]))
    folder = services.settings.data_dir / "pdf" / case.code
    address = f"/en/cases/{case.code}/case.pdf"

    first = visit().open(address).response.content
    made = [(path.name, path.stat().st_mtime_ns) for path in folder.iterdir()]
    again = visit().open(address).response.content
    kept = [(path.name, path.stat().st_mtime_ns) for path in folder.iterdir()]
    library.withdraw_consent(medium)
    after = visit().open(address).response.content
    left = [path.name for path in folder.iterdir()]

    assert (first == again, made == kept) == (True, True)
    assert ("Caption 1" in words(first), "Caption 1" in words(after)) == (True, False)
    assert len(left) == 1
    assert left != [name for name, _ in made]


def test_pdfs_wait_for_their_readers_once_a_version_is_published(
    library: Library, services: Services, make: Make, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    organisation = make.organisation()
    owner, case = make.owner(organisation), make.case(organisation)
    with services.database.writing() as session:
        submit(session, case=session.get_one(Case, case.id), by=viewer_of(session, owner))

    Worker(services, press(services)).run_once()
    folder = services.settings.data_dir / "pdf" / case.code
    made = sorted(path.name.split(".")[0] for path in folder.iterdir())
    monkeypatch.setattr(PdfShelf, "_make", lambda *_: pytest.fail("made again"))
    answer = visit().open(f"/es/cases/{case.code}/case.pdf").response
    library.case(content={"summary": {"title": "About something else"}})
    unchanged = visit().open(f"/es/cases/{case.code}/case.pdf").response

    assert made == ["v1-en-en", "v1-es-es", "v1-fr-fr", "v1-pt-pt"]
    assert (answer.status_code, unchanged.content == answer.content) == (200, True)
    assert "Traders now come to us." in words(answer.content)


@pytest.mark.parametrize(("code", "state"), [(pdf_child.MISSING_LIBRARY, JobState.DONE), (1, JobState.WAITING)])
def test_job_is_tried_again_unless_this_server_can_make_no_pdf_at_all(
    library: Library, services: Services, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: int, state: JobState
) -> None:
    child = tmp_path / "child.py"
    child.write_text(f"import sys\nsys.exit({code})")
    monkeypatch.setattr(pdf, "_CHILD", child)
    case = library.case()
    with services.database.writing() as session:
        enqueue(session, "pdf_make", code=case.code)

    Worker(services, press(services)).run_once()

    with services.database.reading() as session:
        assert session.exec(select(Job.state).where(Job.kind == "pdf_make")).all() == [state]


def test_nothing_is_printed_of_a_case_that_was_withdrawn(library: Library, services: Services) -> None:
    case = library.case()
    library.change(case, state=CaseState.WITHDRAWN)

    press(services)(case.code)
    press(services)("gone00")

    assert not (services.settings.data_dir / "pdf").exists()


def test_pdfs_of_a_case_can_be_forgotten(shelf: PdfShelf, services: Services, tmp_path: Path) -> None:
    path = shelf.get("bcdfgh", "v1-en-en", "aa", lambda: paper("Hello"), services.storage)

    pdf.forget(tmp_path / "pdf", "bcdfgh")

    assert not path.exists()


def test_pdf_fetches_nothing_from_elsewhere(shelf: PdfShelf, services: Services, tmp_path: Path) -> None:
    asked: list[str] = []

    class Listening(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    secret = tmp_path / "secret.css"
    secret.write_text("body::after { content: 'secret' }")
    server = HTTPServer(("127.0.0.1", 0), Listening)
    Thread(target=server.serve_forever, daemon=True).start()
    elsewhere = f"http://127.0.0.1:{server.server_port}"
    body = (
        f'<link rel=stylesheet href="{elsewhere}/a.css"><img src="{elsewhere}/b.png">'
        f'<link rel=stylesheet href="file://{secret}"><img src="http://testserver/static/../settings.py">'
        f'<link rel=stylesheet href="data:text/css,body{{background:url({elsewhere}/c.png)}}">Hello'
    )

    path = shelf.get("bcdfgh", "v1-en-en", "aa", lambda: paper(body), services.storage)
    server.shutdown()
    server.server_close()

    assert asked == []
    assert words(path.read_bytes()) == "Hello"


@pytest.mark.parametrize(
    "address",
    [
        "http://testserver/static/../settings.py",
        "http://testserver/static//etc/passwd",
        "http://testserver/static/css/../../../../../../etc/passwd",
        "http://testserver/media/1/320",
        "file:///etc/passwd",
        "/etc/passwd",
        "",
    ],
)
def test_files_that_are_not_ours_are_refused(address: str) -> None:
    given = {"files": {}, "static_address": "http://testserver/static/", "static_folder": str(STATIC_DIR)}

    with pytest.raises(ValueError, match="not one of our files"):
        pdf_child.find(address, given)


def test_our_own_files_are_found() -> None:
    given = {
        "files": {"http://testserver/media/1/320": "/somewhere/else"},
        "static_address": "http://testserver/static/",
        "static_folder": str(STATIC_DIR),
    }

    found = [
        pdf_child.find(address, given)
        for address in ("http://testserver/static/css/case.css?v=12", "http://testserver/media/1/320")
    ]

    assert found == [STATIC_DIR / "css" / "case.css", Path("/somewhere/else")]


def test_missing_library_is_named_on_a_page_of_its_own(
    library: Library, visit: Visit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    child = tmp_path / "child.py"
    child.write_text(f"import sys\nsys.exit({pdf_child.MISSING_LIBRARY})")
    monkeypatch.setattr(pdf, "_CHILD", child)
    case = library.case()

    page = visit().open(f"/en/cases/{case.code}/case.pdf")

    assert page.status == 503
    assert MISSING.split(".")[0] in page.text
    assert "libpango-1.0-0" in page.text


def test_child_says_by_its_exit_code_that_the_library_is_missing(tmp_path: Path) -> None:
    """A WeasyPrint that fails to load, as it does where Pango is not installed."""
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango-1.0-0')")
    (tmp_path / "files.json").write_text("{}")

    ended = subprocess.run(
        [sys.executable, pdf_child.__file__],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.returncode, ended.stderr) == (pdf_child.MISSING_LIBRARY, "cannot load library libpango-1.0-0")


def test_pdf_that_fails_is_said_and_not_kept(
    shelf: PdfShelf, services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = tmp_path / "child.py"
    child.write_text("raise SystemExit(1)")
    monkeypatch.setattr(pdf, "_CHILD", child)

    with pytest.raises(Unavailable, match=FAILED):
        shelf.get("bcdfgh", "v1-en-en", "aa", lambda: paper("Hello"), services.storage)

    assert list(tmp_path.glob("pdf/*/*")) == []


def test_folder_of_a_case_is_never_outside(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.\."):
        pdf.forget(tmp_path, "../..")
