"""Walking through the whole application as one person: every address that can be read, with every code there is."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import unified_diff
from io import BytesIO
from itertools import islice, product
from typing import Any
from urllib.parse import urljoin, urlsplit
from zipfile import BadZipFile, ZipFile

import pypdfium2
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

_PARAMETER = re.compile(r"{(\w+)(?::\w+)?}")
_LINK = re.compile(r'(?:href|src|action)="([^"#]+)')
# What is different each time and says nothing: times of the clock, hashes, ids of forms.
_PASSING = re.compile(r"\b[0-9a-f]{16,64}\b|\d{4}-\d\d-\d\dT[\d:.+Z-]+|\d{1,2}:\d\d(:\d\d)?")
# What the walker has done by walking: whom the platform shows who read an entry, and what it keeps about each person.
_OWN_TRACES = (
    re.compile(r'<section class="section" id="seen">.*?</section>', re.DOTALL),
    re.compile(r'"cup_entries_seen": \[(?:\]|.*?\n \])', re.DOTALL),
    re.compile(r'"audit_trail": \[(?:\]|.*?\n \])', re.DOTALL),
)
MOST_OF_A_ROUTE, MOST_LINKS = 16, 400
# Answers as they are: thousands need not be packed to be unpacked at once.
UNPACKED = {"accept-encoding": "identity"}


@dataclass
class Walk:
    """What was answered, by address: the texts, of files as well."""

    answers: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)

    def containing(self, words: Iterable[str]) -> list[str]:
        folded = ((address, text.casefold()) for address, text in self.answers.items())
        return sorted(f"{address}: {word}" for address, text in folded for word in words if word.casefold() in text)

    def different_from(self, other: "Walk") -> dict[str, list[str]]:
        """The addresses at which the two were told different things, with the lines that differ."""
        both = sorted(self.answers.keys() & other.answers.keys())
        found = {one: _differing(other.answers[one], self.answers[one]) for one in both}
        return {address: lines for address, lines in found.items() if lines}


def _differing(before: str, after: str) -> list[str]:
    if before == after:
        return []
    earlier, later = (_lasting(text).splitlines() for text in (before, after))
    if earlier == later:
        return []
    return [line for line in unified_diff(earlier, later, n=0, lineterm="") if line[:3] not in ("---", "+++")]


def _lasting(text: str) -> str:
    for traces in _OWN_TRACES:
        text = traces.sub("", text)
    return _PASSING.sub("·", text)


Values = Mapping[str, Sequence[str]]


def addresses(app: FastAPI, values: Values, there: Mapping[str, Values]) -> Iterator[str]:
    """Every GET route of the application, its parameters filled with all there is to fill them with.

    Some values belong to parts of the application only: `there` has them by the part of the address they stand in,
    of which the first that fits counts. A parameter without any is tried to be guessed.
    """
    for route in iter_route_contexts(app.routes):
        if "GET" not in (getattr(route, "methods", None) or ()):
            continue
        path = str(route.path)
        here = {**values, **next((found for part, found in there.items() if part in path), {})}
        names = _PARAMETER.findall(path)
        for chosen in islice(product(*(here.get(name, ["1", "x"]) for name in names)), MOST_OF_A_ROUTE):
            yield _filled(path, dict(zip(names, chosen, strict=True)))


def _filled(path: str, given: Mapping[str, str]) -> str:
    return _PARAMETER.sub(lambda match: given[match[1]], path)


def walk(client: TestClient, paths: Iterable[str], *, follow: str, leave_out: Sequence[str] = ()) -> Walk:
    """Open all of them, and whatever their pages link to below `follow`, once."""
    done = Walk()
    found: dict[str, None] = dict.fromkeys(paths)
    first = len(found)
    waiting = list(found)
    # Links that mean the same on every page, looked at on the first that has them.
    known: set[str] = set()
    while waiting and len(done.answers) < first + MOST_LINKS:
        address = waiting.pop(0)
        if any(part in address for part in leave_out):
            continue
        text = _open(client, address, done)
        links = [link for link in dict.fromkeys(_LINK.findall(text)) if link not in known]
        known.update(link for link in links if link.startswith("/"))
        for link in links:
            whole = urljoin(address, link.replace("&amp;", "&"))
            if whole.startswith(follow) and whole not in found and not urlsplit(whole).netloc:
                found[whole] = None
                waiting.append(whole)
    return done


def _open(client: TestClient, address: str, done: Walk) -> str:
    response = client.get(address, headers=UNPACKED, follow_redirects=False)
    done.statuses[address] = response.status_code
    done.answers[address] = _text(response)
    return done.answers[address]


def _text(response: Any) -> str:
    kind = response.headers.get("content-type", "")
    if kind.startswith("application/pdf"):
        document = pypdfium2.PdfDocument(response.content)
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    if "spreadsheetml" in kind or "zip" in kind:
        try:
            with ZipFile(BytesIO(response.content)) as packed:
                return "\n".join(packed.read(name).decode("utf-8", "ignore") for name in sorted(packed.namelist()))
        except BadZipFile:
            return ""
    return str(response.text) + str(response.headers.get("location", ""))
