"""What planning learning visits costs: `python -m benchmarks.matching` prints seconds, gaps and a simulation.

`python -m benchmarks.matching --quick` leaves out the largest round.
"""

import sys
import time
from dataclasses import replace
from datetime import timedelta

from rich.console import Console
from rich.table import Table

from app.matching import Plan, Policy, Round, Stage, plan, score_all, simulate, violations
from benchmarks.matching_world import SETTINGS, TODAY, world

EUROS = 100
SIZES = ((20, 15, 4_000, 15.0), (50, 50, 15_000, 60.0), (200, 200, 60_000, 300.0))
"""Demands, offers, budget in euros, seconds."""


def a_round(budget: int, *, weekly: int = 2) -> Round:
    return Round(
        seed="benchmark",
        today=TODAY,
        first=TODAY,
        last=TODAY + timedelta(days=180),
        budget=budget * EUROS,
        week_capacity=weekly,
    )


def scoring() -> None:
    demands, offers = world(2_000, 2_000)
    began = time.perf_counter()
    found = score_all(demands, offers, SETTINGS, today=TODAY)
    table = Table("scoring", "seconds", "feasible pairs")
    table.add_row("2,000 by 2,000", f"{time.perf_counter() - began:.1f}", f"{found.feasible.mean():.1%}")
    Console().print(table)


def planning(sizes: tuple[tuple[int, int, int, float], ...]) -> None:
    console = Console()
    table = Table("demands by offers", "limit", "seconds", "visits", "served", "proved", "fairness costs", "violations")
    for demand_count, offer_count, budget, seconds in sizes:
        demands, offers = world(demand_count, offer_count)
        round_ = a_round(budget, weekly=2 if demand_count < 100 else 4)
        found = plan(round_, demands, offers, SETTINGS, time_limit=0.95 * seconds)
        wrong = violations(found, round_, demands, offers, SETTINGS)
        name = f"{demand_count} by {offer_count}"
        table.add_row(name, f"{seconds:.0f}", *_figures(found), str(len(wrong)))
        console.print(_stages(name, found.stages))
    console.print(table)


def _figures(found: Plan) -> list[str]:
    proved = "all" if found.proved else ", ".join(stage.code for stage in found.stages if stage.proved)
    visits, served = str(len(found.visits)), str(len(found.served))
    return [f"{found.seconds:.1f}", visits, served, proved, f"{float(found.fairness_price):.1%}"]


def _stages(name: str, stages: tuple[Stage, ...]) -> Table:
    table = Table(name, "value", "bound", "gap", "seconds")
    for stage in stages:
        code = stage.code if stage.group is None else f"{stage.code}, group {stage.group}"
        table.add_row(code, str(stage.value), str(stage.bound), str(stage.gap), f"{stage.seconds:.2f}")
    return table


def simulation() -> None:
    demands, offers = world(24, 12)
    demands = [replace(demand, waited=1) for demand in demands]
    table = Table("twelve rounds, 24 organisations", "feasible", "never served", "longest wait", "served", "mean score")
    for policy in Policy:
        found = simulate(a_round(6_000), demands, offers, SETTINGS, policy=policy)
        numbers = (found.feasible, found.never_served, found.longest_wait, found.served)
        table.add_row(policy.value, *map(str, numbers), f"{float(found.mean_score):.1f}")
    Console().print(table)


def main() -> None:
    scoring()
    planning(SIZES[:2] if "--quick" in sys.argv else SIZES)
    simulation()


if __name__ == "__main__":
    main()
