"""What search engines are told."""

from collections.abc import Callable
from fnmatch import fnmatch
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from fastapi.routing import iter_route_contexts

from app.exports import sitemap as writing
from app.main import create_app
from app.routers import sitemap
from tests.browse.library import Library
from tests.pages import Browser

Visit = Callable[..., Browser]
LOC, LINK = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc", "{http://www.w3.org/1999/xhtml}link"


def locations(content: bytes) -> list[str]:
    return [str(node.text) for node in Xml.fromstring(content).iter(LOC)]


def test_sitemap_names_its_parts_and_these_name_pages_that_are_there(library: Library, visit: Visit) -> None:
    client = visit().client
    parts = locations(client.get("/sitemap.xml").content)

    assert parts == [f"http://testserver/sitemap-{language}-1.xml" for language in ("en", "es", "fr", "pt")]
    english = locations(client.get(parts[0]).content)
    assert "http://testserver/en/topics/benefit/savings_credit" in english
    assert f"http://testserver/en/organisations/{library.valley.code}" in english
    sample = [address for address in english if "/topics/" not in address] + english[-3:]
    assert {client.get(address).status_code for address in sample} == {200}


def test_case_stands_in_the_part_of_each_language_it_can_be_read_in(library: Library, visit: Visit) -> None:
    client = visit().client
    found = {
        language: [
            address.rsplit("/", 1)[1]
            for address in locations(client.get(f"/sitemap-{language}-1.xml").content)
            if "/cases/" in address and not address.endswith("/new")
        ]
        for language in ("en", "es", "fr", "pt")
    }

    assert found == {
        "en": [library.potatoes.code],
        "es": [library.potatoes.code, library.coffee.code],
        "fr": [library.savings.code],
        "pt": [],
    }


def test_same_page_in_other_languages_is_named_beside_it(library: Library, visit: Visit) -> None:
    root = Xml.fromstring(visit().client.get("/sitemap-es-1.xml").content)
    code = library.potatoes.code
    row = next(node for node in root if (node.findtext(LOC) or "").endswith(code))

    assert {link.get("hreflang"): link.get("href") for link in row.iter(LINK)} == {
        "en": f"http://testserver/en/cases/{code}",
        "es": f"http://testserver/es/cases/{code}",
        "x-default": f"http://testserver/en/cases/{code}",
    }


def test_language_without_pages_of_its_own_is_read_on_english_ones(library: Library, visit: Visit) -> None:
    case = library.tell(language="qu", title="Llamk'asqanchik")
    content = visit().client.get("/sitemap-en-1.xml").content

    assert f"http://testserver/en/cases/{case.code}?in=qu" in locations(content)


def test_long_sitemap_is_cut_into_parts(library: Library, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = locations(visit().client.get("/sitemap-en-1.xml").content)
    monkeypatch.setattr(sitemap, "PART", 100)
    client = visit().client
    parts = [part for part in locations(client.get("/sitemap.xml").content) if "-en-" in part]

    assert [address for part in parts for address in locations(client.get(part).content)] == whole
    assert max(len(locations(client.get(part).content)) for part in parts) == 100
    assert client.get(f"/sitemap-en-{len(parts) + 1}.xml").status_code == 404


def test_parts_that_do_not_exist_are_not_found(visit: Visit) -> None:
    client = visit().client
    paths = ("/sitemap-en-0.xml", "/sitemap-en-99.xml", "/sitemap-de-1.xml", "/sitemap-en--1.xml")

    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)


def test_part_stays_within_what_is_allowed() -> None:
    address = "https://a-long-host-name.example.org/en/organisations/k7m2qx"
    entry = writing.Entry(address, dict.fromkeys(("en", "es", "fr", "pt", "x-default"), address))

    assert len(writing.part([entry] * writing.PART)) < 50_000_000
    assert writing.PART <= 50_000


def test_addresses_are_escaped() -> None:
    entry = writing.Entry("https://example.org/?a=1&b=<", {"en": 'https://example.org/?q="&'})

    assert locations(writing.part([entry])) == ["https://example.org/?a=1&b=<"]


def test_robots_are_led_to_the_sitemap(visit: Visit) -> None:
    answer = visit().client.get("/robots.txt")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "Sitemap: http://testserver/sitemap.xml" in answer.text.splitlines()


def test_pages_for_which_one_signs_in_are_not_for_robots(library: Library, visit: Visit) -> None:
    lines = visit().client.get("/robots.txt").text.splitlines()
    patterns = [line.removeprefix("Disallow: ") + "*" for line in lines if line.startswith("Disallow: ")]
    left = [path for path in private_paths(library) if not any(fnmatch(path, pattern) for pattern in patterns)]

    assert left == []


@pytest.mark.parametrize("path", ["/en/", "/en/cases", "/es/cases/k7m2qx", "/fr/blocks/k7m2qx-block1", "/api/docs"])
def test_public_pages_are_open_to_robots(visit: Visit, path: str) -> None:
    lines = visit().client.get("/robots.txt").text.splitlines()
    patterns = [line.removeprefix("Disallow: ") + "*" for line in lines if line.startswith("Disallow: ")]

    assert [pattern for pattern in patterns if fnmatch(path, pattern.replace("?", "[?]"))] == []


def private_paths(library: Library) -> list[str]:
    """One address of every page that asks for a sign-in."""
    routes = iter_route_contexts(create_app(services=library.services).routes)
    return [
        str(route.path).replace("{lang:lang}", "en").replace("{", "").replace("}", "")
        for route in routes
        if "GET" in (getattr(route, "methods", None) or ()) and "signed in" in policies(route.dependant)
    ]


def policies(dependant: Any) -> set[str]:
    found = {policy} if (policy := getattr(dependant.call, "policy", None)) else set()
    for inner in dependant.dependencies:
        found |= policies(inner)
    return found
