"""The translatable texts of a case: walking them, hashing them, laying a translation over them.

A unit's path is "title" for a field and "moments.k7m2qx.text" for a field of a group's item, so that a
translation keeps to its item when items are moved or removed.
"""

import copy
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.content.schema import Field, Section
from app.content.sections import BY_NAME, SECTIONS

Content = dict[str, dict[str, Any]]
Texts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Unit:
    """One text that is translated by itself; `item` numbers the item of a group it stands in, from 1."""

    path: str
    field: Field
    text: str
    group_label: str = ""
    item: int = 0


def units(section: Section, data: Mapping[str, Any]) -> Iterator[Unit]:
    """The texts of one section that are not empty, in the editor's order."""
    for part in section.parts:
        if isinstance(part, Field):
            if part.translatable and data.get(part.name):
                yield Unit(part.name, part, data[part.name])
            continue
        for number, item in enumerate(data.get(part.name, ()), 1):
            for inner in part.fields:
                if inner.translatable and item.get(inner.name):
                    path = f"{part.name}.{item['key']}.{inner.name}"
                    yield Unit(path, inner, item[inner.name], part.item, number)


def texts(section: Section, data: Mapping[str, Any]) -> Texts:
    """Path to text of one section."""
    return {unit.path: unit.text for unit in units(section, data)}


def translatable_sections(content: Content) -> list[Section]:
    """The sections in which there is anything to translate."""
    return [section for section in SECTIONS if texts(section, content.get(section.name, {}))]


def fingerprint(value: object) -> str:
    """SHA-256, in hex, of the canonical JSON of a value: same content, same fingerprint."""
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def overlay(name: str, data: Mapping[str, Any], translation: Mapping[str, str]) -> dict[str, Any]:
    """One section with its texts replaced by their translations; texts without one stay as they are.

    Without any translation the section itself comes back, not a copy: readers do not change what they read.
    """
    if not translation:
        return dict(data)
    section = BY_NAME[name]
    result = copy.deepcopy(dict(data))
    for unit in units(section, data):
        text = translation.get(unit.path)
        if not text:
            continue
        if "." not in unit.path:
            result[unit.path] = text
            continue
        group, key, inner = unit.path.split(".")
        next(item for item in result[group] if item["key"] == key)[inner] = text
    return result
