"""Plain documents and plain queries, for using the search by itself: texts with a title, without rights or facets."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from unicodedata import category

from app.search.engine import EVERYBODY, SearchDocument, SearchRequest, Section

DEFAULT_LANGUAGE = "en"


class LineWrong(Exception):
    """A line of a file is not what it must be; the sentence names it."""


@dataclass(frozen=True, slots=True)
class PlainQuery:
    id: str
    text: str
    language: str


def plain_document(name: str, title: str, text: str, language: str = DEFAULT_LANGUAGE) -> SearchDocument:
    """A document that everybody may find, by this id. The language (`en`, `pt-BR`) decides how words are stemmed."""
    return SearchDocument(
        id=name,
        source=name,
        group=name,
        kind="text",
        language=language.lower().replace("_", "-").partition("-")[0],
        title=title,
        sections=(Section("text", text),),
        facets={},
        visible_to=(EVERYBODY,),
    )


def plain_request(text: str, *, limit: int, language: str = DEFAULT_LANGUAGE) -> SearchRequest:
    """Any of these words, the best documents first; up to a thousand hits, of which only ids and scores are told."""
    tokens = frozenset((EVERYBODY,))
    return SearchRequest(tokens=tokens, text=text, plain=True, bare=True, limit=limit, language=language)


def read_documents(lines: Iterable[bytes]) -> Iterator[SearchDocument]:
    """One document of each line `{"id", "title", "text", "language"}`; title and language may be missing."""
    for row, where in _objects(lines):
        text, title = _text(row, "text", where), _text(row, "title", where, default="")
        language = _text(row, "language", where, default=DEFAULT_LANGUAGE)
        yield plain_document(_name(row, where), title, text, language or DEFAULT_LANGUAGE)


def read_queries(lines: Iterable[bytes], language: str = DEFAULT_LANGUAGE) -> Iterator[PlainQuery]:
    """One query of each line `{"id", "query"}`; it may have a "language" that is not the usual one."""
    for row, where in _objects(lines):
        own = _text(row, "language", where, default=language)
        yield PlainQuery(_name(row, where), _text(row, "query", where), own or language)


def last_of_each(read: Callable[[], Iterator[SearchDocument]]) -> Iterator[SearchDocument]:
    """What is read, without those that come again later under the same id. Reads twice, so all is known to be right
    before the first is given."""
    last = {document.id: number for number, document in enumerate(read())}
    return (document for number, document in enumerate(read()) if last[document.id] == number)


def _objects(lines: Iterable[bytes]) -> Iterator[tuple[dict[str, Any], str]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise LineWrong(f"line {number}: not JSON in UTF-8 ({error})") from error
        if not isinstance(row, dict):
            raise LineWrong(f'line {number}: not an object like {{"id": …}}')
        yield row, f"line {number}"


def _name(row: dict[str, Any], where: str) -> str:
    name = row.get("id")
    if isinstance(name, bool) or not isinstance(name, str | int) or name == "":
        raise LineWrong(f'{where}: "id" must be a text or a whole number')
    if any(category(sign) in ("Cc", "Cs") for sign in str(name)):
        raise LineWrong(f'{where}: "id" must have no control characters in it')
    return str(name)


def _text(row: dict[str, Any], key: str, where: str, default: str | None = None) -> str:
    value = row.get(key)
    value = default if value is None else value
    if not isinstance(value, str):
        raise LineWrong(f'{where}: "{key}" must be a text')
    # Half of a pair of surrogates can be written in JSON, but not in UTF-8.
    return value.encode("utf-8", "replace").decode("utf-8")
