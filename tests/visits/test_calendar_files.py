"""A visit as a file for calendars, read by programs that did not write it."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import ics
import pytest
from icalendar import Calendar

from app.domain.viewer import STRANGER
from app.domain.visits.listing import one_for_calendar
from app.exports.calendars import Reading, file_of, harmless, invitation, item_uid
from app.models.visits import ItineraryItem, Visit, VisitState
from app.services import Services
from tests.factories import Make
from tests.visits.calendars import events, khal, unfolded, values
from tests.visits.making import MakeVisit

STAMP = datetime(2026, 11, 1, 12, tzinfo=UTC)
HOSTILE = "A, b; c\\d\r\nEND:VEVENT\rBEGIN:VEVENT\u2028UID:evil\x0bX:1\x85" + "😀 يوم التعلّم \u202e" + "É" * 60 + "\x07"


class Place:
    """A visit somewhere, and what happens on it."""

    def __init__(self, services: Services, visits: MakeVisit) -> None:
        self.services, self.visits = services, visits

    def visit(self, *items: tuple[date, time | None, time | None], **changes: Any) -> Visit:
        changes = {"starts_on": date(2027, 3, 10), "ends_on": date(2027, 3, 12), "updated_at": STAMP, **changes}
        visit = self.visits.visit(**changes)
        with self.services.database.writing() as session:
            for day, begins, ends in items:
                session.add(
                    ItineraryItem(
                        visit_id=visit.id or 0, day=day, starts_at=begins, ends_at=ends, kind="see", title="The store"
                    )
                )
        return visit

    def file(self, visit: Visit, **more: Any) -> bytes:
        with self.services.database.reading() as session:
            shown = one_for_calendar(session, session.get_one(Visit, visit.id), viewer=STRANGER)
        return file_of([shown], self.reading(visit), **more)

    def reading(self, visit: Visit, language: str = "en") -> Reading:
        return Reading(language, "no-reply@example.org", {visit.code: f"https://x.example/{visit.code}"})

    def invitation(self, visit: Visit, **more: Any) -> bytes:
        with self.services.database.reading() as session:
            shown = one_for_calendar(session, session.get_one(Visit, visit.id), viewer=STRANGER)
        return invitation(shown, self.reading(visit), to="rosa@example.org", **{"cancelled": False, **more})


@pytest.fixture
def place(services: Services, visits: MakeVisit) -> Place:
    return Place(services, visits)


def test_days_of_a_visit_are_whole_and_end_after_the_last(place: Place) -> None:
    visit = place.visit()

    data = place.file(visit)

    lines = sorted(unfolded(data))
    assert "DTSTART;VALUE=DATE:20270310" in lines
    assert "DTEND;VALUE=DATE:20270313" in lines
    assert [
        one for one in lines if one.startswith(("UID", "SEQUENCE", "STATUS", "DTSTAMP", "LAST-MOD", "ORGANIZER"))
    ] == [
        "DTSTAMP:20261101T120000Z",
        "LAST-MODIFIED:20261101T120000Z",
        "ORGANIZER:mailto:no-reply@example.org",
        "SEQUENCE:0",
        "STATUS:TENTATIVE",
        f"UID:{visit.uid}",
    ]
    found = events(data)[visit.uid]
    assert (found.all_day, found.begin.date(), found.duration) == (True, date(2027, 3, 10), timedelta(days=3))


@pytest.mark.parametrize(
    ("zone", "day", "begins", "moment"),
    [
        ("Asia/Kathmandu", date(2027, 3, 10), time(9, 30), datetime(2027, 3, 10, 3, 45, tzinfo=UTC)),
        ("America/St_Johns", date(2027, 1, 10), time(9, 30), datetime(2027, 1, 10, 13, 0, tzinfo=UTC)),
        ("America/St_Johns", date(2027, 7, 10), time(9, 30), datetime(2027, 7, 10, 12, 0, tzinfo=UTC)),
        ("UTC", date(2027, 3, 10), time(9, 30), datetime(2027, 3, 10, 9, 30, tzinfo=UTC)),
    ],
)
def test_times_are_those_of_the_place(
    place: Place, tmp_path: Path, zone: str, day: date, begins: time, moment: datetime
) -> None:
    visit = place.visit((day, begins, time(11, 0)), starts_on=day, ends_on=day, time_zone=zone)

    data = place.file(visit)

    item = events(data)[item_uid(visit.uid, 1)]
    assert (item.begin.datetime.astimezone(UTC), item.duration) == (moment, timedelta(minutes=90))
    agenda = khal(tmp_path, data, "list", "--day-format", "", "-f", "{start}|{title}", day.isoformat(), "1d")
    assert f"{moment:%Y-%m-%d %H:%M}|The store" in agenda.splitlines()


def test_a_visit_across_the_change_of_clocks_keeps_its_hours(place: Place, tmp_path: Path) -> None:
    """In Madrid clocks go from 02:00 to 03:00 on 28 March 2027."""
    days = [date(2027, 3, 27), date(2027, 3, 28), date(2027, 3, 29)]
    night = (days[0], time(22, 0), time(4, 0))
    visit = place.visit(
        night,
        *((day, time(9), time(10)) for day in days),
        starts_on=days[0],
        ends_on=days[2],
        time_zone="Europe/Madrid",
    )

    data = place.file(visit)

    found = events(data)
    begins = [found[item_uid(visit.uid, number)].begin.datetime.astimezone(UTC).hour for number in (2, 3, 4)]
    dark = found[item_uid(visit.uid, 1)]
    lasts = dark.end.datetime.astimezone(UTC) - dark.begin.datetime.astimezone(UTC)
    assert (begins, lasts) == ([8, 7, 7], timedelta(hours=5))
    shown = khal(tmp_path, data, "list", "--day-format", "", "-f", "{start}", "2027-03-27", "4d", zone="Asia/Tokyo")
    assert [line for line in dict.fromkeys(shown.splitlines()) if line.endswith(("17:00", "16:00"))] == [
        "2027-03-27 17:00",
        "2027-03-28 16:00",
        "2027-03-29 16:00",
    ]


def test_khal_shows_the_visit_on_each_of_its_days_and_no_longer(place: Place, tmp_path: Path) -> None:
    visit = place.visit(title="Our store")

    arguments = ("list", "--day-format", "{date}", "-f", "{title}", "2027-03-09", "6d")
    shown = khal(tmp_path, place.file(visit), *arguments).splitlines()

    days = [shown[place - 1] for place, line in enumerate(shown) if line == "Learning visit: Our store"]
    assert days == ["2027-03-10", "2027-03-11", "2027-03-12"]


def test_item_without_a_time_is_a_day(place: Place) -> None:
    visit = place.visit((date(2027, 3, 11), None, None), (date(2027, 3, 11), time(8), None))

    found = events(place.file(visit))

    outline, timed = found[item_uid(visit.uid, 1)], found[item_uid(visit.uid, 2)]
    assert (outline.all_day, outline.begin.date(), outline.transparent) == (True, date(2027, 3, 11), True)
    assert (timed.all_day, timed.has_end()) == (False, False)


def test_each_part_names_itself_for_life(place: Place) -> None:
    visit = place.visit((date(2027, 3, 11), time(9), time(10)), uid="abc234@example.org")

    first, second = place.file(visit), place.file(visit)

    assert first == second
    assert sorted(values(first, "UID")) == ["abc234-1@example.org", "abc234@example.org"]
    assert values(first, "RELATED-TO") == ["abc234@example.org"]


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (VisitState.PLANNED, "TENTATIVE"),
        (VisitState.CONFIRMED, "CONFIRMED"),
        (VisitState.UNDER_WAY, "CONFIRMED"),
        (VisitState.CLOSED, "CONFIRMED"),
        (VisitState.CANCELLED, "CANCELLED"),
        (VisitState.DID_NOT_HAPPEN, "CANCELLED"),
    ],
)
def test_state_says_how_sure_it_is(place: Place, state: VisitState, word: str) -> None:
    assert values(place.file(place.visit(state=state)), "STATUS") == [word]


def test_hostile_text_stays_text(place: Place, tmp_path: Path) -> None:
    visit = place.visit(
        (date(2027, 3, 11), time(9), time(10)), title=HOSTILE[:160], place=HOSTILE, meeting_point=HOSTILE
    )

    data = place.file(visit)

    found = events(data)
    assert set(found) == {visit.uid, item_uid(visit.uid, 1)}
    assert found[visit.uid].location == harmless(HOSTILE)
    assert "X:1" in found[visit.uid].description.splitlines()
    assert not {"UID:evil", "X:1"} & set(data.decode().splitlines())
    again = [str(event["uid"]) for event in Calendar.from_ical(data).walk("VEVENT")]
    assert again == [visit.uid, item_uid(visit.uid, 1)]
    shown = khal(tmp_path, data, "list", "--day-format", "", "-f", "{location}", "2027-03-10", "1d")
    assert "يوم التعلّم" in shown


def test_words_are_in_the_language_of_the_reader(place: Place) -> None:
    visit = place.visit(title="Bodega")
    with place.services.database.reading() as session:
        shown = one_for_calendar(session, session.get_one(Visit, visit.id), viewer=STRANGER)

    data = invitation(shown, place.reading(visit, "es"), to="x@example.org", cancelled=False)

    assert ics.Calendar(data.decode()).events
    assert values(data, "SUMMARY")[0].endswith("Bodega")


def test_invitation_has_one_name_its_guest_and_the_programme_as_text(place: Place) -> None:
    visit = place.visit((date(2027, 3, 11), time(9), time(10)), (date(2027, 3, 11), time(23), time(1)))

    data = place.invitation(visit, at=STAMP)

    assert (values(data, "METHOD"), values(data, "UID")) == (["REQUEST"], [visit.uid])
    guest = next(line for line in unfolded(data) if line.startswith("ATTENDEE"))
    assert guest == (
        "ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:rosa@example.org"
    )
    text = events(data)[visit.uid].description
    assert "Thursday, 11 March 2027\n09:00–10:00 The store\n23:00–01:00 The store" in text


def test_cancellation_says_so_twice(place: Place) -> None:
    visit = place.visit(sequence=4)

    data = place.invitation(visit, cancelled=True)

    assert [values(data, name) for name in ("METHOD", "STATUS", "SEQUENCE")] == [["CANCEL"], ["CANCELLED"], ["4"]]


def test_calendar_asked_for_again_says_its_name_and_when(place: Place) -> None:
    lines = sorted(unfolded(place.file(place.visit(), name="My, visits")))

    assert [line for line in lines if line.startswith(("NAME", "X-WR-CALNAME", "REFRESH", "X-PUBLISHED"))] == [
        r"NAME:My\, visits",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        r"X-WR-CALNAME:My\, visits",
    ]


def test_addresses_end_no_line_and_add_no_other(place: Place, make: Make) -> None:
    visit = place.visit()
    with place.services.database.reading() as session:
        shown = one_for_calendar(session, session.get_one(Visit, visit.id), viewer=STRANGER)

    data = invitation(shown, place.reading(visit), to='a"@x.org\r\nATTENDEE:mailto:b@x.org', cancelled=False)

    assert values(data, "ATTENDEE") == ["mailto:a@x.orgATTENDEEmailtob@x.org"]
