"""The steps after coverage: the worst-off entry, the total, the connection."""

from dataclasses import dataclass, replace

import numpy as np

from app.judging.assignment.model import Answer, Clock, Model
from app.judging.assignment.parts import cut_of, find_parts
from app.judging.assignment.problem import Plan, Problem
from app.judging.assignment.shortage import find_shortage

_LEVEL_SHARE = 0.5
_TRIAL_SHARE = 0.4


@dataclass(frozen=True, eq=False)
class Found:
    """`given_up`: total affinity lost for the connection; `proved`: nothing better exists."""

    plan: Plan
    proved: bool
    given_up: float = 0.0


def solve(problem: Problem, *, connect: bool, seconds: float) -> Found:
    """The assignment as `assign` describes it; raises `Impossible`."""
    clock = Clock.of(seconds)
    shortage = find_shortage(problem)
    if shortage is not None:
        raise shortage
    if not problem.need.any():
        return Found(np.zeros_like(problem.allowed), proved=True)
    model = Model(problem)
    found = find_fairest(model, clock)
    return connect_parts(model, found, clock) if connect else found


def find_fairest(model: Model, clock: Clock) -> Found:
    """The best worst-off entry, then the largest total.

    Nearly always the bound of the relaxation can be reached, and one solve answers both questions; otherwise the
    level is searched for by halving what lies between a level that was reached and one that cannot be.
    """
    bound = model.bound(seconds=clock.share(_TRIAL_SHARE).left)
    high = float(np.floor(bound + 1e-6)) if model.step == 1 else bound
    answer = model.best(level=high, seconds=clock.share(_TRIAL_SHARE).left)
    if answer.plan is not None and answer.final:
        return Found(answer.plan, proved=True)
    reached = _search_level(model, high, answer, clock.share(_LEVEL_SHARE))
    level = float(model.sums(reached.plan)[model.problem.need > 0].min())
    answer = model.best(level=level, seconds=clock.left)
    if answer.plan is None:
        return replace(reached, proved=False)
    return Found(answer.plan, proved=reached.proved and answer.final)


def _search_level(model: Model, high: float, first: Answer, clock: Clock) -> Found:
    """A plan of the highest level found; proved when no level a step higher is possible."""
    plan = first.plan
    if plan is not None:
        return Found(plan, proved=True)
    proved = first.final
    plan = _any_plan(model)
    low = _level(model, plan)
    while high - low > model.step:
        if clock.left <= 0:
            return Found(plan, proved=False)
        middle = (low + high) / 2 if model.step < 1 else float((low + high) // 2)
        answer = model.best(level=middle, seconds=clock.share(_TRIAL_SHARE).left, any_plan=True)
        if answer.plan is None:
            high, proved = middle, proved and answer.final
        else:
            plan, low = answer.plan, _level(model, answer.plan)
    return Found(plan, proved=proved)


def _any_plan(model: Model) -> Plan:
    # Without a level the programme is a flow, whole by itself: there is a plan, and it takes no search.
    plan = model.best(level=None, seconds=np.inf).plan
    if plan is None:
        raise RuntimeError("A flow covers every entry, yet HiGHS found no plan.")
    return plan


def _level(model: Model, plan: Plan) -> float:
    return float(model.sums(plan)[model.problem.need > 0].min())


def connect_parts(model: Model, found: Found, clock: Clock) -> Found:
    parts = find_parts(found.plan)
    if len(parts) == 1 or not _connectable(model.problem):
        return found
    level, cuts, plan, proved = _level(model, found.plan), list[Plan](), found.plan, found.proved
    while len(parts) > 1:
        cuts += [cut_of(part, plan.shape) for part in parts]
        answer = model.best(level=level, cuts=cuts, seconds=clock.left)
        if answer.plan is None or clock.left <= 0:
            return replace(found, proved=found.proved and answer.plan is None and answer.final)
        plan, proved = answer.plan, proved and answer.final
        parts = find_parts(plan)
    lost = model.sums(found.plan).sum() - model.sums(plan).sum()
    return Found(plan, proved=proved, given_up=max(0.0, float(lost)) / model.factor)


def _connectable(problem: Problem) -> bool:
    """False when no plan can be connected: the allowed pairs are not, or there are too few pairs for a tree."""
    asked = problem.need > 0
    busiest = np.sort(np.minimum(problem.most, asked.sum()))[::-1].cumsum()
    fewest_jurors = max(int(np.searchsorted(busiest, problem.need.sum())) + 1, int(problem.need.max()))
    tree = int(asked.sum()) + fewest_jurors - 1
    return int(problem.need.sum()) >= tree and _linked(problem.allowed & asked[:, None])


def _linked(allowed: Plan) -> bool:
    # Jurors may be left out of a plan, entries not: one part must hold all entries.
    return len(find_parts(allowed)) == 1
