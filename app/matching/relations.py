"""How near two terms, two levels and two organisations are: the tables of the score."""

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction

from app.matching.inputs import Evidence

HALF = Fraction(1, 2)
SAME, PARENT, SIBLING, NONE = "same", "parent", "sibling", "none"

NEARNESS = {SAME: Fraction(1), PARENT: Fraction(7, 10), SIBLING: Fraction(3, 10), NONE: Fraction(0)}
EVIDENCE = {
    Evidence.SYSTEMATISED: Fraction(1),
    Evidence.DOCUMENTED: Fraction(3, 4),
    Evidence.DECLARED: Fraction(1, 2),
}
_STEPS = (Fraction(2, 5), Fraction(1), Fraction(1), Fraction(3, 5), Fraction(3, 10))


def relation(one: str, other: str, parents: Mapping[str, str]) -> str:
    """`same`, `parent` (either is the other's broader term), `sibling` (one broader term) or `none`."""
    if one == other:
        return SAME
    broader, other_broader = parents.get(one), parents.get(other)
    if broader == other or other_broader == one:
        return PARENT
    return SIBLING if broader is not None and broader == other_broader else NONE


def step_value(gap: int) -> Fraction:
    """One or two levels ahead teach best: host's level less the visitor's."""
    return _STEPS[gap] if gap >= 0 else Fraction(0)


def product_value(ours: Iterable[str], theirs: Iterable[str], parents: Mapping[str, str]) -> Fraction:
    """1 with a product in common, 1/2 with a related one (parent, child or sibling), else 0."""
    found = {relation(one, other, parents) for one in ours for other in theirs}
    if SAME in found:
        return Fraction(1)
    return HALF if found & {PARENT, SIBLING} else Fraction(0)


def thousandths(size: int) -> int:
    """1000 · log10, to a whole number, so that it is the same everywhere; no members count as one."""
    return round(math.log10(max(1, size)) * 1000)


def size_value(ours: int, theirs: int) -> Fraction:
    """max(0, 1 - |log10(ratio)| / 2)."""
    return max(Fraction(0), 1 - Fraction(abs(thousandths(theirs) - thousandths(ours)), 2000))


def season_value(month: int, visible: frozenset[int]) -> Fraction:
    """1 in a month in which the practice can be seen, 1/2 in one next to it (December and January are neighbours)."""
    if month in visible:
        return Fraction(1)
    return HALF if month in beside(visible) else Fraction(0)


def beside(months: frozenset[int]) -> frozenset[int]:
    """The months before and after each of these."""
    return frozenset(around for month in months for around in (month % 12 + 1, (month - 2) % 12 + 1))


def rounded(points: Fraction) -> int:
    """floor(points + 1/2)."""
    return math.floor(points + HALF)
