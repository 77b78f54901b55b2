"""The programme's page: its numbers, who sees it, and how many queries it costs."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select

from app.domain.visits.overview import Adoption, Overview, Pair, People, VisitCounts, overview
from app.models.demands import DemandState, OfferState
from app.models.learning import (
    Commitment,
    CommitmentCheck,
    CommitmentState,
    LearningReport,
    ReportState,
)
from app.models.people import Role
from app.models.types import now
from app.models.visits import BudgetLine, Guest, Visit, VisitState
from app.services import Services
from tests.factories import Make
from tests.pages import Browser
from tests.visits.making import MakeVisit, day

Open = Callable[..., Browser]
PAGE = "/en/learning/programme"
THIS_YEAR = now().year


def in_month(month: int, year: int = THIS_YEAR) -> dict[str, Any]:
    return {"starts_on": date(year, month, 10), "ends_on": date(year, month, 12)}


def shown(services: Services, year: int | None = THIS_YEAR) -> Overview:
    with services.database.reading() as session:
        return overview(session, year=year, this_year=THIS_YEAR, currency="EUR")


def add(services: Services, *things: Any) -> None:
    with services.database.writing() as session:
        session.add_all(things)


def answered(
    services: Services, visit: Visit, *answers: tuple[int, CommitmentState | None], asked: bool = True
) -> None:
    """A report of the visit's first guest with one resolution for each answer."""
    with services.database.writing() as session:
        guest = session.exec(select(Guest).where(Guest.visit_id == visit.id)).first()
        assert guest
        report = LearningReport(
            visit_id=visit.id or 0,
            organisation_id=guest.organisation_id,
            language="es",
            state=ReportState.ACCEPTED,
        )
        session.add(report)
        session.flush()
        for months, answer in answers:
            commitment = Commitment(report_id=report.id or 0, text="A scale", who="Ana", due_on=visit.ends_on)
            session.add(commitment)
            session.flush()
            session.add(
                CommitmentCheck(
                    commitment_id=commitment.id or 0,
                    months=months,
                    due_on=visit.ends_on,
                    asked_at=now() if asked else None,
                    answer=answer,
                )
            )


def test_visits_count_in_the_year_in_which_they_begin(services: Services, visits: MakeVisit) -> None:
    visits.visit(state=VisitState.REPORTED, **in_month(2))
    visits.visit(state=VisitState.CLOSED, **in_month(3))
    visits.visit(state=VisitState.CONFIRMED, **in_month(12))
    visits.visit(state=VisitState.CANCELLED, **in_month(6))
    visits.visit(state=VisitState.CLOSED, **in_month(6, THIS_YEAR - 1))

    found = shown(services)

    assert found.visits == VisitCounts(held=2, coming=1, not_held=1)
    assert found.by_year == {THIS_YEAR: VisitCounts(2, 1, 1), THIS_YEAR - 1: VisitCounts(1, 0, 0)}
    assert shown(services, None).visits == VisitCounts(3, 1, 1)
    assert found.years == [THIS_YEAR, THIS_YEAR - 1]


@pytest.mark.parametrize(("minimum", "target"), [(None, 3), (5, 5)])
def test_target_is_what_the_rounds_of_the_year_promise(
    services: Services, visits: MakeVisit, minimum: int | None, target: int
) -> None:
    if minimum:
        visits.round(min_visits=minimum)
        visits.round(min_visits=minimum - 1)
    visits.round(min_visits=9, year=THIS_YEAR - 1)

    assert (shown(services).target, shown(services, None).target) == (target, None)


def test_pairs_say_who_visited_whom_without_visits_not_held(services: Services, make: Make, visits: MakeVisit) -> None:
    host = make.organisation("Andes", country="PE")
    guest, gone = make.organisation("Lakes", country="KE"), make.organisation("Gone", country="KE")
    offer = visits.offer(host)
    for month, state in ((2, VisitState.CLOSED), (3, VisitState.REPORTED), (12, VisitState.PLANNED)):
        visits.visit(offer, [visits.demand(guest), visits.demand(gone)], state=state, **in_month(month), uid=f"{month}")
    visits.visit(offer, [visits.demand(guest)], state=VisitState.DID_NOT_HAPPEN, **in_month(5))
    with services.database.writing() as session:
        for one in session.exec(select(Guest).where(Guest.organisation_id == gone.id)).all():
            one.left_at = now()

    assert shown(services).pairs == [Pair("Lakes", guest.code, "KE", "Andes", host.code, "PE", held=2, coming=1)]


