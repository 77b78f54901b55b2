"""Asking both sides of a proposal, by mails with links that answer, and telling people what became of it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from app.domain.notices import notify_with_keys
from app.domain.viewer import Viewer
from app.domain.visits import answer_links
from app.domain.visits.access import said_yes
from app.domain.visits.telling import acting_for_demand, acting_for_offer, neutral_coordinators, tell
from app.models.demands import Demand, Offer
from app.models.organisations import Organisation
from app.models.people import User
from app.models.rounds import Proposal, ProposalState, Side
from app.models.types import now

ABOUT = "proposal"
S = ProposalState
STILL_TO_ANSWER = {
    S.SENT: (Side.VISITOR, Side.HOST),
    S.VISITOR_ACCEPTED: (Side.HOST,),
    S.HOST_ACCEPTED: (Side.VISITOR,),
}


def path_of(proposal: Proposal) -> str:
    return f"/learning/proposals/{proposal.code}"


def other(side: Side) -> Side:
    return Side.HOST if side is Side.VISITOR else Side.VISITOR


def people_of(session: Session, proposal: Proposal, side: Side) -> set[int]:
    """Who can answer for a side."""
    if side is Side.VISITOR:
        return acting_for_demand(session, session.get_one(Demand, proposal.demand_id))
    return acting_for_offer(session, session.get_one(Offer, proposal.offer_id))


def answerable(session: Session, proposal: Proposal) -> bool:
    """Somebody is left for each side, and not the same one: accounts are deleted and blocked, and people leave."""
    people = {side: able_to_answer(session, proposal, side) for side in Side}
    said = said_yes(session, proposal)
    waiting = STILL_TO_ANSWER.get(proposal.state, tuple(Side))
    others = len(people[Side.VISITOR] | people[Side.HOST]) > 1
    return others and all(people.values()) and all(people[side] - {said} for side in waiting)


def able_to_answer(session: Session, proposal: Proposal, side: Side) -> set[int | None]:
    query = select(User.id).where(
        col(User.id).in_(sorted(people_of(session, proposal, side))),
        col(User.deleted_at).is_(None),
        col(User.blocked_at).is_(None),
    )
    return set(session.exec(query).all())


def coordinators_of(session: Session, proposal: Proposal) -> set[int]:
    demand, offer = session.get_one(Demand, proposal.demand_id), session.get_one(Offer, proposal.offer_id)
    return neutral_coordinators(session, demand, offer)


def facts_of(session: Session, proposal: Proposal) -> dict[str, Any]:
    """What every mail about a proposal says."""
    demand = session.get_one(Demand, proposal.demand_id)
    return {
        "visitor": session.get_one(Organisation, proposal.visitor_id).name,
        "host": session.get_one(Organisation, proposal.host_id).name,
        "title": demand.title,
        "party": demand.party,
        "starts": proposal.starts_on.isoformat(),
        "ends": (proposal.starts_on + timedelta(days=max(proposal.days, 1) - 1)).isoformat(),
    }


def ask(session: Session, *, proposal: Proposal, kind: str = "proposed") -> None:
    """Ask the sides that have not answered: one mail to each person, with links of their own.

    Not the one who said yes for the other side: that is for somebody else to say.
    """
    facts = facts_of(session, proposal)
    until = proposal.expires_at
    days = max(1, -(-(until - now()).total_seconds() // 86_400)) if until else 1
    for side in STILL_TO_ANSWER.get(proposal.state, ()):
        for user_id in sorted(people_of(session, proposal, side) - {said_yes(session, proposal) or 0}):
            token = answer_links.make(session, about=ABOUT, about_id=proposal.id or 0, user_id=user_id, days=int(days))
            notify_with_keys(
                session,
                user_id=user_id,
                kind=f"visit_{kind}",
                path=path_of(proposal),
                keys={"path": answer_links.path_of(token)},
                side=str(side),
                note=proposal.note,
                until=until.date().isoformat() if until else "",
                **facts,
            )


def say(
    session: Session, *, proposal: Proposal, kind: str, people: Iterable[int], by: Viewer | None, **more: Any
) -> None:
    """A notice `visit_KIND` about a proposal."""
    facts = facts_of(session, proposal)
    tell(session, kind=kind, people=people, path=path_of(proposal), by=by, **{**facts, **more})
