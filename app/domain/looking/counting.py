"""What was looked for, counted in memory and added to the database once a minute: never who, never when in the week.

A process that is killed loses the counts of its last minute; nobody waits for them.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock
from typing import NamedTuple

from sqlmodel import Session, col, delete, func, select, update

from app.content.text import one_line
from app.domain.upserts import insert_into
from app.models.looking import LookedFor, Sought
from app.models.types import now

LONGEST_WORDS = 100
MOST_DIGITS = 4
# Between two times of adding them to the database, and in a week: more different words come from a machine.
MOST_IN_MEMORY = 2_000
MOST_IN_A_WEEK = 5_000
KEPT = timedelta(weeks=52)
# Words that stayed rare may be somebody's own.
RARE_KEPT = timedelta(weeks=13)
COMMON = 3
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One search of a person. `words` are empty when only a filter was new; `filters` are (name, value)."""

    language: str
    words: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    total: int = 0
    meant: str = ""


class Key(NamedTuple):
    week: date
    language: str
    sought: Sought
    text: str


@dataclass(slots=True)
class Count:
    times: int = 0
    in_vain: int = 0


def kept_words(text: str) -> str:
    """What is kept of the words typed: in small letters, one line; nothing of what may be an address or a number of
    somebody's, or is too long to be looked for twice."""
    words = one_line(unicodedata.normalize("NFKC", text)).lower()
    if "@" in words or len(_DIGIT.findall(words)) > MOST_DIGITS or len(words) > LONGEST_WORDS:
        return ""
    return words


def week_of(day: date) -> date:
    """Its Monday."""
    return day - timedelta(days=day.weekday())


class Counter:
    """The counts of one process since they were last taken out."""

    def __init__(self) -> None:
        self._counts: dict[Key, Count] = {}
        self._lock = Lock()

    def count(self, search: Search) -> None:
        week = week_of(now().date())
        found = [Key(week, search.language, sought, text) for sought, text in _sought(search)]
        with self._lock:
            for key in found:
                if key in self._counts or len(self._counts) < MOST_IN_MEMORY or not key.text:
                    count = self._counts.setdefault(key, Count())
                    count.times += 1
                    count.in_vain += not search.total

    def take(self) -> dict[Key, Count]:
        with self._lock:
            taken, self._counts = self._counts, {}
        return taken


def _sought(search: Search) -> Iterable[tuple[Sought, str]]:
    yield Sought.ALL, ""
    if words := kept_words(search.words):
        yield Sought.WORDS, words
        # What was proposed holds the words that were right as they were typed.
        if meant := kept_words(search.meant):
            yield Sought.MEANT, meant
    for name, value in search.filters:
        yield Sought.FILTER, f"{name}:{value}"[:LONGEST_WORDS]


def keep(session: Session, counts: Mapping[Key, Count]) -> None:
    """Add counts to those in the database, each in one statement: processes may add to the same at once.

    In a week that is full, what stands there goes on being counted: a machine that looks for a thousand words must
    not hide what people look for.
    """
    full = {week for week in {key.week for key in counts} if _rows(session, week) > MOST_IN_A_WEEK}
    for key, count in counts.items():
        if key.week in full and key.text:
            _add_to_known(session, key, count)
            continue
        added = insert_into(session, LookedFor).values(**key._asdict(), times=count.times, in_vain=count.in_vain)
        session.execute(
            added.on_conflict_do_update(
                index_elements=["week", "language", "sought", "text"],
                set_={
                    "times": col(LookedFor.times) + added.excluded.times,
                    "in_vain": col(LookedFor.in_vain) + added.excluded.in_vain,
                },
            )
        )


def _add_to_known(session: Session, key: Key, count: Count) -> None:
    same = [getattr(LookedFor, name) == value for name, value in key._asdict().items()]
    times, in_vain = col(LookedFor.times) + count.times, col(LookedFor.in_vain) + count.in_vain
    session.exec(update(LookedFor).where(*same).values(times=times, in_vain=in_vain))


def _rows(session: Session, week: date) -> int:
    return session.exec(select(func.count()).select_from(LookedFor).where(LookedFor.week == week)).one()


def forget_old(session: Session) -> None:
    """After a year everything; after a quarter what never was looked for more than once or twice."""
    today = now().date()
    session.exec(delete(LookedFor).where(col(LookedFor.week) < today - KEPT))
    own = (Sought.WORDS, Sought.MEANT)
    common = (
        select(LookedFor.text)
        .where(col(LookedFor.sought).in_(own))
        .group_by(LookedFor.text)
        .having(func.sum(LookedFor.times) >= COMMON)
    )
    old = col(LookedFor.week) < today - RARE_KEPT
    session.exec(delete(LookedFor).where(old, col(LookedFor.sought).in_(own), col(LookedFor.text).not_in(common)))
