from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sqlmodel import select

from app import matching
from app.domain.visits.input_rows import RowProblem
from app.domain.visits.inputs import Gathered, gather
from app.domain.visits.plain_values import from_plain, to_plain
from app.domain.visits.round_view import round_view
from app.models.demands import DemandState, Offer, OfferState
from app.models.rounds import Proposal, ProposalState
from app.models.types import now
from app.models.visits import BudgetLine, VisitState
from tests.factories import Make
from tests.visits.making import TOPIC, MakeVisit, day
from tests.visits.planned import coordinator

Count = Callable[[], AbstractContextManager[list[str]]]


def gathered(make: Make, **asked: Any) -> Gathered:
    with make.services.database.reading() as session:
        return gather(session, **asked)


def test_a_demand_is_read_with_what_its_organisation_tells(make: Make, visits: MakeVisit) -> None:
    ours = make.organisation(products=["coffee"], members=120, certifications=["organic"])
    demand = visits.demand(ours, needs=["childcare"], own_budget=500, level=2, waited=4)
    visits.offer(ours, topics=[{"code": "capability:finance", "evidence": "declared"}])

    found = gathered(make).demands[demand.code]

    assert found == matching.Demand(
        id=demand.code,
        organisation=ours.code,
        topics=(matching.Topic(TOPIC, 3),),
        party=4,
        windows=((day(30), day(200)),),
        women=2,
        youth=1,
        roles={"producer": 4},
        languages={"es": 4},
        needs=frozenset({"childcare"}),
        days=3,
        own_budget=500,
        level=2,
        products=frozenset({"coffee"}),
        size=120,
        certifications=frozenset({"organic"}),
        lead_days=30,
        waited=4,
        shows=frozenset({"capability:finance"}),
    )


def test_an_offer_knows_its_turns_left_and_whether_its_host_is_new(make: Make, visits: MakeVisit) -> None:
    offer = visits.offer(visits_per_year=9, fixed_cost=None, months_open=[])
    visit = visits.visit(visits.offer(offer_owner := make.organisation(), visits_per_year=3))
    visits.demand(offer_owner, topics=[{"code": "benefit:income", "importance": 1}])

    found = gathered(make, round_=visits.round()).offers
    new = found[offer.code]
    other = next(each for each in found.values() if each.organisation == offer_owner.code)

    assert (new.visits_left, new.first_time, new.fixed_cost, new.months_open) == (
        9,
        True,
        0,
        matching.inputs.ALL_MONTHS,
    )
    assert (other.visits_left, other.first_time, other.wants) == (2, False, frozenset({"benefit:income"}))
    assert other.blackouts == ((visit.starts_on, visit.ends_on),)


def test_only_open_rows_are_gathered(make: Make, visits: MakeVisit) -> None:
    visits.demand(state=DemandState.DRAFT)
    visits.demand(state=DemandState.PROPOSED)
    visits.offer(state=OfferState.PAUSED)
    visits.offer(visits=False, coaching=True)

    found = gathered(make)

    assert (found.demands, found.offers) == ({}, {})


def test_a_no_blocks_the_pair_for_a_year_unless_it_came_with_other_days(make: Make, visits: MakeVisit) -> None:
    demand, no, later, old = visits.demand(), visits.offer(), visits.offer(), visits.offer()
    for offer, changes in (
        (no, {"ended_at": now()}),
        (later, {"ended_at": now(), "other_days": [day(80).isoformat()]}),
        (old, {"ended_at": now() - timedelta(days=400)}),
    ):
        visits.proposal(demand, offer, state=ProposalState.DECLINED, **changes)

    assert gathered(make).demands[demand.code].declined == {no.code}


def test_proposals_of_the_round_stay_fixed_and_others_take_days_and_turns(make: Make, visits: MakeVisit) -> None:
    round_ = visits.round()
    wanted, other = (visits.demand(state=DemandState.PROPOSED) for _ in range(2))
    shown, paused = visits.offer(visits_per_year=5), visits.offer(visits_per_year=5, state=OfferState.PAUSED)
    visits.proposal(wanted, paused, round_id=round_.id, state=ProposalState.AGREED)
    visits.proposal(other, shown)

    found = gathered(make, round_=round_)

    assert found.fixed == (matching.Fixed(paused.code, day(60), 3, (wanted.code,)),)
    assert set(found.demands) == {wanted.code}
    assert found.offers[paused.code].blackouts == ()
    assert found.offers[shown.code].blackouts == ((day(60), day(62)),)
    assert found.offers[shown.code].visits_left == 4


