from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import Session

from app.domain.people.password_change import set_password
from app.domain.people.passwords import check_password, hash_password
from app.models.people import User
from app.models.types import now
from app.services import Services
from tests.factories import Make
from tests.pages import Browser, Page
from tests.people.helpers import HASH, PASSWORD, again, is_signed_in, links, mails, sign_in, trail

Visit = Callable[..., Browser]
NEW = "four blue cows in june"


def ask(browser: Browser, email: str) -> Page:
    page = browser.open("/en/password/forgotten")
    return page.send(page.form("/password/forgotten").fill(email=email))


def test_reset_sets_the_new_password_and_signs_out_everywhere(services: Services, make: Make, visit: Visit) -> None:
    user = make.user(email="rosa@example.org", password_hash=HASH)
    elsewhere, browser = visit(user), visit()
    ask(browser, "rosa@example.org")
    [mail] = mails(services)
    page = browser.open(links(mail)[0])

    done = page.send(page.form("/password/new/").fill(password=NEW))

    assert (mail.kind, done.response.url.path) == ("reset_password", "/en/sign-in")
    assert not is_signed_in(elsewhere)
    assert sign_in(visit(), "rosa@example.org").status == 422
    assert sign_in(visit(), "rosa@example.org", NEW).response.url.path == "/en/waiting"
    assert trail(services) == [(user.id, "password_reset", f"user:{user.id}")]
    assert [mail.kind for mail in mails(services)] == ["reset_password", "password_changed"]


def test_asking_looks_the_same_for_known_and_unknown(services: Services, make: Make, visit: Visit) -> None:
    make.user(email="rosa@example.org", password_hash=HASH)

    pages = [ask(visit(), email) for email in ("rosa@example.org", "nobody@example.org")]

    assert pages[0].html == pages[1].html
    assert [mail.recipient for mail in mails(services)] == ["rosa@example.org"]


def test_reset_link_works_once_and_opening_it_changes_nothing(services: Services, make: Make, visit: Visit) -> None:
    make.user(email="rosa@example.org", password_hash=HASH)
    browser = visit()
    ask(browser, "rosa@example.org")
    [link] = links(mails(services)[0])
    pages = [browser.open(link) for _ in range(2)]
    pages[0].send(pages[0].form("/password/new/").fill(password=NEW))

    answer = pages[1].send(pages[1].form("/password/new/").fill(password="another password it is"))

    assert answer.status == 410
    assert sign_in(visit(), "rosa@example.org", NEW).response.url.path == "/en/waiting"


def test_every_reset_link_ends_when_one_is_used(services: Services, make: Make, visit: Visit) -> None:
    make.user(email="rosa@example.org", password_hash=HASH)
    browser = visit()
    ask(browser, "rosa@example.org")
    ask(browser, "rosa@example.org")
    first, second = (links(mail)[0] for mail in mails(services))
    page = browser.open(first)
    page.send(page.form("/password/new/").fill(password=NEW))

    assert browser.open(second).status == 410


def test_reset_link_is_over_after_two_days(services: Services, make: Make, visit: Visit) -> None:
    make.user(email="rosa@example.org", password_hash=HASH)
    ask(visit(), "rosa@example.org")
    [link] = links(mails(services)[0])

    with time_machine.travel(now() + timedelta(hours=49)):
        assert visit().open(link).status == 410


def test_link_of_another_purpose_sets_no_password(services: Services, make: Make, visit: Visit) -> None:
    make.user(email="rosa@example.org", password_hash=HASH, confirmed_at=None)
    page = sign_in(visit(), "rosa@example.org")
    page.send(page.form("/sign-up/again"))
    token = links(mails(services)[0])[0].rsplit("/", 1)[1]

    assert visit().open(f"/en/password/new/{token}").status == 410


def test_weak_new_password_leaves_the_link_usable(services: Services, make: Make, visit: Visit) -> None:
    make.user(email="rosa@example.org", password_hash=HASH)
    browser = visit()
    ask(browser, "rosa@example.org")
    page = browser.open(links(mails(services)[0])[0])

    refused = page.send(page.form("/password/new/").fill(password="password12"))

    assert (refused.status, refused.error_of("password") != "") == (422, True)
    done = refused.send(refused.form("/password/new/").fill(password=NEW))
    assert done.response.url.path == "/en/sign-in"


