"""The dates of an edition: planned as a coordinator would, and kept out of the way while its year is played."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from app.demo.cup.past import happening
from app.domain.cup import moving
from app.domain.cup.local_times import moment_of, wall_of
from app.domain.cup.phases import ORDER, phase_rows
from app.models.cup import Edition, Phase
from app.models.types import now

Dates = Mapping[Phase, datetime]
MORNING, MIDNIGHT = time(8, 0), time(23, 59)
# What ends when these begin is somebody's deadline, and lasts until the end of the day.
AFTER_DEADLINES = (Phase.SCREENING, Phase.DELIBERATION)


def on_days(days: Mapping[Phase, date], zone: str) -> dict[Phase, datetime]:
    """The phases begin on these days, on the clocks of a zone."""
    hours = {phase: MIDNIGHT if phase in AFTER_DEADLINES else MORNING for phase in days}
    return {phase: moment_of(datetime.combine(day, hours[phase]), zone=zone) for phase, day in days.items()}


def in_days(days: Mapping[Phase, int], zone: str) -> dict[Phase, datetime]:
    """The same, so many days from today."""
    today = wall_of(now(), zone=zone).date()
    return on_days({phase: today + timedelta(days=count) for phase, count in days.items()}, zone)


def plan(session: Session, edition: Edition, dates: Dates) -> None:
    """What has passed already is put off till tomorrow, so that the year can be played now; `settle` sets it right."""
    tomorrow = now() + timedelta(days=1)
    for phase, row in phase_rows(session, edition).items():
        row.starts_at = max(dates[phase], tomorrow + timedelta(hours=ORDER.index(phase))) if phase in dates else None
        session.add(row)
    session.flush()


def settle(session: Session, edition: Edition, dates: Dates) -> None:
    for phase, row in phase_rows(session, edition).items():
        row.starts_at = dates.get(phase)
        session.add(row)
    session.flush()


def move_on(session: Session, edition: Edition, to: Phase, dates: Dates) -> None:
    """The date has come."""
    with happening(session, dates[to], dates[to]):
        moving.move_on(session, edition=edition, to=to, by=None)
