"""Hard conditions, possible starts, costs; one pair and all pairs at once."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.matching import Funding, Per, Shown, blocked, match, score_all, starts
from app.matching.costs import Share, cost_alone, share, visit_cost
from tests.matching.worlds import SETTINGS, TODAY, demand, offer, random_demand, random_offer

MONDAY, MIDWEEK = date(2027, 3, 1), date(2027, 3, 3)


def codes(one, other, **more) -> list[str]:
    return [block.code for block in blocked(one, other, SETTINGS, today=TODAY, **more)]


@pytest.mark.parametrize(
    ("guest", "host", "code"),
    [
        ({"organisation": "host-X"}, {}, "same_organisation"),
        ({"declined": frozenset({"X"})}, {}, "declined"),
        ({"declined": frozenset({"host-X"})}, {}, "declined"),
        ({}, {"topics": (Shown("organic"),)}, "topic"),
        ({"party": 11}, {}, "places"),
        ({}, {"visits_left": 0}, "visits"),
        ({"languages": {"qu": 4}}, {}, "language"),
        ({"needs": frozenset({"childcare"})}, {}, "needs"),
        ({"windows": ((MONDAY, MONDAY + timedelta(days=1)),)}, {}, "dates"),
        ({}, {"months_open": frozenset()}, "dates"),
        ({"windows": ()}, {}, "dates"),
        ({"windows": ((MONDAY, MONDAY + timedelta(days=9)),), "lead_days": 300}, {}, "lead"),
        ({"windows": ((MONDAY, MONDAY + timedelta(days=3)),)}, {"blackouts": ((MONDAY, MIDWEEK),)}, "blackout"),
    ],
)
def test_each_hard_condition_blocks_alone(guest, host, code: str) -> None:
    assert codes(demand(**guest), offer(**host)) == [code]
    assert codes(demand(), offer()) == []


def test_every_block_is_named_with_what_would_help() -> None:
    guest = demand(party=12, needs=frozenset({"diet"}), windows=((MONDAY, MONDAY + timedelta(days=9)),), lead_days=300)

    found = {block.code: block.facts for block in blocked(guest, offer(), SETTINGS, today=TODAY, budget=100)}

    assert found == {
        "places": {"party": 12, "cap": 10},
        "needs": {"missing": ["diet"]},
        "cost": {"needs": 500, "budget": 100},
        "lead": {"earliest": TODAY + timedelta(days=300), "last_start": MONDAY + timedelta(days=7)},
    }


def test_outside_the_round_is_said_with_the_soonest_day() -> None:
    guest = demand(windows=((MONDAY, MONDAY + timedelta(days=9)),))

    found = blocked(guest, offer(), SETTINGS, today=TODAY, within=(TODAY, TODAY + timedelta(days=9)))

    assert [(block.code, block.facts["earliest"]) for block in found] == [("round", MONDAY)]


def test_an_interpreter_or_funding_opens_what_was_blocked() -> None:
    silent = demand(languages={"qu": 4}, needs=frozenset({"childcare"}))
    funded = replace(SETTINGS, funded={"interpreter": Funding(100, Per.DAY), "childcare": Funding(7, Per.PERSON_DAY)})

    assert blocked(silent, offer(), funded, today=TODAY) == ()
    assert cost_alone(silent, offer(), funded) == 500 + 300 + 7 * 4 * 3
    assert codes(silent, offer(interpreter=True, provides=frozenset({"childcare"}))) == []


def test_own_contribution_pays_own_costs_then_the_fixed_cost_never_others() -> None:
    host = offer(cost_per_person=100)
    rich, poor = share(demand(own_budget=700), host, SETTINGS), share(demand("b"), host, SETTINGS)

    assert (rich, poor) == (Share(0, 300), Share(400, 0))
    assert (visit_cost(host, [rich]), visit_cost(host, [poor]), visit_cost(host, [rich, poor])) == (200, 900, 600)


def test_starts_are_first_days_mondays_and_firsts_of_months() -> None:
    guest = demand(windows=((date(2027, 2, 24), date(2027, 3, 12)),))

    assert starts(guest, offer(), today=TODAY) == (date(2027, 2, 24), date(2027, 3, 1), date(2027, 3, 8))
    assert starts(guest, offer(length_days=None), today=TODAY) == starts(guest, offer(), today=TODAY)
    assert starts(guest, offer(months_open=frozenset({3})), today=TODAY)[0] == date(2027, 3, 1)


def test_windows_in_far_years_are_no_trouble() -> None:
    assert starts(demand(windows=((date(1, 1, 1), date(9999, 12, 31)),)), offer(), today=TODAY)[0] == TODAY


def test_the_best_start_is_in_season_and_the_soonest_of_equals() -> None:
    found = match(demand(), offer(months_visible=frozenset({3, 4})), SETTINGS, today=TODAY)

    assert (found.start, found.feasible, found.days, found.cost) == (date(2027, 3, 1), True, 3, 500)
    assert match(demand(party=12), offer(), SETTINGS, today=TODAY).start is None


@pytest.mark.parametrize("budget", [None, 700])
def test_all_pairs_at_once_equal_pair_by_pair(budget: int | None) -> None:
    draw = random.Random(5)
    offers = [random_offer(draw, f"o{number}") for number in range(30)]
    demands = [random_demand(draw, f"d{number}", ["host-o1"]) for number in range(30)]
    funded = replace(SETTINGS, funded={"interpreter": Funding(30, Per.PERSON_DAY)})

    for settings in (SETTINGS, funded):
        found = score_all(demands, offers, settings, today=TODAY, budget=budget)
        single = [[match(one, other, settings, today=TODAY, budget=budget) for other in offers] for one in demands]
        assert found.totals.tolist() == [[each.score.total for each in row] for row in single]
        assert found.feasible.tolist() == [[each.feasible for each in row] for row in single]
        assert 0 < found.feasible.sum() < 900


def test_all_pairs_of_nothing_are_none() -> None:
    assert score_all([], [offer()], SETTINGS, today=TODAY).totals.shape == (0, 1)
    assert score_all([demand()], [], SETTINGS, today=TODAY).totals.shape == (1, 0)
