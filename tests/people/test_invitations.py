from collections.abc import Callable
from datetime import timedelta

import time_machine

from app.domain.organisations.invitations import invite
from app.domain.people.roles import roles_of
from app.domain.people.signing_up import by_email
from app.models.organisations import MemberRole
from app.models.people import Role
from app.models.types import now
from app.services import Services
from tests.factories import Make
from tests.pages import Browser, Page
from tests.people.helpers import HASH, PASSWORD, again, links, mails, sign_up, trail

Visit = Callable[..., Browser]


def ask(browser: Browser, email: str) -> Page:
    page = browser.open("/en/administration/roles")
    return page.send(page.form("/roles/invite").fill(email=email))


def invited(services: Services) -> str:
    """The address in the latest invitation."""
    return [links(mail)[0] for mail in mails(services) if mail.kind.startswith("invitation")][-1]


def test_invited_stranger_signs_up_and_becomes_coordinator(services: Services, make: Make, visit: Visit) -> None:
    boss = make.administrator("Boss")
    asked = ask(visit(boss), "New@example.org")
    browser = visit()
    page = browser.open(invited(services))
    up = browser.open(page.links()["Sign up"])
    filled = up.form("/sign-up", having="name").fill(name="New One", password=PASSWORD)
    up.send(filled)
    confirm = browser.open(links(mails(services)[-1])[0])

    back = confirm.send(confirm.form("/confirm/"))
    done = back.send(back.form("/invitations/"))

    assert "The invitation is on its way." in asked.text
    assert "Boss invites you" in page.text
    assert filled.values["email"] == ["new@example.org"]
    assert done.response.url.path == "/en/queue"
    with services.database.reading() as session:
        user = by_email(session, "new@example.org")
        assert user is not None
        assert roles_of(session, user.id or 0) == [Role.COORDINATOR]
    assert [verb for _, verb, _ in trail(services)] == ["coordinator_invited", "role_granted", "invitation_accepted"]
    assert browser.open(invited(services)).status == 410


def test_forwarded_invitation_gives_nobody_a_role(services: Services, make: Make, visit: Visit) -> None:
    ask(visit(make.administrator()), "friend@example.org")
    thief = make.user("Thief")
    browser = visit(thief)

    page = browser.open(invited(services))
    forced = browser.client.post(invited(services))

    assert "You are signed in as" in page.text
    assert not [form for form in page.all("form") if "/invitations/" in form.get("action", "")]
    assert forced.status_code == 403
    with services.database.reading() as session:
        assert roles_of(session, thief.id or 0) == []


def test_invitation_ends_by_itself(services: Services, make: Make, visit: Visit) -> None:
    user = make.user(email="friend@example.org")
    ask(visit(make.administrator()), "friend@example.org")
    link = invited(services)

    with time_machine.travel(now() + timedelta(days=15)):
        assert visit().open(link).status == 410
        assert visit(user).client.post(link).status_code == 410


def test_invitation_taken_back_is_over(services: Services, make: Make, visit: Visit) -> None:
    boss = visit(make.administrator())
    page = ask(boss, "friend@example.org")

    gone = page.send(page.form("/revoke"))

    assert "The invitation is taken back." in gone.text
    assert visit(make.user(email="friend@example.org")).client.post(invited(services)).status_code == 410


def test_second_invitation_replaces_the_first(services: Services, make: Make, visit: Visit) -> None:
    boss = visit(make.administrator())
    ask(boss, "friend@example.org")
    first = invited(services)

    page = ask(boss, "friend@example.org")

    assert invited(services) != first
    assert visit().open(first).status == 410
    assert page.text.count("friend@example.org") == 1


def test_coordinator_is_not_invited_again(make: Make, visit: Visit) -> None:
    make.coordinator(email="here@example.org")

    page = ask(visit(make.administrator()), "here@example.org")

    assert (page.status, page.error_of("email")) == (422, "This person is a coordinator already.")
    assert page.form("/roles/invite").values["email"] == ["here@example.org"]


def test_unknown_token_leads_nowhere(visit: Visit) -> None:
    assert visit().open("/en/invitations/" + "x" * 43).status == 404


def test_invitation_into_an_organisation_makes_a_member(services: Services, make: Make, visit: Visit) -> None:
    organisation = make.organisation("Coop <Ñandú>")
    owner, user = make.owner(organisation, "Ana"), make.user("Rosa", email="rosa@example.org")
    with services.database.writing() as session:
        invite(
            session,
            organisation=organisation,
            email="rosa@example.org",
            role=MemberRole.EDITOR,
            by=make.viewer(owner),
            days=14,
            language="en",
        )
    page = visit(user).open(invited(services))

    done = page.send(page.form("/invitations/"))

    assert "You are invited to Coop <Ñandú>" in page.text
    assert done.response.url.path == f"/en/organisations/{organisation.code}"
    assert make.viewer(user).memberships == {organisation.id: MemberRole.EDITOR}


def test_signed_out_person_who_presses_comes_back_after_signing_in(
    services: Services, make: Make, visit: Visit
) -> None:
    user = make.user(email="friend@example.org", password_hash=HASH, approved=False)
    ask(visit(make.administrator()), "friend@example.org")
    browser = visit(user)
    page = browser.open(invited(services))
    browser.client.cookies.clear()

    asked = page.send(page.form("/invitations/"))
    back = asked.send(asked.form("/sign-in").fill(email="friend@example.org", password=PASSWORD))
    done = back.send(back.form("/invitations/"))

    assert (back.response.url.path, done.response.url.path) == ("/en/parked", "/en/queue")
    assert again(services, user).approved_at is not None


def test_sign_up_from_an_invitation_needs_the_mailbox_too(services: Services, make: Make, visit: Visit) -> None:
    ask(visit(make.administrator()), "friend@example.org")
    browser = visit()

    sign_up(browser, email="friend@example.org", path=f"/en/sign-up?next={invited(services)}")

    assert browser.client.post(invited(services), follow_redirects=False).status_code == 303
