"""Pages that have not changed are not sent again; how many queries a page takes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from app.models.cases import FollowUp
from app.models.organisations import Organisation
from app.models.types import now
from app.services import Services
from tests.case_page.library import SHORT, Library, entry, with_media
from tests.contents import full_content
from tests.factories import Make, raw_content
from tests.pages import Browser

Visit = Callable[..., Browser]
MOST_QUERIES = 12


@contextmanager
def counted(services: Services) -> Iterator[list[str]]:
    """The statements that were run, BEGIN and the like left out."""
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            statements.append(statement)

    event.listen(services.database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(services.database.engine, "before_cursor_execute", note)


def test_stranger_who_has_the_page_is_told_so(library: Library, visit: Visit) -> None:
    case = library.case()
    first = visit().open(f"/en/cases/{case.code}").response

    by_tag = visit().open(f"/en/cases/{case.code}", **{"If-None-Match": first.headers["etag"]}).response
    by_date = visit().open(f"/en/cases/{case.code}", **{"If-Modified-Since": first.headers["last-modified"]}).response

    assert [(answer.status_code, answer.content) for answer in (by_tag, by_date)] == [(304, b"")] * 2
    assert by_tag.headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize("header", ["If-None-Match", "If-Modified-Since"])
@pytest.mark.parametrize("value", ['W/"other"', "Mon, 01 Jan 2001 00:00:00 GMT", "no date at all", ""])
def test_stranger_with_something_else_gets_the_page(library: Library, visit: Visit, header: str, value: str) -> None:
    case = library.case()

    assert visit().open(f"/en/cases/{case.code}", **{header: value}).status == 200


def test_signed_in_people_always_get_their_own_page(library: Library, make: Make, visit: Visit) -> None:
    case = library.case()
    etag = visit().open(f"/en/cases/{case.code}").response.headers["etag"]

    answer = visit(make.user()).open(f"/en/cases/{case.code}", **{"If-None-Match": etag}).response

    assert (answer.status_code, answer.headers.get("etag")) == (200, None)
    assert answer.headers["cache-control"] == "private, no-cache"


def _translates(library: Library, case: object) -> None:
    library.translate(case, "en", {"summary": {"title": "Another title"}})  # type: ignore[arg-type]


def _answers(library: Library, case: object) -> None:
    with library.services.database.writing() as session:
        session.add(
            FollowUp(case_id=case.id, months=12, due=now().date(), answer="works", answered_at=now())  # type: ignore[attr-defined]
        )


def _renames(library: Library, case: object) -> None:
    with library.services.database.writing() as session:
        organisation = session.get_one(Organisation, case.organisation_id)  # type: ignore[attr-defined]
        organisation.name, organisation.row_version = "A new name", organisation.row_version + 1


def _publishes(library: Library, case: object) -> None:
    content = full_content()
    content["summary"]["title"] = "Another title"
    library.publish(case, content)  # type: ignore[arg-type]


def _publishes_another(library: Library, case: object) -> None:
    content = raw_content()
    content["references"] = {"adapted_from": [case.code]}  # type: ignore[attr-defined]
    library.case(content=content, **SHORT)


@pytest.mark.parametrize(
    ("change", "appears"),
    [
        (_translates, "Another title"),
        (_answers, "It still works"),
        (_renames, "A new name"),
        (_publishes, "Another title"),
        (_publishes_another, "Adapted by others"),
    ],
)
def test_whatever_changes_the_page_makes_it_new(
    library: Library, visit: Visit, change: Callable[[Library, object], None], appears: str
) -> None:
    case = library.case(original_language="es")
    before = visit().open(f"/en/cases/{case.code}")

    change(library, case)
    after = visit().open(f"/en/cases/{case.code}", **{"If-None-Match": before.response.headers["etag"]})

    assert (appears in before.text, after.status, appears in after.text) == (False, 200, True)


@pytest.mark.parametrize("others", [1, 3])
def test_page_takes_few_queries_however_much_is_on_it(
    library: Library, make: Make, services: Services, visit: Visit, others: int
) -> None:
    related = [library.case(content=raw_content(title=f"Related {number}"), **SHORT).code for number in range(others)]
    case = library.case()
    content = with_media(full_content(), [entry(library.medium(case), number) for number in range(others)])
    content["references"]["related"] = related
    library.publish(case, content)
    library.translate(case, "en")
    stranger, member = visit(), visit(make.user())
    stranger.open("/en/about")

    with counted(services) as first:
        page = stranger.open(f"/en/cases/{case.code}")
    with counted(services) as again:
        stranger.open(f"/en/cases/{case.code}")
    with counted(services) as signed_in:
        member.open(f"/en/cases/{case.code}")

    assert [f"Related {number}" in page.text for number in range(others)] == [True] * others
    assert len(first) == 8
    assert len(again) == 2
    assert len(signed_in) <= MOST_QUERIES
