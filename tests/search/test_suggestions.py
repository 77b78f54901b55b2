"""Contract of engines: what was meant, and what is suggested."""

import pytest

from app.search.engine import (
    Engine,
    Suggestion,
    SuggestRequest,
)
from tests.search.contract import typed
from tests.search.corpus import READER, ask


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("cofee", "coffee"),
        ("capasitacion", "capacitación"),
        ("+revolvign fund -tea", "+revolving fund -tea"),
        ("fermantation qualité", "fermentation qualité"),
        ("coffee", None),
        ("zanzibra", None),
        ("qqqqqqq", None),
        ("title:cofee", None),
        ("", None),
    ],
)
def test_misspelt_word_brings_what_was_probably_meant(engine: Engine, text: str, meant: str | None) -> None:
    assert engine.search(ask(text)).did_you_mean == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        # Of a short word only letters that change places, or stand twice, are believed,
        ("twa coffee", None),
        ("tae coffee", "tea coffee"),
        ("teea coffee", "tea coffee"),
        # unless nothing is found otherwise.
        ("twa", "tea"),
    ],
)
def test_short_word_is_corrected_on_good_evidence_only(engine: Engine, text: str, meant: str | None) -> None:
    assert engine.search(ask(text)).did_you_mean == meant


def test_word_meant_finds_something(engine: Engine) -> None:
    meant = engine.search(ask("apicultroes")).did_you_mean

    assert meant == "apicultores"
    assert engine.search(ask(meant)).total == 1


def test_at_most_four_words_are_corrected(engine: Engine) -> None:
    meant = engine.search(ask("cofee cofee cofee cofee cofee")).did_you_mean

    assert meant == "coffee coffee coffee coffee cofee"


def test_suggestions_complete_words_terms_titles_and_organisations(engine: Engine) -> None:
    assert typed(engine, "Coop") == [
        ("word", "cooperative"),
        ("word", "cooperativa"),
        ("word", "coopératives"),
        ("organisation", "Cooperativa Sol Naciente"),
        ("title", "L'organisation des coopératives de café"),
    ]
    assert typed(engine, "sav") == [("label", "Savings and credit"), ("word", "savings")]
    assert typed(engine, "mel de qual", language="pt") == [
        ("word", "mel de qualidade"),
        ("word", "mel de qualité"),
        ("title", "Mel de qualidade"),
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["cooperative", "cooperativa", "coopératives"]),
        ("es", ["cooperativa", "cooperative", "coopératives"]),
        ("fr", ["coopératives", "cooperativa", "cooperative"]),
    ],
)
def test_words_of_the_readers_language_are_suggested_first(engine: Engine, language: str, words: list[str]) -> None:
    assert [text for kind, text in typed(engine, "coop", language=language) if kind == "word"] == words


def test_suggestions_are_made_with_and_without_accents(engine: Engine) -> None:
    assert typed(engine, "séch") == typed(engine, "SECH") == [("word", "séchage"), ("word", "séchoirs")]


def test_suggested_label_and_title_say_what_they_stand_for(engine: Engine) -> None:
    assert engine.suggest(SuggestRequest(tokens=READER, text="ahorro", language="es"))[0] == Suggestion(
        "label", "Ahorro y crédito", facet="benefit", code="savings_credit"
    )
    titles = engine.suggest(SuggestRequest(tokens=READER, text="training wo"))
    assert titles[-1] == Suggestion("title", "Training women", document="case:women:en")


def test_terms_go_on_being_suggested_while_the_next_word_is_begun(engine: Engine) -> None:
    assert typed(engine, "savings a") == [("label", "Savings and credit")]


@pytest.mark.parametrize("text", ["", " ", "c", "*", '"', "a b c d e f g h i j k l m n o p q r s", "x" * 5000])
def test_too_little_or_too_much_typed_brings_no_error(engine: Engine, text: str) -> None:
    assert engine.suggest(SuggestRequest(tokens=READER, text=text)) == ()
