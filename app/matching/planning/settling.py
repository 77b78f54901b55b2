"""From choices to options: which of its slots each chosen demand takes."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from app.matching.costs import visit_cost
from app.matching.planning.model import Choice, Model, Vector
from app.matching.planning.problem import Problem

_TRIES = 5_000


def settle(model: Model, unknowns: Vector) -> tuple[frozenset[int] | None, set[int]]:
    """The options of a plan, or None and the hosts that have to be exact first."""
    choices = [model.choices[column] for column in np.flatnonzero(unknowns[: len(model.choices)] > 0.5)]
    opened = {slot for slot, column in model.visit.items() if unknowns[column] > 0.5}
    by_offer: dict[int, list[Choice]] = defaultdict(list)
    for choice in choices:
        by_offer[choice.offer].append(choice)
    chosen: set[int] = set()
    vague: set[int] = set()
    for offer, guests in by_offer.items():
        slots = {slot for slot in opened if model.problem.slots[slot].offer == offer}
        found = _seat(model.problem, offer, guests, slots)
        if found is None:
            vague.add(offer)
        else:
            chosen |= set(found)
    if not vague and _cost(model.problem, chosen) > model.problem.budget:
        vague = set(by_offer)
    vague -= model.exact
    return (frozenset(chosen) if not vague else None), vague


def _seat(problem: Problem, offer: int, guests: Sequence[Choice], slots: set[int]) -> list[int] | None:
    """An option for each guest so that every slot has one and none too many; None also after too many tries."""
    host = problem.offers[offer]
    people = dict.fromkeys(slots, 0)
    parties = dict.fromkeys(slots, 0)
    seated: list[int] = []

    tries = _TRIES

    def seat(turn: int) -> bool:
        nonlocal tries
        tries -= 1
        if tries < 0:
            return False
        if turn == len(guests):
            return all(parties.values())
        party = problem.demands[guests[turn].first.demand].party
        for option, slot in zip(guests[turn].options, guests[turn].slots, strict=True):
            if slot in slots and parties[slot] < host.parties_per_visit and people[slot] + party <= host.people_cap:
                parties[slot] += 1
                people[slot] += party
                seated.append(option)
                if seat(turn + 1):
                    return True
                parties[slot] -= 1
                people[slot] -= party
                seated.pop()
        return False

    return seated if seat(0) else None


def _cost(problem: Problem, chosen: set[int]) -> int:
    by_slot: dict[int, list[int]] = defaultdict(list)
    for number in chosen:
        by_slot[problem.options[number].slot].append(number)
    return sum(
        visit_cost(problem.offers[problem.slots[slot].offer], [problem.options[number].share for number in numbers])
        for slot, numbers in by_slot.items()
    )
