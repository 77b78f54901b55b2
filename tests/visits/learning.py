"""Reports, resolutions and coaching as tests need them."""

from datetime import timedelta
from typing import Any

from app.models.learning import Coaching, Commitment, CommitmentCheck, LearningReport, ReportState
from app.models.organisations import Organisation
from app.models.people import User
from app.models.types import now
from app.models.visits import Visit, VisitState
from tests.factories import Make
from tests.visits.making import MakeVisit, day


class MakeLearning:
    """A visit that is over, with the people of both sides, a coordinator, and a stranger."""

    def __init__(self, make: Make, visits: MakeVisit) -> None:
        self.make, self.visits, self.database = make, visits, make.services.database
        self.host, self.guest = make.organisation("Hosts"), make.organisation("Guests")
        self.host_person, self.guest_person = make.owner(self.host, "Hugo"), make.owner(self.guest, "Gina")
        self.coordinator, self.stranger = make.coordinator("Clara"), make.user("Stan")

    def visit(self, case_id: int | None = None, guests: list[Organisation] | None = None, **changes: Any) -> Visit:
        """Three days that ended ten days ago."""
        offer = self.visits.offer(self.host, case_id=case_id, coaching=True, coaching_hours=20)
        demands = [self.visits.demand(guest) for guest in guests or [self.guest]]
        values = {"state": VisitState.COMPLETED, "starts_on": day(-12), "ends_on": day(-10), **changes}
        return self.visits.visit(offer, demands, **values)

    def add(self, thing: Any) -> Any:
        with self.database.writing() as session:
            session.add(thing)
        return thing

    def again(self, thing: Any) -> Any:
        with self.database.reading() as session:
            return session.get_one(type(thing), thing.id)

    def report(self, visit: Visit | None = None, organisation: Organisation | None = None, **changes: Any) -> Any:
        """Sent, with the text of a short report."""
        visit = visit or self.visit()
        values: dict[str, Any] = {
            "state": ReportState.SUBMITTED,
            "language": "en",
            "title": "A warehouse of our own",
            "seen": "They weigh every sack in front of the member.",
            "submitted_at": now(),
            "created_by_id": self.guest_person.id,
            **changes,
        }
        organisation = organisation or self.guest
        return self.add(LearningReport(visit_id=visit.id or 0, organisation_id=organisation.id or 0, **values))

    def commitment(self, report: LearningReport, **changes: Any) -> Any:
        values = {"text": "Buy a scale", "who": "Rosa", "due_on": day(40), **changes}
        return self.add(Commitment(report_id=report.id or 0, **values))

    def check(self, commitment: Commitment, **changes: Any) -> Any:
        """Asked yesterday, after three months."""
        values = {"months": 3, "due_on": day(-1), "asked_at": now() - timedelta(days=1), **changes}
        return self.add(CommitmentCheck(commitment_id=commitment.id or 0, **values))

    def coaching(self, **changes: Any) -> Any:
        values = {"coach_id": self.host.id, "coached_id": self.guest.id, "goals": "Keep the books", "hours": 10}
        return self.add(Coaching(**{**values, "asked_by_id": self.guest_person.id, **changes}))

    def person(self, user: User) -> Any:
        return self.make.viewer(user)
