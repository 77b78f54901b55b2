"""How visits lie on the days of a calendar: weeks of days, and on each day the lanes in which visits go on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from babel import Locale
from babel.dates import get_day_names

from app.domain.visits.access import TAKING_PLACE
from app.domain.visits.listing import CalendarVisit
from app.domain.visits.showing import ShownItem
from app.exports.calendars import clock
from app.moments import day_said, zone

View = Literal["month", "week", "list"]
LISTED_MONTHS = 6
# Further away no visit is, and sums of days stay within what dates can be.
FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Segment:
    """A visit on one day. `span`: how many days of this week follow, this one counted, on the first of them; else 0."""

    one: CalendarVisit
    begins: bool
    ends: bool
    span: int

    @property
    def movable(self) -> bool:
        return self.one.movable and self.one.visit.state in TAKING_PLACE


@dataclass(frozen=True, slots=True)
class Item:
    """Something of a programme: its times on the clock of the place, and on the reader's where that differs."""

    shown: ShownItem
    code: str
    clock: str
    yours: str


@dataclass(frozen=True, slots=True)
class Day:
    """`lanes`: the visits of this day, each in the same place on all its days of a week; None where a lane is free."""

    day: date
    lanes: list[Segment | None]
    items: list[Item]
    outside: bool
    today: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """Which days a view shows, and where the buttons for earlier and later lead."""

    view: View
    first: date
    last: date
    before: date
    after: date
    title: str

    @property
    def whole_weeks(self) -> tuple[date, date]:
        """From a Monday to a Sunday. A list needs no more than its own days."""
        if self.view == "list":
            return self.first, self.last
        return self.first - timedelta(days=self.first.weekday()), self.last + timedelta(days=6 - self.last.weekday())


def shown_days(view: View, day: date, language: str) -> Shown:
    """The month, the week or the months from the one of this day."""
    day = min(max(day, FIRST), LAST)
    if view == "week":
        first = day - timedelta(days=day.weekday())
        last = first + timedelta(days=6)
        title = f"{day_said(first, language, 'medium')} – {day_said(last, language, 'medium')}"
        return Shown(view, first, last, first - timedelta(days=7), first + timedelta(days=7), title)
    first, months = day.replace(day=1), LISTED_MONTHS if view == "list" else 1
    after = month_later(first, months)
    title = day_said(first, language, "LLLL y")
    if view == "list":
        title = f"{title} – {day_said(after - _A_DAY, language, 'LLLL y')}"
    return Shown(view, first, after - _A_DAY, month_later(first, -months), after, title)


def month_later(day: date, months: int) -> date:
    """The first day of the month so many months later."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def weekdays(language: str) -> list[tuple[str, str]]:
    """From Monday: (short, whole)."""
    locale = Locale.parse(language)
    short = get_day_names("abbreviated", "stand-alone", locale=locale)
    whole = get_day_names("wide", "stand-alone", locale=locale)
    return [(short[number], whole[number]) for number in range(7)]


def weeks(visits: Sequence[CalendarVisit], shown: Shown, *, today: date, time_zone: str) -> list[list[Day]]:
    """Whole weeks from Monday that hold the days shown. `time_zone` is the reader's."""
    first = shown.whole_weeks[0]
    found = []
    while first <= shown.last:
        found.append(_week(visits, first, shown, today, time_zone))
        first += timedelta(days=7)
    return found


def _week(visits: Sequence[CalendarVisit], first: date, shown: Shown, today: date, time_zone: str) -> list[Day]:
    days = [first + timedelta(days=number) for number in range(7)]
    lanes = _lanes([one for one in visits if one.visit.starts_on <= days[-1] and one.visit.ends_on >= first])
    items = _items(visits, time_zone) if shown.view == "week" else {}
    return [
        Day(
            day,
            _free_ones_off([_segment(lane, day, first) for lane in lanes]),
            items.get(day, []),
            not shown.first <= day <= shown.last,
            day == today,
        )
        for day in days
    ]


def _lanes(visits: Iterable[CalendarVisit]) -> list[list[CalendarVisit]]:
    """Each visit in the first lane that is free by its first day."""
    lanes: list[list[CalendarVisit]] = []
    for one in sorted(visits, key=lambda one: (one.visit.starts_on, -one.visit.ends_on.toordinal(), one.visit.id or 0)):
        lane = next((lane for lane in lanes if lane[-1].visit.ends_on < one.visit.starts_on), None)
        if lane is None:
            lane = []
            lanes.append(lane)
        lane.append(one)
    return lanes


def _segment(lane: Sequence[CalendarVisit], day: date, first: date) -> Segment | None:
    one = next((one for one in lane if one.visit.starts_on <= day <= one.visit.ends_on), None)
    if one is None:
        return None
    visit, sunday = one.visit, first + timedelta(days=6)
    begins = day == visit.starts_on
    span = (min(visit.ends_on, sunday) - day).days + 1 if begins or day == first else 0
    return Segment(one, begins, day == visit.ends_on, span)


def _free_ones_off(lanes: list[Segment | None]) -> list[Segment | None]:
    """Without the free lanes below the last visit."""
    while lanes and lanes[-1] is None:
        lanes = lanes[:-1]
    return lanes


def _items(visits: Iterable[CalendarVisit], time_zone: str) -> dict[date, list[Item]]:
    found: dict[date, list[Item]] = {}
    for one in visits:
        for shown in one.items:
            item = Item(shown, one.visit.code, clock(shown), yours(shown, time_zone))
            found.setdefault(shown.item.day, []).append(item)
    return found


def yours(shown: ShownItem, time_zone: str) -> str:
    """When it begins on the reader's clock; "" where that is the same, or there is no time."""
    if shown.starts is None:
        return ""
    there = shown.starts.astimezone(zone(time_zone))
    return there.strftime("%H:%M") if there.utcoffset() != shown.starts.utcoffset() else ""
