"""What lists show of a case, small enough to read a hundred of them at once."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.content.units import Content


def card_of(content: Content) -> Content:
    """The part of a content that lists show, in the same shape: title and sentence, the facts, the statement of the
    first lesson, and which media there are. Sections without any of it are left out."""
    lessons = content.get("lessons", {}).get("lessons", [])[:1]
    media = content.get("media", {}).get("media", [])
    parts: Content = {
        "summary": _only(content.get("summary", {}), "title", "summary"),
        "facts": content.get("facts", {}),
        "lessons": {"lessons": _each(lessons, "key", "statement")} if lessons else {},
        "media": {"media": _each(media, "medium")} if media else {},
    }
    return {name: data for name, data in parts.items() if data}


def _only(data: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: data[name] for name in names if name in data}


def _each(items: Iterable[Mapping[str, Any]], *names: str) -> list[dict[str, Any]]:
    return [_only(item, *names) for item in items]
