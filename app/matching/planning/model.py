"""The problem as a mixed-integer programme for HiGHS, and what one solve of it answers.

Unknowns, all 0 or 1 unless said: each option is used; each slot is a visit; each first-time host has one; visits
missing to the minimum (whole); fixed cost of a slot that parties' contributions leave (cents).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from app.matching.planning.problem import Problem

Vector = NDArray[np.float64]
_NEARLY = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """`chosen`: used options, or None; `bound`: no plan has more; `final`: nothing better exists."""

    chosen: frozenset[int] | None
    bound: int | None
    final: bool


class _Rows:
    """Linear conditions put together entry by entry: Σ value · unknown ≤ limit."""

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.columns: list[int] = []
        self.values: list[float] = []
        self.limits: list[float] = []

    def add(self, columns: Sequence[int], values: Sequence[float], limit: float) -> None:
        self.rows += [len(self.limits)] * len(columns)
        self.columns += columns
        self.values += values
        self.limits.append(limit)


class Model:
    """All limits of a round. Columns: options, slots, first-time hosts, shortfall, left fixed costs."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        offers, slots = problem.offers, problem.slots
        self.hosts = sorted({offers[slot.offer].organisation for slot in slots if offers[slot.offer].first_time})
        with_surplus = sorted({option.slot for option in problem.options if option.share.surplus})
        self.first_slot = len(problem.options)
        self.first_host = self.first_slot + len(slots)
        self.shortfall = self.first_host + len(self.hosts)
        self.left_cost = {slot: self.shortfall + 1 + number for number, slot in enumerate(with_surplus)}
        self.size = self.shortfall + 1 + len(with_surplus)
        self._rows = _Rows()
        self._once_per_organisation()
        self._visits()
        self._hosts()
        self._weeks()
        self._money()
        self._table = csr_array(
            (self._rows.values, (self._rows.rows, self._rows.columns)), shape=(len(self._rows.limits), self.size)
        )

    def _once_per_organisation(self) -> None:
        by_organisation: dict[str, list[int]] = defaultdict(list)
        for number, option in enumerate(self.problem.options):
            by_organisation[self.problem.demands[option.demand].organisation].append(number)
        for numbers in by_organisation.values():
            self._rows.add(numbers, [1] * len(numbers), 1)

    def _visits(self) -> None:
        """A visit has at least one party, at most as many parties and people as fit."""
        problem = self.problem
        members: list[list[int]] = [[] for _ in problem.slots]
        for number, option in enumerate(problem.options):
            members[option.slot].append(number)
        for slot, numbers in enumerate(members):
            offer, visit = problem.offers[problem.slots[slot].offer], self.first_slot + slot
            parties = [problem.demands[problem.options[number].demand].party for number in numbers]
            self._rows.add([visit, *numbers], [1, *[-1] * len(numbers)], 0)
            self._rows.add([*numbers, visit], [*[1] * len(numbers), -min(offer.parties_per_visit, len(numbers))], 0)
            if offer.parties_per_visit > 1 and len(numbers) > 1:
                self._rows.add([*numbers, visit], [*parties, -offer.people_cap], 0)
                for number in numbers:
                    self._rows.add([number, visit], [1, -1], 0)

    def _hosts(self) -> None:
        """Visits of an offer, the minimum, and first-time hosts with a visit."""
        problem = self.problem
        by_offer: dict[int, list[int]] = defaultdict(list)
        for slot, each in enumerate(problem.slots):
            by_offer[each.offer].append(self.first_slot + slot)
        for offer, visits in by_offer.items():
            self._rows.add(visits, [1] * len(visits), problem.visits_left[offer])
        every = [self.first_slot + slot for slot in range(len(problem.slots))]
        self._rows.add([*every, self.shortfall], [-1] * (len(every) + 1), -problem.minimum)
        for number, host in enumerate(self.hosts):
            visits = [
                visit
                for offer, visits in by_offer.items()
                for visit in visits
                if problem.offers[offer].organisation == host and problem.offers[offer].first_time
            ]
            self._rows.add([self.first_host + number, *visits], [1, *[-1] * len(visits)], 0)

    def _weeks(self) -> None:
        """Starts per week, and no organisation in two places: a week is one visit's, as host or as guest."""
        problem = self.problem
        starting: dict[date, list[int]] = defaultdict(list)
        present: dict[tuple[str, date], list[int]] = defaultdict(list)
        for slot, each in enumerate(problem.slots):
            starting[each.weeks[0]].append(self.first_slot + slot)
            for week in each.weeks:
                present[problem.offers[each.offer].organisation, week].append(self.first_slot + slot)
        for number, option in enumerate(problem.options):
            for week in problem.slots[option.slot].weeks:
                if (key := (problem.demands[option.demand].organisation, week)) in present:
                    present[key].append(number)
        for week, visits in starting.items():
            self._rows.add(visits, [1] * len(visits), problem.limit(week))
        for there in present.values():
            self._rows.add(there, [1] * len(there), 1)

    def _money(self) -> None:
        problem = self.problem
        columns = list(range(len(problem.options)))
        values = [float(option.share.charge) for option in problem.options]
        carried: dict[int, list[int]] = defaultdict(list)
        for number, option in enumerate(problem.options):
            if option.share.surplus:
                carried[option.slot].append(number)
        for slot, each in enumerate(problem.slots):
            fixed = problem.offers[each.offer].fixed_cost
            columns.append(self.left_cost.get(slot, self.first_slot + slot))
            values.append(1.0 if slot in self.left_cost else float(fixed))
            if slot in self.left_cost:
                surplus = [-float(problem.options[number].share.surplus) for number in carried[slot]]
                visit, left = self.first_slot + slot, self.left_cost[slot]
                self._rows.add([visit, left, *carried[slot]], [fixed, -1.0, *surplus], 0)
        self._rows.add(columns, values, problem.budget)

    def vector(self, chosen: Iterable[int]) -> Vector:
        """The unknowns of a plan that uses these options."""
        vector = np.zeros(self.size)
        surplus: dict[int, int] = defaultdict(int)
        hosts = set()
        for number in chosen:
            option = self.problem.options[number]
            offer = self.problem.offers[self.problem.slots[option.slot].offer]
            surplus[option.slot] += option.share.surplus
            vector[[number, self.first_slot + option.slot]] = 1
            hosts |= {offer.organisation} if offer.first_time else set()
            if option.slot in self.left_cost:
                vector[self.left_cost[option.slot]] = max(0, offer.fixed_cost - surplus[option.slot])
        for number, host in enumerate(self.hosts):
            vector[self.first_host + number] = host in hosts
        vector[self.shortfall] = max(0, self.problem.minimum - len(surplus))
        return vector

    def holds(self, vector: Vector) -> bool:
        """No limit is passed; exact, as all numbers are whole."""
        return bool((self._table @ vector <= np.array(self._rows.limits) + _NEARLY).all())

    def best(self, goal: Vector, held: Sequence[tuple[Vector, float]], *, seconds: float) -> Answer:
        """The plan with the most of `goal` among those that hold: each (row, least) at least that much."""
        constraints = [LinearConstraint(self._table, -np.inf, self._rows.limits)]
        if held:
            rows = csr_array(np.array([row for row, _ in held]))
            constraints.append(LinearConstraint(rows, [least - 0.5 for _, least in held], np.inf))
        upper = np.ones(self.size)
        upper[self.shortfall] = self.problem.minimum
        upper[self.shortfall + 1 :] = np.inf
        whole = np.ones(self.size)
        whole[self.shortfall :] = 0
        solved = milp(
            -goal,
            constraints=constraints,
            bounds=Bounds(0, upper),
            integrality=whole,
            options={"time_limit": max(seconds, 0.05), "mip_rel_gap": 0.0},
        )
        chosen = None if solved.x is None else frozenset(np.flatnonzero(solved.x[: self.first_slot] > 0.5).tolist())
        dual = getattr(solved, "mip_dual_bound", None)
        bound = int(np.floor(-dual + _NEARLY)) if dual is not None and np.isfinite(dual) else None
        return Answer(chosen, bound, final=solved.status == 0)