def test_places_count_who_came_and_who_is_expected(services: Services, visits: MakeVisit) -> None:
    demand = visits.demand()
    held = visits.visit(demands=[demand], state=VisitState.COMPLETED, **in_month(2))
    for values in (
        {"attended": True, "gender": "woman", "age_band": "18_35"},
        {"attended": True, "gender": "man", "age_band": "over_60"},
        {"attended": True, "gender": "", "age_band": ""},
        {"attended": False, "gender": "woman", "age_band": "18_35"},
        {"attended": None, "gender": "woman", "age_band": ""},
        {"attended": True, "gender": "woman", "age_band": "", "side": "host"},
    ):
        visits.participant(held, demand.organisation_id, **values)
    coming = visits.visit(demands=[visits.demand()], **in_month(12))
    visits.participant(coming, demand.organisation_id, gender="woman", age_band="under_18")

    places = shown(services).places

    assert places.came == People(3, women=1, youth=1, gender_known=2, age_known=2)
    assert places.unsaid == People(1, women=1, gender_known=1)
    assert places.coming == People(1, women=1, youth=1, gender_known=1, age_known=1)


def test_money_stands_by_round_and_counts_only_what_was_spent_on_visits_not_held(
    services: Services, visits: MakeVisit
) -> None:
    round_ = visits.round(title="Round A", budget=100_000, currency="USD")
    old = visits.round(title="Old", budget=5, year=THIS_YEAR - 1, starts_on=date(THIS_YEAR - 1, 1, 1))
    held = visits.visit(round_id=round_.id, state=VisitState.CLOSED, **in_month(2))
    off = visits.visit(round_id=round_.id, state=VisitState.CANCELLED, **in_month(3))
    alone = visits.visit(**in_month(12))
    before = visits.visit(round_id=old.id, **in_month(12, THIS_YEAR - 1))

    def line(visit: Visit, planned: int, spent: int | None, paid_by: str = "round") -> BudgetLine:
        return BudgetLine(visit_id=visit.id or 0, kind="travel", planned=planned, spent=spent, paid_by=paid_by)

    add(
        services,
        line(held, 40_000, 35_050),
        line(held, 10_000, None, "visitor"),
        line(off, 20_000, 1_000),
        line(alone, 7_000, None),
        line(before, 1, 1),
    )

    rows = shown(services).money

    assert [(one.title, one.currency, one.budget, one.planned, one.spent, one.by_others) for one in rows] == [
        ("Round A", "USD", 100_000, 40_000, 36_050, 10_000),
        ("", "EUR", 0, 7_000, None, 0),
    ]
    assert [one.title for one in shown(services, None).money] == ["Round A", "Old", ""]
    totals = shown(services, None).totals
    assert [(one.currency, one.planned, one.spent) for one in totals] == [("EUR", 7_001, 1)]


def test_adoption_counts_answers_of_visits_of_the_year(services: Services, visits: MakeVisit) -> None:
    last_year = visits.visit(state=VisitState.CLOSED, **in_month(2, THIS_YEAR - 1))
    state = CommitmentState
    answered(
        services,
        last_year,
        (6, state.ADOPTED),
        (6, state.ADAPTED),
        (6, state.DROPPED),
        (6, None),
        (12, state.ADOPTED),
        (3, None),
    )
    answered(services, visits.visit(state=VisitState.CLOSED, **in_month(2)), (6, None), asked=False)

    six, twelve = shown(services, THIS_YEAR - 1).adoption

    assert (six.months, six.adopted, six.answered, six.open, six.percent) == (6, 2, 3, 1, 67)
    assert (twelve.adopted, twelve.answered, twelve.open, twelve.percent) == (1, 1, 0, 100)
    assert shown(services).adoption == [Adoption(6), Adoption(12)]


def test_what_was_given_up_before_counts_without_being_asked_again(services: Services, visits: MakeVisit) -> None:
    visit = visits.visit(state=VisitState.CLOSED, **in_month(2, THIS_YEAR - 1))
    answered(services, visit, (6, CommitmentState.DROPPED), (12, CommitmentState.ADOPTED))
    with services.database.writing() as session:
        given_up = session.exec(select(Commitment).order_by(col(Commitment.id))).all()[0]
        given_up.state = CommitmentState.DROPPED
        for due_on in (visit.ends_on, day(30)):
            later = Commitment(report_id=given_up.report_id, text="Bags", who="Ana", due_on=visit.ends_on)
            later.state = CommitmentState.DROPPED
            session.add(later)
            session.flush()
            session.add(CommitmentCheck(commitment_id=later.id or 0, months=12, due_on=due_on))

    twelve = shown(services, THIS_YEAR - 1).adoption[1]

    assert (twelve.adopted, twelve.answered, twelve.percent) == (1, 2, 50)


def test_waiting_groups_have_three_rounds_each(services: Services, visits: MakeVisit) -> None:
    for waited in (1, 3, 4, 7, 7):
        visits.demand(waited=waited)
    visits.demand(waited=9, state=DemandState.EXPIRED)
    visits.demand(waited=1, state=DemandState.DRAFT)

    found = shown(services)

    assert [(band.first, band.last, band.demands) for band in found.bands] == [(7, 9, 2), (4, 6, 1), (1, 3, 2)]
    assert found.open_demands == 5


