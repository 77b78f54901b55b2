"""Demands, offers, proposals and visits as tests need them; every value can be another."""

from datetime import date, timedelta
from typing import Any

from app.models.demands import Demand, DemandState, Offer, OfferState
from app.models.organisations import Organisation
from app.models.rounds import Proposal, ProposalState, Round
from app.models.types import now
from app.models.visits import Goal, Guest, Participant, ParticipantSide, Visa, Visit
from tests.factories import Make

TOPIC = "capability:marketing_negotiation"


def day(after: int) -> date:
    """So many days from today."""
    return now().date() + timedelta(days=after)


class MakeVisit:
    def __init__(self, make: Make) -> None:
        self.make, self.database = make, make.services.database

    def _add(self, thing: Any) -> Any:
        with self.database.writing() as session:
            session.add(thing)
        return thing

    def demand(self, organisation: Organisation | None = None, **changes: Any) -> Demand:
        """Four people who speak Spanish, in the next half year."""
        organisation = organisation or self.make.organisation()
        values: dict[str, Any] = {
            "state": DemandState.OPEN,
            "language": "en",
            "title": "How to sell together",
            "topics": [{"code": TOPIC, "importance": 3}],
            "party": 4,
            "women": 2,
            "youth": 1,
            "roles": {"producer": 4},
            "languages": {"es": 4},
            "windows": [[day(30).isoformat(), day(200).isoformat()]],
            "days": 3,
            "lead_days": 30,
            "last_start": day(198),
            "opened_at": now(),
        }
        made: Demand = self._add(Demand(organisation_id=organisation.id or 0, **{**values, **changes}))
        return made

    def offer(self, organisation: Organisation | None = None, **changes: Any) -> Offer:
        """Eight people, twice a year, in every month, in Spanish."""
        organisation = organisation or self.make.organisation()
        values: dict[str, Any] = {
            "state": OfferState.OPEN,
            "language": "en",
            "title": "Our common warehouse",
            "topics": [{"code": TOPIC, "evidence": "systematised"}],
            "roles": ["producer"],
            "languages": ["es"],
            "people_cap": 8,
            "months_open": list(range(1, 13)),
            "months_visible": list(range(1, 13)),
            "fixed_cost": 20_000,
            "person_cost": 5_000,
            "time_zone": "America/Lima",
            "place": "Jaén",
            "opened_at": now(),
        }
        made: Offer = self._add(Offer(organisation_id=organisation.id or 0, **{**values, **changes}))
        return made

    def round(self, **changes: Any) -> Round:
        values: dict[str, Any] = {
            "title": "Visits of this year",
            "year": now().year,
            "starts_on": day(30),
            "ends_on": day(210),
            "budget": 1_000_000,
            "seed": "seed",
        }
        made: Round = self._add(Round(**{**values, **changes}))
        return made

    def proposal(self, demand: Demand, offer: Offer, **changes: Any) -> Proposal:
        """Sent, for sixty days from now."""
        values: dict[str, Any] = {
            "state": ProposalState.SENT,
            "starts_on": day(60),
            "days": 3,
            "score": 80,
            "cost": 40_000,
            "sent_at": now(),
            "expires_at": now() + timedelta(days=10),
        }
        made: Proposal = self._add(
            Proposal(
                demand_id=demand.id or 0,
                offer_id=offer.id or 0,
                visitor_id=demand.organisation_id,
                host_id=offer.organisation_id,
                **{**values, **changes},
            )
        )
        return made

    def visit(self, offer: Offer | None = None, demands: list[Demand] | None = None, **changes: Any) -> Visit:
        """Planned, in sixty days, of one organisation unless `demands` say otherwise."""
        offer, demands = offer or self.offer(), demands or [self.demand()]
        values: dict[str, Any] = {
            "title": offer.title,
            "uid": f"visit-{offer.code}-{demands[0].code}@test",
            "starts_on": day(60),
            "ends_on": day(62),
            "time_zone": offer.time_zone,
            "place": offer.place,
        }
        visit: Visit = self._add(Visit(offer_id=offer.id or 0, host_id=offer.organisation_id, **{**values, **changes}))
        for demand in demands:
            proposal = self.proposal(
                demand, offer, state=ProposalState.AGREED, visit_id=visit.id, starts_on=visit.starts_on
            )
            self._add(
                Guest(
                    visit_id=visit.id or 0,
                    organisation_id=demand.organisation_id,
                    demand_id=demand.id or 0,
                    proposal_id=proposal.id or 0,
                )
            )
            with self.database.writing() as session:
                session.get_one(Demand, demand.id).state = DemandState.SCHEDULED
        return visit

    def participant(self, visit: Visit, organisation_id: int, **changes: Any) -> Participant:
        """A producer who is ready to travel."""
        values: dict[str, Any] = {
            "side": ParticipantSide.VISITOR,
            "name": "Rosa Quispe",
            "role": "producer",
            "gender": "woman",
            "consent_at": now(),
            "visa": Visa.NOT_NEEDED,
            "insured": True,
        }
        made: Participant = self._add(
            Participant(visit_id=visit.id or 0, organisation_id=organisation_id, **{**values, **changes})
        )
        return made

    def goal(self, visit: Visit, organisation_id: int, **changes: Any) -> Goal:
        """Signed by both."""
        values: dict[str, Any] = {
            "text": "Know how the warehouse is run",
            "visitor_signed_at": now(),
            "host_signed_at": now(),
        }
        made: Goal = self._add(Goal(visit_id=visit.id or 0, organisation_id=organisation_id, **{**values, **changes}))
        return made
