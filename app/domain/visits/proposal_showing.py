"""A proposal as somebody may see it, and lists of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from app.domain.asking import asked_by
from app.domain.viewer import Viewer
from app.domain.visits.access import VisitPart, parts_in_proposal, readable_proposals
from app.domain.visits.interpreting import Interpreting, interpreting
from app.domain.visits.proposal_answers import PART, chooser_of_days, may_decline, side_for
from app.domain.visits.proposal_waiting import to_answer
from app.domain.visits.proposal_words import ENDED, OUT, heard, reason_of
from app.models.demands import Demand, Offer
from app.models.organisations import Organisation
from app.models.people import User
from app.models.rounds import Proposal, ProposalState, Round, Side
from app.models.visits import Visit, VisitEvent

S = ProposalState
# Kept for the trail, but no news to those concerned.
QUIET = ("next", "suggest", "remind", "clash")
FILTERS: Mapping[str, Sequence[ProposalState]] = {
    "open": (S.SUGGESTED, *OUT),
    "unsent": (S.SUGGESTED,),
    "out": OUT,
    "agreed": (S.AGREED,),
    "ended": ENDED,
}


@dataclass(frozen=True, slots=True)
class Happened:
    at: datetime
    verb: str
    who: str
    message: str


@dataclass(frozen=True, slots=True)
class ShownProposal:
    """`answers`: what each side has said. `reason`: (code, own words) for those who may read them; else `heard`."""

    proposal: Proposal
    demand: Demand
    offer: Offer
    visitor: Organisation
    host: Organisation
    parts: frozenset[VisitPart]
    to_answer: Side | None
    may_decline: Side | None
    chooses_days: bool
    answers: Mapping[Side, str]
    reason: tuple[str, str] | None
    heard: str
    visit: Visit | None
    before: Proposal | None
    after: list[Proposal]
    round: Round | None
    history: list[Happened]
    interpreting: Interpreting | None

    @property
    def coordinates(self) -> bool:
        return VisitPart.COORDINATOR in self.parts

    @property
    def ends_on(self) -> date:
        return self.proposal.starts_on + timedelta(days=max(self.proposal.days, 1) - 1)


def proposal_as_shown(session: Session, proposal: Proposal, viewer: Viewer) -> ShownProposal:
    """Of a proposal that this person may read (`access.readable_proposal`)."""
    parts = parts_in_proposal(session, proposal=proposal, viewer=viewer)
    declined = proposal.state is S.DECLINED and proposal.declined_by is not None
    told = declined and _may_read_reason(proposal, parts)
    demand, offer = session.get_one(Demand, proposal.demand_id), session.get_one(Offer, proposal.offer_id)
    visitor = session.get_one(Organisation, proposal.visitor_id)
    round_ = session.get(Round, proposal.round_id) if proposal.round_id else None
    before = session.get(Proposal, proposal.instead_of_id) if proposal.instead_of_id else None
    seen = readable_proposals(viewer)
    after = session.exec(seen.where(Proposal.instead_of_id == proposal.id).order_by(col(Proposal.id))).all()
    return ShownProposal(
        proposal=proposal,
        demand=demand,
        offer=offer,
        visitor=visitor,
        host=session.get_one(Organisation, proposal.host_id),
        parts=parts,
        to_answer=side_for(session, proposal=proposal, by=viewer),
        may_decline=may_decline(proposal, parts),
        chooses_days=chooser_of_days(proposal, parts),
        answers=_answers(proposal),
        reason=reason_of(proposal) if told else None,
        heard=heard(reason_of(proposal)[0]) if declined and not told else "",
        visit=session.get(Visit, proposal.visit_id) if proposal.visit_id else None,
        before=before if before and session.exec(seen.where(Proposal.id == before.id)).first() else None,
        after=list(after),
        round=round_,
        history=_history(session, proposal, with_reason=told),
        interpreting=interpreting(demand, offer, round_, visitors=visitor.name),
    )


def _may_read_reason(proposal: Proposal, parts: frozenset[VisitPart]) -> bool:
    return VisitPart.COORDINATOR in parts or (proposal.declined_by is not None and PART[proposal.declined_by] in parts)


def _answers(proposal: Proposal) -> Mapping[Side, str]:
    """ "yes", "no", or "" for not yet."""
    yes = {S.VISITOR_ACCEPTED: (Side.VISITOR,), S.HOST_ACCEPTED: (Side.HOST,), S.AGREED: tuple(Side)}
    said = dict.fromkeys(Side, "") | dict.fromkeys(yes.get(proposal.state, ()), "yes")
    if proposal.state is S.CANCELLED:
        said = dict.fromkeys(Side, "yes")
    return said | ({proposal.declined_by: "no"} if proposal.declined_by else {})


def _history(session: Session, proposal: Proposal, *, with_reason: bool) -> list[Happened]:
    query = (
        select(VisitEvent, User.name)
        .outerjoin(User, col(User.id) == col(VisitEvent.by_id))
        .where(VisitEvent.about == "proposal", VisitEvent.about_id == proposal.id, col(VisitEvent.verb).not_in(QUIET))
        .order_by(col(VisitEvent.id).desc())
        .limit(40)
    )
    return [
        Happened(event.at, event.verb, name or "", event.message if with_reason or event.verb != "decline" else "")
        for event, name in session.exec(query).all()
    ]


@dataclass(frozen=True, slots=True)
class ListedProposal:
    """A row of a list; `mine`: it waits for an answer of this person."""

    proposal: Proposal
    title: str
    visitor: str
    host: str
    mine: bool


def listed(
    session: Session, viewer: Viewer, *, state: str, own: bool, page: int, per_page: int
) -> tuple[list[ListedProposal], int]:
    """One page, and how many there are: what waits for this person first, then what waits longest."""
    query = readable_proposals(viewer)
    if own:
        query = query.where(_own(viewer))
    if state in FILTERS:
        query = query.where(col(Proposal.state).in_(FILTERS[state]))
    parameters = asked_by(viewer)
    total = session.scalar(select(func.count()).select_from(query.subquery()), parameters) or 0
    found = session.execute(_rows(query, state).limit(per_page).offset((page - 1) * per_page), parameters)
    rows = [ListedProposal(one, title, visitor, host, rank == 0) for one, title, visitor, host, rank in found.all()]
    return rows, total


def _rows(query: SelectOfScalar[Proposal], state: str) -> Select[Any]:
    """With the names, and 0 for what waits for this person, 1 for what waits for anybody, 2 for what is over."""
    visitor, host = aliased(Organisation), aliased(Organisation)
    waits = case((to_answer(), 0), (col(Proposal.state).in_(FILTERS["open"]), 1), else_=2)
    since = func.coalesce(Proposal.sent_at, Proposal.created_at)
    ended = func.coalesce(Proposal.ended_at, Proposal.agreed_at, Proposal.created_at)
    order = (
        [ended.desc()] if state in ("agreed", "ended") else [waits, case((waits == 2, None), else_=since), ended.desc()]
    )
    return (
        query.join(Demand, col(Demand.id) == Proposal.demand_id)
        .join(visitor, col(visitor.id) == Proposal.visitor_id)
        .join(host, col(host.id) == Proposal.host_id)
        .add_columns(col(Demand.title), col(visitor.name), col(host.name), waits)
        .order_by(*order, col(Proposal.id))
    )


def _own(viewer: Viewer) -> ColumnElement[bool]:
    mine = list(viewer.memberships)
    demands = select(Demand.id).where(Demand.on_behalf_by_id == viewer.id)
    offers = select(Offer.id).where(Offer.on_behalf_by_id == viewer.id)
    return or_(
        col(Proposal.visitor_id).in_(mine),
        col(Proposal.host_id).in_(mine),
        col(Proposal.demand_id).in_(demands),
        col(Proposal.offer_id).in_(offers),
    )
