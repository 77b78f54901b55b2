"""Visits that nobody looks after: which they are, who may take them over, and who is told afterwards."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlmodel import col, delete

from app.domain.errors import Conflict, Forbidden
from app.domain.visits import moving, tasks
from app.domain.visits.looked_after import looks_after, number_left_alone
from app.domain.visits.looking_after import take_over
from app.domain.visits.showing import listed
from app.models.demands import Demand, Offer
from app.models.organisations import MemberRole, Membership
from app.models.people import PlatformRole, User
from app.models.platform import Notification
from app.models.types import now
from app.models.visits import VisitEvent, VisitState
from app.services import Services
from tests.factories import Make
from tests.pages import Browser
from tests.visits.making import MakeVisit, day
from tests.visits.preparing import Prepared, prepare

Open = Callable[..., Browser]


@pytest.fixture
def group(services: Services, make: Make, visits: MakeVisit) -> Prepared:
    return prepare(services, make, visits)


@pytest.fixture
def other(make: Make) -> User:
    return make.coordinator("Olga")


def _nobody(group: Prepared) -> None:
    group.do(lambda session, visit, by: setattr(visit, "coordinator_id", None))


def _join(group: Prepared, user: User, organisation_id: int) -> None:
    with group.services.database.writing() as session:
        session.add(Membership(user_id=user.id or 0, organisation_id=organisation_id, role=MemberRole.OWNER))


def _caretaker(group: Prepared) -> str:
    found: str = group.read(lambda session, visit: getattr(looks_after(session, visit), "name", ""))
    return found


def test_coordinator_takes_a_visit_over_and_only_they_are_told(group: Prepared, other: User) -> None:
    _nobody(group)
    both = group.read(lambda session, visit: tasks.people_for(session, visit=visit, who="coordinator"))

    group.do(take_over, other)
    group.do(moving.move_visit, other, starts_on=day(80), ends_on=day(82), seen=1)

    assert both == {group.coordinator.id, other.id}
    assert group.read(lambda session, visit: tasks.people_for(session, visit=visit, who="coordinator")) == {other.id}
    assert group.coordinator.id not in {one.user_id for one in group.every(Notification)}
    assert [one.by_id for one in group.every(VisitEvent) if one.verb == "take_over"] == [other.id]


def test_visit_that_somebody_looks_after_stays_theirs(group: Prepared, other: User) -> None:
    with pytest.raises(Conflict) as refused:
        group.do(take_over, other)
    group.do(take_over, group.coordinator)

    assert refused.value.params == {"name": "Clara Coordinator"}
    assert (group.now().coordinator_id, group.every(VisitEvent)) == (group.coordinator.id, [])


def test_hosts_visitors_and_strangers_take_nothing_over(group: Prepared) -> None:
    _nobody(group)
    own = group.make.coordinator()
    _join(group, own, group.offer.organisation_id)

    for person in (group.host, group.visitors[0], group.make.user(), own):
        with pytest.raises(Forbidden):
            group.do(take_over, person)


@pytest.mark.parametrize("state", [VisitState.CANCELLED, VisitState.CLOSED])
def test_visit_that_is_over_is_not_taken_over(group: Prepared, state: VisitState) -> None:
    _nobody(group)
    group.do(lambda session, visit, by: setattr(visit, "state", state))

    with pytest.raises(Conflict):
        group.do(take_over, group.coordinator)


@pytest.mark.parametrize("why", ["role", "blocked", "host", "guest", "offer", "demand"])
def test_who_may_not_coordinate_it_any_more_looks_after_nothing(group: Prepared, other: User, why: str) -> None:
    number = group.coordinator.id or 0
    with group.services.database.writing() as session:
        match why:
            case "role":
                session.exec(delete(PlatformRole).where(col(PlatformRole.user_id) == number))
            case "blocked":
                session.get_one(User, number).blocked_at = now()
            case "offer":
                session.get_one(Offer, group.offer.id).on_behalf_by_id = number
            case "demand":
                session.get_one(Demand, group.demands[0].id).on_behalf_by_id = number
            case side:
                home = group.offer.organisation_id if side == "host" else group.demands[0].organisation_id
                session.add(Membership(user_id=number, organisation_id=home, role=MemberRole.MEMBER))

    assert _caretaker(group) == ""
    group.do(take_over, other)
    assert _caretaker(group) == "Olga"


def test_list_of_what_nobody_looks_after(group: Prepared, other: User) -> None:
    alone = group.visits.visit()
    group.visits.visit(state=VisitState.CANCELLED)
    viewer = group.make.viewer(other)

    with group.services.database.reading() as session:
        rows, total = listed(session, viewer, own=False, past=False, page=1, per_page=10, alone=True)
        number = number_left_alone(session)

    assert ([row.visit.id for row in rows], total, number) == ([alone.id], 1, 1)


def test_coordinator_finds_it_in_the_list_and_takes_it_over_with_a_button(
    group: Prepared, other: User, visit: Open, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    _nobody(group)
    browser = visit(other)
    page = browser.open("/en/learning/visits")
    where = page.links()["Nobody looks after 1 visit to come."]
    with count_queries() as queries:
        page = browser.open(where)

    address = page.links()[group.visit.title]
    page = browser.open(address)
    page = page.send(page.form("/steps/take_over"))

    assert len(queries) <= 12
    assert (page.status, group.now().coordinator_id, "Looked after by" in page.text) == (200, other.id, True)
    assert "take_over" not in page.html
    assert "Every one of these visits has somebody" in browser.open(where).text
    assert "take_over" not in visit(group.host).open(address).html


def test_visitors_and_hosts_see_no_list_of_what_nobody_looks_after(group: Prepared, visit: Open) -> None:
    _nobody(group)

    page = visit(group.host).open("/en/learning/visits?alone=1")

    assert (group.visit.title in page.text, "looks after" in page.text) == (True, False)
