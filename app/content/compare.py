"""Differences: between two texts by words, between two versions of a case by section."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.content.schema import Field, Group
from app.content.sections import SECTIONS

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# Beyond this, word by word takes seconds and nobody can read it: the texts are shown one after the other.
_READABLE = 8000


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that differs; `label` and `item` say where, `pieces` how."""

    section: str
    label: str
    item: str
    pieces: tuple[Piece, ...]


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """The way from one text to the other, word by word, neighbours of one kind joined."""
    if len(before) + len(after) > 2 * _READABLE:
        parts = [Piece(Change.REMOVED, before), Piece(Change.ADDED, after)]
        return tuple(part for part in parts if part.text)
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    found: list[Piece] = []
    for tag, a1, a2, b1, b2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece(Change.SAME, "".join(old[a1:a2])))
            continue
        if a2 > a1:
            found.append(Piece(Change.REMOVED, "".join(old[a1:a2])))
        if b2 > b1:
            found.append(Piece(Change.ADDED, "".join(new[b1:b2])))
    return tuple(found)


def differences(before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]) -> list[Difference]:
    """What differs between two contents, in the editor's order. Items of groups are matched by their keys."""
    found: list[Difference] = []
    for section in SECTIONS:
        old, new = before.get(section.name, {}), after.get(section.name, {})
        for part in section.parts:
            if isinstance(part, Field):
                found += _of_field(section.name, part, old, new, "")
            else:
                found += _of_group(section.name, part, old, new)
    return found


def _of_group(section: str, group: Group, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    was = {item["key"]: item for item in old.get(group.name, ())}
    now = {item["key"]: item for item in new.get(group.name, ())}
    found: list[Difference] = []
    for key in [*now, *(key for key in was if key not in now)]:
        for part in group.fields:
            found += _of_field(section, part, was.get(key, {}), now.get(key, {}), group.item)
    return found


def _of_field(section: str, part: Field, old: Mapping[str, Any], new: Mapping[str, Any], item: str) -> list[Difference]:
    before, after = as_text(old.get(part.name)), as_text(new.get(part.name))
    return [] if before == after else [Difference(section, part.label, item, pieces(before, after))]


def as_text(value: object) -> str:
    """Any stored value as a reader would compare it."""
    if value in (None, False):
        return ""
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return "✓" if value is True else str(value)
