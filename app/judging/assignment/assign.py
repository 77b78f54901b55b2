"""Jurors to entries: covered, fair, fitting, connected, in this order."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from app.judging.assignment.parts import find_parts
from app.judging.assignment.problem import Counts, Pairs, Plan, Problem, read_problem
from app.judging.connectivity import Part


@dataclass(frozen=True)
class Assignment:
    """Who reads what, and how good that is.

    `jurors`: for each entry its jurors' indices, ascending. `affinities`: for each entry the sum of affinity of its
    jurors; `total` their sum and `worst` the smallest (of the entries that need jurors; 0 when none does). `loads`:
    entries per juror. `parts`: entries and jurors that hang together; `connected`: there is no second part.
    `given_up`: total affinity lost for the connection. `proved`: no better assignment exists (else: the best found in
    time).
    """

    jurors: list[list[int]]
    affinities: list[float]
    total: float
    worst: float
    loads: list[int]
    parts: tuple[Part[int, int], ...]
    given_up: float
    proved: bool

    @property
    def connected(self) -> bool:
        return len(self.parts) <= 1

    @property
    def worst_entries(self) -> list[int]:
        """The entries that have no more than `worst`."""
        return [entry for entry, sums in enumerate(self.affinities) if self.jurors[entry] and sums <= self.worst]

    @property
    def coverage(self) -> tuple[int, int]:
        """The fewest and the most jurors an entry has."""
        counts = [len(jurors) for jurors in self.jurors]
        return min(counts), max(counts)

    @property
    def load_range(self) -> tuple[int, int]:
        """The smallest and the largest number of entries a juror has."""
        return min(self.loads), max(self.loads)


def assign(
    affinity: ArrayLike,
    forbidden: Pairs,
    per_entry: Counts,
    max_load: Counts,
    min_load: Counts = 0,
    fixed: Iterable[tuple[int, int]] = (),
    *,
    connect: bool = True,
    time_limit: float = 25.0,
) -> Assignment:
    """Give every entry exactly `per_entry` jurors, within their loads and never a forbidden pair.

    `affinity`: entries × jurors, finite, more is better. `forbidden`: pairs of indices (entry, juror), or a boolean
    array of the shape of `affinity`. `per_entry`: a number, or one per entry; `max_load`, `min_load`: a number, or
    one per juror. `fixed`: pairs that stay. `time_limit`: seconds for all steps together.

    In this order, each step holding what the one before reached:

    1. coverage and loads: hard; `Impossible` says what is missing;
    2. the largest sum of affinity of the worst-off entry (PeerReview4All: Stelmakh, Shah and Singh,
       arXiv 1806.06237), exact for affinities with up to three decimals, otherwise to a millionth of the largest;
    3. the largest total of affinity;
    4. with `connect`, all entries and all jurors who read any hang together through shared entries, at the
       smallest loss of total: as long as there are parts, each is required to have a pair leading out of it, and the
       programme is solved again. Where that cannot be without giving up coverage or the worst-off entry, the
       assignment stays in parts and says so; entries that everybody scores (anchors) then link them.

    The same input gives the same assignment, unless time runs out. Raises `Impossible`, or ValueError for input that
    contradicts itself (fixed pairs that are forbidden or too many, indices that do not exist, wrong shapes).
    """
    # scipy's optimiser comes along: only the job that makes an assignment should carry it, not every web process.
    from app.judging.assignment.solving import solve  # noqa: PLC0415

    problem = read_problem(
        affinity=affinity,
        forbidden=forbidden,
        per_entry=per_entry,
        max_load=max_load,
        min_load=min_load,
        fixed=fixed,
    )
    found = solve(problem, connect=connect, seconds=time_limit)
    return _described(problem, found.plan, given_up=found.given_up, proved=found.proved)


def _described(problem: Problem, plan: Plan, *, given_up: float, proved: bool) -> Assignment:
    sums = (problem.affinity * plan).sum(axis=1)
    asked = problem.need > 0
    return Assignment(
        jurors=[np.flatnonzero(row).tolist() for row in plan],
        affinities=sums.tolist(),
        total=float(sums.sum()),
        worst=float(sums[asked].min()) if asked.any() else 0.0,
        loads=plan.sum(axis=0).tolist(),
        parts=find_parts(plan),
        given_up=given_up,
        proved=proved,
    )
