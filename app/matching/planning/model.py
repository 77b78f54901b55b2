"""The problem as a mixed-integer programme for HiGHS, and what one solve of it answers.

Weeks make the programme large and alike to itself. So a demand's options at one host with one score are a single
choice, which needs a visit in one of their slots; which of them is settled afterwards. For hosts named `exact`, where
that would promise too much, each option is a choice of its own. Without all of them exact the programme is a
relaxation: its bounds hold, and its plans are checked.

Unknowns, 0 or 1 unless said: each choice is used; each slot is a visit; each first-time host has one; visits missing to
the minimum; fixed costs that parties' contributions leave (cents).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp
from scipy.sparse import csr_array, vstack

from app.matching.planning.problem import Option, Problem
from app.matching.planning.rows import Rows

Vector = NDArray[np.float64]
Held = Sequence[tuple[Vector, int]]
_NEARLY = 1e-6


@dataclass(frozen=True, slots=True)
class Choice:
    """Options of one demand at one host that are worth the same; the first stands for all."""

    first: Option
    offer: int
    options: tuple[int, ...]
    slots: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """`unknowns`: of the best found, or None; `bound`: no plan has more."""

    unknowns: Vector | None
    bound: int | None


class Model:
    """All limits of a round, for the options in `alive`."""

    def __init__(self, problem: Problem, alive: Iterable[int], exact: AbstractSet[int]) -> None:
        self.problem = problem
        self.exact = exact
        self.choices = _choices(problem, alive, exact)
        self.slots = sorted({slot for choice in self.choices for slot in choice.slots})
        offers = problem.offers
        used = [problem.slots[slot].offer for slot in self.slots]
        self.hosts = sorted({offers[offer].organisation for offer in used if offers[offer].first_time})
        self.visit = {slot: len(self.choices) + number for number, slot in enumerate(self.slots)}
        self.first_host = len(self.choices) + len(self.slots)
        self.shortfall = self.first_host + len(self.hosts)
        self.size = self.shortfall + 1
        self._rows = Rows()
        self._once_per_organisation()
        costs = self._visits()
        self._hosts()
        self._weeks()
        self._rows.add(*zip(*costs, strict=True), limit=problem.budget) if costs else None
        self.table = self._rows.table(self.size)

    def _once_per_organisation(self) -> None:
        by_organisation: dict[str, list[int]] = defaultdict(list)
        for column, choice in enumerate(self.choices):
            by_organisation[self.problem.demands[choice.first.demand].organisation].append(column)
        for columns in by_organisation.values():
            self._rows.at_most(columns, 1)

    def _visits(self) -> list[tuple[int, float]]:
        """Visits and their parties, hall by hall: a slot of an exact host, or all slots of another. Returns costs."""
        halls: dict[tuple[int, int], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for slot in self.slots:
            halls[self._hall(slot)][1].append(slot)
        for column, choice in enumerate(self.choices):
            halls[self._hall(choice.slots[0])][0].append(column)
        costs = []
        for (offer, _), (columns, slots) in sorted(halls.items()):
            costs += self._hall_rows(offer, columns, [self.visit[slot] for slot in slots])
            self._reach(columns, slots)
        return costs

    def _hall(self, slot: int) -> tuple[int, int]:
        offer = self.problem.slots[slot].offer
        return offer, slot if offer in self.exact else -1

    def _hall_rows(self, offer: int, columns: list[int], visits: list[int]) -> list[tuple[int, float]]:
        host, shares = self.problem.offers[offer], [self.choices[column].first.share for column in columns]
        parties = [self.problem.demands[self.choices[column].first.demand].party for column in columns]
        self._rows.add([*visits, *columns], [1] * len(visits) + [-1] * len(columns), limit=0)
        most = min(host.parties_per_visit, len(columns))
        self._rows.add([*columns, *visits], [1] * len(columns) + [-most] * len(visits), limit=0)
        if most > 1:
            self._rows.add([*columns, *visits], [*parties, *[-host.people_cap] * len(visits)], limit=0)
        costs = [(column, float(each.charge)) for column, each in zip(columns, shares, strict=True)]
        if not any(each.surplus for each in shares):
            return costs + [(visit, float(host.fixed_cost)) for visit in visits]
        left = self.size
        self.size += 1
        surplus = [-float(each.surplus) for each in shares]
        fixed = [float(host.fixed_cost)] * len(visits)
        self._rows.add([*visits, left, *columns], [*fixed, -1.0, *surplus], limit=0)
        return [*costs, (left, 1.0)]

    def _reach(self, columns: list[int], slots: list[int]) -> None:
        """A choice needs a visit in one of its slots, a visit someone who can be there."""
        guests: dict[int, list[int]] = {slot: [] for slot in slots}
        for column in columns:
            reached = self.choices[column].slots
            self._rows.add([column, *(self.visit[slot] for slot in reached)], [1, *[-1] * len(reached)], limit=0)
            for slot in reached:
                guests[slot].append(column)
        for slot, able in guests.items():
            if len(able) < len(columns):
                self._rows.add([self.visit[slot], *able], [1, *[-1] * len(able)], limit=0)

    def _hosts(self) -> None:
        """Visits of an offer, the minimum, and first-time hosts with a visit."""
        problem = self.problem
        by_offer: dict[int, list[int]] = defaultdict(list)
        by_host: dict[str, list[int]] = defaultdict(list)
        for slot, visit in self.visit.items():
            offer = problem.slots[slot].offer
            by_offer[offer].append(visit)
            if problem.offers[offer].first_time:
                by_host[problem.offers[offer].organisation].append(visit)
        for offer, visits in by_offer.items():
            self._rows.at_most(visits, problem.visits_left[offer])
        every = [*self.visit.values(), self.shortfall]
        self._rows.add(every, [-1] * len(every), limit=-problem.minimum)
        for number, host in enumerate(self.hosts):
            visits = by_host[host]
            self._rows.add([self.first_host + number, *visits], [1, *[-1] * len(visits)], limit=0)

    def _weeks(self) -> None:
        """Starts per week, and no organisation in two places: a week is one visit's, as host or as guest."""
        problem = self.problem
        starting: dict[date, list[int]] = defaultdict(list)
        present: dict[tuple[str, date], list[int]] = defaultdict(list)
        for slot, visit in self.visit.items():
            each = problem.slots[slot]
            starting[each.weeks[0]].append(visit)
            for week in each.weeks:
                present[problem.offers[each.offer].organisation, week].append(visit)
        for column, choice in enumerate(self.choices):
            for week in problem.slots[choice.slots[0]].weeks if len(choice.slots) == 1 else ():
                if (key := (problem.demands[choice.first.demand].organisation, week)) in present:
                    present[key].append(column)
        for week, visits in starting.items():
            self._rows.at_most(visits, problem.limit(week))
        for there in present.values():
            self._rows.at_most(there, 1)

    def best(self, goal: Vector, held: Held, *, seconds: float) -> Answer:
        """The unknowns with the most of `goal` that keep to all limits; of each held row at least so much."""
        upper, whole = self._upper(), np.ones(self.size)
        whole[self.shortfall :] = 0
        table, limits = self._with(held)
        solved = milp(
            -goal,
            constraints=LinearConstraint(table, -np.inf, limits),
            bounds=Bounds(0, upper),
            integrality=whole,
            options={"time_limit": max(seconds, 0.05), "mip_rel_gap": 0.0},
        )
        return Answer(solved.x, _bound(solved))

    def without_hopeless(self, goal: Vector, held: Held, least: int, *, seconds: float) -> set[int] | None:
        """Options some plan with `least` of the goal may use, by the reduced costs of the relaxed programme.

        None where there is no answer in time.
        """
        solved = self._relaxed(goal, held, seconds)
        if solved.status != 0:
            return None
        usable = solved.fun + solved.lower.marginals <= -least + 0.01
        return {
            option
            for column, choice in enumerate(self.choices)
            if usable[column]
            for option, slot in zip(choice.options, choice.slots, strict=True)
            if usable[self.visit[slot]]
        }

    def bound(self, goal: Vector, held: Held, *, seconds: float) -> int | None:
        """What parts of visits would give: no plan has more of the goal. None where there is no answer in time."""
        solved = self._relaxed(goal, held, seconds)
        return int(np.floor(-solved.fun + 0.01)) if solved.status == 0 else None

    def _relaxed(self, goal: Vector, held: Held, seconds: float) -> OptimizeResult:
        table, limits = self._with(held)
        return linprog(
            -goal,
            A_ub=table,
            b_ub=limits,
            bounds=np.column_stack([np.zeros(self.size), self._upper()]),
            method="highs",
            options={"time_limit": max(seconds, 0.05)},
        )

    def _upper(self) -> Vector:
        upper = np.ones(self.size)
        upper[self.shortfall] = self.problem.minimum
        upper[self.shortfall + 1 :] = np.inf
        return upper

    def _with(self, held: Held) -> tuple[csr_array, Vector]:
        limits = np.array(self._rows.limits, dtype=float)
        if not held:
            return self.table, limits
        rows = csr_array(np.array([-row for row, _ in held]))
        return vstack([self.table, rows], format="csr"), np.append(limits, [0.5 - least for _, least in held])


def _bound(solved: OptimizeResult) -> int | None:
    least = solved.fun if solved.status == 0 else solved.get("mip_dual_bound")
    return None if least is None or not np.isfinite(least) else int(np.floor(-least + _NEARLY))


def _choices(problem: Problem, alive: Iterable[int], exact: AbstractSet[int]) -> list[Choice]:
    """Options put together. Guests who are hosts as well keep their weeks apart, so that they are in one place."""
    hosting = {problem.offers[slot.offer].organisation for slot in problem.slots}
    together: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for number in sorted(alive):
        option = problem.options[number]
        offer = problem.slots[option.slot].offer
        apart = offer in exact or problem.demands[option.demand].organisation in hosting
        together[offer, option.demand, option.score, number if apart else -1].append(number)
    return [
        Choice(
            first=problem.options[numbers[0]],
            offer=key[0],
            options=tuple(numbers),
            slots=tuple(problem.options[number].slot for number in numbers),
        )
        for key, numbers in sorted(together.items())
    ]
