"""A visit comes of a proposal that both sides agreed to."""

from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import urlsplit

from sqlmodel import Session, col, select

from app.content.text import N_
from app.domain.errors import Conflict
from app.domain.viewer import Viewer
from app.domain.visits import budget, clashes, itinerary, tasks
from app.domain.visits.access import VisitPart, guests_of
from app.domain.visits.inviting import invite_soon
from app.domain.visits.telling import caretaker_of, concerned_by, coordinators, tell_with_calendar
from app.domain.visits.workflow import note, take_step
from app.models.demands import Demand, Offer
from app.models.organisations import Membership
from app.models.people import PlatformRole, Role
from app.models.rounds import Proposal, ProposalState, Round
from app.models.types import new_code, now
from app.models.visits import Guest, Visit, VisitState

NOT_AGREED = N_("Both sides have to agree first.")
ALREADY = N_("This organisation takes part in the visit already.")
ONE_MORE = N_("One more organisation comes along.")


def make_visit(session: Session, *, proposal: Proposal, by: Viewer | None, base_url: str) -> Visit:
    """Make the visit of an agreed proposal, or let its visitors join the one that others agreed to for that day.

    Of two who agree to the same days at once the second is refused. `by` is None for what the platform does by
    itself; `base_url` is that of the settings, and gives calendars the name of the visit. Raises Conflict, Clashing.
    """
    offer, demand = session.get_one(Offer, proposal.offer_id), session.get_one(Demand, proposal.demand_id)
    shared = _shared(session, proposal)
    guests = guests_of(session, visit=shared) if shared else []
    clashes.hold(session, organisations=[offer.organisation_id, demand.organisation_id, *_organisations(guests)])
    session.refresh(proposal)
    if proposal.state is not ProposalState.AGREED or proposal.visit_id is not None:
        raise Conflict(NOT_AGREED)
    # Another may have made the visit, or ended it, while we waited.
    shared = _shared(session, proposal)
    visit = _join(session, shared, offer, proposal, by) if shared else _begin(session, offer, proposal, base_url)
    _add_guest(session, visit, proposal, demand)
    proposal.visit_id = visit.id
    proposal.row_version += 1
    session.add(proposal)
    take_step(session, thing=demand, verb="schedule", parts={VisitPart.PLATFORM}, by=by)
    tasks.add_usual(session, visit=visit)
    budget.add_usual(session, visit=visit, offer=offer, demand=demand, first=shared is None)
    itinerary.add_outline(session, visit=visit, language=offer.language)
    note(session, thing=visit, verb="join" if shared else "make", by=by, organisation=demand.organisation_id)
    invite_soon(session, visit=visit)
    _tell(session, visit, by)
    return visit


def _organisations(guests: Sequence[Guest]) -> list[int]:
    return [guest.organisation_id for guest in guests]


def _shared(session: Session, proposal: Proposal) -> Visit | None:
    query = select(Visit).where(
        Visit.offer_id == proposal.offer_id,
        Visit.starts_on == proposal.starts_on,
        col(Visit.state).in_((VisitState.PLANNED, VisitState.CONFIRMED)),
    )
    return session.exec(query.order_by(col(Visit.id)).execution_options(populate_existing=True)).first()


def _last_day(proposal: Proposal) -> date:
    return proposal.starts_on + timedelta(days=max(proposal.days, 1) - 1)


def party_of(session: Session, guests: Sequence[Guest]) -> int:
    """How many people these organisations said would travel."""
    ids = [guest.demand_id for guest in guests]
    return sum(session.exec(select(Demand.party).where(col(Demand.id).in_(ids))).all())


