"""Visits as calendars read them (RFC 5545, RFC 5546): files, private addresses, and invitations in mails."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event, vCalAddress, vDuration, vText

from app.content.text import N_
from app.domain.visits.itinerary import KINDS
from app.domain.visits.listing import CalendarVisit
from app.domain.visits.showing import ShownItem
from app.i18n import translate
from app.models.types import now
from app.models.visits import VisitState
from app.moments import day_said

ICS_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Excellent Experiences//Learning visits//EN"
PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"
# How often programs should ask for a private address again.
ASK_AGAIN = timedelta(hours=1)
SUMMARY = N_("Learning visit: %(title)s")
_STATUS: Mapping[VisitState, str] = {
    VisitState.PLANNED: "TENTATIVE",
    VisitState.CANCELLED: "CANCELLED",
    VisitState.DID_NOT_HAPPEN: "CANCELLED",
}
# Programs that read line by line end a line at any of these, and text from there on could pose as a property.
_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Controls, and signs that turn the direction of everything after them.
_SIGNS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\ufffe\uffff]")
_NOT_IN_ADDRESSES = re.compile(r"[\s\"<>,;:\\\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Reading:
    """For whom it is written: their language, who organises (an address), and the page of each visit by its code."""

    language: str
    organiser: str
    pages: Mapping[str, str]

    def say(self, message: str, /, **params: object) -> str:
        return translate(self.language, message, **params)


def file_of(visits: Sequence[CalendarVisit], reading: Reading, *, name: str = "") -> bytes:
    """Visits and what happens on them, each with its own UID. `name`: it is asked for again and again."""
    calendar = _calendar(PUBLISH)
    if name:
        _named(calendar, name)
    for one in visits:
        for event in (_whole(one, reading), *_items(one, reading)):
            calendar.add_component(event)
    return _bytes(calendar, visits)


def invitation(one: CalendarVisit, reading: Reading, *, to: str, cancelled: bool, at: datetime | None = None) -> bytes:
    """One visit for the calendar of the one invited, with the programme in its text: a mail has a single UID."""
    calendar = _calendar(CANCEL if cancelled else REQUEST)
    event = _whole(one, reading, programme=not cancelled)
    event.DTSTAMP = at or now()
    if cancelled:
        event["status"] = vText("CANCELLED")
    event.add("attendee", _guest(to))
    calendar.add_component(event)
    return _bytes(calendar, [one])


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    for name, value in (("prodid", PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", method)):
        calendar.add(name, value)
    return calendar


def _named(calendar: Calendar, name: str) -> None:
    """The name and how soon to ask again: as the standard says (RFC 7986), and as older programs read it."""
    text = vText(harmless(name))
    calendar.add("name", text)
    calendar.add("x-wr-calname", text)
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(ASK_AGAIN))


def _bytes(calendar: Calendar, visits: Sequence[CalendarVisit]) -> bytes:
    """The zones are told from a year before the first visit to some years after the last: rules for ever are long."""
    if visits:
        first = min(one.visit.starts_on for one in visits).year
        last = max(one.visit.ends_on for one in visits).year
        calendar.add_missing_timezones(first_date=date(first - 1, 1, 1), last_date=date(last + 3, 1, 1))
    data: bytes = calendar.to_ical()
    return data


def _whole(one: CalendarVisit, reading: Reading, *, programme: bool = False) -> Event:
    """The days of a visit; calendars count the last one as the day after."""
    visit = one.visit
    event = _event(one, reading, visit.uid, reading.say(SUMMARY, title=visit.title), visit.place)
    event.add("dtstart", visit.starts_on)
    event.add("dtend", visit.ends_on + timedelta(days=1))
    lines = [*_facts(one, reading), *(_programme(one, reading) if programme else ()), reading.pages[visit.code]]
    event.add("description", harmless("\n".join(lines)))
    return event


def _items(one: CalendarVisit, reading: Reading) -> Iterator[Event]:
    for item in one.items:
        yield _item(one, item, reading)


def _item(one: CalendarVisit, shown: ShownItem, reading: Reading) -> Event:
    visit, item = one.visit, shown.item
    event = _event(one, reading, item_uid(visit.uid, item.id or 0), item.title, item.place)
    event.add("dtstart", shown.starts or item.day)
    if shown.starts is None:
        event.add("dtend", item.day + timedelta(days=1))
        # A line without a time says what a day is about, and keeps nobody from other things.
        event.add("transp", "TRANSPARENT")
    elif shown.ends:
        event.add("dtend", shown.ends)
    event.add("related-to", visit.uid)
    who = [reading.say(N_("Responsible: %(name)s"), name=item.responsible)] if item.responsible else []
    kind = [reading.say(KINDS[item.kind])] if item.kind in KINDS else []
    text = [*kind, item.text, *who, visit.title, reading.pages[visit.code]]
    event.add("description", harmless("\n".join(line for line in text if line)))
    return event


def item_uid(uid: str, item_id: int) -> str:
    """The name of an item for life, made of the visit's."""
    name, at, host = uid.partition("@")
    return f"{name}-{item_id}{at}{host}"


def _event(one: CalendarVisit, reading: Reading, uid: str, summary: str, place: str) -> Event:
    visit = one.visit
    event = Event()
    event.add("uid", uid)
    event.DTSTAMP = visit.updated_at
    event.add("created", visit.created_at)
    event.LAST_MODIFIED = visit.updated_at
    event.add("sequence", visit.sequence)
    event.add("status", _STATUS.get(visit.state, "CONFIRMED"))
    event.add("summary", " ".join(harmless(summary).split()))
    if place:
        event.add("location", harmless(place))
    event.add("organizer", _address(reading.organiser))
    event.add("url", reading.pages[visit.code])
    return event


def _facts(one: CalendarVisit, reading: Reading) -> Iterator[str]:
    visit = one.visit
    yield reading.say(N_("Hosts: %(name)s"), name=one.host)
    if one.guests:
        yield reading.say(N_("Visitors: %(names)s"), names=", ".join(one.guests))
    if visit.meeting_point:
        yield reading.say(N_("Where you meet: %(place)s"), place=visit.meeting_point)
    if visit.emergency:
        yield reading.say(N_("Whom to call: %(whom)s"), whom=visit.emergency)


def _programme(one: CalendarVisit, reading: Reading) -> Iterator[str]:
    day = None
    for shown in one.items:
        if shown.item.day != day:
            day = shown.item.day
            yield f"\n{day_said(day, reading.language, 'EEEE')}, {day_said(day, reading.language)}"
        yield f"{clock(shown)} {shown.item.title}".strip()


def clock(shown: ShownItem) -> str:
    """ "09:00-12:00" on the clock of the place, "" without a time."""
    return "–".join(at.strftime("%H:%M") for at in (shown.starts, shown.ends) if at)


def _guest(email: str) -> vCalAddress:
    """Nobody waits for an answer: whether they come they say on the page of the visit."""
    guest = _address(email)
    params: dict[str, Any] = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT"}
    guest.params.update({**params, "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"})
    return guest


def _address(email: str) -> vCalAddress:
    return vCalAddress("mailto:" + _NOT_IN_ADDRESSES.sub("", email))


def harmless(text: str) -> str:
    """The text with line ends as one kind, and without signs that no calendar may hold."""
    return _SIGNS.sub("", _BREAKS.sub("\n", text)).strip()
