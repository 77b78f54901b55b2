"""The line between the best k entries and the others, and who stands on which side of it."""

from collections.abc import Mapping
from typing import Generic, NamedTuple

import numpy as np

from app.judging.connectivity import Entry, in_order
from app.judging.mixed_model import Floats

# Values closer than this part of the largest are the same: the same sums in another order differ by less.
SAME = 1e-9


class Swap(NamedTuple, Generic[Entry]):
    """A pair that the correction moves across the line: one up, one down."""

    rises: Entry
    falls: Entry


def swaps_across_line(raw: Mapping[Entry, float], quality: Mapping[Entry, float], k: int) -> tuple[Swap[Entry], ...]:
    """Every pair of which one is among the best k by raw mean only, the other by calibrated quality only.

    Entries that tie at the line share the places left there: of three for one place each has a third. A pair is listed
    when one has more of a place than before and the other less, so a tie that the correction breaks is listed too. The
    best by quality come first. Raises ValueError if the two do not hold the same entries, or k is below 1.
    """
    if raw.keys() != quality.keys():
        raise ValueError("Raw means and qualities are not of the same entries")
    entries = sorted(in_order(raw), key=lambda entry: -quality[entry])
    rows = np.array([[values[entry] for entry in entries] for values in (raw, quality)])
    before, after = places(rows, k, same=SAME)
    rising = [entry for entry, change in zip(entries, after - before, strict=True) if change > 0]
    falling = [entry for entry, change in zip(entries, after - before, strict=True) if change < 0]
    return tuple(Swap(up, down) for up in rising for down in falling)


def places(values: Floats, k: int, *, same: float = 0.0) -> Floats:
    """How much of a place among the best k each value of its row has: 1, 0, or a share of a tie; rows × entries.

    `same` is the part of the row's largest value by which two values may differ and still tie.
    """
    if k < 1:
        raise ValueError(f"There are no best {k}: it takes at least one place")
    if k >= values.shape[1]:
        return np.ones_like(values)
    last = np.partition(values, -k, axis=1)[:, -k, None]
    reach = same * np.abs(values).max(axis=1, keepdims=True)
    above, tied = values > last + reach, np.abs(values - last) <= reach
    left = k - above.sum(axis=1, keepdims=True)
    shares: Floats = above + tied * (left / tied.sum(axis=1, keepdims=True))
    return shares
