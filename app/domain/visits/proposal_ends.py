"""How a proposal ends without a visit: taken back, not answered in time, with nobody left to answer."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.content.text import N_, tidy
from app.domain.errors import Forbidden, Invalid
from app.domain.jobs import enqueue
from app.domain.viewer import Viewer
from app.domain.visits import answer_links, clashes
from app.domain.visits.access import VisitPart, parts_in_proposal
from app.domain.visits.proposal_telling import ABOUT, answerable, ask, coordinators_of, people_of, say
from app.domain.visits.proposal_words import OUT
from app.domain.visits.proposing import hold
from app.domain.visits.workflow import note, take_step
from app.models.demands import Demand, DemandState
from app.models.rounds import Proposal, ProposalState, Side
from app.models.types import now

REMIND_AFTER = timedelta(days=5)
# Nobody is reminded of what ends within a day.
NOT_BEFORE_END = timedelta(days=1)
NOBODY_LEFT = N_("Nobody is left who could answer for one of the organisations.")


def finish(session: Session, proposal: Proposal) -> None:
    """After the step that ended it: nothing is asked any more, the wish is open again, somebody looks what comes next.

    `app.domain.visits.alternatives` does the latter, within minutes and after whatever ended the proposal.
    """
    proposal.ended_at = now()
    session.add(proposal)
    answer_links.close(session, about=ABOUT, about_id=proposal.id or 0)
    reopen(session, session.get_one(Demand, proposal.demand_id))
    enqueue(session, "visit_next", key="visit_next")


def reopen(session: Session, demand: Demand) -> None:
    """The wish is open again, unless another proposal of it is out or agreed."""
    session.flush()
    states = (*OUT, ProposalState.AGREED)
    alive = select(Proposal.id).where(Proposal.demand_id == demand.id, col(Proposal.state).in_(states))
    if demand.state is DemandState.PROPOSED and session.exec(alive).first() is None:
        take_step(session, thing=demand, verb="reopen", parts={VisitPart.PLATFORM}, by=None)


def take_back(session: Session, *, proposal: Proposal, message: str, by: Viewer) -> None:
    """A coordinator ends what was not agreed yet, with a sentence for both sides if they know of it.

    Raises Forbidden, Conflict, or Invalid (field "message").
    """
    parts = parts_in_proposal(session, proposal=proposal, viewer=by)
    if VisitPart.COORDINATOR not in parts:
        raise Forbidden
    sent = proposal.state is not ProposalState.SUGGESTED
    if sent and not tidy(message):
        raise Invalid(N_("Please write a sentence: the people concerned will read it."), "message")
    hold(session, proposal=proposal)
    event = take_step(session, thing=proposal, verb="take_back", parts=parts, by=by, message=message)
    finish(session, proposal)
    if sent:
        people = people_of(session, proposal, Side.VISITOR) | people_of(session, proposal, Side.HOST)
        say(session, proposal=proposal, kind="proposal_taken_back", people=people, by=by, message=event.message)


def proposals_by_date(session: Session) -> None:
    """What time does to proposals. Run hourly by the worker, in one transaction: killed, it begins anew."""
    take_back_unanswerable(session)
    expire_due(session)
    remind_due(session)


def remind_due(session: Session, *, at: datetime | None = None) -> int:
    """Ask once more, once, after five days. Returns how many proposals."""
    at = at or now()
    query = select(Proposal).where(
        col(Proposal.state).in_(OUT),
        col(Proposal.reminded_at).is_(None),
        col(Proposal.sent_at) <= at - REMIND_AFTER,
        col(Proposal.expires_at) > at + NOT_BEFORE_END,
    )
    due = session.exec(query.order_by(col(Proposal.id)).with_for_update()).all()
    for proposal in due:
        proposal.reminded_at = at
        session.add(proposal)
        ask(session, proposal=proposal, kind="proposal_reminder")
        note(session, thing=proposal, verb="remind", by=None)
    return len(due)


def expire_due(session: Session, *, at: datetime | None = None) -> int:
    """Close what was not answered in time; both sides and the coordinators hear of it. Returns how many."""
    at = at or now()
    query = select(Proposal).where(col(Proposal.state).in_(OUT), col(Proposal.expires_at) <= at)
    ended = 0
    for proposal in _held(session, session.exec(query.order_by(col(Proposal.id))).all()):
        if proposal.expires_at and proposal.expires_at <= at:
            _tell_expired(session, proposal)
            take_step(session, thing=proposal, verb="expire", parts={VisitPart.PLATFORM}, by=None)
            finish(session, proposal)
            ended += 1
    return ended


def _held(session: Session, proposals: Sequence[Proposal]) -> Iterator[Proposal]:
    """Each that is still out, locked as answers lock it: all organisations first, so that nobody waits in a circle."""
    clashes.hold(session, organisations={one for each in proposals for one in (each.visitor_id, each.host_id)})
    for proposal in proposals:
        hold(session, proposal=proposal)
        if proposal.state in OUT:
            yield proposal


def _tell_expired(session: Session, proposal: Proposal) -> None:
    people = people_of(session, proposal, Side.VISITOR) | people_of(session, proposal, Side.HOST)
    people |= coordinators_of(session, proposal)
    say(session, proposal=proposal, kind="proposal_expired", people=people, by=None)


def take_back_unanswerable(session: Session) -> int:
    """Where nobody is left who could answer for a side, the other side need not wait. Returns how many."""
    out = session.exec(select(Proposal).where(col(Proposal.state).in_(OUT)).order_by(col(Proposal.id))).all()
    stuck = [one for one in out if not answerable(session, one)]
    ended = 0
    for proposal in _held(session, stuck):
        people = people_of(session, proposal, Side.VISITOR) | people_of(session, proposal, Side.HOST)
        people |= coordinators_of(session, proposal)
        take_step(session, thing=proposal, verb="take_back", parts={VisitPart.PLATFORM}, by=None, message=NOBODY_LEFT)
        finish(session, proposal)
        say(session, proposal=proposal, kind="proposal_nobody", people=people, by=None)
        ended += 1
    return ended
