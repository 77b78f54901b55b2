"""From stored demands and offers to what `app.matching` reads, and back to what a proposal keeps of a score."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, or_, select

from app.domain.terms import TermBook
from app.domain.visits.checked import TOPICS, read_spans
from app.matching import inputs
from app.matching.results import Score
from app.models.demands import Demand, Offer
from app.models.organisations import Organisation
from app.models.rounds import Proposal, ProposalState
from app.models.types import now

# For so long a no between two stands.
DECLINED_FOR = timedelta(days=365)


def taxonomy(terms: TermBook) -> inputs.Taxonomy:
    """The broader terms of topics, and of products."""
    topics = {
        f"{vocabulary}:{code}": f"{vocabulary}:{term.broader}"
        for vocabulary in TOPICS
        for code, term in terms.terms.get(vocabulary, {}).items()
        if term.broader
    }
    products = {code: term.broader for code, term in terms.terms.get("product", {}).items() if term.broader}
    return inputs.Taxonomy(topics, products)


def refused(session: Session, *, demand: Demand) -> Mapping[int, frozenset[str]]:
    """By the id of an offer its code, where one of both said no to this demand within a year."""
    query = (
        select(Offer.id, Offer.code)
        .join(Proposal, col(Proposal.offer_id) == Offer.id)
        .where(
            Proposal.demand_id == demand.id,
            Proposal.state == ProposalState.DECLINED,
            or_(col(Proposal.ended_at).is_(None), col(Proposal.ended_at) > now() - DECLINED_FOR),
        )
    )
    return {number or 0: frozenset({code}) for number, code in session.exec(query).all()}


def as_demand(
    demand: Demand,
    organisation: Organisation,
    *,
    declined: frozenset[str] = frozenset(),
    shows: frozenset[str] = frozenset(),
) -> inputs.Demand:
    """Raises InputError for what an old row may hold and no form lets through."""
    return inputs.Demand(
        id=demand.code,
        organisation=organisation.code,
        topics=tuple(inputs.Topic(topic["code"], topic["importance"]) for topic in demand.topics),
        party=demand.party,
        windows=tuple(read_spans(demand.windows)),
        women=demand.women or 0,
        youth=demand.youth or 0,
        roles=demand.roles or None,
        languages=demand.languages or None,
        needs=frozenset(demand.needs),
        blackouts=tuple(read_spans(demand.blackouts)),
        days=demand.days,
        own_budget=demand.own_budget,
        level=demand.level,
        products=frozenset(organisation.products) or None,
        size=organisation.members,
        certifications=frozenset(organisation.certifications) or None,
        lead_days=demand.lead_days,
        waited=demand.waited,
        declined=declined,
        shows=shows,
    )


def as_offer(
    offer: Offer,
    organisation: Organisation,
    *,
    wants: frozenset[str] = frozenset(),
    visits_left: int | None = None,
    first_time: bool = False,
) -> inputs.Offer:
    """`visits_left`: None stands for all visits of a year."""
    return inputs.Offer(
        id=offer.code,
        organisation=organisation.code,
        topics=tuple(inputs.Shown(topic["code"], inputs.Evidence(topic["evidence"])) for topic in offer.topics),
        people_cap=offer.people_cap,
        parties_per_visit=offer.parties_per_visit,
        visits_left=offer.visits_per_year if visits_left is None else visits_left,
        length_days=offer.days,
        roles=frozenset(offer.roles) or None,
        languages=frozenset(offer.languages) or None,
        interpreter=offer.interpreter,
        months_open=frozenset(offer.months_open),
        months_visible=frozenset(offer.months_visible) or None,
        blackouts=tuple(read_spans(offer.blackouts)),
        provides=frozenset(offer.provides),
        fixed_cost=offer.fixed_cost or 0,
        cost_per_person=offer.person_cost or 0,
        coaching_hours=offer.coaching_hours,
        level=offer.level,
        products=frozenset(organisation.products) or None,
        size=organisation.members,
        certifications=frozenset(organisation.certifications) or None,
        first_time=first_time,
        wants=wants,
    )


def components_of(score: Score) -> list[dict[str, Any]]:
    """The components as a proposal keeps them: {"code", "weight", "value", "points", "unknown", "facts"}.

    `value` is an exact fraction as text ("129/160"), `points` a number for people.
    """
    return [
        {
            "code": one.code,
            "weight": one.weight,
            "value": str(one.value),
            "points": round(float(one.points), 2),
            "unknown": one.unknown,
            "facts": {name: plain(fact) for name, fact in one.facts.items()},
        }
        for one in score.components
    ]


def plain(value: object) -> object:
    """As JSON keeps it: dates as ISO, sets and tuples as lists."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, (set, frozenset)):
        return sorted(str(one) for one in value)
    return value
