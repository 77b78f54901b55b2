"""Which visits a round should hold: fair first, then good, and the same for everyone who calculates it again."""

import time
from collections.abc import Callable, Sequence

from app.matching.inputs import Demand, Offer, Round, Settings
from app.matching.results import Plan, Stage

TIME_LIMIT = 300.0
NOT_OF_THE_PLAN = "best_total"


def plan(
    round_: Round,
    demands: Sequence[Demand],
    offers: Sequence[Offer],
    settings: Settings,
    *,
    time_limit: float = TIME_LIMIT,
    progress: Callable[[str, int, int, int], None] | None = None,
) -> Plan:
    """The visits of a round, within its budget and everybody's limits.

    In this order, each objective held before the next: required pairs; fewest visits missing to `round_.minimum`; most
    served of each waiting group (bands of three rounds), longest waiting first; women's and youth's places; fewest weak
    matches; total score; most first-time hosts within 5 % of that total, then the total again; the smallest sum of
    lots, a lot being the first 20 bits of SHA-256("seed|demand|offer|first day").

    `time_limit`: seconds for the search; there is always a plan, and `proved` says whether every stage is known to be
    the best. `progress(stage, number, of, gap)` is called after each stage. The same inputs in any order give the same
    plan, unless time runs out. Raises InputError for ids that occur twice and fixed proposals of unknown ids.
    """
    # scipy's optimiser comes along: only the job that makes a plan should carry it, not every web process.
    from app.matching.planning.options import add_options  # noqa: PLC0415
    from app.matching.planning.problem import read_problem  # noqa: PLC0415
    from app.matching.planning.solving import solve  # noqa: PLC0415
    from app.matching.planning.telling import inputs_hash, plan_hash, unserved_of, visits_of  # noqa: PLC0415

    began = time.monotonic()
    problem = add_options(read_problem(round_, demands, offers, settings))
    search = solve(problem, seconds=time_limit, progress=progress or _silent)
    visits = visits_of(problem, search.chosen)
    cost = sum(visit.cost for visit in visits)
    total = sum(score for visit in visits for score in visit.scores)
    fixed = sum(score for visit in visits if visit.fixed for score in visit.scores)
    return Plan(
        visits=visits,
        unserved=unserved_of(problem, search.chosen),
        stages=tuple(search.stages),
        total=total,
        best_total=max(total, fixed + _value(search.stages, NOT_OF_THE_PLAN)),
        cost=cost,
        left=round_.budget - cost,
        proved=all(stage.proved for stage in search.stages if stage.code != NOT_OF_THE_PLAN),
        seconds=time.monotonic() - began,
        inputs_hash=inputs_hash(round_, demands, offers, settings),
        plan_hash=plan_hash(visits),
    )


def _value(stages: Sequence[Stage], code: str) -> int:
    return next(stage.value for stage in stages if stage.code == code)


def _silent(_stage: str, _number: int, _of: int, _gap: int) -> None:
    return None
