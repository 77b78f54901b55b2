"""From when to when something was published, as people type it: a year, a month or a day."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from starlette.datastructures import QueryParams

from app.content.clean import Problem
from app.content.text import N_, one_line
from app.forms.bind import Bound

LONGEST = 20
NO_DATE = N_("Write a year, a month or a day: 2024, 2024-05 or 2024-05-31.")
BACKWARDS = N_("This is before the beginning.")
_YEAR_FIRST = re.compile(r"(\d{4})(?:[-./](\d{1,2}))?(?:[-./](\d{1,2}))?\Z", re.ASCII)
# As it is written by hand in all our countries: the day, the month, the year.
_YEAR_LAST = re.compile(r"(?:(\d{1,2})[-./])?(\d{1,2})[-./](\d{4})\Z", re.ASCII)


# No calendar has a moment before it.
_FIRST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Span:
    """The first moment of what was typed, and the first after it."""

    begin: datetime
    end: datetime


def _parts(text: str) -> list[int]:
    """Year, month, day, as far as they were typed."""
    if found := _YEAR_FIRST.match(text):
        return [int(part) for part in found.groups() if part]
    if found := _YEAR_LAST.match(text):
        return [int(part) for part in reversed(found.groups()) if part]
    return []


def read_span(text: str) -> Span | None:
    """The year, month or day that somebody typed; None for what is no date."""
    parts = _parts(text)
    if not parts:
        return None
    try:
        year, month, day = (*parts, 1, 1)[:3]
        begin = datetime(year, month, day, tzinfo=UTC)
        return Span(begin, _after(begin, len(parts))) if begin > _FIRST else None
    except (ValueError, OverflowError):
        return None


def as_kept(text: str) -> str:
    """A partial date as it is kept everywhere: "2019", "2019-05", "2019-05-31"; "" for what is no date."""
    year, *rest = _parts(text) if read_span(text) else [0]
    return "-".join([f"{year:04}", *(f"{part:02}" for part in rest)]) if year else ""


def _after(begin: datetime, parts: int) -> datetime:
    if parts == 3:
        return begin + timedelta(days=1)
    if parts == 2 and begin.month < 12:
        return begin.replace(month=begin.month + 1)
    return begin.replace(year=begin.year + 1, month=1)


@dataclass(frozen=True, slots=True)
class Published:
    """Two ends as typed; what is no date narrows nothing, and `bound` says so beside its field."""

    since: str = ""
    until: str = ""

    def __bool__(self) -> bool:
        return bool(self.since or self.until)

    @property
    def narrows(self) -> bool:
        """Whether anything of it is a date."""
        return self.after is not None or self.before is not None

    def params(self) -> dict[str, str]:
        return {"from": self.since, "to": self.until}

    @property
    def after(self) -> datetime | None:
        """What was published later than this moment. None without a date, and where the ends are the wrong way."""
        span = read_span(self.since)
        return span.begin - timedelta(microseconds=1) if span and not self._backwards() else None

    @property
    def before(self) -> datetime | None:
        span = read_span(self.until)
        return span.end if span and not self._backwards() else None

    def _backwards(self) -> bool:
        since, until = read_span(self.since), read_span(self.until)
        return bool(since and until and until.end <= since.begin)

    def bound(self) -> Bound[None]:  # type: ignore[type-var]
        """For the form: both ends as typed, with what is wrong with them."""
        errors = {name: Problem(NO_DATE) for name, text in self.params().items() if text and not read_span(text)}
        if self._backwards():
            errors["to"] = Problem(BACKWARDS)
        return Bound({name: [text] for name, text in self.params().items()}, errors)


def read_published(query: Mapping[str, str] | QueryParams) -> Published:
    since, until = (one_line(query.get(name, ""))[:LONGEST] for name in ("from", "to"))
    return Published(since, until)
