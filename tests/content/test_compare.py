"""Differences between texts and between versions."""

import time

from hypothesis import given
from hypothesis import strategies as st

from app.content.compare import Change, Piece, as_text, differences, pieces

SAME, ADDED, REMOVED = Change.SAME, Change.ADDED, Change.REMOVED
words = st.lists(st.sampled_from(["a", "b ", "ñandú", "!", "\n", "  ", "の", "🌽", "12"]), max_size=30).map("".join)


@given(words | st.text(max_size=60), words | st.text(max_size=60))
def test_the_pieces_lead_from_one_text_to_the_other(before: str, after: str) -> None:
    found = pieces(before, after)

    assert "".join(piece.text for piece in found if piece.change is not ADDED) == before
    assert "".join(piece.text for piece in found if piece.change is not REMOVED) == after
    assert all(piece.text for piece in found)


@given(words)
def test_a_text_differs_in_nothing_from_itself(text: str) -> None:
    assert [piece.change for piece in pieces(text, text)] in ([], [SAME])


def test_words_are_compared_not_letters() -> None:
    assert pieces("We sold maize together.", "We sold beans together.") == (
        Piece(SAME, "We sold "),
        Piece(REMOVED, "maize "),
        Piece(ADDED, "beans "),
        Piece(SAME, "together."),
    )


def test_texts_made_to_be_slow_are_shown_one_after_the_other() -> None:
    started = time.perf_counter()

    found = pieces("a " * 20000, "b a " * 10000)

    assert {piece.change for piece in found} == {REMOVED, ADDED, SAME}
    assert len(found) < 5
    assert time.perf_counter() - started < 2


def test_nothing_and_zero_are_not_the_same_answer() -> None:
    assert [as_text(value) for value in (None, False, 0, True, ["a", "b"], 1.5)] == ["", "", "0", "✓", "a, b", "1.5"]


def test_items_are_matched_by_key_wherever_they_stand() -> None:
    one, two = {"key": "aaa111", "title": "One"}, {"key": "bbb222", "title": "Two"}
    before = {"process": {"moments": [one, two]}}
    after = {"process": {"moments": [two, {**one, "title": "One again"}]}}

    found = differences(before, after)

    assert [(each.section, each.label, each.item, each.pieces) for each in found] == [
        ("process", "What happened", "Moment", (Piece(REMOVED, "One"), Piece(ADDED, "One again")))
    ]


def test_an_item_taken_away_is_a_difference() -> None:
    before = {"lessons": {"lessons": [{"key": "aaa111", "statement": "Weigh twice"}]}}

    found = differences(before, {"lessons": {}})

    assert [(each.label, each.pieces) for each in found] == [("The lesson", (Piece(REMOVED, "Weigh twice"),))]
