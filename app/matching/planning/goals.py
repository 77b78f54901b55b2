"""The objectives of a round, in their order (algorithm: "Plan of a round")."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from app.matching.planning.model import Model, Vector
from app.matching.planning.problem import Option, Problem, waiting_group

NEAR_BEST = (95, 100)
LARGEST_SPAN = 50_000_000
MISSING, NEWCOMERS = "shortfall", "first_time"


@dataclass(frozen=True, slots=True, eq=False)
class Goal:
    """`worth` of each option, whole, more is better; without it the goal is the shortfall or the first-time hosts.

    `sign`: -1 where its value is shown as a number to be small. `least`, `most`: no plan has less or more (signed as
    `worth`).
    """

    code: str
    worth: Callable[[Option], int] | None
    sign: int
    least: int
    most: int
    group: int | None = None

    @property
    def span(self) -> int:
        """How many values it can have."""
        return self.most - self.least + 1

    def row(self, model: Model) -> Vector:
        row = np.zeros(model.size)
        if self.worth is not None:
            row[: len(model.choices)] = [self.worth(choice.first) for choice in model.choices]
        elif self.code == MISSING:
            row[model.shortfall] = -1
        else:
            row[model.first_host : model.shortfall] = 1
        return row

    def value(self, problem: Problem, chosen: Iterable[int]) -> int:
        options = [problem.options[number] for number in chosen]
        if self.worth is not None:
            return sum(self.worth(option) for option in options)
        slots = {option.slot for option in options}
        if self.code == MISSING:
            return -max(0, problem.minimum - len(slots))
        hosts = (problem.offers[problem.slots[slot].offer] for slot in slots)
        return len({host.organisation for host in hosts if host.first_time})


class Joint:
    """Goals in a row as one: each weighs more than all that can be had of those after it."""

    code = "joint"
    group = None
    sign = 1

    def __init__(self, goals: Sequence[Goal]) -> None:
        self.goals = goals
        self._weights = [prod(goal.span for goal in goals[number + 1 :]) for number in range(len(goals))]
        self.most = sum(weight * goal.most for weight, goal in zip(self._weights, goals, strict=True))

    def row(self, model: Model) -> Vector:
        row = np.zeros(model.size)
        for weight, goal in zip(self._weights, self.goals, strict=True):
            row += weight * goal.row(model)
        return row

    def value(self, problem: Problem, chosen: Iterable[int]) -> int:
        chosen = tuple(chosen)
        weighed = zip(self._weights, self.goals, strict=True)
        return sum(weight * goal.value(problem, chosen) for weight, goal in weighed)

    def bounds(self, bound: int, values: Sequence[int]) -> list[int]:
        """The most of each goal for plans with the `values` of those before, when none has more than `bound` of all."""
        least = sum(weight * goal.least for weight, goal in zip(self._weights, self.goals, strict=True))
        left, found = bound - least, []
        for weight, goal, value in zip(self._weights, self.goals, values, strict=True):
            found.append(min(goal.most, max(value, goal.least + left // weight)))
            left -= weight * (value - goal.least)
        return found


def together(goals: Sequence[Goal]) -> list[list[Goal]]:
    """The goals in order, as many at a time as one programme can tell apart in floating-point numbers."""
    groups: list[list[Goal]] = [[]]
    for goal in goals:
        if groups[-1] and prod(each.span for each in [*groups[-1], goal]) > LARGEST_SPAN:
            groups.append([])
        groups[-1].append(goal)
    return groups


def goals_before_total(problem: Problem) -> list[Goal]:
    """Required pairs, shortfall, served by waiting group, women's and youth's places, weak matches."""
    groups = {waiting_group(problem.demands[option.demand].waited) for option in problem.options}
    goals = [
        Goal(MISSING, None, -1, -problem.minimum, 0),
        *(_served(problem, group) for group in sorted(groups, reverse=True)),
    ]
    goals += [
        added_up(problem, "places", lambda option: _places(problem, option)),
        added_up(problem, "weak", lambda option: -(option.score < problem.settings.weak)),
    ]
    if problem.round.required:
        goals.insert(0, added_up(problem, "required", lambda option: _pair(problem, option) in problem.round.required))
    return goals


def total_goal(problem: Problem) -> Goal:
    return added_up(problem, "total", lambda option: option.score)


def first_time_goal(problem: Problem) -> Goal:
    hosts = (problem.offers[slot.offer] for slot in problem.slots)
    return Goal(NEWCOMERS, None, 1, 0, len({host.organisation for host in hosts if host.first_time}))


def lots_goal(problem: Problem) -> Goal:
    return added_up(problem, "lots", lambda option: -option.lot)


def _served(problem: Problem, group: int) -> Goal:
    return added_up(
        problem, "served", lambda option: waiting_group(problem.demands[option.demand].waited) == group, group
    )


def added_up(problem: Problem, code: str, worth: Callable[[Option], int], group: int | None = None) -> Goal:
    """A goal that adds up over the options used; at most, each organisation uses its best."""
    best: dict[str, int] = defaultdict(int)
    worst: dict[str, int] = defaultdict(int)
    for option in problem.options:
        organisation = problem.demands[option.demand].organisation
        best[organisation] = max(best[organisation], worth(option))
        worst[organisation] = min(worst[organisation], worth(option))
    sign = -1 if code in ("weak", "lots") else 1
    return Goal(code, worth, sign, sum(worst.values()), sum(best.values()), group)


def _pair(problem: Problem, option: Option) -> tuple[str, str]:
    return problem.demands[option.demand].id, problem.offers[problem.slots[option.slot].offer].id


def _places(problem: Problem, option: Option) -> int:
    demand = problem.demands[option.demand]
    return demand.women + demand.youth
