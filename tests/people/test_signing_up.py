from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from app.domain.people.passwords import check_password
from app.models.types import now
from app.services import Services
from tests.factories import Make
from tests.pages import Browser
from tests.people.helpers import PASSWORD, is_signed_in, links, mails, person, sign_in, sign_up

Visit = Callable[..., Browser]


def test_signing_up_makes_an_account_once_the_address_is_confirmed(services: Services, visit: Visit) -> None:
    browser = visit()

    sent = sign_up(browser, time_zone="America/Lima", path="/es/sign-up")

    [mail] = mails(services)
    assert (sent.status, sent.response.url.path) == (200, "/es/sign-up/sent")
    assert (mail.recipient, mail.kind, mail.language) == ("rosa@example.org", "confirm_email", "es")
    user = person(services, "rosa@example.org")
    assert user
    assert (user.name, user.language, user.time_zone) == ("Rosa Quispe", "es", "America/Lima")
    assert (user.confirmed_at, user.approved_at) == (None, None)
    page = browser.open(links(mail)[0])
    welcome = page.send(page.form("/confirm/"))
    assert welcome.response.url.path == "/es/waiting"
    confirmed = person(services, "rosa@example.org")
    assert confirmed
    assert confirmed.confirmed_at is not None
    assert is_signed_in(browser)


def test_opening_the_link_confirms_nothing(services: Services, visit: Visit) -> None:
    sign_up(visit())
    [link] = links(mails(services)[0])
    scanner = visit()

    statuses = [scanner.open(link).status for _ in range(3)]

    user = person(services, "rosa@example.org")
    assert statuses == [200, 200, 200]
    assert user
    assert user.confirmed_at is None


def test_link_opened_in_another_browser_asks_for_a_password_of_its_own(services: Services, visit: Visit) -> None:
    """Somebody else may have signed up with a victim's address: the password typed there must open nothing."""
    stranger = visit()
    sign_up(stranger, path="/en/sign-up?next=/en/organisations", password="the stranger chose this")
    [mail] = mails(services)
    other = visit()
    page = other.open(links(mail)[0])

    refused = page.send(page.form("/confirm/"))
    answer = refused.send(refused.form("/confirm/").fill(password="the owner of the mailbox"))

    assert (refused.status, refused.error_of("password") != "") == (422, True)
    assert answer.response.url.path == "/en/organisations"
    assert is_signed_in(other)
    assert not is_signed_in(stranger)
    user = person(services, "rosa@example.org")
    assert user
    assert check_password("the owner of the mailbox", user.password_hash)[0]
    assert sign_in(visit(), "rosa@example.org", "the stranger chose this").response.url.path == "/en/sign-in"
    assert "choose your password" in mail.text


def test_weak_password_confirms_nothing(services: Services, visit: Visit) -> None:
    sign_up(visit())
    page = visit().open(links(mails(services)[0])[0])

    answer = page.send(page.form("/confirm/").fill(password="password12"))

    user = person(services, "rosa@example.org")
    assert (answer.status, user and user.confirmed_at) == (422, None)


def test_password_is_not_asked_for_where_it_was_just_chosen(services: Services, visit: Visit) -> None:
    browser = visit()
    sign_up(browser)

    page = browser.open(links(mails(services)[0])[0])

    assert page.form("/confirm/").names == set()


@pytest.mark.parametrize("asked_by_stranger", [True, False])
def test_mail_sent_again_never_carries_the_password_of_somebody_else(
    services: Services, visit: Visit, asked_by_stranger: bool
) -> None:
    stranger, rosa = visit(), visit()
    strange = sign_up(stranger, password="the stranger chose this", name="Stranger")
    own = sign_up(rosa, password="rosa likes wet clay drums")
    asking = strange if asked_by_stranger else own
    asking.send(asking.form("/sign-up/again"))
    page = rosa.open(links(mails(services)[-1])[0])

    names = page.form("/confirm/").names
    page.send(page.form("/confirm/").fill(**({"password": "chosen in the mailbox"} if names else {})))

    user = person(services, "rosa@example.org")
    assert user
    assert names == ({"password"} if asked_by_stranger else set())
    assert not check_password("the stranger chose this", user.password_hash)[0]
    wanted = "chosen in the mailbox" if asked_by_stranger else "rosa likes wet clay drums"
    assert check_password(wanted, user.password_hash)[0]


