"""What may be written in a demand or an offer: the checks that both share. Problems are kept by the field's name."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from app.content.clean import Problem
from app.content.text import N_
from app.domain.terms import TermBook

Span: TypeAlias = tuple[date, date]

TITLE, TEXT, NOTE = 160, 2000, 1000
LARGEST_PARTY = 100
LONGEST_VISIT = 30
LONGEST_LEAD = 365
LARGEST_AMOUNT = 1_000_000_00
YEARS_AHEAD = 4
MOST_SPANS = 10
TOPICS = ("capability", "benefit")

FILL_IN = N_("Please fill this in.")
UNKNOWN = N_("Choose one of the answers offered.")


@dataclass(slots=True)
class Checks:
    """Collects what is wrong, the first problem of each field."""

    terms: TermBook
    problems: dict[str, Problem] = field(default_factory=dict)

    def add(self, name: str, message: str, **params: object) -> None:
        self.problems.setdefault(name, Problem(message, params))

    def length(self, name: str, text: str, most: int) -> None:
        if len(text) > most:
            self.add(name, N_("Too long: at most %(max_length)s characters."), max_length=most)

    def within(self, name: str, value: int | None, least: int, most: int) -> None:
        if value is None:
            return
        if value < least:
            self.add(name, N_("At least %(ge)s."), ge=least)
        if value > most:
            self.add(name, N_("At most %(le)s."), le=most)

    def amount(self, name: str, value: int | None) -> None:
        if value is not None and not 0 <= value <= LARGEST_AMOUNT:
            self.add(
                name, N_("Amounts are between 0 and %(most)s."), most=f"{LARGEST_AMOUNT // 100:,}".replace(",", " ")
            )

    def codes(self, name: str, codes: Collection[str], known: Collection[str], most: int) -> None:
        if not set(codes) <= set(known):
            self.add(name, UNKNOWN)
        self.number(name, codes, most)

    def number(self, name: str, things: Collection[object], most: int) -> None:
        if len(things) > most:
            self.add(name, N_("At most %(max_length)s of these."), max_length=most)

    def topics(self, name: str, codes: Sequence[str], most: int) -> None:
        self.codes(name, codes, known_topics(self.terms), most)
        if len(set(codes)) < len(codes):
            self.add(name, N_("You have chosen the same twice."))

    def counts(self, name: str, counts: Mapping[str, int], party: int | None) -> None:
        for code, count in counts.items():
            self.within(f"{name}-{code}", count, 1, LARGEST_PARTY)
            if party is not None and count > party:
                self.add(f"{name}-{code}", N_("That is more than travel: %(party)s."), party=party)

    def spans(self, name: str, spans: Sequence[Span], today: date) -> None:
        """Fields are called NAME-NUMBER-first and NAME-NUMBER-last."""
        self.number(name, spans, MOST_SPANS)
        for number, (first, last) in enumerate(spans):
            if last < first:
                self.add(f"{name}-{number}-last", N_("This is before the first day."))
            if abs(last.year - today.year) > YEARS_AHEAD or abs(first.year - today.year) > YEARS_AHEAD:
                self.add(f"{name}-{number}-last", N_("Please give days of the next few years."))


def known_topics(terms: TermBook) -> set[str]:
    return {f"{vocabulary}:{code}" for vocabulary in TOPICS for code in terms.codes(vocabulary)}


def stored(spans: Sequence[Span]) -> list[list[str]]:
    return [[first.isoformat(), last.isoformat()] for first, last in sorted(spans)]


def read_spans(spans: Sequence[Sequence[str]]) -> list[Span]:
    return [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in spans]


def apply(thing: Any, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(thing, name, value)
