"""The page of the release, and what everybody reads afterwards."""

from collections.abc import Callable

import pytest

from app.jobs.worker import Worker
from app.services import Services
from tests.cup.deciding import Decided, decide, decision_of
from tests.cup.making import MakeCup
from tests.cup.test_releasing import RELEASED, change, states, tie
from tests.pages import Browser

Visit = Callable[..., Browser]
PAGE = "/en/cup/2026/run/release"


@pytest.fixture
def decided(cup: MakeCup) -> Decided:
    return decide(cup)


def test_coordinator_releases_by_one_button(services: Services, visit: Visit, decided: Decided) -> None:
    browser = visit(decided.coordinator)
    page = browser.open(PAGE)
    page = page.send(page.form("release"))

    assert "The results are being released" in page.text
    assert "Release the results</button>" not in page.html
    Worker(services).run_once()
    assert states(services, decided) == RELEASED
    assert "The results are out" in browser.open(PAGE).text


def test_page_names_what_is_in_the_way(services: Services, visit: Visit, decided: Decided) -> None:
    with services.database.reading() as session:
        change_to = decision_of(session, decided.winner)
    change(services, change_to, next_step="")

    page = visit(decided.coordinator).open(PAGE)

    assert "The feedback is not complete, two strengths and a next step: 1." in page.text
    assert page.links()["Cooperative 0"].endswith(decided.winner.code)
    assert "Release the results</button>" not in page.html


def test_places_not_given_need_a_reason_on_the_page(services: Services, visit: Visit, decided: Decided) -> None:
    with services.database.reading() as session:
        decision = decision_of(session, decided.entries[1])
    change(services, decision, result="", award="")
    page = visit(decided.coordinator).open(PAGE)

    refused = page.send(page.form("release"))
    assert refused.status == 422
    page = refused.send(refused.form("release").fill(reason="Nobody came near."))

    assert "The results are being released" in page.text


def test_coordinator_with_a_tie_reads_nothing_but_that(services: Services, visit: Visit, decided: Decided) -> None:
    tie(services, decided, decided.checker)

    page = visit(decided.checker).open(PAGE)

    assert "another coordinator releases the results" in page.text
    assert "entries take part" not in page.text
    assert "Cooperative" not in page.text
