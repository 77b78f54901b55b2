"""What matching answers: blocks, scores, matches, plans."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Block:
    """A hard condition that speaks against a pair. `facts` say what there is and what would make it feasible.

    Codes of pairs and their facts: `same_organisation` (organisation), `declined` (offer, organisation), `topic`
    (found, least), `language` (spoken, host), `places` (party, cap), `visits` (left), `needs` (missing), `cost`
    (needs, budget), `dates` (days, months_open), `lead` (earliest, last_start), `blackout` (starts: what would be
    possible without), `round` (earliest, first, last: possible, but outside the round), `forbidden`.
    Codes of plans besides: `budget` (needs, left), `capacity` (limit), `host_busy`, `organisation_busy`,
    `organisation_served` (organisation), `waiting` (others came first).
    """

    code: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a score: `value` 0 to 1, exact. `unknown`: at least a part of it was not told and counts one half."""

    code: str
    weight: int
    value: Fraction
    unknown: bool
    facts: Mapping[str, object]

    @property
    def points(self) -> Fraction:
        return self.weight * self.value


@dataclass(frozen=True, slots=True)
class Score:
    """`total`: 0 to 100, floor(sum of points + 1/2)."""

    total: int
    components: tuple[Component, ...]
    version: str


@dataclass(frozen=True, slots=True)
class Match:
    """A demand and an offer together: the best start with its score, or what blocks them (then start is None)."""

    demand: str
    offer: str
    start: date | None
    days: int
    cost: int
    score: Score
    blocks: tuple[Block, ...]

    @property
    def feasible(self) -> bool:
        return not self.blocks


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """`scores` and `costs` (cents, without the fixed cost) belong to `demands`; `cost` is the whole visit's."""

    offer: str
    start: date
    days: int
    demands: tuple[str, ...]
    scores: tuple[int, ...]
    costs: tuple[int, ...]
    cost: int
    fixed: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """One objective, reached in order. `value` is what the plan has, `bound` what no plan can pass under the stages
    before; `proved` when they meet. `group`: the waiting group of a stage `served`.

    Codes: `required`, `shortfall`, `served`, `places`, `weak`, `total`, `first_time`, `total_again`, `lots`; of these
    `shortfall`, `weak` and `lots` are to be small, the others large.
    """

    code: str
    group: int | None
    value: int
    bound: int
    seconds: float
    proved: bool

    @property
    def gap(self) -> int:
        return abs(self.bound - self.value)


@dataclass(frozen=True, slots=True)
class Unserved:
    """Why a demand is not in the plan, and what would help.

    `hosts`: offers it is feasible with, best first. `reasons`: what stands in the way of the next best of them, or,
    with no such host, what blocks the offer that lacks least (`nearest`). `needs`: cents its cheapest visit would
    take, `left`: cents the plan leaves. `group` now, `next_group` after this round.
    """

    demand: str
    hosts: tuple[str, ...]
    nearest: str | None
    reasons: tuple[Block, ...]
    needs: int | None
    left: int
    waited: int
    group: int
    next_group: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The visits of a round. `total`: sum of scores; `best_total`: that of the plan that looks at scores alone.

    `inputs_hash`, `plan_hash`: SHA-256, the same on every machine and for every order of rows.
    """

    visits: tuple[PlannedVisit, ...]
    unserved: tuple[Unserved, ...]
    stages: tuple[Stage, ...]
    total: int
    best_total: int
    cost: int
    left: int
    proved: bool
    seconds: float
    inputs_hash: str
    plan_hash: str

    @property
    def served(self) -> tuple[str, ...]:
        """Demands with a visit, sorted."""
        return tuple(sorted(demand for visit in self.visits for demand in visit.demands))

    @property
    def fairness_price(self) -> Fraction:
        """The share of the best total that waiting, places and newcomers cost, 0 to 1; negative never."""
        lost = self.best_total - self.total
        return Fraction(max(0, lost), self.best_total) if self.best_total else Fraction(0)


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule a plan breaks. `fixed`: it is one of a fixed proposal, which stays all the same."""

    code: str
    facts: Mapping[str, object]
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """How a plan differs from another: demands that gain or lose a visit, those with another host or date."""

    gained: tuple[str, ...]
    lost: tuple[str, ...]
    moved: tuple[str, ...]
    cost: int
    total: int
    visits: int
