"""The gates to demands, offers, proposals, visits, reports and coaching, by the `code` in the address."""

from typing import Annotated

from fastapi import Depends

from app.domain.errors import Forbidden
from app.domain.visits import access
from app.domain.visits.access import VisitPart
from app.models.demands import Demand, Offer
from app.models.learning import Coaching, LearningReport
from app.models.rounds import Proposal
from app.models.visits import Visit
from app.web.gates import SignedIn, gate
from app.web.requests import Db, Person


@gate("a demand that this person may read")
def demand_to_read(code: str, session: Db, viewer: Person) -> Demand:
    return access.readable_demand(session, code=code, viewer=viewer)


@gate("a demand for whose organisation this person acts")
def demand_to_write(code: str, session: Db, viewer: SignedIn) -> Demand:
    demand = access.readable_demand(session, code=code, viewer=viewer)
    if not access.may_write_demand(viewer, demand):
        raise Forbidden
    return demand


@gate("an offer that this person may read")
def offer_to_read(code: str, session: Db, viewer: Person) -> Offer:
    return access.readable_offer(session, code=code, viewer=viewer)


@gate("an offer for whose organisation this person acts")
def offer_to_write(code: str, session: Db, viewer: SignedIn) -> Offer:
    offer = access.readable_offer(session, code=code, viewer=viewer)
    if not access.may_write_offer(viewer, offer):
        raise Forbidden
    return offer


@gate("a proposal between two organisations, for their people and coordinators")
def proposal_to_read(code: str, session: Db, viewer: SignedIn) -> Proposal:
    return access.readable_proposal(session, code=code, viewer=viewer)


@gate("a visit, for the organisations in it, who takes part, and coordinators")
def visit_to_read(code: str, session: Db, viewer: SignedIn) -> Visit:
    return access.readable_visit(session, code=code, viewer=viewer)


@gate("a visit that this person prepares: for its organisations, or as coordinator")
def visit_to_work_on(session: Db, viewer: SignedIn, visit: Annotated[Visit, Depends(visit_to_read)]) -> Visit:
    if not access.parts_in_visit(session, visit=visit, viewer=viewer):
        raise Forbidden
    return visit


@gate("a visit, for coordinators who belong to none of its organisations")
def visit_to_run(session: Db, viewer: SignedIn, visit: Annotated[Visit, Depends(visit_to_read)]) -> Visit:
    if VisitPart.COORDINATOR not in access.parts_in_visit(session, visit=visit, viewer=viewer):
        raise Forbidden
    return visit


@gate("a learning report that this person may read")
def report_to_read(code: str, session: Db, viewer: Person) -> LearningReport:
    return access.readable_report(session, code=code, viewer=viewer)


@gate("a coaching, for its two organisations and coordinators")
def coaching_to_read(code: str, session: Db, viewer: SignedIn) -> Coaching:
    return access.readable_coaching(session, code=code, viewer=viewer)


DemandToRead = Annotated[Demand, Depends(demand_to_read)]
DemandToWrite = Annotated[Demand, Depends(demand_to_write)]
OfferToRead = Annotated[Offer, Depends(offer_to_read)]
OfferToWrite = Annotated[Offer, Depends(offer_to_write)]
ProposalToRead = Annotated[Proposal, Depends(proposal_to_read)]
VisitToRead = Annotated[Visit, Depends(visit_to_read)]
VisitToWorkOn = Annotated[Visit, Depends(visit_to_work_on)]
VisitToRun = Annotated[Visit, Depends(visit_to_run)]
ReportToRead = Annotated[LearningReport, Depends(report_to_read)]
CoachingToRead = Annotated[Coaching, Depends(coaching_to_read)]