def test_link_works_once(services: Services, visit: Visit) -> None:
    browser = visit()
    sign_up(browser)
    [link] = links(mails(services)[0])
    page = browser.open(link)
    page.send(page.form("/confirm/"))

    again = page.send(page.form("/confirm/"))

    assert (again.status, "already used" in again.text) == (410, True)
    assert browser.open(link).status == 410


def test_link_is_over_after_two_days(services: Services, visit: Visit) -> None:
    browser = visit()
    sign_up(browser)
    [link] = links(mails(services)[0])

    with time_machine.travel(now() + timedelta(hours=49), tick=False):
        page = browser.open(link)

    assert page.status == 410
    user = person(services, "rosa@example.org")
    assert user
    assert user.confirmed_at is None


def test_link_never_sent_is_answered_like_one_that_is_over(visit: Visit) -> None:
    assert visit().open("/en/confirm/" + "x" * 43).status == 410


def test_known_address_is_answered_the_same_and_its_owner_told(services: Services, make: Make, visit: Visit) -> None:
    owner = make.user("Owner", email="owner@example.org")

    unknown = sign_up(visit(), email="rosa@example.org")
    known = sign_up(visit(), email="owner@example.org", name="Intruder")

    assert known.status == unknown.status == 200
    assert known.text.replace("owner@", "rosa@") == unknown.text
    cookies = [sorted(page.client.cookies.keys()) for page in (known, unknown)]
    assert cookies[0] == cookies[1]
    assert [(mail.recipient, mail.kind) for mail in mails(services)] == [
        ("rosa@example.org", "confirm_email"),
        ("owner@example.org", "sign_up_known"),
    ]
    after = person(services, "owner@example.org")
    assert after
    assert (after.name, after.password_hash) == (owner.name, owner.password_hash)


def test_each_link_carries_the_password_of_its_own_sign_up(services: Services, visit: Visit) -> None:
    """A stranger who signs up with the same address meanwhile does not choose the password of the account."""
    browser = visit()
    sign_up(browser, password="the true owner chose this")
    sign_up(visit(), password="the intruder chose this one", name="Intruder")
    first, second = mails(services)
    page = browser.open(links(first)[0])

    page.send(page.form("/confirm/"))

    user = person(services, "rosa@example.org")
    assert user
    assert user.name == "Rosa Quispe"
    assert check_password("the true owner chose this", user.password_hash)[0]
    assert browser.open(links(second)[0]).status == 410


def test_mail_is_sent_again_on_request(services: Services, visit: Visit) -> None:
    browser = visit()
    sent = sign_up(browser)

    answer = sent.send(sent.form("/sign-up/again"))

    first, second = mails(services)
    assert "another mail is on its way" in answer.text
    assert (second.recipient, second.kind) == ("rosa@example.org", "confirm_email")
    assert links(first) != links(second)
    page = browser.open(links(second)[0])
    page.send(page.form("/confirm/"))
    assert sign_in(visit(), "rosa@example.org").response.url.path == "/en/waiting"


def test_mail_is_not_sent_again_to_a_confirmed_or_unknown_address(services: Services, make: Make, visit: Visit) -> None:
    make.user(email="owner@example.org")
    browser = visit()
    page = browser.open("/en/sign-up/sent")

    texts = [
        page.send(page.form("/sign-up/again").fill(email=email)).text.replace(email, "…")
        for email in ("owner@example.org", "nobody@example.org")
    ]

    assert texts[0] == texts[1]
    assert mails(services) == []


def test_mails_that_anybody_can_ask_for_are_few(services: Services, visit: Visit) -> None:
    browser = visit()
    sent = sign_up(browser)

    statuses = [sent.send(sent.form("/sign-up/again")).status for _ in range(6)]

    assert statuses == [200, 200, 200, 200, 429, 429]
    assert len(mails(services)) == 5


@pytest.mark.parametrize(
    "password",
    [
        "short", "password12", "Contraseña2024", "motdepasse!!", "1234567890", "qwertyuiop", "aaaaaaaaaaaa",
        "abababababab", "abcdefghij", "rosaquispe1", "rosa@example.org", "Quispe-Rosa-1", "x" * 201,
    ],
)  # fmt: skip
def test_weak_password_is_refused_and_the_rest_kept(services: Services, visit: Visit, password: str) -> None:
    page = sign_up(visit(), password=password)

    assert page.status == 422
    assert page.error_of("password") != ""
    form = page.form("/sign-up", having="name")
    assert (form.values["name"], form.values["email"]) == (["Rosa Quispe"], ["rosa@example.org"])
    assert password not in page.html or password == "rosa@example.org"
    assert person(services, "rosa@example.org") is None


