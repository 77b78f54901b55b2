"""What a visit costs the round: the host's fixed cost once, each party's own costs less what it pays itself."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.matching.inputs import INTERPRETER, Demand, Fixed, Funding, Offer, Per, Settings


@dataclass(frozen=True, slots=True)
class Share:
    """One party's part of a visit, in cents: what the round pays, and what the party has left for the fixed cost."""

    charge: int
    surplus: int


def length(demand: Demand, offer: Offer) -> int:
    """Days of a visit: the host's length, or where the host leaves it open the visitor's."""
    return offer.length_days or demand.days


def spoken(demand: Demand, offer: Offer) -> int | None:
    """Travellers who surely speak a language of the host; None where a side did not tell.

    Counts are per language and travellers may speak several, so it is the most for a single language: never more
    than is known.
    """
    if not demand.languages or not offer.languages:
        return None
    return max((demand.languages.get(code, 0) for code in offer.languages), default=0)


def required(demand: Demand, offer: Offer) -> frozenset[str]:
    """The demand's needs, and an interpreter where nobody speaks a common language."""
    return demand.needs | {INTERPRETER} if spoken(demand, offer) == 0 else demand.needs


def provided(offer: Offer) -> frozenset[str]:
    return offer.provides | {INTERPRETER} if offer.interpreter else offer.provides


def has_interpreter(demand: Demand, offer: Offer, settings: Settings) -> bool:
    """The host has one, or one is needed and funded."""
    return INTERPRETER in provided(offer) or (INTERPRETER in required(demand, offer) and INTERPRETER in settings.funded)


def share(demand: Demand, offer: Offer, settings: Settings) -> Share:
    """What the party costs by itself: travel per person and needs the host does not provide.

    Its own contribution pays that first; what is left pays the fixed cost of the visit, never another party's travel.
    """
    days = length(demand, offer)
    own = offer.cost_per_person * demand.party
    for need in required(demand, offer) - provided(offer):
        if funding := settings.funded.get(need):
            own += _price(funding, demand.party, days)
    contribution = demand.own_budget or 0
    return Share(charge=max(0, own - contribution), surplus=max(0, contribution - own))


def _price(funding: Funding, party: int, days: int) -> int:
    times = {Per.PARTY: 1, Per.DAY: days, Per.PERSON: party, Per.PERSON_DAY: party * days}
    return funding.price * times[funding.per]


def visit_cost(offer: Offer, shares: Iterable[Share]) -> int:
    """Cents of a visit with these parties."""
    shares = tuple(shares)
    fixed = max(0, offer.fixed_cost - sum(each.surplus for each in shares))
    return fixed + sum(each.charge for each in shares)


def cost_of_fixed(visit: Fixed, offer: Offer, guests: Iterable[Demand], settings: Settings) -> int:
    """Cents of a visit that was proposed or agreed: by its budget where it has one."""
    if visit.cost is None:
        return visit_cost(offer, [share(guest, offer, settings) for guest in guests])
    others = [guest for guest in guests if guest.id not in visit.counted]
    return visit.cost + sum(share(guest, offer, settings).charge for guest in others)


def cost_alone(demand: Demand, offer: Offer, settings: Settings) -> int:
    """Cents of a visit of this party alone."""
    return visit_cost(offer, [share(demand, offer, settings)])
