"""The assignment as an integer programme for HiGHS, and what one solve of it answers."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, hstack, vstack

from app.judging.assignment.problem import Plan, Problem

_DENOMINATORS = (1, 2, 4, 5, 10, 20, 100, 1000)
_LARGEST_WHOLE = 100_000
_LARGEST = 1_000.0


@dataclass(frozen=True)
class Clock:
    """The moment to stop, in seconds of `time.monotonic`."""

    deadline: float

    @classmethod
    def of(cls, seconds: float) -> "Clock":
        return cls(time.monotonic() + seconds)

    @property
    def left(self) -> float:
        return self.deadline - time.monotonic()

    def share(self, part: float) -> "Clock":
        """A clock that stops when `part` of the time left has passed."""
        return Clock.of(self.left * part)


@dataclass(frozen=True)
class Answer:
    """`plan`: the best found, or None; `final`: there is proof (of the optimum, or that no plan exists)."""

    plan: Plan | None
    final: bool


class Model:
    """One 0–1 unknown per allowed pair, coverage and loads as hard constraints.

    `values` are the affinities times `factor`: whole numbers where possible, so that HiGHS can round its bounds;
    otherwise with 1000 as the largest, sums being told apart from `step` on (a millionth of the largest affinity).
    """

    def __init__(self, problem: Problem) -> None:

        self.problem = problem
        self.factor, self.step = _scale(problem.affinity[problem.allowed])
        self.values = problem.affinity * self.factor
        if self.step == 1:
            self.values = np.rint(self.values)
        self.rows, self.columns = np.nonzero(problem.allowed)
        self.weights = self.values[self.rows, self.columns]
        pairs, ones = np.arange(len(self.rows)), np.ones(len(self.rows))
        self._by_entry = csr_array((ones, (self.rows, pairs)), shape=(problem.entries, len(pairs)))
        self._by_juror = csr_array((ones, (self.columns, pairs)), shape=(problem.jurors, len(pairs)))
        self._affinity = csr_array((self.weights, (self.rows, pairs)), shape=(problem.entries, len(pairs)))
        best = np.where(problem.allowed, self.values, -np.inf).max(axis=1)
        regret = csr_array((best[self.rows] - self.weights, (self.rows, pairs)), shape=self._by_entry.shape)
        # An entry that needs nobody is not badly off with nobody.
        asked = np.flatnonzero(problem.need)
        self._regret, self._most_regret = regret[asked], (best * problem.need)[asked]
        self._lower = problem.fixed[self.rows, self.columns].astype(float)

    def sums(self, plan: Plan) -> NDArray[np.float64]:
        """Affinity (scaled) of each entry's jurors together, (E,)."""
        return np.asarray((self.values * plan).sum(axis=1))

    def bound(self, *, seconds: float) -> float:
        """No plan gives its worst-off entry more (scaled): what parts of jurors would give it (linear relaxation).

        Without an answer in time, what each entry could have alone.
        """
        asked = np.flatnonzero(self.problem.need)
        alone = self._best_alone()
        by_entry, by_juror = _widened(self._by_entry), _widened(self._by_juror)
        lifted = hstack([-self._affinity[asked], csr_array(np.ones((len(asked), 1)))])
        solved = linprog(
            np.append(np.zeros(len(self.rows)), -1),
            A_ub=vstack([lifted, by_juror, -by_juror], format="csr"),
            b_ub=np.concatenate([np.zeros(len(asked)), self.problem.most, -self.problem.least]),
            A_eq=by_entry,
            b_eq=self.problem.need,
            bounds=np.column_stack([np.append(self._lower, -np.inf), np.append(np.ones(len(self.rows)), alone)]),
            method="highs",
            options={"time_limit": max(seconds, 0.05)},
        )
        return float(-solved.fun) if solved.status == 0 else alone

    def _best_alone(self) -> float:
        """The smallest, over entries, of the sum of the best affinities an entry may have."""
        values = np.sort(np.where(self.problem.allowed, self.values, -np.inf), axis=1)[:, ::-1]
        return min(float(row[:need].sum()) for row, need in zip(values, self.problem.need, strict=True) if need)

    def best(self, *, level: float | None, cuts: Sequence[Plan] = (), seconds: float, any_plan: bool = False) -> Answer:
        """The plan of largest total in which every entry has at least `level`.

        Of the pairs of each cut, bool (E, J), one at least is used. `any_plan`: the first plan found will do.
        """
        solved = milp(
            -self.weights,
            constraints=self._constraints(level, cuts),
            bounds=Bounds(self._lower, np.ones(len(self.rows))),
            integrality=np.ones(len(self.rows)),
            options={"time_limit": max(seconds, 0.05), "mip_rel_gap": 1e9 if any_plan else 0.0},
        )
        if solved.x is None:
            return Answer(None, final=solved.status == 2)
        plan = np.zeros(self.problem.allowed.shape, dtype=np.bool_)
        plan[self.rows, self.columns] = solved.x > 0.5
        return Answer(plan, final=solved.status == 0)

    def _constraints(self, level: float | None, cuts: Sequence[Plan]) -> list[Any]:

        problem = self.problem
        constraints = [
            LinearConstraint(self._by_entry, problem.need, problem.need),
            LinearConstraint(self._by_juror, problem.least, problem.most),
        ]
        if level is not None:
            constraints.append(LinearConstraint(self._regret, -np.inf, self._most_regret - level + self.step / 100))
        if cuts:
            crossing = np.array([cut[self.rows, self.columns] for cut in cuts], dtype=float)
            constraints.append(LinearConstraint(csr_array(crossing), 1, np.inf))
        return constraints


def _widened(table: Any) -> Any:
    """The table with a column of zeros for one more unknown."""
    return hstack([table, csr_array((table.shape[0], 1))], format="csr")


def _scale(affinity: NDArray[np.float64]) -> tuple[float, float]:
    """Factor and step: see `Model`."""
    largest = float(np.abs(affinity).max(initial=0.0))
    for denominator in _DENOMINATORS:
        scaled = affinity * denominator
        if largest * denominator <= _LARGEST_WHOLE and np.allclose(scaled, np.rint(scaled), rtol=0, atol=1e-9):
            return float(denominator), 1.0
    return _LARGEST / largest, _LARGEST * 1e-6