@pytest.mark.parametrize(
    "password", ["maíz morado y queso", "cuatro-vacas-azules", "ぼくたちのりんごはあかい", "rosa likes wet clay drums"]
)
def test_good_password_is_taken(services: Services, visit: Visit, password: str) -> None:
    page = sign_up(visit(), password=password)

    assert page.status == 200
    user = person(services, "rosa@example.org")
    assert user
    assert check_password(password, user.password_hash)[0]


@pytest.mark.parametrize(
    "email",
    [
        "rosa", "rosa@", "@example.org", "rosa@example", "rosa quispe@example.org", "rosa@example.org\r\nBcc: x@y.org",
        "<rosa@example.org>", "rosa@example..org", "rosa@-example.org", "róşa@example.org", "a@" + "b" * 260 + ".org",
        "\"><script>@example.org",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(services: Services, visit: Visit, email: str) -> None:
    page = sign_up(visit(), email=email)

    assert page.status == 422
    assert page.error_of("email") != ""
    assert mails(services) == []


def test_address_is_kept_in_small_letters_with_its_domain_as_mail_wants_it(services: Services, visit: Visit) -> None:
    sign_up(visit(), email="  Rosa@Cooperativa-Ñandú.ORG ")

    [mail] = mails(services)
    assert mail.recipient == "rosa@" + "cooperativa-ñandú.org".encode("idna").decode()
    assert person(services, mail.recipient)


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>", "Robert'); DROP TABLE user_account;--", "محمد عبد الله", "Rosa 🌽 Quispe",
        "{{ 7 * 7 }} %(email)s {0}", '" onmouseover="x',
    ],
)  # fmt: skip
def test_any_name_is_kept_and_shown_as_typed(services: Services, visit: Visit, name: str) -> None:
    browser = visit()
    sign_up(browser, name=name)
    page = browser.open(links(mails(services)[0])[0])
    page.send(page.form("/confirm/"))

    account = browser.open("/en/account")

    assert account.form("/account", having="name").values["name"] == [name]
    assert name in account.text
    assert "<script>alert" not in account.html
    assert not [element for element in account.root.iter() if element.get("onmouseover")]


@pytest.mark.parametrize("name", ["Win at https://evil.example", "www.evil.example", "x" * 121, " \u202e "])
def test_name_that_is_none_is_refused(services: Services, visit: Visit, name: str) -> None:
    page = sign_up(visit(), name=name)

    assert (page.status, page.error_of("name") != "") == (422, True)
    assert person(services, "rosa@example.org") is None


def test_line_ends_in_a_name_become_spaces(services: Services, visit: Visit) -> None:
    sign_up(visit(), name="Rosa\r\nBcc: everybody@example.org")

    user = person(services, "rosa@example.org")
    assert user
    assert user.name == "Rosa Bcc: everybody@example.org"


def test_the_mail_to_an_unconfirmed_address_holds_nothing_typed(services: Services, visit: Visit) -> None:
    sign_up(visit(), name="Claim your prize now")

    [mail] = mails(services)
    assert "prize" not in mail.subject + mail.text + mail.html


def test_invented_time_zone_becomes_world_time(services: Services, visit: Visit) -> None:
    page = visit().open("/en/sign-up")
    form = page.form("/sign-up", having="name").fill(name="Rosa", email="rosa@example.org", password=PASSWORD)
    form.values["time_zone"] = ["Mars/Olympus"]

    page.send(form)

    user = person(services, "rosa@example.org")
    assert user
    assert user.time_zone == "UTC"


@pytest.mark.parametrize(
    ("languages", "zone"),
    [
        ("es-CO,es;q=0.9,en;q=0.8", "America/Bogota"),
        ("sw;q=0.9, en-KE;q=0.8", "Africa/Nairobi"),
        ("pt-BR", "America/Sao_Paulo"),
        ("zh-Hans-CN", "Asia/Shanghai"),
        ("en-US,en;q=0.5", "UTC"),
        ("fr-FR, fr-SN;q=0.3", "Africa/Dakar"),
        ("es-419", "UTC"),
        ("en-AQ", "UTC"),
        ("", "UTC"),
        ("-, x-, -PE;;q", "America/Lima"),
    ],
)
def test_time_zone_is_guessed_from_the_country_of_the_browser(visit: Visit, languages: str, zone: str) -> None:
    browser = visit()
    browser.client.headers["accept-language"] = languages

    form = browser.open("/en/sign-up").form("/sign-up", having="name")

    assert form.values["time_zone"] == [zone]
