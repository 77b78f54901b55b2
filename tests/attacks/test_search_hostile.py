"""Hostile questions, headers and links against the search and what stands around it."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from app.domain.looking import counting
from app.domain.looking.counting import Counter, Search, kept_words
from app.domain.looking.saved import stop_path
from app.jobs.counting import keep_counts
from app.models.looking import LookedFor, SavedSearch, Sought
from app.services import Services
from tests.browse.library import Library
from tests.factories import Make
from tests.pages import Browser

Visit = Callable[..., Browser]
BROKEN = "http://[broken"


@pytest.fixture
def library(services: Services, make: Make) -> Library:
    return Library(services, make)


def test_address_that_is_none_as_referer_or_origin_breaks_nothing(library: Library, visit: Visit) -> None:
    client = visit().client

    searched = client.get("/en/search?q=papa", headers={"referer": BROKEN})
    preferred = client.post("/en/text-only", data={"text_only": "1"}, headers={"referer": BROKEN})
    posted = client.post("/en/text-only", data={"text_only": "1"}, headers={"origin": BROKEN})

    assert [one.status_code for one in (searched, preferred, posted)] == [200, 200, 403]


@pytest.mark.parametrize("value", ["%20", "%0B", "a/b", "..", "%2F%2F", "%EF%BF%BF", "%C3%A9", "%7B0%7D"])
def test_value_of_a_filter_that_is_no_code_breaks_no_list(library: Library, visit: Visit, value: str) -> None:
    client = visit().client
    asked = (f"cases?country={value}", f"blocks?product={value}", f"search?benefit={value}", f"search/feed?q={value}",
             f"cases?sort=similar&our_country={value}", f"cases?from={value}&to=0001&q={value}")  # fmt: skip

    assert {one: client.get(f"/en/{one}").status_code for one in asked} == dict.fromkeys(asked, 200)


def test_values_of_filters_that_no_page_offers_are_not_counted(
    services: Services, library: Library, visit: Visit
) -> None:
    """A filter is shown to coordinators from the first time on, so it must hold nobody's words."""
    visit().open("/en/cases?country=Rosa+Quispe&country=PE&product=rosa@example.org&year=987654321&benefit=" + "x" * 80)
    visit().open("/en/cases?video=Rosa&tier=Rosa&language=Rosa+Q&method=Rosa&year=2026&video=yes&tier=raw&language=es")
    visit().open("/en/search?organisation_tier=Rosa&type=report")

    keep_counts(services)

    with services.database.reading() as session:
        found = session.exec(select(LookedFor.text).where(LookedFor.sought == Sought.FILTER)).all()
    assert sorted(found) == ["country:PE", "language:es", "tier:raw", "video:yes", "year:2026"]


def test_what_is_counted_already_goes_on_in_a_week_full_of_the_words_of_a_machine(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MOST_IN_A_WEEK", 3)
    real, counter = Search(language="en", words="maize store", total=1), Counter()
    counter.count(real)
    for number in range(5):
        counter.count(Search(language="en", words=f"word{number}"))
    with services.database.writing() as session:
        counting.keep(session, counter.take())
    counter.count(real)
    counter.count(Search(language="en", words="one more"))

    with services.database.writing() as session:
        counting.keep(session, counter.take())

    with services.database.reading() as session:
        rows = {row.text: row.times for row in session.exec(select(LookedFor)).all()}
    assert (rows[""], rows["maize store"], "one more" in rows) == (8, 2, False)


@pytest.mark.parametrize("name", ["elena martin", "Lucía Costa", "pedro tomé", "vicente costa rica martin"])
def test_name_of_a_person_made_of_pieces_of_names_of_countries_is_not_shown(
    services: Services, library: Library, visit: Visit, name: str
) -> None:
    """Saint Helena, San Martín, Costa Rica: half of Latin America is called so."""
    for words in (name, "quinua el salvador", "zanahoria en Saint Lucia"):
        visit().open(f"/en/cases?q={words}&as_typed=1")
    keep_counts(services)

    page = visit(library.coordinator).open("/en/looked-for").text

    assert (kept_words(name) in page, "quinua el salvador" in page) == (False, True)


def test_stop_link_of_a_deleted_search_does_not_show_or_stop_the_next_one(
    services: Services, make: Make, visit: Visit
) -> None:
    """SQLite numbers a row after the highest there is, so the number of the last one deleted comes again."""
    mine = SavedSearch(id=7, user_id=make.user().id or 0, name="Mine", page="search", query="q=a")
    hers = SavedSearch(id=7, user_id=make.user().id or 0, name="Loan of Rosa", page="search", query="q=b")
    with services.database.writing() as session:
        session.add(mine)
    with services.database.reading() as session:
        path = stop_path(services.settings.secret, session.get_one(SavedSearch, 7))
    assert visit().open(f"/en{path}").status == 200
    with services.database.writing() as session:
        session.delete(session.get_one(SavedSearch, 7))
        session.flush()
        session.add(hers)

    assert visit().open(f"/en{path}").status == 404
    assert visit().client.post(f"/en{path}").status_code == 404
