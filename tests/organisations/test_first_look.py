"""The newcomer's first look by a coordinator."""

from collections.abc import Callable

import pytest

from app.domain.errors import Conflict, Forbidden
from app.domain.organisations import first_look
from app.models.organisations import Organisation
from app.models.people import User
from app.services import Services
from tests.factories import Make
from tests.organisations.helpers import HOSTILE, HOSTILE_KEPT, fresh, search_log, told, trail
from tests.pages import Browser

Visit = Callable[..., Browser]


def newcomer(make: Make, name: str = "Newcomers", **fields: str) -> tuple[User, Organisation]:
    person = make.user("Juan", approved=False)
    organisation = make.organisation(name, approved=False, created_by_id=person.id, **fields)
    make.member(person, organisation)
    return person, organisation


def test_approving_makes_it_public_and_its_writer_known(make: Make, visit: Visit, services: Services) -> None:
    person, organisation = newcomer(make)
    _, stranger_organisation = newcomer(make, "Others")
    coordinator = make.coordinator()
    page = visit(coordinator).open("/en/first-looks")

    page.send(page.form(f"/{organisation.code}/approve"))

    with services.database.reading() as session:
        approved = session.get_one(User, person.id)
    assert fresh(services, organisation).approved_by_id == coordinator.id
    assert approved.approved_at is not None
    assert approved.approved_by_id == coordinator.id
    assert fresh(services, stranger_organisation).approved_at is None
    assert told(services, person) == [("organisation_approved", f"/organisations/{organisation.code}")]
    assert trail(services, organisation) == ["organisation.approve"]
    assert search_log(services) == [f"organisation:{organisation.code}"]
    assert visit().open(f"/en/organisations/{organisation.code}").status == 200


def test_one_look_at_a_person_is_enough(make: Make, visit: Visit, services: Services) -> None:
    person, first = newcomer(make)
    second = make.organisation("Second", approved=False, created_by_id=person.id)
    make.member(person, second)
    page = visit(make.coordinator()).open("/en/first-looks")

    page.send(page.form(f"/{first.code}/approve"))
    again = visit(person).open("/en/organisations/new")
    again.send(again.form("/new").fill(name="Third", kind="ngo", country="PE"))

    assert fresh(services, second).approved_at is not None
    assert "Third" in visit().open("/en/organisations").links()


def test_declining_needs_a_reason_and_tells_it(make: Make, visit: Visit, services: Services) -> None:
    person, organisation = newcomer(make)
    browser = visit(make.coordinator())
    page = browser.open("/en/first-looks")

    empty = page.send(page.form(f"/{organisation.code}/decline"))
    long = empty.send(empty.form(f"/{organisation.code}/decline").fill(reason="x" * 1001))
    done = long.send(long.form(f"/{organisation.code}/decline").fill(reason=HOSTILE))

    assert (empty.status, empty.error_of(f"decline-{organisation.code}-reason")) == (
        422,
        "Please say why, so that they can mend it.",
    )
    assert (long.status, long.form("/decline").values["reason"]) == (422, ["x" * 1001])
    assert done.status == 200
    assert told(services, person) == [("organisation_declined", f"/organisations/{organisation.code}")]
    assert HOSTILE_KEPT in visit(person).open(f"/en/organisations/{organisation.code}").text
    assert visit().open(f"/en/organisations/{organisation.code}").status == 404


def test_declined_organisation_is_mended_and_sent_again(make: Make, visit: Visit, services: Services) -> None:
    person, organisation = newcomer(make)
    coordinator = make.coordinator()
    by = make.viewer(coordinator)
    with services.database.writing() as session:
        waiting = session.get_one(Organisation, organisation.id)
        first_look.decline(session, organisation=waiting, reason="Who are you?", by=by)
    with services.database.reading() as session:
        after_decline = session.exec(first_look.newcomers_waiting()).one()

    page = visit(person).open(f"/en/organisations/{organisation.code}")
    page.send(page.form("/send-again"))

    with services.database.reading() as session:
        assert (after_decline, session.exec(first_look.newcomers_waiting()).one()) == (0, 1)
    assert told(services, coordinator) == [("organisation_waiting", "/first-looks")]
    assert "Newcomers" in visit(coordinator).open("/en/first-looks").links()


def test_sending_again_what_waits_already_is_refused(make: Make, visit: Visit) -> None:
    person, organisation = newcomer(make)

    assert visit(person).client.post(f"/en/organisations/{organisation.code}/send-again").status_code == 409


def test_two_coordinators_at_once_approve_once(make: Make, services: Services) -> None:
    _, organisation = newcomer(make)
    first, second = make.viewer(make.coordinator()), make.viewer(make.coordinator())
    with services.database.writing() as session:
        first_look.approve(session, organisation=session.get_one(Organisation, organisation.id), by=first)

    with services.database.writing() as session:
        again = session.get_one(Organisation, organisation.id)
        with pytest.raises(Conflict):
            first_look.approve(session, organisation=again, by=second)

    assert trail(services, organisation) == ["organisation.approve"]


def test_coordinator_does_not_look_at_their_own(make: Make, services: Services) -> None:
    _, organisation = newcomer(make)
    coordinator = make.coordinator()
    make.member(coordinator, organisation)

    with services.database.writing() as session, pytest.raises(Forbidden):
        first_look.approve(session, organisation=organisation, by=make.viewer(coordinator))

    assert fresh(services, organisation).approved_at is None


def test_queue_names_namesakes(make: Make, visit: Visit) -> None:
    make.organisation("Café Andino", country="PE")
    newcomer(make, "CAFE ANDINO", country="PE")

    page = visit(make.coordinator()).open("/en/first-looks")

    assert "Same name and country:" in page.text
    assert "Café Andino" in page.links()


@pytest.mark.parametrize("post", ["", "/{code}/approve", "/{code}/decline"])
def test_only_coordinators_look(make: Make, visit: Visit, post: str, services: Services) -> None:
    person, organisation = newcomer(make)
    path = "/en/first-looks" + post.format(code=organisation.code)
    call = "post" if post else "get"

    answers = [
        getattr(visit(who).client, call)(path).status_code for who in (person, make.user(), make.administrator())
    ]

    assert answers == [404, 404, 404]
    assert fresh(services, organisation).approved_at is None


def test_owner_of_an_organisation_that_waits_finds_the_way_to_write(make: Make, visit: Visit) -> None:
    person, organisation = newcomer(make)

    page = visit(person).open(f"/en/organisations/{organisation.code}")

    assert "Waits for a first look" in page.text
    assert f"organisation={organisation.code}" in page.links()["Tell an experience"]


def test_queue_costs_as_many_queries_for_three_as_for_one(
    make: Make, visit: Visit, count_queries: Callable[..., object]
) -> None:
    browser = visit(make.coordinator())
    counts = []
    for number in range(3):
        newcomer(make, f"Newcomers {number}")
        browser.open("/en/first-looks")
        with count_queries() as queries:  # type: ignore[attr-defined]
            browser.open("/en/first-looks")
        counts.append(len(queries))

    assert counts == [counts[0]] * 3
    assert counts[0] <= 12
