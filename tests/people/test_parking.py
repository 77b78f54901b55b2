from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from app.domain.people import sign_ins
from app.models.people import ParkedForm, User
from app.models.types import now
from app.services import Services
from tests.factories import Make
from tests.pages import Browser, Page
from tests.people.helpers import HASH, PASSWORD, again

Visit = Callable[..., Browser]


def typed_after_the_sign_in_ended(services: Services, user: User, browser: Browser, name: str) -> Page:
    """The account form, sent when the sign-in is over; the answer is the sign-in page."""
    page = browser.open("/en/account")
    with services.database.writing() as session:
        sign_ins.end_all(session, user_id=user.id or 0)
    return page.send(page.form("/account", having="name").fill(name=name, time_zone="America/Lima"))


def parked(services: Services) -> list[ParkedForm]:
    with services.database.reading() as session:
        return list(session.exec(select(ParkedForm)).all())


def test_form_sent_after_the_sign_in_ended_comes_back_and_can_be_sent(
    services: Services, make: Make, visit: Visit
) -> None:
    user = make.user("Rosa", email="rosa@example.org", password_hash=HASH)
    browser = visit(user)

    page = typed_after_the_sign_in_ended(services, user, browser, "Rosa <b>Quispe</b>")

    assert page.response.url.path == "/en/sign-in"
    assert "What you typed is kept" in page.text
    back = page.send(page.form("/sign-in").fill(email="rosa@example.org", password=PASSWORD))
    assert back.response.url.path == "/en/parked"
    assert "Rosa <b>Quispe</b>" in back.text
    saved = back.send(back.form(having="name"))
    assert "Saved." in saved.text
    after = again(services, user)
    assert (after.name, after.time_zone) == ("Rosa <b>Quispe</b>", "America/Lima")


def test_parked_form_is_for_the_browser_that_sent_it_only(services: Services, make: Make, visit: Visit) -> None:
    user = make.user("Rosa", email="rosa@example.org", password_hash=HASH)
    typed_after_the_sign_in_ended(services, user, visit(user), "Secret words")

    other = visit(user).open("/en/parked")
    forged = visit(user)
    forged.client.cookies.set("parked", parked(services)[0].token_hash)

    assert "Secret words" not in other.html + forged.open("/en/parked").html


def test_strangers_do_not_see_a_parked_form(services: Services, make: Make, visit: Visit) -> None:
    user = make.user(password_hash=HASH)
    browser = visit(user)
    typed_after_the_sign_in_ended(services, user, browser, "Secret words")

    page = browser.open("/en/parked")

    assert page.response.url.path == "/en/sign-in"
    assert "Secret words" not in page.html


def test_parked_form_can_be_thrown_away(services: Services, make: Make, visit: Visit) -> None:
    user = make.user(email="rosa@example.org", password_hash=HASH)
    page = typed_after_the_sign_in_ended(services, user, visit(user), "Other name")
    back = page.send(page.form("/sign-in").fill(email="rosa@example.org", password=PASSWORD))

    gone = back.send(back.form("/parked/forget"))

    assert "Thrown away." in gone.text
    assert parked(services) == []


def test_parked_form_is_kept_for_a_day(services: Services, make: Make, visit: Visit) -> None:
    user = make.user(email="rosa@example.org", password_hash=HASH)
    page = typed_after_the_sign_in_ended(services, user, visit(user), "Other name")

    with time_machine.travel(now() + timedelta(hours=25)):
        back = page.send(page.form("/sign-in").fill(email="rosa@example.org", password=PASSWORD))

    assert back.response.url.path == "/en/waiting"


def test_passwords_are_never_parked(services: Services, make: Make, visit: Visit) -> None:
    user = make.user(password_hash=HASH)
    browser = visit(user)
    page = browser.open("/en/account/security")
    with services.database.writing() as session:
        sign_ins.end_all(session, user_id=user.id or 0)

    page.send(page.form("/security/email").fill(email="new@example.org", own_password=PASSWORD))

    assert [form.fields for form in parked(services)] == [[["email", "new@example.org"]]]


def test_autosave_is_answered_with_a_sentence_instead(services: Services, visit: Visit) -> None:
    answer = visit().client.post("/en/account", data={"name": "Rosa"}, headers={"X-Autosave": "1"})

    assert (answer.status_code, answer.json()["sign_in"]) == (401, "/en/sign-in")
    assert parked(services) == []


def test_one_address_can_not_fill_the_database(services: Services, visit: Visit) -> None:
    client = visit().client

    statuses = [
        client.post("/en/account", data={"name": str(n)}, follow_redirects=False).status_code for n in range(62)
    ]

    assert statuses == [303] * 60 + [429] * 2
    assert len(parked(services)) == 60


@pytest.mark.parametrize("length", [1_100_000, 3_000_000, 6_000_000])
def test_too_long_a_text_says_that_it_was_not_kept(services: Services, make: Make, visit: Visit, length: int) -> None:
    user = make.user(email="rosa@example.org", password_hash=HASH)
    page = typed_after_the_sign_in_ended(services, user, visit(user), "x" * length)

    back = page.send(page.form("/sign-in").fill(email="rosa@example.org", password=PASSWORD))

    assert "too long to be kept" in back.text
