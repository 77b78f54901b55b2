"""Words that are taken out of an entry before anybody else reads it."""

from copy import deepcopy

import pytest
from sqlmodel import col, select

from app.domain.cup.redaction import jury_text, occurrences, redacted, redacted_text
from app.models.cup import Edition, Question
from app.models.entries import Entry, EntryState
from tests.cup.making import MakeCup
from tests.factories import Make, raw_content


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


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Follow #PapasUnidas now", "Follow #[…] now"),
        ("facebook.com/papasunidas", "facebook.com/[…]"),
        ("papas.unidas@example.org", "[…]@example.org"),
        ("www.papasunidasperu.org", "www.[…]peru.org"),
        ("Papas unidas y papas", "[…] y papas"),
    ],
)
def test_name_written_together_is_hidden(written: str, shown: str) -> None:
    assert redacted_text(written, ["Papas Unidas"]) == shown


def test_short_words_written_together_are_another_word() -> None:
    assert redacted_text("La paz, lapaz", ["La paz"]) == "[…], lapaz"


def test_occurrences_name_the_question_and_the_words_around() -> None:
    content = {"summary": {"title": "Rosa and others"}, "story": {"what_we_did": "First rosa, then Rosa.", "key": 1}}
    found = [(one.section, one.part, one.before, one.found, one.after) for one in occurrences(content, "Rosa")]
    assert found == [
        ("summary", "title", "", "Rosa", " and others"),
        ("story", "what_we_did", "First ", "rosa", ", then Rosa."),
        ("story", "what_we_did", "First rosa, then ", "Rosa", "."),
    ]


def entered(cup: MakeCup, make: Make, *, blind: bool) -> tuple[Edition, Entry]:
    """An entry whose texts name the organisation, its people and a sum."""
    edition = cup.edition(blind=blind)
    organisation = make.organisation(
        "COVAVE - Cooperativa Valle Verde Ltda.", website="https://www.covave.example/about"
    )
    make.owner(organisation, "Rosa María Quispe")
    content = raw_content(title="How COVAVE saved 300 soles", summary="Written by Rosa María at covave.example.")
    content["references"] = {"related": ["k7m2qx"], "adapted_from": ["p4n8tz"]}
    with make.services.database.reading() as session:
        query = select(Question.id).where(Question.edition_id == edition.id).order_by(col(Question.position))
        first, second = session.exec(query).all()
    answers = {str(first): "The Cooperativa Valle Verde saved 300 soles.", str(second): "yes"}
    entry = cup.entry(
        edition,
        organisation,
        state=EntryState.SUBMITTED,
        content=content,
        answers=answers,
        redactions=["300 soles"],
        hidden_from_jury=["potatoes"],
    )
    return edition, entry


@pytest.mark.parametrize(
    ("blind", "title", "summary", "answer"),
    [
        (True, "How […] saved […]", "Written by […] at […].", "The […] saved […]."),
        (
            False,
            "How COVAVE saved […]",
            "Written by Rosa María at covave.example.",
            "The Cooperativa Valle Verde saved […].",
        ),
    ],
)
def test_the_jury_reads_no_hidden_words_and_in_a_blind_edition_no_names(
    cup: MakeCup, make: Make, blind: bool, title: str, summary: str, answer: str
) -> None:
    edition, entry = entered(cup, make, blind=blind)

    with make.services.database.reading() as session:
        read = jury_text(session, session.get_one(Entry, entry.id), session.get_one(Edition, edition.id))

    assert (read.title, read.content["summary"]["title"], read.content["summary"]["summary"]) == (title, title, summary)
    assert sorted(read.answers.values()) == sorted([answer, "yes"])
    # Who has the code of a case can look up whose it is.
    assert read.content["references"] == ({} if blind else {"related": ["k7m2qx"], "adapted_from": ["p4n8tz"]})
    assert (read.names_hidden, read.submission.title) == (blind, "How COVAVE saved 300 soles")
