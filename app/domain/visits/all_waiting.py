"""All that waits for a person in learning visits: wishes and offers, proposals, reports and coaching together."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.content.text import N_
from app.domain.asking import asked_by
from app.domain.viewer import Viewer
from app.domain.visits.learning_waiting import own_learning_things, waiting_on_learning
from app.domain.visits.proposal_waiting import proposals_to_answer, proposals_to_send, to_answer, to_send
from app.domain.visits.waiting import WaitingOnVisits, own_visit_things, waiting_on_visits
from app.models.demands import Demand
from app.models.rounds import Proposal

PROPOSAL_TO_ANSWER = N_("A visit is proposed: please answer")
PROPOSAL_TO_SEND = N_("Proposals of visits that you have not sent yet")


def visit_numbers(*, coordinator: bool, facilitator: bool) -> tuple[SelectOfScalar[Any], ...]:
    """The numbers of what waits, each as a select of one row, to be sent with what is `asked_by` somebody."""
    helper = coordinator or facilitator
    return (
        *own_visit_things(facilitator=helper),
        *own_learning_things(coordinator=coordinator, helper=helper),
        proposals_to_answer(),
        *([proposals_to_send()] if coordinator else []),
    )


def waiting_in_visits(session: Session, viewer: Viewer) -> list[WaitingOnVisits]:
    """The same things, line by line: what others wait for comes first."""
    if viewer.user is None:
        return []
    lines = _proposals(session, viewer, PROPOSAL_TO_ANSWER, to_answer())
    lines += waiting_on_learning(session, viewer)
    if viewer.is_coordinator:
        lines += _proposals(session, viewer, PROPOSAL_TO_SEND, to_send())
    return lines + waiting_on_visits(session, viewer)


def _proposals(session: Session, viewer: Viewer, reason: str, condition: ColumnElement[bool]) -> list[WaitingOnVisits]:
    query = (
        select(Proposal, Demand.title, Demand.language)
        .join(Demand, col(Demand.id) == Proposal.demand_id)
        .where(condition)
        .order_by(func.coalesce(Proposal.sent_at, Proposal.created_at))
        .limit(200)
    )
    return [
        WaitingOnVisits(
            reason,
            f"/learning/proposals/{proposal.code}",
            title,
            language,
            proposal.expires_at.date() if proposal.expires_at else None,
        )
        for proposal, title, language in session.execute(query, asked_by(viewer)).all()
    ]
