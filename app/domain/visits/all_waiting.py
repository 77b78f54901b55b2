"""All that waits for a person in learning visits: wishes and offers, proposals, reports and coaching together."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func
from sqlmodel.sql.expression import SelectOfScalar

from app.content.text import N_
from app.domain.viewer import Viewer
from app.domain.visits.learning_waiting import kinds_of_learning, own_learning_things
from app.domain.visits.proposal_waiting import proposals_to_answer, proposals_to_send, to_answer, to_send
from app.domain.visits.waiting import Kind, WaitingOnVisits, kinds_to_publish, line_of, lines_of, own_visit_things
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
    return lines_of(session, viewer, _kinds(coordinator=viewer.is_coordinator, facilitator=viewer.is_facilitator))


@cache
def _kinds(*, coordinator: bool, facilitator: bool) -> tuple[Kind, ...]:
    helper = coordinator or facilitator
    return (
        _proposals(PROPOSAL_TO_ANSWER, to_answer()),
        *kinds_of_learning(coordinator=coordinator, helper=helper),
        *([_proposals(PROPOSAL_TO_SEND, to_send())] if coordinator else []),
        *kinds_to_publish(helper=helper),
    )


def _proposals(reason: str, condition: ColumnElement[bool]) -> Kind:
    lines = line_of(
        Proposal,
        title=Demand.title,
        language=Demand.language,
        moment=Proposal.expires_at,
        since=func.coalesce(Proposal.sent_at, Proposal.created_at),
    )
    wished = lines.join(Demand, col(Demand.id) == Proposal.demand_id)
    return Kind(reason, "/learning/proposals/{code}", wished.where(condition))
