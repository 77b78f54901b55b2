"""Any search can be followed: the newest first, of what everybody may read."""

from collections.abc import Callable

import feedparser
import pytest

from app.models.organisations import Organisation
from tests.browse.library import HOSTILE, Library
from tests.factories import Make
from tests.pages import Browser

Visit = Callable[..., Browser]


def parsed(visit: Visit, address: str) -> feedparser.FeedParserDict:
    answer = visit().client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/atom+xml")
    feed = feedparser.parse(answer.content)
    assert (feed.bozo, feed.version) == (False, "atom10")
    return feed


def titles(visit: Visit, query: str) -> list[str]:
    return [entry.title for entry in parsed(visit, f"/en/search/feed?{query}").entries]


def test_feed_has_what_the_list_finds(library: Library, visit: Visit) -> None:
    assert titles(visit, "type=case&q=papa") == ["Selling potatoes together"]
    assert titles(visit, "type=case&country=CO&country=SN") == ["Catar antes de vender", "Épargner ensemble"]
    assert titles(visit, "type=block&q=yard") == ["The open scale"]
    assert titles(visit, "type=case&q=nowhere") == []


def test_feed_says_what_it_follows(library: Library, visit: Visit) -> None:
    feed = parsed(visit, "/es/search/feed?type=case&q=papa&country=PE").feed

    assert "“papa” · Perú" in feed.title
    assert feed.language == "es"
    assert {link.rel: link.href for link in feed.links} == {
        "self": "http://testserver/es/search/feed?q=papa&type=case&country=PE",
        "alternate": "http://testserver/es/cases?q=papa&country=PE",
    }


def test_ids_of_feeds_and_entries_stay(library: Library, visit: Visit) -> None:
    one = parsed(visit, "/en/search/feed?type=case&q=papa")
    other = parsed(visit, "/en/search/feed?type=case&q=coffee")
    blocks = parsed(visit, "/en/search/feed?type=block&q=yard")

    assert one.feed.id == "tag:testserver,2026:en/search/feed?q=papa&type=case"
    assert one.feed.id != other.feed.id
    assert [entry.id for entry in one.entries] == [f"tag:testserver,2026:case/{library.potatoes.code}"]
    assert blocks.entries[0].id.startswith(f"tag:testserver,2026:block/{library.potatoes.code}/")


@pytest.mark.parametrize("query", ["q=" + HOSTILE, "type=nonsense", "country=%00", "q=%22", "page=9&size=100"])
def test_feed_answers_whatever_is_asked(library: Library, visit: Visit, query: str) -> None:
    parsed(visit, f"/en/search/feed?{query}")


def test_withdrawn_experience_is_in_no_feed_before_the_index_knows(library: Library, visit: Visit, make: Make) -> None:
    with library.services.database.reading() as session:
        organisation = session.get_one(Organisation, library.coffee.organisation_id)
    library.take(library.coffee, "withdraw", make.owner(organisation), "Ours.")

    assert titles(visit, "type=case&q=coffee") == []
