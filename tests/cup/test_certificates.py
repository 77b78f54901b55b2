"""Certificates of those who took part, for them and for coordinators who have no tie."""

from collections.abc import Callable

import pypdfium2
import pytest

from app.jobs.worker import Worker
from app.models.entries import EntryState
from app.services import Services
from tests.cup.deciding import Decided, ask, decide
from tests.cup.making import MakeCup
from tests.cup.test_releasing import tie
from tests.factories import Make
from tests.pages import Browser

Visit = Callable[..., Browser]


@pytest.fixture
def decided(cup: MakeCup) -> Decided:
    return decide(cup)


def address(decided: Decided, place: int = 0) -> str:
    return f"/en/cup/2026/entries/{decided.entries[place].code}/certificate.pdf"


def words(browser: Browser, path: str) -> tuple[int, str]:
    """How many pages, and what stands on them."""
    answer = browser.client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    document = pypdfium2.PdfDocument(answer.content)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    return len(document), " ".join(text.split())


def test_winner_prints_a_certificate_on_one_sheet(
    services: Services, make: Make, visit: Visit, decided: Decided
) -> None:
    browser = visit(decided.owners[0])
    assert browser.client.get(address(decided)).status_code == 404
    ask(make, decided)
    Worker(services).run_once()

    page = browser.open(f"/en/cup/2026/entries/{decided.winner.code}")
    assert page.links()["Certificate (PDF)"] == address(decided)
    pages, text = words(browser, address(decided))
    assert pages == 1
    for piece in ("Winner", "Cooperative 0", "Peru", "Selling potatoes together", "http://testserver/en/cup/2026"):
        assert piece in text


def test_whoever_took_part_is_thanked(services: Services, make: Make, visit: Visit, decided: Decided) -> None:
    ask(make, decided)
    Worker(services).run_once()

    pages, text = words(visit(decided.coordinator), address(decided, 2))

    assert pages == 1
    assert "thanks Cooperative 2" in text


def test_certificate_is_for_its_people_alone(
    services: Services, make: Make, cup: MakeCup, visit: Visit, decided: Decided
) -> None:
    unseen = cup.entry(decided.edition, state=EntryState.INELIGIBLE)
    ask(make, decided)
    Worker(services).run_once()
    tie(services, decided, decided.checker)

    for user in (decided.owners[1], decided.checker, make.user()):
        assert visit(user).client.get(address(decided)).status_code == 404
    path = f"/en/cup/2026/entries/{unseen.code}/certificate.pdf"
    assert visit(decided.coordinator).client.get(path).status_code == 404
