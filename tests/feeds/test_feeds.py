"""Atom feeds, as feed readers read them."""

from collections.abc import Callable
from datetime import UTC, datetime
from xml.etree import ElementTree as Xml

import feedparser

from app.exports.feeds import Category, Entry, Feed, atom
from app.forms.browsing import FACETS
from tests.browse.library import HOSTILE, Library
from tests.pages import Browser

Visit = Callable[..., Browser]


def parsed(visit: Visit, address: str) -> feedparser.FeedParserDict:
    answer = visit().client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = feedparser.parse(answer.content)
    assert (feed.bozo, feed.version) == (False, "atom10")
    return feed


def test_feed_of_all_tells_the_newest_first(library: Library, visit: Visit) -> None:
    feed = parsed(visit, "/en/feeds/cases.atom")

    assert feed.feed.title == "New experiences · Excellent Experiences"
    assert feed.feed.language == "en"
    assert {link.rel: link.href for link in feed.feed.links} == {
        "self": "http://testserver/en/feeds/cases.atom",
        "alternate": "http://testserver/en/cases?sort=newest",
    }
    assert [entry.title for entry in feed.entries] == [
        "Catar antes de vender",
        "Épargner ensemble",
        "Selling potatoes together",
    ]


def test_entry_has_what_feed_readers_show(library: Library, visit: Visit) -> None:
    entry = parsed(visit, "/en/feeds/cases.atom").entries[2]

    assert entry.id == f"tag:testserver,2026:case/{library.potatoes.code}"
    assert entry.link == f"http://testserver/en/cases/{library.potatoes.code}"
    assert entry.summary == "Forty families sell their potatoes at one gate and get a third more."
    assert entry.author == "Farmers of the Valley"
    assert entry.published_parsed <= entry.updated_parsed
    assert ("potato", "http://testserver/en/topics/product", "Potato") in {
        (tag.term, tag.scheme, tag.label) for tag in entry.tags
    }
    assert entry.rights == "Creative Commons Attribution 4.0 (CC BY)"


def test_feed_is_in_the_language_of_its_address_and_keeps_its_ids(library: Library, visit: Visit) -> None:
    english, spanish = (parsed(visit, f"/{language}/feeds/cases.atom") for language in ("en", "es"))

    assert spanish.entries[2].title == "Vender la papa juntos"
    assert [entry.id for entry in english.entries] == [entry.id for entry in spanish.entries]
    assert english.feed.id != spanish.feed.id
    assert ("Papa" in {tag.label for tag in spanish.entries[2].tags}) is True


OF_ONE_VALUE = {
    "country/SN": ["Épargner ensemble"],
    "benefit/savings_credit": ["Épargner ensemble"],
    "product/coffee": ["Catar antes de vender"],
    "tier/systematised": ["Selling potatoes together"],
    "language/fr": ["Épargner ensemble"],
    "video/yes": [],
    "country/NP": [],
}


def test_feed_of_one_value_has_only_its_experiences(library: Library, visit: Visit) -> None:
    feeds = {path: parsed(visit, f"/en/feeds/{path}.atom").entries for path in OF_ONE_VALUE}

    assert {path: [entry.title for entry in entries] for path, entries in feeds.items()} == OF_ONE_VALUE


def test_feed_of_a_term_is_named_after_it(library: Library, visit: Visit) -> None:
    feed = parsed(visit, "/en/feeds/country/SN.atom")

    assert feed.feed.title == "New experiences: Senegal · Excellent Experiences"
    assert {link.href for link in feed.feed.links if link.rel == "alternate"} == {
        "http://testserver/en/cases?sort=newest&country=SN"
    }


def test_every_filter_has_feeds(visit: Visit) -> None:
    values = {
        "benefit": "discounts",
        "capability": "advocacy",
        "product": "tea",
        "country": "KE",
        "kind": "mixed",
        "tier": "raw",
        "language": "qu",
        "method": "course",
        "maturity": "promising",
        "organisation_tier": "union",
        "activity": "group_bank_loans",
        "year": "2026",
        "video": "no",
    }
    client = visit().client

    assert set(values) == set(FACETS)
    assert {
        facet: client.get(f"/en/feeds/{facet}/{code}.atom").status_code for facet, code in values.items()
    } == dict.fromkeys(values, 200)


UNKNOWN = (
    "country/ZZ",
    "country/pe",
    "nothing/x",
    "benefit/nothing",
    "year/20266",
    "year/²026",
    "tier/deep",
    "type/case",
)


def test_values_that_do_not_exist_have_no_feed(visit: Visit) -> None:
    client = visit().client

    assert {path: client.get(f"/en/feeds/{path}.atom").status_code for path in UNKNOWN} == dict.fromkeys(UNKNOWN, 404)


def test_feed_is_not_sent_twice(library: Library, visit: Visit) -> None:
    client = visit().client
    first = client.get("/en/feeds/cases.atom")
    again = client.get("/en/feeds/cases.atom", headers={"If-None-Match": first.headers["etag"]})
    library.tell(title="Something new")
    later = client.get("/en/feeds/cases.atom", headers={"If-None-Match": first.headers["etag"]})

    assert first.headers["cache-control"] == "public, max-age=900"
    assert (again.status_code, again.content, later.status_code) == (304, b"", 200)
    assert again.headers["etag"] == first.headers["etag"] != later.headers["etag"]


def test_new_version_and_translation_count_as_updates(library: Library, visit: Visit) -> None:
    before = parsed(visit, "/en/feeds/cases.atom").entries[1]
    library.translate(library.savings, "en", {"summary": {"title": "Saving together", "summary": "Thirty women."}})

    after = parsed(visit, "/en/feeds/cases.atom").entries[1]

    assert (before.title, after.title) == ("Épargner ensemble", "Saving together")
    assert (after.id, after.published) == (before.id, before.published)
    assert after.updated >= before.updated


def test_signs_that_xml_cannot_hold_are_left_out() -> None:
    nasty = f"{HOSTILE} ]]> \ufffe\uffff\x0b\ud800 \U0001f33e مرحبا"
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    entry = Entry(
        code="k7m2qx",
        address="https://example.org/en/cases/k7m2qx?a=1&b=2",
        title=nasty,
        summary=nasty,
        language="en",
        author=nasty,
        author_address="https://example.org",
        published=moment,
        updated=moment,
        rights="",
        categories=[Category("tea", "https://example.org", nasty)],
    )
    feed = Feed(nasty, "", "en", "https://example.org/f", "https://example.org", "P", "https://example.org", [entry])

    root = Xml.fromstring(atom(feed))

    title = root.findtext("{*}entry/{*}title")
    assert title == f"{HOSTILE} ]]>  \U0001f33e مرحبا"


def test_empty_feed_is_valid_and_stays_the_same(visit: Visit) -> None:
    assert parsed(visit, "/pt/feeds/cases.atom").feed.updated == "2026-01-01T00:00:00Z"
