from collections.abc import Callable

import pytest
from sqlmodel import col, select

from app.domain.notices import notify
from app.domain.people.opt_out import opt_out_path
from app.models.people import Digest, User
from app.models.platform import Notification
from app.services import Services
from tests.factories import Make
from tests.pages import Browser
from tests.people.helpers import again, is_signed_in, mails

Visit = Callable[..., Browser]


def tell(services: Services, user: User, label: str, path: str = "/about") -> int:
    with services.database.writing() as session:
        notify(session, people=[user.id or 0], kind="term_suggested", path=path, label=label)
        latest = session.exec(select(Notification).order_by(col(Notification.id).desc())).first()
        return (latest.id or 0) if latest else 0


def test_news_are_listed_in_the_reader_s_words_newest_first(services: Services, make: Make, visit: Visit) -> None:
    user = make.user()
    tell(services, user, "first <b>term</b>")
    tell(services, user, "second\r\nBcc: everybody@example.org")

    page = visit(user).open("/en/notifications")

    titles = [" ".join("".join(p.itertext()).split()) for p in page.all("p", class_="todo-title")]
    assert titles == [
        "Somebody suggests a new term: second Bcc: everybody@example.org",
        "Somebody suggests a new term: first <b>term</b>",
    ]
    assert "2 are new." in page.text
    assert "first <b>" not in page.html


def test_opening_one_marks_it_as_read_and_leads_on(services: Services, make: Make, visit: Visit) -> None:
    user = make.user()
    tell(services, user, "one")
    tell(services, user, "two")
    browser = visit(user)
    page = browser.open("/es/notifications")

    there = page.send(page.form("/open"))

    assert there.response.url.path == "/es/about"
    with services.database.reading() as session:
        read = [one.read_at is not None for one in session.exec(select(Notification).order_by(col(Notification.id)))]
    assert read == [False, True]


def test_all_are_marked_as_read_at_once(services: Services, make: Make, visit: Visit) -> None:
    user, other = make.user(), make.user()
    tell(services, user, "one")
    tell(services, other, "two")
    page = visit(user).open("/en/notifications")

    after = page.send(page.form("/notifications/read"))

    assert "is new." not in after.text
    with services.database.reading() as session:
        rows = session.exec(select(Notification)).all()
    assert {row.user_id: row.read_at is not None for row in rows} == {user.id: True, other.id: False}


def test_news_of_somebody_else_can_not_be_opened(services: Services, make: Make, visit: Visit) -> None:
    number = tell(services, make.user(), "secret")

    answer = visit(make.user()).client.post(f"/en/notifications/{number}/open")

    assert (answer.status_code, "secret" in answer.text) == (404, False)


def test_nothing_yet_says_so(make: Make, visit: Visit) -> None:
    assert "No news yet" in visit(make.user()).open("/en/notifications").text


def test_list_costs_the_same_for_many(
    services: Services, make: Make, visit: Visit, count_queries: Callable[[], object]
) -> None:
    user = make.user()
    browser = visit(user)
    numbers = []
    for amount in (1, 2):
        for n in range(amount):
            tell(services, user, str(n))
        browser.open("/en/notifications")
        with count_queries() as queries:  # type: ignore[attr-defined]
            browser.open("/en/notifications")
        numbers.append(len(queries))

    assert numbers[0] == numbers[1]


def test_link_of_a_mail_ends_mails_with_one_press(services: Services, make: Make, visit: Visit) -> None:
    user = make.user()
    browser = visit()
    link = "/en" + opt_out_path(services.settings.secret, user.id or 0)

    page = browser.open(link)
    before = again(services, user).digest
    done = page.send(page.form("/notifications/stop/"))

    assert (before, again(services, user).digest) == (Digest.AT_ONCE, Digest.NEVER)
    assert "No more mails will come" in done.text
    assert not is_signed_in(browser)
    tell(services, user, "not mailed")
    assert mails(services) == []


def test_mail_program_may_press_the_button_by_itself(services: Services, make: Make, visit: Visit) -> None:
    user = make.user()
    link = "/en" + opt_out_path(services.settings.secret, user.id or 0)

    answer = visit().client.post(link, data={"List-Unsubscribe": "One-Click"})

    assert (answer.status_code, again(services, user).digest) == (200, Digest.NEVER)


@pytest.mark.parametrize(
    "forged", ["{id}.", "{id}.0123456789abcdef0123456789abcdef", "{id}", "x.y", "², ", "9" * 30 + ".x"]
)
def test_forged_link_ends_nothing(services: Services, make: Make, visit: Visit, forged: str) -> None:
    user = make.user()

    answer = visit().client.post("/en/notifications/stop/" + forged.format(id=user.id))

    assert (answer.status_code, again(services, user).digest) == (404, Digest.AT_ONCE)


def test_link_of_somebody_else_can_not_be_made_from_one_s_own(services: Services, make: Make, visit: Visit) -> None:
    mine, theirs = make.user(), make.user()
    own = opt_out_path(services.settings.secret, mine.id or 0)

    answer = visit().client.post("/en" + own.replace(f"/{mine.id}.", f"/{theirs.id}."))

    assert (answer.status_code, again(services, theirs).digest) == (404, Digest.AT_ONCE)
