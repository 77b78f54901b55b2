"""Answers as typed: from the names of a posted form ("title", "moments-2-date") and back to them.

`Typed` maps the fields of one section to a text, or to a list of texts where a field takes several, and its
groups to lists of such mappings, each with the `key` of its item once it was saved.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.content.clean import as_typed, rows
from app.content.schema import Field, Group, Kind, Section

Typed = dict[str, Any]
Values = Mapping[str, Sequence[str]]

_ITEM = re.compile(r"([a-z_]{1,40})-([0-9]{1,4})-([a-z_]{1,40})\Z")
# More items than this are no form of ours; cleaning says how many a group takes.
MOST_ITEMS = 100


def read(section: Section, values: Values) -> Typed:
    """What a posted form says about one section. Numbers of items only order them: gaps are closed."""
    typed: Typed = {part.name: _answer(part, values.get(part.name)) for part in section.fields}
    posted = _posted_items(values)
    for group in section.groups:
        items = posted.get(group.name, {})
        typed[group.name] = [_row(group, items[number]) for number in sorted(items)[:MOST_ITEMS]]
    return typed


def _posted_items(values: Values) -> dict[str, dict[int, Values]]:
    items: dict[str, dict[int, dict[str, Sequence[str]]]] = {}
    for name, given in values.items():
        found = _ITEM.match(name)
        if found:
            group, number, field = found.groups()
            items.setdefault(group, {}).setdefault(int(number), {})[field] = given
    return items  # type: ignore[return-value]


def _row(group: Group, values: Values) -> Typed:
    key = values.get("key") or [""]
    return {"key": key[-1], **{part.name: _answer(part, values.get(part.name)) for part in group.fields}}


def _answer(part: Field, given: Sequence[str] | None) -> str | list[str]:
    if part.many:
        return list(given or [])
    return given[-1] if given else ""


def from_stored(section: Section, data: Mapping[str, Any]) -> Typed:
    """One section as somebody would type what is stored."""
    typed: Typed = {part.name: _stored(part, data.get(part.name)) for part in section.fields}
    for group in section.groups:
        typed[group.name] = [
            {"key": item["key"], **{part.name: _stored(part, item.get(part.name)) for part in group.fields}}
            for item in data.get(group.name, ())
        ]
    return typed


def _stored(part: Field, value: Any) -> str | list[str]:
    return [str(one) for one in value or []] if part.many else as_typed(value)


def show(section: Section, typed: Typed) -> dict[str, list[str]]:
    """The names and values with which a form shows what was typed."""
    values: dict[str, list[str]] = {part.name: _shown(part, typed.get(part.name)) for part in section.fields}
    for group in section.groups:
        for number, row in enumerate(rows(typed.get(group.name))):
            values[f"{group.name}-{number}-key"] = [row.get("key", "")]
            for part in group.fields:
                values[f"{group.name}-{number}-{part.name}"] = _shown(part, row.get(part.name))
    return values


def _shown(part: Field, answer: Any) -> list[str]:
    if part.kind is Kind.CASES:
        return [", ".join(answer or [])]
    return list(answer or []) if part.many else [answer or ""]


def with_room(section: Section, typed: Typed) -> Typed:
    """With as many empty items as a group needs at least, so that the form says so by itself."""
    room = {group.name: _filled_up(rows(typed.get(group.name)), group.minimum) for group in section.groups}
    return {**typed, **room}


def _filled_up(items: Iterable[Mapping[str, Any]], minimum: int) -> list[Mapping[str, Any]]:
    given = list(items)
    return given + [{} for _ in range(minimum - len(given))]


def obey(section: Section, typed: Typed, command: str) -> str:
    """Do what a button of a repeating part says: "add:moments", "remove:moments:2", "up:…", "down:…".

    Returns the name of the control at which the writer goes on; "" for a command that fits nothing here.
    """
    verb, _, rest = command.partition(":")
    name, _, number = rest.partition(":")
    group = next((group for group in section.groups if group.name == name), None)
    if group is None or verb not in _COMMANDS:
        return ""
    items = typed.setdefault(name, [])
    place = int(number) if number.isascii() and number.isdecimal() and len(number) < 5 else len(items)
    place = _COMMANDS[verb](group, items, place)
    return f"{name}-{place}-{group.fields[0].name}" if items else ""


def _add(group: Group, items: list[Typed], _: int) -> int:
    if len(items) < group.maximum:
        items.append({})
    return len(items) - 1


def _remove(_: Group, items: list[Typed], place: int) -> int:
    del items[place : place + 1]
    return max(0, min(place, len(items) - 1))


def _up(_: Group, items: list[Typed], place: int) -> int:
    return _swapped(items, place, place - 1)


def _down(_: Group, items: list[Typed], place: int) -> int:
    return _swapped(items, place, place + 1)


def _swapped(items: list[Typed], place: int, other: int) -> int:
    if not (0 <= place < len(items) and 0 <= other < len(items)):
        return max(0, min(place, len(items) - 1))
    items[place], items[other] = items[other], items[place]
    return other


_COMMANDS = {"add": _add, "remove": _remove, "up": _up, "down": _down}
