"""A case in several languages: translated parts, fallback to the original, outdated translations."""

from collections.abc import Callable

from tests.case_page.library import SHORT, Library
from tests.factories import raw_content
from tests.pages import Browser, Page

Visit = Callable[..., Browser]


def title_of(page: Page) -> tuple[str, str | None]:
    (title,) = page.all("h1")
    return "".join(title.itertext()), title.get("lang")


def test_page_without_translation_shows_the_original_and_says_so(library: Library, visit: Visit) -> None:
    case = library.case(original_language="es")

    page = visit().open(f"/en/cases/{case.code}")

    assert title_of(page) == ("Selling potatoes together", "es")
    assert "You are reading the original in" in page.text


def test_page_with_translation_is_in_the_readers_language(library: Library, visit: Visit) -> None:
    case = library.case(original_language="es")
    library.translate(case, "en")

    page = visit().open(f"/en/cases/{case.code}")

    assert title_of(page) == ("en: Selling potatoes together", None)
    assert "en: Put the scale where all can see it." in page.text
    assert "original in" not in page.text


def test_parts_without_translation_are_marked_and_in_the_original(library: Library, visit: Visit) -> None:
    case = library.case(original_language="es")
    library.translate(case, "en", {"summary": {"title": "Selling as one", "summary": "Forty families."}})

    page = visit().open(f"/en/cases/{case.code}")

    assert title_of(page) == ("Selling as one", None)
    lessons = [element for element in page.all("div") if element.get("class") == "lesson"]
    assert (lessons[0].get("lang"), "".join(lessons[0].itertext()).strip()) == (
        "es",
        "Put the scale where all can see it.",
    )
    assert "Not everything is translated yet." in page.text
    assert page.links()["Read the original"] == f"/es/cases/{case.code}"


def test_outdated_translation_is_marked_where_it_stands(library: Library, visit: Visit) -> None:
    case = library.case(original_language="es")
    library.translate(case, "en")
    library.age(case, "en", "lessons")

    page = visit().open(f"/en/cases/{case.code}")

    assert page.text.count("This part of the translation is older than the original.") == 1
    assert "Parts of this translation are older than the original" in page.text


def test_languages_are_listed_with_how_whole_they_are(library: Library, visit: Visit) -> None:
    case = library.case(original_language="es")
    library.translate(case, "en")
    library.translate(case, "fr", {"summary": {"title": "Vendre ensemble"}})
    library.translate(case, "pt", {"lessons": {"lessons.lesso1.statement": "Sem resumo não é tradução"}})

    page = visit().open(f"/en/cases/{case.code}")

    (listed,) = [element for element in page.all("div") if element.get("class") == "case-languages"]
    assert " ".join("".join(listed.itertext()).split()) == "Languages: Spanish (original) English French (partly)"


def test_original_in_a_language_without_interface_can_be_reached(library: Library, visit: Visit) -> None:
    case = library.case(content=raw_content(), original_language="sw", **SHORT)
    library.translate(case, "en")

    translated = visit().open(f"/en/cases/{case.code}")
    original = visit().open(translated.links()["Swahili"])

    assert title_of(translated) == ("en: Selling potatoes together", None)
    assert title_of(original) == ("Selling potatoes together", "sw")


def test_unknown_language_asked_for_is_ignored(library: Library, visit: Visit) -> None:
    case = library.case()

    pages = [visit().open(f"/en/cases/{case.code}?in={wanted}") for wanted in ("tlh", "../../x", "e" * 500)]

    assert [(page.status, title_of(page)) for page in pages] == [(200, ("Selling potatoes together", None))] * 3


def test_canonical_address_is_that_of_the_language_shown(library: Library, visit: Visit) -> None:
    case = library.case(original_language="es")
    library.translate(case, "fr")

    found = {
        language: [
            link.get("href") for link in visit().open(f"/{language}/cases/{case.code}").all("link", rel="canonical")
        ]
        for language in ("en", "es", "fr")
    }

    base = "http://testserver"
    assert found == {
        "en": [f"{base}/es/cases/{case.code}"],
        "es": [f"{base}/es/cases/{case.code}"],
        "fr": [f"{base}/fr/cases/{case.code}"],
    }


def test_every_interface_language_and_the_original_are_alternates(library: Library, visit: Visit) -> None:
    case = library.case(original_language="es")

    page = visit().open(f"/en/cases/{case.code}")

    assert {link.get("hreflang") for link in page.all("link", rel="alternate")} == {"en", "es", "fr", "pt", "x-default"}
