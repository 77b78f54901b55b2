"""Where few of those who travel speak a language of the hosts: how many, and who sees to an interpreter."""

from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session, col, select

from app.domain.visits.access import TAKING_PLACE
from app.models.demands import Demand, Offer
from app.models.organisations import Organisation
from app.models.rounds import Round
from app.models.visits import Guest, Visit

NEED = "interpreter"


@dataclass(frozen=True, slots=True)
class Interpreting:
    """`speakers` of the `party` speak the one language of the hosts that most of them speak. `by`: the hosts have an
    interpreter, the round pays for one, or nobody sees to it yet."""

    visitors: str
    speakers: int
    party: int
    by: Literal["host", "round", ""]


def few_speak(demand: Demand, offer: Offer) -> bool:
    """Fewer than half of them. What a side did not tell is not held against it."""
    return bool(demand.languages and offer.languages) and 2 * _speakers(demand, offer) < demand.party


def _speakers(demand: Demand, offer: Offer) -> int:
    """Travellers may speak several languages, so it is never more than is known."""
    return max(demand.languages.get(code, 0) for code in offer.languages)


def interpreting(demand: Demand, offer: Offer, round_: Round | None, *, visitors: str) -> Interpreting | None:
    """None where half of them or more speak a language of the hosts."""
    if not few_speak(demand, offer):
        return None
    speakers = _speakers(demand, offer)
    funded = round_.settings.get("funded", {}) if round_ else {}
    by: Literal["host", "round", ""] = ""
    if offer.interpreter or NEED in offer.provides:
        by = "host"
    elif NEED in funded and (speakers == 0 or NEED in demand.needs):
        by = "round"
    return Interpreting(visitors, speakers, demand.party, by)


def interpreting_on(session: Session, *, visit: Visit) -> list[Interpreting]:
    """For each organisation that travels; empty for a visit that is over. Two queries."""
    if visit.state not in TAKING_PLACE:
        return []
    query = (
        select(Demand, Organisation.name)
        .join(Guest, col(Guest.demand_id) == Demand.id)
        .join(Organisation, col(Organisation.id) == Demand.organisation_id)
        .where(Guest.visit_id == visit.id, col(Guest.left_at).is_(None))
    )
    guests = session.exec(query.order_by(col(Guest.id))).all()
    offer = session.get_one(Offer, visit.offer_id)
    round_ = session.get(Round, visit.round_id) if visit.round_id else None
    found = [interpreting(demand, offer, round_, visitors=name) for demand, name in guests]
    return [each for each in found if each]