def test_a_visit_that_was_moved_stays_fixed_where_it_is_now(make: Make, visits: MakeVisit) -> None:
    round_ = visits.round()
    visit = visits.visit(round_id=round_.id, starts_on=day(90), ends_on=day(93))
    with make.services.database.writing() as session:
        proposal = session.exec(select(Proposal)).one()
        proposal.round_id, proposal.starts_on = round_.id, day(60)
        session.add(proposal)

    assert [(each.start, each.days) for each in gathered(make, round_=round_).fixed] == [(visit.starts_on, 4)]


def test_a_cancelled_visit_leaves_nothing_behind(make: Make, visits: MakeVisit) -> None:
    round_, offer = visits.round(), visits.offer()
    visits.visit(offer, state=VisitState.CANCELLED)

    found = gathered(make, round_=round_)

    assert found.fixed == ()
    assert (found.offers[offer.code].first_time, found.offers[offer.code].visits_left) == (True, 2)


def test_rows_that_cannot_be_read_are_named_and_left_out(make: Make, visits: MakeVisit) -> None:
    bad = visits.demand(party=0, title="Nobody")
    late = visits.demand(windows=[["2027-05-01", "2027-04-01"]], title="Backwards")
    broken = visits.demand(topics=["capability:finance"], title="Broken")
    odd = visits.offer(topics=[{"code": TOPIC, "evidence": "hearsay"}], title="Odd")
    fine = visits.demand()

    found = gathered(make)

    assert set(found.demands) == {fine.code}
    assert found.problems == (
        RowProblem("demand", bad.code, "Nobody", "party"),
        RowProblem("demand", late.code, "Backwards", "windows_end_before_start"),
        RowProblem("demand", broken.code, "Broken", "malformed"),
        RowProblem("offer", odd.code, "Odd", "malformed"),
    )


def test_the_number_of_statements_does_not_grow(
    make: Make, visits: MakeVisit, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    def look() -> int:
        with count_queries() as statements:
            gathered(make, round_=round_)
        return len(statements)

    round_ = visits.round()
    visits.visit(visits.offer())
    visits.demand(), visits.offer()
    few = look()
    for _ in range(4):
        visits.demand(), visits.visit(visits.offer())

    assert look() == few <= 12


def test_plain_values_come_back_as_they_were(make: Make, visits: MakeVisit) -> None:
    visits.demand(needs=["childcare", "diet"]), visits.offer()
    found = gathered(make)

    for row in (*found.demands.values(), *found.offers.values(), found.settings):
        assert from_plain(type(row), to_plain(row)) == row
    assert to_plain({"a": Fraction(5, 6), "b": date(2027, 1, 2)}) == {"a": "5/6", "b": "2027-01-02"}


def test_an_agreed_visit_costs_what_its_budget_says(make: Make, visits: MakeVisit) -> None:
    round_ = visits.round()
    visit, bare = visits.visit(round_id=round_.id), visits.visit(round_id=round_.id)
    with make.services.database.writing() as session:
        for proposal in session.exec(select(Proposal)).all():
            proposal.round_id = round_.id
        for planned, spent, paid_by in ((5_000, 4_000, "round"), (1_000, 1_500, "round"), (9_000, None, "visitor")):
            session.add(BudgetLine(visit_id=visit.id or 0, kind="food", planned=planned, spent=spent, paid_by=paid_by))

    fixed = {each.offer: (each.cost, each.counted == each.demands) for each in gathered(make, round_=round_).fixed}

    with make.services.database.reading() as session:
        codes = {each.id: each.code for each in session.exec(select(Offer)).all()}
    assert fixed == {codes[visit.offer_id]: (6_500, True), codes[bare.offer_id]: (None, False)}


def test_the_page_of_a_round_promises_what_budgets_say(make: Make, visits: MakeVisit) -> None:
    round_ = visits.round()
    visit = visits.visit(round_id=round_.id)
    visits.proposal(visits.demand(), visits.offer(), round_id=round_.id, cost=700)
    with make.services.database.writing() as session:
        session.exec(select(Proposal).where(Proposal.visit_id == visit.id)).one().round_id = round_.id
        session.add(BudgetLine(visit_id=visit.id or 0, kind="food", planned=5_000, paid_by="round"))

    with make.services.database.reading() as session:
        view = round_view(session, round_=round_, viewer=coordinator(make))

    assert view.promised == 5_700
