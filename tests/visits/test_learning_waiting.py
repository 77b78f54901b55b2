"""What of reports and coaching waits for whom: the page and the numbers say the same."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlmodel import select

from app.domain.asking import asked_by
from app.domain.visits.learning_waiting import own_learning_things, waiting_on_learning
from app.models.cases import CaseState
from app.models.demands import Demand, DemandState, Offer, OfferState
from app.models.learning import ReportState
from app.models.rounds import ProposalState
from app.models.types import now
from app.models.visits import VisitState
from tests.factories import Make
from tests.pages import Browser
from tests.visits.learning import MakeLearning
from tests.visits.making import day

Visit = Callable[..., Browser]


def waits(learning: MakeLearning, who: str) -> list[str]:
    """The paths of what waits, and as many as the numbers of the header say."""
    viewer = learning.person(getattr(learning, who))
    with learning.database.reading() as session:
        lines = waiting_on_learning(session, viewer)
        helper = viewer.is_coordinator or viewer.is_facilitator
        parts = own_learning_things(coordinator=viewer.is_coordinator, helper=helper)
        counted = sum(session.execute(part, asked_by(viewer)).scalar_one() for part in parts)
    assert counted == len(lines)
    return [line.path for line in lines]


WHO = ("guest_person", "host_person", "coordinator", "stranger")


def test_visit_under_way_waits_for_the_report_of_its_guests(learning: MakeLearning) -> None:
    trip = learning.visit(state=VisitState.UNDER_WAY, starts_on=day(-1), ends_on=day(1))

    assert [waits(learning, who) for who in WHO] == [[f"/learning/visits/{trip.code}/report"], [], [], []]


@pytest.mark.parametrize("state", [VisitState.PLANNED, VisitState.CANCELLED])
def test_visit_that_was_not_held_waits_for_nobody(learning: MakeLearning, state: VisitState) -> None:
    learning.visit(state=state)

    assert waits(learning, "guest_person") == []


def test_sent_report_waits_for_hosts_and_coordinators(learning: MakeLearning) -> None:
    page = f"/learning/reports/{learning.report().code}"

    assert [waits(learning, who) for who in WHO] == [[], [f"{page}#comment"], [page], []]


def test_coordinator_of_a_side_is_not_asked_to_accept(learning: MakeLearning, make: Make) -> None:
    make.member(learning.coordinator, learning.guest)
    learning.report()

    assert waits(learning, "coordinator") == []


@pytest.mark.parametrize("table", [Demand, Offer])
def test_coordinator_who_entered_a_side_is_not_asked_to_accept(
    learning: MakeLearning, table: type[Demand | Offer]
) -> None:
    learning.report()
    with learning.database.writing() as session:
        session.exec(select(table)).one().on_behalf_by_id = learning.coordinator.id

    assert waits(learning, "coordinator") == []


def test_accepted_report_waits_for_publication_once_agreed_to(learning: MakeLearning) -> None:
    learning.report(state=ReportState.ACCEPTED)
    agreed = learning.report(state=ReportState.ACCEPTED, consent_at=now(), licence="cc_by_4")

    assert [waits(learning, who) for who in WHO] == [[], [], [f"/learning/reports/{agreed.code}"], []]


def test_open_question_waits_for_its_organisation_once_for_each_report(learning: MakeLearning) -> None:
    report = learning.report(state=ReportState.ACCEPTED)
    learning.check(learning.commitment(report))
    learning.check(learning.commitment(report, text="Weigh"))
    overtaken = learning.commitment(report, text="Sing")
    learning.check(overtaken, months=3)
    learning.check(overtaken, months=6, answered_at=now())

    page = f"/learning/reports/{report.code}#follow-up"
    assert [waits(learning, who) for who in WHO] == [[page], [], [], []]


def test_coaching_waits_for_the_coach(learning: MakeLearning) -> None:
    page = f"/learning/coaching/{learning.coaching().code}"

    assert [waits(learning, who) for who in WHO] == [[], [page], [], []]


@pytest.mark.parametrize("more", [1, 4])
def test_my_learning_takes_few_queries_however_much_there_is(
    learning: MakeLearning,
    visit: Visit,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
    more: int,
) -> None:
    for _ in range(more):
        learning.check(learning.commitment(learning.report(state=ReportState.ACCEPTED)))
        learning.coaching()
        learning.visit(state=VisitState.UNDER_WAY)
    gina = visit(learning.guest_person)
    gina.open("/en/about")

    with count_queries() as queries:
        page = gina.open("/en/learning/mine")

    assert page.text.count("A warehouse of our own") == 2 * more
    assert len(queries) <= 6


@pytest.mark.parametrize("more", [1, 3])
def test_all_that_waits_takes_few_queries_however_much_there_is(
    learning: MakeLearning,
    make: Make,
    visit: Visit,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
    more: int,
) -> None:
    """Proposals, reports, coaching, drafts and cases of somebody who coordinates and belongs to an organisation."""
    home = make.organisation()
    clara = make.coordinator()
    make.member(clara, home)
    visits = learning.visits
    for _ in range(more):
        learning.report()
        visits.demand(home, state=DemandState.DRAFT), visits.offer(home, state=OfferState.DRAFT)
        visits.proposal(visits.demand(home), visits.offer())
        visits.proposal(visits.demand(), visits.offer(), state=ProposalState.SUGGESTED)
        make.case(organisation=home), make.case(state=CaseState.SUBMITTED)
    browser = visit(clara)
    browser.open("/en/waiting")

    with count_queries() as queries:
        page = browser.open("/en/waiting")

    assert page.text.count("How to sell together") == 3 * more
    assert page.text.count("Our common warehouse") == more
    assert "A learning report waits for a look" in page.text
    assert len(queries) <= 9
