"""The programme of a visit, day by day, in the time of the place."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import available_timezones

from sqlmodel import Session, select

from app.content.text import N_, one_line, tidy
from app.domain.errors import Forbidden, Invalid, NotFound, Stale
from app.domain.viewer import Viewer
from app.domain.visits.access import VisitPart, parts_in_visit
from app.domain.visits.workflow import note
from app.i18n import translate
from app.models.types import now
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
OUTSIDE = N_("The visit is from %(starts)s to %(ends)s.")
MOST_ITEMS = 200
LONGEST = {"title": 160, "text": 2000, "place": 200, "responsible": 120}
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


def set_item(
    session: Session,
    *,
    visit: Visit,
    item_id: int | None,
    day: date,
    starts_at: time | None,
    ends_at: time | None,
    kind: str,
    title: str,
    text: str = "",
    place: str = "",
    responsible: str = "",
    time_zone: str = "",
    seen: int = 0,
    by: Viewer,
) -> ItineraryItem:
    """Write an item (a new one without `item_id`). Raises Forbidden, Stale, or Invalid naming the field."""
    _may_write(session, visit, by)
    item = item_of(session, visit=visit, item_id=item_id) if item_id else _new(visit)
    if item_id and item.row_version != seen:
        raise Stale(item, item.row_version)
    texts = {"title": one_line(title), "text": tidy(text), "place": one_line(place)}
    texts["responsible"] = one_line(responsible)
    _check(visit, day, starts_at, ends_at, kind, texts, time_zone)
    if item_id is None and len(items_of(session, visit=visit)) >= MOST_ITEMS:
        raise Invalid(N_("A programme has at most %(most)s items."), "title", most=MOST_ITEMS)
    item.day, item.starts_at, item.ends_at, item.kind = day, starts_at, ends_at, kind
    item.time_zone = "" if time_zone == visit.time_zone else time_zone
    for name, value in texts.items():
        setattr(item, name, value)
    item.row_version = (item.row_version + 1) if item_id else 1
    session.add(item)
    changed(session, visit)
    session.flush()
    note(session, thing=visit, verb="programme", by=by, item=item.title, day=day.isoformat())
    return item


def _new(visit: Visit) -> ItineraryItem:
    return ItineraryItem(visit_id=visit.id or 0, day=visit.starts_on, kind="", title="")


def changed(session: Session, visit: Visit) -> None:
    """What calendars show of the visit is another now."""
    session.refresh(visit, with_for_update={"key_share": True})
    visit.sequence += 1
    visit.updated_at = now()
    session.add(visit)


def _may_write(session: Session, visit: Visit, by: Viewer) -> None:
    """The hosts know their days; the coordinator helps."""
    if not {VisitPart.HOST, VisitPart.COORDINATOR} & parts_in_visit(session, visit=visit, viewer=by):
        raise Forbidden


def item_of(session: Session, *, visit: Visit, item_id: int) -> ItineraryItem:
    item = session.get(ItineraryItem, item_id)
    if item is None or item.visit_id != visit.id:
        raise NotFound
    session.refresh(item, with_for_update=True)
    return item


def _check(
    visit: Visit,
    day: date,
    starts_at: time | None,
    ends_at: time | None,
    kind: str,
    texts: Mapping[str, str],
    time_zone: str,
) -> None:
    if not visit.starts_on <= day <= visit.ends_on:
        raise Invalid(OUTSIDE, "day", starts=visit.starts_on.isoformat(), ends=visit.ends_on.isoformat())
    if ends_at is not None and starts_at is None:
        raise Invalid(N_("When does it begin?"), "starts_at")
    if starts_at is not None and starts_at == ends_at:
        raise Invalid(N_("It can not end when it begins."), "ends_at")
    if kind not in KINDS:
        raise Invalid(N_("Choose one of the answers offered."), "kind")
    if not texts["title"]:
        raise Invalid(N_("Please fill this in."), "title")
    for name, value in texts.items():
        if len(value) > LONGEST[name]:
            raise Invalid(N_("Too long: at most %(max_length)s characters."), name, max_length=LONGEST[name])
    if time_zone and time_zone not in available_timezones():
        raise Invalid(N_("Choose one of the answers offered."), "time_zone")


def remove_item(session: Session, *, visit: Visit, item_id: int, by: Viewer) -> None:
    _may_write(session, visit, by)
    item = item_of(session, visit=visit, item_id=item_id)
    note(session, thing=visit, verb="programme", by=by, removed=item.title, day=item.day.isoformat())
    session.delete(item)
    changed(session, visit)


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
