"""What a verdict needs, and what several of them come to."""

import pytest

from app.domain.cup.reasons import REASONS, VIEWS_DIFFER, in_order
from app.domain.cup.verdicts import LONGEST_NOTE, Outcome, Ruling, outcome, ruling
from app.domain.errors import Invalid
from app.models.entries import Verdict

YES, MEND, NO = Verdict.ELIGIBLE, Verdict.TO_COMPLETE, Verdict.INELIGIBLE


def test_outcome_without_and_with_one_verdict_is_open() -> None:
    assert [outcome([]), outcome([Ruling(YES)])] == [None, None]


def test_outcome_of_two_that_agree_unites_their_reasons_and_notes() -> None:
    given = [
        Ruling(MEND, ("no_learning",), "Say what was hard."),
        Ruling(MEND, ("story_too_short", "no_learning"), "Longer, please."),
    ]
    expected = Outcome(MEND, ("story_too_short", "no_learning"), "Say what was hard.\n\nLonger, please.")
    assert outcome(given) == expected


def test_outcome_says_the_same_note_once() -> None:
    assert outcome([Ruling(YES, (), "Welcome."), Ruling(YES, (), "Welcome.")]) == Outcome(YES, (), "Welcome.")


def test_outcome_of_two_that_differ_needs_a_third() -> None:
    assert outcome([Ruling(YES), Ruling(NO, ("duplicate",), "Sent in May.")]) is None


def test_outcome_of_three_follows_the_majority_and_forgets_the_other() -> None:
    given = [Ruling(YES), Ruling(NO, ("duplicate",), "Sent in May."), Ruling(YES, (), "Good luck.")]
    assert outcome(given) == Outcome(YES, (), "Good luck.")


def test_outcome_of_three_that_all_differ_is_repair() -> None:
    given = [
        Ruling(YES, (), "Good luck."),
        Ruling(NO, ("advertising",), "It sells."),
        Ruling(MEND, ("no_learning",), "What was hard?"),
    ]
    expected = Outcome(MEND, (VIEWS_DIFFER, "no_learning", "advertising"), "It sells.\n\nWhat was hard?")
    assert outcome(given) == expected


@pytest.mark.parametrize(
    ("verdict", "reasons", "note", "asked", "field"),
    [
        ("maybe", [], "", (), "verdict"),
        ("", [], "", (), "verdict"),
        ("eligible", ["duplicate"], "", (), "reasons"),
        ("to_complete", [], "What?", (), "reasons"),
        ("to_complete", ["duplicate"], "What?", (), "reasons"),
        ("to_complete", ["my_own_reason"], "What?", (), "reasons"),
        ("to_complete", ["views_differ"], "What?", (), "reasons"),
        ("to_complete", ["no_learning"], "  \n ", (), "note"),
        ("ineligible", [], "Why?", (), "reasons"),
        ("ineligible", ["no_learning"], "Why?", ("story_too_short",), "reasons"),
        ("ineligible", ["not_completed_in_time"], "Why?", (), "reasons"),
        ("ineligible", ["duplicate"], "", (), "note"),
        ("ineligible", ["duplicate"], "x" * (LONGEST_NOTE + 1), (), "note"),
    ],
)
def test_ruling_without_what_it_needs_is_refused_beside_its_field(
    verdict: str, reasons: list[str], note: str, asked: tuple[str, ...], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        ruling(verdict=verdict, reasons=reasons, note=note, asked_before=asked)
    assert refused.value.field == field


def test_ruling_against_what_was_asked_for_and_not_mended_stands() -> None:
    said = ruling(verdict="ineligible", reasons=["no_learning"], note=" Still not. ", asked_before={"no_learning"})
    assert said == Ruling(NO, ("no_learning",), "Still not.")


def test_three_longest_notes_fit_into_one_message() -> None:
    given = [Ruling(MEND, ("no_learning",), letter * LONGEST_NOTE) for letter in "abc"]
    found = outcome(given)
    assert found is not None
    assert len(found.message) <= 4000


def test_in_order_keeps_reasons_that_are_no_longer_used() -> None:
    assert in_order(["gone", "duplicate", "no_learning", "duplicate"]) == ["no_learning", "duplicate", "gone"]


def test_reasons_given_by_rules_are_not_offered() -> None:
    assert [code for code, one in REASONS.items() if not one.offered] == ["not_completed_in_time", "views_differ"]
