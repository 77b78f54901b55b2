"""The programme of a visit, day by day, in the time of the place."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session, select

from app.content.text import N_
from app.i18n import translate
from app.models.visits import ItineraryItem, Visit
from app.moments import zone

KINDS: Mapping[str, str] = {
    "travel": N_("Travel"),
    "see": N_("See"),
    "do": N_("Do it together"),
    "talk": N_("Talk"),
    "reflect": N_("Look back"),
    "rest": N_("Rest"),
}
_ARRIVAL = N_("Arrival and welcome")
_SEEING = N_("Seeing how it is done")
_FAREWELL = N_("What we take home, and farewell")


def days_of(visit: Visit) -> list[date]:
    """From the first day to the last."""
    return [visit.starts_on + timedelta(days=after) for after in range((visit.ends_on - visit.starts_on).days + 1)]


def items_of(session: Session, *, visit: Visit) -> list[ItineraryItem]:
    """By day and time; what has no time yet comes last of its day."""
    found = session.exec(select(ItineraryItem).where(ItineraryItem.visit_id == visit.id)).all()
    return sorted(found, key=lambda item: (item.day, item.starts_at is None, item.starts_at or time(), item.id or 0))


def zone_of(item: ItineraryItem, visit: Visit) -> str:
    return item.time_zone or visit.time_zone


def starts(item: ItineraryItem, visit: Visit) -> datetime | None:
    """The moment it begins, with its zone. None without a time."""
    return _moment(item.day, item.starts_at, zone_of(item, visit))


def ends(item: ItineraryItem, visit: Visit) -> datetime | None:
    """The moment it ends: on the next day, if it ends earlier than it begins. None without a time."""
    if item.starts_at is None or item.ends_at is None:
        return None
    day = item.day + timedelta(days=item.ends_at < item.starts_at)
    return _moment(day, item.ends_at, zone_of(item, visit))


def _moment(day: date, at: time | None, name: str) -> datetime | None:
    return None if at is None else datetime.combine(day, at, zone(name))


def add_outline(session: Session, *, visit: Visit, language: str) -> None:
    """One line for each day that has none, in the host's language and without a time, to be filled in."""
    there = {item.day for item in items_of(session, visit=visit)}
    days = days_of(visit)
    for day in days:
        if day not in there:
            kind, title = _outline(day, days)
            session.add(ItineraryItem(visit_id=visit.id or 0, day=day, kind=kind, title=translate(language, title)))
    session.flush()


def _outline(day: date, days: Sequence[date]) -> tuple[str, str]:
    if len(days) > 1 and day == days[0]:
        return "travel", _ARRIVAL
    if len(days) > 1 and day == days[-1]:
        return "reflect", _FAREWELL
    return "see", _SEEING


def days_without_time(visit: Visit, items: Sequence[ItineraryItem]) -> list[date]:
    """The days for which nobody knows yet when to be where."""
    planned = {item.day for item in items if item.starts_at is not None}
    return [day for day in days_of(visit) if day not in planned]


def overlaps(visit: Visit, items: Sequence[ItineraryItem]) -> list[tuple[ItineraryItem, ItineraryItem]]:
    """Pairs that are at the same time: allowed, when the group divides, but worth a warning."""
    spans = [(item, *_span(item, visit)) for item in items if item.starts_at is not None]
    spans.sort(key=lambda span: span[1])
    return [
        (one, other)
        for place, (one, _, end) in enumerate(spans)
        for other, start, _ in spans[place + 1 :]
        if start < end
    ]


def _span(item: ItineraryItem, visit: Visit) -> tuple[datetime, datetime]:
    """In UTC, because Python compares times of one zone by the clock on its wall, which jumps twice a year."""
    start = starts(item, visit)
    assert start is not None  # noqa: S101 - asked of items with a time only
    return start.astimezone(UTC), (ends(item, visit) or start).astimezone(UTC)


def move_items(session: Session, *, visit: Visit, was: date, language: str) -> None:
    """After the days of a visit changed, whose first day `was`: the programme moves along.

    What no longer fits is put on the last day, where the hosts see it; new days get a line to fill in.
    """
    shift = visit.starts_on - was
    for item in items_of(session, visit=visit):
        item.day = min(item.day + shift, visit.ends_on)
        item.row_version += 1
        session.add(item)
    session.flush()
    add_outline(session, visit=visit, language=language)
