"""Who may see what of demands, offers, proposals, visits, reports and coaching. Strangers get NotFound.

What an organisation wants or offers is public once it is open; everything between two organisations is theirs and the
coordinators'. Nobody coordinates what their own organisation is part of, nor what comes of a wish or an offer that they
entered on behalf: there they act as one of its people. And nobody says yes for both sides.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement
from sqlmodel import Session, SQLModel, and_, col, false, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from app.domain.errors import NotFound
from app.domain.viewer import Viewer
from app.models.demands import Demand, DemandState, Offer, OfferState
from app.models.learning import Coaching, LearningReport, ReportState
from app.models.organisations import MemberRole
from app.models.rounds import Proposal, ProposalState
from app.models.visits import Guest, Participant, Visit, VisitEvent, VisitState

T = TypeVar("T", bound=SQLModel)
WRITERS = (MemberRole.OWNER, MemberRole.EDITOR)


class VisitPart(StrEnum):
    """In which part somebody acts."""

    VISITOR = "visitor"  # owner or editor of the organisation that travels, or who acts for it on its behalf
    HOST = "host"  # the same of the organisation that receives
    COORDINATOR = "coordinator"  # of the platform, and not of an organisation concerned
    PLATFORM = "platform"  # nobody: a date, a rule


def writes_for(viewer: Viewer) -> list[int]:
    """The organisations for which this person may act."""
    return [one for one in viewer.memberships if viewer.edits_for(one)]


def acts_for(viewer: Viewer, organisation_id: int, on_behalf_by_id: int | None) -> bool:
    """As one of its people, or as the one who entered it on the organisation's behalf."""
    helper = viewer.is_coordinator or viewer.is_facilitator
    return viewer.edits_for(organisation_id) or (helper and viewer.id is not None and on_behalf_by_id == viewer.id)


def coordinates(viewer: Viewer, organisations: Collection[int], entered_by: Collection[int | None] = ()) -> bool:
    """Is a coordinator, belongs to none of these, and entered nothing of it on behalf (`entered_by`: who did)."""
    return viewer.is_coordinator and not set(organisations) & viewer.memberships.keys() and viewer.id not in entered_by


def is_neutral(viewer: Viewer, *things: Demand | Offer) -> bool:
    """May decide about these wishes and offers as coordinator: no organisation of theirs, nothing they entered."""
    return coordinates(viewer, [one.organisation_id for one in things], [one.on_behalf_by_id for one in things])


# Demands and offers


def open_demands() -> SelectOfScalar[Demand]:
    """The public board: what somebody could answer now."""
    return select(Demand).where(col(Demand.state).in_((DemandState.OPEN, DemandState.PROPOSED)))


def open_offers() -> SelectOfScalar[Offer]:
    return select(Offer).where(Offer.state == OfferState.OPEN)


def readable_demands(viewer: Viewer) -> SelectOfScalar[Demand]:
    """Whose address answers this person: open ones and those that came of them for all, the rest for who acts."""
    public = col(Demand.state).not_in((DemandState.DRAFT, DemandState.WITHDRAWN, DemandState.EXPIRED))
    return select(Demand).where(or_(public, *_own(viewer, Demand), _sent(viewer, col(Demand.state) != "draft")))


def readable_offers(viewer: Viewer) -> SelectOfScalar[Offer]:
    public = col(Offer.state) == OfferState.OPEN
    return select(Offer).where(or_(public, *_own(viewer, Offer), _sent(viewer, col(Offer.state) != "draft")))


def _own(viewer: Viewer, table: type[Demand] | type[Offer]) -> list[ColumnElement[bool]]:
    if viewer.user is None:
        return []
    own: list[ColumnElement[bool]] = [col(table.organisation_id).in_(list(viewer.memberships))]
    if viewer.is_coordinator or viewer.is_facilitator:
        own.append(col(table.on_behalf_by_id) == viewer.id)
    return own


