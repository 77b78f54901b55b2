"""How well an offer fits a demand: eight components in exact fractions, 0 to 100.

Formula: score = floor(Σ weight · value + 1/2). What was not told counts one half and is marked. Cost, distance and
past ratings are left out on purpose: they punish remote and new organisations.
"""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from app.matching.costs import has_interpreter, spoken
from app.matching.inputs import Demand, Offer, Settings, Topic
from app.matching.relations import (
    EVIDENCE,
    HALF,
    NEARNESS,
    NONE,
    PARENT,
    SAME,
    product_value,
    relation,
    rounded,
    season_value,
    size_value,
    step_value,
)
from app.matching.results import Component, Score

FULL_COACHING_HOURS = 10


def score(demand: Demand, offer: Offer, settings: Settings, *, start: date | None = None) -> Score:
    """The score of a pair, with `start` as the first day of the visit (None: the season is unknown).

    Says nothing about whether the pair is feasible: see `blocked`.
    """
    components = tuple(
        measure(demand, offer, settings) if code != "season" else _season(offer, settings, start)
        for code, measure in _MEASURES.items()
    )
    total = rounded(sum((each.points for each in components), Fraction(0)))
    return Score(total=total, components=components, version=settings.version)


def topic_value(demand: Demand, offer: Offer, settings: Settings) -> Fraction | None:
    """Σ importance · max(nearness · evidence) / Σ importance; None where a side has no topics."""
    if not demand.topics or not offer.topics:
        return None
    points = sum((topic.importance * _best_shown(topic, offer, settings)[0] for topic in demand.topics), Fraction(0))
    return points / sum(topic.importance for topic in demand.topics)


def _best_shown(topic: Topic, offer: Offer, settings: Settings) -> tuple[Fraction, str, str, str]:
    """Value, code, relation and evidence of the shown topic that is worth most for the one asked for."""
    choices = []
    for shown in offer.topics:
        near = relation(topic.code, shown.code, settings.taxonomy.topics)
        choices.append((NEARNESS[near] * EVIDENCE[shown.evidence], shown.code, near, shown.evidence.value))
    return max(choices, key=lambda choice: (choice[0], choice[1]))


def _topic(demand: Demand, offer: Offer, settings: Settings) -> Component:
    value = topic_value(demand, offer, settings)
    topics: list[dict[str, object]] = []
    for topic in demand.topics if value is not None else ():
        _, code, near, evidence = _best_shown(topic, offer, settings)
        found = {"shown": code, "evidence": evidence} if near != NONE else {}
        topics.append({"topic": topic.code, "importance": topic.importance, "relation": near, **found})
    return _component("topic", settings, value, topics=topics)


def _language(demand: Demand, offer: Offer, settings: Settings) -> Component:
    speakers = spoken(demand, offer)
    interpreter = has_interpreter(demand, offer, settings)
    value = None if speakers is None else Fraction(speakers, demand.party)
    if value is not None and interpreter:
        value = max(value, HALF)
    common = sorted(set(demand.languages or ()) & (offer.languages or frozenset()))
    return _component(
        "language", settings, value, speakers=speakers, party=demand.party, common=common, interpreter=interpreter
    )


def _step(demand: Demand, offer: Offer, settings: Settings) -> Component:
    value = None if demand.level is None or offer.level is None else step_value(offer.level - demand.level)
    return _component("step", settings, value, visitor=demand.level, host=offer.level)


def _context(demand: Demand, offer: Offer, settings: Settings) -> Component:
    parts = context_parts(demand, offer, settings)
    unknown = [name for name, value in parts.items() if value is None]
    value = sum((HALF if part is None else part for part in parts.values()), Fraction(0)) / len(parts)
    shared = sorted((demand.certifications or frozenset()) & (offer.certifications or frozenset()))
    told = {name: None if part is None else float(part) for name, part in parts.items()}
    facts = {**told, "visitor_size": demand.size, "host_size": offer.size, "shared_certifications": shared}
    return Component("context", settings.weights.context, value, bool(unknown), {**facts, "unknown": unknown})


def context_parts(demand: Demand, offer: Offer, settings: Settings) -> dict[str, Fraction | None]:
    """Product, size and certification, 0 to 1 each; None where a side did not tell."""
    product = size = certification = None
    if demand.products and offer.products:
        product = product_value(demand.products, offer.products, settings.taxonomy.products)
    if demand.size is not None and offer.size is not None:
        size = size_value(demand.size, offer.size)
    if demand.certifications is not None and offer.certifications is not None:
        certification = Fraction(bool(demand.certifications & offer.certifications))
    return {"product": product, "size": size, "certification": certification}


def peers(demand: Demand, offer: Offer) -> int | None:
    """Travellers with a peer in the same role at the host's."""
    if not demand.roles or offer.roles is None:
        return None
    return min(demand.party, sum(count for role, count in demand.roles.items() if role in offer.roles))


def _audience(demand: Demand, offer: Offer, settings: Settings) -> Component:
    with_peers = peers(demand, offer)
    value = None if with_peers is None else Fraction(with_peers, demand.party)
    common = sorted(set(demand.roles or ()) & (offer.roles or frozenset()))
    return _component("audience", settings, value, peers=with_peers, party=demand.party, roles=common)


def _season(offer: Offer, settings: Settings, start: date | None) -> Component:
    value = season_value(start.month, offer.months_visible) if start and offer.months_visible else None
    visible = sorted(offer.months_visible or ())
    return _component("season", settings, value, month=start.month if start else None, months_visible=visible)


def _coach(offer: Offer, settings: Settings) -> Component:
    hours = offer.coaching_hours
    value = None if hours is None else min(Fraction(1), Fraction(hours, FULL_COACHING_HOURS))
    return _component("coach", settings, value, hours=hours)


def returned(demand: Demand, offer: Offer, settings: Settings) -> list[str]:
    """Topics the host wants to learn that the visitor can show, the same or a broader or narrower term."""
    parents = settings.taxonomy.topics
    return sorted(
        shown for shown in demand.shows if any(relation(want, shown, parents) in (SAME, PARENT) for want in offer.wants)
    )


def _reciprocity(demand: Demand, offer: Offer, settings: Settings) -> Component:
    topics = returned(demand, offer, settings)
    return _component("reciprocity", settings, Fraction(bool(topics)), topics=topics)


def _component(code: str, settings: Settings, value: Fraction | None, **facts: object) -> Component:
    weight = getattr(settings.weights, code)
    return Component(code, weight, HALF if value is None else value, value is None, facts)


_MEASURES: dict[str, Callable[[Demand, Offer, Settings], Component]] = {
    "topic": _topic,
    "language": _language,
    "step": _step,
    "context": _context,
    "audience": _audience,
    "season": lambda _demand, offer, settings: _season(offer, settings, None),
    "coach": lambda _demand, offer, settings: _coach(offer, settings),
    "reciprocity": _reciprocity,
}
