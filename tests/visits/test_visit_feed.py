"""A private calendar address: what it gives to whom, when it leads nowhere, and real programs that use it."""

from collections.abc import Callable
from typing import Any

import pytest

from app.domain.visits.calendar_feed import make_address
from app.models.organisations import Membership
from app.models.people import PlatformRole, Role, User
from app.models.types import now
from app.models.visits import Guest, Visit, VisitState
from app.services import Services
from tests.factories import Make
from tests.pages import Browser
from tests.visits.calendars import events, feed_address, unfolded, values
from tests.visits.making import MakeVisit, day
from tests.visits.preparing import Prepared, prepare
from tests.visits.test_visit_calendar_page import counted

Open = Callable[..., Browser]


@pytest.fixture
def group(services: Services, make: Make, visits: MakeVisit) -> Prepared:
    return prepare(services, make, visits)


def uids(visit: Open, address: str) -> list[str]:
    answer = visit().client.get(address)
    assert answer.status_code == 200
    return values(answer.content, "UID")


def test_feed_gives_the_visits_of_its_owner_to_programs(group: Prepared, visit: Open, visits: MakeVisit) -> None:
    visits.visit()
    address = feed_address(visit, group.host)

    answer = visit().client.get(address, headers={"Accept": "*/*"})

    headers = answer.headers
    assert (answer.status_code, headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert headers["cache-control"] == "private, no-cache"
    assert headers["x-robots-tag"] == "noindex"
    assert list(events(answer.content)) == [group.visit.uid]
    assert values(answer.content, "METHOD") == ["PUBLISH"]
    assert values(answer.content, "URL") == [f"http://testserver/en/learning/visits/{group.visit.code}"]
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in unfolded(answer.content)


def test_feed_is_not_sent_twice_and_shows_changes(group: Prepared, visit: Open) -> None:
    address = feed_address(visit, group.host)
    client = visit().client
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    with group.services.database.writing() as session:
        changed = session.get_one(Visit, group.visit.id)
        changed.starts_on, changed.ends_on, changed.sequence = day(70), day(71), 1
    later = client.get(address, headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content, later.status_code) == (304, b"", 200)
    assert values(later.content, "SEQUENCE") == ["1"]
    assert values(later.content, "UID") == values(first.content, "UID")


def test_new_address_revokes_the_old_one(group: Prepared, visit: Open) -> None:
    old = feed_address(visit, group.host)
    new = feed_address(visit, group.host)

    assert (visit().client.get(old).status_code, visit().client.get(new).status_code) == (404, 200)


@pytest.mark.parametrize("change", [{"blocked_at": now()}, {"deleted_at": now()}])
def test_address_of_people_who_are_blocked_or_gone_leads_nowhere(
    group: Prepared, visit: Open, change: dict[str, Any]
) -> None:
    address = feed_address(visit, group.host)
    with group.services.database.writing() as session:
        for name, value in change.items():
            setattr(session.get_one(User, group.host.id), name, value)

    assert visit().client.get(address).status_code == 404


def test_forged_addresses_lead_nowhere_and_are_counted(group: Prepared, visit: Open) -> None:
    address = feed_address(visit, group.host)
    client = visit().client
    token = address.rpartition("/")[2].removesuffix(".ics")
    other = f"{group.visitors[0].id}-{token.partition('-')[2]}"

    forged = [token[:-1], token + "x", other, "1", "x-y", "²-x", "9" * 40, "-1-" + token]
    found = {client.get(f"/en/learning/feed/{one}.ics").status_code for one in forged}
    limit = group.services.settings.sign_in_failures * 5
    statuses = [client.get(f"/en/learning/feed/1-{number}.ics").status_code for number in range(limit)]

    assert (found, statuses[0], statuses[-1]) == ({404}, 404, 429)
    assert client.get(address).status_code == 200


def test_feed_holds_only_what_its_owner_may_read_now(group: Prepared, visit: Open) -> None:
    address = feed_address(visit, group.visitors[0])
    before = uids(visit, address)
    with group.services.database.writing() as session:
        session.delete(session.get_one(Membership, (group.visitors[0].id, group.demands[0].organisation_id)))

    assert (before, uids(visit, address)) == ([group.visit.uid], [])


def test_organisation_that_left_has_the_visit_no_more(group: Prepared, visit: Open) -> None:
    address = feed_address(visit, group.visitors[0])
    with group.services.database.writing() as session:
        session.get_one(Guest, 1).left_at = now()

    assert uids(visit, address) == []


def test_coordinators_have_those_they_look_after(group: Prepared, visit: Open, visits: MakeVisit, make: Make) -> None:
    visits.visit()

    assert uids(visit, feed_address(visit, group.coordinator)) == [group.visit.uid]
    assert uids(visit, feed_address(visit, make.coordinator())) == []


def test_former_coordinator_reads_nothing(group: Prepared, visit: Open) -> None:
    address = feed_address(visit, group.coordinator)
    with group.services.database.writing() as session:
        session.delete(session.get_one(PlatformRole, (group.coordinator.id, Role.COORDINATOR)))

    assert uids(visit, address) == []


def test_cancelled_visit_says_so_in_the_feed(group: Prepared, visit: Open) -> None:
    address = feed_address(visit, group.host)
    with group.services.database.writing() as session:
        session.get_one(Visit, group.visit.id).state = VisitState.CANCELLED

    assert values(visit().client.get(address).content, "STATUS") == ["CANCELLED"]


def test_feed_of_many_visits_asks_little(group: Prepared, visit: Open) -> None:
    for number in range(20):
        group.visits.visit(group.offer, group.demands, uid=f"v{number}")
    group.ready()
    address = feed_address(visit, group.host)

    with counted(group.services) as asked:
        assert len(uids(visit, address)) == 24

    assert len(asked) <= 9


def test_person_without_address_has_none_until_they_want_one(group: Prepared, visit: Open) -> None:
    page = visit(group.host).open("/en/learning/calendar/address")

    assert ("Make my address" in page.text, page.all("input", id="f-address")) == (True, [])
    assert page.response.headers["cache-control"] == "no-store"
    assert visit().open("/en/learning/calendar/address").response.url.path == "/en/sign-in"


def test_one_visit_can_be_had_as_a_file_by_those_who_may_read_it(group: Prepared, visit: Open, make: Make) -> None:
    path = f"/en/learning/visits/{group.visit.code}/calendar.ics"

    answer = visit(group.visitors[0]).client.get(path)

    assert answer.headers["content-disposition"] == f'attachment; filename="{group.visit.code}.ics"'
    assert list(events(answer.content)) == [group.visit.uid]
    assert visit(make.user()).open(path).status == 404
    assert visit().open(path).response.url.path == "/en/sign-in"


def test_pressed_twice_makes_an_address_each_time(group: Prepared) -> None:
    numbers = []
    for _ in range(2):
        with group.services.database.writing() as session:
            numbers.append(make_address(session, by=group.make.viewer(group.host)).number)

    assert numbers == [1, 2]
