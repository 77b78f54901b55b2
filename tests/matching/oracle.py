"""The best plan by trying every one: slow, plain, and nothing of the planner's own code but its options."""

from collections import defaultdict
from itertools import product

from app.matching.planning.problem import Problem

Plan = tuple[int, ...]


def every_plan(problem: Problem):
    """All sets of options that keep to the rules."""
    by_demand = defaultdict(list)
    for number, option in enumerate(problem.options):
        by_demand[option.demand].append(number)
    for chosen in product(*([None, *numbers] for numbers in by_demand.values())):
        plan = tuple(number for number in chosen if number is not None)
        if allowed(problem, plan):
            yield plan


def allowed(problem: Problem, plan: Plan) -> bool:
    visits, organisations, present, starts = defaultdict(list), set(), set(), defaultdict(int)
    for number in plan:
        option = problem.options[number]
        guest = problem.demands[option.demand]
        if guest.organisation in organisations:
            return False
        organisations.add(guest.organisation)
        visits[option.slot].append(option)
    cost, hosted = 0, defaultdict(int)
    for slot_number, options in visits.items():
        slot = problem.slots[slot_number]
        host = problem.offers[slot.offer]
        guests = [problem.demands[option.demand] for option in options]
        if len(guests) > host.parties_per_visit or sum(guest.party for guest in guests) > host.people_cap:
            return False
        for organisation in [host.organisation, *(guest.organisation for guest in guests)]:
            for week in slot.weeks:
                if (organisation, week) in present:
                    return False
                present.add((organisation, week))
        cost += sum(option.share.charge for option in options)
        cost += max(0, host.fixed_cost - sum(option.share.surplus for option in options))
        hosted[slot.offer] += 1
        starts[slot.weeks[0]] += 1
    return (
        cost <= problem.budget
        and all(count <= problem.visits_left[number] for number, count in hosted.items())
        and all(count <= problem.round.week_capacity for count in starts.values())
    )


def worth(problem: Problem, plan: Plan) -> tuple[int, ...]:
    """Required, visits missing, served by group, places, weak: more is better."""
    options = [problem.options[number] for number in plan]
    guests = [problem.demands[option.demand] for option in options]
    groups = sorted({-(-problem.demands[option.demand].waited // 3) for option in problem.options}, reverse=True)
    pairs = {(problem.demands[o.demand].id, problem.offers[problem.slots[o.slot].offer].id) for o in options}
    return (
        len(pairs & problem.round.required),
        -max(0, problem.minimum - len({option.slot for option in options})),
        *(sum(-(-guest.waited // 3) == group for guest in guests) for group in groups),
        sum(guest.women + guest.youth for guest in guests),
        -sum(option.score < problem.settings.weak for option in options),
    )


def total(problem: Problem, plan: Plan) -> int:
    return sum(problem.options[number].score for number in plan)


def newcomers(problem: Problem, plan: Plan) -> int:
    hosts = [problem.offers[problem.slots[problem.options[number].slot].offer] for number in plan]
    return len({host.organisation for host in hosts if host.first_time})


def best_plan(problem: Problem) -> Plan:
    """The plan the rules name."""
    plans = list(every_plan(problem))
    top = max(worth(problem, plan) for plan in plans)
    plans = [plan for plan in plans if worth(problem, plan) == top]
    best = max(total(problem, plan) for plan in plans)
    near = [plan for plan in plans if 100 * total(problem, plan) >= 95 * best]
    return max(
        near,
        key=lambda plan: (
            newcomers(problem, plan),
            total(problem, plan),
            -sum(problem.options[number].lot for number in plan),
        ),
    )
