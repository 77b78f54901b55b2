"""Writing offers and reports. A report rests on a visit, a wish and an offer: they are made as far as they are told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.domain.importing.learning import OfferPlan, ReportPlan, VisitPlan
from app.domain.search_log import note_change
from app.domain.visits import checks_due
from app.domain.visits.access import HELD
from app.domain.visits.evidence import evidence_of
from app.models.cases import Case
from app.models.demands import Demand, DemandState, Offer, OfferState
from app.models.learning import Commitment, LearningReport, ReportState
from app.models.rounds import Proposal, ProposalState
from app.models.types import new_code
from app.models.visits import Goal, Guest, Visit, VisitState


@dataclass(slots=True)
class LearningWriter:
    """`organisations` are ids by external id; `medium` writes a file for the columns that name its owner."""

    session: Session
    organisations: Mapping[str, int]
    medium: Callable[..., None]

    def offer(self, plan: OfferPlan) -> None:
        organisation_id = self.organisations[plan.organisation]
        evidence = evidence_of(self.session, organisation_id=organisation_id)
        self.session.add(
            Offer(
                **plan.columns,
                code=plan.code,
                organisation_id=organisation_id,
                case_id=self._case(plan.case),
                state=OfferState.OPEN,
                topics=[{"code": code, "evidence": evidence.get(code, "declared")} for code in plan.topics],
            )
        )
        self.session.flush()
        note_change(self.session, f"offer:{plan.code}")

    def report(self, plan: ReportPlan) -> None:
        organisation_id = self.organisations[plan.organisation]
        visit = self._visit(plan.visit, plan.columns["language"])
        self._guest(plan, visit, organisation_id)
        goals = [Goal(visit_id=visit.id or 0, organisation_id=organisation_id, text=text) for text, _ in plan.goals]
        self.session.add_all(goals)
        self.session.flush()
        report = LearningReport(
            **plan.columns,
            code=plan.code,
            visit_id=visit.id or 0,
            organisation_id=organisation_id,
            case_id=self._case(plan.case),
            state=ReportState.PUBLISHED,
            goals={str(goal.id): result for goal, (_, result) in zip(goals, plan.goals, strict=True) if result},
        )
        self.session.add(report)
        self.session.flush()
        # Who does it belongs to the people of the instance where it was written.
        self.session.add_all(Commitment(report_id=report.id or 0, who="", **columns) for columns in plan.resolutions)
        self.session.flush()
        checks_due.plan(self.session, report=report)
        for medium in plan.media:
            self.medium(medium, report_id=report.id)
        note_change(self.session, f"report:{plan.code}")

    def _case(self, code: str) -> int | None:
        return self.session.exec(select(Case.id).where(Case.code == code)).first() if code else None

    def _visit(self, plan: VisitPlan, language: str) -> Visit:
        """The one of that code: organisations that went together tell of the same visit."""
        found = self.session.exec(select(Visit).where(Visit.code == plan.code)).first()
        if found is not None and found.host_id == self.organisations[plan.host] and found.state in HELD:
            return found
        offer, code = self._shown(plan, language), new_code() if found else plan.code
        visit = Visit(
            **plan.columns,
            code=code,
            uid=f"{code}@import",
            state=VisitState.CLOSED,
            offer_id=offer.id or 0,
            host_id=offer.organisation_id,
        )
        self.session.add(visit)
        self.session.flush()
        return visit

    def _shown(self, plan: VisitPlan, language: str) -> Offer:
        """What was shown: the offer, or for one that is not public any more its name and the case that tells it."""
        host = self.organisations[plan.host]
        found = self.session.exec(select(Offer).where(Offer.code == plan.offer, Offer.organisation_id == host)).first()
        if found is not None:
            return found
        offer = Offer(
            organisation_id=host,
            case_id=self._case(plan.case),
            state=OfferState.WITHDRAWN,
            language=language,
            title=plan.columns["title"],
        )
        self.session.add(offer)
        self.session.flush()
        return offer

    def _guest(self, plan: ReportPlan, visit: Visit, organisation_id: int) -> None:
        there = select(Guest.id).where(Guest.visit_id == visit.id, Guest.organisation_id == organisation_id)
        if self.session.exec(there).first() is not None:
            return
        demand = self._demand(plan, organisation_id)
        proposal = Proposal(
            demand_id=demand.id or 0,
            offer_id=visit.offer_id,
            visitor_id=organisation_id,
            host_id=visit.host_id,
            state=ProposalState.AGREED,
            starts_on=visit.starts_on,
            days=(visit.ends_on - visit.starts_on).days + 1,
            score=0,
            visit_id=visit.id,
        )
        self.session.add(proposal)
        self.session.flush()
        self.session.add(
            Guest(
                visit_id=visit.id or 0,
                organisation_id=organisation_id,
                demand_id=demand.id or 0,
                proposal_id=proposal.id or 0,
            )
        )

    def _demand(self, plan: ReportPlan, organisation_id: int) -> Demand:
        """The wish that was served, under its address if that is free."""
        values: dict[str, Any] = dict(plan.wish)
        taken = self.session.exec(select(Demand.id).where(col(Demand.code) == values["code"])).first()
        if not values["code"] or taken is not None:
            values["code"] = new_code()
        values["language"] = values["language"] or plan.columns["language"]
        demand = Demand(**values, organisation_id=organisation_id, state=DemandState.SERVED)
        self.session.add(demand)
        self.session.flush()
        return demand
