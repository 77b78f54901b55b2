"""The cases around a case: named, adapted, similar; only those that everybody may read."""

import shutil
from collections.abc import Callable
from typing import Any

import pytest

from app.domain.cases.neighbours import Alike, Neighbours, latest_change, neighbours
from app.domain.cases.neighbours import Library as Shelf
from app.domain.cases.publishing import archive, withdraw
from app.models.cases import Case, CaseState, CaseVersion
from app.services import Services
from tests.case_page.library import SHORT, Library
from tests.factories import Make, raw_content
from tests.pages import Browser
from tests.search.library import catch_up


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def about(**facts: Any) -> dict[str, dict[str, Any]]:
    """Learning material about nothing but this."""
    content = raw_content()
    empty = {"benefits": [], "capabilities": [], "activities": [], "products": [], "methods": []}
    return {**content, "facts": {**content["facts"], **empty, **facts}}


def around(services: Services, shelf: Shelf, case: Case, language: str = "en", *alike: Alike) -> Neighbours:
    with services.database.reading() as session:
        shelf.refresh(session, latest_change(session))
        mine = session.get_one(Case, case.id)
        version = session.get_one(CaseVersion, mine.current_version_id)
        return neighbours(session, library=shelf, case=mine, content=version.content, language=language, alike=alike)


def test_named_cases_come_in_the_order_they_are_named(library: Library, services: Services, shelf: Shelf) -> None:
    first, second = (library.case(content=raw_content(title=title), **SHORT) for title in ("First", "Second"))
    content = raw_content()
    content["references"] = {"related": [second.code, "zzzzzz", first.code], "adapted_from": [first.code]}
    case = library.case(content=content, **SHORT)

    found = around(services, shelf, case)

    assert [one.title for one in found.related] == ["Second", "First"]
    assert [one.title for one in found.adapted_from] == ["First"]


def test_adaptations_are_found_from_the_other_side(library: Library, services: Services, shelf: Shelf) -> None:
    case = library.case(content=raw_content(), **SHORT)
    content = raw_content(title="We did it, too")
    content["references"] = {"adapted_from": [case.code]}
    before = around(services, shelf, case)

    library.case(content=content, **SHORT)
    after = around(services, shelf, case)

    assert ([one.title for one in before.adapted_by], [one.title for one in after.adapted_by]) == (
        [],
        ["We did it, too"],
    )


@pytest.mark.parametrize("leave", [archive, withdraw])
def test_cases_that_left_the_lists_are_no_neighbours(
    library: Library, make: Make, services: Services, shelf: Shelf, leave: Any
) -> None:
    case = library.case(content=raw_content(), **SHORT)
    content = raw_content()
    content["references"] = {"related": [case.code], "adapted_from": [case.code]}
    other = library.case(content=content, **SHORT)
    before = around(services, shelf, case)
    by = make.viewer(make.coordinator())

    with services.database.writing() as session:
        leave(session, case=session.get_one(Case, other.id), by=by, message="It has to be.")
    after = around(services, shelf, case)

    assert [one.code for one in before.adapted_by] == [other.code]
    assert not after


def test_case_that_is_not_public_is_nobodys_neighbour(
    library: Library, make: Make, services: Services, shelf: Shelf
) -> None:
    hidden = make.case(state=CaseState.SUBMITTED)
    content = raw_content()
    content["references"] = {"related": [hidden.code]}
    case = library.case(content=content, **SHORT)

    assert not around(services, shelf, case)


def test_similar_cases_are_those_that_the_search_found_and_that_share_at_least_two_things(
    library: Library, make: Make, services: Services, shelf: Shelf
) -> None:
    case, near, far = (library.case(content=raw_content(), **SHORT) for _ in range(3))
    hidden = make.case(state=CaseState.SUBMITTED)
    coffee, risk = ("product", "coffee"), ("benefit", "shared_risk")
    given = [
        Alike(hidden.code, (coffee, risk)),
        Alike(far.code, (coffee,)),
        Alike(far.code, (), ("moisture", "meter", "grain")),
        Alike(near.code, (coffee,), ("moisture",)),
        Alike("gone", (coffee, risk)),
    ]

    found = around(services, shelf, case, "en", *given)

    assert [(one.code, one.alike) for one in found.similar] == [(near.code, Alike(near.code, (coffee,), ("moisture",)))]