def test_who_never_had_a_turn_asked_and_has_no_visit_behind_or_before(
    services: Services, make: Make, visits: MakeVisit
) -> None:
    never, past = make.organisation("Never"), make.organisation("Expired")
    visits.demand(never, waited=4)
    visits.demand(never, waited=2)
    visits.demand(past, state=DemandState.EXPIRED, waited=5)
    visits.demand(state=DemandState.WITHDRAWN)
    cancelled, served = visits.demand(make.organisation("Cancelled")), visits.demand()
    visits.visit(demands=[cancelled], state=VisitState.CANCELLED)
    visits.visit(demands=[served], state=VisitState.CLOSED)
    visits.demand(make.organisation("Cancelled twice"), state=DemandState.SCHEDULED)
    with services.database.writing() as session:
        session.get_one(type(cancelled), cancelled.id).state = DemandState.OPEN

    found = shown(services).without_turn

    assert [(one.name, one.demands, one.waited) for one in found] == [
        ("Expired", 1, 5),
        ("Never", 2, 4),
        ("Cancelled", 1, 1),
    ]


def test_idle_offers_are_open_and_were_never_used(services: Services, visits: MakeVisit) -> None:
    idle, off = visits.offer(title="Idle"), visits.offer(title="Cancelled")
    visits.offer(state=OfferState.PAUSED)
    visits.offer(visits=False, coaching=True)
    visits.visit(visits.offer())
    visits.visit(off, state=VisitState.CANCELLED)

    assert [one.code for one in shown(services).idle] == [idle.code, off.code]


def test_page_is_for_coordinators(make: Make, visit: Open) -> None:
    for path in (PAGE, f"{PAGE}.xlsx", f"{PAGE}.pdf"):
        assert visit().client.get(path).url.path.endswith("/sign-in")
        for person in (make.owner(make.organisation()), make.user(roles=(Role.FACILITATOR,)), make.administrator()):
            assert visit(person).client.get(path).status_code == 404, (path, person.name)


def test_coordinator_of_an_organisation_sees_the_sums_all_the_same(
    services: Services, make: Make, visits: MakeVisit, visit: Open
) -> None:
    coordinator, own = make.coordinator(), make.organisation("Own")
    make.member(coordinator, own)
    visits.visit(visits.offer(own), state=VisitState.CLOSED, **in_month(2))

    assert "1 of 3 visits took place" in visit(coordinator).open(PAGE).text


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt"])
def test_empty_programme_says_so(make: Make, visit: Open, language: str) -> None:
    page = visit(make.coordinator()).open(PAGE.replace("/en/", f"/{language}/"))

    assert page.status == 200
    if language == "en":
        assert "0 of 3 visits took place" in page.text
        assert "3 visits are still missing from the target" in page.text
        assert "No visit yet" in page.text
        assert "Nothing was asked yet" in page.text


def test_map_draws_a_line_and_the_table_says_the_same(make: Make, visits: MakeVisit, visit: Open) -> None:
    host, near = make.organisation("Andes <b>", country="PE"), make.organisation("Near", country="PE")
    offer = visits.offer(host)
    for month, guest in ((2, make.organisation("Lakes", country="KE")), (3, near)):
        visits.visit(offer, [visits.demand(guest)], state=VisitState.CLOSED, **in_month(month))

    page = visit(make.coordinator()).open(PAGE)

    assert page.html.count('class="flow-line"') == 1
    assert page.html.count('class="flow-within"') == 1
    assert "Kenya to Peru 1" in page.text
    assert "within Peru 1" in page.text
    assert "Andes &lt;b&gt;" in page.html


@pytest.mark.parametrize("year", ["1850", "abcd", "²", "99999", "-1", "0000"])
def test_year_nobody_knows_is_not_found(make: Make, visit: Open, year: str) -> None:
    assert visit(make.coordinator()).client.get(PAGE, params={"year": year}).status_code in (404, 422)


def test_page_costs_few_queries_however_many_visits(
    services: Services,
    make: Make,
    visits: MakeVisit,
    visit: Open,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    for number in range(6):
        round_ = visits.round()
        one = visits.visit(state=VisitState.CLOSED, round_id=round_.id, **in_month(1 + number))
        visits.participant(one, one.host_id)
        answered(services, one, (6, CommitmentState.ADOPTED))
        visits.demand()
        visits.offer()
    browser = visit(make.coordinator())
    browser.open(PAGE)

    with count_queries() as queries:
        assert browser.open(f"{PAGE}?year=all").status == 200

    assert len(queries) <= 12, queries
