"""The objectives of a round, in their order (algorithm: "Plan of a round")."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.matching.planning.model import Model, Vector
from app.matching.planning.problem import Option, Problem, waiting_group

NEAR_BEST = (95, 100)


@dataclass(frozen=True, slots=True, eq=False)
class Goal:
    """`row`: worth of each unknown, whole, more is better; `sign`: -1 where its value is shown as a number to be small.

    `most`: no plan has more (signed as `row`).
    """

    code: str
    group: int | None
    row: Vector
    sign: int
    most: int


def goals_before_total(model: Model) -> list[Goal]:
    """Required pairs, shortfall, served by waiting group, women's and youth's places, weak matches."""
    problem = model.problem
    waiting = {option: waiting_group(problem.demands[option.demand].waited) for option in problem.options}
    shortfall = np.zeros(model.size)
    shortfall[model.shortfall] = -1
    goals = [
        Goal("shortfall", None, shortfall, -1, 0),
        *(
            _over_options(model, "served", lambda option, group=group: waiting[option] == group, group)  # type: ignore[misc]
            for group in sorted(set(waiting.values()), reverse=True)
        ),
        _over_options(model, "places", lambda option: _places(problem, option)),
        _over_options(model, "weak", lambda option: -(option.score < problem.settings.weak)),
    ]
    if problem.round.required:
        goals.insert(
            0, _over_options(model, "required", lambda option: _pair(problem, option) in problem.round.required)
        )
    return goals


def total_goal(model: Model, code: str = "total") -> Goal:
    return _over_options(model, code, lambda option: option.score)


def first_time_goal(model: Model) -> Goal:
    row = np.zeros(model.size)
    row[model.first_host : model.shortfall] = 1
    return Goal("first_time", None, row, 1, len(model.hosts))


def lots_goal(model: Model) -> Goal:
    return _over_options(model, "lots", lambda option: -option.lot)


def _over_options(model: Model, code: str, worth: Callable[[Option], int], group: int | None = None) -> Goal:
    """A goal that adds up over the options used; at most, each organisation uses its best."""
    row = np.zeros(model.size)
    best: dict[str, int] = defaultdict(int)
    for number, option in enumerate(model.problem.options):
        row[number] = worth(option)
        organisation = model.problem.demands[option.demand].organisation
        best[organisation] = max(best[organisation], int(row[number]))
    return Goal(code, group, row, -1 if code in ("weak", "lots") else 1, sum(best.values()))


def _pair(problem: Problem, option: Option) -> tuple[str, str]:
    return problem.demands[option.demand].id, problem.offers[problem.slots[option.slot].offer].id


def _places(problem: Problem, option: Option) -> int:
    demand = problem.demands[option.demand]
    return demand.women + demand.youth
