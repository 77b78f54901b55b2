"""What is still missing, said so that it can be mended."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from app.content.schema import Field, Group, Need, Section
from app.content.sections import RAW_SECTIONS, SECTIONS
from app.content.text import N_

_ALL = frozenset({Need.SUBMISSION, Need.PUBLICATION})
_EMPTY = N_("This is still empty.")
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing to mend: where (section and path, as the form names it) and what, translatable."""

    section: str
    path: str
    label: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)


def missing(
    content: Mapping[str, Mapping[str, Any]], need: Need, told_otherwise: Mapping[str, str] = _NOTHING
) -> list[Missing]:
    """What a case lacks for submission or for publication, in the editor's order.

    `told_otherwise` maps the story questions that a voice note or a photo answers to a sentence: for submission
    they count as answered; before publication somebody must write them down, and the sentence says so.
    """
    for_submission = need is Need.SUBMISSION
    found: list[Missing] = []
    for section in SECTIONS:
        if for_submission and section.name not in RAW_SECTIONS:
            continue
        data = content.get(section.name, {})
        for part in section.parts:
            if not (for_submission and part.name in told_otherwise):
                found += _of_part(section, part, data, {need} if for_submission else _ALL, told_otherwise)
    return found


@dataclass(frozen=True, slots=True)
class Completeness:
    """How far one section is: `done` of `total` things needed, and what the others lack."""

    done: int
    total: int
    missing: list[Missing]


def completeness(
    section: Section, data: Mapping[str, Any], told_otherwise: Mapping[str, str] = _NOTHING
) -> Completeness:
    """How much of one section is there for publication. A group counts as one thing, done with all its items.

    `told_otherwise` as for `missing`.
    """
    needed = [part for part in section.parts if part.need is not Need.NEVER]
    found = [(part, _of_part(section, part, data, _ALL, told_otherwise)) for part in section.parts]
    lacking = {part.name for part, missing_of_part in found if missing_of_part}
    return Completeness(
        sum(part.name not in lacking for part in needed),
        len(needed),
        [one for _, missing_of_part in found for one in missing_of_part],
    )


def _of_part(
    section: Section, part: Field | Group, data: Mapping[str, Any], wanted: Collection[Need], told: Mapping[str, str]
) -> list[Missing]:
    if isinstance(part, Field):
        return _of_field(section, part, data, wanted, part.name, told.get(part.name, _EMPTY))
    return _of_group(section, part, data, wanted)


def _of_field(
    section: Section,
    part: Field,
    data: Mapping[str, Any],
    wanted: Collection[Need],
    path: str,
    message: str,
) -> list[Missing]:
    if part.need not in wanted or data.get(part.name) not in (None, "", []):
        return []
    return [Missing(section.name, path, part.label, message)]


def _of_group(section: Section, group: Group, data: Mapping[str, Any], wanted: Collection[Need]) -> list[Missing]:
    items = data.get(group.name, [])
    found = []
    if group.need in wanted and len(items) < group.minimum:
        found.append(
            Missing(
                section.name,
                group.name,
                group.label,
                N_("%(count)s of at least %(minimum)s."),
                {"count": len(items), "minimum": group.minimum},
            )
        )
    for index, item in enumerate(items):
        for part in group.fields:
            found += _of_field(section, part, item, wanted, f"{group.name}-{index}-{part.name}", _EMPTY)
    return found
