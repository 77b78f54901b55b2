"""The translations of one version."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.content.schema import Kind
from app.content.sections import BY_NAME
from app.content.text import one_line, tidy
from app.content.units import Content, Unit, fingerprint, units
from app.domain.importing.keys import item_key
from app.domain.importing.library import Library
from app.domain.importing.rows import Complaints
from app.domain.importing.taking import Taker
from app.models.cases import TranslationState


@dataclass(frozen=True, slots=True)
class _Place:
    """Whose texts are translated: enough to find the unit that a path means."""

    external_id: str
    content: Content


def check_translations(
    data: Mapping[str, Any],
    *,
    external_id: str,
    original: str,
    content: Content,
    library: Library,
    complaints: Complaints,
    where: str,
) -> list[dict[str, Any]]:
    """The columns of each row: one a language and section."""
    rows: list[dict[str, Any]] = []
    for language, given in data.items():
        taker = Taker(given, complaints, f"{where}.{language}.")
        if language not in library.choices.languages or language == original:
            taker.wrong("", "This is no language, or it is the one the case is written in.")
            continue
        rows += _of_language(taker, language, _Place(external_id, content))
    return rows


def _of_language(taker: Taker, language: str, place: _Place) -> list[dict[str, Any]]:
    state = taker.code("state", list(TranslationState)) or TranslationState.PUBLISHED
    states, sources = Taker(taker.named("states"), taker.complaints, f"{taker.where}states."), taker.named("sources")
    rows: list[dict[str, Any]] = []
    for section, texts in taker.named("texts").items():
        if section not in BY_NAME:
            taker.wrong(f"texts.{section}", "There is no such section.")
            continue
        found = _texts(taker, section, texts, place, f"texts.{section}")
        source = {unit.path: unit.text for unit in units(BY_NAME[section], place.content.get(section, {}))}
        earlier = _sources(taker, sources[section], f"sources.{section}") if section in sources else source
        if found:
            rows.append(
                {
                    "language": language,
                    "section": section,
                    "state": TranslationState(states.code(section, list(TranslationState)) or state),
                    "texts": found,
                    "source": earlier,
                    "source_hash": fingerprint(earlier),
                }
            )
    states.done()
    taker.done()
    return rows


def _texts(taker: Taker, section: str, given: object, place: _Place, where: str) -> dict[str, str]:
    known = {unit.path: unit for unit in units(BY_NAME[section], place.content.get(section, {}))}
    found: dict[str, str] = {}
    if not isinstance(given, Mapping):
        taker.wrong(where, "An object of paths and texts is expected.")
        return found
    for name, text in given.items():
        unit = known.get(_path(str(name), section, place))
        if unit is None:
            taker.wrong(f"{where}.{name}", "There is no such text in the original.")
        elif not isinstance(text, str):
            taker.wrong(f"{where}.{name}", "A text is expected.")
        elif cleaned := _cleaned(taker, unit, text, f"{where}.{name}"):
            found[unit.path] = cleaned
    return found


def _cleaned(taker: Taker, unit: Unit, text: str, where: str) -> str:
    cleaned = one_line(text) if unit.field.kind is Kind.LINE else tidy(text)
    # As in the editor: translations run longer than their source.
    limit = unit.field.limit * 4 // 3
    if len(cleaned) > limit:
        taker.wrong(where, f"Too long: {len(cleaned)} characters, {limit} are possible.")
    return cleaned


def _sources(taker: Taker, given: object, where: str) -> dict[str, str]:
    """Texts of the time when it was translated: they may name items that are no longer there."""
    if isinstance(given, Mapping) and all(isinstance(text, str) for text in given.values()):
        return {str(path): tidy(text) for path, text in given.items()}
    taker.wrong(where, "An object of paths and texts is expected.")
    return {}


def _path(name: str, section: str, place: _Place) -> str:
    """The path as it is stored: items by their keys, whether the file names them by number or by key."""
    group, _, rest = name.partition(".")
    item, _, field = rest.partition(".")
    if not field:
        return name
    items = place.content.get(section, {}).get(group, [])
    if item.isdigit() and 0 < int(item) <= len(items):
        return f"{group}.{items[int(item) - 1]['key']}.{field}"
    return f"{group}.{item_key(item, external_id=place.external_id, group=group, position=0)}.{field}"
