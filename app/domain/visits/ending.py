"""How a visit ends: it took place, it is cancelled by one side, or it did not happen. Each with its consequences."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from app.content.text import N_
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound
from app.domain.viewer import Viewer
from app.domain.visits import clashes
from app.domain.visits.access import TAKING_PLACE, VisitPart, guests_acted_for, guests_of
from app.domain.visits.reporting import settle_visit
from app.domain.visits.telling import concerned_by, tell_with_calendar
from app.domain.visits.workflow import note, take_step
from app.domain.visits.working import forget_papers, show_anew, today_at, work_on
from app.models.demands import Demand, DemandState
from app.models.rounds import Proposal, ProposalState, Side
from app.models.types import now
from app.models.visits import Guest, Participant, Visit, VisitState

OWN_VISITS = "/learning/visits"
# What follows, said before the button; also what the other side reads.
CONSEQUENCES: Mapping[str, str] = {
    "host": N_(
        "The visitors keep their turn: what they want to learn is open again, and they have waited as long as before. "
        "Everybody gets a mail."
    ),
    "visitor": N_(
        "What you want to learn is open again, and you have waited as long as before. But your place in this round is "
        "free for others, and you may have to wait for the next. Everybody gets a mail."
    ),
    "leave": N_("The other organisations travel all the same."),
    "coordinator": N_(
        "All visitors keep their turn: what they want to learn is open again, and they have waited as long as before. "
        "Everybody gets a mail."
    ),
    "did_not_happen": N_(
        "The visit does not count. What the visitors want to learn is open again, and they have waited as long as "
        "before."
    ),
    "complete": N_(
        "The visit counts as held. What the visitors wanted to learn is answered, and their next turn begins to wait "
        "anew."
    ),
}


def cancel(session: Session, *, visit: Visit, side: Side | None, message: str, by: Viewer) -> None:
    """Cancel the whole visit: as host, as the only visitors, or as coordinator (without a side).

    Raises Forbidden, Conflict, or Invalid without a reason (field "message").
    """
    parts = _hold(session, visit, by)
    guests = guests_of(session, visit=visit)
    needed = {Side.HOST: VisitPart.HOST, Side.VISITOR: VisitPart.VISITOR, None: VisitPart.COORDINATOR}[side]
    if needed not in parts or (side is Side.VISITOR and len(guests) > 1):
        raise Forbidden
    people = concerned_by(session, visit)
    take_step(session, thing=visit, verb="cancel", parts={needed}, by=by, message=message)
    _end(session, visit, guests, by, message, side)
    tell_ended(session, visit=visit, people=people, kind="cancelled", by=by)


def leave(session: Session, *, visit: Visit, organisation_id: int, message: str, by: Viewer) -> None:
    """One visiting organisation cancels for itself. With the last one the visit itself is cancelled.

    Raises Forbidden, Conflict, NotFound, or Invalid without a reason (field "message").
    """
    parts = _hold(session, visit, by)
    guests = guests_of(session, visit=visit)
    guest = next((one for one in guests if one.organisation_id == organisation_id), None)
    if guest is None:
        raise NotFound
    own = organisation_id in {one.organisation_id for one in guests_acted_for(session, visit=visit, viewer=by)}
    if not own and VisitPart.COORDINATOR not in parts:
        raise Forbidden
    if len(guests) == 1:
        cancel(session, visit=visit, side=Side.VISITOR if own else None, message=message, by=by)
        return
    people = concerned_by(session, visit)
    _free(session, [guest], by, message, VisitPart.VISITOR if own else VisitPart.COORDINATOR)
    guest.left_at = now()
    session.add(guest)
    _forget_people(session, visit, organisation_id)
    show_anew(session, visit=visit)
    note(session, thing=visit, verb="leave", by=by, message=message.strip(), organisation=organisation_id)
    # Those who left read no more of it.
    staying = concerned_by(session, visit)
    tell_ended(session, visit=visit, people=staying, kind="left", by=by, message=message)
    tell_ended(session, visit=visit, people=people - staying, kind="left", by=by, message=message, path=OWN_VISITS)


def did_not_happen(session: Session, *, visit: Visit, message: str, by: Viewer) -> None:
    """A coordinator says that nobody came. Raises Forbidden, Conflict, or Invalid (field "message")."""
    parts = _hold(session, visit, by)
    if VisitPart.COORDINATOR not in parts:
        raise Forbidden
    if today_at(visit) < visit.starts_on:
        raise Invalid(N_("The visit has not begun yet. It can still be cancelled."), "message")
    guests, people = guests_of(session, visit=visit), concerned_by(session, visit)
    take_step(session, thing=visit, verb="did_not_happen", parts=parts, by=by, message=message)
    _end(session, visit, guests, by, message, None)
    tell_ended(session, visit=visit, people=people, kind="did_not_happen", by=by)


def complete(session: Session, *, visit: Visit, by: Viewer | None, at: datetime | None = None) -> None:
    """The visit took place: only now the visitors had their turn, and wait anew from one.

    By host or coordinator from its last day on (`by` is None for what the platform does the day after).
    Raises Forbidden, or Conflict before.
    """
    states = (VisitState.CONFIRMED, VisitState.UNDER_WAY)
    needs = (VisitPart.HOST, VisitPart.COORDINATOR)
    parts = work_on(session, visit=visit, by=by, needs=needs, states=states) if by else frozenset[VisitPart]()
    if today_at(visit, at) < visit.ends_on:
        raise Conflict(N_("The visit is not over yet."))
    take_step(session, thing=visit, verb="complete", parts=parts, by=by)
    for guest in guests_of(session, visit=visit):
        demand = session.get_one(Demand, guest.demand_id)
        if demand.state is DemandState.SCHEDULED:
            take_step(session, thing=demand, verb="serve", parts={VisitPart.PLATFORM}, by=by)
            demand.waited = 1
            session.add(demand)
    # Reports that came on the last day wait for nothing more.
    settle_visit(session, visit=visit)


def _hold(session: Session, visit: Visit, by: Viewer) -> frozenset[VisitPart]:
    guests = guests_of(session, visit=visit)
    clashes.hold(session, organisations=[visit.host_id, *(guest.organisation_id for guest in guests)])
    return work_on(session, visit=visit, by=by, states=TAKING_PLACE)


def _end(session: Session, visit: Visit, guests: list[Guest], by: Viewer, message: str, side: Side | None) -> None:
    visit.ended_by, visit.reason = side, message.strip()
    parts = {Side.HOST: VisitPart.HOST, Side.VISITOR: VisitPart.VISITOR, None: VisitPart.COORDINATOR}
    _free(session, guests, by, message, parts[side])
    people = session.exec(select(Participant).where(Participant.visit_id == visit.id)).all()
    for one in people:
        one.passport = ""
        session.add(one)
    forget_papers(session, visit=visit)
    show_anew(session, visit=visit)


def _free(session: Session, guests: Iterable[Guest], by: Viewer, message: str, part: VisitPart) -> None:
    """The wishes of these organisations are open again; how long they waited stays as it was."""
    for guest in guests:
        proposal = session.get_one(Proposal, guest.proposal_id)
        if proposal.state is ProposalState.AGREED:
            take_step(session, thing=proposal, verb="cancel", parts={part}, by=by, message=message)
            proposal.ended_at = now()
            session.add(proposal)
        demand = session.get_one(Demand, guest.demand_id)
        if demand.state is DemandState.SCHEDULED:
            take_step(session, thing=demand, verb="reopen", parts={VisitPart.PLATFORM}, by=by)


def _forget_people(session: Session, visit: Visit, organisation_id: int) -> None:
    query = select(Participant).where(
        Participant.visit_id == visit.id, col(Participant.organisation_id) == organisation_id
    )
    for one in session.exec(query).all():
        session.delete(one)
    forget_papers(session, visit=visit)


def tell_ended(
    session: Session, *, visit: Visit, people: set[int], kind: str, by: Viewer, message: str = "", path: str = ""
) -> None:
    tell_with_calendar(
        session,
        visit=visit,
        kind=kind,
        people=people,
        path=path,
        by=by,
        title=visit.title,
        starts=visit.starts_on.isoformat(),
        side=str(visit.ended_by or ""),
        message=message.strip() or visit.reason,
    )
