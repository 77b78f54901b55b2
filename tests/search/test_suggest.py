import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.engine import Suggestion
from app.search.suggest import MOST_BYTES, as_written, distance, first_visible, nearest, within_bytes


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        ("coffee", "coffee", 0),
        ("cofee", "coffee", 1),
        ("coffe", "coffee", 1),
        ("coffex", "coffee", 1),
        ("cofefe", "coffee", 1),
        ("kofee", "coffee", 2),
        ("ca", "abc", 3),
        ("", "abc", 3),
    ],
)
def test_distance_counts_slips_of_the_finger(first: str, second: str, apart: int) -> None:
    assert distance(first, second, limit=5) == apart
    assert distance(first, second, limit=1) == min(apart, 2)


@given(st.text(alphabet="abc", max_size=7), st.text(alphabet="abc", max_size=7), st.integers(0, 3))
def test_distance_is_the_same_both_ways_and_stops_at_its_limit(first: str, second: str, limit: int) -> None:
    assert distance(first, second, limit) == distance(second, first, limit)
    assert distance(first, second, limit) == min(distance(first, second, 9), limit + 1)


def test_nearest_words_come_by_distance_then_frequency() -> None:
    words = [("coffee", 9), ("coffees", 2), ("toffee", 1), ("cocoa", 50), ("cofee", 1)]

    assert nearest("coffe", words) == ["coffee", "cofee"]
    assert nearest("koffee", [("toffee", 9), ("coffee", 3)]) == ["toffee", "coffee"]
    assert nearest("tofee", [("coffee", 9), ("tofees", 1), ("toffee", 2)]) == ["toffee", "tofees"]
    assert nearest("maices", [("raices", 9), ("maizes", 1)]) == ["maizes", "raices"]
    assert nearest("cofffee", words) == ["coffee", "coffees", "cofee", "toffee"]


def test_word_is_shown_as_it_is_most_often_written() -> None:
    assert as_written("capacitacion", [("capacitación", 8), ("capacitaçion", 1)], 10) == "capacitación"
    assert as_written("organisation", [("organisatión", 1)], 10) == "organisation"
    assert as_written("coffee", [], 10) == "coffee"


def test_only_words_that_can_be_seen_are_offered() -> None:
    counts = {"coffee": 3, "secret": 0, "cocoa": 1, "tea": 2}

    assert first_visible(counts, counts.__getitem__, limit=2) == [("coffee", 3), ("cocoa", 1)]


def test_suggestions_stay_within_two_kilobytes_and_differ() -> None:
    many = [Suggestion("title", "é" * 120 + str(n), document=f"case:{n}:fr") for n in range(50)]

    kept = within_bytes([many[0], *many], limit=50)

    assert kept == tuple(many[: len(kept)])
    assert 1 < len(kept) < 50
    assert sum(len(json.dumps([s.kind, s.text, s.document, s.facet, s.code])) for s in kept) <= MOST_BYTES
