"""The scores as a table of numbers, in an order of its own: what calibration computes with."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from math import fsum, isfinite
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.judging.connectivity import Entry, Juror, in_order

Side = TypeVar("Side", bound=Hashable)


class BadScores(ValueError):
    """The scores are none: empty, one pair twice, or not finite numbers."""


@dataclass(frozen=True, slots=True)
class Table(Generic[Entry, Juror]):
    """N scores of n entries by m jurors: names in the table's order and, for each score, the places of its two names.

    The order is that of the scores themselves, names only decide between what has the same scores from the same
    jurors: so neither the order of the rows nor a change of names touches a sum, or a random draw, in any digit.
    """

    entries: tuple[Entry, ...]
    jurors: tuple[Juror, ...]
    entry: NDArray[np.intp]
    juror: NDArray[np.intp]
    score: NDArray[np.float64]


def read(scores: Iterable[tuple[Entry, Juror, float]]) -> Table[Entry, Juror]:
    """Check the triples (entry, juror, score), and put them into the table's order."""
    found = _checked(scores)
    entries, jurors = _ordered(found)
    at_entry = {entry: place for place, entry in enumerate(entries)}
    at_juror = {juror: place for place, juror in enumerate(jurors)}
    rows = sorted((at_entry[entry], at_juror[juror], score) for (entry, juror), score in found.items())
    return Table(
        entries,
        jurors,
        np.array([row[0] for row in rows], dtype=np.intp),
        np.array([row[1] for row in rows], dtype=np.intp),
        np.array([row[2] for row in rows], dtype=np.float64),
    )


def raw_means(table: Table[Entry, Any]) -> dict[Entry, float]:
    """The mean score of each entry."""
    ends = np.flatnonzero(np.diff(table.entry)) + 1
    return by_name(table.entries, map(mean_of, np.split(table.score, ends)))


def mean_of(scores: NDArray[np.float64]) -> float:
    """The mean, from an exact sum, never outside the scores: ten scores of 0.1 have the mean 0.1."""
    return min(max(fsum(scores) / len(scores), float(scores.min())), float(scores.max()))


def by_name(names: Iterable[Side], values: Iterable[float]) -> dict[Side, float]:
    """Values by name, in the order of the names."""
    found = {name: float(value) for name, value in zip(names, values, strict=True)}
    return {name: found[name] for name in in_order(found)}


def _checked(scores: Iterable[tuple[Entry, Juror, float]]) -> dict[tuple[Entry, Juror], float]:
    found: dict[tuple[Entry, Juror], float] = {}
    for entry, juror, score in scores:
        if (entry, juror) in found:
            raise BadScores(f"Entry {entry} has two scores by juror {juror}")
        if not isfinite(score):
            raise BadScores(f"The score of entry {entry} by juror {juror} is {score}, not a finite number")
        found[entry, juror] = float(score)
    if not found:
        raise BadScores("There are no scores")
    return found


def _ordered(found: dict[tuple[Entry, Juror], float]) -> tuple[tuple[Entry, ...], tuple[Juror, ...]]:
    """Entries and jurors by what scores they have, then by what scores their jurors and entries have, and so on.

    Colour refinement: each round tells apart what the round before could not, until none does.
    """
    of_entry: dict[Entry, list[tuple[float, Juror]]] = {}
    of_juror: dict[Juror, list[tuple[float, Entry]]] = {}
    for (entry, juror), score in found.items():
        of_entry.setdefault(entry, []).append((score, juror))
        of_juror.setdefault(juror, []).append((score, entry))
    entries, jurors = dict.fromkeys(of_entry, 0), dict.fromkeys(of_juror, 0)
    kinds = 0
    while len({*entries.values()}) + len({*jurors.values()}) > kinds:
        kinds = len({*entries.values()}) + len({*jurors.values()})
        entries = _ranked(entries, of_entry, jurors)
        jurors = _ranked(jurors, of_juror, entries)
    return (
        tuple(sorted(in_order(entries), key=entries.__getitem__)),
        tuple(sorted(in_order(jurors), key=jurors.__getitem__)),
    )


def _ranked(
    ranks: dict[Side, int], scores: dict[Side, list[tuple[float, Any]]], others: dict[Any, int]
) -> dict[Side, int]:
    keys = {
        name: (rank, *sorted((score, others[other]) for score, other in scores[name])) for name, rank in ranks.items()
    }
    places = {key: place for place, key in enumerate(sorted({*keys.values()}))}
    return {name: places[key] for name, key in keys.items()}
