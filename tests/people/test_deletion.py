from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session, select

from app.domain.notices import notify, send_mail
from app.domain.people.links import make_link
from app.domain.people.names import FORMER_MEMBER, display_name
from app.models.cases import CaseEvent
from app.models.organisations import MemberRole, Membership
from app.models.people import Invitation, InvitationPurpose, LinkPurpose, OneTimeLink, PlatformRole, Role, SignIn, User
from app.models.platform import Job, MailMessage, Notification
from app.models.types import now
from app.services import Services
from tests.factories import Make
from tests.pages import Browser, Page
from tests.people.helpers import HASH, PASSWORD, again, is_signed_in, mails, sign_in, sign_up, trail

Visit = Callable[..., Browser]


def delete_me(browser: Browser, password: str = PASSWORD) -> Page:
    page = browser.open("/en/account/data")
    return page.send(page.form("/data/delete").fill(own_password=password))


def count(session: Session, table: Any) -> int:
    return len(session.exec(select(table)).all())


def invitation(email: str, by: User) -> Invitation:
    return Invitation(
        purpose=InvitationPurpose.COORDINATOR,
        email=email,
        role="coordinator",
        token_hash=email,
        invited_by_id=by.id or 0,
        expires_at=now(),
    )


def test_deleting_empties_the_row_and_removes_everything_personal(services: Services, make: Make, visit: Visit) -> None:
    user = make.user("Rosa Quispe", email="rosa@example.org", password_hash=HASH, roles=(Role.FACILITATOR,))
    other = make.user("Other", email="other@example.org")
    make.member(user, make.organisation(), MemberRole.EDITOR)
    with services.database.writing() as session:
        notify(session, people=[user.id or 0], kind="person_approved", path="/")
        send_mail(session, to="rosa@example.org", language="en", kind="sign_up_known")
    assert len(mails(services)) == 2
    with services.database.writing() as session:
        send_mail(session, to="rosa@example.org", language="en", kind="sign_up_known")
        make_link(session, user=user, purpose=LinkPurpose.RESET_PASSWORD, hours=1)
        session.add_all([invitation("rosa@example.org", other), invitation("friend@example.org", user)])
    browser = visit(user)

    page = delete_me(browser)

    assert "Your account is deleted." in page.text
    row = again(services, user)
    assert (row.name, row.email, row.password_hash, row.language, row.time_zone) == ("", None, "", "en", "UTC")
    assert row.deleted_at is not None
    with services.database.reading() as session:
        tables = (SignIn, OneTimeLink, PlatformRole, Membership, Notification, Invitation, MailMessage)
        assert [count(session, table) for table in tables] == [0] * 7
        assert not [job for job in session.exec(select(Job)).all() if "rosa@example.org" in str(job.payload)]
    assert not is_signed_in(browser)
    assert sign_in(visit(), "rosa@example.org").status == 422
    assert trail(services) == [(user.id, "account_deleted", f"user:{user.id}")]


def test_what_was_written_stays_as_by_a_former_member(services: Services, make: Make, visit: Visit) -> None:
    user = make.user("Rosa Quispe", password_hash=HASH)
    case = make.case()
    with services.database.writing() as session:
        session.add(CaseEvent(case_id=case.id or 0, after="submitted", message="Please look", by_id=user.id))

    delete_me(visit(user))

    with services.database.reading() as session:
        [event] = session.exec(select(CaseEvent)).all()
    author = again(services, user)
    assert (event.message, event.by_id) == ("Please look", user.id)
    assert display_name(author, "en") == FORMER_MEMBER == "former member"
    assert display_name(None, "en") == "former member"
    assert display_name(make.user("Ana"), "en") == "Ana"


def test_deleting_asks_for_the_password(services: Services, make: Make, visit: Visit) -> None:
    user = make.user("Rosa", password_hash=HASH)

    page = delete_me(visit(user), "not the password")

    assert (page.status, page.error_of("own_password")) == (422, "This is not your password.")
    assert again(services, user).deleted_at is None


def test_last_owner_hands_over_first(services: Services, make: Make, visit: Visit) -> None:
    organisation, shared = make.organisation("Alone <Coop>"), make.organisation("Shared Coop")
    user = make.owner(organisation, password_hash=HASH)
    make.member(user, shared)
    successor = make.owner(shared)
    browser = visit(user)

    page = browser.open("/en/account/data")
    forced = browser.client.post("/en/account/data/delete", data={"own_password": PASSWORD})

    assert "Alone <Coop>" in page.text
    assert "Shared Coop" not in page.text
    assert not [form for form in page.all("form") if "delete" in form.get("action", "")]
    assert forced.status_code == 409
    assert again(services, user).deleted_at is None
    make.member(successor, organisation)
    assert "Your account is deleted." in delete_me(browser).text


def test_last_administrator_stays(services: Services, make: Make, visit: Visit) -> None:
    user = make.administrator(password_hash=HASH)

    refused = delete_me(visit(user))

    assert (refused.status, "the only administrator" in refused.text) == (409, True)
    make.administrator()
    assert "Your account is deleted." in delete_me(visit(user)).text


def test_address_of_a_deleted_account_is_free_again(services: Services, make: Make, visit: Visit) -> None:
    user = make.user(email="rosa@example.org", password_hash=HASH)
    delete_me(visit(user))

    sign_up(visit(), email="rosa@example.org")

    assert [mail.kind for mail in mails(services)] == ["confirm_email"]


def test_download_holds_everything_about_the_person_and_nothing_secret(
    services: Services, make: Make, visit: Visit
) -> None:
    organisation = make.organisation("Our Coop")
    user = make.owner(organisation, "Rosa", email="rosa@example.org", password_hash=HASH)
    stranger = make.owner(make.organisation("Not ours"), "Stranger")
    case = make.case(organisation, created_by_id=user.id)
    make.case(created_by_id=stranger.id)
    with services.database.writing() as session:
        notify(session, people=[user.id or 0, stranger.id or 0], kind="person_approved", path="/")
    mails(services)
    browser = visit(user)

    answer = browser.client.get("/en/account/data/download")

    document = answer.json()
    assert answer.headers["content-disposition"].startswith('attachment; filename="excellent-experiences-')
    assert document["person"]["email"] == "rosa@example.org"
    assert [one["name"] for one in document["organisations"]] == ["Our Coop"]
    assert [one["role"] for one in document["memberships"]] == ["owner"]
    assert [one["code"] for one in document["cases_begun"]] == [case.code]
    assert [one["kind"] for one in document["notifications"]] == ["person_approved"]
    assert [one["recipient"] for one in document["mails"]] == ["rosa@example.org"]
    assert [one["user_agent"] for one in document["sign_ins"]] == ["test"]
    assert "token_hash" not in answer.text
    assert HASH not in answer.text
    assert "Stranger" not in answer.text


@pytest.mark.parametrize("path", ["/en/account/data/download", "/en/account/data"])
def test_strangers_get_no_data(visit: Visit, path: str) -> None:
    assert visit().open(path).response.url.path == "/en/sign-in"
