"""Scores as arrays, whatever the names; what can be compared at all; what is extreme."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from numbers import Real

import numpy as np
from numpy.typing import NDArray

from app.judging.connectivity import NotConnected, connected_parts, in_order

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Observation = tuple[Hashable, Hashable, Hashable, int]

FACETS = ("entries", "jurors", "criteria")


class NotSeparable(ValueError):
    """Jurors and criteria (or entries) are mixed up: no score tells the effect of one from that of the other.

    `groups`: for each facet the groups of names within which measures can be compared.
    """

    def __init__(self, groups: dict[str, tuple[tuple[Hashable, ...], ...]]) -> None:
        self.groups = groups
        said = [f"{facet} {' | '.join(_joined(names) for names in parts)}" for facet, parts in groups.items()]
        super().__init__(f"The scores cannot tell these apart: {'; '.join(said)}")


def _joined(names: Sequence[Hashable]) -> str:
    return ", ".join(map(str, names[:12])) + ("…" if len(names) > 12 else "")


@dataclass(frozen=True, eq=False)
class Table:
    """n observations in an order that depends on nothing but themselves.

    `names`: per facet the names, sorted; `index` int (3, n) into them; `scores` int (n,) as given.
    """

    names: tuple[tuple[Hashable, ...], ...]
    index: Integers
    scores: Integers

    def sizes(self) -> tuple[int, ...]:
        return tuple(len(names) for names in self.names)


def read_table(observations: Iterable[Observation]) -> Table:
    """ValueError: no observations, or a score that is not a whole number."""
    rows = list(observations)
    if not rows:
        raise ValueError("There are no scores.")
    names = tuple(tuple(in_order(dict.fromkeys(row[facet] for row in rows))) for facet in range(3))
    places = [{name: place for place, name in enumerate(facet)} for facet in names]
    index = np.array([[places[facet][row[facet]] for row in rows] for facet in range(3)], dtype=np.int64)
    scores = np.array([_whole(row[3]) for row in rows], dtype=np.int64)
    order = np.lexsort((scores, *index[::-1]))
    return Table(names=names, index=index[:, order], scores=scores[order])


def _whole(score: object) -> int:
    if isinstance(score, Real) and (number := float(score)).is_integer():
        return int(number)
    raise ValueError(f"A score must be a whole number, not {score!r}.")


def check_comparable(table: Table, kept: Bools) -> None:
    """Raise `NotConnected` or `NotSeparable` unless the kept scores determine all measures but the origins."""
    entries, jurors = table.names[0], table.names[1]
    pairs = np.unique(table.index[:2, kept], axis=1).T.tolist()
    parts = connected_parts((entries[entry], jurors[juror]) for entry, juror in pairs)
    if len(parts) > 1:
        raise NotConnected(parts)
    groups = _comparable(table, kept)
    if any(len(parts) > 1 for parts in groups.values()):
        raise NotSeparable(groups)


def _comparable(table: Table, kept: Bools) -> dict[str, tuple[tuple[Hashable, ...], ...]]:
    """Per facet the groups whose differences can be estimated.

    Measures that move along a null vector of the design leave every expected score as it is; two elements can be
    compared when no null vector moves them apart.
    """
    null = _null_vectors(table, kept)
    groups = {}
    for facet, name in enumerate(FACETS):
        here = np.unique(table.index[facet, kept])
        rounded = np.round(null[facet][here], 6) + 0.0
        _, group = np.unique(rounded, axis=0, return_inverse=True)
        groups[name] = tuple(
            tuple(table.names[facet][element] for element in here[group.ravel() == one])
            for one in dict.fromkeys(group.ravel().tolist())
        )
    return groups


def _null_vectors(table: Table, kept: Bools) -> list[Floats]:
    """Per facet an array (elements, vectors): a basis of the movements that change no B − C − D of a kept score."""
    entries, jurors, criteria = table.sizes()
    entry, juror, criterion = table.index[:, kept]
    others = jurors + criteria
    cross = np.zeros((entries, others))
    np.add.at(cross, (entry, juror), 1.0)
    np.add.at(cross, (entry, jurors + criterion), 1.0)
    normal = np.diag(cross.sum(axis=0))
    between = np.zeros((jurors, criteria))
    np.add.at(between, (juror, criterion), 1.0)
    normal[:jurors, jurors:], normal[jurors:, :jurors] = between, between.T
    counts = np.maximum(np.bincount(entry, minlength=entries), 1)[:, None]
    values, vectors = np.linalg.eigh(normal - cross.T @ (cross / counts))
    null = vectors[:, values < 1e-9 * max(1.0, float(values[-1]))]
    moved = np.zeros((entries, null.shape[1]))
    moved[entry] = null[juror] + null[jurors + criterion]
    return [moved, null[:jurors], null[jurors:]]


@dataclass(frozen=True, eq=False)
class Stage:
    """Elements of one facet set aside together, and the scores they took along (none when they had none left)."""

    facet: int
    elements: Integers
    scores: Integers


@dataclass(frozen=True, eq=False)
class Core:
    """`kept` bool (n,): scores that tell something about others; `stages` in the order in which they were set aside.

    `low`, `high`: the smallest and largest score among the kept.
    """

    kept: Bools
    stages: tuple[Stage, ...]
    low: int
    high: int


def set_extremes_aside(table: Table) -> Core:
    """Set aside, until none is left, elements that have nothing but lowest or nothing but highest scores.

    Their likelihood grows without end as their measure does, and there their scores are certain and say nothing about
    others. One facet after the other (entries first), so that two of one stage never share a score.
    """
    kept = np.ones(len(table.scores), dtype=np.bool_)
    alive = [np.ones(size, dtype=np.bool_) for size in table.sizes()]
    stages: list[Stage] = []
    before = -1
    while len(stages) != before:
        before = len(stages)
        for facet in range(3):
            stages += _set_aside(table, facet, kept, alive[facet])
    return Core(kept, tuple(stages), *_range(table, kept))


def _range(table: Table, kept: Bools) -> tuple[int, int]:
    scores = table.scores[kept]
    if len(scores) == 0 or scores.min() == scores.max():
        raise ValueError("The scores do not differ enough: nothing but lowest and highest scores for whole elements.")
    return int(scores.min()), int(scores.max())


def _set_aside(table: Table, facet: int, kept: Bools, alive: Bools) -> list[Stage]:
    """The new stages of one facet, at most two; marks them in `kept` and `alive`."""
    low, high = _range(table, kept)
    elements = table.index[facet]
    size = len(alive)
    counts = np.bincount(elements[kept], minlength=size)
    tops = np.bincount(elements[kept & (table.scores == high)], minlength=size)
    bottoms = np.bincount(elements[kept & (table.scores == low)], minlength=size)
    stranded = alive & (counts == 0)
    extreme = (counts > 0) & ((tops == counts) | (bottoms == counts))
    taken = kept & extreme[elements]
    stages = [Stage(facet, np.flatnonzero(stranded), np.zeros(0, dtype=np.int64))] if stranded.any() else []
    stages += [Stage(facet, np.flatnonzero(extreme), np.flatnonzero(taken))] if extreme.any() else []
    kept &= ~taken
    alive &= ~(stranded | extreme)
    return stages
