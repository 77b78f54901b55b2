"""What was looked for, for coordinators. What was typed once or twice may be somebody's own words: it is not shown,
see docs/decisions/what-was-looked-for.md."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select

from app.domain.looking.counting import COMMON, week_of
from app.domain.organisations.names import folded
from app.domain.terms import TermBook
from app.i18n import LANGUAGES, territories
from app.models.looking import LookedFor, Sought
from app.models.types import now

PERIODS = (4, 13, 52)
MOST_SHOWN, MOST_EXPORTED, MOST_READ = 50, 5000, 20_000


@dataclass(frozen=True, slots=True)
class Row:
    text: str
    times: int
    in_vain: int


@dataclass(frozen=True, slots=True)
class Week:
    begins: date
    times: int
    in_vain: int


@dataclass(frozen=True, slots=True)
class Report:
    """`words` those looked for most, `in_vain` those that found nothing most often, `meant` what "did you mean"
    proposed, `filters` values of filters as "name:value". `rare` is how many searches for rare words are not shown."""

    weeks: list[Week]
    words: list[Row]
    in_vain: list[Row]
    meant: list[Row]
    filters: list[Row]
    rare: int

    @property
    def total(self) -> int:
        return sum(week.times for week in self.weeks)


class KnownWords:
    """Words of the vocabularies and names of countries, in all languages: they name nobody.

    Countries count by their whole names: of pieces of them many people are made, as Elena Martín.
    """

    def __init__(self, terms: TermBook) -> None:
        self._terms = terms

    @cached_property
    def _words(self) -> frozenset[str]:
        labels = [
            label
            for book in self._terms.terms.values()
            for term in book.values()
            for language in LANGUAGES
            for label in (term.labels.get(language, ""), *term.synonyms.get(language, ()))
        ]
        return frozenset(word for text in labels for word in folded(text).split())

    @cached_property
    def _countries(self) -> re.Pattern[str]:
        names = {folded(name) for language in LANGUAGES for name in territories(language).values()}
        return re.compile(rf"\b(?:{'|'.join(sorted(names, key=len, reverse=True))})\b")

    def __call__(self, text: str) -> bool:
        words = folded(text)
        return bool(words) and all(word in self._words for word in self._countries.sub(" ", words).split())


def report(
    session: Session, *, weeks: int, language: str = "", names_nobody: Callable[[str], bool], most: int = MOST_SHOWN
) -> Report:
    """Of the last weeks, this one included; of one interface language, or of all."""
    since = week_of(now().date()) - timedelta(weeks=weeks - 1)
    of = [col(LookedFor.week) >= since, *([col(LookedFor.language) == language] if language else [])]
    words = _rows(session, of, Sought.WORDS)
    shown = [row for row in words if row.times >= COMMON]
    vain = [row for row in words if row.in_vain and (row.times >= COMMON or names_nobody(row.text))]
    return Report(
        weeks=_weeks(session, of, since, weeks),
        words=shown[:most],
        in_vain=sorted(vain, key=lambda row: -row.in_vain)[:most],
        meant=[row for row in _rows(session, of, Sought.MEANT) if row.times >= COMMON][:most],
        filters=_rows(session, of, Sought.FILTER)[:most],
        rare=_times(session, of) - sum(row.times for row in {*shown, *vain}),
    )


def _rows(session: Session, of: list[ColumnElement[bool]], sought: Sought) -> list[Row]:
    """The most frequent first; words of which one or two searches found something are not even read."""
    times, in_vain = func.sum(LookedFor.times), func.sum(LookedFor.in_vain)
    query = select(LookedFor.text, times, in_vain).where(*of, col(LookedFor.sought) == sought)
    query = query.group_by(col(LookedFor.text)).having(or_(times >= COMMON, in_vain > 0, sought == Sought.FILTER))
    rows = session.execute(query.order_by(times.desc(), col(LookedFor.text)).limit(MOST_READ)).all()
    return [Row(text, int(number), int(vain)) for text, number, vain in rows]


def _times(session: Session, of: list[ColumnElement[bool]]) -> int:
    """How many searches had words that were kept."""
    query = select(func.sum(LookedFor.times)).where(*of, col(LookedFor.sought) == Sought.WORDS)
    return int(session.exec(query).one() or 0)


def _weeks(session: Session, of: list[ColumnElement[bool]], since: date, number: int) -> list[Week]:
    """Those without a search, too."""
    query = select(col(LookedFor.week), func.sum(LookedFor.times), func.sum(LookedFor.in_vain)).where(
        *of, col(LookedFor.sought) == Sought.ALL
    )
    found = {
        week: (int(times), int(vain)) for week, times, vain in session.execute(query.group_by(col(LookedFor.week)))
    }
    begins = [since + timedelta(weeks=count) for count in range(number)]
    return [Week(one, *found.get(one, (0, 0))) for one in begins]
