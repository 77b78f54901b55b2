"""The calendar of visits: whose, which days, and other days by plain forms."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from app.models.people import PlatformRole, Role, User
from app.models.types import now
from app.models.visits import Guest, ItineraryItem, VisitState
from app.services import Services
from app.web.learning_calendar import month_later, shown_days, weeks
from tests.factories import Make
from tests.pages import Browser, Page
from tests.visits.making import MakeVisit, day
from tests.visits.preparing import Prepared, prepare

Open = Callable[..., Browser]


@pytest.fixture
def group(services: Services, make: Make, visits: MakeVisit) -> Prepared:
    return prepare(services, make, visits)


def at(group: Prepared, **asked: str) -> str:
    asked = {"day": group.visit.starts_on.isoformat(), **asked}
    return "/en/learning/calendar?" + "&".join(f"{name}={value}" for name, value in asked.items())


def bars(page: Page) -> dict[str, list[str]]:
    """Day to the names of the visits that lie on it."""
    cells = [cell for cell in page.all("td") if cell.get("data-day")]
    found = {
        str(cell.get("data-day")): [
            "".join(link.itertext()).split(",")[0] for link in cell.iter("a") if "bar" in link.get("class", "")
        ]
        for cell in cells
    }
    return {day: names for day, names in found.items() if names}


@contextmanager
def counted(services: Services) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        asked.append(statement)

    event.listen(services.database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(services.database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("who", ["host", "visitor", "coordinator"])
def test_visit_lies_on_each_of_its_days(
    services: Services, make: Make, visits: MakeVisit, visit: Open, who: str
) -> None:
    wednesday = day(60) - timedelta(days=day(60).weekday() - 2)
    group = prepare(services, make, visits, starts_on=wednesday, ends_on=wednesday + timedelta(days=2))
    person = {"host": group.host, "visitor": group.visitors[0], "coordinator": group.coordinator}[who]

    page = visit(person).open(at(group, view="month"))

    title = group.visit.title
    days = [group.visit.starts_on + timedelta(days=number) for number in range(3)]
    assert bars(page) == {one.isoformat(): [title] for one in days}
    assert page.all("table", class_="month")


def test_others_see_nothing_and_strangers_sign_in(group: Prepared, visit: Open, make: Make) -> None:
    other = visit(make.owner(make.organisation())).open(at(group, of="all"))

    assert (bars(other), "No visit in this time" in other.text) == ({}, True)
    assert visit().open("/en/learning/calendar").response.url.path == "/en/sign-in"


def test_organisation_that_left_has_the_visit_no_more(group: Prepared, visit: Open) -> None:
    with group.services.database.writing() as session:
        session.get_one(Guest, 1).left_at = now()

    assert bars(visit(group.visitors[0]).open(at(group))) == {}


def test_coordinators_see_all_their_own_or_those_of_one_organisation(
    group: Prepared, visit: Open, make: Make, visits: MakeVisit
) -> None:
    elsewhere = visits.visit(visits.offer(make.organisation("Elsewhere"), title="Elsewhere"))
    browser = visit(group.coordinator)

    def titles(**asked: str) -> set[str]:
        return {name for names in bars(browser.open(at(group, **asked))).values() for name in names}

    host = group.read(lambda session, visit: session.get_one(type(make.organisation()), elsewhere.host_id).code)
    assert titles() == titles(of="all") == {group.visit.title, "Elsewhere"}
    assert (titles(of="own"), titles(of=host)) == ({group.visit.title}, {"Elsewhere"})
    assert browser.open(at(group, of="zzzzzz")).status == 404


def test_filters_stay_in_the_address(group: Prepared, visit: Open) -> None:
    page = visit(group.coordinator).open(at(group, view="week", of="own"))

    links = page.links()
    assert "of=own" in links["Month"]
    assert "of=own" in links["Later"]
    assert "view=week" in links["Later"]
    form = page.form("/learning/calendar", having="of")
    assert (form.values["of"], form.values["view"]) == (["own"], ["week"])


@pytest.mark.parametrize("asked", ["2027-13-40", "x", "9999-12-31", "0001-01-01", "%00"])
def test_days_that_are_none_show_a_month_all_the_same(group: Prepared, visit: Open, asked: str) -> None:
    for view in ("month", "week", "list"):
        assert visit(group.host).open(f"/en/learning/calendar?view={view}&day={asked}").status == 200


def test_empty_time_says_when_the_next_visit_is(group: Prepared, visit: Open) -> None:
    page = visit(group.host).open("/en/learning/calendar?day=2026-01-10")

    assert "No visit in this time" in page.text
    assert f"day={group.visit.starts_on.isoformat()}" in page.links()["Go there"]


def test_week_shows_times_of_the_place_and_of_the_reader(
    services: Services, make: Make, visits: MakeVisit, visit: Open
) -> None:
    group = prepare(services, make, visits, offer={"time_zone": "Asia/Kathmandu"})
    with services.database.writing() as session:
        session.get_one(User, group.host.id).time_zone = "America/Lima"
        first = group.visit.starts_on
        session.add(
            ItineraryItem(
                visit_id=group.visit.id or 0, day=first, starts_at=time(9), ends_at=time(10), kind="see", title="Store"
            )
        )

    page = visit(group.host).open(at(group, view="week"))
    same = visit(group.visitors[0]).open(at(group, view="list"))

    assert "Store 09:00–10:00 (Kathmandu); 22:15 in Lima" in page.text
    assert group.visit.title in same.text


def test_month_of_fifty_visits_asks_little(
    services: Services, make: Make, visits: MakeVisit, group: Prepared, visit: Open
) -> None:
    for number in range(49):
        starts = group.visit.starts_on.replace(day=1 + number % 25)
        visits.visit(group.offer, group.demands, uid=f"v{number}", starts_on=starts, ends_on=starts + timedelta(days=2))
    browser = visit(group.coordinator)
    browser.open(at(group))

    with counted(services) as asked:
        month = browser.open(at(group))
    with counted(services) as asked_week:
        browser.open(at(group, view="week"))

    assert len(set(re.findall(r'id="visit-(\w+)"', month.html))) >= 49
    assert len(asked) <= 12, "\n".join(asked)
    assert len(asked_week) <= 12


def mover(page: Page, group: Prepared, having: str = "starts_on") -> Any:
    return page.form(f"/visits/{group.visit.code}/move", having=having)


def test_coordinator_moves_by_writing_days(group: Prepared, visit: Open) -> None:
    page = visit(group.coordinator).open(at(group))

    done = page.send(mover(page, group).fill(starts_on=str(day(70)), ends_on=str(day(73))).press("do", "move"))

    assert "Moved" in done.text
    assert (group.now().starts_on, group.now().ends_on, group.now().sequence) == (day(70), day(73), 1)
    assert day(70).isoformat() in bars(done)


def test_coordinator_moves_by_a_week(group: Prepared, visit: Open) -> None:
    page = visit(group.coordinator).open(at(group, view="list", of="all"))

    done = page.send(mover(page, group, "by").press("by", "7"))

    assert (group.now().starts_on, group.now().ends_on) == (day(67), day(69))
    assert (done.response.url.params["view"], done.response.url.params["of"]) == ("list", "all")


def test_conflicts_are_told_before_saving_and_typed_days_stay(group: Prepared, visit: Open, visits: MakeVisit) -> None:
    visits.visit(group.offer, starts_on=day(70), ends_on=day(72))
    page = visit(group.coordinator).open(at(group))

    asked = page.send(mover(page, group).fill(starts_on=str(day(71)), ends_on=str(day(73))).press("do", "check"))
    saved = asked.send(mover(asked, group).press("do", "move"))

    for answer in (asked, saved):
        assert answer.status == 422
        assert "takes part in another visit" in answer.text
        assert mover(answer, group).values["starts_on"] == [str(day(71))]
    assert group.now().starts_on == day(60)


def test_looking_whether_it_works_changes_nothing(group: Prepared, visit: Open) -> None:
    page = visit(group.coordinator).open(at(group))

    asked = page.send(mover(page, group).fill(starts_on=str(day(70)), ends_on=str(day(72))).press("do", "check"))

    assert (asked.status, "Nothing speaks against these days." in asked.text) == (200, True)
    assert group.now().starts_on == day(60)


def test_of_two_coordinators_the_second_is_told_and_keeps_what_was_typed(
    group: Prepared, visit: Open, make: Make
) -> None:
    first, second = (visit(one).open(at(group)) for one in (group.coordinator, make.coordinator()))
    first.send(mover(first, group).fill(starts_on=str(day(61)), ends_on=str(day(63))).press("do", "move"))

    late = second.send(mover(second, group).fill(starts_on=str(day(62)), ends_on=str(day(64))).press("do", "move"))

    assert (late.status, "Somebody else changed this" in late.text) == (422, True)
    assert mover(late, group).values["starts_on"] == [str(day(62))]
    assert group.now().starts_on == day(61)
    again = late.send(mover(late, group).press("do", "move"))
    assert ("Moved" in again.text, group.now().starts_on) == (True, day(62))


@pytest.mark.parametrize(
    "typed", [{"starts_on": "soon", "ends_on": "later"}, {"by": "9999999999"}, {"starts_on": "9999-12-31", "by": "400"}]
)
def test_days_that_can_not_be_are_refused(group: Prepared, visit: Open, typed: dict[str, str]) -> None:
    browser = visit(group.coordinator)

    answer = browser.client.post(f"/en/learning/calendar/visits/{group.visit.code}/move", data={"seen": "1", **typed})

    assert (answer.status_code, group.now().starts_on) == (422, day(60))


def test_check_answers_in_words(group: Prepared, visit: Open, visits: MakeVisit) -> None:
    visits.visit(group.offer, starts_on=day(70), ends_on=day(72))
    browser = visit(group.coordinator)

    def asked(first: date | str, last: date | str) -> Page:
        return browser.open(f"/en/learning/calendar/visits/{group.visit.code}/check?starts_on={first}&ends_on={last}")

    good, bad, odd = asked(day(61), day(63)), asked(day(70), day(71)), asked("x", "")
    assert good.form("/move").values["starts_on"] == [str(day(61))]
    assert "takes part in another visit" in bad.text
    assert [page.status for page in (good, bad, odd)] == [200, 200, 200]
    assert not bad.all("form")
    assert not odd.all("form")


def test_only_coordinators_of_neither_side_move(group: Prepared, visit: Open, make: Make) -> None:
    both = group.host
    with group.services.database.writing() as session:
        session.add(PlatformRole(user_id=both.id or 0, role=Role.COORDINATOR))
    path = f"/en/learning/calendar/visits/{group.visit.code}"

    for person, status in ((both, 403), (group.visitors[0], 403), (make.user(), 404)):
        browser = visit(person)
        assert browser.open(f"{path}/check?starts_on={day(61)}&ends_on={day(62)}").status == status
        assert browser.client.post(f"{path}/move", data={"by": "1", "seen": "1"}).status_code == status
        assert "data-check" not in browser.open(at(group)).html
    assert group.now().starts_on == day(60)


def test_visit_that_is_over_is_shown_and_stays(group: Prepared, visit: Open) -> None:
    with group.services.database.writing() as session:
        session.get_one(type(group.visit), group.visit.id).state = VisitState.CANCELLED

    page = visit(group.coordinator).open(at(group))

    assert bars(page)
    assert "data-check" not in page.html
    with pytest.raises(AssertionError):
        mover(page, group)


def test_months_and_weeks_hold_their_days() -> None:
    month = shown_days("month", date(2027, 2, 17), "en")
    week = shown_days("week", date(2027, 3, 1), "en")

    assert (month.first, month.last, month.before, month.after) == (
        date(2027, 2, 1),
        date(2027, 2, 28),
        date(2027, 1, 1),
        date(2027, 3, 1),
    )
    assert (month.title, week.first, week.last) == ("February 2027", date(2027, 3, 1), date(2027, 3, 7))
    assert [month_later(date(2027, 1, 1), number) for number in (-1, 12)] == [date(2026, 12, 1), date(2028, 1, 1)]
    grid = weeks([], month, today=date(2027, 2, 17), time_zone="UTC")
    assert [len(one) for one in grid] == [7, 7, 7, 7]
    assert [one.day for week in grid for one in week if one.today] == [date(2027, 2, 17)]
