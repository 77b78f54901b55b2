"""The objectives one after the other, each held before the next, within the time there is."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from app.matching.planning.draft import completed, greedy
from app.matching.planning.goals import (
    NEAR_BEST,
    Goal,
    Joint,
    first_time_goal,
    goals_before_total,
    lots_goal,
    together,
    total_goal,
)
from app.matching.planning.model import Model, Vector
from app.matching.planning.problem import Problem
from app.matching.planning.settling import settle
from app.matching.results import Stage

Progress = Callable[[str, int, int, int], None]
_SHARE = 0.4
_JOINT_SHARE = 0.5
_LP_SHARE = 0.1
_TRY_SHARE = 0.6
_REPAIR_SECONDS = 10.0
_STAGES_AFTER = 5


@dataclass(slots=True)
class Search:
    """The best plan so far, what later ones must keep, and the options they may use."""

    problem: Problem
    chosen: frozenset[int]
    deadline: float
    alive: set[int]
    exact: set[int] = field(default_factory=set)
    held: list[tuple[Goal, int]] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    of: int = 1
    _model: Model | None = None

    @property
    def left(self) -> float:
        return self.deadline - time.monotonic()

    @property
    def model(self) -> Model:
        if self._model is None:
            self._model = Model(self.problem, self.alive, self.exact)
        return self._model

    def reach(self, goal: Goal | Joint, *, share: float = _SHARE) -> int:
        """Better the plan for the goal as far as time allows, note the stage, return what it has."""
        began = time.monotonic()
        bound, until = goal.most, began + self.left * share
        while goal.value(self.problem, self.chosen) < bound and time.monotonic() < until:
            # With every host exact there is nothing to settle, and no second try.
            part = _TRY_SHARE if len(self.exact) < len(self.problem.offers) else 1
            bound, vague = self._better(goal, bound, (until - time.monotonic()) * part)
            if not vague:
                break
            self.sharpen(vague)
        return self.note(goal, bound, time.monotonic() - began)

    def note(self, goal: Goal | Joint, bound: int, seconds: float) -> int:
        """Write down the stage; return what the plan has of the goal."""
        value = goal.value(self.problem, self.chosen)
        values = {"value": goal.sign * value, "bound": goal.sign * bound}
        self.stages.append(Stage(goal.code, goal.group, **values, seconds=seconds, proved=value >= bound))
        return value

    def tightened(self, goal: Goal, bound: int) -> int:
        """The bound, or that of the relaxed programme where it is less."""
        value = goal.value(self.problem, self.chosen)
        if value >= bound or self.left <= 0:
            return bound
        held = [(other.row(self.model), least) for other, least in self.held]
        relaxed = self.model.bound(goal.row(self.model), held, seconds=self.left * _LP_SHARE)
        return bound if relaxed is None else max(value, min(bound, relaxed))

    def _better(self, goal: Goal | Joint, most: int, seconds: float) -> tuple[int, set[int]]:
        """Take a better plan if one is found. Returns the least upper bound, and hosts to be exact before the next."""
        model = self.model
        held = [(other.row(model), least) for other, least in self.held]
        answer = model.best(goal.row(model), held, seconds=seconds)
        kept = goal.value(self.problem, self.chosen)
        bound = most if answer.bound is None else max(kept, min(most, answer.bound))
        if answer.unknowns is None:
            return bound, set()
        chosen, vague = settle(model, answer.unknowns)
        if chosen is None:
            chosen = self._repaired(goal, model, answer.unknowns)
        if chosen is not None and self._keeps(chosen) and goal.value(self.problem, chosen) > kept:
            self.chosen = chosen
        return bound, vague

    def _repaired(self, goal: Goal | Joint, model: Model, unknowns: Vector) -> frozenset[int] | None:
        """The best plan of the pairs in a promise that could not be settled, every host exact; then what still fits."""
        used = [model.choices[column] for column in np.flatnonzero(unknowns[: len(model.choices)] > 0.5)]
        pairs = {(choice.first.demand, choice.offer) for choice in used}
        options = self.problem.options
        few = {n for n in self.alive if (options[n].demand, self.problem.slots[options[n].slot].offer) in pairs}
        small = Model(self.problem, few, set(range(len(self.problem.offers))))
        held = [(other.row(small), least) for other, least in self.held]
        answer = small.best(goal.row(small), held, seconds=min(_REPAIR_SECONDS, max(1.0, self.left)))
        chosen = None if answer.unknowns is None else settle(small, answer.unknowns)[0]
        return None if chosen is None else completed(self.problem, chosen)

    def _keeps(self, chosen: frozenset[int]) -> bool:
        return all(goal.value(self.problem, chosen) >= least for goal, least in self.held)

    def sharpen(self, offers: Iterable[int]) -> None:
        """From now on these hosts are exact."""
        self.exact |= set(offers)
        self._model = None

    def hold(self, goal: Goal, least: int) -> None:
        """From now on every plan has so much of the goal; options that cannot be part of one are dropped."""
        model = self.model
        held = [(other.row(model), value) for other, value in self.held]
        self.held.append((goal, least))
        if self.left <= 0:
            return
        usable = model.without_hopeless(goal.row(model), held, least, seconds=self.left * _LP_SHARE)
        if usable is not None and len(usable) < len(self.alive):
            self.alive = usable | self.chosen
            self._model = None


def solve(problem: Problem, *, seconds: float, progress: Progress) -> Search:
    """All stages; one of them, `best_total`, is what a plan by scores alone would have."""
    deadline = time.monotonic() + seconds
    search = Search(problem, greedy(problem), deadline, set(range(len(problem.options))))
    total = total_goal(problem)
    goals = [*goals_before_total(problem), total]
    search.of = len(goals) + _STAGES_AFTER - 1
    for group in together(goals):
        for goal in _reached_together(search, group):
            _tell(search, progress)
            if goal.code != total.code:
                search.hold(goal, goal.value(problem, search.chosen))
    best, bound = search.stages[-1].value, search.stages[-1].bound
    search.stages.append(_best_total(search, total))
    _tell(search, progress)
    for goal, least in _newcomers(problem, total, best, bound=bound):
        if least is not None:
            search.hold(goal, least)
            continue
        search.hold(goal, search.reach(goal))
        _tell(search, progress)
    search.sharpen(range(len(problem.offers)))
    search.reach(lots_goal(problem), share=1)
    _tell(search, progress)
    return search


def _reached_together(search: Search, goals: list[Goal]) -> Iterator[Goal]:
    """Try for all goals at once, which is faster than one by one, and note each.

    Those that are proved are done; the first that is not keeps what it has, and the rest is tried for again.
    """
    while goals:
        joint = Joint(goals)
        search.reach(joint, share=_JOINT_SHARE)
        tried = search.stages.pop()
        bounds = joint.bounds(tried.bound, [goal.value(search.problem, search.chosen) for goal in goals])
        seconds = tried.seconds
        for bound in bounds:
            value = search.note(goals[0], search.tightened(goals[0], bound), seconds)
            seconds = 0.0
            yield goals.pop(0)
            if value < bound:
                break


def _newcomers(problem: Problem, total: Goal, best: int, *, bound: int) -> Iterator[tuple[Goal, int | None]]:
    """First-time hosts as long as the total stays near the best, then the total again.

    With a number the goal is only held at it. The few per cent are for newcomers, not for the lots: hence the total
    once more.
    """
    near, of = NEAR_BEST
    yield total, -(-best * near // of)
    yield first_time_goal(problem), None
    yield replace(total, code="total_again", most=bound), None


def _best_total(search: Search, total: Goal) -> Stage:
    """The largest total of all plans, whoever waits."""
    problem = search.problem
    alone = Search(problem, search.chosen, search.deadline, set(range(len(problem.options))), set(search.exact))
    alone.reach(replace(total, code="best_total"), share=_SHARE / 2)
    return alone.stages[0]


def _tell(search: Search, progress: Progress) -> None:
    stage = search.stages[-1]
    progress(stage.code, len(search.stages), search.of, stage.gap)
