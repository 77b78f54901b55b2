import pytest

from app.domain.errors import Conflict
from app.domain.visits.fits import matches, matches_of_offer, scored
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


def test_an_offer_sees_the_same_scores_as_the_demand(make: Make, visits: MakeVisit) -> None:
    demand, offer = visits.demand(), visits.offer()

    with make.services.database.reading() as session:
        there, back = matches(session, demand=demand), matches_of_offer(session, offer=offer)

    assert there.feasible[0].match == back.feasible[0].match


def test_components_keep_exact_fractions(make: Make, visits: MakeVisit) -> None:
    demand = visits.demand(party=3, roles={"producer": 1}, languages={"es": 2}, women=0, youth=0)
    offer = visits.offer()

    with make.services.database.reading() as session:
        found = scored(session, demand=demand, offer=offer, start=day(60))

    values = {each["code"]: (each["weight"], each["value"], each["unknown"]) for each in found.components}
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
    assert (found.total, found.cost, found.days, found.blocks) == (68, 35_000, 3, [])


def test_a_row_that_cannot_be_matched_is_refused_in_words(make: Make, visits: MakeVisit) -> None:
    demand, offer = visits.demand(party=0), visits.offer()

    with make.services.database.reading() as session:
        assert [each.problem for each in matches(session, demand=demand).problems] == ["party"]
        with pytest.raises(Conflict):
            scored(session, demand=demand, offer=offer)
