"""Made-up demands and offers for measuring: organisations, topics and seasons drawn from one seed."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from app.matching.inputs import Demand, Evidence, Funding, Offer, Per, Settings, Shown, Taxonomy, Topic

TODAY = date(2027, 1, 4)
TOPICS = {f"t{broad}.{narrow}": f"t{broad}" for broad in range(5) for narrow in range(4)}
PRODUCTS = {f"p{broad}.{narrow}": f"p{broad}" for broad in range(4) for narrow in range(3)}
LANGUAGES = ("en", "es", "fr", "pt")
ROLES = ("leader", "manager", "producer", "youth")
NEEDS = ("childcare", "diet", "access", "separate_rooms")
LABELS = ("organic", "fairtrade", "rainforest")

SETTINGS = Settings(
    taxonomy=Taxonomy(topics=TOPICS, products=PRODUCTS),
    funded={"interpreter": Funding(12_000, Per.DAY), "childcare": Funding(6_000, Per.DAY)},
)


def some(draw: random.Random, names: Sequence[str], most: int) -> list[str]:
    return draw.sample(list(names), draw.randint(1, most))


def make_demand(draw: random.Random, number: int, *, months: int) -> Demand:
    party = draw.randint(2, 8)
    first = TODAY + timedelta(days=draw.randint(14, max(15, 30 * months - 45)))
    language, other = draw.choice(LANGUAGES), draw.choice(LANGUAGES)
    return Demand(
        id=f"d{number:04}",
        organisation=f"org{number:04}",
        topics=tuple(Topic(code, draw.randint(1, 3)) for code in some(draw, list(TOPICS), 3)),
        party=party,
        windows=((first, first + timedelta(days=draw.randint(20, 75))),),
        women=draw.randint(0, party),
        youth=draw.randint(0, party // 2),
        roles={role: draw.randint(1, party) for role in some(draw, ROLES, 2)},
        languages={other: draw.randint(1, party), language: party},
        needs=frozenset(need for need in NEEDS if draw.random() < 0.1),
        own_budget=draw.choice([None, 0, 20_000, 50_000]),
        level=draw.choice([None, 1, 2, 3]),
        products=frozenset(some(draw, list(PRODUCTS), 2)),
        size=draw.choice([None, draw.randint(20, 2_000)]),
        certifications=frozenset(label for label in LABELS if draw.random() < 0.4),
        lead_days=draw.choice([7, 14, 30]),
        waited=draw.choice([1, 1, 1, 2, 3, 4, 6]),
    )


def make_offer(draw: random.Random, number: int) -> Offer:
    opening = draw.randint(1, 12)
    months = frozenset((opening + later) % 12 + 1 for later in range(draw.randint(4, 11)))
    return Offer(
        id=f"o{number:04}",
        organisation=f"host{number:04}",
        topics=tuple(Shown(code, draw.choice(list(Evidence))) for code in some(draw, list(TOPICS), 4)),
        people_cap=draw.randint(4, 16),
        parties_per_visit=draw.choice([1, 1, 2, 3]),
        visits_left=draw.randint(1, 3),
        length_days=draw.choice([2, 3, 3, 5, 8, None]),
        roles=frozenset(some(draw, ROLES, 3)),
        languages=frozenset(some(draw, LANGUAGES, 2)),
        interpreter=draw.random() < 0.3,
        months_open=months,
        months_visible=frozenset(month for month in months if draw.random() < 0.5) or None,
        provides=frozenset(need for need in NEEDS if draw.random() < 0.7),
        fixed_cost=draw.randint(2, 10) * 10_000,
        cost_per_person=draw.randint(2, 9) * 5_000,
        coaching_hours=draw.choice([None, 0, 5, 10]),
        level=draw.choice([None, 3, 4, 5]),
        products=frozenset(some(draw, list(PRODUCTS), 2)),
        size=draw.choice([None, draw.randint(50, 5_000)]),
        certifications=frozenset(label for label in LABELS if draw.random() < 0.4),
        first_time=draw.random() < 0.4,
        wants=frozenset(some(draw, list(TOPICS), 2)),
    )


def world(demands: int, offers: int, *, seed: int = 7, months: int = 6) -> tuple[list[Demand], list[Offer]]:
    """So many demands and offers, always the same for a seed."""
    draw = random.Random(seed)
    return (
        [make_demand(draw, number, months=months) for number in range(demands)],
        [make_offer(draw, number) for number in range(offers)],
    )
