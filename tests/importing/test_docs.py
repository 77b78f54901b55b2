"""docs/import.md says what the code does."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from app.content.schema import Group
from app.content.sections import SECTIONS
from app.domain.importing.columns import CASE_RECORD, MEDIA, ORGANISATIONS, TRANSLATIONS
from app.domain.importing.plan import Plan

DOCS = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")


def test_every_field_of_the_content_is_described() -> None:
    for section in SECTIONS:
        described = DOCS.split(f"### `{section.name}`", 1)[1].split("\n#", 1)[0]
        for part in section.parts:
            inner = [field.name for field in part.fields] if isinstance(part, Group) else []
            for name in (part.name, *inner):
                assert f"`{name}`" in described, f"{section.name}.{name}"


def test_every_column_is_described() -> None:
    for column in (*ORGANISATIONS, *CASE_RECORD, *MEDIA, *TRANSLATIONS):
        assert f"`{column.name}`" in DOCS, column.name


def test_examples_can_be_imported(look: Callable[..., Plan]) -> None:
    rows = [json.loads(example) for example in re.findall(r'^\{"type".*\}$', DOCS, re.MULTILINE)]

    plan = look(rows)

    assert [str(complaint) for complaint in plan.complaints.errors] == []
    assert (len(plan.organisations), plan.case_count) == (1, 1)
