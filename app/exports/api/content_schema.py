"""The sections of a case as JSON schema, made from the same description as the editor's pages."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from app.content.schema import LISTS, Field, Group, Kind
from app.content.sections import SECTIONS

Schema = dict[str, Any]

# Media stand beside the content: only those that may be shown today.
CONTENT_SECTIONS = tuple(section for section in SECTIONS if section.name != "media")
_KEY: Schema = {"type": "string", "description": "Stays with this item in all versions and languages."}


@cache
def content_schema() -> Schema:
    """An object with one property a section. Nothing is required: what is empty is left out."""
    return {
        "type": "object",
        "title": "Content",
        "properties": {section.name: _object(section.title, section.parts) for section in CONTENT_SECTIONS},
        "example": {"summary": {"title": "Vender la papa juntos"}, "facts": {"country": "PE", "products": ["potato"]}},
    }


def _object(title: str, parts: Iterable[Field | Group]) -> Schema:
    properties = {part.name: _group(part) if isinstance(part, Group) else _field(part) for part in parts}
    return {"type": "object", "description": title, "properties": properties}


def _group(group: Group) -> Schema:
    item = _object(group.item, group.fields)
    return {
        "type": "array",
        "description": group.label,
        "items": {**item, "properties": {"key": _KEY, **item["properties"]}},
    }


def _field(field: Field) -> Schema:
    one = _value(field)
    shape = {"type": "array", "items": one} if field.kind in LISTS else one
    return {**shape, "description": field.label}


def _value(field: Field) -> Schema:
    match field.kind:
        case Kind.NUMBER:
            return {"type": "number"}
        case Kind.FLAG:
            return {"type": "boolean"}
        case Kind.URL:
            return {"type": "string", "format": "uri"}
        case _ if field.vocabulary:
            return {"type": "string", "x-vocabulary": field.vocabulary}
        case _:
            return {"type": "string"}
