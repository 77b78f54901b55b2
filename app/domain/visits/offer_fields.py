"""What an organisation says when it can show something: the values of an offer, checked before anything is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from app.content.clean import Problem
from app.content.text import N_
from app.domain.terms import TermBook
from app.domain.visits.checked import (
    FILL_IN,
    LARGEST_PARTY,
    LONGEST_VISIT,
    NOTE,
    TEXT,
    TITLE,
    UNKNOWN,
    Checks,
    Span,
    read_spans,
    stored,
)
from app.models.demands import Offer
from app.time_zones import TIME_ZONES

MOST_TOPICS = 6
MONTHS = range(1, 13)
PLACE = 200
LIMITS: Mapping[str, tuple[int, int]] = {
    "people_cap": (1, LARGEST_PARTY),
    "parties_per_visit": (1, 10),
    "visits_per_year": (1, 50),
    "days": (1, LONGEST_VISIT),
    "coaching_hours": (0, 500),
    "level": (1, 5),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferFields:
    """`topics` are codes; how well each is documented is found out, not said."""

    language: str
    visits: bool = True
    coaching: bool = False
    title: str = ""
    text: str = ""
    topics: Sequence[str] = ()
    roles: Sequence[str] = ()
    languages: Sequence[str] = ()
    interpreter: bool = False
    people_cap: int = 8
    parties_per_visit: int = 1
    visits_per_year: int = 2
    days: int = 3
    months_open: Sequence[int] = ()
    months_visible: Sequence[int] = ()
    blackouts: Sequence[Span] = ()
    provides: Sequence[str] = ()
    conditions: str = ""
    fixed_cost: int | None = None
    person_cost: int | None = None
    coaching_hours: int = 0
    level: int | None = None
    time_zone: str = "UTC"
    place: str = ""

    @classmethod
    def of(cls, offer: Offer) -> "OfferFields":
        other: dict[str, Any] = {
            "topics": [str(topic["code"]) for topic in offer.topics],
            "blackouts": read_spans(offer.blackouts),
        }
        return cls(**{one.name: other.get(one.name, getattr(offer, one.name)) for one in fields(cls)})

    def stored(self, evidence: Mapping[str, str]) -> dict[str, Any]:
        """The columns; `evidence` by topic, "declared" for those that it does not hold."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        for name in ("roles", "languages", "provides"):
            values[name] = list(values[name])
        topics = [{"code": code, "evidence": evidence.get(code, "declared")} for code in self.topics]
        months = {name: sorted(set(values[name])) for name in ("months_open", "months_visible")}
        return {**values, **months, "topics": topics, "blackouts": stored(self.blackouts)}


def problems(said: OfferFields, *, terms: TermBook, today: date) -> dict[str, Problem]:
    """What is wrong, by field: also a draft may not hold it."""
    checks = Checks(terms)
    for name, most in (("title", TITLE), ("text", TEXT), ("conditions", NOTE), ("place", PLACE)):
        checks.length(name, getattr(said, name), most)
    spoken = terms.choices().languages
    if said.language not in spoken:
        checks.add("language", UNKNOWN)
    if said.time_zone not in TIME_ZONES:
        checks.add("time_zone", UNKNOWN)
    checks.topics("topics", said.topics, MOST_TOPICS)
    checks.codes("languages", said.languages, spoken, 12)
    checks.codes("roles", said.roles, terms.codes("visit_role"), 10)
    checks.codes("provides", said.provides, terms.codes("visit_need"), 10)
    for name in ("months_open", "months_visible"):
        if not set(getattr(said, name)) <= set(MONTHS):
            checks.add(name, UNKNOWN)
    for name, (least, most) in LIMITS.items():
        checks.within(name, getattr(said, name), least, most)
    checks.spans("blackouts", said.blackouts, today)
    for name in ("fixed_cost", "person_cost"):
        checks.amount(name, getattr(said, name))
    return checks.problems


def missing(said: OfferFields) -> dict[str, Problem]:
    """What has to be told before others can see it, by field."""
    needed = ["title", "topics", "languages", *(["months_open"] if said.visits else [])]
    found = {name: Problem(FILL_IN) for name in needed if not getattr(said, name)}
    if not said.visits and not said.coaching:
        found["visits"] = Problem(N_("Choose at least one: a visit or coaching."))
    return found
