"""Texts that try to be HTML, script or another direction: shown as they were typed, on every page."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.content.schema import Field, Group, Kind
from app.content.sections import SECTIONS
from app.content.units import Content
from tests.case_page.library import SHORT, Library, entry
from tests.contents import full_content
from tests.factories import Make, raw_content
from tests.pages import Browser, Page

Visit = Callable[..., Browser]

HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(2)> \"' onload=alert(3) {{7*7}} & مرحبا بكم 👩🏾‍🌾"
)
_WRITTEN = frozenset({Kind.LINE, Kind.TEXT, Kind.PLAIN})
PATHS = ("", "/v1", "/versions", "/compare", "/compare?from=1&to=1", "/cite")


def poisoned(content: Content) -> Content:
    """The same content with every text replaced."""
    return {
        section.name: {
            name: _of_part(part, data)
            for name, data in content.get(section.name, {}).items()
            for part in section.parts
            if part.name == name
        }
        for section in SECTIONS
    }


def _of_part(part: Field | Group, data: Any) -> Any:
    if isinstance(part, Field):
        return HOSTILE if part.kind in _WRITTEN else data
    return [
        {"key": item["key"]}
        | {field.name: _of_part(field, item[field.name]) for field in part.fields if field.name in item}
        for item in data
    ]


def inner_scripts(page: Page) -> Iterator[tuple[str, str]]:
    for element in page.all("script"):
        if element.text and element.text.strip():
            yield element.get("type", ""), element.text


@pytest.fixture
def poisoned_case(library: Library, make: Make) -> str:
    organisation = make.organisation(HOSTILE[:160], contact_name=HOSTILE[:120], contact_public=True)
    case = library.case(organisation, poisoned(full_content()), source=HOSTILE, original_language="ar")
    picture = library.medium(case)
    content = poisoned(full_content())
    content["media"] = {"media": [entry(picture, 1, alt=HOSTILE, credit=HOSTILE, transcript=HOSTILE, caption=HOSTILE)]}
    library.publish(case, content, what_changed=HOSTILE, by=make.user(HOSTILE[:120]))
    return case.code


def test_texts_are_never_markup_on_any_page(poisoned_case: str, visit: Visit) -> None:
    addresses = [f"/en/cases/{poisoned_case}{path}" for path in PATHS] + [f"/en/blocks/{poisoned_case}-block1"]

    for address in addresses:
        page = visit().open(address)
        assert page.status == 200, address
        assert [element.get("src") for element in page.all("img") if element.get("src") == "x"] == []
        assert {kind for kind, _ in inner_scripts(page)} <= {"application/ld+json"}
        assert [one.tag for one in page.root.iter() if any(name.startswith("on") for name in one.attrib)] == []


def test_json_ld_holds_the_texts_as_they_were_typed(poisoned_case: str, visit: Visit) -> None:
    page = visit().open(f"/en/cases/{poisoned_case}")

    (data,) = [json.loads(text) for kind, text in inner_scripts(page) if kind == "application/ld+json"]

    assert data["name"] == HOSTILE
    assert data["teaches"] == [HOSTILE] * 3
    assert [part["name"] for part in data["hasPart"]] == [HOSTILE]


def test_meta_hold_the_texts_as_they_were_typed(poisoned_case: str, visit: Visit) -> None:
    page = visit().open(f"/en/cases/{poisoned_case}")

    said = {meta.get("name") or meta.get("property"): meta.get("content") for meta in page.all("meta")}

    assert [said[name] for name in ("citation_title", "DC.title", "og:title", "og:image:alt")] == [HOSTILE] * 4


def test_texts_say_their_language_and_find_their_own_direction(poisoned_case: str, visit: Visit) -> None:
    page = visit().open(f"/en/cases/{poisoned_case}")

    (title,) = page.all("h1")
    quotes = page.all("blockquote")

    assert (title.get("lang"), title.get("dir")) == ("ar", "auto")
    assert [(quote.get("lang"), quote.get("dir")) for quote in quotes] == [("ar", "auto")]


def test_raw_and_preview_survive_the_same_texts(library: Library, make: Make, visit: Visit) -> None:
    case = library.case(content=poisoned(raw_content()), **SHORT)
    organisation = make.organisation()
    written = make.case(organisation, content=poisoned(full_content()))

    short = visit().open(f"/es/cases/{case.code}")
    preview = visit(make.owner(organisation)).open(f"/fr/cases/{written.code}/preview")

    assert [(page.status, page.all("img")) for page in (short, preview)] == [(200, []), (200, [])]
