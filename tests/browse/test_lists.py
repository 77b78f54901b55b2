"""The list of experiences: its address is all that it needs."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from app.models.cases import Case
from tests.browse.library import HOSTILE, Library
from tests.factories import Make
from tests.pages import Browser, Page

Visit = Callable[..., Browser]
Count = Callable[[], AbstractContextManager[list[str]]]


def titles(page: Page) -> list[str]:
    """Of the cards, in their order."""
    return [" ".join("".join(heading.itertext()).split()) for heading in page.all("h2", class_="card-title")]


def total(page: Page) -> str:
    return "".join(page.all("p", class_="list-total")[0].itertext())


def counts(page: Page, *labels: str) -> dict[str, str]:
    """What the filters say beside these values."""
    found = {}
    for option in page.all("span", class_="facet-label"):
        label = "".join(option.itertext())
        if label in labels:
            parent = next(link for link in page.all("a") if option in list(link))
            found[label] = "".join(next(s for s in parent if s.get("class") == "facet-count").itertext())
    return found


def test_without_words_the_newest_come_first(library: Library, visit: Visit) -> None:
    page = visit().open("/en/cases")

    assert titles(page) == ["Catar antes de vender", "Épargner ensemble", "Selling potatoes together"]
    assert total(page) == "3 experiences"


def test_titles_are_in_the_language_of_the_address_where_there_is_a_translation(library: Library, visit: Visit) -> None:
    page = visit().open("/es/cases?sort=oldest")

    assert titles(page)[0] == "Vender la papa juntos"
    assert [heading.get("lang") for heading in page.all("h2", class_="card-title")] == ["es", "fr", "es"]


POTATOES, SAVINGS, COFFEE = "Selling potatoes together", "Épargner ensemble", "Catar antes de vender"
NARROWED = {
    "country=PE": [POTATOES],
    "country=PE&country=SN&sort=oldest": [POTATOES, SAVINGS],
    "country=PE&benefit=savings_credit": [],
    "kind=mixed": [SAVINGS],
    "tier=systematised": [POTATOES],
    "product=root_tuber": [],
    "product=potato": [POTATOES],
    "capability=marketing_negotiation&tier=raw&sort=oldest": [SAVINGS, COFFEE],
    "method=exchange_visit": [POTATOES],
    # Readers of English see the English text of what was found as Spanish.
    "language=es&sort=oldest": [POTATOES, COFFEE],
    "maturity=promising": [POTATOES],
    "organisation_tier=union": [POTATOES],
    "video=yes": [],
    "activity=joint_purchase_storage": [POTATOES],
    "country=ZZ": [],
}


def test_address_narrows_the_list(library: Library, visit: Visit) -> None:
    browser = visit()

    assert {query: titles(browser.open(f"/en/cases?{query}")) for query in NARROWED} == NARROWED


def test_counts_say_what_each_value_would_give(library: Library, visit: Visit) -> None:
    page = visit().open("/en/cases?country=PE")

    # Of its own filter the other values are counted as if it were not set, of other filters within it.
    assert counts(page, "Peru", "Senegal", "Colombia") == {"Peru": "1", "Senegal": "1", "Colombia": "1"}
    assert counts(page, "Potato", "Coffee") == {"Potato": "1"}


def test_count_is_what_its_link_leads_to(library: Library, visit: Visit) -> None:
    browser = visit()
    page = browser.open("/en/cases?tier=raw")
    links = {"".join(link.itertext()).strip(): link.get("href", "") for link in page.all("a")}
    senegal = next(address for words, address in links.items() if words.startswith("Senegal"))

    assert counts(page, "Senegal") == {"Senegal": total(browser.open(senegal)).split()[0]}


def test_chip_takes_its_filter_away(library: Library, visit: Visit) -> None:
    browser = visit()
    page = browser.open("/en/cases?q=potatoes&country=PE&tier=systematised")
    chips = {link.get("aria-label"): link.get("href", "") for link in page.all("a", class_="chip chip-remove")}

    assert list(chips) == ["Remove: Peru", "Remove: Systematised"]
    after = browser.open(chips["Remove: Peru"])
    assert [link.get("aria-label") for link in after.all("a", class_="chip chip-remove")] == ["Remove: Systematised"]
    assert "country" not in chips["Remove: Peru"]
    assert "q=potatoes" in chips["Remove: Peru"]


def test_search_keeps_the_filters_that_are_chosen(library: Library, visit: Visit) -> None:
    page = visit().open("/en/cases?country=PE&country=SN")
    form = page.form(having="country")

    assert form.values["country"] == ["PE", "SN"]
    assert titles(page.send(form.fill(q="potatoes"))) == ["Selling potatoes together"]


def test_pages_follow_each_other_and_size_changes_how_many(library: Library, visit: Visit) -> None:
    organisation = library.make.organisation()
    for number in range(20):
        library.tell(organisation, title=f"Experience number {number:02}")
    library.index()
    browser = visit()

    first, second = browser.open("/en/cases?sort=oldest"), browser.open("/en/cases?sort=oldest&page=2")
    whole, beyond = browser.open("/en/cases?size=50"), browser.open("/en/cases?page=400")

    assert (len(titles(first)), titles(second)) == (
        20,
        ["Experience number 17", "Experience number 18", "Experience number 19"],
    )
    assert not set(titles(first)) & set(titles(second))
    assert (len(titles(whole)), total(beyond), titles(beyond)[-1]) == (23, "23 experiences", titles(whole)[-1])
    assert [link.get("href") for link in first.all("a", rel="next")] == ["/en/cases?sort=oldest&page=2"]


MANGLED = (
    "page=0&size=7&sort=upwards",
    "page=-1",
    "page=99999999999999999999",
    "page=²",
    "size=1e3",
    "unknown=1&country=",
    "country=" + "A" * 5000,
    "&".join(f"country={number}" for number in range(200)),
    "sort=similar",
    "q=%00%ff%fe",
    "all=country",
    "all=nothing",
)


def test_mangled_address_shows_a_list_and_never_an_error(library: Library, visit: Visit) -> None:
    browser = visit()

    assert {query: browser.open(f"/en/cases?{query}").status for query in MANGLED} == dict.fromkeys(MANGLED, 200)


def test_empty_list_leads_on(library: Library, visit: Visit) -> None:
    page = visit().open("/en/cases?q=potatoes&country=SN")

    assert "Nothing found" in page.text
    assert page.links()["Without “Country: Senegal” 1"] == "/en/cases?q=potatoes"
    assert page.links()["Browse by topic"] == "/en/topics"


def test_empty_library_says_so(make: Make, visit: Visit) -> None:
    assert "Nothing found" in visit().open("/en/cases").text


def test_html_in_titles_stays_text(library: Library, visit: Visit) -> None:
    library.tell(title=f"Our {HOSTILE} way", summary=f"Told {HOSTILE} so.")
    library.index()

    for query in ("", "?q=way", "?q=told", "?q=script"):
        page = visit().open(f"/en/cases{query}")
        assert f"Our {HOSTILE} way" in titles(page)
        assert page.all("script", src=None) == []
        assert "<script>alert" not in page.html


def test_hostile_words_and_filters_stay_text(library: Library, visit: Visit) -> None:
    page = visit().client.get("/en/cases", params={"q": HOSTILE, "country": HOSTILE, "year": "'; DROP TABLE case; --"})

    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_list_can_be_taken_along_and_followed(library: Library, visit: Visit) -> None:
    page = visit().open("/en/cases?country=PE&page=2")

    assert page.links()["XLSX"] == "/en/cases/export.xlsx?country=PE"
    assert page.links()["Follow it in a feed reader"] == "/en/search/feed?type=case&country=PE"
    assert page.all("link", type="application/atom+xml")[0].get("href") == "/en/feeds/country/PE.atom"


def test_map_counts_the_countries_of_the_list(library: Library, visit: Visit) -> None:
    page = visit().open("/en/cases?tier=raw")
    listed = page.all("ul", class_="world-list")[0]

    assert " ".join("".join(listed.itertext()).split()) == "Colombia 1 Senegal 1"
    assert page.links()["Senegal"] == "/en/cases?tier=raw&country=SN"


def _publish_two_more(library: Library) -> list[Case]:
    cases = [library.tell(title=f"One more {number}") for number in range(2)]
    library.index()
    return cases


@pytest.mark.parametrize("path", ["/en/cases", "/en/blocks", "/en/topics/capability/marketing_negotiation"])
def test_list_sends_no_more_queries_for_more_cases(
    library: Library, visit: Visit, count_queries: Count, path: str
) -> None:
    browser = visit()
    browser.open(path)
    with count_queries() as one:
        browser.open(f"{path}?country=PE")
    _publish_two_more(library)
    with count_queries() as more:
        browser.open(path)

    assert len(more) == len(one) <= 12


def test_signed_in_people_see_the_same_list(library: Library, make: Make, visit: Visit) -> None:
    assert titles(visit(library.coordinator).open("/en/cases")) == titles(visit().open("/en/cases"))
