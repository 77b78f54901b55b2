"""Demands and offers for tests: plain ones to change, random small rounds, and rounds with given scores."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from app.matching.costs import Share
from app.matching.inputs import Demand, Evidence, Offer, Round, Settings, Shown, Taxonomy, Topic
from app.matching.planning.problem import Option, Problem, Slot, lot

TODAY = date(2027, 1, 4)
YEAR = (TODAY, date(2027, 12, 31))
SETTINGS = Settings(taxonomy=Taxonomy(topics={"credit": "money", "savings": "money", "organic": "farming"}))


def demand(name: str = "a", **changes) -> Demand:
    plain = Demand(
        id=name, organisation=f"org-{name}", topics=(Topic("credit", 3),), party=4, windows=(YEAR,), languages={"en": 4}
    )
    return replace(plain, **changes)


def offer(name: str = "X", **changes) -> Offer:
    plain = Offer(
        id=name,
        organisation=f"host-{name}",
        topics=(Shown("credit", Evidence.SYSTEMATISED),),
        people_cap=10,
        languages=frozenset({"en"}),
        length_days=3,
        fixed_cost=500,
    )
    return replace(plain, **changes)


def a_round(**changes) -> Round:
    plain = Round(seed="s", today=TODAY, first=TODAY, last=TODAY + timedelta(days=60), budget=100_000)
    return replace(plain, **changes)


def given_scores(scores, *, demands, offers, budget=1_000_000, minimum=3, cost=500, per_party=0, capacity=1) -> Problem:
    """One slot in the same week for each offer, with these scores; `cost` once a visit, `per_party` each."""
    week = date(2027, 3, 1)
    offers = [replace(host, fixed_cost=cost) for host in offers]
    names, hosts = [row.id for row in demands], [row.id for row in offers]
    return Problem(
        round=a_round(week_capacity=capacity, budget=budget, minimum=minimum),
        settings=SETTINGS,
        demands=list(demands),
        offers=offers,
        budget=budget,
        minimum=minimum,
        visits_left=[host.visits_left for host in offers],
        starts_left=Counter(),
        taken=set(),
        busy=set(),
        slots=[Slot(number, week, 3, (week,)) for number in range(len(offers))],
        options=[
            Option(names.index(one), hosts.index(host), points, Share(per_party, 0), lot("s", one, host, week))
            for (one, host), points in scores.items()
        ],
    )


def small_world(seed: int) -> tuple[Round, list[Demand], list[Offer]]:
    """Two to four demands, two or three offers, a few weeks."""
    draw = random.Random(seed)
    offers = [random_offer(draw, name) for name in "XYZ"[: draw.randint(2, 3)]]
    demands = [
        random_demand(draw, name, [host.organisation for host in offers]) for name in "abcd"[: draw.randint(2, 4)]
    ]
    round_ = Round(
        seed=str(seed),
        today=TODAY,
        first=TODAY,
        last=TODAY + timedelta(days=draw.choice([13, 20, 27])),
        budget=draw.choice([900, 1500, 2500, 5000]),
        minimum=draw.randint(0, 3),
        week_capacity=draw.randint(1, 2),
        required=frozenset({("a", "X")} if draw.random() < 0.1 else ()),
    )
    return round_, demands, offers


def random_demand(draw: random.Random, name: str, hosts: list[str]) -> Demand:
    party = draw.randint(1, 5)
    first = TODAY + timedelta(days=draw.randint(0, 12))
    return demand(
        name,
        organisation=draw.choice([f"org-{name}"] * 8 + ["org-a", hosts[0]]),
        topics=tuple(Topic(code, draw.randint(1, 3)) for code in draw.sample(["credit", "savings", "organic"], 2)),
        party=party,
        women=draw.randint(0, party),
        windows=((first, first + timedelta(days=draw.randint(3, 12))),),
        languages={"en": draw.randint(0, party)},
        blackouts=((first + timedelta(days=4), first + timedelta(days=4)),) if draw.random() < 0.2 else (),
        own_budget=draw.choice([None, 100, 800]),
        level=draw.choice([None, 1, 3]),
        waited=draw.choice([0, 1, 1, 2, 4]),
        declined=frozenset({"X"} if draw.random() < 0.1 else ()),
    )


def random_offer(draw: random.Random, name: str) -> Offer:
    codes = draw.sample(["credit", "savings", "organic"], 2)
    return offer(
        name,
        topics=tuple(Shown(code, draw.choice(list(Evidence))) for code in codes),
        people_cap=draw.choice([4, 8]),
        parties_per_visit=draw.randint(1, 3),
        visits_left=draw.randint(1, 2),
        length_days=draw.choice([2, 4, 8]),
        interpreter=draw.random() < 0.5,
        months_visible=draw.choice([None, frozenset({1}), frozenset({6})]),
        fixed_cost=draw.choice([200, 500, 900]),
        cost_per_person=draw.choice([0, 50, 100]),
        level=draw.choice([None, 3, 5]),
        first_time=draw.random() < 0.4,
    )
