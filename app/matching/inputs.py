"""What matching reads: demands, offers, the settings of the score, and a round. Plain values, checked when made.

Money is whole cents of the programme's currency, dates are days without a zone, spans include both ends. `None` says
"not told": it counts one half in the score and is shown as unknown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeAlias

LARGEST_PARTY = 100
LONGEST_VISIT = 60
ALL_MONTHS = frozenset(range(1, 13))
INTERPRETER = "interpreter"

Span: TypeAlias = tuple[date, date]
Pair: TypeAlias = tuple[str, str]


class InputError(ValueError):
    """A value that cannot be. `code` names the rule, `facts` what broke it."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts = facts
        super().__init__(f"{code}: {', '.join(f'{name}={value!r}' for name, value in facts.items())}")


class Evidence(StrEnum):
    """How well an offer's topic is shown: told only, in a case of the library, in a systematised case."""

    DECLARED = "declared"
    DOCUMENTED = "documented"
    SYSTEMATISED = "systematised"


class Per(StrEnum):
    """What the price of a funded need is multiplied with."""

    PARTY = "party"
    DAY = "day"
    PERSON = "person"
    PERSON_DAY = "person_day"


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic to learn: its term's code and how much it matters, 1 to 3."""

    code: str
    importance: int = 1

    def __post_init__(self) -> None:
        _within("importance", self.importance, 1, 3, of=self.code)


@dataclass(frozen=True, slots=True)
class Shown:
    """A topic that can be seen at the host's, with its evidence."""

    code: str
    evidence: Evidence = Evidence.DECLARED


@dataclass(frozen=True, slots=True)
class Demand:
    """What one organisation wants to learn on a visit.

    `party`: travellers, 1 to 100; `women`, `youth` of them. `roles`: travellers per role, `languages`: travellers who
    speak each. `windows`: spans of days in which the visit must lie as a whole; `blackouts`: spans it must not touch.
    `days`: length of the visit where the host leaves it to the visitor. `own_budget`: what the organisation pays
    itself. `level`: 1 to 5. `size`: members. `lead_days`: days from today for visas and preparation. `waited`: rounds
    (newcomers 1). `declined`: offers or organisations one of both said no to in the last twelve months. `shows`:
    topics of the organisation's own open offers.
    """

    id: str
    organisation: str
    topics: tuple[Topic, ...]
    party: int
    windows: tuple[Span, ...]
    women: int = 0
    youth: int = 0
    roles: Mapping[str, int] | None = None
    languages: Mapping[str, int] | None = None
    needs: frozenset[str] = frozenset()
    blackouts: tuple[Span, ...] = ()
    days: int = 3
    own_budget: int | None = None
    level: int | None = None
    products: frozenset[str] | None = None
    size: int | None = None
    certifications: frozenset[str] | None = None
    lead_days: int = 0
    waited: int = 1
    declined: frozenset[str] = frozenset()
    shows: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        of = self.id
        _within("party", self.party, 1, LARGEST_PARTY, of=of)
        for name in ("women", "youth"):
            _within(name, getattr(self, name), 0, self.party, of=of)
        for name in ("roles", "languages"):
            for key, travellers in (getattr(self, name) or {}).items():
                _within(name, travellers, 0, self.party, of=of, key=key)
        _within("days", self.days, 1, LONGEST_VISIT, of=of)
        _within("level", self.level, 1, 5, of=of)
        for name in ("own_budget", "size", "lead_days", "waited"):
            _within(name, getattr(self, name), 0, None, of=of)
        _spans("windows", self.windows, of=of)
        _spans("blackouts", self.blackouts, of=of)


