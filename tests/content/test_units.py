"""The translatable texts: walked, hashed, and overlaid."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.clean import clean_section
from app.content.schema import Section
from app.content.sections import BY_NAME, SECTIONS
from app.content.units import fingerprint, overlay, texts, translatable_sections, units
from tests.content.strategies import CHOICES, sections_typed

MOMENT = {"key": "k7m2qx", "date": "2019", "title": "Fundación", "text": "Cuarenta familias", "turning_point": True}


@given(sections_typed)
@settings(max_examples=150, deadline=None)
def test_a_section_overlaid_with_its_own_texts_is_the_same(case: tuple[Section, Any]) -> None:
    section, typed = case
    data = clean_section(section, typed, CHOICES).data

    assert overlay(section.name, data, texts(section, data)) == data
    assert overlay(section.name, data, {}) == data


@given(sections_typed, st.data())
@settings(max_examples=150, deadline=None)
def test_an_overlay_changes_the_texts_it_names_and_nothing_else(case: tuple[Section, Any], draw: st.DataObject) -> None:
    section, typed = case
    data = clean_section(section, typed, CHOICES).data
    own = texts(section, data)
    chosen = draw.draw(st.sets(st.sampled_from(sorted(own)))) if own else set()

    result = overlay(section.name, data, {path: f"[{own[path]}]" for path in chosen})

    assert texts(section, result) == {path: f"[{text}]" if path in chosen else text for path, text in own.items()}
    assert texts(section, data) == own


def test_units_name_their_item_by_key_and_number() -> None:
    found = list(units(BY_NAME["process"], {"initial_situation": "Solos", "moments": [MOMENT]}))

    assert [(unit.path, unit.text, unit.group_label, unit.item) for unit in found] == [
        ("initial_situation", "Solos", "", 0),
        ("moments.k7m2qx.title", "Fundación", "Moment", 1),
        ("moments.k7m2qx.text", "Cuarenta familias", "Moment", 1),
    ]


def test_a_translation_stays_with_its_item_when_items_move_or_go() -> None:
    other = {**MOMENT, "key": "b3n5rt", "title": "La feria"}
    translation = {"moments.k7m2qx.title": "Founding", "moments.zzzzzz.title": "Gone"}

    result = overlay("process", {"moments": [other, MOMENT]}, translation)

    assert [item["title"] for item in result["moments"]] == ["La feria", "Founding"]


def test_names_and_numbers_are_not_translated() -> None:
    data = {"team": [{"key": "k7m2qx", "name": "Rosa", "role": "Chair"}], "people": 12}

    assert texts(BY_NAME["systematisation"], data) == {"team.k7m2qx.role": "Chair"}


def test_only_sections_with_texts_are_translated() -> None:
    content = {"facts": {"country": "PE"}, "story": {"what_changed": "Prices"}, "results": {}}

    assert [section.name for section in translatable_sections(content)] == ["story"]


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=5))
def test_a_fingerprint_does_not_depend_on_the_order_of_answers(data: dict[str, Any]) -> None:
    assert fingerprint(data) == fingerprint(dict(reversed(list(data.items()))))


def test_fingerprints_differ_with_the_content() -> None:
    assert fingerprint({"a": 1}) != fingerprint({"a": "1"})
    assert len({fingerprint(section.name) for section in SECTIONS}) == len(SECTIONS)
