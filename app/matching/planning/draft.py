"""A plan in the making: which options are in it, what still fits, and what stands in the way of the rest."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from app.matching.costs import visit_cost
from app.matching.planning.problem import Option, Problem, waiting_group
from app.matching.results import Block

_TRIED = 40


class Draft:
    """Options chosen so far, in whole numbers throughout."""

    def __init__(self, problem: Problem, chosen: Iterable[int] = ()) -> None:
        self.problem = problem
        self.chosen: set[int] = set()
        self.parties: dict[int, list[Option]] = defaultdict(list)
        self.served: dict[str, str] = {}
        self.visits: Counter[int] = Counter()
        self.starting: Counter[date] = Counter()
        self.present: Counter[tuple[str, date]] = Counter()
        self.left = problem.budget
        for number in sorted(chosen):
            self.add(number)

    def add(self, number: int) -> None:
        option = self.problem.options[number]
        slot = self.problem.slots[option.slot]
        demand, offer = self.problem.demands[option.demand], self.problem.offers[slot.offer]
        self.left -= self.extra_cost(option)
        if not self.parties[option.slot]:
            self.visits[slot.offer] += 1
            self.starting[slot.weeks[0]] += 1
            self.present.update((offer.organisation, week) for week in slot.weeks)
        self.present.update((demand.organisation, week) for week in slot.weeks)
        self.parties[option.slot].append(option)
        self.served[demand.organisation] = demand.id
        self.chosen.add(number)

    def extra_cost(self, option: Option) -> int:
        """Cents the option adds to what is planned; less than nothing when it pays fixed costs of others."""
        offer = self.problem.offers[self.problem.slots[option.slot].offer]
        before = [other.share for other in self.parties.get(option.slot, ())]
        return visit_cost(offer, [*before, option.share]) - (visit_cost(offer, before) if before else 0)

    def obstacle(self, option: Option) -> Block | None:
        """The first thing in the way of adding the option; None when it fits."""
        demand = self.problem.demands[option.demand]
        if demand.organisation in self.served:
            return Block("organisation_served", {"organisation": demand.organisation})
        weeks = self.problem.slots[option.slot].weeks
        if any(self.present[demand.organisation, week] for week in weeks):
            return Block("organisation_busy", {"weeks": list(weeks)})
        in_the_way = self._join(option) if self.parties.get(option.slot) else self._open(option)
        if in_the_way is None and (needs := self.extra_cost(option)) > self.left:
            return Block("budget", {"needs": needs, "left": self.left})
        return in_the_way

    def _join(self, option: Option) -> Block | None:
        offer = self.problem.offers[self.problem.slots[option.slot].offer]
        guests = [self.problem.demands[other.demand] for other in self.parties[option.slot]]
        people = sum(guest.party for guest in guests)
        if len(guests) >= offer.parties_per_visit:
            return Block("host_busy", {"offer": offer.id, "demands": [guest.id for guest in guests]})
        if people + self.problem.demands[option.demand].party > offer.people_cap:
            return Block(
                "places", {"party": self.problem.demands[option.demand].party, "cap": offer.people_cap - people}
            )
        return None

    def _open(self, option: Option) -> Block | None:
        slot = self.problem.slots[option.slot]
        offer = self.problem.offers[slot.offer]
        if self.visits[slot.offer] >= self.problem.visits_left[slot.offer]:
            return Block("visits", {"offer": offer.id, "left": 0})
        if any(self.present[offer.organisation, week] for week in slot.weeks):
            return Block("host_busy", {"offer": offer.id, "weeks": list(slot.weeks)})
        if self.starting[slot.weeks[0]] >= self.problem.limit(slot.weeks[0]):
            return Block("capacity", {"week": slot.weeks[0], "limit": self.problem.round.week_capacity})
        return None


def greedy(problem: Problem) -> frozenset[int]:
    """A fair plan without search: longest waiting first, each to its best place that still fits.

    As long as visits are missing to the minimum, parties open new ones; later they join others where that is as good.
    """
    return completed(problem, frozenset())


def completed(problem: Problem, chosen: frozenset[int]) -> frozenset[int]:
    """The plan with all that still fits, in the same order."""
    draft = Draft(problem, chosen)
    by_demand: dict[int, list[int]] = defaultdict(list)
    for number, option in enumerate(problem.options):
        if problem.demands[option.demand].organisation not in draft.served:
            by_demand[option.demand].append(number)
    for demand in sorted(by_demand, key=lambda row: _turn(problem, row)):
        for number in sorted(by_demand[demand], key=lambda number: _wish(draft, number))[:_TRIED]:
            if draft.obstacle(problem.options[number]) is None:
                draft.add(number)
                break
    return frozenset(draft.chosen)


def _turn(problem: Problem, row: int) -> tuple[int, int, int]:
    demand = problem.demands[row]
    required = any(demand.id == wanted for wanted, _ in problem.round.required)
    return -required, -waiting_group(demand.waited), -(demand.women + demand.youth)


def _wish(draft: Draft, number: int) -> tuple[bool, bool, int, int]:
    problem, option = draft.problem, draft.problem.options[number]
    pair = (problem.demands[option.demand].id, problem.offers[problem.slots[option.slot].offer].id)
    opens = not draft.parties.get(option.slot)
    missing = sum(draft.visits.values()) < problem.minimum
    return pair not in problem.round.required, missing and not opens, -option.score, option.lot
