"""A plan in words' raw material: its visits, and for each demand left out why, and what would help."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from app.matching.costs import cost_alone, cost_of_fixed, share
from app.matching.inputs import Demand, Fixed, Offer, Round, Settings
from app.matching.planning.draft import Draft
from app.matching.planning.problem import Problem, blocks_of, waiting_group
from app.matching.results import Block, PlannedVisit, Unserved
from app.matching.score import score


def visits_of(problem: Problem, chosen: frozenset[int]) -> tuple[PlannedVisit, ...]:
    """Fixed proposals and chosen visits by date."""
    by_slot: dict[int, list[str]] = defaultdict(list)
    for number in chosen:
        option = problem.options[number]
        by_slot[option.slot].append(problem.demands[option.demand].id)
    planned = [
        Fixed(problem.offers[slot.offer].id, slot.start, slot.days, tuple(sorted(by_slot[number])))
        for number, slot in enumerate(problem.slots)
        if number in by_slot
    ]
    visits = [_visit(problem, each, fixed=False) for each in planned]
    visits += [_visit(problem, each, fixed=True) for each in problem.round.fixed]
    return tuple(sorted(visits, key=lambda visit: (visit.start, visit.offer)))


def _visit(problem: Problem, visit: Fixed, *, fixed: bool) -> PlannedVisit:
    settings = problem.settings
    offer = next(row for row in problem.offers if row.id == visit.offer)
    names = set(visit.demands)
    guests = [row for row in problem.demands if row.id in names]
    shares = [share(guest, offer, settings) for guest in guests]
    return PlannedVisit(
        offer=visit.offer,
        start=visit.start,
        days=visit.days,
        demands=tuple(guest.id for guest in guests),
        scores=tuple(score(guest, offer, settings, start=visit.start).total for guest in guests),
        costs=tuple(each.charge for each in shares),
        cost=cost_of_fixed(visit, offer, guests, settings),
        fixed=fixed,
    )


def unserved_of(problem: Problem, chosen: frozenset[int]) -> tuple[Unserved, ...]:
    """Each demand without a visit, in the order of ids."""
    draft = Draft(problem, chosen)
    served = {name for visit in problem.round.fixed for name in visit.demands}
    served |= {problem.demands[problem.options[number].demand].id for number in chosen}
    by_demand: dict[int, list[int]] = defaultdict(list)
    for number, option in enumerate(problem.options):
        by_demand[option.demand].append(number)
    return tuple(
        _unserved(problem, draft, row, by_demand[row])
        for row, demand in enumerate(problem.demands)
        if demand.id not in served
    )


def _unserved(problem: Problem, draft: Draft, row: int, numbers: Sequence[int]) -> Unserved:
    demand = problem.demands[row]
    feasible = [offer for pair, offer in problem.pairs if pair == row]
    taken = demand.organisation in problem.taken or demand.organisation in draft.served
    hosts = sorted(feasible, key=lambda offer: (-_points(problem, row, offer), problem.offers[offer].id))
    nearest, reasons = (None, _obstacles(problem, draft, hosts, numbers)) if hosts else _nearest(problem, row)
    if demand.organisation in problem.taken:
        nearest, reasons = None, (Block("organisation_served", {"organisation": demand.organisation}),)
    costs = [cost_alone(demand, problem.offers[offer], problem.settings) for offer in hosts]
    waited = demand.waited + bool(hosts and not taken)
    return Unserved(
        demand=demand.id,
        hosts=tuple(problem.offers[offer].id for offer in hosts),
        nearest=nearest,
        reasons=reasons,
        needs=min(costs, default=None),
        left=draft.left,
        waited=demand.waited,
        group=waiting_group(demand.waited),
        next_group=waiting_group(waited),
    )


def _points(problem: Problem, row: int, offer: int) -> int:
    return score(problem.demands[row], problem.offers[offer], problem.settings).total


def _obstacles(problem: Problem, draft: Draft, hosts: Sequence[int], numbers: Sequence[int]) -> tuple[Block, ...]:
    """The different obstacles of all the demand's options: first what stops most of them, of equals the best's."""
    found: dict[str, list[Block]] = defaultdict(list)
    if not numbers:
        # Fixed visits have used up what its hosts had.
        full = problem.visits_left[hosts[0]] == 0
        return (Block("visits" if full else "host_busy", {"offer": problem.offers[hosts[0]].id}),)
    for number in sorted(numbers, key=lambda each: (-problem.options[each].score, problem.options[each].lot)):
        option = problem.options[number]
        block = draft.obstacle(option) or Block("waiting", {"score": option.score})
        found[block.code].append(block)
    return tuple(blocks[0] for blocks in sorted(found.values(), key=len, reverse=True))


def _nearest(problem: Problem, row: int) -> tuple[str | None, tuple[Block, ...]]:
    """The offer that lacks least: the fewest blocks, then the best score."""
    demand = problem.demands[row]
    choices = []
    for number, offer in enumerate(problem.offers):
        if offer.organisation != demand.organisation:
            blocks = blocks_of(problem, row, number) + _forbidden(problem, demand, offer)
            choices.append((len(blocks), -_points(problem, row, number), offer.id, blocks))
    if not choices:
        return None, ()
    _, _, offer_id, blocks = min(choices, key=lambda choice: choice[:3])
    return offer_id, blocks


def _forbidden(problem: Problem, demand: Demand, offer: Offer) -> tuple[Block, ...]:
    pair = (demand.id, offer.id)
    return (Block("forbidden", {"offer": offer.id}),) if pair in problem.round.forbidden else ()


def inputs_hash(round_: Round, demands: Sequence[Demand], offers: Sequence[Offer], settings: Settings) -> str:
    """SHA-256 of all that the plan depends on, whatever the order of rows."""
    rows = [sorted(map(_plain_text, each)) for each in (demands, offers)]
    return _digest([_plain(round_), _plain(settings), rows])


def plan_hash(visits: Sequence[PlannedVisit]) -> str:
    """SHA-256 of who visits whom, when."""
    return _digest([_plain(visit) for visit in visits])


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _plain_text(value: object) -> str:
    return json.dumps(_plain(value), sort_keys=True)


def _plain(value: Any) -> Any:
    """Values as JSON holds them, sets in order."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted((_plain(each) for each in value), key=str)
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if hasattr(value, "items"):
        return {str(key): _plain(each) for key, each in value.items()}
    return value
