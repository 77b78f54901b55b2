"""Texts and times of an edition as its pages show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from app.domain.cup.local_times import wall_of
from app.models.cup import Edition
from app.models.types import now
from app.moments import Moment, day_said


class Said(NamedTuple):
    """A text, and the language it is in where that is not the page's."""

    text: str
    lang: str | None


def said(texts: Mapping[str, Mapping[str, str]], name: str, *, language: str, original: str) -> Said:
    """In the reader's language, else in the one it was written in."""
    if own := texts.get(language, {}).get(name, ""):
        return Said(own, None)
    return Said(texts.get(original, {}).get(name, ""), original if original != language else None)


class EditionWords:
    """`words.title`, `words.theme`, `words.rules`, and the words of questions, criteria and awards."""

    def __init__(self, edition: Edition, language: str) -> None:
        self.edition, self.language = edition, language
        self.title = self.of(edition.texts, "title")
        self.theme = self.of(edition.texts, "theme")
        self.rules = self.of(edition.texts, "rules")

    def of(self, texts: Mapping[str, Mapping[str, str]], name: str) -> Said:
        return said(texts, name, language=self.language, original=self.edition.language)

    def one(self, words: Mapping[str, str]) -> Said:
        """Of {language: text}: labels of options, behaviours of levels."""
        return self.of({code: {"": text} for code, text in words.items()}, "")

    def day(self, moment: datetime) -> str:
        """On the calendar of the edition's zone."""
        there = wall_of(moment, zone=self.edition.time_zone).date()
        return day_said(there, self.language, "medium")

    def moment(self, moment: datetime) -> str:
        """On the clock of the edition."""
        return Moment(moment, self.edition.time_zone).said(self.language)


@dataclass(frozen=True, slots=True)
class Left:
    """How long until a moment: whole days of the calendar, and on the last day hours and minutes."""

    days: int
    hours: int
    minutes: int


def left_until(moment: datetime | None, edition: Edition) -> Left | None:
    """None for no moment, or one that has passed."""
    at = now()
    if moment is None or moment <= at:
        return None
    here, there = (wall_of(one, zone=edition.time_zone).date() for one in (at, moment))
    minutes = int((moment - at).total_seconds() // 60)
    return Left((there - here).days, minutes // 60, minutes)
