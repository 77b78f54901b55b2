"""What becomes of everyone when a rule is followed for years: rounds one after the other under different policies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from app.matching.inputs import Demand, Offer, Round, Settings
from app.matching.results import PlannedVisit


class Policy(StrEnum):
    """What a round is planned for: the largest total score, the most parties for the least money, or as `plan`."""

    BEST_SCORE = "best_score"
    MOST_FOR_THE_MONEY = "most_for_the_money"
    FAIR = "fair"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of organisations that had a feasible host: `never_served`; `longest_wait`, rounds without a visit on end.

    `served`: visits of parties in all rounds, `mean_score` of them; `cost`: cents of all rounds.
    """

    policy: Policy
    feasible: int
    never_served: int
    longest_wait: int
    served: int
    mean_score: Fraction
    cost: int


def simulate(
    round_: Round,
    demands: Sequence[Demand],
    offers: Sequence[Offer],
    settings: Settings,
    *,
    policy: Policy,
    rounds: int = 12,
    time_limit: float = 20.0,
) -> Outcome:
    """The same demands and offers in one round after the other.

    Who is served starts again at no wait, everybody else with a feasible host waits one round more; each round has the
    same limits and its own lots. `time_limit`: seconds per round.
    """
    waited = {demand.id: demand.waited for demand in demands}
    idle = dict.fromkeys(waited, 0)
    longest, served, scores, cost = dict(idle), dict(idle), list[int](), 0
    feasible: set[str] = set()
    for number in range(1, rounds + 1):
        asking = [replace(demand, waited=waited[demand.id]) for demand in demands]
        this = replace(round_, seed=f"{round_.seed}-{number}")
        visits, possible = _POLICIES[policy](this, asking, offers, settings, time_limit)
        feasible |= possible
        guests = {name for visit in visits for name in visit.demands}
        scores += [points for visit in visits for points in visit.scores]
        cost += sum(visit.cost for visit in visits)
        for name in possible:
            served[name] += name in guests
            waited[name] = 0 if name in guests else waited[name] + 1
            idle[name] = 0 if name in guests else idle[name] + 1
            longest[name] = max(longest[name], idle[name])
    return Outcome(
        policy=policy,
        feasible=len(feasible),
        never_served=sum(served[name] == 0 for name in feasible),
        longest_wait=max((longest[name] for name in feasible), default=0),
        served=len(scores),
        mean_score=Fraction(sum(scores), len(scores)) if scores else Fraction(0),
        cost=cost,
    )


_Planned = tuple[Sequence[PlannedVisit], set[str]]
_Planner = Callable[[Round, Sequence[Demand], Sequence[Offer], Settings, float], _Planned]


def _planned_for(*codes: str) -> _Planner:
    def planned(
        round_: Round, demands: Sequence[Demand], offers: Sequence[Offer], settings: Settings, seconds: float
    ) -> _Planned:
        # As in `plan`: only who plans should carry scipy's optimiser.
        from app.matching.planning.policies import chosen_for  # noqa: PLC0415

        return chosen_for(codes, round_, demands, offers, settings, seconds=seconds)

    return planned


_POLICIES: dict[Policy, _Planner] = {
    Policy.BEST_SCORE: _planned_for("total"),
    Policy.MOST_FOR_THE_MONEY: _planned_for("parties", "cheap"),
    Policy.FAIR: _planned_for(),
}
