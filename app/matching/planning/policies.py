"""Plans by other objectives than the round's, to compare it with."""

import time
from collections.abc import Sequence

from app.matching.inputs import Demand, Offer, Round, Settings
from app.matching.planning.draft import greedy
from app.matching.planning.goals import Goal, added_up, total_goal
from app.matching.planning.options import add_options
from app.matching.planning.problem import Problem, read_problem
from app.matching.planning.solving import Search, solve
from app.matching.planning.telling import visits_of
from app.matching.results import PlannedVisit


def chosen_for(
    codes: Sequence[str],
    round_: Round,
    demands: Sequence[Demand],
    offers: Sequence[Offer],
    settings: Settings,
    *,
    seconds: float,
) -> tuple[Sequence[PlannedVisit], set[str]]:
    """The visits planned for these objectives (none: those of a round), and the demands that had a feasible host."""
    problem = add_options(read_problem(round_, demands, offers, settings))
    possible = {problem.demands[row].id for row, _ in problem.pairs}
    if not codes:
        search = solve(problem, seconds=seconds, progress=lambda *_: None)
    else:
        deadline = time.monotonic() + seconds
        search = Search(problem, greedy(problem), deadline, set(range(len(problem.options))))
        for code in codes:
            goal = _goal(problem, code)
            search.hold(goal, search.reach(goal))
    return visits_of(problem, search.chosen), possible


def _goal(problem: Problem, code: str) -> Goal:
    if code == "total":
        return total_goal(problem)
    if code == "parties":
        return added_up(problem, code, lambda _: 1)
    return added_up(
        problem,
        code,
        lambda option: -option.share.charge - problem.offers[problem.slots[option.slot].offer].fixed_cost,
    )
