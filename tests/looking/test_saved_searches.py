"""Searches are kept from the address, belong to one person, and can be changed by nobody else."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import col, select

from app.domain.errors import Invalid
from app.domain.looking import saved as saving
from app.domain.looking.saved import MOST, stop_path
from app.models.looking import Question, SavedSearch
from app.models.people import Digest, User
from app.services import Services
from tests.factories import Make
from tests.pages import Browser, Page
from tests.people.helpers import HASH, PASSWORD

Visit = Callable[..., Browser]
Counting = Callable[[], AbstractContextManager[list[str]]]
SEARCH = "list=case_list&q=potato+stor*&country=PE&country=BO&sort=newest"


def kept(services: Services) -> Sequence[SavedSearch]:
    with services.database.reading() as session:
        return session.exec(select(SavedSearch).order_by(col(SavedSearch.id))).all()


def keep(browser: Browser, query: str = SEARCH, **values: str | list[str]) -> Page:
    page = browser.open(f"/en/searches/new?{query}")
    return page.send(page.form("/searches/new").fill(**values))


def test_what_stands_in_the_address_is_kept_and_found_again(services: Services, make: Make, visit: Visit) -> None:
    browser = visit(make.user("Rosa"))

    page = keep(browser, SEARCH + "&page=3&size=50&evil=1")

    [saved] = kept(services)
    assert (saved.name, saved.page, saved.weekly) == ("potato stor*, Peru, Bolivia", "case_list", True)
    assert parse_qs(saved.query) == {"q": ["potato stor*"], "country": ["PE", "BO"], "sort": ["newest"]}
    assert urlsplit(str(page.response.url)).path == "/en/cases"
    assert "Kept. You find it among your searches." in page.text
    shown = browser.open("/en/searches")
    assert parse_qs(urlsplit(shown.links()["potato stor*, Peru, Bolivia"]).query) == parse_qs(saved.query)
    assert "Experiences: “potato stor*” · Peru · Bolivia" in shown.text
    assert shown.links()["Feed"].startswith("/en/search/feed?")


@pytest.mark.parametrize(("page", "query"), [("block_list", "q=scale"), ("case_list", "product=coffee")])
def test_every_list_can_be_kept(services: Services, make: Make, visit: Visit, page: str, query: str) -> None:
    keep(visit(make.user()), f"list={page}&{query}", name="Mine")

    assert [(one.page, one.query) for one in kept(services)] == [(page, query)]


def test_search_that_found_nothing_can_be_kept_until_something_comes(visit: Visit) -> None:
    links = visit().open("/en/search?q=xylophone").links()

    assert "/en/searches/new?q=xylophone" in links["Keep this search"]
    assert links["Follow it in a feed reader"].startswith("/en/search/feed?q=xylophone")


def test_stranger_signs_in_and_comes_back_with_the_search(visit: Visit) -> None:
    answer = visit().client.get(f"/en/searches/new?{SEARCH}", follow_redirects=False)

    location = urlsplit(answer.headers["location"])
    assert (answer.status_code, location.path) == (303, "/en/sign-in")
    assert parse_qs(location.query)["next"] == [f"/en/searches/new?{SEARCH}"]


def test_name_is_needed_and_used_once(services: Services, make: Make, visit: Visit) -> None:
    browser = visit(make.user())
    keep(browser, name="Mine")

    without, again = keep(browser, name=" "), keep(browser, name="Mine")
    long = keep(browser, name="x" * 81)

    assert [page.status for page in (without, again, long)] == [422, 422, 422]
    assert without.error_of("name") == "Please fill this in."
    assert again.error_of("name") == "You keep another search under this name. Choose a different one."
    assert long.error_of("name") == "Too long: at most 80 characters."
    assert len(kept(services)) == 1


def test_empty_search_is_not_kept(services: Services, make: Make, visit: Visit) -> None:
    page = keep(visit(make.user()), "list=case_list", name="All")

    assert (page.status, kept(services)) == (422, [])
    assert "There is nothing in this search that could be kept." in page.text


def test_fifty_searches_are_enough(services: Services, make: Make, visit: Visit) -> None:
    rosa, other = make.user(), make.user()
    fill(services, rosa, MOST)

    refused, kept_by_other = keep(visit(rosa), name="One more"), keep(visit(other), name="One more")

    assert (refused.status, kept_by_other.status) == (422, 200)
    assert "You keep 50 searches already." in refused.text
    assert len(kept(services)) == MOST + 1


def fill(services: Services, user: User, number: int) -> None:
    with services.database.writing() as session:
        for count in range(number):
            session.add(SavedSearch(user_id=user.id or 0, name=f"Search {count}", page="case_list", query="q=a"))


def test_search_is_renamed_silenced_and_deleted(services: Services, make: Make, visit: Visit) -> None:
    browser = visit(make.user())
    keep(browser, name="Mine")

    page = browser.open("/en/searches")
    page = page.send(page.form("/name").fill(name="Stores"))
    page = page.send(page.form("/weekly"))
    [changed] = kept(services)
    page = page.send(page.form("/delete"))

    assert (changed.name, changed.weekly) == ("Stores", False)
    assert kept(services) == []
    assert "No searches yet" in page.text


def test_refused_name_is_shown_beside_its_search(services: Services, make: Make, visit: Visit) -> None:
    rosa = make.user()
    fill(services, rosa, 2)
    page = visit(rosa).open("/en/searches")

    page = page.send(page.form("/name").fill(name="Search 1"))

    [first, _] = kept(services)
    assert (page.status, first.name) == (422, "Search 0")
    assert page.error_of(f"{first.id}-name").startswith("You keep another search")


def test_nobody_sees_or_changes_the_search_of_another(services: Services, make: Make, visit: Visit) -> None:
    keep(visit(make.user()), name="Mine")
    [saved] = kept(services)

    for browser in (visit(make.user()), visit(make.coordinator()), visit(make.administrator())):
        for step in ("name", "weekly", "delete"):
            answer = browser.client.post(f"/en/searches/{saved.id}/{step}", data={"name": "Ours", "weekly": "0"})
            assert answer.status_code == 404
        assert "Mine" not in browser.open("/en/searches").text
    assert kept(services) == [saved]


def test_link_of_a_mail_ends_the_mails_about_one_search(services: Services, make: Make, visit: Visit) -> None:
    rosa = make.user()
    fill(services, rosa, 2)
    first, second = kept(services)
    path = stop_path(services.settings.secret, first)

    page = visit().open(f"/en{path}")
    page = page.send(page.form("/stop/"))

    assert "No more mails about this search" in page.text
    assert [one.weekly for one in kept(services)] == [False, True]
    forged = path.replace(f"/{first.id}-", f"/{second.id}-")
    assert visit().open(f"/en{forged}").status == 404
    assert visit().client.post(f"/en{forged}").status_code == 404


def test_page_says_when_no_mail_can_come(services: Services, make: Make, visit: Visit) -> None:
    rosa = make.user(digest=Digest.NEVER)
    fill(services, rosa, 1)

    assert "You wish no mails at all" in visit(rosa).open("/en/searches").text


def test_list_asks_the_same_number_of_questions_however_long(
    services: Services, make: Make, visit: Visit, count_queries: Counting
) -> None:
    counts = []
    for number in (1, 40):
        rosa = make.user()
        fill(services, rosa, number)
        browser = visit(rosa)
        browser.open("/en/searches")
        with count_queries() as queries:
            browser.open("/en/searches")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_searches_are_taken_along_and_go_with_the_account(services: Services, make: Make, visit: Visit) -> None:
    rosa, other = make.user(password_hash=HASH), make.user()
    fill(services, rosa, 2)
    fill(services, other, 1)
    with services.database.writing() as session:
        session.add(Question(what="Cold stores?", language="en", asked_by_id=rosa.id))
    browser = visit(rosa)

    document = browser.client.get("/en/account/data/download").json()
    page = browser.open("/en/account/data")
    page.send(page.form("/data/delete").fill(own_password=PASSWORD))

    assert [one["name"] for one in document["searches_kept"]] == ["Search 0", "Search 1"]
    assert [one["what"] for one in document["questions_asked"]] == ["Cold stores?"]
    assert [one.user_id for one in kept(services)] == [other.id]
    assert "former member" in visit(make.coordinator()).open("/en/questions").text


def test_same_name_at_the_same_moment_is_taken(services: Services, make: Make) -> None:
    rosa = make.user()
    fill(services, rosa, 1)
    with services.database.writing() as session, pytest.raises(Invalid):
        saving._add(session, SavedSearch(user_id=rosa.id or 0, name="Search 0", page="search", query="q=b"))