def test_reset_confirms_the_address_and_frees_a_throttled_account(services: Services, make: Make, visit: Visit) -> None:
    user = make.user(email="rosa@example.org", password_hash=HASH, confirmed_at=None)
    browser = visit()
    for _ in range(9):
        sign_in(browser, "rosa@example.org", "a wrong password")
    ask(browser, "rosa@example.org")
    page = browser.open(links(mails(services)[0])[0])

    page.send(page.form("/password/new/").fill(password=NEW))

    assert again(services, user).confirmed_at is not None
    assert sign_in(browser, "rosa@example.org", NEW).response.url.path == "/en/waiting"


def test_blocked_person_gets_no_reset_link(services: Services, make: Make, visit: Visit) -> None:
    make.user(email="rosa@example.org", password_hash=HASH, blocked_at=now())

    ask(visit(), "rosa@example.org")

    assert mails(services) == []


def change(page: Page, old: str, new: str) -> Page:
    return page.send(page.form("/security/password").fill(old_password=old, password=new))


def test_changing_the_password_asks_for_the_old_and_ends_other_sign_ins(
    services: Services, make: Make, visit: Visit
) -> None:
    user = make.user(email="rosa@example.org", password_hash=HASH)
    browser, elsewhere = visit(user), visit(user)
    page = browser.open("/en/account/security")

    wrong = change(page, "not the old one", NEW)
    right = change(page, PASSWORD, NEW)

    assert (wrong.status, wrong.error_of("old_password")) == (422, "This is not your password.")
    assert "Your password is changed." in right.text
    assert (is_signed_in(browser), is_signed_in(elsewhere)) == (True, False)
    assert check_password(NEW, again(services, user).password_hash)[0]
    assert trail(services) == [(user.id, "password_changed", f"user:{user.id}")]


def test_guesses_at_the_old_password_are_throttled(services: Services, make: Make, visit: Visit) -> None:
    user = make.user(password_hash=HASH)
    page = visit(user).open("/en/account/security")

    statuses = [change(page, "not the old one", NEW).status for _ in range(9)]

    assert statuses == [422] * 8 + [429]
    assert change(page, PASSWORD, NEW).status == 429
    assert again(services, user).password_hash == HASH


def test_new_password_may_not_be_the_person_s_name(make: Make, visit: Visit) -> None:
    user = make.user("Esperanza Mamani", password_hash=HASH)
    page = visit(user).open("/en/account/security")

    answer = change(page, PASSWORD, "EsperanzaMamani1")

    assert (answer.status, answer.error_of("password") != "") == (422, True)


def test_administrator_at_the_console_sets_a_password(services: Services, make: Make, visit: Visit) -> None:
    user = make.user(email="rosa@example.org")
    browser = visit(user)

    with services.database.writing() as session:
        set_password(session, user=_own(session, user), password=NEW)

    assert not is_signed_in(browser)
    assert sign_in(visit(), "rosa@example.org", NEW).response.url.path == "/en/waiting"
    assert trail(services) == [(None, "password_set", f"user:{user.id}")]


def _own(session: Session, user: User) -> User:
    return session.get_one(User, user.id)


@pytest.mark.usefixtures("promised_strength")
def test_weaker_hash_is_replaced_at_the_next_sign_in(services: Services, make: Make, visit: Visit) -> None:
    weak = Argon2Hasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    user = make.user(email="rosa@example.org", password_hash=weak)

    sign_in(visit(), "rosa@example.org")

    assert "m=19456,t=2,p=1" in again(services, user).password_hash
    assert sign_in(visit(), "rosa@example.org").response.url.path == "/en/waiting"


@pytest.mark.usefixtures("promised_strength")
def test_hashes_are_made_with_the_strength_we_promise() -> None:
    assert hash_password(PASSWORD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert hash_password(PASSWORD) != hash_password(PASSWORD)
