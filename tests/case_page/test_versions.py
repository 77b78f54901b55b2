"""Versions stay as they were; what changed between two of them is told in words."""

from collections.abc import Callable

import pytest

from app.domain.cases.versions import open_working_copy
from app.models.cases import Case, CaseState
from app.models.people import User
from app.models.types import now
from tests.case_page.library import Library, entry, with_media
from tests.contents import full_content
from tests.factories import Make
from tests.pages import Browser

Visit = Callable[..., Browser]


def second() -> dict[str, dict[str, object]]:
    content = full_content()
    content["summary"]["title"] = "Selling potatoes and beans together"
    content["facts"] |= {"benefits": ["shared_risk", "bargaining_power"], "country": "BO", "ended": "2025-06"}
    content["replication"] |= {"offer_languages": ["es"], "offer_months": ["5", "7"]}
    content["lessons"]["lessons"] = content["lessons"]["lessons"][:2]
    return content


def test_published_version_never_changes(library: Library, visit: Visit) -> None:
    case = library.case()
    before = visit().open(f"/en/cases/{case.code}/v1")

    library.publish(case, second())
    first, latest = visit().open(f"/en/cases/{case.code}/v1"), visit().open(f"/en/cases/{case.code}")

    def told(page: object) -> list[str]:
        sections = [element for element in page.all("section") if element.get("id") in ("learn", "story")]  # type: ignore[attr-defined]
        return [" ".join("".join(element.itertext()).split()) for element in sections]

    assert told(first) == told(before)
    assert "You are reading an older version" in first.text
    assert ["".join(title.itertext()) for title in latest.all("h1")] == ["Selling potatoes and beans together"]


def test_versions_are_listed_with_author_date_and_what_changed(library: Library, make: Make, visit: Visit) -> None:
    case = library.case(make.organisation("Papa Andina"))
    library.publish(case, second(), what_changed="Beans, too.", by=make.user("Rosa Quispe"))

    page = visit().open(f"/en/cases/{case.code}/versions")

    items = [" ".join("".join(item.itertext()).split()) for item in page.all("ol")[-1]]
    assert [item.split(" · ")[1] for item in items] == [
        "Rosa Quispe Version 2 what readers see Beans, too.Cite this version What changed",
        "Papa Andina Version 1 Cite this version",
    ]


def test_author_who_has_left_is_not_named(library: Library, make: Make, visit: Visit) -> None:
    author = make.user("Rosa Quispe")
    case = library.case()
    library.publish(case, second(), by=author)
    with library.services.database.writing() as session:
        session.get_one(User, author.id).deleted_at = now()

    page = visit().open(f"/en/cases/{case.code}/versions")

    assert ("Rosa Quispe" in page.text, "former member" in page.text) == (False, True)


def test_comparison_tells_changes_in_words_not_codes(library: Library, visit: Visit) -> None:
    case = library.case()
    library.publish(case, second())

    page = visit().open(f"/en/cases/{case.code}/compare")

    changes = {
        "".join(term.itertext()): [
            (part.tag.rpartition("}")[2], part.text) for part in value.iter() if part.tag.endswith(("ins", "del"))
        ]
        for term, value in zip(page.all("dt"), page.all("dd"), strict=True)
    }
    assert changes == {
        "Title": [("ins", "and beans ")],
        "Country": [("del", "Peru"), ("ins", "Bolivia")],
        "What did working together bring?": [
            ("ins", "Sharing risk, "),
            ("del", ", Buying equipment and services together"),
        ],
        "Until": [("del", "2024"), ("ins", "June 2025")],
        "In which languages": [("del", ", Quechua")],
        "In which months it can be seen": [("del", "June"), ("ins", "July")],
        "Lesson: The lesson": [("del", "Agree on the loss before the gain.")],
    }


def revised(library: Library, case: Case) -> None:
    """A new version is being prepared: its title and country are others."""
    library.change(case, state=CaseState.VALIDATION)
    with library.services.database.writing() as session:
        version = open_working_copy(session, case=session.get_one(Case, case.id), by=None)
        version.content = second()


def test_working_copy_is_compared_with_the_public_version_for_those_who_may_read_it(
    library: Library, make: Make, visit: Visit
) -> None:
    organisation = make.organisation()
    case = library.case(organisation)
    revised(library, case)
    browser = visit(make.owner(organisation))

    page = browser.open(browser.open(f"/en/cases/{case.code}/work").links()["What changed since the public version"])

    assert ["".join(title.itertext()) for title in page.all("h1")] == [
        "From version 1 to the text that is being worked on"
    ]
    assert "and beans" in page.text
    form = page.form("/compare")
    assert {name: form.values[name] for name in ("from", "to")} == {"from": ["1"], "to": ["work"]}


