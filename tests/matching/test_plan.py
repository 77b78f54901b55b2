"""Plans of a round: known ones, every small round against all plans there are, and what never changes."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.matching.check import violations
from app.matching.inputs import Fixed, InputError
from app.matching.plan import plan
from app.matching.planning.options import add_options
from app.matching.planning.problem import lot, read_problem, waiting_group
from app.matching.planning.solving import solve
from app.matching.planning.telling import visits_of
from tests.matching import oracle
from tests.matching.worlds import SETTINGS, a_round, demand, given_scores, offer, small_world


def pairs_of(problem) -> set[tuple[str, str]]:
    search = solve(problem, seconds=20, progress=lambda *_: None)
    assert all(stage.proved for stage in search.stages)
    return {(name, visit.offer) for visit in visits_of(problem, search.chosen) for name in visit.demands}


def stage(found, code: str):
    return next(each for each in found.stages if each.code == code)


def test_who_waited_longer_comes_before_a_better_score() -> None:
    problem = given_scores(
        {("a", "X"): 95, ("b", "X"): 70}, demands=[demand("a", waited=0), demand("b", waited=2)], offers=[offer("X")]
    )

    assert pairs_of(problem) == {("b", "X")}


def test_places_of_women_come_before_a_better_score() -> None:
    problem = given_scores(
        {("a", "X"): 85, ("b", "X"): 78}, demands=[demand("a", women=1), demand("b", women=2)], offers=[offer("X")]
    )

    assert pairs_of(problem) == {("b", "X")}


def test_weak_matches_are_avoided_before_the_total() -> None:
    problem = given_scores(
        {("a", "X"): 95, ("a", "Y"): 62, ("b", "X"): 64, ("b", "Y"): 55},
        demands=[demand("a"), demand("b")],
        offers=[offer("X"), offer("Y")],
        capacity=2,
    )

    assert pairs_of(problem) == {("a", "Y"), ("b", "X")}


def test_two_parties_share_a_visit_when_money_is_short() -> None:
    problem = given_scores(
        {("a", "X"): 90, ("b", "Y"): 85, ("a", "Z"): 80, ("b", "Z"): 80},
        demands=[demand("a"), demand("b")],
        offers=[offer("X"), offer("Y"), offer("Z", people_cap=8, parties_per_visit=2)],
        budget=18,
        cost=8,
        per_party=5,
        minimum=1,
        capacity=2,
    )

    assert pairs_of(problem) == {("a", "Z"), ("b", "Z")}


@pytest.mark.parametrize(("score_of_new", "host"), [(77, "new"), (75, "old")])
def test_a_first_time_host_within_five_per_cent_is_preferred(score_of_new: int, host: str) -> None:
    problem = given_scores(
        {("a", "old"): 80, ("a", "new"): score_of_new},
        demands=[demand("a")],
        offers=[offer("new", first_time=True), offer("old")],
    )

    assert pairs_of(problem) == {("a", host)}


def test_the_five_per_cent_are_for_newcomers_not_for_lots() -> None:
    scores = {("a", name): points for name, points in zip("PQRS", (80, 79, 78, 77), strict=True)}

    assert pairs_of(given_scores(scores, demands=[demand("a")], offers=[offer(name) for name in "PQRS"])) == {
        ("a", "P")
    }


@pytest.mark.parametrize("seed", range(250))
def test_small_rounds_against_all_plans(seed: int) -> None:
    round_, demands, offers = small_world(seed)
    problem = add_options(read_problem(round_, demands, offers, SETTINGS))

    found = plan(round_, demands, offers, SETTINGS, time_limit=20)

    best = oracle.best_plan(problem)
    assert found.proved
    assert found.visits == visits_of(problem, frozenset(best))
    assert found.best_total == max(oracle.total(problem, each) for each in oracle.every_plan(problem))
    assert violations(found, round_, demands, offers, SETTINGS) == []


@pytest.mark.parametrize("seed", range(0, 60, 6))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    round_, demands, offers = small_world(seed)
    draw = random.Random(seed)

    first = plan(round_, demands, offers, SETTINGS, time_limit=20)
    second = plan(round_, draw.sample(demands, len(demands)), draw.sample(offers, len(offers)), SETTINGS, time_limit=20)

    assert (first.visits, first.plan_hash, first.inputs_hash) == (second.visits, second.plan_hash, second.inputs_hash)
    assert first.unserved == second.unserved


@pytest.mark.parametrize("seed", range(12))
def test_more_money_never_serves_fewer_of_one_group(seed: int) -> None:
    round_, demands, offers = small_world(seed)
    demands = [replace(row, waited=1) for row in demands]

    served = [
        len(plan(replace(round_, budget=budget, minimum=0, required=frozenset()), demands, offers, SETTINGS).served)
        for budget in (0, 600, 1200, 2400, 9000)
    ]

    assert served == sorted(served)


@pytest.mark.parametrize("seed", range(12))
def test_more_money_is_never_worse_in_the_order_of_objectives(seed: int) -> None:
    round_, demands, offers = small_world(seed)
    problem = add_options(read_problem(replace(round_, budget=10_000), demands, offers, SETTINGS))
    numbers = {
        (
            problem.demands[each.demand].id,
            problem.offers[problem.slots[each.slot].offer].id,
            problem.slots[each.slot].start,
        ): n
        for n, each in enumerate(problem.options)
    }

    def worth(budget: int) -> tuple[int, ...]:
        found = plan(replace(round_, budget=budget), demands, offers, SETTINGS)
        chosen = [numbers[name, visit.offer, visit.start] for visit in found.visits for name in visit.demands]
        return oracle.worth(problem, tuple(chosen))

    reached = [worth(budget) for budget in (500, 1500, 4000)]

    assert reached == sorted(reached)


def test_parties_share_a_day_that_suits_both() -> None:
    monday = date(2027, 3, 1)
    early = demand("a", windows=((monday, monday + timedelta(days=4)),))
    late = demand("b", windows=((monday + timedelta(days=2), monday + timedelta(days=12)),))
    host = offer("X", parties_per_visit=2)

    found = plan(a_round(last=date(2027, 6, 1)), [early, late], [host], SETTINGS)

    assert [(visit.start, visit.demands) for visit in found.visits] == [(date(2027, 3, 3), ("a", "b"))]


def test_no_organisation_is_host_and_guest_in_one_week() -> None:
    week = ((date(2027, 3, 1), date(2027, 3, 5)),)
    demands = [demand("a", organisation="host-Y", windows=week), demand("b", windows=week)]

    found = plan(a_round(last=date(2027, 6, 1)), demands, [offer("X"), offer("Y")], SETTINGS)

    assert [(visit.offer, visit.demands) for visit in found.visits] in (
        [("X", ("a",))],
        [("X", ("b",))],
        [("Y", ("b",))],
    )


def test_fixed_proposals_stay_and_use_up_what_there_is() -> None:
    fixed = Fixed("X", date(2027, 1, 11), 3, ("a",))
    round_ = a_round(fixed=(fixed,), budget=900)
    demands, offers = [demand("a"), demand("b")], [offer("X"), offer("Y")]

    found = plan(round_, demands, offers, SETTINGS)

    assert [(visit.offer, visit.start, visit.demands, visit.fixed) for visit in found.visits] == [
        ("X", date(2027, 1, 11), ("a",), True)
    ]
    assert found.left == 400
    left_out = found.unserved[0]
    assert (left_out.demand, left_out.hosts, left_out.nearest, left_out.needs) == ("b", ("X", "Y"), None, 500)
    assert {block.code: block.facts for block in left_out.reasons} == {"budget": {"needs": 500, "left": 400}}
    assert violations(found, round_, demands, offers, SETTINGS) == []


def test_a_fixed_proposal_that_breaks_a_rule_stays_and_is_named() -> None:
    round_ = a_round(fixed=(Fixed("X", date(2027, 1, 11), 3, ("a",)),), budget=100)
    demands, offers = [demand("a")], [offer("X", blackouts=((date(2027, 1, 12), date(2027, 1, 12)),))]

    found = plan(round_, demands, offers, SETTINGS)

    assert len(found.visits) == 1
    broken = violations(found, round_, demands, offers, SETTINGS)
    assert {(each.code, each.fixed) for each in broken} == {("budget", True), ("blackout", True)}


def test_a_required_pair_comes_first_and_a_forbidden_one_never() -> None:
    demands, offers = [demand("a", waited=9), demand("b", declined=frozenset({"X"}))], [offer("X")]
    week = (date(2027, 3, 1), date(2027, 3, 6))
    round_ = a_round(first=week[0], last=week[1])

    plain = plan(round_, demands, offers, SETTINGS)
    required = plan(replace(round_, required=frozenset({("b", "X")})), demands, offers, SETTINGS)
    forbidden = plan(replace(round_, forbidden=frozenset({("a", "X")})), demands, offers, SETTINGS)

    assert (plain.served, required.served, forbidden.served) == (("a",), ("b",), ())
    assert violations(required, replace(round_, required=frozenset({("b", "X")})), demands, offers, SETTINGS) == []


def test_who_is_left_out_hears_why_and_moves_up() -> None:
    demands = [demand("a", waited=6), demand("b", waited=3)]

    found = plan(a_round(budget=700), demands, [offer("X", visits_left=2)], SETTINGS)

    left_out = found.unserved[0]
    assert (left_out.demand, left_out.hosts, left_out.group, left_out.next_group) == ("b", ("X",), 1, 2)
    assert {block.code: block.facts for block in left_out.reasons}["budget"] == {"needs": 500, "left": 200}


def test_who_is_left_out_hears_first_what_stops_most_of_the_visits() -> None:
    demands, offers = [demand("a", waited=6), demand("b", waited=3)], [offer("X", visits_left=2)]

    plans = [plan(a_round(budget=700, seed=f"seed {number}"), demands, offers, SETTINGS) for number in range(12)]

    # The hosts are busy on the days of the first visit, whichever the lot chose; money is short on all others.
    assert {found.unserved[0].reasons[0].code for found in plans} == {"budget"}


def test_waiting_groups_are_bands_of_three_rounds() -> None:
    assert [waiting_group(waited) for waited in range(8)] == [0, 1, 1, 1, 2, 2, 2, 3]


def test_lots_are_the_first_twenty_bits_of_the_digest() -> None:
    # printf 'seed|d1|o1|2027-03-01' | sha256sum
    assert lot("seed", "d1", "o1", date(2027, 3, 1)) == 0x7433A


@pytest.mark.parametrize(("demands", "offers"), [([], [offer()]), ([demand()], []), ([], [])])
def test_a_round_without_demands_or_offers_is_empty(demands, offers) -> None:
    found = plan(a_round(), demands, offers, SETTINGS)

    assert (found.visits, found.total, found.cost, found.proved) == ((), 0, 0, True)
    assert stage(found, "shortfall").value == 3


def test_no_time_still_gives_a_plan_that_holds() -> None:
    demands = [demand(f"d{n}", waited=n) for n in range(12)]
    offers = [offer(f"o{n}", parties_per_visit=2) for n in range(6)]
    round_ = a_round(budget=3000)

    found = plan(round_, demands, offers, SETTINGS, time_limit=0)

    assert len(found.visits) >= 3
    assert not found.proved
    assert violations(found, round_, demands, offers, SETTINGS) == []
    assert all(each.bound >= each.value for each in found.stages if each.code in ("served", "places", "total"))


def test_progress_is_told_after_each_stage() -> None:
    told = []

    found = plan(a_round(), [demand()], [offer()], SETTINGS, progress=lambda *each: told.append(each))

    assert [name for name, *_ in told] == [each.code for each in found.stages]
    assert [number for _, number, *_ in told] == list(range(1, len(told) + 1))
    assert {of for _, _, of, _ in told} == {len(told)}


def test_ids_that_occur_twice_are_refused() -> None:
    with pytest.raises(InputError) as refused:
        plan(a_round(), [demand(), demand()], [offer()], SETTINGS)

    assert refused.value.code == "demands_twice"


def test_a_fixed_proposal_of_unknown_demands_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        plan(a_round(fixed=(Fixed("X", date(2027, 1, 11), 3, ("z",)),)), [demand()], [offer()], SETTINGS)

    assert refused.value.code == "fixed_unknown"


@pytest.mark.parametrize(
    ("known", "counted", "cost"),
    [(600, ("a",), 800), (750, ("a", "c"), 750), (None, (), 900)],
    ids=["one more joins", "both have lines", "no budget yet"],
)
def test_a_fixed_visit_costs_what_its_budget_says(known: int | None, counted: tuple[str, ...], cost: int) -> None:
    """By the formula: 500 for the hosts, 200 for each party."""
    fixed = Fixed("X", date(2027, 1, 11), 3, ("a", "c"), cost=known, counted=counted)
    round_ = a_round(fixed=(fixed,), budget=1_000)
    demands, offers = [demand("a"), demand("b"), demand("c")], [offer("X", parties_per_visit=2, cost_per_person=50)]

    found = plan(round_, demands, offers, SETTINGS)

    assert [(visit.offer, visit.cost, visit.fixed) for visit in found.visits] == [("X", cost, True)]
    assert (found.cost, found.left) == (cost, 1_000 - cost)
    assert violations(found, round_, demands, offers, SETTINGS) == []
    dearer = replace(found, visits=(replace(found.visits[0], cost=cost + 1),), cost=cost + 1, left=999 - cost)
    broken = violations(dearer, round_, demands, offers, SETTINGS)
    assert [(each.code, each.fixed) for each in broken] == [("cost", True)]
