"""What a save leaves of a section."""

from typing import Any

from hypothesis import given, settings

from app.content.clean import clean_section
from app.content.merge import merged, same, with_keys
from app.content.schema import Section
from app.content.sections import BY_NAME
from tests.content.strategies import CHOICES, sections_typed

PROCESS = BY_NAME["process"]
STORED = {
    "initial_situation": "Alone",
    "moments": [
        {"key": "aaa111", "date": "2019", "title": "Founded by forty families", "turning_point": True},
        {"key": "bbb222", "date": "2020-05", "title": "First sale", "turning_point": False},
    ],
}


def saved(typed: dict[str, Any], only: set[str] | None = None) -> dict[str, Any]:
    return merged(PROCESS, STORED, clean_section(PROCESS, typed, CHOICES), only)


@given(sections_typed)
@settings(max_examples=150, deadline=None)
def test_what_is_right_and_asked_for_is_what_is_stored(case: tuple[Section, Any]) -> None:
    section, typed = case
    cleaned = clean_section(section, typed, CHOICES)

    data = merged(section, {}, cleaned, None)

    fields = {part.name for part in section.fields}
    assert {name: data[name] for name in data if name in fields} == {
        name: cleaned.data[name] for name in cleaned.data if name in fields
    }


@given(sections_typed)
@settings(max_examples=150, deadline=None)
def test_saving_what_is_stored_changes_nothing(case: tuple[Section, Any]) -> None:
    section, typed = case
    data = merged(section, {}, clean_section(section, typed, CHOICES), None)

    assert merged(section, data, clean_section(section, data, CHOICES), None) == data


def test_a_wrong_answer_in_an_item_leaves_the_stored_one() -> None:
    rows = [{**STORED["moments"][0], "date": "2019-13"}, {**STORED["moments"][1], "title": "x" * 999}]  # type: ignore[index]

    data = saved({"initial_situation": "Alone", "moments": rows})

    assert data == STORED


def test_too_many_items_leave_the_stored_ones() -> None:
    data = saved({"moments": [{"title": f"Moment {number}"} for number in range(31)]})

    assert data["moments"] == STORED["moments"]


def test_a_shorter_form_leaves_what_it_does_not_ask() -> None:
    assert saved({"initial_situation": "Together"}, {"initial_situation"}) == {
        **STORED,
        "initial_situation": "Together",
    }


def test_an_emptied_answer_goes() -> None:
    assert saved({"initial_situation": "", "moments": []}) == {}


def test_items_differ_by_their_answers_not_by_their_keys() -> None:
    other = {**STORED, "moments": [{**item, "key": "zzz999"} for item in STORED["moments"]]}

    assert same(STORED, other)
    assert not same(STORED, {**other, "initial_situation": "Together"})
    assert not same(STORED, {**STORED, "moments": STORED["moments"][::-1]})


def test_an_item_written_in_the_browser_keeps_the_key_of_its_first_save() -> None:
    typed = {
        "moments": [
            STORED["moments"][0],
            {"key": "", "title": "First sale in the city", "date": "2020-05"},
            {"key": "", "title": "Something else entirely"},
        ]
    }

    keyed = with_keys(PROCESS, typed, STORED)

    assert [row["key"] for row in keyed["moments"]] == ["aaa111", "bbb222", ""]


def test_a_key_that_is_in_use_is_not_given_again() -> None:
    typed = {"moments": [{"key": "", "title": "First sale"}, {"key": "bbb222", "title": "First sale"}]}

    assert [row["key"] for row in with_keys(PROCESS, typed, STORED)["moments"]] == ["", "bbb222"]
