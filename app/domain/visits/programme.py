"""Writing the programme of a visit: what, when, where, who."""

from collections.abc import Mapping
from datetime import date, time
from zoneinfo import available_timezones

from sqlmodel import Session

from app.content.text import N_, one_line, tidy
from app.domain.errors import Invalid, NotFound, Stale
from app.domain.viewer import Viewer
from app.domain.visits import confirming
from app.domain.visits.access import VisitPart
from app.domain.visits.itinerary import KINDS, items_of
from app.domain.visits.workflow import note
from app.domain.visits.working import show_anew, work_on
from app.models.visits import ItineraryItem, Visit

# The hosts know their days; the coordinator helps.
WRITERS = (VisitPart.HOST, VisitPart.COORDINATOR)
OUTSIDE = N_("The visit is from %(starts)s to %(ends)s.")
MOST_ITEMS = 200
LONGEST = {"title": 160, "text": 2000, "place": 200, "responsible": 120}


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
    work_on(session, visit=visit, by=by, needs=WRITERS)
    item = item_of(session, visit=visit, item_id=item_id) if item_id else _new(visit)
    if item_id and item.row_version != seen:
        raise Stale(item, item.row_version)
    starts_at, ends_at = _plain(starts_at), _plain(ends_at)
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
    show_anew(session, visit=visit)
    note(session, thing=visit, verb="programme", by=by, item=item.title, day=day.isoformat())
    confirming.recheck(session, visit=visit, by=by)
    return item


def _plain(at: time | None) -> time | None:
    """By the minute, and without the offset that nobody types but programs send."""
    return at.replace(second=0, microsecond=0, tzinfo=None) if at else None


def _new(visit: Visit) -> ItineraryItem:
    return ItineraryItem(visit_id=visit.id or 0, day=visit.starts_on, kind="", title="")


def item_of(session: Session, *, visit: Visit, item_id: int) -> ItineraryItem:
    item = session.get(ItineraryItem, item_id)
    if item is None or item.visit_id != visit.id:
        raise NotFound
    session.refresh(item)
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
        raise Invalid(N_("It cannot end when it begins."), "ends_at")
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
    work_on(session, visit=visit, by=by, needs=WRITERS)
    item = item_of(session, visit=visit, item_id=item_id)
    note(session, thing=visit, verb="programme", by=by, removed=item.title, day=item.day.isoformat())
    session.delete(item)
    show_anew(session, visit=visit)
    confirming.recheck(session, visit=visit, by=by)
