"""Building blocks have pages of their own."""

import json
from collections.abc import Callable

from tests.case_page.library import Library
from tests.contents import full_content
from tests.pages import Browser

Visit = Callable[..., Browser]


def test_block_page_tells_how_to_take_it_over(library: Library, visit: Visit) -> None:
    case = library.case()

    page = visit().open(f"/en/blocks/{case.code}-block1")

    assert ["".join(title.itertext()) for title in page.all("h1")] == ["The open scale"]
    for said in (
        "A scale in the yard, read aloud by two people.",
        "A roof, and a rota.",
        "Reading aloud matters more than the scale.",
        "Buy, place, read aloud, write down.",
        "Two people for an hour a day",
        "Your members live more than a day from the store.",
    ):
        assert said in page.text
    assert page.links()["Selling potatoes together"] == f"/en/cases/{case.code}"


def test_block_page_says_what_it_is_part_of_for_machines(library: Library, visit: Visit) -> None:
    case = library.case()

    (script,) = visit().open(f"/en/blocks/{case.code}-block1").all("script", type="application/ld+json")

    data = json.loads(script.text or "")
    assert (data["@id"], data["isPartOf"]["@id"]) == (
        f"http://testserver/en/blocks/{case.code}-block1",
        f"http://testserver/en/cases/{case.code}/v1",
    )


def test_block_page_is_in_the_readers_language(library: Library, visit: Visit) -> None:
    case = library.case(original_language="es")
    library.translate(case, "fr", {"blocks": {"blocks.block1.title": "La balance ouverte"}})

    french, portuguese = (visit().open(f"/{language}/blocks/{case.code}-block1") for language in ("fr", "pt"))

    titles = [
        ("".join(title.itertext()), title.get("lang")) for page in (french, portuguese) for title in page.all("h1")
    ]
    assert titles == [("La balance ouverte", "fr"), ("The open scale", "es")]


def test_block_that_a_later_version_has_dropped_keeps_its_address(library: Library, visit: Visit) -> None:
    case = library.case()
    content = full_content()
    content["blocks"]["blocks"] = [{"key": "block2", "title": "Another", "what": "Another one."}]
    library.publish(case, content)

    page = visit().open(f"/en/blocks/{case.code}-block1")

    assert page.status == 200
    assert "The latest version of this experience no longer has this building block." in page.text


def test_blocks_that_never_were_are_not_found(library: Library, visit: Visit) -> None:
    case = library.case()
    addresses = [f"/en/blocks/{case.code}-{key}" for key in ("nothin", "BLOCK1", "block1x", "")]

    assert [visit().open(address).status for address in addresses] == [404] * len(addresses)
