from collections.abc import Callable

import pytest

from app.domain.people import sign_ins
from app.domain.people.devices import Device, device_of
from app.models.people import Digest
from app.services import Services
from tests.factories import Make
from tests.pages import Browser, Page
from tests.people.helpers import HASH, PASSWORD, again, is_signed_in, links, mails, person, sign_in, trail

Visit = Callable[..., Browser]

FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"


@pytest.mark.parametrize("path", ["/en/account", "/en/account/security", "/en/account/data", "/en/notifications"])
def test_strangers_are_asked_to_sign_in(visit: Visit, path: str) -> None:
    assert visit().open(path).response.url.path == "/en/sign-in"


def test_profile_is_saved_and_shown_in_the_new_language(services: Services, make: Make, visit: Visit) -> None:
    user = make.user("Rosa")
    browser = visit(user)
    page = browser.open("/en/account")

    answer = page.send(
        page.form("/account", having="name").fill(
            name=" Rosa  Quispe ", language="fr", time_zone="Africa/Nairobi", digest="daily"
        )
    )

    after = again(services, user)
    assert (after.name, after.language, after.time_zone, after.digest) == (
        "Rosa Quispe",
        "fr",
        "Africa/Nairobi",
        Digest.DAILY,
    )
    assert answer.response.url.path == "/fr/account"
    assert browser.client.cookies["language"] == "fr"


@pytest.mark.parametrize(
    ("field", "value"), [("language", "xx"), ("time_zone", "Mars/Olympus"), ("digest", "hourly"), ("name", " ")]
)
def test_wrong_profile_is_refused_and_what_was_typed_kept(
    services: Services, make: Make, visit: Visit, field: str, value: str
) -> None:
    user = make.user("Rosa")
    page = visit(user).open("/en/account")
    form = page.form("/account", having="name").fill(name="Rosa Quispe")
    form.values[field] = [value]

    answer = page.send(form)

    assert answer.status == 422
    assert answer.error_of(field) != ""
    if field != "name":
        assert answer.form("/account", having="name").values["name"] == ["Rosa Quispe"]
    assert again(services, user).name == "Rosa"


def test_sign_ins_are_listed_in_words_and_ended_one_by_one(services: Services, make: Make, visit: Visit) -> None:
    user = make.user()
    browser = visit(user)
    with services.database.writing() as session:
        sign_ins.start(session, user=user, days=1, user_agent=FIREFOX, address="203.0.113.9")

    page = browser.open("/en/account/security")

    assert "Firefox on Android" in page.text
    assert "from 203.0.113.9." in page.text
    assert page.text.count("This device") == 1
    after = page.send(page.form("/sign-ins/"))
    assert "That device is signed out." in after.text
    assert "Firefox on Android" not in after.text
    assert is_signed_in(browser)


def test_all_other_sign_ins_end_at_once(make: Make, visit: Visit) -> None:
    user = make.user()
    here, there, elsewhere = visit(user), visit(user), visit(user)
    page = here.open("/en/account/security")

    page.send(page.form("/sign-ins/end-others"))

    assert [is_signed_in(browser) for browser in (here, there, elsewhere)] == [True, False, False]


def test_sign_in_of_somebody_else_can_not_be_ended(services: Services, make: Make, visit: Visit) -> None:
    victim = make.user()
    theirs = visit(victim)
    with services.database.reading() as session:
        [row] = sign_ins.of_user(session, victim.id or 0)

    visit(make.user()).client.post(f"/en/account/sign-ins/{row.id}/end")

    assert is_signed_in(theirs)


def test_markup_in_the_name_of_a_browser_is_shown_as_text(services: Services, make: Make, visit: Visit) -> None:
    user = make.user()
    with services.database.writing() as session:
        sign_ins.start(session, user=user, days=1, user_agent="<script>x</script>", address="<b>")

    page = visit(user).open("/en/account/security")

    assert "<script>x" not in page.html
    assert "from <b>." in page.text


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (FIREFOX, Device("Firefox", "Android")),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/129.0 Safari/537.36 Edg/129.0",
            Device("Edge", "Windows"),
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
            Device("Safari", "iPhone"),
        ),
        ("Opera/9.80 (Android; Opera Mini/36.2/119.132; U; id) Presto/2.12.423", Device("Opera Mini", "Android")),
        ("Mozilla/5.0 (Mobile; Nokia 8110; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5", Device("Firefox", "KaiOS")),
        ("curl/8.5", Device("", "")),
    ],
)
def test_devices_are_named(user_agent: str, device: Device) -> None:
    assert device_of(user_agent) == device