def _sent(viewer: Viewer, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return condition if viewer.is_coordinator else false()


def readable_demand(session: Session, *, code: str, viewer: Viewer) -> Demand:
    return _the(session, readable_demands(viewer).where(Demand.code == code))


def readable_offer(session: Session, *, code: str, viewer: Viewer) -> Offer:
    return _the(session, readable_offers(viewer).where(Offer.code == code))


def may_write_demand(viewer: Viewer, demand: Demand) -> bool:
    return acts_for(viewer, demand.organisation_id, demand.on_behalf_by_id)


def may_write_offer(viewer: Viewer, offer: Offer) -> bool:
    return acts_for(viewer, offer.organisation_id, offer.on_behalf_by_id)


# Proposals


def readable_proposals(viewer: Viewer) -> SelectOfScalar[Proposal]:
    """Those of one's own organisations once they were sent, those one acts for, and all for coordinators."""
    if viewer.user is None:
        return select(Proposal).where(false())
    if viewer.is_coordinator:
        own = list(viewer.memberships)
        demands, offers = _entered(viewer)
        neutral = and_(
            col(Proposal.visitor_id).not_in(own),
            col(Proposal.host_id).not_in(own),
            col(Proposal.demand_id).not_in(demands),
            col(Proposal.offer_id).not_in(offers),
        )
        return select(Proposal).where(or_(neutral, col(Proposal.state) != ProposalState.SUGGESTED))
    mine = list(viewer.memberships)
    concerned = [col(Proposal.visitor_id).in_(mine), col(Proposal.host_id).in_(mine)]
    if viewer.is_facilitator:
        demands, offers = _entered(viewer)
        concerned += [col(Proposal.demand_id).in_(demands), col(Proposal.offer_id).in_(offers)]
    return select(Proposal).where(or_(*concerned), Proposal.state != ProposalState.SUGGESTED)


def _entered(viewer: Viewer) -> tuple[SelectOfScalar[Any], SelectOfScalar[Any]]:
    """The wishes and the offers that this person entered on behalf of organisations."""
    demands = select(Demand.id).where(Demand.on_behalf_by_id == viewer.id)
    return demands, select(Offer.id).where(Offer.on_behalf_by_id == viewer.id)


def readable_proposal(session: Session, *, code: str, viewer: Viewer) -> Proposal:
    return _the(session, readable_proposals(viewer).where(Proposal.code == code))


def parts_in_proposal(session: Session, *, proposal: Proposal, viewer: Viewer) -> frozenset[VisitPart]:
    """Who acts for both sides speaks for one of them: from their yes on for that one alone."""
    demand, offer = session.get_one(Demand, proposal.demand_id), session.get_one(Offer, proposal.offer_id)
    parts = set()
    if may_write_demand(viewer, demand):
        parts.add(VisitPart.VISITOR)
    if may_write_offer(viewer, offer):
        parts.add(VisitPart.HOST)
    if is_neutral(viewer, demand, offer):
        parts.add(VisitPart.COORDINATOR)
    if len(parts) > 1 and said_yes(session, proposal) == viewer.id:
        parts = {SAID_YES[proposal.state]}
    return frozenset(parts)


SAID_YES = {
    ProposalState.VISITOR_ACCEPTED: VisitPart.VISITOR,
    ProposalState.HOST_ACCEPTED: VisitPart.HOST,
}


def said_yes(session: Session, proposal: Proposal) -> int | None:
    """Who said the one yes of a proposal that waits for the other."""
    if proposal.state not in SAID_YES:
        return None
    said = select(VisitEvent.by_id).where(
        VisitEvent.about == "proposal",
        VisitEvent.about_id == proposal.id,
        VisitEvent.verb == f"accept_as_{SAID_YES[proposal.state]}",
    )
    return session.exec(said.order_by(col(VisitEvent.id).desc())).first()


# Visits


def readable_visits(viewer: Viewer) -> SelectOfScalar[Visit]:
    """Those of one's own organisations, those one takes part in, and all for coordinators.

    An organisation that has cancelled for itself reads no more of it.
    """
    if viewer.user is None:
        return select(Visit).where(false())
    if viewer.is_coordinator:
        return select(Visit)
    mine = list(viewer.memberships)
    coming = select(Guest.visit_id).where(col(Guest.left_at).is_(None))
    guests = coming.where(col(Guest.organisation_id).in_(mine))
    taking_part = select(Participant.visit_id).where(Participant.user_id == viewer.id)
    concerned = [col(Visit.host_id).in_(mine), col(Visit.id).in_(guests), col(Visit.id).in_(taking_part)]
    if viewer.is_facilitator:
        demands, offers = _entered(viewer)
        helped = coming.where(col(Guest.demand_id).in_(demands))
        concerned += [col(Visit.offer_id).in_(offers), col(Visit.id).in_(helped)]
    return select(Visit).where(or_(*concerned))


def readable_visit(session: Session, *, code: str, viewer: Viewer) -> Visit:
    return _the(session, readable_visits(viewer).where(Visit.code == code))


def guests_of(session: Session, *, visit: Visit) -> list[Guest]:
    """The organisations that visit, without those that have cancelled."""
    query = select(Guest).where(Guest.visit_id == visit.id, col(Guest.left_at).is_(None))
    return list(session.exec(query.order_by(col(Guest.id))).all())


def parts_in_visit(session: Session, *, visit: Visit, viewer: Viewer) -> frozenset[VisitPart]:
    guests = guests_of(session, visit=visit)
    offer, demands = session.get_one(Offer, visit.offer_id), [session.get_one(Demand, one.demand_id) for one in guests]
    parts = set()
    if may_write_offer(viewer, offer):
        parts.add(VisitPart.HOST)
    if any(may_write_demand(viewer, demand) for demand in demands):
        parts.add(VisitPart.VISITOR)
    if is_neutral(viewer, offer, *demands):
        parts.add(VisitPart.COORDINATOR)
    return frozenset(parts)


def _acts_for_guest(session: Session, guest: Guest, viewer: Viewer) -> bool:
    demand = session.get_one(Demand, guest.demand_id)
    return acts_for(viewer, guest.organisation_id, demand.on_behalf_by_id)


def guests_acted_for(session: Session, *, visit: Visit, viewer: Viewer) -> list[Guest]:
    """The visiting organisations for which this person may write: goals, participants, the report."""
    return [guest for guest in guests_of(session, visit=visit) if _acts_for_guest(session, guest, viewer)]


# What was learned


def public_reports() -> SelectOfScalar[LearningReport]:
    return select(LearningReport).where(LearningReport.state == ReportState.PUBLISHED)


def readable_reports(viewer: Viewer) -> SelectOfScalar[LearningReport]:
    """Published ones for all; drafts for the own organisation; sent ones for everybody concerned by the visit."""
    public = col(LearningReport.state) == ReportState.PUBLISHED
    if viewer.user is None:
        return select(LearningReport).where(public)
    visits = readable_visits(viewer).with_only_columns(col(Visit.id))
    sent = and_(col(LearningReport.state) != ReportState.DRAFT, col(LearningReport.visit_id).in_(visits))
    own = col(LearningReport.organisation_id).in_(list(viewer.memberships))
    begun = col(LearningReport.created_by_id) == viewer.id
    return select(LearningReport).where(or_(public, sent, own, begun))


def readable_report(session: Session, *, code: str, viewer: Viewer) -> LearningReport:
    return _the(session, readable_reports(viewer).where(LearningReport.code == code))


def readable_coachings(viewer: Viewer) -> SelectOfScalar[Coaching]:
    """Between the two organisations, and for coordinators."""
    if viewer.user is None:
        return select(Coaching).where(false())
    if viewer.is_coordinator:
        return select(Coaching)
    mine = list(viewer.memberships)
    return select(Coaching).where(or_(col(Coaching.coach_id).in_(mine), col(Coaching.coached_id).in_(mine)))


def readable_coaching(session: Session, *, code: str, viewer: Viewer) -> Coaching:
    return _the(session, readable_coachings(viewer).where(Coaching.code == code))


def _the(session: Session, query: SelectOfScalar[T]) -> T:
    found = session.exec(query).first()
    if found is None:
        raise NotFound
    return found


TAKING_PLACE = (VisitState.PLANNED, VisitState.CONFIRMED, VisitState.UNDER_WAY)
HELD = (VisitState.COMPLETED, VisitState.REPORTED, VisitState.CLOSED)
# Something is still to be done and paid: until it is closed, or called off.
AT_WORK = (*TAKING_PLACE, VisitState.COMPLETED, VisitState.REPORTED)
