"""What funders get of the programme: a workbook and a PDF, without names of persons, and traced."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from openpyxl import Workbook, load_workbook
from sqlmodel import select

from app.models.demands import DemandState
from app.models.learning import Commitment, CommitmentCheck, CommitmentState, LearningReport, ReportState
from app.models.people import User
from app.models.platform import AuditEvent
from app.models.types import now
from app.models.visits import BudgetLine, Visit, VisitState
from app.services import Services
from tests.factories import Make
from tests.pages import Browser
from tests.visits.making import MakeVisit

Open = Callable[..., Browser]
PAGE = "/en/learning/programme"
THIS_YEAR = now().year
EVIL = '=HYPERLINK("https://evil.example","x")'


@pytest.fixture
def held(services: Services, make: Make, visits: MakeVisit) -> Visit:
    """A visit of this year with three visitors, money, a report and one answer; and one of last year."""
    host = make.organisation("Andes", country="PE")
    guest = make.organisation(EVIL, country="KE")
    round_ = visits.round(title="Round A", currency="USD", budget=500_000)
    demand = visits.demand(guest, title=EVIL, opened_at=now())
    days = {"starts_on": date(THIS_YEAR, 2, 1), "ends_on": date(THIS_YEAR, 2, 3)}
    visit = visits.visit(visits.offer(host), [demand], state=VisitState.CLOSED, round_id=round_.id, **days)
    for values in (
        {"name": "Rosa Secret", "attended": True, "gender": "woman", "age_band": "18_35", "phone": "+51 999"},
        {"name": "Ana Secret", "attended": True, "gender": "woman", "age_band": "36_60", "email": "ana@secret.example"},
        {"name": "Juan Secret", "attended": False, "gender": "", "role": "", "passport": "P-1"},
    ):
        visits.participant(visit, guest.id or 0, **values)
    visits.participant(visit, host.id or 0, side="host", name="Host Secret")
    report = LearningReport(visit_id=visit.id or 0, organisation_id=guest.id or 0, language="es", title="R")
    report.state = ReportState.PUBLISHED
    with services.database.writing() as session:
        session.add(BudgetLine(visit_id=visit.id or 0, kind="travel", planned=40_000, spent=35_050, text="To Rosa"))
        session.add(BudgetLine(visit_id=visit.id or 0, kind="food", planned=1_000, paid_by="host"))
        session.add(report)
        session.flush()
        one = Commitment(report_id=report.id or 0, text="Secret resolution", who="Rosa Secret", due_on=days["ends_on"])
        session.add(one)
        session.flush()
        check: dict[str, Any] = {"commitment_id": one.id or 0, "months": 6, "due_on": days["ends_on"]}
        session.add(CommitmentCheck(**check, asked_at=now(), answer=CommitmentState.ADAPTED))
    visits.visit(state=VisitState.CLOSED, starts_on=date(THIS_YEAR - 1, 2, 1), ends_on=date(THIS_YEAR - 1, 2, 3))
    return visit


def workbook(browser: Browser, query: str = "", language: str = "en") -> Workbook:
    answer = browser.client.get(f"/{language}/learning/programme.xlsx{query}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    return load_workbook(BytesIO(answer.content))


def rows(book: Workbook, sheet: str) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in book[sheet].iter_rows(min_row=2)]


def everything(book: Workbook) -> str:
    return " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)


def test_workbook_says_what_was_planned_and_what_came_of_it(make: Make, visit: Open, held: Visit) -> None:
    book = workbook(visit(make.coordinator()))
    code = held.code

    assert book.sheetnames == ["Visits", "Visitors", "Money", "What came of it", "Wishes", "Offers"]
    days = [f"{THIS_YEAR}-02-01", f"{THIS_YEAR}-02-03"]
    assert rows(book, "Visits") == [
        [code, held.title, "Closed", *days, "Andes", "Peru", EVIL, "Kenya", "Round A"],
    ]
    assert rows(book, "Visitors") == [
        [code, "Role", "not said", 1, 0],
        [code, "Role", "Producer", 2, 2],
        [code, "Gender", "not said", 1, 0],
        [code, "Gender", "Woman", 2, 2],
        [code, "Age", "not said", 1, 0],
        [code, "Age", "18 to 35", 1, 1],
        [code, "Age", "36 to 60", 1, 1],
    ]
    assert rows(book, "Money") == [
        [code, "Travel", "The programme", "USD", 400, 350.5],
        [code, "Meals", "The hosts", "USD", 10, None],
    ]
    assert rows(book, "What came of it") == [[code, EVIL, 6, 0, 0, 0, 1, 0, 0]]


def test_workbook_names_no_person_nor_what_they_wrote(make: Make, visit: Open, held: Visit) -> None:
    text = everything(workbook(visit(make.coordinator())))

    for word in ("Secret", "999", "secret.example", "P-1", "Rosa", "resolution"):
        assert word not in text, word


def test_workbook_calculates_nothing(make: Make, visit: Open, held: Visit) -> None:
    book = workbook(visit(make.coordinator()))

    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert EVIL in everything(book)


def test_workbook_has_wishes_and_offers_that_were_published(make: Make, visits: MakeVisit, visit: Open) -> None:
    visits.demand(make.organisation("Kept to themselves"), state=DemandState.DRAFT, opened_at=None)
    expired = visits.demand(make.organisation("Lakes", country="KE"), state=DemandState.EXPIRED, waited=4)
    offer = visits.offer(make.organisation("Andes", country="PE"))

    book = workbook(visit(make.coordinator()))

    today = now().date().isoformat()
    topic = rows(book, "Offers")[0][5]
    assert topic
    assert rows(book, "Wishes") == [
        [expired.code, expired.title, "Lakes", "Kenya", "The dates have passed", topic, today, 4, 2, 1, 4]
    ]
    assert rows(book, "Offers") == [[offer.code, offer.title, "Andes", "Peru", "On offer", topic, today, 0]]


def test_year_chooses_visits_and_what_was_published_until_then(
    make: Make, visits: MakeVisit, visit: Open, held: Visit
) -> None:
    browser = visit(make.coordinator())
    before, everywhere = workbook(browser, f"?year={THIS_YEAR - 1}"), workbook(browser, "?year=all")

    assert [len(rows(before, "Visits")), len(rows(everywhere, "Visits"))] == [1, 2]
    assert rows(before, "Wishes") == []
    assert len(rows(everywhere, "Wishes")) == 2


def test_workbook_of_nothing_opens_in_every_language(make: Make, visit: Open) -> None:
    browser = visit(make.coordinator())

    for language in ("en", "es", "fr", "pt"):
        book = workbook(browser, language=language)
        assert [sheet.max_row for sheet in book] == [1] * 6


def test_pdf_tells_the_numbers(make: Make, visit: Open, held: Visit) -> None:
    answer = visit(make.coordinator()).client.get(f"{PAGE}.pdf")

    assert answer.headers["content-type"] == "application/pdf"
    pages = pypdfium2.PdfDocument(answer.content)
    text = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pages).split())
    for words in ("1 of at least 3 visits took place", "Andes", "Round A", "$350.50", "1 (100 %)", EVIL[:10]):
        assert words in text, words
    assert "Secret" not in text


def test_exports_are_traced(services: Services, make: Make, visit: Open) -> None:
    coordinator: User = make.coordinator()
    client = visit(coordinator).client
    client.get(f"{PAGE}.xlsx?year=all")
    client.get(f"{PAGE}.pdf")
    assert client.get(f"{PAGE}.csv").status_code == 404

    with services.database.reading() as session:
        events = session.exec(select(AuditEvent).where(AuditEvent.verb == "programme.export")).all()
    assert [(one.by_id, one.object_id, one.after) for one in events] == [
        (coordinator.id, "all", {"format": "xlsx"}),
        (coordinator.id, str(THIS_YEAR), {"format": "pdf"}),
    ]
