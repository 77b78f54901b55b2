"""Asking to join an organisation."""

from collections.abc import Callable
from datetime import timedelta

import time_machine

from app.models.organisations import MemberRole
from app.models.types import now
from app.services import Services
from tests.factories import Make
from tests.organisations.helpers import HOSTILE, HOSTILE_KEPT, roles, told, trail
from tests.pages import Browser

Visit = Callable[..., Browser]


def ask(visit: Visit, person: object, code: str, message: str = "") -> Browser:
    browser = visit(person)
    page = browser.open(f"/en/organisations/{code}")
    page.send(page.form("/join").fill(message=message))
    return browser


def test_owner_says_yes(make: Make, visit: Visit, services: Services) -> None:
    organisation, person = make.organisation(), make.user("Ana")
    owner = make.owner(organisation)

    ask(visit, person, organisation.code, HOSTILE)
    page = visit(owner).open(f"/en/organisations/{organisation.code}/members")
    page.send(page.form(f"/requests/{person.id}/grant").fill(role="editor"))

    assert HOSTILE_KEPT in page.text
    assert told(services, owner) == [("membership_asked", f"/organisations/{organisation.code}/members")]
    assert told(services, person) == [("membership_granted", f"/organisations/{organisation.code}")]
    assert roles(services, organisation) == {owner.id: MemberRole.OWNER, person.id: MemberRole.EDITOR}
    assert trail(services, organisation) == ["membership.ask", "membership.begin"]


def test_owner_says_no_and_is_not_asked_again_for_a_month(make: Make, visit: Visit, services: Services) -> None:
    organisation, person = make.organisation(), make.user()
    owner = make.owner(organisation)
    ask(visit, person, organisation.code)
    page = visit(owner).open(f"/en/organisations/{organisation.code}/members")

    page.send(page.form(f"/requests/{person.id}/refuse"))
    soon = visit(person).client.post(f"/en/organisations/{organisation.code}/join")
    with time_machine.travel(now() + timedelta(days=31)):
        later = visit(person).client.post(f"/en/organisations/{organisation.code}/join")

    assert told(services, person) == [("membership_refused", f"/organisations/{organisation.code}")]
    assert (soon.status_code, later.status_code) == (409, 200)
    assert roles(services, organisation) == {owner.id: MemberRole.OWNER}


def test_request_is_made_once_and_the_page_says_so(make: Make, visit: Visit, services: Services) -> None:
    organisation, person = make.organisation(), make.user()
    make.owner(organisation)

    browser = ask(visit, person, organisation.code)
    again = browser.client.post(f"/en/organisations/{organisation.code}/join")

    assert again.status_code == 409
    assert "You have asked to join." in browser.open(f"/en/organisations/{organisation.code}").text
    assert trail(services, organisation) == ["membership.ask"]


def test_organisation_without_owner_asks_coordinators(make: Make, visit: Visit, services: Services) -> None:
    organisation, coordinator = make.organisation(), make.coordinator()

    ask(visit, make.user(), organisation.code)

    assert told(services, coordinator) == [("membership_asked", f"/organisations/{organisation.code}/members")]


def test_nobody_is_added_who_has_not_asked(make: Make, visit: Visit, services: Services) -> None:
    organisation, person = make.organisation(), make.user()
    owner = make.owner(organisation)

    requests = f"/en/organisations/{organisation.code}/members/requests/{person.id}"
    answers = [
        visit(owner).client.post(f"{requests}/{deed}", data={"role": "member"}).status_code
        for deed in ("grant", "refuse")
    ]

    assert answers == [404, 404]
    assert roles(services, organisation) == {owner.id: MemberRole.OWNER}


def test_organisation_that_waits_cannot_be_asked(make: Make, visit: Visit) -> None:
    organisation = make.organisation(approved=False)

    assert visit(make.user()).client.post(f"/en/organisations/{organisation.code}/join").status_code == 404


def test_too_long_a_message_is_refused(make: Make, visit: Visit, services: Services) -> None:
    organisation = make.organisation()

    answer = visit(make.user()).client.post(f"/en/organisations/{organisation.code}/join", data={"message": "x" * 1001})

    assert answer.status_code == 422
    assert trail(services, organisation) == []
