"""The objectives one after the other, each held before the next, within the time there is."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from app.matching.planning.draft import greedy
from app.matching.planning.goals import (
    NEAR_BEST,
    Goal,
    first_time_goal,
    goals_before_total,
    lots_goal,
    total_goal,
)
from app.matching.planning.model import Answer, Model, Vector
from app.matching.planning.problem import Problem
from app.matching.results import Stage

Progress = Callable[[str, int, int, int], None]
_SHARE = 0.4
_STAGES_AFTER = 5


@dataclass(slots=True)
class Search:
    """The best plan so far and what later ones must keep."""

    model: Model
    chosen: frozenset[int]
    deadline: float
    held: list[tuple[Vector, float]] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    of: int = 1

    @property
    def left(self) -> float:
        return self.deadline - time.monotonic()

    def value(self, goal: Goal) -> int:
        return round(float(goal.row @ self.model.vector(self.chosen)))

    def reach(self, goal: Goal, *, share: float = _SHARE) -> int:
        """Better the plan for the goal as far as time allows, note the stage, return what it has."""
        began = time.monotonic()
        bound = goal.most
        if self.value(goal) < bound and self.left > 0:
            answer = self.model.best(goal.row, self.held, seconds=self.left * share)
            bound = self._take(goal, answer)
        value = self.value(goal)
        seconds = time.monotonic() - began
        self.stages.append(
            Stage(goal.code, goal.group, goal.sign * value, goal.sign * bound, seconds, proved=value >= bound)
        )
        return value

    def hold(self, goal: Goal, least: float) -> None:
        self.held.append((goal.row, least))

    def _take(self, goal: Goal, answer: Answer) -> int:
        """Keep the answer if it is better and truly holds; the least upper bound known."""
        kept = self.value(goal)
        if answer.chosen is not None and self._holds(answer.chosen):
            found = round(float(goal.row @ self.model.vector(answer.chosen)))
            if found > kept:
                self.chosen = answer.chosen
            if answer.final:
                return max(found, kept)
        bound = goal.most if answer.bound is None else min(goal.most, answer.bound)
        return max(bound, self.value(goal))

    def _holds(self, chosen: frozenset[int]) -> bool:
        vector = self.model.vector(chosen)
        return self.model.holds(vector) and all(row @ vector >= least - 0.25 for row, least in self.held)


def solve(problem: Problem, *, seconds: float, progress: Progress) -> Search:
    """All stages; one of them, `best_total`, is what a plan by scores alone would have."""
    model = Model(problem)
    search = Search(model, greedy(problem), time.monotonic() + seconds)
    first_goals = goals_before_total(model)
    search.of = len(first_goals) + _STAGES_AFTER
    for goal in first_goals:
        search.hold(goal, search.reach(goal))
        _tell(search, progress)
    total = total_goal(model)
    best = search.reach(total)
    _tell(search, progress)
    search.stages.append(_best_total(search, total))
    _tell(search, progress)
    for goal, least in _newcomers(model, total, best, bound=search.stages[-2].bound):
        if least is not None:
            search.hold(goal, least)
            continue
        search.hold(goal, search.reach(goal, share=1 if goal.code == "lots" else _SHARE))
        _tell(search, progress)
    return search


def _newcomers(model: Model, total: Goal, best: int, *, bound: int) -> Iterator[tuple[Goal, int | None]]:
    """First-time hosts as long as the total stays near the best, then the total again, then lots.

    With a number the goal is only held at it. The few per cent are for newcomers, not for the lots: hence the total
    once more.
    """
    near, of = NEAR_BEST
    yield total, -(-best * near // of)
    yield first_time_goal(model), None
    yield replace(total, code="total_again", most=bound), None
    yield lots_goal(model), None


def _best_total(search: Search, total: Goal) -> Stage:
    """The largest total of all plans, whoever waits."""
    alone = Search(search.model, search.chosen, search.deadline)
    alone.reach(replace(total, code="best_total"), share=_SHARE / 2)
    return alone.stages[0]


def _tell(search: Search, progress: Progress) -> None:
    stage = search.stages[-1]
    progress(stage.code, len(search.stages), search.of, stage.gap)
