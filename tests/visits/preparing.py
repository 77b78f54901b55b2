"""A visit with people on all sides, as tests of its preparation need it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from typing import Any

from sqlmodel import Session, col, select

from app.domain.viewer import Viewer
from app.models.demands import Demand, Offer
from app.models.organisations import MemberRole, Membership
from app.models.people import User
from app.models.visits import ItineraryItem, Visit
from app.services import Services
from tests.factories import Make
from tests.visits.making import MakeVisit, day


@dataclass
class Prepared:
    """`visitors` are the people of the guests, in their order."""

    services: Services
    make: Make
    visits: MakeVisit
    visit: Visit
    offer: Offer
    demands: list[Demand]
    host: User
    visitors: list[User]
    coordinator: User

    def do(self, verb: Callable[..., Any], by: User | None = None, **asked: Any) -> Any:
        """Call a verb about the visit as this person, in a transaction of its own."""
        with self.services.database.writing() as session:
            viewer: Viewer | None = self.make.viewer(by) if by else None
            return verb(session, visit=session.get_one(Visit, self.visit.id), by=viewer, **asked)

    def read(self, question: Callable[[Session, Visit], Any]) -> Any:
        with self.services.database.reading() as session:
            return question(session, session.get_one(Visit, self.visit.id))

    def every(self, table: type[Any]) -> list[Any]:
        with self.services.database.reading() as session:
            return list(session.exec(select(table).order_by(col(table.id))).all())

    def now(self) -> Visit:
        found: Visit = self.read(lambda _, visit: visit)
        return found

    def ready(self) -> None:
        """All that a confirmation needs."""
        for demand in self.demands:
            self.visits.goal(self.visit, demand.organisation_id)
            self.visits.participant(self.visit, demand.organisation_id)
        with self.services.database.writing() as session:
            for number in range((self.visit.ends_on - self.visit.starts_on).days + 1):
                session.add(
                    ItineraryItem(
                        visit_id=self.visit.id or 0,
                        day=self.visit.starts_on + (day(number) - day(0)),
                        starts_at=time(9),
                        ends_at=time(12),
                        kind="see",
                        title="The warehouse",
                    )
                )


def person_of(make: Make, services: Services, organisation_id: int, name: str = "", **fields: Any) -> User:
    user = make.user(name, **fields)
    with services.database.writing() as session:
        session.add(Membership(user_id=user.id or 0, organisation_id=organisation_id, role=MemberRole.OWNER))
    return user


def prepare(services: Services, make: Make, visits: MakeVisit, *, guests: int = 1, **changes: Any) -> Prepared:
    offer = visits.offer(parties_per_visit=guests, **changes.pop("offer", {}))
    demands = [visits.demand(**changes.get("demand", {})) for _ in range(guests)]
    changes.pop("demand", None)
    coordinator = make.coordinator("Clara Coordinator")
    visit = visits.visit(offer, demands, coordinator_id=coordinator.id, **changes)
    return Prepared(
        services,
        make,
        visits,
        visit,
        offer,
        demands,
        person_of(make, services, offer.organisation_id, "Hugo Host"),
        [person_of(make, services, one.organisation_id, f"Vera {number}") for number, one in enumerate(demands)],
        coordinator,
    )
