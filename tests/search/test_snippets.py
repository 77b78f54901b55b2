import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.engine import Segment
from app.search.query import parse
from app.search.snippets import PASSAGE_LENGTH, Marks, best_passage, highlighted, marks_of
from tests.search.corpus import LABELS


def marks(query: str) -> Marks:
    return marks_of(parse(query, "en", LABELS))


def bracketed(segments: tuple[Segment, ...]) -> str:
    return "".join(f"[{one.text}]" if one.marked else one.text for one in segments)


@pytest.mark.parametrize(
    ("query", "language", "text", "marked"),
    [
        ("capacitacion", "es", "La Capacitación y las capacitaciones", "La [Capacitación] y las [capacitaciones]"),
        ("quality", "en", "Qualities of quality.", "[Qualities] of [quality]."),
        ("women", "en", "A woman among women", "A [woman] among [women]"),
        ("organisation", "fr", "L'organisation, d’organisations", "L'[organisation], d’[organisations]"),
        ("fnc", "es", "La F.N.C. y la FNC", "La [F.N.C.] y la [FNC]"),
        ("2500", "en", "2,500 families of 25000", "[2,500] families of 25000"),
        ("cooperat*", "en", "Cooperation, cooperatives, coop", "[Cooperation], [cooperatives], coop"),
        ('"common scale"', "en", "The common scale; a common price", "The [common] [scale]; a [common] price"),
        ("coffee -tea", "en", "Coffee or tea", "[Coffee] or tea"),
        ("market", "en", "Supermarket", "Supermarket"),
        ("мед", "ru", "Свежий МЕД", "Свежий [МЕД]"),
        ("<b>", "en", "A <b>bold</b> claim", "A <[b]>bold</[b]> claim"),
    ],
)
def test_words_are_marked_whatever_their_form(query: str, language: str, text: str, marked: str) -> None:
    assert bracketed(highlighted(text, language, marks(query))) == marked


def test_passage_with_most_different_words_is_shown() -> None:
    filler = "Nothing of interest happened for a while. " * 20
    sections = [
        ("story", f"Coffee coffee coffee. {filler}"),
        ("lessons", f"{filler}They shared the credit for coffee with women. {filler}"),
    ]

    passage = best_passage(sections, "en", marks("coffee credit women"))

    assert passage.section == "lessons"
    assert bracketed(passage.segments).startswith("…They shared the [credit] for [coffee] with [women]. Nothing")
    assert passage.segments[-1] == Segment("…")


def test_passage_without_marks_is_the_beginning() -> None:
    passage = best_passage([("empty", ""), ("story", "How it began.\nAnd went on.")], "en", marks("absent"))

    assert (passage.section, passage.segments) == ("story", (Segment("How it began. And went on."),))


def test_passage_of_a_document_without_text_is_empty() -> None:
    assert best_passage([], "en", marks("coffee")).segments == ()


def test_text_beyond_twenty_thousand_characters_is_not_scanned() -> None:
    passage = best_passage([("long", "word " * 4000), ("late", "coffee")], "en", marks("coffee"))

    assert passage.section == "long"


@given(
    st.lists(st.text(alphabet="coffee créditÇ .\n<>'-", max_size=700), min_size=1, max_size=4),
    st.sampled_from(["coffee", "credit OR coffee", "cof*", '"coffee credit"']),
)
def test_passage_is_a_piece_of_its_section(texts: list[str], query: str) -> None:
    sections = [(str(number), text) for number, text in enumerate(texts)]

    passage = best_passage(sections, "en", marks(query))

    whole = " ".join(dict(sections).get(passage.section, "").split())
    shown = " ".join("".join(one.text for one in passage.segments if one.text != "…").split())
    assert shown in whole
    assert len(shown) <= PASSAGE_LENGTH


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("One page about a scale.", 0),
        ("A scale.\fThe second page.\fThe third.", 1),
        ("The first page.\fHere stands the scale.\fThe third.", 2),
        ("The first page.\f\fOn the third a scale and a scale.", 3),
        ("Nothing of it.\fNor here.", 1),
    ],
)
def test_passage_names_the_page_it_stands_on(text: str, page: int) -> None:
    passage = best_passage([("attachment:1", text)], "en", marks("scale"))

    assert passage.page == page
    assert all("\f" not in one.text for one in passage.segments)


def test_page_of_another_section_does_not_count() -> None:
    sections = [("attachment:1", "The first page.\fThe second page."), ("story", "We bought a scale.")]

    passage = best_passage(sections, "en", marks("scale"))

    assert (passage.section, passage.page) == ("story", 0)
