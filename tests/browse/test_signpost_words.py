"""How a question names a place, by words of all four languages; and the words that are declared for each."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from app.i18n import translate
from app.web.pointing import PLACES
from app.web.signpost_place import Place
from app.web.signpost_places import FILLERS
from app.web.signposts import Signposts
from benchmarks.relevance_collections import read_topics

JUDGED = Path(__file__).parents[2] / "benchmarks" / "judged" / "topics.tsv"
SAID = {
    "es": {"Winners": "Ganadoras", "winner": "ganador, quién ganó", "cup": "copa"},
    "fr": {"winner": "gagnant, lauréat", "cup": "coupe", "take part": "participer"},
    "pt": {"winner": "vencedor, júri", "cup": "copa", "how it works": "como funciona", "": ""},
}


@dataclass(frozen=True)
class Page:
    title: str
    words: str = ""
    beside: str = ""


WINNERS = Page("Winners", "winner", beside="cup")
CUP = Page("The cup", "cup")
ENTER = Page("Entry", "take part")
ABOUT = Page("Us", "how it works, who are we")
SMALL = Signposts(
    (WINNERS, CUP, ENTER, ABOUT),
    fillers="show",
    translate=lambda language, text: SAID.get(language, {}).get(text, text),
)


@pytest.fixture(scope="module")
def real() -> Signposts[Place]:
    return Signposts(PLACES, fillers=FILLERS, translate=translate)


def named(text: str) -> list[Page]:
    question = SMALL.question(text)
    return SMALL.named(question) if question else []


@pytest.mark.parametrize(
    "text",
    [
        *("winner", "WINNERS", "the winners", "show me the winner", "winner of the cup", "winner 2024"),
        *("Ganadores", "ganadoras", "los ganadores", "quien gano", "¿Quién ganó la copa?"),
        *("gagnants", "lauréats", "laureat", "vencedores"),
    ],
)
def test_word_of_any_language_in_any_number_and_accent_names_a_place(text: str) -> None:
    assert WINNERS in named(text)


@pytest.mark.parametrize("text", ["take part", "how can I take part?", "Take-part", "participer", "PARTICIPER"])
def test_words_that_belong_together_name_a_place(text: str) -> None:
    assert named(text) == [ENTER]


@pytest.mark.parametrize(
    "text", ["part", "take", "winner price", "coffee winner", "juros", "works", "what did not work"]
)
def test_part_of_a_name_and_other_words_name_none(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(
    "text", ['"winner"', "+winner", "winner -cup", "title:winner", "winn*", "winner OR cup", "(winner)"]
)
def test_who_writes_operators_searches(text: str) -> None:
    assert SMALL.question(text) is None


@pytest.mark.parametrize(
    "text", ["", "2024", "2023 2024 winner", "?!", "winner " + " ".join(f"long{x}" for x in "abcdefgh")]
)
def test_what_says_nothing_or_too_much_is_no_question_for_a_place(text: str) -> None:
    assert SMALL.question(text) is None


@pytest.mark.parametrize(("text", "places"), [("the", []), ("show", []), ("who are we", [ABOUT]), ("who", [])])
def test_common_words_name_a_place_only_by_its_whole_name(text: str, places: list[Page]) -> None:
    assert named(text) == places


def test_words_beside_a_place_do_not_name_it() -> None:
    assert named("cup") == [CUP]
    assert named("cup winner") == [WINNERS]
    assert (named("cup take part"), named("winner take part")) == ([], [])


def test_year_is_told_apart() -> None:
    question = SMALL.question("the cup 2024")

    assert question is not None
    assert (question.words, question.year) == (("cup",), 2024)


def test_title_comes_first_then_most_words_then_the_order_of_places() -> None:
    first, second, titled = Page("A", "visit"), Page("B", "visit, learning visit"), Page("Learning visit", "visit")
    signposts = Signposts((first, second, titled), fillers="", translate=lambda _, text: text)

    def order(text: str) -> list[Page]:
        question = signposts.question(text)
        assert question is not None
        return signposts.named(question)

    assert (order("visits"), order("learning visits")) == ([first, second, titled], [titled, second])


def test_beginning_of_a_name_leads_to_its_place() -> None:
    assert SMALL.beginning("win") == SMALL.beginning("Ganad") == [WINNERS]
    assert SMALL.beginning("quien ga") == [WINNERS]
    assert SMALL.beginning("take p") == [ENTER]
    assert [SMALL.beginning(text) for text in ("wi", "winners of", "inner", "+win", "")] == [[], [], [], [], []]


# What is declared


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt"])
def test_every_word_that_is_declared_names_its_place(real: Signposts[Place], language: str) -> None:
    lost = []
    for place in PLACES:
        for name in translate(language, place.words).split(","):
            question = real.question(name)
            if question is None or place not in real.named(question):
                lost.append((place.title, name))

    assert lost == []


def test_judged_questions_name_no_place(real: Signposts[Place]) -> None:
    asked = [topic.text for topic in read_topics(JUDGED, "en")]
    found = [text for text in asked if (question := real.question(text)) and real.named(question)]

    assert (len(asked), found) == (100, [])
