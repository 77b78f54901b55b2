"""Invitations: single use, expiring, revocable, for one address."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from app.domain.errors import Forbidden
from app.domain.organisations import invitations
from app.domain.people.invitations import find_invitation
from app.domain.people.links import LinkOver
from app.models.organisations import MemberRole, Organisation
from app.models.people import Invitation, User
from app.models.types import now
from app.services import Services
from tests.factories import Make
from tests.organisations.helpers import mails_asked, roles, told, trail
from tests.pages import Browser, Page

Visit = Callable[..., Browser]


def invite(visit: Visit, owner: User, organisation: Organisation, email: str, role: str = "editor") -> Page:
    page = visit(owner).open(f"/en/organisations/{organisation.code}/members")
    return page.send(page.form("/members/invite").fill(email=email, role=role))


def link(services: Services) -> str:
    """The address in the mail sent last."""
    return "/en" + mails_asked(services)[-1]["path"]


def accept(browser: Browser, path: str) -> Page:
    page = browser.open(path)
    return page.send(page.form("/invitations/"))


def test_invited_person_becomes_a_member_and_owners_are_told(make: Make, visit: Visit, services: Services) -> None:
    organisation, guest = make.organisation("Growers"), make.user("Guest", email="guest@example.org")
    owner = make.owner(organisation)

    sent = invite(visit, owner, organisation, " Guest@Example.org ")
    answer = accept(visit(guest), link(services))

    assert "The invitation is on its way." in sent.text
    assert str(answer.response.url.path) == f"/en/organisations/{organisation.code}"
    assert roles(services, organisation) == {owner.id: MemberRole.OWNER, guest.id: MemberRole.EDITOR}
    assert told(services, owner) == [("membership_joined", f"/organisations/{organisation.code}/members")]
    assert trail(services, organisation) == ["invitation.send", "membership.begin"]


def test_answer_does_not_tell_whether_the_address_has_an_account(make: Make, visit: Visit, services: Services) -> None:
    make.user("Somebody", email="known@example.org", language="pt")
    answers = []
    for email in ("known@example.org", "nobody@example.org"):
        organisation = make.organisation("Growers")
        answer = invite(visit, make.owner(organisation, "Ana", email=f"for-{email}"), organisation, email)
        answers.append((answer.status, answer.text.replace(email, "…")))

    assert answers[0] == answers[1]
    assert [mail["to"] for mail in mails_asked(services)] == ["known@example.org", "nobody@example.org"]


def test_mail_is_in_the_language_of_the_invited(make: Make, visit: Visit, services: Services) -> None:
    organisation = make.organisation()
    make.user(email="conocido@example.org", language="es")
    owner = make.owner(organisation)

    invite(visit, owner, organisation, "conocido@example.org")
    invite(visit, owner, organisation, "nobody@example.org")

    assert [mail["language"] for mail in mails_asked(services)] == ["es", "en"]


def test_link_works_once(make: Make, visit: Visit, services: Services) -> None:
    organisation, guest = make.organisation(), make.user(email="guest@example.org")
    invite(visit, make.owner(organisation), organisation, "guest@example.org")
    path = link(services)
    accept(visit(guest), path)

    again = visit(guest).open(path)

    assert again.status == 410


def test_link_used_twice_at_once_lets_in_once(make: Make, visit: Visit, services: Services) -> None:
    organisation, guest = make.organisation(), make.user(email="guest@example.org")
    invite(visit, make.owner(organisation), organisation, "guest@example.org")
    token = link(services).rsplit("/", 1)[1]
    with services.database.reading() as session:
        seen_by_both = find_invitation(session, token=token)
    viewer = make.viewer(guest)

    with services.database.writing() as session:
        invitations.accept(session, invitation=seen_by_both, viewer=viewer)
    with services.database.writing() as session, pytest.raises(LinkOver):
        invitations.accept(session, invitation=seen_by_both, viewer=viewer)

    assert trail(services, organisation).count("membership.begin") == 1


def test_link_expires(make: Make, visit: Visit, services: Services) -> None:
    organisation, guest = make.organisation(), make.user(email="guest@example.org")
    invite(visit, make.owner(organisation), organisation, "guest@example.org")
    path = link(services)
    browser = visit(guest)
    offered = browser.open(path)

    with time_machine.travel(now() + timedelta(hours=14 * 24 + 1)):
        # The sign-in of the test ends after a day, so the verb is asked, as a form opened before would.
        with services.database.writing() as session, pytest.raises(LinkOver):
            invitations.accept(session, invitation=session.get_one(Invitation, 1), viewer=make.viewer(guest))
        late = visit().open(path)

    assert (offered.status, late.status) == (200, 410)
    assert guest.id not in roles(services, organisation)


def test_revoked_link_no_longer_works(make: Make, visit: Visit, services: Services) -> None:
    organisation, guest = make.organisation(), make.user(email="guest@example.org")
    page = invite(visit, make.owner(organisation), organisation, "guest@example.org")

    page.send(page.form("/revoke"))

    assert visit(guest).open(link(services)).status == 410
    assert trail(services, organisation) == ["invitation.send", "invitation.revoke"]


def test_invitation_sent_again_has_a_new_link_and_the_old_one_ends(
    make: Make, visit: Visit, services: Services
) -> None:
    organisation, guest = make.organisation(), make.user(email="guest@example.org")
    page = invite(visit, make.owner(organisation), organisation, "guest@example.org", "member")
    old = link(services)

    page.send(page.form("/resend"))
    new = link(services)

    assert visit(guest).open(old).status == 410
    accept(visit(guest), new)
    assert roles(services, organisation)[guest.id or 0] is MemberRole.MEMBER


def test_another_signed_in_person_cannot_accept(make: Make, visit: Visit, services: Services) -> None:
    organisation, other = make.organisation(), make.user(email="other@example.org")
    invite(visit, make.owner(organisation), organisation, "guest@example.org", "owner")
    path = link(services)

    answer = visit(other).client.post(path)

    assert answer.status_code == 403
    assert "This invitation was sent to another e-mail address" in answer.text
    assert other.id not in roles(services, organisation)
    with services.database.writing() as session, pytest.raises(Forbidden):
        invitations.accept(session, invitation=session.get_one(Invitation, 1), viewer=make.viewer(other))


def test_accepting_never_lowers_a_role(make: Make, visit: Visit, services: Services) -> None:
    organisation, guest = make.organisation(), make.user(email="guest@example.org")
    invite(visit, make.owner(organisation), organisation, "guest@example.org", "member")
    make.member(guest, organisation, MemberRole.OWNER)

    accept(visit(guest), link(services))

    assert roles(services, organisation)[guest.id or 0] is MemberRole.OWNER


def test_member_is_not_invited_again(make: Make, visit: Visit, services: Services) -> None:
    organisation = make.organisation()
    make.owner(organisation, email="in@example.org")

    answer = invite(visit, make.owner(organisation), organisation, "in@example.org")

    assert answer.status == 422
    assert answer.error_of("email") == "This person is a member already."
    assert answer.form("/members/invite").values["email"] == ["in@example.org"]
    assert mails_asked(services) == []


@pytest.mark.parametrize("email", ["nobody", "a@b", "x@example.org\nBcc: y@example.org", "@example.org", "a b@c.org"])
def test_what_is_no_address_is_refused_and_kept(make: Make, visit: Visit, services: Services, email: str) -> None:
    organisation = make.organisation()

    answer = invite(visit, make.owner(organisation), organisation, email)

    assert answer.status == 422
    assert answer.error_of("email") != ""
    assert mails_asked(services) == []


@pytest.mark.parametrize(("approved", "limit"), [(True, 30), (False, 3)])
def test_platform_is_no_machine_for_sending_mails(
    make: Make, visit: Visit, services: Services, approved: bool, limit: int
) -> None:
    organisation = make.organisation(approved=approved)
    owner = make.viewer(make.owner(organisation))
    with services.database.writing() as session:
        for number in range(limit):
            invitations.invite(
                session,
                organisation=organisation,
                email=f"guest{number}@example.org",
                role=MemberRole.MEMBER,
                by=owner,
                days=14,
                language="en",
            )

    assert owner.user is not None
    answer = invite(visit, owner.user, organisation, "one.more@example.org")

    assert answer.status == 422
    assert answer.error_of("email") == f"At most {limit} invitations a day. Please go on tomorrow."
    assert len(mails_asked(services)) == limit


def test_invitation_of_another_organisation_cannot_be_touched(make: Make, visit: Visit, services: Services) -> None:
    mine, other = make.organisation(), make.organisation()
    invite(visit, make.owner(other), other, "guest@example.org")
    browser = visit(make.owner(mine))

    answers = [
        browser.client.post(f"/en/organisations/{mine.code}/members/invitations/1/{deed}").status_code
        for deed in ("resend", "revoke")
    ]

    assert answers == [404, 404]
    assert len(mails_asked(services)) == 1
