from datetime import date

import pytest

from app.domain.errors import Conflict
from app.domain.visits.fits import matches
from app.domain.visits.pairing import kept_of, on_day, pairing
from app.domain.visits.rounds import WEIGHTS
from tests.factories import Make
from tests.visits.making import MakeVisit, day


def test_offers_are_ranked_and_those_that_do_not_fit_say_why(make: Make, visits: MakeVisit) -> None:
    ours = make.organisation()
    demand = visits.demand(ours)
    good, weaker = visits.offer(coaching=True, coaching_hours=10), visits.offer(coaching=False)
    small = visits.offer(people_cap=3)
    own = visits.offer(ours)

    with make.services.database.reading() as session:
        found = matches(session, demand=demand)

    assert [fit.offer.code for fit in found.feasible] == [good.code, weaker.code]
    assert [fit.offer.code for fit in found.blocked] == [small.code]
    assert found.blocked[0].blocks == [{"code": "places", "facts": {"party": 4, "cap": 3}}]
    assert own.code not in {fit.offer.code for fit in [*found.feasible, *found.blocked]}


def test_a_host_without_a_place_this_year_fits_next_year(make: Make, visits: MakeVisit) -> None:
    year = day(0).year
    offer, full = visits.offer(visits_per_year=1), visits.offer(visits_per_year=1)
    visits.visit(offer, starts_on=date(year, 1, 2), ends_on=date(year, 1, 3))
    visits.visit(full, starts_on=date(year + 1, 1, 2), ends_on=date(year + 1, 1, 3))
    demand = visits.demand(windows=[[f"{year + 1}-04-01", f"{year + 1}-05-31"]])

    with make.services.database.reading() as session:
        found = matches(session, demand=demand)

    assert [fit.offer.code for fit in found.feasible] == [offer.code]
    assert [(fit.offer.code, [each["code"] for each in fit.blocks]) for fit in found.blocked] == [
        (full.code, ["visits"])
    ]


def test_components_keep_exact_fractions(make: Make, visits: MakeVisit) -> None:
    demand = visits.demand(party=3, roles={"producer": 1}, languages={"es": 2}, women=0, youth=0)
    offer = visits.offer()

    with make.services.database.reading() as session:
        found = kept_of(pairing(session, demand=demand, offer=offer), day(60))

    values = {each["code"]: (each["weight"], each["value"], each["unknown"]) for each in found.pop("components")}
    assert values == {
        "topic": (35, "1", False),
        "language": (15, "2/3", False),
        "step": (10, "1/2", True),
        "context": (10, "1/2", True),
        "audience": (10, "1/3", False),
        "season": (10, "1", False),
        "coach": (5, "0", False),
        "reciprocity": (5, "0", False),
    }
    assert found == {"days": 3, "score": 68, "cost": 35_000, "round_id": None}


def test_a_pair_is_scored_and_paid_by_the_round_of_its_day(make: Make, visits: MakeVisit) -> None:
    only_topic = {**dict.fromkeys(WEIGHTS, 0), "topic": 100}
    funded = {"interpreter": {"price": 1_000, "per": "day"}}
    earlier = visits.round(settings={"weights": only_topic, "funded": funded}, ends_on=day(100))
    later = visits.round(starts_on=day(101))
    demand, offer = visits.demand(languages={"fr": 4}), visits.offer(fixed_cost=0, person_cost=0)

    with make.services.database.reading() as session:
        pair = pairing(session, demand=demand, offer=offer)
        first, second = (on_day(session, pair=pair, day=day(after)) for after in (60, 120))
        kept = kept_of(first, day(60))

    assert (first.round_id, first.refusals, first.match.blocks) == (earlier.id, [], ())
    assert (kept["score"], kept["cost"]) == (100, 3_000)
    assert (second.round_id, [each.code for each in second.match.blocks]) == (later.id, ["language"])


def test_a_row_that_cannot_be_matched_is_refused_in_words(make: Make, visits: MakeVisit) -> None:
    demand, offer = visits.demand(party=0), visits.offer()

    with make.services.database.reading() as session:
        assert [each.problem for each in matches(session, demand=demand).problems] == ["party"]
        with pytest.raises(Conflict):
            pairing(session, demand=demand, offer=offer)
