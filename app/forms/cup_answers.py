"""Two people answer the same questions: what each changed is put together, and what both changed is shown."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from app.content.compare import pieces


@dataclass(frozen=True, slots=True)
class Clash:
    """A question that both answered: `name` of its control, both answers, and what is different."""

    name: str
    mine: str
    theirs: str

    @property
    def pieces(self) -> list[object]:
        return list(pieces(self.theirs, self.mine))


def marks(values: Mapping[str, str]) -> str:
    """What a form notes of the answers it was made with."""
    return json.dumps({name: _mark(value) for name, value in values.items()}, separators=(",", ":"))


def _mark(value: str) -> str:
    return hashlib.sha256(" ".join(value.split()).encode()).hexdigest()[:12]


def put_together(mine: Mapping[str, str], theirs: Mapping[str, str], was: str) -> tuple[dict[str, str], list[Clash]]:
    """Each answer of the one who changed it, and the answers that both changed. `was` comes from `marks`."""
    before = _read(was)
    together, clashes = dict(theirs), list[Clash]()
    for name, answer in mine.items():
        other = theirs.get(name, "")
        if _mark(answer) == _mark(other) or before.get(name) == _mark(answer):
            continue
        together[name] = answer
        if before.get(name) != _mark(other):
            clashes.append(Clash(name, answer, other))
    return together, clashes


def _read(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return {str(name): str(mark) for name, mark in found.items()} if isinstance(found, dict) else {}


def chosen(mine: Mapping[str, str], theirs: Mapping[str, str], keep: Mapping[str, str]) -> dict[str, str]:
    """The answers as the writer decided: "theirs" where they said so, else their own."""
    return {name: theirs.get(name, "") if keep.get(name) == "theirs" else answer for name, answer in mine.items()}
