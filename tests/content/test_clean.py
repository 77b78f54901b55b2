"""From what was typed to what is stored."""

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings

from app.content.clean import KEY, Choices, Problem, Wrong, as_typed, case_codes, clean_section, clean_value
from app.content.merge import merged
from app.content.schema import Field, Group, Kind, Section
from app.content.sections import BY_NAME
from tests.content.strategies import CHOICES, sections_typed

NUMBER = Field("number", Kind.NUMBER, "Number", limit=10**9)
DATE = Field("date", Kind.DATE, "Date")
PROCESS = BY_NAME["process"]


def clean(part: Field, typed: Any, choices: Choices = CHOICES) -> Any:
    return clean_value(part, typed, choices)


def wrong(part: Field, typed: Any) -> str:
    with pytest.raises(Wrong) as caught:
        clean(part, typed)
    return caught.value.problem.message


@given(sections_typed)
@settings(max_examples=300, deadline=None)
def test_clean_section_never_raises_and_gives_only_what_json_holds(case: tuple[Section, Any]) -> None:
    section, typed = case

    cleaned = clean_section(section, typed, CHOICES)

    assert json.loads(json.dumps(cleaned.data)) == cleaned.data
    assert set(cleaned.data) <= {part.name for part in section.parts}


@given(sections_typed)
@settings(max_examples=300, deadline=None)
def test_clean_section_is_idempotent(case: tuple[Section, Any]) -> None:
    section, typed = case
    once = merged(section, {}, clean_section(section, typed, CHOICES), None)

    twice = clean_section(section, once, CHOICES)

    assert twice.data == once
    assert twice.problems == {}


@given(sections_typed)
@settings(max_examples=150, deadline=None)
def test_every_item_has_a_key_of_its_own(case: tuple[Section, Any]) -> None:
    section, typed = case

    data = clean_section(section, typed, CHOICES).data

    for group in section.groups:
        keys = [item["key"] for item in data.get(group.name, ())]
        assert len(set(keys)) == len(keys)
        assert all(KEY.match(key) for key in keys)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("1250", 1250),
        ("12.5", 12.5),
        ("12,5", 12.5),
        ("1 250", 1250),
        ("1\u202f250", 1250),
        ("1'250", 1250),
        ("1.250.000", 1250000),
        ("1,250,000", 1250000),
        ("1.250,50", 1250.5),
        ("1,250.50", 1250.5),
        ("0.125", 0.125),
        ("0,125", 0.125),
        ("0", 0),
        ("٣٥", 35),
        ("", None),
        ("  ", None),
        (1.125, 1.125),
        (7, 7),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: Any, stored: Any) -> None:
    assert clean(NUMBER, typed) == stored


@pytest.mark.parametrize("typed", ["1.250", "1,250", "12.500", "999,999"])
def test_a_number_that_may_be_a_thousand_is_asked_about(typed: str) -> None:
    assert wrong(NUMBER, typed) == "Is %(number)s more than a thousand? Then write it without the mark, like 1250."


@pytest.mark.parametrize("typed", ["twelve", "1.2.3", "--1", "1,2,3", "½", "0x10"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    assert wrong(NUMBER, typed) == "This is not a number. Write it like 1250 or 12.5."


@pytest.mark.parametrize("typed", ["-1", "1000000001", "NaN", "Infinity", "1e400"])
def test_a_number_outside_its_range_is_refused(typed: str) -> None:
    assert wrong(NUMBER, typed) == "A number from 0 to %(limit)s is expected."


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2019", "2019"),
        ("2019-5", "2019-05"),
        ("2019-05-31", "2019-05-31"),
        ("2020-02-29", "2020-02-29"),
        ("٢٠١٩", "2019"),
        ("", ""),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(typed: str, stored: str) -> None:
    assert clean(DATE, typed) == stored


@pytest.mark.parametrize(
    "typed", ["2019-02-29", "2019-13", "2019-00", "2019-00-15", "2019-05-00", "0000", "2019-04-31"]
)
def test_a_date_that_does_not_exist_is_refused(typed: str) -> None:
    assert wrong(DATE, typed) == "There is no such date."


@pytest.mark.parametrize("typed", ["31/05/2019", "May 2019", "19-05", "2019-5-1-1", "2019--05"])
def test_a_date_written_otherwise_is_explained(typed: str) -> None:
    assert wrong(DATE, typed) == "Write a date as 2019, 2019-05 or 2019-05-31."


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("example.org", "https://example.org"),
        ("http://example.org/a?b=1#c", "http://example.org/a?b=1#c"),
        ("HTTPS://Example.org", "https://Example.org"),
        ("", ""),
    ],
)
def test_a_web_address_gets_its_scheme(typed: str, stored: str) -> None:
    assert clean(Field("url", Kind.URL, "Address", limit=500), typed) == stored


@pytest.mark.parametrize(
    "typed", ["javascript:alert(1)", "data:text/html,x", "ftp://a.b", "nowhere", "a b.c", "http://["]
)
def test_what_is_no_web_address_is_refused(typed: str) -> None:
    assert wrong(Field("url", Kind.URL, "Address", limit=500), typed) == (
        "This is not a web address. It should look like https://example.org."
    )