def test_named_case_is_not_listed_as_similar_again(library: Library, services: Services, shelf: Shelf) -> None:
    named = library.case(content=raw_content(), **SHORT)
    content = raw_content()
    content["references"] = {"related": [named.code]}
    case = library.case(content=content, **SHORT)

    found = around(services, shelf, case, "en", Alike(named.code, (("product", "coffee"),), ("moisture",)))

    assert ([one.code for one in found.related], found.similar) == ([named.code], [])


def test_at_most_four_similar_cases_are_shown(library: Library, services: Services, shelf: Shelf) -> None:
    case, *others = (library.case(content=raw_content(), **SHORT) for _ in range(7))
    given = [Alike(one.code, (("product", "coffee"),), ("moisture",)) for one in others]

    found = around(services, shelf, case, "en", *given)

    assert [one.code for one in found.similar] == [one.code for one in others[:4]]


def test_page_shows_similar_cases_with_what_they_share_as_soon_as_the_index_knows_them(
    library: Library, services: Services, visit: Callable[..., Browser]
) -> None:
    facts = {"products": ["coffee"], "benefits": ["shared_risk", "discounts"]}
    case = library.case(content=about(**facts), **SHORT)
    for _ in range(4):
        library.case(content=about(products=["rice"], methods=["course"]), **SHORT)
    catch_up(services)
    browser = visit()
    before = browser.open(f"/en/cases/{case.code}")
    near = library.case(content=about(**facts), **SHORT)
    library.change(near, title="Also with coffee")
    not_yet = browser.open(f"/en/cases/{case.code}")
    catch_up(services)

    after = browser.open(f"/en/cases/{case.code}")

    assert [f"/en/cases/{near.code}" in page.links().values() for page in (before, not_yet, after)] == [
        False,
        False,
        True,
    ]
    assert "Also about: " in after.text
    assert {"Coffee", "Sharing risk"} <= {
        word.strip(" ,") for word in after.text.replace("Also about:", ",").split(",")
    }
    assert browser.open(f"/en/cases/{case.code}", **{"If-None-Match": after.response.headers["etag"]}).status == 304


def test_page_stands_without_similar_cases_while_the_search_is_out_of_order(
    library: Library, services: Services, visit: Callable[..., Browser]
) -> None:
    case = library.case(content=about(products=["coffee"], benefits=["shared_risk"]), **SHORT)
    catch_up(services)
    shutil.rmtree(services.settings.data_dir / "search")

    assert visit().open(f"/en/cases/{case.code}").status == 200


def test_neighbours_are_told_in_the_readers_language(library: Library, services: Services, shelf: Shelf) -> None:
    other = library.case(content=raw_content(title="Juntos"), original_language="es", **SHORT)
    library.translate(other, "fr")
    content = raw_content()
    content["references"] = {"related": [other.code]}
    case = library.case(content=content, **SHORT)

    french, english = (around(services, shelf, case, language).related[0] for language in ("fr", "en"))

    assert (french.title, french.language) == ("fr: Juntos", "fr")
    assert (english.title, english.language) == ("Juntos", "es")


def test_title_that_is_only_being_written_is_not_told(library: Library, services: Services, shelf: Shelf) -> None:
    other = library.case(content=raw_content(title="Public"), **SHORT)
    library.change(other, title="Nobody has approved this", state=CaseState.SYSTEMATISING)
    content = raw_content()
    content["references"] = {"related": [other.code]}
    case = library.case(content=content, **SHORT)

    assert [one.title for one in around(services, shelf, case).related] == ["Public"]


def test_shelf_follows_a_log_that_begins_anew(library: Library, services: Services, shelf: Shelf) -> None:
    case = library.case(content=raw_content(), **SHORT)
    content = raw_content()
    content["references"] = {"adapted_from": [case.code]}
    with services.database.reading() as session:
        shelf.refresh(session, 1_000_000)
    library.case(content=content, **SHORT)

    found = around(services, shelf, case)

    assert len(found.adapted_by) == 1
