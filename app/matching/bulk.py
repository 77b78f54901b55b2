"""All demands with all offers at once: the totals and feasibility of `match`, in whole numbers.

Every component is put over one common denominator per demand, so totals are exact, not nearly so.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from app.matching.blocking import LEAST_TOPIC, earliest
from app.matching.columns import UNKNOWN, Flags, OfferColumns, Whole
from app.matching.days import clipped, demand_days, from_day, start_bits
from app.matching.inputs import INTERPRETER, LONGEST_VISIT, Demand, Offer, Per, Settings, Span
from app.matching.relations import step_value, thousandths
from app.matching.score import FULL_COACHING_HOURS

_CONTEXT = 6_000
_LEVELS = range(1, 6)
_STEPS = np.zeros((6, 6), dtype=np.int64)
_STEPS[1:, 1:] = [[int(10 * step_value(host - visitor)) for host in _LEVELS] for visitor in _LEVELS]


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Demands by offers. `totals`, int16: the score at the best start, without a feasible one of an unknown season.
    `feasible`, bool: nothing blocks the pair.
    """

    totals: NDArray[np.int16]
    feasible: Flags


def score_all(
    demands: Sequence[Demand],
    offers: Sequence[Offer],
    settings: Settings,
    *,
    today: date,
    within: Span | None = None,
    budget: int | None = None,
) -> Scored:
    """Every pair's score and feasibility, the same as `match` pair by pair (2,000 by 2,000 in seconds).

    `within`, `budget`: as for `blocked`. Both arrays have the shape (demands, offers), in the order given.
    """
    columns = OfferColumns(offers, settings, within or clipped(today, today + timedelta(days=10_000)))
    totals = np.zeros((len(demands), len(offers)), dtype=np.int16)
    feasible = np.zeros((len(demands), len(offers)), dtype=np.bool_)
    for row, demand in enumerate(demands if offers else ()):
        totals[row], feasible[row] = _Row(demand, columns, today, budget).answer()
    return Scored(totals, feasible)


