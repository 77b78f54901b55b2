"""What the front page and the lists beside it say must be the same; and how a list is taken along."""

import re
from collections.abc import Callable

import pytest

from app.domain.search_log import note_change
from app.services import Services
from tests.browse.library import Library
from tests.factories import Make
from tests.pages import Browser, Page

Visit = Callable[..., Browser]


def organisations(page: Page) -> int:
    """The number that stands before the word."""
    found = re.search(r"(\d+) organisations", page.text)
    assert found, page.text
    return int(found[1])


def note_that_something_changed(services: Services) -> None:
    """As a first look does: the front page is kept in memory until then."""
    with services.database.writing() as session:
        note_change(session, "organisation:x")


def test_front_page_counts_the_organisations_that_the_list_shows(services: Services, make: Make, visit: Visit) -> None:
    Library(services, make)
    browser = visit()
    before = organisations(browser.open("/en/"))

    make.organisation("Without an experience yet")
    make.organisation("Not looked at yet", approved=False)
    note_that_something_changed(services)

    assert organisations(browser.open("/en/")) == before + 1
    assert organisations(browser.open("/en/organisations")) == before + 1


@pytest.mark.parametrize(
    ("path", "order"),
    [("/en/cases", ["XLSX", "CSV", "JSON", "BibTeX"]), ("/en/organisations", ["XLSX", "CSV"])],
)
def test_lists_offer_the_spreadsheet_before_files_for_programs(
    services: Services, make: Make, visit: Visit, path: str, order: list[str]
) -> None:
    Library(services, make)

    page = visit().open(path)

    labels = [label for label in page.links() if label in ("XLSX", "CSV", "JSON", "BibTeX")]
    assert labels == order
