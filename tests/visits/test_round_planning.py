"""From a round to a draft: what it is made from, the job that makes it, and what becomes of it when things go wrong."""

import json

import pytest
from sqlmodel import select

from app import matching
from app.domain.errors import Conflict, Forbidden, Invalid
from app.domain.viewer import Viewer
from app.domain.visits import pairs, planning
from app.domain.visits.plain_values import read_inputs, read_result
from app.domain.visits.plan_inputs import WhatIf, inputs_for
from app.jobs.visit_planning import make_plan, work_out
from app.jobs.worker import Worker
from app.models.demands import DemandState, OfferState
from app.models.platform import Job, JobState
from app.models.rounds import PairKind, Plan, PlanState, Round
from app.models.types import now
from app.services import Services
from tests.factories import Make
from tests.visits.making import MakeVisit, day
from tests.visits.planned import coordinator, draft, the_plan


def test_a_draft_is_made_by_the_worker_and_can_be_made_again(services: Services, make: Make, visits: MakeVisit) -> None:
    round_, by = visits.round(), coordinator(make)
    wanted = [visits.demand() for _ in range(3)]
    visits.offer(), visits.offer()

    plan = draft(services, round_, by)

    assert (plan.state, plan.number, plan.method, plan.changes) == (PlanState.READY, 1, "visits-1", {})
    found = read_result(plan.result)
    assert found.served == tuple(sorted(each.code for each in wanted))
    assert found.proved
    again = matching.plan(*read_inputs(plan.inputs))
    assert (again.plan_hash, again.inputs_hash) == (plan.plan_hash, plan.inputs_hash)


def test_nothing_to_plan_gives_an_empty_draft(services: Services, make: Make, visits: MakeVisit) -> None:
    plan = draft(services, visits.round(), coordinator(make))

    assert (plan.state, plan.result["visits"], plan.result["unserved"]) == (PlanState.READY, [], [])


def test_proposals_that_are_out_stay_as_they_are(services: Services, make: Make, visits: MakeVisit) -> None:
    round_ = visits.round()
    demand, offer = visits.demand(state=DemandState.PROPOSED), visits.offer(state=OfferState.PAUSED)
    visits.proposal(demand, offer, round_id=round_.id)
    other = visits.demand()
    visits.offer()

    plan = draft(services, round_, coordinator(make))

    found = read_result(plan.result)
    assert [(visit.offer, visit.start, visit.demands) for visit in found.visits if visit.fixed] == [
        (offer.code, day(60), (demand.code,))
    ]
    assert found.served == tuple(sorted([demand.code, other.code]))


def test_decisions_about_pairs_hold(services: Services, make: Make, visits: MakeVisit) -> None:
    round_, by = visits.round(), coordinator(make)
    first, second = visits.demand(), visits.demand()
    here, there = visits.offer(), visits.offer()
    with services.database.writing() as session:
        for demand, offer, kind, start in (
            (first, here, PairKind.FIXED, day(75)),
            (second, there, PairKind.FORBIDDEN, None),
        ):
            pairs.decide(
                session,
                round_=session.get_one(Round, round_.id),
                demand_code=demand.code,
                offer_code=offer.code,
                kind=kind,
                reason="Agreed by telephone",
                starts_on=start,
                by=by,
            )

    found = read_result(draft(services, round_, by).result)

    hosts = {name: (visit.offer, visit.start) for visit in found.visits for name in visit.demands}
    assert hosts[first.code] == (here.code, day(75))
    assert hosts[second.code][0] == here.code


def test_a_pair_of_ones_own_organisation_is_for_another_coordinator(
    services: Services, make: Make, visits: MakeVisit
) -> None:
    round_, ours = visits.round(), make.organisation()
    demand, offer = visits.demand(ours), visits.offer()
    by = coordinator(make, ours)

    with services.database.writing() as session, pytest.raises(Forbidden):
        pairs.decide(
            session,
            round_=session.get_one(Round, round_.id),
            demand_code=demand.code,
            offer_code=offer.code,
            kind=PairKind.FORBIDDEN,
            reason="We would rather not",
            by=by,
        )


