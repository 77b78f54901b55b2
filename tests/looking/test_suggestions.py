"""What the search boxes suggest: small, grouped, each option leading somewhere, nothing hidden."""

from collections.abc import Callable
from typing import Any

import pytest

from app.services import Services
from tests.browse.library import HOSTILE, Library
from tests.cup.making import MakeCup
from tests.pages import Browser

Visit = Callable[..., Browser]


def ask(browser: Browser, typed: str, language: str = "en") -> dict[str, Any]:
    answer: dict[str, Any] = browser.client.get(f"/{language}/suggestions", params={"q": typed}).json()
    return answer


def options(answer: dict[str, Any], label: str) -> list[dict[str, str]]:
    return [option for group in answer["groups"] if group["label"] == label for option in group["options"]]


def test_options_stand_under_their_kind_and_lead_where_they_say(library: Library, visit: Visit) -> None:
    browser = visit()

    topics = options(ask(browser, "potat"), "Topics")
    titles = options(ask(browser, "potatoes tog"), "Open directly")
    names = options(ask(browser, "farmers of"), "Organisations")
    words = options(ask(browser, "selling potat"), "Complete the word")

    # Its synonym leads to the same list.
    assert topics == [{"text": "Potato", "to": "/en/cases?product=potato"}]
    assert {"text": "Selling potatoes together", "to": f"/en/cases/{library.potatoes.code}"} in titles
    assert names == [{"text": "Farmers of the Valley", "to": f"/en/organisations/{library.valley.code}"}]
    assert {"text": "selling potatoes"} in words


def test_a_name_that_two_terms_share_is_offered_once(library: Library, visit: Visit) -> None:
    library.tell(facts={"benefits": ["savings_credit"], "activities": ["lump_sums"]}, title="A box", summary="Saved.")
    library.index()

    words = [option["text"] for option in options(ask(visit(), "tontin", "fr"), "Thèmes")]

    assert words == ["tontine"]


def test_how_many_there_are_is_said(library: Library, visit: Visit) -> None:
    answer = ask(visit(), "potat")

    number = sum(len(group["options"]) for group in answer["groups"])
    assert number > 1
    assert answer["said"] == f"{number} suggestions"


def test_titles_in_another_language_say_so(library: Library, visit: Visit) -> None:
    [option] = options(ask(visit(), "épargner ens"), "Open directly")

    assert option == {"text": "Épargner ensemble", "to": f"/en/cases/{library.savings.code}", "lang": "fr"}


def test_two_organisations_of_one_name_lead_to_the_search_for_it(library: Library, visit: Visit) -> None:
    library.make.organisation("Farmers of the Valley", country="BO")

    [option] = options(ask(visit(), "farmers of"), "Organisations")

    assert option["to"] == "/en/cases?q=Farmers+of+the+Valley"


def test_pages_of_the_platform_come_last(library: Library, visit: Visit) -> None:
    library.tell(title="Topical remedies", summary="Topics.")
    library.index()

    answer = ask(visit(), "topic", "es")

    assert answer["groups"][-1]["options"] == [{"text": "Temas", "to": "/es/topics"}]
    assert len(answer["groups"]) > 1


@pytest.mark.parametrize("typed", ["passw", "audit", "screeni", "my organ", "queue", "What was looked", "c"])
def test_only_pages_for_everybody_are_suggested(library: Library, visit: Visit, typed: str) -> None:
    for person in (None, library.coordinator):
        assert options(ask(visit(person), typed), "On this site") == []


def test_cup_is_suggested_but_none_of_a_year(library: Library, visit: Visit) -> None:
    MakeCup(library.make).edition(year=2025)

    assert options(ask(visit(), "cup"), "On this site") == [{"text": "All cups and their winners", "to": "/en/cup"}]


def test_suggestions_stay_within_two_kilobytes(library: Library, visit: Visit) -> None:
    for number in range(4):
        library.tell(
            library.make.organisation(f"Zwölf {'ö' * 90} {number}"), title=f"Zwölfte {'é' * 150} {number}", summary="x"
        )
    library.index()

    answer = visit().client.get("/en/suggestions?q=zw")

    assert len(answer.json()["groups"]) > 1
    assert len(answer.content) <= 2048


@pytest.mark.parametrize("typed", ["", " ", "x", HOSTILE, "a" * 5000, '"', "zzzz"])
def test_nothing_is_suggested_for_what_leads_nowhere(library: Library, visit: Visit, typed: str) -> None:
    assert ask(visit(), typed) == {"groups": [], "said": ""}


def test_what_is_not_public_is_not_suggested(library: Library, visit: Visit) -> None:
    secret = library.make.case(content={"summary": {"title": "Potatoware, a secret draft", "summary": "Hidden."}})
    library.index()

    answer = visit(library.coordinator).client.get("/en/suggestions?q=potatow")

    assert answer.json() == {"groups": [], "said": ""}
    assert secret.code not in answer.text


def test_caches_may_keep_the_answer_for_a_minute(library: Library, visit: Visit) -> None:
    browser = visit()
    first = browser.client.get("/en/suggestions?q=potat")
    again = browser.client.get("/en/suggestions?q=potat", headers={"If-None-Match": first.headers["etag"]})

    assert first.headers["cache-control"] == "public, max-age=60"
    assert "set-cookie" not in first.headers
    assert again.status_code == 304


def test_nothing_is_suggested_without_an_index(services: Services, visit: Visit) -> None:
    assert ask(visit(), "potat") == {"groups": [], "said": ""}


def test_boxes_search_without_script(library: Library, visit: Visit) -> None:
    page = visit().open("/en/cases")

    form = page.form("/cases", having="q")
    assert "Selling potatoes together" in page.send(form.fill(q="potatoes")).text
    assert not page.all("datalist")
    assert {field.get("id") for field in page.all("input", data_suggest="/en/suggestions")} >= {"head-q", "search-q"}
