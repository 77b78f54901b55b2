"""What is not public is found nowhere: in no list, count, suggestion, export, feed, sitemap or answer."""

from collections.abc import Callable, Iterator

import pytest

from app.domain.cases.versions import find_working_copy, mirror
from app.models.cases import Case, CaseState
from app.models.media import Media
from app.models.types import now
from tests.browse.library import Library
from tests.factories import raw_content
from tests.pages import Browser

Visit = Callable[..., Browser]
WORD = "zanahorias"


@pytest.fixture
def hidden(library: Library) -> dict[str, Case]:
    """Cases that have once held the word, in every state that is not public."""
    make = library.make
    content = raw_content(title=f"Secret {WORD}", summary=f"All about {WORD}.")
    content["facts"] |= {"country": "NP", "products": ["rice"]}
    cases = {
        state.value: make.case(state=state, content=content)
        for state in (CaseState.DRAFT, CaseState.SUBMITTED, CaseState.RETURNED, CaseState.DECLINED)
    }
    for state, verb in (("withdrawn", "withdraw"), ("archived", "archive")):
        case = library.tell(facts=content["facts"], **content["summary"])
        library.index()
        library.take(case, verb, library.coordinator, "It was asked for.")
        cases[state] = case
    library.index()
    return cases


def _working_copy(library: Library) -> None:
    """A public case whose next version says more than the public one."""
    library.take(library.potatoes, "revise", library.coordinator, "New text")
    with library.services.database.writing() as session:
        version = find_working_copy(session, library.potatoes)
        assert version is not None
        version.content = {**version.content, "summary": {"title": f"New {WORD}", "summary": f"New {WORD}."}}
        mirror(session.get_one(Case, library.potatoes.id), version)
        session.add(version)
    library.index()


def addresses(library: Library) -> Iterator[str]:
    for query in ("", f"?q={WORD}", f"?q={WORD[:7]}*", "?country=NP", "?product=rice", "?all=country"):
        yield f"/en/cases{query}"
        yield f"/en/blocks{query}"
        for ending in ("csv", "json", "bib"):
            yield f"/en/cases/export.{ending}{query}"
    for query in ("", f"?q={WORD}", "?country=NP"):
        yield f"/api/v1/search{query}"
    yield f"/en/suggestions?q={WORD[:4]}"
    yield "/en/suggestions?q=Secr"
    yield "/api/v1/cases"
    yield "/api/v1/cases?updated_since=2000-01-01"
    yield f"/api/v1/cases/{library.potatoes.code}"
    yield "/en/feeds/cases.atom"
    yield "/en/feeds/country/NP.atom"
    yield "/en/topics/product/rice"
    yield "/en/topics/product"
    yield "/sitemap-en-1.xml"
    yield "/en/"


def test_nothing_hidden_is_shown_anywhere(library: Library, hidden: dict[str, Case], visit: Visit) -> None:
    _working_copy(library)
    browser = visit()
    leaks = []
    for address in addresses(library):
        answer = browser.client.get(address)
        assert answer.status_code == 200, address
        # The question itself is shown again, also in the addresses of other pages.
        text = answer.text if WORD[:7] not in address else answer.text.replace(f"q={WORD}", "")
        seen = [state for state, case in hidden.items() if case.code in text]
        if seen or f"Secret {WORD}" in text or f"New {WORD}" in text or f"about {WORD}" in text:
            leaks.append((address, seen))

    assert leaks == []


def test_nothing_hidden_is_counted(library: Library, hidden: dict[str, Case], visit: Visit) -> None:
    browser = visit()
    everything = browser.client.get("/api/v1/search").json()
    by_word = browser.client.get(f"/api/v1/search?q={WORD}").json()

    assert (everything["total"], by_word["total"], by_word["did_you_mean"]) == (3, 0, None)
    assert [value["code"] for value in everything["facets"]["country"]] == ["CO", "PE", "SN"]
    assert "NP" not in {value["code"] for value in by_word["facets"]["country"]}
    assert browser.client.get("/api/v1/cases").json()["total"] == 3


def test_coordinators_find_no_more_than_others_in_the_library(
    library: Library, hidden: dict[str, Case], visit: Visit
) -> None:
    page = visit(library.coordinator).open(f"/en/cases?q={WORD}")

    assert "Nothing found" in page.text


def test_api_answers_for_hidden_cases_as_if_they_were_not_there(
    library: Library, hidden: dict[str, Case], visit: Visit
) -> None:
    client = visit(library.coordinator).client
    answers = {state: client.get(f"/api/v1/cases/{case.code}").status_code for state, case in hidden.items()}

    assert answers == {
        "draft": 404,
        "submitted": 404,
        "returned": 404,
        "declined": 404,
        "withdrawn": 410,
        "archived": 200,
    }


def test_withdrawn_case_leaves_no_text_but_its_tombstone(
    library: Library, hidden: dict[str, Case], visit: Visit
) -> None:
    code = hidden["withdrawn"].code
    client = visit().client

    for address in (f"/api/v1/cases/{code}", f"/api/v1/cases/{code}/versions/1"):
        answer = client.get(address)
        assert answer.status_code == 410
        assert f"about {WORD}" not in answer.text
        assert answer.json()["tombstone"]["reason"] == "It was asked for."


def test_medium_without_consent_is_in_no_answer(library: Library, visit: Visit) -> None:
    medium = library.attach(library.coffee, "words of the document")
    client = visit().client
    before = client.get(f"/api/v1/cases/{library.coffee.code}").json()
    with library.services.database.writing() as session:
        session.get_one(Media, medium.id).consent_withdrawn_at = now()

    after = client.get(f"/api/v1/cases/{library.coffee.code}")
    assert [one["id"] for one in before["media"]] == [medium.public_id]
    assert medium.public_id not in after.text
    changed = client.get("/api/v1/cases", params={"updated_since": before["published"]}).json()
    assert library.coffee.code in [one["code"] for one in changed["cases"]]
