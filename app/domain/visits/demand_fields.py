"""What an organisation says when it wants to learn: the values of a demand, checked before anything is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.content.clean import Problem
from app.content.text import N_
from app.domain.terms import TermBook
from app.domain.visits.checked import (
    FILL_IN,
    LARGEST_PARTY,
    LONGEST_LEAD,
    LONGEST_VISIT,
    NOTE,
    TEXT,
    TITLE,
    UNKNOWN,
    YEARS_AHEAD,
    Checks,
    Span,
    read_spans,
    stored,
)
from app.models.demands import Demand

MOST_TOPICS = 3
MOST_LANGUAGES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandFields:
    """`topics` are codes, what matters most first. None stands for what was not told."""

    language: str
    title: str = ""
    text: str = ""
    topics: Sequence[str] = ()
    party: int | None = None
    women: int | None = None
    youth: int | None = None
    roles: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    needs: Sequence[str] = ()
    needs_note: str = ""
    windows: Sequence[Span] = ()
    blackouts: Sequence[Span] = ()
    days: int = 3
    lead_days: int = 30
    own_budget: int | None = None
    level: int | None = None

    @classmethod
    def of(cls, demand: Demand) -> "DemandFields":
        ordered = sorted(demand.topics, key=lambda topic: -int(topic["importance"]))
        same = ("language", "title", "text", "women", "youth", "roles", "languages", "needs", "needs_note", "days")
        return cls(
            **{name: getattr(demand, name) for name in (*same, "lead_days", "own_budget", "level")},
            topics=[str(topic["code"]) for topic in ordered],
            party=demand.party or None,
            windows=read_spans(demand.windows),
            blackouts=read_spans(demand.blackouts),
        )

    def stored(self) -> dict[str, Any]:
        """The columns. What is named first has an importance of 3, then 2, then 1."""
        same = ("language", "title", "text", "women", "youth", "needs_note", "days", "lead_days", "own_budget", "level")
        return {
            **{name: getattr(self, name) for name in same},
            "topics": [{"code": code, "importance": MOST_TOPICS - place} for place, code in enumerate(self.topics)],
            "party": self.party or 0,
            "roles": {code: count for code, count in self.roles.items() if count},
            "languages": {code: count for code, count in self.languages.items() if count},
            "needs": list(self.needs),
            "windows": stored(self.windows),
            "blackouts": stored(self.blackouts),
            "last_start": last_start(self),
        }


def last_start(said: DemandFields) -> date | None:
    """The last day on which a visit could begin that lies in a window as a whole, without a day that is not good."""
    possible = [found for window in said.windows if (found := _last_in(window, said)) is not None]
    return max(possible, default=None)


def _last_in(window: Span, said: DemandFields) -> date | None:
    length = timedelta(days=said.days - 1)
    start = window[1] - length
    while start >= window[0]:
        hit = [first for first, last in said.blackouts if first <= start + length and last >= start]
        if not hit:
            return start
        start = min(hit) - length - timedelta(days=1)
    return None


def problems(said: DemandFields, *, terms: TermBook, today: date) -> dict[str, Problem]:
    """What is wrong, by field: also a draft may not hold it."""
    checks = Checks(terms)
    for name, most in (("title", TITLE), ("text", TEXT), ("needs_note", NOTE)):
        checks.length(name, getattr(said, name), most)
    spoken = terms.choices().languages
    if said.language not in spoken:
        checks.add("language", UNKNOWN)
    checks.topics("topics", said.topics, MOST_TOPICS)
    checks.codes("needs", said.needs, terms.codes("visit_need"), 10)
    checks.codes("roles", said.roles, terms.codes("visit_role"), 10)
    checks.codes("languages", said.languages, spoken, MOST_LANGUAGES)
    _check_people(checks, said)
    _check_days(checks, said, today)
    checks.amount("own_budget", said.own_budget)
    checks.within("level", said.level, 1, 5)
    return checks.problems


def _check_people(checks: Checks, said: DemandFields) -> None:
    checks.within("party", said.party, 1, LARGEST_PARTY)
    for name in ("women", "youth"):
        number = getattr(said, name)
        checks.within(name, number, 0, LARGEST_PARTY)
        if said.party is not None and (number or 0) > said.party:
            checks.add(name, N_("That is more than travel: %(party)s."), party=said.party)
    checks.counts("roles", said.roles, said.party)
    checks.counts("languages", said.languages, said.party)
    if said.party is not None and sum(said.roles.values()) > said.party:
        checks.add("roles", N_("Together these are more people than travel: %(party)s."), party=said.party)


def _check_days(checks: Checks, said: DemandFields, today: date) -> None:
    checks.within("days", said.days, 1, LONGEST_VISIT)
    checks.within("lead_days", said.lead_days, 0, LONGEST_LEAD)
    checks.spans("windows", said.windows, today)
    checks.spans("blackouts", said.blackouts, today)
    for number, (first, last) in enumerate(said.windows):
        if first <= last and (last - first).days + 1 < said.days:
            message = N_("A visit of %(days)s days does not fit between these two days.")
            checks.add(f"windows-{number}-last", message, days=said.days)


def missing(said: DemandFields, *, today: date) -> dict[str, Problem]:
    """What has to be told before others can see it, by field."""
    needed = ("title", "topics", "party", "languages", "windows")
    found = {name: Problem(FILL_IN) for name in needed if not getattr(said, name)}
    if "windows" not in found and _plausible(said, today) and (problem := _too_late(said, today)):
        found["windows"] = problem
    return found


def _plausible(said: DemandFields, today: date) -> bool:
    """Days and numbers with which one can reckon; `problems` refuses all others."""
    near = all(abs(day.year - today.year) <= YEARS_AHEAD for span in (*said.windows, *said.blackouts) for day in span)
    return near and 1 <= said.days <= LONGEST_VISIT and 0 <= said.lead_days <= LONGEST_LEAD


def _too_late(said: DemandFields, today: date) -> Problem | None:
    last, first = last_start(said), today + timedelta(days=said.lead_days)
    if last is None:
        return Problem(N_("On none of these days can a visit of that length begin."))
    if last < first:
        message = N_("With %(days)s days to prepare, no visit can begin so early. Add later days.")
        return Problem(message, {"days": said.lead_days})
    return None
