"""Two texts of one section: where they differ, which of them a writer probably means, and the one they choose.

A place is named "title" for a field, "moments.k7m2qx.text" for a field of an item, and "moments.k7m2qx" for an
item that only one of the two texts has.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.content.clean import Choices, Wrong, clean_value, is_key, new_key, rows
from app.content.compare import Piece, pieces
from app.content.merge import with_keys
from app.content.schema import Field, Group, Section
from app.content.units import fingerprint
from app.forms.cases.offers import Offers
from app.forms.cases.typed import Typed, from_stored

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True, slots=True)
class Clash:
    """One place that differs. `whole` marks an item that only one of the two has; `keep` is what seems meant."""

    place: str
    label: str
    item: str
    mine: str
    theirs: str
    pieces: tuple[Piece, ...]
    keep: str
    translatable: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Sides:
    """The two texts of one section as typed, and the fingerprints of what stood there when mine was begun."""

    section: Section
    mine: Typed
    theirs: Typed
    was: Mapping[str, str]


def sides(section: Section, typed: Typed, stored: Mapping[str, Any], was: Mapping[str, str], choices: Choices) -> Sides:
    """Both texts in one form, so that 2019-5 is no other date than 2019-05."""
    mine = _settled(section, with_keys(section, typed, stored), choices)
    return Sides(section, mine, _settled(section, from_stored(section, stored), choices), was)


def _settled(section: Section, typed: Typed, choices: Choices) -> Typed:
    settled: Typed = _row(section.fields, typed, choices)
    for group in section.groups:
        items: dict[str, Typed] = {}
        for row in rows(typed.get(group.name)):
            item = _row(group.fields, row, choices)
            if item:
                key = row.get("key") if is_key(row.get("key")) else ""
                items[key if key and key not in items else new_key()] = item
        settled[group.name] = [{"key": key, **item} for key, item in items.items()]
    return settled


def _row(parts: Iterable[Field], typed: Mapping[str, Any], choices: Choices) -> Typed:
    """The answers of one form row that say something. One that is wrong stays as it was typed."""
    row: Typed = {}
    for part in parts:
        try:
            value = clean_value(part, typed.get(part.name), choices)
        except Wrong:
            value = typed[part.name]
        if not _empty(value):
            row[part.name] = value
    return row


def _empty(value: Any) -> bool:
    return value is None or value is False or value in ("", [])


def fingerprints(section: Section, data: Mapping[str, Any]) -> dict[str, str]:
    """A few signs for each stored answer, by its place: what a form keeps to know later who changed what."""
    marks = {part.name: _mark(data[part.name]) for part in section.fields if part.name in data}
    for group in section.groups:
        for item in data.get(group.name, ()):
            marks[f"{group.name}.{item['key']}"] = ""
            marks.update({f"{group.name}.{item['key']}.{n}": _mark(v) for n, v in item.items() if n != "key"})
    return marks


def _mark(value: Any) -> str:
    return "" if _empty(value) else fingerprint(value)[:6]


def clashes(both: Sides, offers: Offers) -> list[Clash]:
    """Where the two texts differ, in the editor's order."""
    found: list[Clash] = []
    for part in both.section.parts:
        if isinstance(part, Field):
            found += _of_field(part, part.name, "", both.mine, both.theirs, both.was, offers)
        else:
            found += _of_group(part, both, offers)
    return found


def _of_field(
    part: Field, place: str, item: str, mine: Typed, theirs: Typed, was: Mapping[str, str], offers: Offers
) -> Iterator[Clash]:
    one, other = mine.get(part.name), theirs.get(part.name)
    if one == other:
        return
    left_alone = bool(was) and _mark(one) == was.get(place, "")
    words = offers.words(part, one), offers.words(part, other)
    keep = THEIRS if left_alone else MINE
    yield Clash(place, part.label, item, *words, pieces(words[1], words[0]), keep, part.translatable)


def _of_group(group: Group, both: Sides, offers: Offers) -> Iterator[Clash]:
    mine, theirs = ({row["key"]: row for row in side[group.name]} for side in (both.mine, both.theirs))
    for key in _order(mine, theirs):
        place = f"{group.name}.{key}"
        if key in mine and key in theirs:
            for part in group.fields:
                yield from _of_field(part, f"{place}.{part.name}", group.item, mine[key], theirs[key], both.was, offers)
            continue
        side, row = (MINE, mine[key]) if key in mine else (THEIRS, theirs[key])
        text = "\n".join(filter(None, (offers.words(part, row.get(part.name)) for part in group.fields)))
        # What stood there before, and is missing on the other side, was taken away there on purpose.
        keep = side if place not in both.was else (THEIRS if side == MINE else MINE)
        texts = (text, "") if side == MINE else ("", text)
        yield Clash(place, group.item, "", *texts, (), keep, whole=True)


def _order(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    """Mine as I ordered them, then what only the other side has."""
    return [*mine, *(key for key in theirs if key not in mine)]


def chosen(both: Sides, keep: Mapping[str, str]) -> Typed:
    """The section that results when of each place that differs the chosen side is kept; mine where nothing is said."""
    parts = both.section.fields
    result: Typed = {part.name: _pick(part, part.name, both.mine, both.theirs, keep) for part in parts}
    for group in both.section.groups:
        mine, theirs = ({row["key"]: row for row in side[group.name]} for side in (both.mine, both.theirs))
        result[group.name] = []
        for key in _order(mine, theirs):
            place = f"{group.name}.{key}"
            if key in mine and key in theirs:
                row = {
                    part.name: _pick(part, f"{place}.{part.name}", mine[key], theirs[key], keep)
                    for part in group.fields
                }
                result[group.name].append({"key": key, **row})
            elif keep.get(place, MINE if key in mine else THEIRS) == (MINE if key in mine else THEIRS):
                result[group.name].append(mine.get(key) or theirs[key])
    return result


def _pick(part: Field, place: str, mine: Typed, theirs: Typed, keep: Mapping[str, str]) -> Any:
    return (theirs if keep.get(place) == THEIRS else mine).get(part.name)
