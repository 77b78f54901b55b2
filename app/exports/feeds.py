"""Atom feeds (RFC 4287) of experiences."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as Xml

ATOM_TYPE = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# Signs that no XML document may hold, whatever way they are written.
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The year in which the platform began to give out ids; they never change.
_BEGAN = 2026


@dataclass(frozen=True, slots=True)
class Category:
    """A term: its code, where terms of its kind are defined, and its name in the feed's language."""

    code: str
    scheme: str
    label: str


@dataclass(frozen=True, slots=True)
class Entry:
    """`language` is that of the words, `address` the page in the feed's language; `kind` and `code` make the id."""

    code: str
    address: str
    title: str
    summary: str
    language: str
    author: str
    author_address: str
    published: datetime
    updated: datetime
    rights: str
    categories: Sequence[Category]
    kind: str = "case"


@dataclass(frozen=True, slots=True)
class Feed:
    """`address` is the feed's own, `page` the list for people that it follows. `base` is where the platform is."""

    title: str
    subtitle: str
    language: str
    address: str
    page: str
    publisher: str
    base: str
    entries: Sequence[Entry]


def atom(feed: Feed) -> bytes:
    """The feed as a document. Without entries it counts as last changed when the ids began."""
    root = Xml.Element("feed", {"xmlns": _ATOM, _LANG: feed.language})
    updated = max((entry.updated for entry in feed.entries), default=datetime(_BEGAN, 1, 1, tzinfo=UTC))
    where = urlsplit(feed.address)
    _add(root, "id", tag_of(feed.base, where.path + (f"?{where.query}" if where.query else "")))
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", _moment(updated))
    _add(root, "link", rel="self", type=ATOM_TYPE, href=feed.address)
    _add(root, "link", rel="alternate", type="text/html", hreflang=feed.language, href=feed.page)
    _add(_add(root, "author"), "name", feed.publisher)
    _add(root, "generator", feed.publisher, uri=feed.base)
    for entry in feed.entries:
        _entry(root, entry, feed)
    document: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _entry(root: Xml.Element, entry: Entry, feed: Feed) -> None:
    node = _add(root, "entry", **{_LANG: entry.language})
    _add(node, "id", tag_of(feed.base, f"{entry.kind}/{entry.code}"))
    _add(node, "title", entry.title)
    _add(node, "link", rel="alternate", type="text/html", href=entry.address)
    _add(node, "published", _moment(entry.published))
    _add(node, "updated", _moment(entry.updated))
    author = _add(node, "author")
    _add(author, "name", entry.author)
    if entry.author_address:
        _add(author, "uri", entry.author_address)
    _categories(node, entry.categories)
    _add(node, "summary", entry.summary)
    if entry.rights:
        _add(node, "rights", entry.rights)


def _categories(node: Xml.Element, categories: Iterable[Category]) -> None:
    for category in categories:
        _add(node, "category", term=category.code, scheme=category.scheme, label=category.label)


def tag_of(base: str, name: str) -> str:
    """An id that stays (RFC 4151), whatever way its address may take later."""
    return f"tag:{urlsplit(base).hostname},{_BEGAN}:{name.strip('/')}"


def _add(parent: Xml.Element, name: str, text: str = "", **attributes: str) -> Xml.Element:
    node = Xml.SubElement(parent, name, {key: _allowed(value) for key, value in attributes.items()})
    node.text = _allowed(text) or None
    return node


def _allowed(text: str) -> str:
    return _FORBIDDEN.sub("", text)


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
