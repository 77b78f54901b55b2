"""When an assignment cannot be: which entries lack jurors, why, and the least that would help.

A maximum flow (source → entry → juror → sink) finds as many reviews as the loads allow; its minimum cut is the
crowd: entries that together ask for more than the jurors open to them can read (Hall's condition). Entries saturated
and least loads reached are asked separately: by the theorem of Mendelsohn and Dulmage (1958) a plan with both exists
when there is one for each.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_array, csr_array, eye_array
from scipy.sparse.csgraph import maximum_flow

from app.judging.assignment.impossible import Crowd, Impossible, Lack
from app.judging.assignment.problem import Problem


def find_shortage(problem: Problem) -> Impossible | None:
    """Why no assignment exists, or None when one does. Fixed pairs stay."""
    free = problem.allowed & ~problem.fixed
    need = problem.need - problem.fixed.sum(axis=1)
    room = problem.most - problem.fixed.sum(axis=0)
    reachable = np.minimum(need, free.sum(axis=1))
    flow = _flow(free, reachable, room)
    crowded = reachable - flow.sum(axis=1)
    if (reachable < need).any() or crowded.any():
        lacks = _lacks(free & ~flow, need - reachable, crowded)
        return Impossible(
            lacks=lacks, extra_load=_extra_load(free, reachable, room), crowd=_crowd(free, flow, need, room), idle={}
        )
    return _find_idle(problem, free, need)


def _find_idle(problem: Problem, free: NDArray[np.bool_], need: NDArray[np.int64]) -> Impossible | None:
    wanted = np.maximum(problem.least - problem.fixed.sum(axis=0), 0)
    missing = wanted - _flow(free, need, wanted).sum(axis=0)
    idle = {int(juror): int(missing[juror]) for juror in np.flatnonzero(missing)}
    return Impossible(lacks=(), extra_load={}, crowd=None, idle=idle) if idle else None


def _lacks(unused: NDArray[np.bool_], conflicted: NDArray[np.int64], crowded: NDArray[np.int64]) -> tuple[Lack, ...]:
    return tuple(
        Lack(
            entry=int(entry),
            missing=int(conflicted[entry] + crowded[entry]),
            conflicted=int(conflicted[entry]),
            crowded=int(crowded[entry]),
            open_jurors=tuple(np.flatnonzero(unused[entry]).tolist()),
        )
        for entry in np.flatnonzero(conflicted + crowded)
    )


def _flow(free: NDArray[np.bool_], need: NDArray[np.int64], room: NDArray[np.int64]) -> NDArray[np.bool_]:
    """As many free pairs as possible, bool (E, J): at most `need` per entry and `room` per juror."""
    entries, jurors = free.shape
    sink = entries + jurors + 1
    rows, columns = np.nonzero(free)
    tails = np.concatenate([np.zeros(entries, int), rows + 1, np.arange(jurors) + entries + 1])
    heads = np.concatenate([np.arange(entries) + 1, columns + entries + 1, np.full(jurors, sink)])
    capacities = np.concatenate([need, np.ones(len(rows), int), room]).astype(np.int32)
    network = csr_array((capacities, (tails, heads)), shape=(sink + 1, sink + 1))
    flow: Any = maximum_flow(network, 0, sink).flow
    used: NDArray[np.bool_] = flow[1 : entries + 1, entries + 1 : sink].toarray() > 0
    return used


def _crowd(
    free: NDArray[np.bool_], flow: NDArray[np.bool_], need: NDArray[np.int64], room: NDArray[np.int64]
) -> Crowd | None:
    """The minimum cut: all that can be reached from the crowded entries by giving reviews away in turn."""
    entries = flow.sum(axis=1) < np.minimum(need, free.sum(axis=1))
    if not entries.any():
        return None
    while True:
        jurors = (free & ~flow)[entries].any(axis=0)
        wider = entries | flow[:, jurors].any(axis=1)
        if (wider == entries).all():
            break
        entries = wider
    # A pair already in use towards a juror outside the crowd is not asked of the crowd.
    needed = np.minimum(need, free.sum(axis=1))[entries].sum() - flow[np.ix_(entries, ~jurors)].sum()
    return Crowd(
        entries=tuple(np.flatnonzero(entries).tolist()),
        jurors=tuple(np.flatnonzero(jurors).tolist()),
        needed=int(needed),
        places=int(room[jurors].sum()),
    )


def _extra_load(free: NDArray[np.bool_], need: NDArray[np.int64], room: NDArray[np.int64]) -> dict[int, int]:
    """The smallest increase of loads, in total, then for the most burdened juror, that covers `need`."""
    entries, jurors = free.shape
    rows, columns = np.nonzero(free)
    pairs = np.arange(len(rows))
    ones = np.ones(len(rows))
    by_entry = csr_array((ones, (rows, pairs)), shape=(entries, len(rows)))
    by_juror = csr_array((ones, (columns, pairs)), shape=(jurors, len(rows)))
    # Unknowns: the pairs, then each juror's extra entries, then the largest of them.
    table = block_array(
        [
            [by_entry, None, csr_array((entries, 1))],
            [by_juror, -eye_array(jurors), None],
            [None, eye_array(jurors), csr_array(-np.ones((jurors, 1)))],
        ],
        format="csr",
    )
    low = np.concatenate([need, np.full(2 * jurors, -np.inf)])
    high = np.concatenate([need, room, np.zeros(jurors)])
    cost = np.concatenate([np.zeros(len(rows)), np.ones(jurors), [1 / (entries + 1)]])
    upper = np.concatenate([ones, np.full(jurors + 1, np.inf)])
    solved = milp(
        cost, constraints=LinearConstraint(table, low, high), bounds=Bounds(0, upper), integrality=np.ones(len(cost))
    )
    extra = np.rint(solved.x[len(rows) : -1]).astype(int)
    return {int(juror): int(extra[juror]) for juror in np.flatnonzero(extra)}
