"""Two plans side by side: who gains, who loses, what it costs."""

from datetime import date

from app.matching.results import Difference, Plan


def difference(before: Plan, after: Plan) -> Difference:
    """What changes for whom from one plan to the other; `cost` (cents), `total` and `visits` are after less before."""
    old, new = _places(before), _places(after)
    return Difference(
        gained=tuple(sorted(set(new) - set(old))),
        lost=tuple(sorted(set(old) - set(new))),
        moved=tuple(sorted(name for name in set(old) & set(new) if old[name] != new[name])),
        cost=after.cost - before.cost,
        total=after.total - before.total,
        visits=len(after.visits) - len(before.visits),
    )


def _places(plan: Plan) -> dict[str, tuple[str, date]]:
    return {name: (visit.offer, visit.start) for visit in plan.visits for name in visit.demands}
