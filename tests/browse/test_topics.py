"""The controlled terms as pages."""

from collections.abc import Callable

from tests.browse.library import Library
from tests.browse.test_lists import titles
from tests.factories import Make
from tests.pages import Browser

Visit = Callable[..., Browser]


def test_every_vocabulary_that_readers_can_look_through_has_a_page(library: Library, visit: Visit) -> None:
    browser = visit()
    index = browser.open("/en/topics")
    pages = [link.get("href", "") for link in index.all("a") if link.get("href", "").startswith("/en/topics/")]

    assert len(pages) == 8
    assert {browser.open(page).status for page in pages} == {200}


def test_vocabulary_counts_the_experiences_of_each_term(library: Library, visit: Visit) -> None:
    page = visit().open("/en/topics/benefit")
    card = next(
        card for card in page.all("li", class_="card plain-card") if "Savings and credit" in "".join(card.itertext())
    )

    assert "1 experience" in " ".join("".join(card.itertext()).split())


def test_activities_stand_in_groups_below_their_benefits(library: Library, visit: Visit) -> None:
    page = visit().open("/en/topics/activity")
    headings = [" ".join("".join(heading.itertext()).split()) for heading in page.all("h2")]

    assert headings[:2] == ["Easier access to buyers, suppliers and support", "Stronger bargaining power"]
    assert len(headings) == 20


def test_term_page_tells_what_it_means_what_is_narrower_and_who_did_it(library: Library, visit: Visit) -> None:
    page = visit().open("/en/topics/benefit/savings_credit")

    assert "Together, members can save, lend to each other" in page.text
    assert "Getting bank loans as a group" in page.links()
    assert titles(page) == []
    assert "Épargner ensemble" in page.links()
    assert page.links()["See it with filters"] == "/en/cases?benefit=savings_credit"
    assert "Ahorro y crédito" in page.text


def test_term_page_leads_up_to_what_is_broader(library: Library, visit: Visit) -> None:
    browser = visit()

    activity = browser.open("/en/topics/activity/joint_purchase_storage")
    product = browser.open("/en/topics/product/potato")

    assert "Buying equipment and services together" in activity.links()
    assert "Roots and tubers" in product.links()


def test_topic_without_experiences_invites_to_tell_one(make: Make, visit: Visit) -> None:
    page = visit().open("/en/topics/product/tea")

    assert "No experience yet" in page.text
    assert page.links()["Tell your experience"]


def test_unknown_topics_are_not_found(visit: Visit) -> None:
    browser = visit()
    unknown = ("benefit/nothing", "nothing", "nothing/nothing", "licence/cc_by_4", "benefit/%3Cscript%3E")

    assert {path: browser.open(f"/en/topics/{path}").status for path in unknown} == dict.fromkeys(unknown, 404)
