from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from pydantic import SecretStr
from sqlmodel import select
from starlette.testclient import TestClient

from app.main import create_app
from app.models.people import SignIn, Throttle
from app.models.types import now
from app.services import Services
from app.web.requests import SIGN_IN_COOKIE
from tests.factories import Make
from tests.pages import Browser, Page
from tests.people.helpers import HASH, PASSWORD, again, is_signed_in, links, mails, sign_in

Visit = Callable[..., Browser]


def attempt(client: TestClient, email: str, password: str = "not the password", **headers: str) -> int:
    data = {"email": email, "password": password}
    return int(client.post("/en/sign-in", data=data, headers=headers, follow_redirects=False).status_code)


def test_right_password_signs_in(services: Services, make: Make, visit: Visit) -> None:
    make.user("Rosa", email="rosa@example.org", password_hash=HASH, language="es")
    browser = visit()

    page = sign_in(browser, "Rosa@Example.org ")

    assert page.response.url.path == "/es/waiting"
    cookie = page.response.history[0].headers["set-cookie"]
    assert cookie.startswith(f"{SIGN_IN_COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert is_signed_in(browser)
    assert browser.client.cookies["language"] == "es"


def test_cookie_is_secure_in_production(services: Services, make: Make) -> None:
    make.user(email="rosa@example.org", password_hash=HASH)
    services.settings.base_url = "https://excellent.example"
    services.settings.secret_key = SecretStr("x" * 40)
    client = TestClient(create_app(services=services), base_url="https://testserver", follow_redirects=False)

    answer = client.post("/en/sign-in", data={"email": "rosa@example.org", "password": PASSWORD})

    cookies = answer.headers.get_list("set-cookie")
    assert [("Secure" in cookie, "HttpOnly" in cookie) for cookie in cookies] == [(True, True)] * len(cookies)


def test_wrong_password_and_unknown_address_look_the_same(make: Make, visit: Visit) -> None:
    make.user(email="rosa@example.org", password_hash=HASH)
    make.user(email="none@example.org", password_hash="")

    pages = [
        sign_in(visit(), email, "this is not the password")
        for email in ("rosa@example.org", "nobody@example.org", "none@example.org")
    ]

    assert [page.status for page in pages] == [422, 422, 422]
    assert len({page.text for page in pages}) == 1
    assert pages[0].error_of("password").startswith("E-mail and password do not fit together.")
    assert pages[0].form("/sign-in").values["email"] == ["rosa@example.org"]
    assert "this is not the password" not in pages[0].html


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_to_another_site(make: Make, visit: Visit, target: str) -> None:
    make.user(email="rosa@example.org", password_hash=HASH)
    browser = visit()
    page = browser.open("/en/sign-in")
    form = page.form("/sign-in").fill(email="rosa@example.org", password=PASSWORD, next=target)

    answer = page.send(form)

    assert (answer.response.url.host, answer.response.url.path) == ("testserver", "/en/waiting")


def test_signing_in_leads_back_to_where_the_person_wanted_to_go(make: Make, visit: Visit) -> None:
    make.user(email="rosa@example.org", password_hash=HASH)
    browser = visit()
    asked = browser.open("/en/account/data?x=1")

    page = asked.send(asked.form("/sign-in").fill(email="rosa@example.org", password=PASSWORD))

    assert str(page.response.url) == "http://testserver/en/account/data?x=1"


def test_guesses_at_one_account_are_throttled_wherever_they_come_from(make: Make, visit: Visit) -> None:
    make.user(email="rosa@example.org", password_hash=HASH)
    client = visit().client

    statuses = [attempt(client, "rosa@example.org", **{"X-Forwarded-For": f"198.51.100.{n}"}) for n in range(10)]

    assert statuses == [422] * 8 + [429] * 2
    assert attempt(client, "ROSA@example.org ", PASSWORD) == 429


def test_throttled_person_is_told_when_to_try_again_and_can(make: Make, visit: Visit) -> None:
    make.user(email="rosa@example.org", password_hash=HASH)
    browser = visit()
    for _ in range(8):
        attempt(browser.client, "rosa@example.org")

    page = sign_in(browser, "rosa@example.org")

    assert page.status == 429
    assert 0 < int(page.response.headers["Retry-After"]) <= 15 * 60
    assert "Please wait 15 minutes" in page.text
    with time_machine.travel(now() + timedelta(minutes=16)):
        assert sign_in(browser, "rosa@example.org").response.url.path == "/en/waiting"


def test_guesses_from_one_address_are_throttled_whatever_it_claims(visit: Visit) -> None:
    client = visit().client

    statuses = [attempt(client, f"person{n}@example.org", **{"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(42)]

    assert statuses == [422] * 40 + [429] * 2


def test_clients_behind_our_own_proxy_are_told_apart(services: Services) -> None:
    services.settings.trusted_proxies = "10.0.0.0/8"
    client = TestClient(create_app(services=services), client=("10.0.0.1", 4711))

    statuses = [
        attempt(client, f"person{n}@example.org", **{"X-Forwarded-For": f"{n}.1.1.1, 203.0.113.7, 10.0.0.2"})
        for n in range(42)
    ]

    assert statuses == [422] * 40 + [429] * 2
    assert attempt(client, "other@example.org", **{"X-Forwarded-For": "203.0.113.8"}) == 422


def test_guesses_at_the_same_moment_are_all_counted(make: Make, visit: Visit) -> None:
    make.user(email="rosa@example.org", password_hash=HASH)
    client = visit().client

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: attempt(client, "rosa@example.org"), range(24)))

    assert sorted(statuses) == [422] * 8 + [429] * 16


def test_signing_in_forgets_the_account_s_guesses_but_not_the_address_s(
    services: Services, make: Make, visit: Visit
) -> None:
    make.user(email="rosa@example.org", password_hash=HASH)
    client = visit().client
    for _ in range(5):
        attempt(client, "rosa@example.org")

    assert attempt(client, "rosa@example.org", PASSWORD) == 303

    with services.database.reading() as session:
        rows = session.exec(select(Throttle)).all()
    assert [(row.key, row.failures) for row in rows] == [("sign_in:address:testclient", 5)]


def test_addresses_do_not_stand_in_the_counted_tries(services: Services, visit: Visit) -> None:
    attempt(visit().client, "rosa@example.org")

    with services.database.reading() as session:
        keys = [row.key for row in session.exec(select(Throttle)).all()]
    assert len(keys) == 2
    assert not [key for key in keys if "rosa" in key]


def test_signing_in_again_gives_a_new_token_and_ends_the_old(services: Services, make: Make, visit: Visit) -> None:
    make.user(email="rosa@example.org", password_hash=HASH)
    browser = visit()
    sign_in(browser, "rosa@example.org")
    first = browser.client.cookies[SIGN_IN_COOKIE]

    attempt(browser.client, "rosa@example.org", PASSWORD)

    assert browser.client.cookies[SIGN_IN_COOKIE] != first
    with services.database.reading() as session:
        assert len(session.exec(select(SignIn)).all()) == 1
    thief = visit()
    thief.client.cookies.set(SIGN_IN_COOKIE, first)
    assert not is_signed_in(thief)


def test_a_token_chosen_by_somebody_else_is_not_kept(make: Make, visit: Visit) -> None:
    make.user(email="rosa@example.org", password_hash=HASH)
    browser = visit()
    browser.client.cookies.set(SIGN_IN_COOKIE, "chosen-by-a-thief", domain="testserver.local")

    sign_in(browser, "rosa@example.org")

    thief = visit()
    thief.client.cookies.set(SIGN_IN_COOKIE, "chosen-by-a-thief")
    assert not is_signed_in(thief)
    assert is_signed_in(browser)


def test_signing_out_ends_the_sign_in_on_the_server(make: Make, visit: Visit) -> None:
    browser = visit(make.user("Rosa"))
    token = browser.client.cookies[SIGN_IN_COOKIE]
    page = browser.open("/en/account")

    left = page.send(page.form("/sign-out"))

    assert "You are signed out." in left.text
    assert not is_signed_in(browser)
    thief = visit()
    thief.client.cookies.set(SIGN_IN_COOKIE, token)
    assert not is_signed_in(thief)


def test_sign_in_ends_by_itself(make: Make, visit: Visit) -> None:
    browser = visit(make.user())

    with time_machine.travel(now() + timedelta(days=2)):
        assert not is_signed_in(browser)


def test_unconfirmed_person_gets_the_link_again_and_loses_nothing(services: Services, make: Make, visit: Visit) -> None:
    make.user("Rosa", email="rosa@example.org", password_hash=HASH, confirmed_at=None)
    browser = visit()

    page = sign_in(browser, "rosa@example.org", path="/en/sign-in?next=/en/account/data")

    assert (page.status, is_signed_in(browser)) == (403, False)
    page.send(page.form("/sign-up/again"))
    opened = browser.open(links(mails(services)[0])[0])
    there = opened.send(opened.form("/confirm/").fill(password=PASSWORD))
    assert there.response.url.path == "/en/account/data"


def test_only_the_right_password_tells_that_an_address_is_unconfirmed(make: Make, visit: Visit) -> None:
    make.user(email="rosa@example.org", password_hash=HASH, confirmed_at=None)

    assert sign_in(visit(), "rosa@example.org", "a wrong password").status == 422


def test_blocked_person_is_out_everywhere(services: Services, make: Make, visit: Visit) -> None:
    user = make.user(email="rosa@example.org", password_hash=HASH)
    browser = visit(user)
    assert is_signed_in(browser)
    with services.database.writing() as session:
        session.merge(again(services, user)).blocked_at = now()

    assert not is_signed_in(browser)
    page = sign_in(visit(), "rosa@example.org")
    assert (page.status, "This account is blocked" in page.text) == (403, True)


def test_signed_in_person_needs_no_form(make: Make, visit: Visit) -> None:
    page: Page = visit(make.user()).open("/en/sign-in?next=/en/account")

    assert page.response.url.path == "/en/account"


def test_post_from_another_site_is_refused(make: Make, visit: Visit) -> None:
    make.user(email="rosa@example.org", password_hash=HASH)

    assert attempt(visit().client, "rosa@example.org", PASSWORD, **{"Sec-Fetch-Site": "cross-site"}) == 403


@pytest.mark.parametrize("field", ["email", "password"])
def test_nothing_typed_is_asked_for_again(visit: Visit, field: str) -> None:
    page = visit().open("/en/sign-in")
    form = page.form("/sign-in").fill(email="rosa@example.org", password="some password")
    form.values[field] = ["   "]

    answer = page.send(form)

    assert (answer.status, answer.error_of(field)) == (422, "Please fill this in.")


def test_ten_megabytes_of_password_are_refused(visit: Visit) -> None:
    client = visit().client

    assert attempt(client, "rosa@example.org", "x" * 10_000_000) == 413
    assert attempt(client, "rosa@example.org", "x" * 1_000_000) == 422


def test_sql_and_nul_in_the_address_find_nobody(make: Make, visit: Visit) -> None:
    make.user(email="rosa@example.org", password_hash=HASH)
    client = visit().client

    statuses = [attempt(client, email, PASSWORD) for email in ("' OR 1=1 --", "rosa\x00@example.org\x00x", "%")]

    assert statuses == [422, 422, 422]
