"""The hard conditions of a pair: every one that blocks, with what would make it feasible."""

from datetime import date, timedelta
from fractions import Fraction

from app.matching.costs import cost_alone, length, provided, required, spoken
from app.matching.days import clipped, dates_of, demand_days, from_day, offer_days, run_starts, start_bits
from app.matching.inputs import INTERPRETER, Demand, Offer, Settings, Span
from app.matching.results import Block
from app.matching.score import topic_value

LEAST_TOPIC = Fraction(3, 10)
MAY_BE_ADDED = frozenset({"declined", "topic", "language"})
"""Codes a coordinator may set aside by adding a pair; the others are facts or promises."""


def starts(demand: Demand, offer: Offer, *, today: date, within: Span | None = None) -> tuple[date, ...]:
    """Days a visit may start on, soonest first: see `days` for which are listed of many in a row.

    The whole visit lies in the travellers' windows, the host's open months, no blackout of either, not before today
    and the lead time, and in `within` (first and last day of a round; None: the next 800 days).
    """
    span = within or clipped(today, today + timedelta(days=10_000))
    return tuple(dates_of(run_starts(possible_starts(demand, offer, today=today, within=span), span), span))


def possible_starts(demand: Demand, offer: Offer, *, today: date, within: Span) -> int:
    """All possible first days, as bits of the span."""
    days = demand_days(demand, within) & offer_days(offer, within)
    return start_bits(days & from_day(earliest(demand, today), within), length(demand, offer))


def earliest(demand: Demand, today: date) -> date:
    return today + timedelta(days=demand.lead_days)


def blocked(
    demand: Demand,
    offer: Offer,
    settings: Settings,
    *,
    today: date,
    within: Span | None = None,
    budget: int | None = None,
) -> tuple[Block, ...]:
    """Every hard condition that speaks against the pair; empty when a visit is possible.

    `within`: first and last day of a round; `budget`: cents a visit may cost at most (None: not looked at).
    """
    found = [
        *_timeless(demand, offer, settings),
        *_cost(demand, offer, settings, budget),
        *_dates(demand, offer, today=today, within=within),
    ]
    return tuple(found)


def _timeless(demand: Demand, offer: Offer, settings: Settings) -> list[Block]:
    found = []
    if demand.organisation == offer.organisation:
        found.append(Block("same_organisation", {"organisation": offer.organisation}))
    if demand.declined & {offer.id, offer.organisation}:
        found.append(Block("declined", {"offer": offer.id, "organisation": offer.organisation}))
    topic = topic_value(demand, offer, settings)
    if topic is not None and topic < LEAST_TOPIC:
        found.append(Block("topic", {"found": float(topic), "least": float(LEAST_TOPIC)}))
    if demand.party > offer.people_cap:
        found.append(Block("places", {"party": demand.party, "cap": offer.people_cap}))
    if offer.visits_left == 0:
        found.append(Block("visits", {"left": 0}))
    return found + _needs(demand, offer, settings)


def _needs(demand: Demand, offer: Offer, settings: Settings) -> list[Block]:
    missing = required(demand, offer) - provided(offer) - set(settings.funded)
    found = []
    if spoken(demand, offer) == 0 and INTERPRETER in missing:
        spoken_there = sorted(offer.languages or ())
        found.append(Block("language", {"spoken": sorted(demand.languages or ()), "host": spoken_there}))
        missing -= {INTERPRETER}
    return found + ([Block("needs", {"missing": sorted(missing)})] if missing else [])


def _cost(demand: Demand, offer: Offer, settings: Settings, budget: int | None) -> list[Block]:
    needs = cost_alone(demand, offer, settings)
    if budget is None or needs <= budget:
        return []
    return [Block("cost", {"needs": needs, "budget": budget})]


def _dates(demand: Demand, offer: Offer, *, today: date, within: Span | None) -> list[Block]:
    span = clipped(today, today + timedelta(days=10_000))
    days = length(demand, offer)
    open_days = demand_days(demand, span, blackouts=False) & offer_days(offer, span, blackouts=False)
    possible = start_bits(open_days, days)
    if not possible:
        return [Block("dates", {"days": days, "months_open": sorted(offer.months_open)})]
    found = []
    lead = from_day(earliest(demand, today), span)
    if not possible & lead:
        last = dates_of(possible, span)[-1]
        found.append(Block("lead", {"earliest": earliest(demand, today), "last_start": last}))
    free = start_bits(open_days & demand_days(demand, span) & offer_days(offer, span), days)
    if not free or (not found and not free & lead):
        usable = dates_of(run_starts(possible & lead or possible, span), span)
        found.append(Block("blackout", {"starts": usable[:5]}))
    if not found and within and not possible_starts(demand, offer, today=today, within=within):
        soonest = dates_of(free & lead, span)[0]
        found.append(Block("round", {"earliest": soonest, "first": within[0], "last": within[1]}))
    return found
