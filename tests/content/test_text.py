"""The cleaning of what people type."""

from starlette.datastructures import FormData

from app.content.text import one_line, tidy
from app.forms.bind import typed_values


def test_accents_beyond_thirty_on_one_letter_are_dropped_before_they_are_put_into_order() -> None:
    """A form of four megabytes of them took hours; two thousand are enough to see that they are gone."""
    marks, below, above = "\u0316\u0301" * 1_000, "\u0316" * 15, "\u0301" * 14

    assert tidy(f"e{marks}x") == f"\u00e9{below}{above}x"
    assert tidy(f"e{marks}x" * 2) == f"\u00e9{below}{above}x" * 2
    assert len(tidy("カ" + "\uff9e\u0301" * 1_000)) == 31


def test_signs_that_are_no_accents_stay_however_many() -> None:
    assert tidy("—" * 100 + "🌾" * 100) == "—" * 100 + "🌾" * 100
    assert one_line("กี้ นี้ q̣̇ \u0e01" + "\u0301" * 30) == "กี้ นี้ q̣̇ \u0e01" + "\u0301" * 30


def test_forms_hold_no_heap_of_accents_even_before_their_texts_are_cleaned() -> None:
    form = FormData([("code", "e" + "\u0316\u0301" * 1_000), ("name\u0301", "caf\u00e9")])

    assert typed_values(form) == {"code": ["e" + "\u0316\u0301" * 15], "name\u0301": ["caf\u00e9"]}
