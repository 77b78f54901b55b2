"""Differences: between two texts by words, between two versions of a case by section."""

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.content.schema import Field, Group
from app.content.sections import SECTIONS

# A word or a mark with the white space behind it.
_WORDS = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
# difflib looks at every pair of equal words, again and again: beyond so many pairs it takes seconds, and the
# texts are so repetitive or so long that nobody could read the result.
_PAIRS = 200_000


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
    """The way from one text to the other, word by word, neighbours of one kind joined.

    The same and the removed ones together are the text before, the same and the added ones the text after.
    Where word by word would take too long, what differs is shown as one piece removed and one added.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    start, end = _common(old, new)
    middle = old[start : len(old) - end], new[start : len(new) - end]
    found = [(Change.SAME, old[:start]), *_differing(*middle), (Change.SAME, old[len(old) - end :])]
    return tuple(Piece(change, "".join(words)) for change, words in found if words)


def _common(old: list[str], new: list[str]) -> tuple[int, int]:
    """How many words at the start, and how many of the others at the end, are the same."""
    shorter = min(len(old), len(new))
    start = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    shorter -= start
    end = next((place for place in range(shorter) if old[-1 - place] != new[-1 - place]), shorter)
    return start, end


def _differing(old: list[str], new: list[str]) -> Iterator[tuple[Change, list[str]]]:
    counts = Counter(new)
    if sum(counts[word] for word in old) > _PAIRS:
        yield from ((Change.REMOVED, old), (Change.ADDED, new))
        return
    for tag, a1, a2, b1, b2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Change.SAME, old[a1:a2]
        else:
            yield from ((Change.REMOVED, old[a1:a2]), (Change.ADDED, new[b1:b2]))


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
    if value is None or value is False:
        return ""
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return "✓" if value is True else str(value)
