"""Days as bits of a whole number: bit i is the day `i` after the span's first.

A visit may start on a day when that day and the following ones of its length are free. Of the days in a row that
would do, the first is offered, and each Monday and each first of a month: any visit can be moved back to one of
these without leaving its week or its month, for every party that shares it.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from app.matching.inputs import Demand, Offer, Span

FARTHEST_DAYS = 800
_DAY = timedelta(days=1)


def demand_days(demand: Demand, within: Span, *, blackouts: bool = True) -> int:
    """Days the travellers are free."""
    days = _bits(demand.windows, within)
    return days & ~_bits(demand.blackouts, within) if blackouts else days


def offer_days(offer: Offer, within: Span, *, blackouts: bool = True) -> int:
    """Days the host is open."""
    days = month_bits(within, offer.months_open)
    return days & ~_bits(offer.blackouts, within) if blackouts else days


def start_bits(days: int, length: int) -> int:
    """Days on which a visit of this length can start."""
    for _ in range(length - 1):
        days &= days >> 1
    return days


def run_starts(starts: int, within: Span) -> int:
    """Of days in a row only the first, Mondays and firsts of months."""
    return starts & (~(starts << 1) | _breaks(within))


def dates_of(bits: int, within: Span) -> list[date]:
    found = []
    while bits:
        lowest = bits & -bits
        found.append(within[0] + timedelta(days=lowest.bit_length() - 1))
        bits ^= lowest
    return found


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def weeks_of(start: date, days: int) -> list[date]:
    """Mondays of the weeks a visit touches."""
    last = monday(start + timedelta(days=days - 1))
    weeks = [monday(start)]
    while weeks[-1] < last:
        weeks.append(weeks[-1] + 7 * _DAY)
    return weeks


def day_bit(day: date, within: Span) -> int:
    """The bit of a day, 0 outside the span."""
    return 1 << (day - within[0]).days if within[0] <= day <= within[1] else 0


def from_day(day: date, within: Span) -> int:
    """All days of the span from `day` on."""
    return _bits([(day, within[1])], within) if day <= within[1] else 0


def clipped(first: date, last: date) -> Span:
    """The span, at most 800 days long."""
    return first, min(last, first + timedelta(days=FARTHEST_DAYS))


def _bits(spans: Iterable[Span], within: Span) -> int:
    bits = 0
    for first, last in spans:
        low, high = max(first, within[0]), min(last, within[1])
        if low <= high:
            bits |= ((1 << (high - low).days + 1) - 1) << (low - within[0]).days
    return bits


@lru_cache(maxsize=4096)
def month_bits(within: Span, months: frozenset[int]) -> int:
    return sum(1 << offset for offset, day in enumerate(_each(within)) if day.month in months)


@lru_cache(maxsize=64)
def _breaks(within: Span) -> int:
    return sum(1 << offset for offset, day in enumerate(_each(within)) if day.weekday() == 0 or day.day == 1)


def _each(within: Span) -> list[date]:
    return [within[0] + timedelta(days=offset) for offset in range((within[1] - within[0]).days + 1)]
