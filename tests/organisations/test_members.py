"""Members: roles, leaving, and the owner that an organisation always keeps."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from app.domain.errors import Conflict
from app.domain.organisations import members
from app.domain.viewer import Viewer
from app.models.organisations import MemberRole
from app.services import Services
from tests.factories import Make
from tests.organisations.helpers import roles, told, trail
from tests.pages import Browser

Visit = Callable[..., Browser]
OWNER, EDITOR, MEMBER = MemberRole.OWNER, MemberRole.EDITOR, MemberRole.MEMBER


def test_owner_changes_a_role_and_the_person_is_told(make: Make, visit: Visit, services: Services) -> None:
    organisation, other = make.organisation(), make.user()
    owner = make.owner(organisation)
    make.member(other, organisation, MEMBER)
    page = visit(owner).open(f"/en/organisations/{organisation.code}/members")

    page.send(page.form(f"/members/{other.id}/role").fill(role="editor"))

    assert roles(services, organisation) == {owner.id: OWNER, other.id: EDITOR}
    assert told(services, other) == [("membership_role", f"/organisations/{organisation.code}/members")]
    assert trail(services, organisation) == ["membership.change"]


def test_owner_removes_somebody_who_is_told_and_sees_nothing_more(make: Make, visit: Visit, services: Services) -> None:
    organisation, other = make.organisation(approved=False), make.user()
    owner = make.owner(organisation)
    make.member(other, organisation, EDITOR)
    page = visit(owner).open(f"/en/organisations/{organisation.code}/members")

    page.send(page.form(f"/members/{other.id}/remove"))

    assert roles(services, organisation) == {owner.id: OWNER}
    assert told(services, other) == [("membership_removed", f"/organisations/{organisation.code}")]
    assert trail(services, organisation) == ["membership.end"]
    assert visit(other).open(f"/en/organisations/{organisation.code}").status == 404


@pytest.mark.parametrize("deed", ["demote", "leave"])
def test_last_owner_cannot_be_lost(make: Make, visit: Visit, services: Services, deed: str) -> None:
    organisation, other = make.organisation(), make.user()
    owner = make.owner(organisation)
    make.member(other, organisation, EDITOR)
    page = visit(owner).open(f"/en/organisations/{organisation.code}/members")
    forms = {
        "demote": lambda: page.form(f"/members/{owner.id}/role").fill(role="member"),
        "leave": lambda: page.form("/leave"),
    }

    answer = page.send(forms[deed]())

    assert answer.status == 409
    assert "This is the last owner. Make somebody else an owner first." in answer.text
    assert roles(services, organisation) == {owner.id: OWNER, other.id: EDITOR}


def test_one_of_two_owners_may_leave(make: Make, visit: Visit, services: Services) -> None:
    organisation = make.organisation()
    first, second = make.owner(organisation), make.owner(organisation)
    page = visit(first).open(f"/en/organisations/{organisation.code}/members")

    page.send(page.form("/leave"))

    assert roles(services, organisation) == {second.id: OWNER}


def test_two_owners_leaving_at_the_same_moment_leave_one(make: Make, services: Services) -> None:
    organisation = make.organisation()
    owners = [make.viewer(make.owner(organisation)) for _ in range(2)]
    together = Barrier(2)

    def leave(viewer: Viewer) -> bool:
        together.wait()
        with services.database.writing() as session:
            try:
                members.remove(session, organisation=organisation, user_id=viewer.id or 0, by=viewer)
            except Conflict:
                return False
        return True

    with ThreadPoolExecutor(2) as pool:
        left = sorted(pool.map(leave, owners))

    assert left == [False, True]
    assert len(roles(services, organisation)) == 1


def test_coordinator_cannot_remove_the_last_owner_either(make: Make, services: Services) -> None:
    organisation = make.organisation()
    owner, coordinator = make.owner(organisation), make.viewer(make.coordinator())

    with services.database.writing() as session, pytest.raises(Conflict):
        members.remove(session, organisation=organisation, user_id=owner.id or 0, by=coordinator)

    assert roles(services, organisation) == {owner.id: OWNER}


def test_role_that_does_not_exist_is_refused(make: Make, visit: Visit, services: Services) -> None:
    organisation = make.organisation()
    owner = make.owner(organisation)

    answer = visit(owner).client.post(
        f"/en/organisations/{organisation.code}/members/{owner.id}/role", data={"role": "king"}
    )

    assert answer.status_code == 422
    assert roles(services, organisation) == {owner.id: OWNER}


def test_person_of_another_organisation_is_not_found_among_the_members(
    make: Make, visit: Visit, services: Services
) -> None:
    mine, other = make.organisation(), make.organisation()
    stranger = make.owner(other)

    answer = visit(make.owner(mine)).client.post(f"/en/organisations/{mine.code}/members/{stranger.id}/remove")

    assert answer.status_code == 404
    assert roles(services, other) == {stranger.id: OWNER}


def test_members_cost_as_many_queries_for_three_as_for_one(
    make: Make, visit: Visit, count_queries: Callable[..., object]
) -> None:
    organisation = make.organisation()
    browser = visit(make.owner(organisation))
    counts = []
    for _ in range(3):
        make.member(make.user(), organisation, MEMBER)
        browser.open(f"/en/organisations/{organisation.code}/members")
        with count_queries() as queries:  # type: ignore[attr-defined]
            browser.open(f"/en/organisations/{organisation.code}/members")
        counts.append(len(queries))

    assert counts == [counts[0]] * 3
    assert counts[0] <= 12