def ask_for_email(browser: Browser, email: str, password: str = PASSWORD) -> Page:
    page = browser.open("/en/account/security")
    return page.send(page.form("/security/email").fill(email=email, own_password=password))


def test_email_changes_when_the_new_address_is_confirmed(services: Services, make: Make, visit: Visit) -> None:
    user = make.user(email="old@example.org", password_hash=HASH)
    browser, elsewhere = visit(user), visit(user)
    asked = ask_for_email(browser, "New@example.org")
    [mail] = mails(services)
    before = again(services, user).email
    page = browser.open(links(mail)[0])

    done = page.send(page.form("/account/email/"))

    assert "We sent a link to the new address." in asked.text
    assert (mail.recipient, before, again(services, user).email) == (
        "new@example.org",
        "old@example.org",
        "new@example.org",
    )
    assert done.response.url.path == "/en/account/security"
    assert (is_signed_in(browser), is_signed_in(elsewhere)) == (True, False)
    assert [(mail.recipient, mail.kind) for mail in mails(services)] == [
        ("new@example.org", "change_email"),
        ("old@example.org", "email_changed"),
    ]
    assert trail(services) == [(user.id, "email_changed", f"user:{user.id}")]
    assert browser.open(links(mail)[0]).status == 410


def test_changing_the_email_asks_for_the_password(services: Services, make: Make, visit: Visit) -> None:
    user = make.user(email="old@example.org", password_hash=HASH)

    page = ask_for_email(visit(user), "new@example.org", "not the password")

    assert (page.status, page.error_of("e-own_password")) == (422, "This is not your password.")
    assert mails(services) == []


def test_address_of_somebody_else_looks_the_same_and_its_owner_is_told(
    services: Services, make: Make, visit: Visit
) -> None:
    make.user(email="taken@example.org")
    browser = visit(make.user(email="old@example.org", password_hash=HASH))

    free, taken = (ask_for_email(browser, email) for email in ("free@example.org", "taken@example.org"))

    assert free.text == taken.text
    assert [(mail.recipient, mail.kind) for mail in mails(services)] == [
        ("free@example.org", "change_email"),
        ("taken@example.org", "email_taken"),
    ]


def test_address_taken_in_the_meantime_is_not_taken_twice(services: Services, make: Make, visit: Visit) -> None:
    user = make.user(email="old@example.org", password_hash=HASH)
    browser = visit(user)
    ask_for_email(browser, "new@example.org")
    page = browser.open(links(mails(services)[0])[0])
    other = make.user(email="new@example.org")

    answer = page.send(page.form("/account/email/"))

    assert answer.status == 409
    assert (again(services, user).email, again(services, other).email) == ("old@example.org", "new@example.org")


def test_links_sent_to_the_old_address_end_with_it(services: Services, make: Make, visit: Visit) -> None:
    user = make.user(email="old@example.org", password_hash=HASH)
    browser = visit(user)
    page = browser.open("/en/password/forgotten")
    page.send(page.form("/password/forgotten").fill(email="old@example.org"))
    ask_for_email(browser, "new@example.org")
    reset, confirm = mails(services)
    opened = browser.open(links(confirm)[0])
    opened.send(opened.form("/account/email/"))

    assert browser.open(links(reset)[0]).status == 410
    assert sign_in(visit(), "new@example.org").response.url.path == "/en/waiting"
    assert person(services, "old@example.org") is None


def test_text_only_is_remembered_and_leads_back(visit: Visit) -> None:
    browser = visit()
    page = browser.open("/en/about")
    form = page.form("/text-only").press("text_only", "1")
    headers = {"Referer": "http://testserver/en/about?x=1"}

    answer = browser.client.post(form.action, data=form.values, headers=headers)

    assert str(answer.url) == "http://testserver/en/about?x=1"
    assert browser.client.cookies["text_only"] == "1"
    again = browser.open("/en/about")
    again.send(again.form("/text-only").press("text_only", ""))
    assert "text_only" not in browser.client.cookies


def test_text_only_never_leads_to_another_site(visit: Visit) -> None:
    headers = {"Referer": "http://evil.example/en/about"}

    answer = visit().client.post("/en/text-only", data={"text_only": "1"}, headers=headers, follow_redirects=False)

    assert answer.headers["location"] == "/en/"
