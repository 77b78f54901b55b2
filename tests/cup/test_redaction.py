"""Words that are taken out of an entry before anybody else reads it."""

from copy import deepcopy

import pytest

from app.domain.cup.redaction import occurrences, redacted, redacted_text


@pytest.mark.parametrize(
    ("text", "phrases", "left"),
    [
        ("Ana Quispe began it.", ["ana quispe"], "[…] began it."),
        ("ANA   quispe\nbegan", ["Ana Quispe"], "[…]\nbegan"),
        ("L’AMAPRO gagne, lAMAPRO non", ["amapro"], "L’[…] gagne, lAMAPRO non"),
        ("Banana, Ana, Anabel", ["Ana"], "Banana, […], Anabel"),
        ("La Asociación creció", ["asociacion"], "La […] creció"),
        ("La Asociacio\u0301n creció", ["Asociación"], "La […] creció"),
        ("Ana Maria Lopez", ["Ana Maria", "Maria Lopez"], "[…]"),
        ("**Coop** Norte, Coop-Norte, Coop\u00a0Norte", ["coop norte"], "**[…], […], […]"),
        ("Cœur de café", ["coeur"], "[…] de café"),
        ("ก ไก่บ้านสวน", ["บ้าน"], "ก ไก่[…]สวน"),
        ("Call 999-111 or (Norte)", ["999 111", "(Norte)"], "Call […] or […]"),
        ("Nothing here", ["", "  ", "-"], "Nothing here"),
        ("C\u00adoop", ["coop"], "[…]"),
    ],
)
def test_redacted_text_finds_phrases_however_they_are_written(text: str, phrases: list[str], left: str) -> None:
    assert redacted_text(text, phrases) == left


def test_redacted_changes_texts_everywhere_and_no_codes() -> None:
    content = {
        "summary": {"title": "Peru saves", "summary": "With Mixed"},
        "facts": {"country": "PE", "kind": "mixed", "region": "Mixed Valley", "benefits": ["mixed", "discounts"]},
        "results": {"results": [{"key": "mixed1", "indicator": "mixed income", "after": "3"}]},
        "story": {"what_we_did": "mixed\n\nPE and more"},
    }
    before = deepcopy(content)
    assert redacted(content, ["mixed", "PE", "mixed1"]) == {
        "summary": {"title": "Peru saves", "summary": "With […]"},
        "facts": {"country": "PE", "kind": "mixed", "region": "[…] Valley", "benefits": ["mixed", "discounts"]},
        "results": {"results": [{"key": "mixed1", "indicator": "[…] income", "after": "3"}]},
        "story": {"what_we_did": "[…]\n\n[…] and more"},
    }
    assert content == before


def test_occurrences_name_the_question_and_the_words_around() -> None:
    content = {"summary": {"title": "Rosa and others"}, "story": {"what_we_did": "First rosa, then Rosa.", "key": 1}}
    found = [(one.section, one.part, one.before, one.found, one.after) for one in occurrences(content, "Rosa")]
    assert found == [
        ("summary", "title", "", "Rosa", " and others"),
        ("story", "what_we_did", "First ", "rosa", ", then Rosa."),
        ("story", "what_we_did", "First rosa, then ", "Rosa", "."),
    ]
