"""What visits know of somebody goes with their account."""

import pytest

from app.domain.people.deletion import delete_account
from app.models.people import User
from app.models.visits import Participant, Visit, VisitState
from app.services import Services
from tests.factories import Make
from tests.people.helpers import HASH, PASSWORD
from tests.visits.making import MakeVisit
from tests.visits.preparing import Prepared, prepare

ALL = {
    "email": "Rosa@Example.org",
    "phone": "+51 999",
    "passport": "P-1",
    "languages": ["es"],
    "needs": ["food"],
    "needs_note": "No milk",
    "pictures_ok": True,
}


@pytest.fixture
def group(services: Services, make: Make, visits: MakeVisit) -> Prepared:
    return prepare(services, make, visits)


@pytest.fixture
def rosa(make: Make) -> User:
    return make.user("Rosa Quispe", email="rosa@example.org", password_hash=HASH)


def _put(group: Prepared, state: VisitState) -> None:
    group.do(lambda session, visit, by: setattr(visit, "state", state))


def _delete(group: Prepared, user: User) -> None:
    with group.services.database.writing() as session:
        viewer = group.make.viewer(user)
        delete_account(session, viewer=viewer, password=PASSWORD, settings=group.services.settings)


@pytest.mark.parametrize("state", [VisitState.COMPLETED, VisitState.REPORTED, VisitState.CLOSED])
def test_of_a_visit_that_was_held_stays_that_somebody_was_there(group: Prepared, rosa: User, state: VisitState) -> None:
    group.visits.participant(group.visit, group.demands[0].organisation_id, attended=True, age_band="18_35", **ALL)
    _put(group, state)

    _delete(group, rosa)

    (one,) = group.every(Participant)
    assert (one.name, one.user_id, one.email, one.phone, one.passport) == ("former member", None, "", "", "")
    assert (one.languages, one.needs, one.needs_note, one.pictures_ok) == ([], [], "", False)
    assert (one.role, one.gender, one.age_band, one.attended) == ("producer", "woman", "18_35", True)


@pytest.mark.parametrize("state", [VisitState.PLANNED, VisitState.CANCELLED, VisitState.DID_NOT_HAPPEN])
def test_of_other_visits_nothing_stays(group: Prepared, rosa: User, state: VisitState) -> None:
    other = group.visits.participant(group.visit, group.demands[0].organisation_id, name="Ana", email="ana@example.org")
    group.visits.participant(group.visit, group.demands[0].organisation_id, user_id=rosa.id)
    group.visits.participant(group.visit, group.demands[0].organisation_id, **ALL)
    _put(group, state)

    _delete(group, rosa)

    assert [one.id for one in group.every(Participant)] == [other.id]


def test_confirmation_that_rested_on_them_is_undone(group: Prepared, rosa: User) -> None:
    group.ready()
    group.do(lambda session, visit, by: setattr(session.get_one(Participant, 1), "user_id", rosa.id))
    _put(group, VisitState.CONFIRMED)

    _delete(group, rosa)

    assert group.now().state is VisitState.PLANNED


def test_account_without_an_address_takes_nobody_along(group: Prepared, make: Make) -> None:
    user = make.user("Nobody", password_hash=HASH)
    group.visits.participant(group.visit, group.demands[0].organisation_id)

    _delete(group, user)

    assert [one.name for one in group.every(Participant)] == ["Rosa Quispe"]


def test_visits_they_looked_after_have_no_coordinator(services: Services, make: Make, visits: MakeVisit) -> None:
    clara = make.coordinator("Clara")
    with services.database.writing() as session:
        session.get_one(User, clara.id).password_hash = HASH
    coming = prepare(services, make, visits)
    held = visits.visit(coordinator_id=clara.id, state=VisitState.CLOSED)
    coming.do(lambda session, visit, by: setattr(visit, "coordinator_id", clara.id))

    _delete(coming, clara)

    assert coming.now().coordinator_id is None
    assert coming.read(lambda session, _: session.get_one(Visit, held.id).coordinator_id) == clara.id
