"""The rows of the demo library as they stand in its files, made ready for the checks of the content schema."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.content.clean import Choices
from app.content.schema import Group, Kind, Section
from app.content.sections import BY_NAME
from app.domain.importing.keys import derived_key, item_key
from app.i18n import COUNTRIES, all_languages, locale
from app.vocabularies import loader

DATA = Path(__file__).parents[2] / "app" / "demo" / "data"

Row = dict[str, Any]


def rows() -> list[Row]:
    files = sorted(DATA.glob("*/*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line]


def organisations() -> list[Row]:
    return [row for row in rows() if row["type"] == "organisation"]


def cases() -> list[Row]:
    return [row for row in rows() if row["type"] == "case"]


def codes(vocabulary: str) -> frozenset[str]:
    return frozenset(term.code for term in loader.load(vocabulary))


def choices() -> Choices:
    return Choices(
        terms=codes,
        countries=COUNTRIES,
        languages=frozenset(all_languages("en")),
        currencies=frozenset(locale("en").currencies),
    )


def versions(case: Row) -> Iterator[Row]:
    """The contents that readers can see, the older ones first."""
    for version in case.get("versions", ()):
        yield version["content"]
    yield case["content"]


def typed(section: Section, data: Mapping[str, Any], external_id: str) -> Row:
    """One section as the import hands it to the cleaning: keys made, names of files and cases turned into ids."""
    ready: Row = {}
    for part in section.parts:
        value = data.get(part.name)
        if isinstance(part, Group):
            ready[part.name] = [_item(part, item, external_id, place) for place, item in enumerate(value or (), 1)]
        elif part.kind is Kind.CASES:
            ready[part.name] = [derived_key(name) for name in value or ()]
        elif value is not None:
            ready[part.name] = value
    return ready


def _item(group: Group, item: Mapping[str, Any], external_id: str, place: int) -> Row:
    key = item_key(item.get("key"), external_id=external_id, group=group.name, position=place)
    ids = {field.name for field in group.fields if field.kind is Kind.MEDIUM}
    return {**{name: "0" * 16 if name in ids else value for name, value in item.items()}, "key": key}


def typed_content(content: Mapping[str, Mapping[str, Any]], external_id: str) -> dict[str, Row]:
    return {name: typed(BY_NAME[name], data, external_id) for name, data in content.items()}


def text_paths(section: Section, data: Mapping[str, Any]) -> dict[str, int]:
    """Path (items numbered from 1) to the longest text allowed there, of every text that can be translated."""
    found: dict[str, int] = {}
    for part in section.parts:
        if isinstance(part, Group):
            for place, item in enumerate(data.get(part.name, ()), 1):
                found |= {
                    f"{part.name}.{place}.{field.name}": field.limit
                    for field in part.fields
                    if field.translatable and item.get(field.name)
                }
        elif part.translatable and data.get(part.name):
            found[part.name] = part.limit
    return found
