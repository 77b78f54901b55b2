"""An independent check of a plan in whole numbers: every rule of a round, without anything of the planner's code."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from app.matching.blocking import MAY_BE_ADDED, blocked
from app.matching.costs import cost_of_fixed, length
from app.matching.inputs import Demand, Fixed, Offer, Round, Settings
from app.matching.results import Plan, PlannedVisit, Violation
from app.matching.score import score


def violations(
    plan: Plan, round_: Round, demands: Sequence[Demand], offers: Sequence[Offer], settings: Settings
) -> list[Violation]:
    """Every rule the plan breaks, empty for a right one; those of fixed proposals alone are marked `fixed`.

    Codes: `unknown`, `twice` (demand), `organisation_twice`, `empty`, `parties`, `people`, `visits`, `overlap`, `both`
    (host and guest in a week), `capacity`, `budget`, `outside` (the round), `blackout`, `closed`, `length`, `blocked`,
    `forbidden`, `window`, `fixed_changed`, `cost`, `score`, `sums`.
    """
    by_demand, by_offer = {row.id: row for row in demands}, {row.id: row for row in offers}
    unknown = [
        Violation("unknown", {"offer": visit.offer, "demands": list(visit.demands)}, visit.fixed)
        for visit in plan.visits
        if visit.offer not in by_offer or not set(visit.demands) <= set(by_demand)
    ]
    if unknown:
        return unknown
    hosted = [(visit, by_offer[visit.offer], [by_demand[name] for name in visit.demands]) for visit in plan.visits]
    found = [*_once(plan), *_fixed(plan, round_), *_limits(hosted, round_), *_weeks(hosted), *_sums(plan, round_)]
    for visit, offer, guests in hosted:
        found += _visit(visit, offer, guests, round_)
        found += _numbers(visit, offer, guests, round_, settings)
        for guest in guests:
            found += _pair(visit, offer, guest, round_, settings)
    return found + _organisations(hosted)


_Hosted = tuple[PlannedVisit, Offer, list[Demand]]


def _once(plan: Plan) -> Iterator[Violation]:
    times = Counter(name for visit in plan.visits for name in visit.demands)
    return (Violation("twice", {"demand": name}) for name, count in times.items() if count > 1)


def _organisations(hosted: Iterable[_Hosted]) -> list[Violation]:
    times: dict[str, list[bool]] = defaultdict(list)
    for visit, _, guests in hosted:
        for guest in guests:
            times[guest.organisation].append(visit.fixed)
    return [
        Violation("organisation_twice", {"organisation": name}, all(fixed))
        for name, fixed in times.items()
        if len(fixed) > 1
    ]


def _fixed(plan: Plan, round_: Round) -> Iterator[Violation]:
    kept = {(visit.offer, visit.start, visit.days, frozenset(visit.demands)) for visit in plan.visits if visit.fixed}
    for visit in round_.fixed:
        if (visit.offer, visit.start, visit.days, frozenset(visit.demands)) not in kept:
            yield Violation("fixed_changed", {"offer": visit.offer, "start": visit.start})


def _limits(hosted: Sequence[_Hosted], round_: Round) -> Iterator[Violation]:
    by_offer: dict[str, list[_Hosted]] = defaultdict(list)
    by_week: dict[date, list[PlannedVisit]] = defaultdict(list)
    for each in hosted:
        by_offer[each[1].id].append(each)
        by_week[each[0].start - timedelta(days=each[0].start.weekday())].append(each[0])
    for offer_id, held in by_offer.items():
        if len(held) > held[0][1].visits_left:
            yield Violation("visits", {"offer": offer_id, "visits": len(held)}, all(each[0].fixed for each in held))
    for week, visits in by_week.items():
        if len(visits) > round_.week_capacity:
            yield Violation("capacity", {"week": week, "visits": len(visits)}, all(each.fixed for each in visits))
    spent = sum(each[0].cost for each in hosted)
    if spent > round_.budget:
        yield Violation("budget", {"cost": spent, "budget": round_.budget}, all(each[0].fixed for each in hosted))


def _weeks(hosted: Iterable[_Hosted]) -> Iterator[Violation]:
    """No week in which an organisation has two visits, whether as host or as guest."""
    present: dict[tuple[str, date], list[tuple[str, bool]]] = defaultdict(list)
    for visit, offer, guests in hosted:
        days = (visit.start + timedelta(days=day) for day in range(visit.days))
        for week in {day - timedelta(days=day.weekday()) for day in days}:
            present[offer.organisation, week].append(("host", visit.fixed))
            for guest in guests:
                present[guest.organisation, week].append(("guest", visit.fixed))
    for (organisation, week), roles in present.items():
        if len(roles) > 1:
            code = "overlap" if {role for role, _ in roles} == {"host"} else "both"
            yield Violation(code, {"organisation": organisation, "week": week}, all(fixed for _, fixed in roles))


def _visit(visit: PlannedVisit, offer: Offer, guests: Sequence[Demand], round_: Round) -> Iterator[Violation]:
    facts = {"offer": offer.id, "start": visit.start}
    last = visit.start + timedelta(days=visit.days - 1)
    people = sum(guest.party for guest in guests)
    rules = {
        "empty": bool(guests),
        "parties": len(guests) <= offer.parties_per_visit,
        "people": people <= offer.people_cap,
        "outside": round_.first <= visit.start and last <= round_.last,
        "blackout": not any(begin <= last and visit.start <= end for begin, end in offer.blackouts),
        "closed": all((visit.start + timedelta(days=day)).month in offer.months_open for day in range(visit.days)),
        "length": all(length(guest, offer) == visit.days for guest in guests),
    }
    return (Violation(code, facts, visit.fixed) for code, kept in rules.items() if not kept)


def _numbers(
    visit: PlannedVisit, offer: Offer, guests: Sequence[Demand], round_: Round, settings: Settings
) -> Iterator[Violation]:
    same = (each for each in round_.fixed if visit.fixed and (each.offer, each.start) == (visit.offer, visit.start))
    kept = next(same, Fixed(visit.offer, visit.start, visit.days, visit.demands))
    cost = cost_of_fixed(kept, offer, guests, settings)
    scores = tuple(score(guest, offer, settings, start=visit.start).total for guest in guests)
    if cost != visit.cost:
        yield Violation("cost", {"offer": offer.id, "said": visit.cost, "is": cost}, visit.fixed)
    if scores != visit.scores:
        yield Violation("score", {"offer": offer.id, "said": list(visit.scores), "is": list(scores)}, visit.fixed)


def _pair(visit: PlannedVisit, offer: Offer, guest: Demand, round_: Round, settings: Settings) -> Iterator[Violation]:
    pair = (guest.id, offer.id)
    facts = {"demand": guest.id, "offer": offer.id}
    allowed = MAY_BE_ADDED if pair in round_.added | round_.required else frozenset()
    for block in blocked(guest, offer, settings, today=round_.today, within=(round_.first, round_.last)):
        if block.code not in allowed:
            yield Violation("blocked", {**facts, "by": block.code}, visit.fixed)
    if pair in round_.forbidden:
        yield Violation("forbidden", facts, visit.fixed)
    days = [visit.start + timedelta(days=day) for day in range(visit.days)]
    inside = all(any(first <= day <= last for first, last in guest.windows) for day in days)
    free = not any(first <= day <= last for day in days for first, last in guest.blackouts)
    if not inside or not free or visit.start < round_.today + timedelta(days=guest.lead_days):
        yield Violation("window", {**facts, "start": visit.start}, visit.fixed)


def _sums(plan: Plan, round_: Round) -> Iterator[Violation]:
    cost = sum(visit.cost for visit in plan.visits)
    total = sum(points for visit in plan.visits for points in visit.scores)
    if (plan.cost, plan.total, plan.left) != (cost, total, round_.budget - cost):
        yield Violation("sums", {"cost": cost, "total": total})
