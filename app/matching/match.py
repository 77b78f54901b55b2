"""A demand and an offer together: when a visit would be best, with its score, or why there can be none."""

from datetime import date

from app.matching.blocking import blocked, starts
from app.matching.costs import cost_alone, length
from app.matching.inputs import Demand, Offer, Settings, Span
from app.matching.results import Match, Score
from app.matching.score import score


def match(
    demand: Demand,
    offer: Offer,
    settings: Settings,
    *,
    today: date,
    within: Span | None = None,
    budget: int | None = None,
) -> Match:
    """The best start of a feasible pair (the soonest of equals) with its score; else all that blocks it.

    `cost`: cents the round would pay for a visit of this party alone. `within`, `budget`: as for `blocked`.
    """
    blocks = blocked(demand, offer, settings, today=today, within=within, budget=budget)
    possible = () if blocks else starts(demand, offer, today=today, within=within)
    by_month = {day.month: day for day in reversed(possible)}
    scored = [(score(demand, offer, settings, start=day), day) for day in by_month.values()]
    best, start = max(scored, key=_better) if scored else (score(demand, offer, settings), None)
    return Match(
        demand=demand.id,
        offer=offer.id,
        start=start,
        days=length(demand, offer),
        cost=cost_alone(demand, offer, settings),
        score=best,
        blocks=blocks,
    )


def _better(scored: tuple[Score, date]) -> tuple[int, int]:
    found, day = scored
    return found.total, -day.toordinal()