def test_working_copy_is_not_compared_for_others(library: Library, make: Make, visit: Visit) -> None:
    case = library.case()
    revised(library, case)
    address = f"/en/cases/{case.code}/compare"

    stranger, other = visit().open(f"{address}?to=work"), visit(make.user()).open(f"{address}?to=work")
    public = visit(make.user()).open(address)

    assert stranger.response.url.path == "/en/sign-in"
    assert other.status == 404
    for page in (stranger, other, public):
        assert "and beans" not in page.text
        assert "being worked on" not in page.text


@pytest.mark.parametrize("query", ["to=work", "to=draft", "to=", "to=-1"])
def test_comparison_with_a_text_that_is_not_there_leads_nowhere(
    library: Library, make: Make, visit: Visit, query: str
) -> None:
    organisation = make.organisation()
    case = library.case(organisation)

    page = visit(make.owner(organisation)).open(f"/en/cases/{case.code}/compare?{query}")

    assert page.status == (404 if query == "to=work" else 422)


def test_title_above_the_versions_is_in_the_language_of_the_reader(library: Library, visit: Visit) -> None:
    case = library.case()
    library.translate(case, "es", {"summary": {"title": "Vender papas juntos"}})

    titles = {
        language: visit().open(f"/{language}/cases/{case.code}/{page}").all("title")[0].text
        for language, page in (("es", "versions"), ("fr", "versions"))
    }

    assert ["Vender papas juntos" in (titles[language] or "") for language in ("es", "fr")] == [True, False]
    assert "Selling potatoes together" in (titles["fr"] or "")


def test_comparison_keeps_silent_about_media_that_may_not_be_shown(library: Library, visit: Visit) -> None:
    case = library.case()
    hidden, kept = library.medium(case, consent=False), library.medium(case)
    library.publish(case, with_media(full_content(), [entry(hidden, 1), entry(kept, 2)]))

    page = visit().open(f"/en/cases/{case.code}/compare")

    assert ("Caption 1" in page.text, "Caption 2" in page.text) == (False, True)


def test_comparison_of_a_version_with_itself_finds_nothing(library: Library, visit: Visit) -> None:
    case = library.case()

    page = visit().open(f"/en/cases/{case.code}/compare")

    assert "Nothing differs between these two versions" in page.text


def test_comparison_can_be_chosen_without_script(library: Library, visit: Visit) -> None:
    case = library.case()
    for title in ("Two", "Three"):
        content = full_content()
        content["summary"]["title"] = title
        library.publish(case, content)
    page = visit().open(f"/en/cases/{case.code}/compare")

    form = page.form("/compare")
    chosen = page.send(form.fill_all({"from": "1", "to": "3"}))

    assert {name: form.values[name] for name in ("from", "to")} == {"from": ["1"], "to": ["3"]}
    assert ["".join(title.itertext()) for title in chosen.all("h1")] == ["From version 1 to version 3"]


def test_numbers_that_are_no_versions_lead_nowhere(library: Library, visit: Visit) -> None:
    case = library.case()
    paths = (
        "v0",
        "v2",
        "v99999999999999999999",
        "vx",
        "compare?from=1&to=7",
        "cite?v=9",
        "cite.bib?v=9",
        "case.pdf?v=9",
    )

    statuses = {path: visit().open(f"/en/cases/{case.code}/{path}").status for path in paths}

    assert statuses == dict.fromkeys(paths, 404)


def test_withdrawn_case_leaves_a_tombstone_at_every_address(library: Library, make: Make, visit: Visit) -> None:
    case = library.case(make.organisation("Papa Andina"), withdrawn_reason="The members have changed their mind.")
    library.change(case, state=CaseState.WITHDRAWN)
    paths = ("", "/v1", "/versions", "/compare", "/cite", "/cite.bib", "/cite.ris", "/cite.json", "/case.pdf")
    addresses = [f"/en/cases/{case.code}{path}" for path in paths] + [f"/en/blocks/{case.code}-block1"]

    pages = [visit().open(address) for address in addresses]

    assert [page.status for page in pages] == [410] * len(addresses)
    for page in pages:
        assert "Selling potatoes together" in page.text
        assert "The members have changed their mind." in page.text
        assert "Papa Andina" in page.text
        assert "one price" not in page.text
