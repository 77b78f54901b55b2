"""The schema itself: what everything else takes for granted about it."""

from app.content.schema import Field, Kind, Need
from app.content.sections import BY_NAME, RAW_SECTIONS, SECTIONS
from app.vocabularies.loader import vocabularies

FIELDS = [
    *[(section, part) for section in SECTIONS for part in section.fields],
    *[(section, part) for section in SECTIONS for group in section.groups for part in group.fields],
]


def test_names_are_unique_and_fit_into_forms() -> None:
    names = [section.name for section in SECTIONS]

    assert len(set(names)) == len(names)
    for section in SECTIONS:
        parts = [part.name for part in section.parts]
        assert len(set(parts)) == len(parts)
        assert [name for name in parts if not name.replace("_", "").isalpha() or not name.islower()] == []


def test_the_short_form_can_name_its_fields_without_their_section() -> None:
    names = [part.name for name in RAW_SECTIONS for part in BY_NAME[name].fields]

    assert len(set(names)) == len(names)
    assert [group.name for name in RAW_SECTIONS for group in BY_NAME[name].groups] == []


def test_every_field_of_terms_names_a_vocabulary_that_exists() -> None:
    kinds = (Kind.CHOICE, Kind.CHOICES, Kind.RANKED)

    assert {part.vocabulary for _, part in FIELDS if part.kind in kinds} <= set(vocabularies())
    assert [part.name for _, part in FIELDS if part.kind not in kinds and part.vocabulary] == []


def test_a_raw_experience_needs_few_answers() -> None:
    needed = [part.name for _, part in FIELDS if part.need is Need.SUBMISSION]

    assert len(needed) == 10


def test_groups_have_a_first_field_that_can_take_the_focus() -> None:
    first: list[Field] = [group.fields[0] for section in SECTIONS for group in section.groups]

    assert [part.name for part in first if part.kind is Kind.FLAG] == []
