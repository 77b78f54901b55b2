"""The public list of organisations: filtered, counted by facet, sorted by name whatever its accents.

Databases sort "Águila" behind "Zamora" or not, as they like, and none of ours folds accents. So the few columns
that a list needs are kept in memory, in order, until an organisation changes.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from app.domain.organisations.access import is_public, public_organisations
from app.domain.organisations.names import folded
from app.domain.terms import TermBook
from app.models.organisations import Organisation

FACETS = ("kind", "tier", "country", "product")


@dataclass(frozen=True, slots=True)
class Entry:
    """One organisation; `product` holds its products with all that are broader, so that fruit finds mangos."""

    id: int
    name: str
    kind: tuple[str, ...]
    tier: tuple[str, ...]
    country: tuple[str, ...]
    product: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list is narrowed to; "" is everything."""

    q: str = ""
    kind: str = ""
    tier: str = ""
    country: str = ""
    product: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The ids of all that fit, by name, and for each facet how many fit all the other filters, by code."""

    ids: Sequence[int]
    facets: Mapping[str, Mapping[str, int]]


def find(session: Session, *, wanted: Wanted, terms: TermBook) -> Found:
    entries = _entries(session, terms)
    tests = _tests(wanted)
    matching = [entry for entry in entries if all(test(entry) for test in tests.values())]
    facets: dict[str, Mapping[str, int]] = {}
    for facet in FACETS:
        others = [test for name, test in tests.items() if name != facet]
        among = [e for e in entries if all(test(e) for test in others)] if facet in tests else matching
        facets[facet] = Counter(code for entry in among for code in getattr(entry, facet))
    return Found([entry.id for entry in matching], facets)


def _tests(wanted: Wanted) -> dict[str, Callable[[Entry], bool]]:
    """One test for each filter that is set."""
    tests: dict[str, Callable[[Entry], bool]] = {}
    words = folded(wanted.q).split()
    if words:
        tests["q"] = lambda entry: all(word in entry.name for word in words)
    for facet in FACETS:
        if code := getattr(wanted, facet):
            tests[facet] = lambda entry, facet=facet, code=code: code in getattr(entry, facet)  # type: ignore[misc]
    return tests


_lock = Lock()
_kept: WeakKeyDictionary[Engine, tuple[Any, TermBook, list[Entry]]] = WeakKeyDictionary()


def _entries(session: Session, terms: TermBook) -> list[Entry]:
    """All public organisations by name, read again only when one of them (or a term) has changed."""
    engine = session.get_bind().engine
    stamp = session.exec(
        select(func.count(), func.max(Organisation.updated_at), func.sum(Organisation.row_version)).where(is_public())
    ).one()
    with _lock:
        kept = _kept.get(engine)
    if kept and kept[0] == stamp and kept[1] is terms:
        return kept[2]
    entries = _read(session, terms)
    with _lock:
        _kept[engine] = (stamp, terms, entries)
    return entries


def _read(session: Session, terms: TermBook) -> list[Entry]:
    entries = [
        Entry(
            id=one.id or 0,
            name=folded(one.name),
            kind=(one.kind,),
            tier=(one.tier,) if one.tier else (),
            country=(one.country,),
            product=with_broader(terms, one.products),
        )
        for one in session.exec(public_organisations()).all()
    ]
    return sorted(entries, key=lambda entry: (entry.name, entry.id))


def with_broader(terms: TermBook, codes: Iterable[str]) -> tuple[str, ...]:
    """Products and everything they are a kind of."""
    found: dict[str, None] = {}
    for code in codes:
        step = code
        while step and step not in found:
            found[step] = None
            term = terms.get("product", step)
            step = term.broader if term else ""
    return tuple(found)


def by_ids(session: Session, ids: Sequence[int]) -> list[Organisation]:
    """The organisations of some ids, in that order."""
    found: dict[int | None, Organisation] = {}
    for start in range(0, len(ids), 500):
        query = select(Organisation).where(col(Organisation.id).in_(ids[start : start + 500]))
        found.update({organisation.id: organisation for organisation in session.exec(query).all()})
    return [found[key] for key in ids if key in found]
