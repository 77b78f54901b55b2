"""The independent check finds what is wrong; plans side by side; policies over rounds."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from app.matching import Policy, difference, plan, simulate, violations
from tests.matching.worlds import SETTINGS, a_round, demand, offer

WEEK = date(2027, 1, 11)
DEMANDS = [demand("a"), demand("b"), demand("c", organisation="org-a")]
OFFERS = [offer("X", visits_left=1), offer("Y")]
ROUND = a_round(week_capacity=1)


def broken(**changes) -> set[str]:
    """Codes the check finds when the first visit of a right plan is changed so."""
    right = plan(ROUND, DEMANDS, OFFERS, SETTINGS)
    assert violations(right, ROUND, DEMANDS, OFFERS, SETTINGS) == []
    wrong = replace(right, visits=(replace(right.visits[0], **changes), *right.visits[1:]))
    return {each.code for each in violations(wrong, ROUND, DEMANDS, OFFERS, SETTINGS)}


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"cost": 1}, {"cost", "sums"}),
        ({"scores": (100,)}, {"score", "sums"}),
        ({"demands": ()}, {"empty", "score"}),
        ({"demands": ("z",)}, {"unknown"}),
        ({"start": date(2026, 12, 28)}, {"outside", "window"}),
        ({"days": 4}, {"length"}),
        (
            {"demands": ("a", "b", "c"), "scores": (0,)},
            {"twice", "organisation_twice", "parties", "people", "score", "sums", "both"},
        ),
    ],
)
def test_a_changed_plan_is_found_out(changes, codes: set[str]) -> None:
    assert broken(**changes) == codes


def test_a_plan_of_other_limits_is_found_out() -> None:
    right = plan(ROUND, DEMANDS, OFFERS, SETTINGS)

    def found(round_=ROUND, demands=DEMANDS, offers=OFFERS) -> set[str]:
        return {each.code for each in violations(right, round_, demands, offers, SETTINGS)}

    assert found(replace(ROUND, budget=600)) == {"budget", "sums"}
    assert found(replace(ROUND, forbidden=frozenset({(name, host) for name in "abc" for host in "XY"}))) == {
        "forbidden"
    }
    assert "blocked" in found(demands=[replace(row, declined=frozenset({"X", "Y"})) for row in DEMANDS])
    assert "visits" in found(offers=[replace(row, visits_left=0) for row in OFFERS])
    assert "closed" in found(offers=[replace(row, months_open=frozenset({7})) for row in OFFERS])


def test_a_difference_names_who_gains_and_who_loses() -> None:
    before = plan(ROUND, DEMANDS, OFFERS, SETTINGS)
    after = plan(replace(ROUND, forbidden=frozenset({("b", "X"), ("b", "Y")})), DEMANDS, OFFERS, SETTINGS)

    found = difference(before, after)

    assert (found.lost, found.gained, found.visits, found.cost) == (("b",), (), -1, -500)
    assert difference(before, before) == replace(found, gained=(), lost=(), moved=(), cost=0, total=0, visits=0)


def test_the_price_of_fairness_is_a_share_of_the_best_total() -> None:
    week = (WEEK, WEEK + timedelta(days=6))
    demands = [demand("a", waited=0, level=1), demand("b", waited=3, level=4)]

    found = plan(a_round(first=week[0], last=week[1]), demands, [offer("X", level=3)], SETTINGS)

    assert found.served == ("b",)
    assert (found.total, found.best_total, found.fairness_price) == (68, 78, Fraction(10, 78))


def test_nobody_waits_for_ever_when_rounds_are_fair() -> None:
    demands = [demand(f"d{number}", level=1 + number % 5) for number in range(8)]
    offers = [offer("X", visits_left=2, level=3), offer("Y", level=5, fixed_cost=700)]
    round_ = a_round(budget=1000, minimum=1)

    outcomes = {
        policy: simulate(round_, demands, offers, SETTINGS, policy=policy, rounds=5, time_limit=5) for policy in Policy
    }

    assert (outcomes[Policy.FAIR].never_served, outcomes[Policy.FAIR].longest_wait) == (0, 4)
    assert outcomes[Policy.BEST_SCORE].never_served >= 4
    assert outcomes[Policy.BEST_SCORE].mean_score >= outcomes[Policy.FAIR].mean_score
    assert outcomes[Policy.MOST_FOR_THE_MONEY].never_served > 0
