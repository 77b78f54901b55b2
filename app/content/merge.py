"""What a save leaves of one section: the new answers, the stored ones where a new one was wrong or not asked for."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from app.content.clean import Cleaned, Data, as_typed, is_key, rows
from app.content.schema import Group, Section

_WORDS = re.compile(r"\w+")


def merged(section: Section, stored: Mapping[str, Any], cleaned: Cleaned, only: Collection[str] | None) -> Data:
    """The section as it is to be stored. `only` names the parts a shorter form asked for; the others stay.

    No answer is lost to a wrong one: what was refused keeps its stored value, in items of groups as well.
    """
    result: Data = {}
    for part in section.parts:
        asked = only is None or part.name in only
        source = cleaned.data if asked and part.name not in cleaned.problems else stored
        if part.name in source:
            result[part.name] = source[part.name]
    for group_name, key, name in cleaned.refused:
        item, before = _item(result, group_name, key), _item(stored, group_name, key)
        if item is not None and before is not None and name in before:
            item[name] = before[name]
    for group in section.groups:
        items = [item for item in result.pop(group.name, ()) if _says_something(item)]
        if items:
            result[group.name] = items
    return result


def _says_something(item: Data) -> bool:
    return any(value is not False for name, value in item.items() if name != "key")


def _item(data: Mapping[str, Any], group: str, key: str) -> Data | None:
    return next((item for item in data.get(group, ()) if item["key"] == key), None)


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Equal but for the keys of items."""
    return _without_keys(one) == _without_keys(other)


def _without_keys(data: Mapping[str, Any]) -> Data:
    return {
        name: [{k: v for k, v in item.items() if k != "key"} for item in value]
        if isinstance(value, list) and value and isinstance(value[0], dict)
        else value
        for name, value in data.items()
    }


def with_keys(section: Section, typed: Mapping[str, Any], stored: Mapping[str, Any]) -> Data:
    """What was typed, its new items given the keys under which an earlier save already knows them.

    An item that was added in the browser has no key there, and is sent again and again while it is written.
    """
    result = dict(typed)
    for group in section.groups:
        if group.name in typed:
            result[group.name] = _keyed(group, typed[group.name], stored.get(group.name, ()))
    return result


def _keyed(group: Group, typed: Any, stored: Iterable[Data]) -> list[Data]:
    items = [dict(row) for row in rows(typed)]
    used = {item["key"] for item in items if is_key(item.get("key"))}
    free = {item["key"]: _words(group, item) for item in stored if item["key"] not in used}
    for item in items[: group.maximum]:
        if is_key(item.get("key")):
            continue
        words = _words(group, item)
        likeness = {key: len(words & old) / len(old) for key, old in free.items() if old}
        closest = max(likeness, key=likeness.__getitem__, default="")
        if closest and likeness[closest] >= 0.5:
            item["key"] = closest
            del free[closest]
    return items


def _words(group: Group, item: Data) -> set[str]:
    return {word for part in group.fields for word in _WORDS.findall(as_typed(item.get(part.name))[:2000])}
