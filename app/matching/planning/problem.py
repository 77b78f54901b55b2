"""A round as a programme: slots in which a visit may happen, options of demands to be in them, and limits.

Demands and offers are taken in the order of their ids, so rows may come in any order. Fixed proposals are taken out
first: what they use is subtracted from the limits.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import TypeVar

from app.matching.blocking import MAY_BE_ADDED, blocked
from app.matching.bulk import score_all
from app.matching.costs import Share, cost_of_fixed
from app.matching.days import monday, weeks_of
from app.matching.inputs import Demand, Fixed, InputError, Offer, Pair, Round, Settings
from app.matching.results import Block

LOT_BITS = 20
Row = TypeVar("Row", Demand, Offer)


@dataclass(frozen=True, slots=True)
class Slot:
    """A visit that may happen: a host, a first day, a length."""

    offer: int
    start: date
    days: int
    weeks: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """A demand that may be in a slot."""

    demand: int
    slot: int
    score: int
    share: Share
    lot: int


@dataclass(slots=True)
class Problem:
    """What there is to choose from. `budget`, `minimum`, `visits_left` and `starts_left`: what fixed visits leave.

    `taken`: organisations served already. `busy`: (organisation, Monday) of fixed visits.
    """

    round: Round
    settings: Settings
    demands: list[Demand]
    offers: list[Offer]
    budget: int
    minimum: int
    visits_left: list[int]
    starts_left: Counter[date]
    taken: set[str]
    busy: set[tuple[str, date]]
    pairs: list[tuple[int, int]] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)

    def limit(self, week: date) -> int:
        """Visits that may still start in the week."""
        return max(0, self.round.week_capacity - self.starts_left[week])


def lot(seed: str, demand: str, offer: str, start: date) -> int:
    """The first 20 bits of SHA-256("seed|demand|offer|week"), the week as the ISO date of the visit's first day."""
    digest = hashlib.sha256(f"{seed}|{demand}|{offer}|{start.isoformat()}".encode()).digest()
    return int.from_bytes(digest[:3], "big") >> (24 - LOT_BITS)


def waiting_group(waited: int) -> int:
    """Bands of three rounds: 0 for who never waited, 1 for 1 to 3, 2 for 4 to 6."""
    return (waited + 2) // 3


def read_problem(round_: Round, demands: Sequence[Demand], offers: Sequence[Offer], settings: Settings) -> Problem:
    """All feasible pairs, yet without slots; raises InputError for ids that occur twice or do not exist."""
    problem = _without_fixed(round_, _by_id("demands", demands), _by_id("offers", offers), settings)
    problem.pairs = _pairs(problem)
    return problem


def _by_id(name: str, rows: Sequence[Row]) -> list[Row]:
    ordered = sorted(rows, key=lambda row: row.id)
    if twice := [one.id for one, other in pairwise(ordered) if one.id == other.id]:
        raise InputError(f"{name}_twice", ids=twice)
    return ordered


def _without_fixed(round_: Round, demands: list[Demand], offers: list[Offer], settings: Settings) -> Problem:
    by_demand, by_offer = {row.id: row for row in demands}, {row.id: row for row in offers}
    problem = Problem(
        round=round_,
        settings=settings,
        demands=demands,
        offers=offers,
        budget=round_.budget,
        minimum=max(0, round_.minimum - len(round_.fixed)),
        visits_left=[],
        starts_left=Counter(monday(visit.start) for visit in round_.fixed),
        taken=set(),
        busy=set(),
    )
    hosted = Counter(visit.offer for visit in round_.fixed)
    for visit in round_.fixed:
        host, guests = _known(visit, by_offer, by_demand)
        problem.budget -= cost_of_fixed(visit, host, guests, settings)
        problem.taken |= {guest.organisation for guest in guests}
        for organisation in {host.organisation, *(guest.organisation for guest in guests)}:
            problem.busy |= {(organisation, week) for week in weeks_of(visit.start, visit.days)}
    problem.budget = max(0, problem.budget)
    problem.visits_left = [max(0, offer.visits_left - hosted[offer.id]) for offer in offers]
    return problem


def _known(visit: Fixed, offers: dict[str, Offer], demands: dict[str, Demand]) -> tuple[Offer, list[Demand]]:
    missing = [name for name in visit.demands if name not in demands]
    if visit.offer not in offers or missing or not visit.demands:
        raise InputError("fixed_unknown", offer=visit.offer, demands=missing)
    return offers[visit.offer], [demands[name] for name in visit.demands]


def _pairs(problem: Problem) -> list[tuple[int, int]]:
    """Feasible pairs, whatever fixed visits use up, and added ones that only what may be set aside stood against."""
    round_ = problem.round
    scored = score_all(
        problem.demands,
        problem.offers,
        problem.settings,
        today=round_.today,
        within=(round_.first, round_.last),
        budget=round_.budget,
    )
    feasible = {(int(demand), int(offer)) for demand, offer in zip(*scored.feasible.nonzero(), strict=True)}
    return sorted((feasible | _added(problem)) - _numbered(problem, round_.forbidden))


def _added(problem: Problem) -> set[tuple[int, int]]:
    return {
        (demand, offer)
        for demand, offer in _numbered(problem, problem.round.added | problem.round.required)
        if {block.code for block in blocks_of(problem, demand, offer)} <= MAY_BE_ADDED
    }


def blocks_of(problem: Problem, demand: int, offer: int) -> tuple[Block, ...]:
    """What blocks the pair in this round."""
    round_ = problem.round
    return blocked(
        problem.demands[demand],
        problem.offers[offer],
        problem.settings,
        today=round_.today,
        within=(round_.first, round_.last),
        budget=round_.budget,
    )


def _numbered(problem: Problem, pairs: frozenset[Pair]) -> set[tuple[int, int]]:
    demands = {demand.id: number for number, demand in enumerate(problem.demands)}
    offers = {offer.id: number for number, offer in enumerate(problem.offers)}
    return {(demands[one], offers[other]) for one, other in pairs if one in demands and other in offers}
