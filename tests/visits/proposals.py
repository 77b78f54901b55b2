"""Two organisations with their people, coordinators, and proposals between them, as tests need them."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select

from app.domain.visits import proposal_answers, proposing
from app.domain.visits.proposal_answers import accept, decline
from app.models.demands import Demand, Offer
from app.models.people import User
from app.models.platform import Job, Notification
from app.models.rounds import Proposal, Side
from app.models.visits import Visit, VisitEvent
from tests.factories import Make
from tests.visits.making import MakeVisit, day

BASE = "http://testserver"


class MakeProposal:
    """Vera would visit Hugo; Clara coordinates; Stan is a stranger."""

    def __init__(self, make: Make, visits: MakeVisit) -> None:
        self.make, self.visits, self.database = make, visits, make.services.database
        self.visitor, self.host = make.organisation("Visitors"), make.organisation("Hosts")
        self.vera, self.hugo = make.owner(self.visitor, "Vera"), make.owner(self.host, "Hugo")
        self.clara, self.stan = make.coordinator("Clara"), make.user("Stan")
        self.demand, self.offer = visits.demand(self.visitor), visits.offer(self.host)

    def again(self, thing: Any) -> Any:
        with self.database.reading() as session:
            return session.get_one(type(thing), thing.id)

    def every(self, table: type[Any]) -> list[Any]:
        with self.database.reading() as session:
            return list(session.exec(select(table).order_by(col(table.id))).all())

    def other_offer(self, name: str = "Other hosts", **changes: Any) -> Offer:
        """Of an organisation with somebody who can answer."""
        organisation = self.make.organisation(name)
        self.make.owner(organisation)
        return self.visits.offer(organisation, **changes)

    def other_demand(self, name: str = "Other visitors", **changes: Any) -> Demand:
        organisation = self.make.organisation(name)
        self.make.owner(organisation)
        return self.visits.demand(organisation, **changes)

    def suggested(self, demand: Demand | None = None, offer: Offer | None = None, after: int = 60) -> Proposal:
        with self.database.writing() as session:
            return proposing.suggest(
                session,
                demand=session.get_one(Demand, (demand or self.demand).id),
                offer=session.get_one(Offer, (offer or self.offer).id),
                starts_on=day(after),
                by=self.make.viewer(self.clara),
            )

    def sent(self, demand: Demand | None = None, offer: Offer | None = None, after: int = 60) -> Proposal:
        proposal = self.suggested(demand, offer, after)
        with self.database.writing() as session:
            mine = session.get_one(Proposal, proposal.id)
            proposing.send(session, proposal=mine, by=self.make.viewer(self.clara))
            return mine

    def yes(self, proposal: Proposal, side: Side, by: User | None = None) -> Visit | None:
        by = by or (self.vera if side is Side.VISITOR else self.hugo)
        with self.database.writing() as session:
            mine = session.get_one(Proposal, proposal.id)
            return accept(session, proposal=mine, side=side, by=self.make.viewer(by), base_url=BASE)

    def no(self, proposal: Proposal, side: Side = Side.HOST, *, by: User | None = None, **said: Any) -> Proposal:
        by = by or (self.vera if side is Side.VISITOR else self.hugo)
        with self.database.writing() as session:
            mine = session.get_one(Proposal, proposal.id)
            decline(session, proposal=mine, side=side, by=self.make.viewer(by), **{"reason": "busy", **said})
            return mine

    def choose(self, proposal: Proposal, after: int, by: User) -> Proposal:
        with self.database.writing() as session:
            return proposal_answers.choose_day(
                session,
                proposal=session.get_one(Proposal, proposal.id),
                starts_on=day(after),
                by=self.make.viewer(by),
            )

    def told(self, kind: str) -> list[str]:
        """The names of those who got a notice `visit_KIND`."""
        with self.database.reading() as session:
            query = select(User.name).join(Notification, col(Notification.user_id) == User.id)
            return sorted(session.exec(query.where(Notification.kind == f"visit_{kind}")).all())

    def verbs(self, about: str = "proposal") -> list[str]:
        return [one.verb for one in self.every(VisitEvent) if one.about == about]

    def links(self, kind: str = "visit_proposed") -> dict[str, str]:
        """By the name of whom it was sent to, the address that answers."""
        with self.database.reading() as session:
            names = {user.id: user.name for user in session.exec(select(User)).all()}
        jobs: Sequence[Job] = [one for one in self.every(Job) if one.payload.get("template") == kind]
        return {names[one.payload["user_id"]]: f"/en{one.payload['params']['path']}" for one in jobs}