@pytest.mark.parametrize(
    ("changes", "asked", "field"),
    [
        ({}, {"reason": " "}, "reason"),
        ({}, {"reason": "x" * 1001}, "reason"),
        ({}, {"kind": PairKind.FIXED, "starts_on": day(900)}, "starts_on"),
        ({}, {"kind": PairKind.FIXED, "starts_on": day(10)}, "starts_on"),
        ({"people_cap": 3}, {"kind": PairKind.ADDED}, "offer"),
        ({"state": OfferState.PAUSED}, {}, "offer"),
        ({}, {"demand_code": "nobody"}, "demand"),
    ],
)
def test_a_decision_that_cannot_hold_is_refused(
    services: Services, make: Make, visits: MakeVisit, changes: dict, asked: dict, field: str
) -> None:
    round_, demand, offer, by = visits.round(), visits.demand(), visits.offer(**changes), coordinator(make)
    values = {"demand_code": demand.code, "offer_code": offer.code, "kind": PairKind.FORBIDDEN, "reason": "Because"}

    with services.database.writing() as session, pytest.raises(Invalid) as refused:
        pairs.decide(session, round_=session.get_one(Round, round_.id), by=by, **{**values, **asked})

    assert refused.value.field == field


def test_what_if_changes_the_question_and_not_the_round(services: Services, make: Make, visits: MakeVisit) -> None:
    round_, by = visits.round(), coordinator(make)
    visits.demand()
    near, far = visits.offer(), visits.offer(languages=["es", "pt"])

    plain = draft(services, round_, by)
    poor = draft(services, round_, by, WhatIf(budget=100, without=(near.code,)))

    assert read_result(plain.result).cost == 40_000
    assert (read_result(poor.result).visits, poor.changes) == ((), {"budget": 100, "without": [near.code]})
    assert [each["id"] for each in poor.inputs["offers"]] == [far.code]
    with services.database.reading() as session:
        assert session.get_one(Round, round_.id).budget == 1_000_000


@pytest.mark.parametrize("asked", [{"budget": -1}, {"week_capacity": 0}, {"min_visits": 51}, {"budget": 10**12}])
def test_what_cannot_be_asked_is_refused(services: Services, make: Make, visits: MakeVisit, asked: dict) -> None:
    round_, by = visits.round(), coordinator(make)

    with services.database.writing() as session, pytest.raises(Invalid) as refused:
        planning.ask_for_plan(session, round_=session.get_one(Round, round_.id), by=by, asked=WhatIf(**asked))

    assert refused.value.field == next(iter(asked))


def test_a_draft_is_stale_once_something_has_changed(services: Services, make: Make, visits: MakeVisit) -> None:
    round_, by = visits.round(), coordinator(make)
    visits.demand(), visits.offer()
    plan = draft(services, round_, by)

    def changed() -> list[str]:
        with services.database.reading() as session:
            kept = session.get_one(Plan, plan.id)
            return planning.changed_parts(session, round_=session.get_one(Round, round_.id), plan=kept)

    before = changed()
    visits.demand()

    assert (before, changed()) == ([], ["demands"])


def test_a_draft_whose_worker_died_begins_again_and_then_fails(
    services: Services, make: Make, visits: MakeVisit
) -> None:
    round_, by = visits.round(), coordinator(make)
    visits.demand(), visits.offer()
    with services.database.writing() as session:
        asked = planning.ask_for_plan(session, round_=session.get_one(Round, round_.id), by=by)
        planning.begin(session, plan_id=asked.id or 0)
    with services.database.writing() as session:
        planning.keep_progress(
            session, plan_id=asked.id or 0, progress={"stage": "total", "number": 4, "of": 9, "gap": 0}
        )
    with services.database.writing() as session:
        assert planning.fail_abandoned(session) == 0
        for job in session.exec(select(Job).where(Job.kind == "visit_plan")).all():
            job.state = JobState.FAILED
            session.add(job)
    with services.database.writing() as session:
        failed = planning.fail_abandoned(session)

    plan = the_plan(services, asked)
    assert failed == 1
    assert (plan.state, plan.problem) == (PlanState.FAILED, planning.ENDED_EARLY)
    with services.database.writing() as session:
        assert planning.begin(session, plan_id=plan.id or 0) is None


def test_running_again_after_a_killed_worker_gives_the_plan(services: Services, make: Make, visits: MakeVisit) -> None:
    round_, by = visits.round(), coordinator(make)
    visits.demand(), visits.offer()
    with services.database.writing() as session:
        asked = planning.ask_for_plan(session, round_=session.get_one(Round, round_.id), by=by)
        planning.begin(session, plan_id=asked.id or 0)

    Worker(services).run_once()

    assert the_plan(services, asked).state is PlanState.READY