def _begin(session: Session, offer: Offer, proposal: Proposal, base_url: str) -> Visit:
    party = session.get_one(Demand, proposal.demand_id).party
    clashes.check(
        session,
        offer=offer,
        guests=[proposal.visitor_id],
        people=party,
        starts_on=proposal.starts_on,
        ends_on=_last_day(proposal),
    )
    code = new_code()
    visit = Visit(
        code=code,
        uid=f"{code}@{urlsplit(base_url).hostname or 'localhost'}"[:80],
        round_id=proposal.round_id,
        offer_id=proposal.offer_id,
        host_id=offer.organisation_id,
        title=offer.title,
        starts_on=proposal.starts_on,
        ends_on=_last_day(proposal),
        time_zone=offer.time_zone,
        place=offer.place,
        coordinator_id=_coordinator(session, proposal),
    )
    session.add(visit)
    session.flush()
    return visit


def _join(session: Session, visit: Visit, offer: Offer, proposal: Proposal, by: Viewer | None) -> Visit:
    guests = guests_of(session, visit=visit)
    if proposal.visitor_id in _organisations(guests):
        raise Conflict(ALREADY)
    ends_on = max(visit.ends_on, _last_day(proposal))
    clashes.check(
        session,
        offer=offer,
        guests=[*_organisations(guests), proposal.visitor_id],
        people=party_of(session, guests) + session.get_one(Demand, proposal.demand_id).party,
        starts_on=visit.starts_on,
        ends_on=ends_on,
        besides=visit.id,
    )
    visit.ends_on, visit.sequence = ends_on, visit.sequence + 1
    visit.round_id = visit.round_id or proposal.round_id
    if not _stays_neutral(session, visit, proposal):
        visit.coordinator_id = None
    visit.updated_at = now()
    session.add(visit)
    if visit.state is VisitState.CONFIRMED:
        take_step(session, thing=visit, verb="unconfirm", parts={VisitPart.PLATFORM}, by=by, message=ONE_MORE)
    return visit


def _add_guest(session: Session, visit: Visit, proposal: Proposal, demand: Demand) -> None:
    """One that had left comes back to its old place."""
    query = select(Guest).where(Guest.visit_id == visit.id, Guest.organisation_id == demand.organisation_id)
    guest = session.exec(query).first() or Guest(
        visit_id=visit.id or 0, organisation_id=demand.organisation_id, demand_id=0, proposal_id=0
    )
    guest.demand_id, guest.proposal_id, guest.left_at = demand.id or 0, proposal.id or 0, None
    session.add(guest)
    session.flush()


def _coordinator(session: Session, proposal: Proposal) -> int | None:
    """Who planned the round, or else made the proposal, if they coordinate, belong to neither side and entered none."""
    of_round = session.get_one(Round, proposal.round_id).created_by_id if proposal.round_id else None
    person = of_round or proposal.created_by_id
    offer, demand = session.get_one(Offer, proposal.offer_id), session.get_one(Demand, proposal.demand_id)
    if person is None or person in (offer.on_behalf_by_id, demand.on_behalf_by_id):
        return None
    coordinates = session.get(PlatformRole, (person, Role.COORDINATOR)) is not None
    sides = (proposal.host_id, proposal.visitor_id)
    concerned = select(Membership.user_id).where(
        Membership.user_id == person, col(Membership.organisation_id).in_(sides)
    )
    return person if coordinates and session.exec(concerned).first() is None else None


def _stays_neutral(session: Session, visit: Visit, joining: Proposal) -> bool:
    """Whoever looks after the visit neither belongs to the organisation that joins it nor entered its wish."""
    person = visit.coordinator_id
    belongs = select(Membership.user_id).where(
        Membership.user_id == person, Membership.organisation_id == joining.visitor_id
    )
    entered = session.get_one(Demand, joining.demand_id).on_behalf_by_id
    return person is None or (entered != person and session.exec(belongs).first() is None)


def _tell(session: Session, visit: Visit, by: Viewer | None) -> None:
    people = concerned_by(session, visit)
    if not caretaker_of(session, visit):
        people.update(coordinators(session))
    tell_with_calendar(
        session,
        visit=visit,
        kind="agreed",
        people=people,
        by=by,
        title=visit.title,
        starts=visit.starts_on.isoformat(),
        ends=visit.ends_on.isoformat(),
        place=visit.place,
    )
