"""Times on the clocks of an edition's zone: days that do not exist, hours that come twice or never."""

from datetime import datetime, timedelta

import pytest

from app.domain.cup.local_times import in_year, moment_of, moved_by, wall_of
from app.domain.errors import Invalid
from tests.cup.making import at_utc, clock


@pytest.mark.parametrize(
    ("zone", "wall", "moment"),
    [
        ("UTC", clock("2031-01-01 12:00"), at_utc(2031, 1, 1, 12)),
        ("America/Lima", clock("2031-12-04 23:59"), at_utc(2031, 12, 5, 4, 59)),
        ("Asia/Kathmandu", clock("2031-06-01 00:00"), at_utc(2031, 5, 31, 18, 15)),
        # The last hour of the day comes twice in Santiago when the clocks are put back: the later one counts.
        ("America/Santiago", clock("2031-04-05 23:59"), at_utc(2031, 4, 6, 3, 59)),
        ("Europe/Lisbon", clock("2031-10-26 01:30"), at_utc(2031, 10, 26, 1, 30)),
    ],
)
def test_time_on_the_clock_is_one_moment(zone: str, wall: datetime, moment: datetime) -> None:
    assert moment_of(wall, zone=zone) == moment
    assert wall_of(moment, zone=zone) == wall


@pytest.mark.parametrize(
    ("zone", "wall"),
    [
        ("America/New_York", clock("2031-03-09 02:30")),
        # Midnight is skipped there.
        ("America/Santiago", clock("2031-09-07 00:00")),
    ],
)
def test_time_that_the_clocks_skip_is_refused(zone: str, wall: datetime) -> None:
    with pytest.raises(Invalid) as refused:
        moment_of(wall, zone=zone, field="until")

    assert refused.value.field == "until"
    assert f"{wall:%H:%M} does not exist" in str(refused.value)


@pytest.mark.parametrize("year", [1, 1999, 2201, 9999])
def test_year_beyond_all_reason_is_refused(year: int) -> None:
    with pytest.raises(Invalid):
        moment_of(clock(f"{year:04}-01-01 12:00"), zone="Europe/Paris")


def test_moving_by_days_keeps_the_clock_time_over_summer_time() -> None:
    before = moment_of(clock("2031-03-20 23:59"), zone="Europe/Paris")

    after = moved_by(before, timedelta(days=20), zone="Europe/Paris")

    assert wall_of(after, zone="Europe/Paris") == clock("2031-04-09 23:59")
    assert after - before == timedelta(days=20) - timedelta(hours=1)


def test_moving_to_a_skipped_time_takes_the_next_hour() -> None:
    before = moment_of(clock("2031-03-08 02:30"), zone="America/New_York")

    after = moved_by(before, timedelta(days=1), zone="America/New_York")

    assert wall_of(after, zone="America/New_York") == clock("2031-03-09 03:30")


def test_leap_day_of_another_year_is_the_day_before() -> None:
    leap_day = moment_of(clock("2032-02-29 18:00"), zone="America/Bogota")

    assert wall_of(in_year(leap_day, 2033, zone="America/Bogota"), zone="America/Bogota") == clock("2033-02-28 18:00")
