"""What is found by words: in other languages, in documents, in spite of slips; and how it is shown."""

from collections.abc import Callable
from typing import get_args
from urllib.parse import quote

from app.domain.search_log import note_change
from app.models.cases import Case
from app.search.engine import HintCode, Segment
from app.web.found_words import HINTS, marked
from tests.browse.library import HOSTILE, Library
from tests.browse.test_lists import titles
from tests.pages import Browser, Page

Visit = Callable[..., Browser]


def marks(page: Page) -> list[str]:
    return ["".join(mark.itertext()) for mark in page.all("mark")]


def search(browser: Browser, words: str, language: str = "en") -> Page:
    return browser.open(f"/{language}/cases?q={quote(words)}")


def test_name_of_a_topic_in_one_language_finds_it_in_all(library: Library, visit: Visit) -> None:
    """Nothing in the French text says so: it is filed under savings and credit."""
    browser = visit()

    found = {words: titles(search(browser, words, "pt")) for words in ("Poupança e crédito", "ahorro y crédito")}

    assert found == {"Poupança e crédito": ["Épargner ensemble"], "ahorro y crédito": ["Épargner ensemble"]}
    assert "Benefício: Poupança e crédito" in search(browser, "Poupança e crédito", "pt").text


def test_words_are_found_without_accents_and_in_other_forms(library: Library, visit: Visit) -> None:
    browser = visit()

    assert titles(search(browser, "epargnent")) == ["Épargner ensemble"]
    assert titles(search(browser, "sacos cafe")) == ["Catar antes de vender"]


def test_word_of_a_document_is_found_and_shown_where_it_stands(library: Library, visit: Visit) -> None:
    medium = library.attach(library.coffee, "El reglamento habla de la quiñihua y de nada más.")
    library.take(library.coffee, "select", library.coordinator)
    _tell_index(library, library.coffee)

    page = search(visit(), "quinihua")

    assert titles(page) == ["Catar antes de vender"]
    assert marks(page) == ["quiñihua"]
    assert "El reglamento habla de la quiñihua" in page.text
    assert page.links()["In an attached document"] == f"/media/{medium.public_id}/original"


def test_words_are_marked_in_title_and_passage(library: Library, visit: Visit) -> None:
    page = search(visit(), "potatoes scale")

    assert marks(page)[0] == "potatoes"
    assert "scale" in marks(page)


def test_passage_says_in_which_language_it_is(library: Library, visit: Visit) -> None:
    """The Spanish reader sees the Spanish title, and the English passage in which the word stands."""
    page = search(visit(), "assembly", "es")
    passage = page.all("p", class_="card-summary")[0]

    assert titles(page) == ["Vender la papa juntos"]
    assert (passage.get("lang"), [span.get("lang") for span in passage]) == ("es", ["en"])


def test_slip_is_answered_with_what_was_meant_and_can_be_insisted_on(library: Library, visit: Visit) -> None:
    browser = visit()
    page = search(browser, "harvst togehter")

    assert "These are the results for “harvest together”." in page.text
    assert titles(page)[0] == "Selling potatoes together"
    assert page.form("/cases").values["q"] == ["harvst togehter"]
    insisted = browser.open(page.links()["Search for “harvst togehter” instead"])
    assert (titles(insisted), "Nothing found" in insisted.text) == ([], True)
    assert insisted.links()["harvest together"] == "/en/cases?q=harvest+together"


def test_wrong_queries_are_read_kindly_with_a_hint(library: Library, visit: Visit) -> None:
    browser = visit()
    wrong = {
        '"potatoes': "A quotation mark was not closed: the words were searched one by one.",
        "(potatoes": "A bracket was not closed: it was left out.",
        "potatoes)": "A bracket too many was left out.",
        "po*": "Before a * at least three letters are needed.",
        "*toes": "A * can stand at the end of a word only.",
        "colour:red": "“colour” is not something that can be searched by itself; it was read as a word.",
        "and of": "These words stand in nearly every text. Add one that says more.",
        " ".join(f"word{number}" for number in range(40)): "Only the first 16 words were searched.",
    }

    for query, sentence in wrong.items():
        page = search(browser, query)
        assert page.status == 200
        assert sentence in page.text, query


def test_every_hint_has_a_sentence() -> None:
    assert set(HINTS) == set(get_args(HintCode))


def test_marks_are_ours_and_everything_else_is_text() -> None:
    shown = marked([Segment("<b>"), Segment("<i>", marked=True), Segment(" & more")])

    assert shown == "&lt;b&gt;<mark>&lt;i&gt;</mark> &amp; more"


def test_hostile_words_in_a_passage_stay_text(library: Library, visit: Visit) -> None:
    library.attach(library.coffee, f"Before the harvest {HOSTILE} after the harvest")
    _tell_index(library, library.coffee)

    page = search(visit(), "harvest script")

    assert HOSTILE in page.text
    assert "<script>alert" not in page.html


def test_building_blocks_are_found_by_themselves(library: Library, visit: Visit) -> None:
    browser = visit()
    page = browser.open("/en/blocks?q=yard")

    assert titles(page) == ["The open scale"]
    assert marks(page) == ["yard"]
    assert page.links()["Selling potatoes together"] == f"/en/cases/{library.potatoes.code}"
    assert browser.open("/en/blocks?q=nowhere").text.count("Nothing found") == 1
    assert browser.open(page.links()["The open scale"]).status == 200


def _tell_index(library: Library, case: Case) -> None:
    """As the worker does when a document was read."""
    with library.services.database.writing() as session:
        note_change(session, f"case:{case.code}")
    library.index()
