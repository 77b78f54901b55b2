"""Times as the clock on the wall shows them in the edition's zone, and the moments they are.

A time that the clocks skip when they are put forward is refused. Of a time that comes twice when they are put back the
later one is meant, so that nobody who trusts the clock comes too late.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.content.text import N_
from app.domain.errors import Invalid

# Beyond these dates are typing errors.
FIRST_YEAR, LAST_YEAR = 2000, 2200
SKIPPED = N_("The clocks are put forward then, and %(time)s does not exist on that day. Please choose another time.")


def moment_of(wall: datetime, *, zone: str, field: str = "") -> datetime:
    """The moment, in UTC, at which the clocks of a zone show this. Raises Invalid for one they skip."""
    if not FIRST_YEAR <= wall.year <= LAST_YEAR:
        raise Invalid(N_("There is no such date."), field)
    moment = wall.replace(tzinfo=ZoneInfo(zone), fold=1).astimezone(UTC)
    if wall_of(moment, zone=zone) != wall:
        raise Invalid(SKIPPED, field, time=f"{wall:%H:%M}")
    return moment


def wall_of(moment: datetime, *, zone: str) -> datetime:
    """What the clocks of a zone show at a moment."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def moved_by(moment: datetime, delta: timedelta, *, zone: str) -> datetime:
    """The moment whose clock time is later by `delta`: midnight stays midnight when summer time begins between."""
    wall = wall_of(moment, zone=zone) + delta
    try:
        return moment_of(wall, zone=zone)
    except Invalid:
        return moment_of(wall + timedelta(hours=1), zone=zone)


def in_year(moment: datetime, year: int, *, zone: str) -> datetime:
    """The same day and clock time of another year; the 29th of February becomes the 28th."""
    wall = wall_of(moment, zone=zone)
    day = min(wall.day, 28) if wall.month == 2 else wall.day
    return moved_by(moment, wall.replace(year=year, day=day) - wall, zone=zone)