def test_a_broken_plan_is_never_shown(services: Services, make: Make, visits: MakeVisit) -> None:
    round_ = visits.round()
    visits.demand(), visits.offer()
    plan = draft(services, round_, coordinator(make))
    wrong = json.loads(json.dumps(plan.result))
    wrong["visits"][0]["scores"] = [99]
    with services.database.writing() as session:
        again = session.get_one(Plan, plan.id)
        again.state = PlanState.RUNNING
        session.add(again)

    with services.database.writing() as session:
        planning.keep_result(session, plan_id=plan.id or 0, result=wrong, inputs=plan.inputs)

    kept = the_plan(services, plan)
    assert (kept.state, kept.problem) == (PlanState.FAILED, planning.BROKEN_RULES)
    assert kept.progress == {"broken": ["score", "sums"]}


def test_at_most_three_drafts_are_made_at_once(services: Services, make: Make, visits: MakeVisit) -> None:
    round_, by = visits.round(), coordinator(make)
    with services.database.writing() as session:
        for _ in range(3):
            planning.ask_for_plan(session, round_=session.get_one(Round, round_.id), by=by)

    with services.database.writing() as session, pytest.raises(Conflict):
        planning.ask_for_plan(session, round_=session.get_one(Round, round_.id), by=by)


def test_only_coordinators_plan(services: Services, visits: MakeVisit) -> None:
    round_ = visits.round()

    with services.database.writing() as session, pytest.raises(Forbidden):
        planning.ask_for_plan(session, round_=session.get_one(Round, round_.id), by=Viewer())


def test_rows_that_cannot_be_matched_are_named_in_the_inputs(make: Make, visits: MakeVisit) -> None:
    round_, bad = visits.round(), visits.demand(party=0, title="Nobody")

    with make.services.database.reading() as session:
        inputs = inputs_for(session, round_=round_, today=now().date())

    assert inputs["left_out"] == [{"about": "demand", "code": bad.code, "title": "Nobody", "problem": "party"}]


def test_out_of_time_there_is_a_plan_that_says_so(services: Services, make: Make, visits: MakeVisit) -> None:
    round_ = visits.round()
    for _ in range(6):
        visits.demand()
    for _ in range(3):
        visits.offer(parties_per_visit=1)
    told: list[object] = []
    with services.database.reading() as session:
        inputs = inputs_for(session, round_=session.get_one(Round, round_.id))

    answer = work_out({**inputs, "time_limit": 0}, tell=told.append)

    found = read_result(answer["plan"])
    assert not found.proved
    assert len(found.visits) == 6
    assert planning.broken_rules(inputs, answer["plan"]) == []


def test_a_job_that_cannot_work_is_tried_again_and_then_fails_plainly(
    services: Services, make: Make, visits: MakeVisit
) -> None:
    round_, by = visits.round(), coordinator(make)
    with services.database.writing() as session:
        plan = planning.ask_for_plan(session, round_=session.get_one(Round, round_.id), by=by)
        plan.inputs = {"round": {}, "time_limit": 10}
        session.add(plan)

    Worker(services).run_once()
    first = the_plan(services, plan).state
    make_plan(services, plan_id=plan.id or 0, last_try=True)

    kept = the_plan(services, plan)
    assert (first, kept.state, kept.problem) == (PlanState.RUNNING, PlanState.FAILED, planning.ENDED_EARLY)


def test_a_proposal_of_a_wish_that_cannot_be_read_is_said(services: Services, make: Make, visits: MakeVisit) -> None:
    round_, by = visits.round(), coordinator(make)
    visits.proposal(visits.demand(party=0), visits.offer(), round_id=round_.id)

    plan = draft(services, round_, by)

    assert (plan.state, plan.problem) == (PlanState.FAILED, planning.WRONG_INPUT)


def test_visits_for_nothing_can_be_planned_when_the_money_is_overspent(
    services: Services, make: Make, visits: MakeVisit
) -> None:
    round_, by = visits.round(budget=1), coordinator(make)
    visits.proposal(visits.demand(state=DemandState.PROPOSED), visits.offer(), round_id=round_.id)
    free, demand = visits.offer(fixed_cost=0, person_cost=0), visits.demand()

    plan = draft(services, round_, by)

    new = [visit for visit in read_result(plan.result).visits if not visit.fixed]
    assert [(visit.offer, visit.demands) for visit in new] == [(free.code, (demand.code,))]
    assert plan.result["fixed_problems"] == ["budget"]
