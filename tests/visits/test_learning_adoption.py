"""How many organisations tried and adopted what a case tells: on its page, in its facts, and for its maturity."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from app.domain.cases import publishing
from app.domain.visits import adoption, checks_due, report_steps
from app.domain.visits.adoption import Adoption
from app.models.cases import Case, CaseState
from app.models.learning import CommitmentCheck, CommitmentState, LearningReport, ReportState
from app.models.types import now
from tests.factories import Make
from tests.pages import Browser
from tests.visits.learning import MakeLearning

Visit = Callable[..., Browser]
S = CommitmentState


@pytest.fixture
def case(learning: MakeLearning, make: Make) -> Case:
    return publish(learning, make.case(learning.host))


def publish(learning: MakeLearning, case: Case) -> Case:
    with learning.database.writing() as session:
        mine = session.get_one(Case, case.id)
        mine.state = CaseState.LEARNING_MATERIAL
        publishing.freeze(session, case=mine, version=publishing.working_copy(session, mine), what_changed="", by=None)
    return mine


def came(learning: MakeLearning, case: Case, *states: CommitmentState, report: str = "accepted") -> LearningReport:
    """Another organisation that visited to see the case, and what became of each thing it resolved."""
    guest = learning.make.organisation()
    learning.make.member(learning.guest_person, guest)
    made: LearningReport = learning.report(
        learning.visit(case_id=case.id, guests=[guest]), organisation=guest, state=report, title=f"Report of {guest.id}"
    )
    for state in states:
        learning.commitment(made, state=state)
    return made


def counted(learning: MakeLearning, case: Case) -> Adoption:
    with learning.database.reading() as session:
        return adoption.of_case(session, case_id=case.id or 0)


def test_organisations_are_counted_once_each(learning: MakeLearning, case: Case) -> None:
    came(learning, case, S.ADOPTED, S.ADAPTED, S.TRYING)
    came(learning, case, S.ADAPTED)
    came(learning, case, S.TRYING, S.DROPPED)

    assert counted(learning, case) == Adoption(tried=3, adopted=2)


@pytest.mark.parametrize("state", [S.PLANNED, S.DROPPED])
def test_what_is_only_planned_or_given_up_does_not_count(learning: MakeLearning, case: Case, state: S) -> None:
    came(learning, case, state)

    assert counted(learning, case) == Adoption()


@pytest.mark.parametrize("state", ["draft", "submitted", "commented"])
def test_reports_that_were_not_accepted_do_not_count(learning: MakeLearning, case: Case, state: str) -> None:
    came(learning, case, S.ADOPTED, report=state)

    assert counted(learning, case) == Adoption()


def test_visits_to_other_offers_of_the_host_do_not_count(learning: MakeLearning, case: Case, make: Make) -> None:
    came(learning, make.case(learning.host), S.ADOPTED)

    assert counted(learning, case) == Adoption()


def test_case_page_says_it_and_names_public_reports(learning: MakeLearning, case: Case, visit: Visit) -> None:
    shown = came(learning, case, S.ADOPTED, report="published")
    hidden = came(learning, case, S.TRYING)

    page = visit().open(f"/en/cases/{case.code}")

    assert "After visits 2 organisations tried this at home. 1 has adopted it." in page.text
    assert "2 organisations tried it, 1 adopted it" in page.text
    assert (shown.title in page.text, hidden.title in page.text) == (True, False)


def test_case_page_says_nothing_before_anything_is_known(learning: MakeLearning, case: Case, visit: Visit) -> None:
    came(learning, case, S.PLANNED)

    assert "What others made of it" not in visit().open(f"/en/cases/{case.code}").text


def test_case_page_that_is_kept_is_new_once_somebody_answers(learning: MakeLearning, case: Case, visit: Visit) -> None:
    report = came(learning, case)
    check = learning.check(learning.commitment(report))
    address = f"/en/cases/{case.code}"
    before = visit().open(address)

    with learning.database.writing() as session:
        mine = session.get_one(CommitmentCheck, check.id)
        person = learning.person(learning.guest_person)
        checks_due.answer(session, check=mine, answer="adopted", note="", by=person)
    after = visit().open(address, **{"If-None-Match": before.response.headers["etag"]})
    again = visit().open(address, **{"If-None-Match": after.response.headers["etag"]})

    assert ("After a visit 1 organisation" in before.text, after.status, again.status) == (False, 200, 304)
    assert "After a visit 1 organisation tried this at home. 1 has adopted it." in after.text


def test_case_page_forgets_a_report_that_is_not_public_any_more(
    learning: MakeLearning, case: Case, visit: Visit
) -> None:
    report = came(learning, case, S.TRYING, report="published")
    address = f"/en/cases/{case.code}"
    before = visit().open(address)

    with learning.database.writing() as session:
        mine = session.get_one(LearningReport, report.id)
        report_steps.unpublish(session, report=mine, message="Why", by=learning.person(learning.coordinator))
    after = visit().open(address)

    assert (report.title in before.text, report.title in after.text) == (True, False)


def test_kept_case_page_takes_no_more_queries(
    learning: MakeLearning,
    case: Case,
    visit: Visit,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    for _ in range(3):
        came(learning, case, S.ADOPTED, report="published")
    stranger = visit()
    stranger.open(f"/en/cases/{case.code}")

    with count_queries() as queries:
        stranger.open(f"/en/cases/{case.code}")

    assert len(queries) == 2


@pytest.mark.parametrize(("states", "replicated"), [((S.TRYING,), False), ((S.ADAPTED,), True), ((), False)])
def test_adoption_counts_as_replication(
    learning: MakeLearning, case: Case, states: tuple[S, ...], replicated: bool
) -> None:
    came(learning, case, *states)

    with learning.database.reading() as session:
        assert publishing.is_replicated(session, session.get_one(Case, case.id)) is replicated


def test_accepting_a_report_makes_the_kept_page_new(learning: MakeLearning, case: Case, visit: Visit) -> None:
    report: Any = came(learning, case, S.ADOPTED, report="submitted")
    address = f"/en/cases/{case.code}"
    before = visit().open(address)

    with learning.database.writing() as session:
        mine = session.get_one(LearningReport, report.id)
        report_steps.accept(session, report=mine, by=learning.person(learning.coordinator))

    assert ("adopted it" in before.text, "adopted it" in visit().open(address).text) == (False, True)
    assert (learning.again(report).state, now() > report.created_at) == (ReportState.ACCEPTED, True)