@dataclass(frozen=True, slots=True)
class Offer:
    """What one host can show, when, and at what cost.

    `people_cap`: visitors at a time, `parties_per_visit`: organisations at a time. `visits_left`: visits the host can
    still take in, those of the round's fixed proposals included. `length_days`: None leaves it to the visitor.
    `months_open`: 1 to 12, every day of a visit lies in them; `months_visible`: in which the practice can be seen.
    `provides`: needs met at no further cost. `fixed_cost`: once per visit; `cost_per_person`: per traveller and visit.
    `coaching_hours`: offered after a visit. `first_time`: never hosted. `wants`: topics of the host's own open demands.
    """

    id: str
    organisation: str
    topics: tuple[Shown, ...]
    people_cap: int
    parties_per_visit: int = 1
    visits_left: int = 1
    length_days: int | None = 3
    roles: frozenset[str] | None = None
    languages: frozenset[str] | None = None
    interpreter: bool = False
    months_open: frozenset[int] = ALL_MONTHS
    months_visible: frozenset[int] | None = None
    blackouts: tuple[Span, ...] = ()
    provides: frozenset[str] = frozenset()
    fixed_cost: int = 0
    cost_per_person: int = 0
    coaching_hours: int | None = None
    level: int | None = None
    products: frozenset[str] | None = None
    size: int | None = None
    certifications: frozenset[str] | None = None
    first_time: bool = False
    wants: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        of = self.id
        _within("people_cap", self.people_cap, 1, None, of=of)
        _within("parties_per_visit", self.parties_per_visit, 1, None, of=of)
        _within("length_days", self.length_days, 1, LONGEST_VISIT, of=of)
        _within("level", self.level, 1, 5, of=of)
        for name in ("visits_left", "fixed_cost", "cost_per_person", "coaching_hours", "size"):
            _within(name, getattr(self, name), 0, None, of=of)
        for month in self.months_open | (self.months_visible or frozenset()):
            _within("month", month, 1, 12, of=of)
        _spans("blackouts", self.blackouts, of=of)


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The broader term of each topic and product that has one; other codes stand alone."""

    topics: Mapping[str, str] = field(default_factory=dict)
    products: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Weights:
    """Points of each component, whole, together 100 (algorithm: "Demand to offer")."""

    topic: int = 35
    language: int = 15
    step: int = 10
    context: int = 10
    audience: int = 10
    season: int = 10
    coach: int = 5
    reciprocity: int = 5

    def __post_init__(self) -> None:
        points = [getattr(self, name) for name in self.__slots__]
        if min(points) < 0 or sum(points) != 100:
            raise InputError("weights", points=points)


@dataclass(frozen=True, slots=True)
class Funding:
    """What the round pays for a need the host does not provide."""

    price: int
    per: Per = Per.PARTY

    def __post_init__(self) -> None:
        _within("price", self.price, 0, None, of=self.per.value)


@dataclass(frozen=True, slots=True)
class Settings:
    """How matches are scored, under a version that is stored with every plan.

    `weak`: matches below it are avoided. `funded`: needs the round pays for, "interpreter" among them perhaps.
    """

    weights: Weights = field(default_factory=Weights)
    version: str = "1"
    weak: int = 60
    funded: Mapping[str, Funding] = field(default_factory=dict)
    taxonomy: Taxonomy = field(default_factory=Taxonomy)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A visit that was proposed or agreed: it stays as it is.

    `cost`: cents its budget binds for the `counted` of its demands, the host's fixed cost included; others cost what
    the formula says. None where there is no budget yet.
    """

    offer: str
    start: date
    days: int
    demands: tuple[str, ...]
    cost: int | None = None
    counted: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _within("cost", self.cost, 0, None, of=self.offer)


@dataclass(frozen=True, slots=True)
class Round:
    """What a plan must keep to.

    `first`, `last`: visits start and end within. `budget`: of the round, fixed proposals included. `minimum`: visits
    still missing to the year's target. `week_capacity`: visits that may start in one week (Monday to Sunday).
    `forbidden`: pairs (demand, offer) never planned. `added`: pairs a coordinator allows although topic, language or
    an earlier no speak against them. `required`: added pairs that come first of all. `seed` of the lots.
    """

    seed: str
    today: date
    first: date
    last: date
    budget: int
    minimum: int = 3
    week_capacity: int = 2
    fixed: tuple[Fixed, ...] = ()
    forbidden: frozenset[Pair] = frozenset()
    added: frozenset[Pair] = frozenset()
    required: frozenset[Pair] = frozenset()

    def __post_init__(self) -> None:
        _spans("round", [(self.first, self.last)], of=self.seed)
        if self.last - self.first > timedelta(days=800):
            raise InputError("round_too_long", first=self.first, last=self.last)
        _within("budget", self.budget, 0, None, of=self.seed)
        _within("minimum", self.minimum, 0, None, of=self.seed)
        _within("week_capacity", self.week_capacity, 1, None, of=self.seed)
        if both := (self.required | self.added) & self.forbidden:
            raise InputError("forbidden_and_added", pairs=sorted(both))


def _within(name: str, value: int | None, low: int, high: int | None, **facts: object) -> None:
    if value is not None and (value < low or (high is not None and value > high)):
        raise InputError(name, value=value, least=low, most=high, **facts)


def _spans(name: str, spans: Iterable[Span], *, of: str) -> None:
    for first, last in spans:
        if last < first:
            raise InputError(f"{name}_end_before_start", of=of, first=first, last=last)