class _Row:
    """One demand with every offer; values are numerators over `whole`."""

    def __init__(self, demand: Demand, columns: OfferColumns, today: date, budget: int | None) -> None:
        self.demand = demand
        self.columns = columns
        self.settings = columns.settings
        self.today = today
        self.budget = budget
        self.importance = sum(topic.importance for topic in demand.topics)
        self.whole = math.lcm(40 * max(1, self.importance), demand.party, _CONTEXT)
        self.speakers = self._speakers()
        self.silent = self.speakers == 0
        self.topic = self._topic()

    def answer(self) -> tuple[Whole, Flags]:
        starts = self._starts()
        feasible = starts.any(axis=1) & ~self._blocked()
        weights = self.settings.weights
        points = (
            weights.topic * self.topic
            + weights.language * self._language()
            + weights.step * self._step()
            + weights.context * self._context()
            + weights.audience * self._audience()
            + weights.season * self._season(starts, feasible)
            + weights.coach * self._coach()
            + weights.reciprocity * self._reciprocity()
        )
        return (2 * points + self.whole) // (2 * self.whole), feasible

    def _known(self, known: Flags | bool, values: Whole | int) -> Whole:
        return np.where(known, values, self.whole // 2)

    def _topic(self) -> Whole:
        demand, columns = self.demand, self.columns
        found = np.zeros(len(columns.offers), dtype=np.int64)
        for topic in demand.topics:
            found += topic.importance * columns.topic_points(topic.code)
        return self._known(
            columns.has_topics & bool(demand.topics), found * (self.whole // (40 * max(1, self.importance)))
        )

    def _speakers(self) -> Whole:
        columns = self.columns
        most = np.zeros(len(columns.offers), dtype=np.int64)
        for code, count in (self.demand.languages or {}).items():
            most = np.maximum(most, count * columns.having("languages", code))
        return np.where(columns.has_languages & bool(self.demand.languages), most, UNKNOWN)

    def _needing_interpreter(self) -> Flags:
        needing: Flags = self.silent | (INTERPRETER in self.demand.needs)
        return needing

    def _language(self) -> Whole:
        spoken = self.speakers * (self.whole // self.demand.party)
        funded = self._needing_interpreter() & (INTERPRETER in self.settings.funded)
        interpreted = np.where(self.columns.providing(INTERPRETER) | funded, self.whole // 2, 0)
        return self._known(self.speakers != UNKNOWN, np.maximum(spoken, interpreted))

    def _step(self) -> Whole:
        level = self.demand.level or 0
        hosts = self.columns.levels
        return self._known((hosts != UNKNOWN) & (level > 0), _STEPS[level][hosts] * (self.whole // 10))

    def _context(self) -> Whole:
        demand, columns = self.demand, self.columns
        product = np.zeros(len(columns.offers), dtype=np.int64)
        for code in demand.products or ():
            product = np.maximum(product, columns.product_halves(code))
        ours = thousandths(demand.size or 0)
        shared = np.zeros(len(columns.offers), dtype=np.bool_)
        for code in demand.certifications or ():
            shared = shared | columns.having("certifications", code)
        parts = (
            np.where(columns.has_products & bool(demand.products), 1000 * product, 1000),
            np.where(
                (columns.sizes != UNKNOWN) & (demand.size is not None),
                np.maximum(0, 2000 - np.abs(columns.sizes - ours)),
                1000,
            ),
            np.where(columns.has_certifications & (demand.certifications is not None), 2000 * shared, 1000),
        )
        found: Whole = sum(parts, np.zeros(len(columns.offers), dtype=np.int64)) * (self.whole // _CONTEXT)
        return found

    def _audience(self) -> Whole:
        peers = np.zeros(len(self.columns.offers), dtype=np.int64)
        for role, count in (self.demand.roles or {}).items():
            peers += count * self.columns.having("roles", role)
        part = self.whole // self.demand.party
        known = self.columns.has_roles & bool(self.demand.roles)
        return self._known(known, np.minimum(peers, self.demand.party) * part)

    def _season(self, starts: NDArray[np.uint64], feasible: Flags) -> Whole:
        seen = (starts & self.columns.visible).any(axis=1)
        nearly = (starts & self.columns.beside_visible).any(axis=1)
        value = np.where(seen, self.whole, np.where(nearly, self.whole // 2, 0))
        return self._known(self.columns.seasonal & feasible, value)

    def _coach(self) -> Whole:
        hours = np.minimum(self.columns.coaching, FULL_COACHING_HOURS)
        return self._known(hours != UNKNOWN, hours * (self.whole // FULL_COACHING_HOURS))

    def _reciprocity(self) -> Whole:
        returned = np.zeros(len(self.columns.offers), dtype=np.bool_)
        for code in self.demand.shows:
            returned = returned | self.columns.wanting(code)
        return returned * np.int64(self.whole)

    def _starts(self) -> NDArray[np.uint64]:
        demand, columns = self.demand, self.columns
        free = demand_days(demand, columns.within)
        lead = from_day(earliest(demand, self.today), columns.within)
        lengths = columns.lengths(demand.days)
        used = {int(days) for days in np.unique(lengths)}
        by_length = columns.packed(
            start_bits(free, days) & lead if days in used else 0 for days in range(LONGEST_VISIT + 1)
        )
        possible: NDArray[np.uint64] = by_length[lengths] & columns.starts(demand.days)
        return possible

    def _blocked(self) -> Flags:
        demand, columns = self.demand, self.columns
        topicless = self.topic * LEAST_TOPIC.denominator < self.whole * LEAST_TOPIC.numerator
        blocked: Flags = topicless | (demand.party > columns.caps) | columns.closed | self._needs_missing()
        blocked[columns.by_organisation.get(demand.organisation, [])] = True
        for name in demand.declined:
            blocked[columns.by_name.get(name, [])] = True
        return blocked if self.budget is None else blocked | (self._cost() > self.budget)

    def _lacking(self) -> dict[str, Flags]:
        """For each need, the offers at which it has to be funded."""
        lacking = {need: ~self.columns.providing(need) for need in self.demand.needs}
        lacking[INTERPRETER] = self._needing_interpreter() & ~self.columns.providing(INTERPRETER)
        return lacking

    def _needs_missing(self) -> Flags:
        missing = np.zeros(len(self.columns.offers), dtype=np.bool_)
        for need, lacking in self._lacking().items():
            if need not in self.settings.funded:
                missing = missing | lacking
        return missing

    def _cost(self) -> Whole:
        demand, columns = self.demand, self.columns
        cost = columns.fixed_costs + columns.costs_per_person * demand.party
        days = columns.lengths(demand.days)
        for need, lacking in self._lacking().items():
            if funding := self.settings.funded.get(need):
                persons = demand.party if funding.per in (Per.PERSON, Per.PERSON_DAY) else 1
                cost = cost + lacking * funding.price * persons * (
                    days if funding.per in (Per.DAY, Per.PERSON_DAY) else 1
                )
        charged: Whole = np.maximum(0, cost - (demand.own_budget or 0))
        return charged
