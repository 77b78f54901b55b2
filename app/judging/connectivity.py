"""The graph of jurors and entries: who can be compared with whom.

A juror and an entry are joined when the juror scores the entry. Between two parts of the graph that share neither a
juror nor an entry nobody can tell better entries from milder jurors.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Entry = TypeVar("Entry", bound=Hashable)
Juror = TypeVar("Juror", bound=Hashable)
Name = TypeVar("Name", bound=Hashable)

NAMED = 12


@dataclass(frozen=True, slots=True)
class Part(Generic[Entry, Juror]):
    """Entries and jurors joined by scores, each in the order of their names; one of the two may be empty."""

    entries: tuple[Entry, ...]
    jurors: tuple[Juror, ...]

    def __str__(self) -> str:
        return f"entries {_listed(self.entries)} with jurors {_listed(self.jurors)}"


class NotConnected(ValueError):
    """The jurors and entries fall apart; `parts` says into what."""

    def __init__(self, parts: tuple[Part[Any, Any], ...]) -> None:
        super().__init__(f"{len(parts)} parts share neither a juror nor an entry: {'; '.join(map(str, parts))}")
        self.parts = parts


def connected_parts(
    pairs: Iterable[tuple[Entry, Juror]], *, entries: Iterable[Entry] = (), jurors: Iterable[Juror] = ()
) -> tuple[Part[Entry, Juror], ...]:
    """The connected parts of the graph whose edges are the pairs (entry, juror), the largest first.

    `entries` and `jurors` may add some without a pair: each is a part of its own. An entry and a juror of the same name
    stay two. The order of the pairs does not matter.
    """
    of_entry: dict[Entry, list[Juror]] = {entry: [] for entry in entries}
    of_juror: dict[Juror, list[Entry]] = {juror: [] for juror in jurors}
    for entry, juror in pairs:
        of_entry.setdefault(entry, []).append(juror)
        of_juror.setdefault(juror, []).append(entry)
    found: list[Part[Entry, Juror]] = []
    seen: set[Entry] = set()
    for entry in in_order(of_entry):
        if entry not in seen:
            part = _reached(entry, of_entry, of_juror)
            seen.update(part.entries)
            found.append(part)
    found += (Part((), (juror,)) for juror in in_order(of_juror) if not of_juror[juror])
    return tuple(sorted(found, key=lambda part: -len(part.entries) - len(part.jurors)))


def in_order(names: Iterable[Name]) -> list[Name]:
    """The names sorted, by value where they can be compared, else by type and text: the same for the same names."""
    listed = list(names)
    try:
        return sorted(listed)  # type: ignore[type-var]
    except TypeError:
        return sorted(listed, key=lambda name: (type(name).__name__, repr(name)))


def _reached(
    start: Entry, of_entry: dict[Entry, list[Juror]], of_juror: dict[Juror, list[Entry]]
) -> Part[Entry, Juror]:
    entries, jurors, waiting = {start}, set[Juror](), [start]
    while waiting:
        for juror in of_entry[waiting.pop()]:
            if juror not in jurors:
                jurors.add(juror)
                new = [entry for entry in of_juror[juror] if entry not in entries]
                entries.update(new)
                waiting += new
    return Part(tuple(in_order(entries)), tuple(in_order(jurors)))


def _listed(names: Sequence[Hashable]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return (", ".join(map(str, names[:NAMED])) or "none") + more
