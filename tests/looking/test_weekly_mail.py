"""Once a week one mail with what is new; nothing new, no mail; nothing twice."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.domain.looking.saved import stop_path
from app.jobs import saved_searches
from app.mail.delivery import compose
from app.models.looking import SavedSearch
from app.models.organisations import Organisation
from app.models.people import Digest, User
from app.models.platform import Job, MailMessage
from app.models.types import now
from app.services import Services
from tests.browse.library import Library
from tests.factories import Make
from tests.pages import Browser

Visit = Callable[..., Browser]
WEEK = timedelta(days=7, minutes=1)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What these tests publish is told at any hour, without a wait for the index."""
    monkeypatch.setattr(saved_searches, "LAG", timedelta(0))
    monkeypatch.setattr(saved_searches, "HOUR", 0)


def keep(services: Services, user: User, query: str, name: str = "Mine", **more: Any) -> SavedSearch:
    values: dict[str, Any] = {"page": "case_list", "told_until": now() - WEEK, **more}
    saved = SavedSearch(user_id=user.id or 0, name=name, query=query, **values)
    with services.database.writing() as session:
        session.add(saved)
    return saved


def planned(services: Services) -> list[int]:
    with services.database.writing() as session:
        saved_searches.plan(session)
    with services.database.reading() as session:
        jobs = session.exec(select(Job).where(Job.kind == "mail_saved_searches")).all()
        return sorted(job.payload["user_id"] for job in jobs)


def mails(services: Services) -> list[MailMessage]:
    with services.database.reading() as session:
        return list(session.exec(select(MailMessage)).all())


def tell(services: Services, user: User) -> list[MailMessage]:
    saved_searches.tell(services, user_id=user.id or 0)
    return mails(services)


def test_mail_names_what_is_new_for_each_search(services: Services, library: Library, make: Make) -> None:
    rosa = make.user(email="rosa@example.org")
    keep(services, rosa, "q=papa&country=CO", "Papa. Colombia")
    keep(services, rosa, "q=coffee", "Coffee")
    keep(services, rosa, "q=scale", "Parts", page="block_list")

    [mail] = tell(services, rosa)

    assert (mail.recipient, mail.subject) == (
        "rosa@example.org",
        "2 new things for the searches you keep",
    )
    assert "“Coffee”: one new" in mail.text
    assert f"http://testserver/en/cases/{library.coffee.code}" in mail.text
    assert f"http://testserver/en/blocks/{library.potatoes.code}-" in mail.text
    assert "http://testserver/en/cases?q=coffee" in mail.text
    assert "Papa" not in mail.text


def test_mail_is_in_the_readers_language(services: Services, library: Library, make: Make) -> None:
    pedro = make.user(email="pedro@example.org", language="es")
    keep(services, pedro, "q=papa")

    [mail] = tell(services, pedro)

    assert "Vender la papa juntos" in mail.text
    assert f"http://testserver/es/cases/{library.potatoes.code}" in mail.text


def test_nothing_new_is_no_mail(services: Services, library: Library, make: Make) -> None:
    rosa = make.user(email="rosa@example.org")
    saved = keep(services, rosa, "q=nowhere")
    keep(services, rosa, "q=coffee", "Known", told_until=now())

    assert tell(services, rosa) == []
    with services.database.reading() as session:
        assert session.get_one(SavedSearch, saved.id).told_until > now() - timedelta(minutes=1)


def test_what_was_told_is_not_told_again(services: Services, library: Library, make: Make) -> None:
    rosa = make.user(email="rosa@example.org")
    keep(services, rosa, "q=coffee")

    first, again = len(tell(services, rosa)), len(tell(services, rosa))
    library.tell(title="More coffee", summary="Coffee again.")
    library.index()
    later = tell(services, rosa)

    assert (first, again, len(later)) == (1, 1, 2)
    assert "More coffee" in later[1].text
    assert "Catar" not in later[1].text


def test_worker_killed_after_the_mail_was_written_writes_no_second(
    services: Services, library: Library, make: Make
) -> None:
    """Two workers with the same job: both have searched before the first has written."""
    rosa = make.user(email="rosa@example.org")
    keep(services, rosa, "q=coffee")
    until = now()
    with services.database.reading() as session:
        found = [
            saved_searches._news(services, session, saved, "en", until)
            for saved in saved_searches._searches(session, rosa.id or 0)
        ]

    for _ in range(2):
        with services.database.writing() as session:
            saved_searches._write(services, session, rosa.id or 0, found, until)

    assert len(mails(services)) == 1


def test_mail_waits_while_the_index_is_behind(services: Services, library: Library, make: Make) -> None:
    rosa = make.user(email="rosa@example.org")
    keep(services, rosa, "q=coffee")
    library.tell(title="More coffee", summary="Not indexed yet.")

    behind = tell(services, rosa)
    library.index()
    [mail] = tell(services, rosa)

    assert behind == []
    assert "2 new" in mail.text


def test_only_those_are_written_to_whose_week_has_passed_and_who_wish_it(services: Services, make: Make) -> None:
    due, asked = make.user(email="a@example.org"), make.user(email="b@example.org", digest=Digest.DAILY)
    keep(services, due, "q=a")
    keep(services, asked, "q=a")
    keep(services, make.user(), "q=a", told_until=now() - timedelta(days=6))
    keep(services, make.user(), "q=a", weekly=False)
    keep(services, make.user(digest=Digest.NEVER), "q=a")
    keep(services, make.user(blocked_at=now()), "q=a")
    keep(services, make.user(deleted_at=now()), "q=a")

    assert planned(services) == sorted([due.id or 0, asked.id or 0])
    assert planned(services) == sorted([due.id or 0, asked.id or 0])


def test_dates_of_the_search_count_too(services: Services, library: Library, make: Make) -> None:
    rosa = make.user(email="rosa@example.org")
    keep(services, rosa, "q=coffee&to=2020")

    assert tell(services, rosa) == []


def test_mail_ends_by_one_tap_for_each_search_and_for_all(
    services: Services, library: Library, make: Make, visit: Visit
) -> None:
    rosa = make.user(email="rosa@example.org")
    saved = keep(services, rosa, "q=coffee")
    [mail] = tell(services, rosa)

    headers = compose(mail, settings=services.settings, asked_for=False)
    stop = f"http://testserver/en{stop_path(services.settings.secret, saved)}"

    assert stop in mail.text
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/en/notifications/stop/" in headers["List-Unsubscribe"]
    page = visit().open(stop.removeprefix("http://testserver"))
    page.send(page.form("/stop/"))
    assert planned(services) == []


def test_withdrawn_experience_is_not_told(services: Services, library: Library, make: Make) -> None:
    """The index may still know it."""
    rosa = make.user(email="rosa@example.org")
    saved = keep(services, rosa, "q=coffee")
    with services.database.reading() as session:
        organisation = session.get_one(Organisation, library.coffee.organisation_id)
    library.take(library.coffee, "withdraw", make.owner(organisation), "Ours.")

    with services.database.reading() as session:
        news = saved_searches._news(services, session, saved, "en", now())

    assert (news.number, list(news.first)) == (0, [])