def test_a_text_keeps_its_paragraphs_and_loses_control_characters() -> None:
    typed = "One\r\ntwo\x00\x1b[31m\r\n\r\nthree  \ud800"

    assert clean(Field("text", Kind.TEXT, "Text", limit=100), typed) == "One\ntwo[31m\n\nthree"


def test_a_line_is_one_line_in_composed_letters() -> None:
    assert clean(Field("line", Kind.LINE, "Line"), " Cafe\u0301 \n de \t altura ") == "Café de altura"
    assert unicodedata.is_normalized("NFC", clean(Field("line", Kind.LINE, "Line"), "e\u0301"))


def test_a_text_over_its_limit_is_refused_with_both_numbers() -> None:
    with pytest.raises(Wrong) as caught:
        clean(Field("line", Kind.LINE, "Line", limit=5), "sixsix")

    assert caught.value.problem == Problem(
        "Too long: %(length)s characters, %(limit)s are possible.", {"length": 6, "limit": 5}
    )


def test_several_terms_are_kept_once_and_in_order() -> None:
    part = Field("ranked", Kind.RANKED, "Ranked", limit=3, vocabulary="benefit")

    assert clean(part, ["bbb", "", "aaa", "bbb"]) == ["bbb", "aaa"]
    assert wrong(part, ["aaa", "bbb", "ccc", "ddd"]) == "Choose at most %(limit)s."
    assert wrong(part, ["aaa", "nothing"]) == "Choose from the answers offered."


def test_codes_of_cases_are_found_in_addresses_too() -> None:
    assert case_codes("K7M2QX, https://a.b/es/cases/b3n5rt/ ; k7m2qx") == ["k7m2qx", "b3n5rt"]
    assert case_codes("https://a.b/fr/cases/b3n5rt#story https://a.b/fr/cases/k7m2qx?in=es#lessons") == [
        "b3n5rt",
        "k7m2qx",
    ]


def test_a_case_that_cannot_be_pointed_at_is_named() -> None:
    part = Field("related", Kind.CASES, "Related", limit=2)

    assert clean(part, "k7m2qx") == ["k7m2qx"]
    assert wrong(part, "zzzzzz") == "There is no case with the code %(code)s."
    assert wrong(part, "not a code") == "A code has six letters and digits, as in the address of a case."


def test_a_medium_of_another_case_is_refused() -> None:
    part = Field("medium", Kind.MEDIUM, "File")

    assert clean(part, "0123456789abcdef") == "0123456789abcdef"
    assert wrong(part, "fedcba9876543210") == "Choose one of the files of this case."


def test_items_without_any_answer_are_dropped_and_problems_name_the_item_as_typed() -> None:
    typed = {"moments": [{"title": ""}, {"turning_point": ""}, {"title": "Founded", "date": "2019-13"}]}

    cleaned = clean_section(PROCESS, typed, CHOICES)

    assert [{k: v for k, v in item.items() if k != "key"} for item in cleaned.data["moments"]] == [
        {"title": "Founded", "turning_point": False}
    ]
    assert cleaned.problems == {"moments-2-date": Problem("There is no such date.")}
    assert cleaned.refused == [("moments", cleaned.data["moments"][0]["key"], "date")]


def test_a_tick_alone_makes_an_item() -> None:
    cleaned = clean_section(PROCESS, {"moments": [{"turning_point": "1"}]}, CHOICES)

    assert [item["turning_point"] for item in cleaned.data["moments"]] == [True]


def test_more_items_than_possible_are_said() -> None:
    typed = {"blocks": [{"title": f"Block {number}"} for number in range(7)]}

    cleaned = clean_section(BY_NAME["blocks"], typed, CHOICES)

    assert cleaned.problems == {"blocks": Problem("At most %(limit)s of these.", {"limit": 5})}
    assert len(cleaned.data["blocks"]) == 5


def test_an_item_keeps_its_key_and_a_second_with_the_same_gets_another() -> None:
    typed = {"moments": [{"key": "abc123", "title": "One"}, {"key": "abc123", "title": "Two"}]}

    keys = [item["key"] for item in clean_section(PROCESS, typed, CHOICES).data["moments"]]

    assert keys[0] == "abc123"
    assert KEY.match(keys[1])
    assert keys[1] != "abc123"


@pytest.mark.parametrize(
    ("value", "typed"),
    [
        (None, ""),
        (False, ""),
        (True, "1"),
        (0, "0"),
        (12.5, "12.5"),
        (1.125, "1.1250"),
        (1e-7, "0.0000001"),
        ("a", "a"),
    ],
)
def test_a_stored_value_can_be_typed_again(value: Any, typed: str) -> None:
    assert as_typed(value) == typed


def test_groups_of_the_schema_have_no_fields_that_take_several() -> None:
    """Forms name an item's answer by one control; a group would need more for lists."""
    groups: list[Group] = [group for section in BY_NAME.values() for group in section.groups]

    assert [part.name for group in groups for part in group.fields if part.many] == []
