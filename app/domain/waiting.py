"""What waits for a person: the number in the header and the page behind it come from the same selects.

What waits in the cup is in `app.domain.cup.waiting`, in learning visits in `app.domain.visits.all_waiting`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, false, literal, union_all
from sqlalchemy import select as sql
from sqlmodel import Session, and_, col, func, not_, or_, select

from app.content.text import N_
from app.domain.asking import BELONGS, ME, STAKE_SINCE, WRITES, asked_by
from app.domain.cases.access import waits_with_entry
from app.domain.cup.screening_queue import undecided_among, undecided_and_ties
from app.domain.cup.waiting import cases_of_entries, own_cup_things
from app.domain.looking.questions_access import open_questions
from app.domain.organisations.first_look import newcomers_waiting
from app.domain.organisations.former import organisations_left_by
from app.domain.viewer import Viewer
from app.domain.visits.all_waiting import visit_numbers
from app.models.cases import Case, CaseReview, CaseState, ReviewState
from app.models.organisations import Organisation

S = CaseState


@dataclass(frozen=True, slots=True)
class WaitingCase:
    case: Case
    organisation: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kind of thing that waits: why, and the cases it concerns, what waits longest first."""

    reason: str
    cases: list[WaitingCase]
    for_review: bool = False


_FOR_ORGANISATION = {
    S.RETURNED: N_("Sent back to you: something is to be mended"),
    S.VALIDATION: N_("Waits for your organisation's approval"),
    S.FOLLOW_UP_DUE: N_("Does it still work?"),
    S.SELECTED: N_("Selected: the systematisation can begin"),
    S.SYSTEMATISING: N_("Being written"),
    S.DRAFT: N_("Drafts you have not sent yet"),
}
_FOR_COORDINATORS = {
    S.SUBMITTED: N_("Sent by organisations: waits for a look"),
    S.REVIEW: N_("In review"),
    S.EDITING: N_("Waits for the last editing"),
    S.SYSTEMATISING: N_("Being written"),
}
# Facilitators help to write.
_FOR_FACILITATORS = {
    S.SELECTED: N_("Selected: the systematisation can begin"),
    S.SYSTEMATISING: N_("Being written"),
}
_FOR_REVIEWERS = N_("Waits for your review")
MOST = 400
# Marks the row with the number among those of entries to screen.
_NUMBER = "number"


def _organisation() -> ColumnElement[bool]:
    """What is written for an entry of the cup waits as that entry."""
    entered = and_(col(Case.state).in_([S.DRAFT, S.RETURNED]), col(Case.id).in_(cases_of_entries()))
    return and_(col(Case.organisation_id).in_(WRITES), col(Case.state).in_(list(_FOR_ORGANISATION)), not_(entered))


def _desk(states: Iterable[CaseState]) -> ColumnElement[bool]:
    """Cases in these states, but none of organisations to which one belongs, or belonged until not long ago."""
    return and_(
        col(Case.organisation_id).not_in(BELONGS),
        col(Case.organisation_id).not_in(organisations_left_by(ME, STAKE_SINCE)),
        col(Case.state).in_(list(states)),
        not_(waits_with_entry()),
    )


def _on_desk(*, coordinator: bool, facilitator: bool) -> dict[CaseState, str]:
    """What waits on the desk of somebody with a role, by state."""
    if coordinator:
        return _FOR_COORDINATORS
    return _FOR_FACILITATORS if facilitator else {}


def _reviewers() -> ColumnElement[bool]:
    reviews = select(CaseReview.case_id).where(CaseReview.reviewer_id == ME, CaseReview.state == ReviewState.ASSIGNED)
    return and_(col(Case.id).in_(reviews), col(Case.state) == S.REVIEW)


@cache
def _numbers(*, coordinator: bool, facilitator: bool) -> CompoundSelect[Any]:
    """What waits for somebody with these roles, as one statement because every page asks.

    A row with a number, and for coordinators those that tell what they may screen.
    """
    conditions = [_organisation(), _reviewers()]
    if states := _on_desk(coordinator=coordinator, facilitator=facilitator):
        conditions.append(_desk(states))
    parts = [
        select(func.count()).select_from(Case).where(or_(*conditions)),
        *own_cup_things(facilitator=facilitator),
        *visit_numbers(coordinator=coordinator, facilitator=facilitator),
    ]
    if coordinator:
        parts += [newcomers_waiting(), open_questions()]
    first, *others = (part.scalar_subquery() for part in parts)
    number = sql(literal(0), literal(0), sum(others, first), literal(""), literal(_NUMBER))
    return union_all(number, *(undecided_and_ties() if coordinator else ()))


def count_waiting(session: Session, viewer: Viewer) -> int:
    """How many things this person could do next."""
    if viewer.user is None:
        return 0
    query = _numbers(coordinator=viewer.is_coordinator, facilitator=viewer.is_facilitator)
    rows = session.execute(query, asked_by(viewer)).all()
    own: int = sum(row[2] for row in rows if row[-1] == _NUMBER)
    return own + undecided_among(row for row in rows if row[-1] != _NUMBER).total()


def desk_numbers(session: Session) -> tuple[int, int]:
    """How many newcomers wait for a first look, and how many questions for an answer."""
    parts = [newcomers_waiting().scalar_subquery(), open_questions().scalar_subquery()]
    newcomers, questions = session.execute(sql(*parts)).one()
    return newcomers, questions


def waiting_for(session: Session, viewer: Viewer) -> list[Waiting]:
    """The same things, grouped by why they wait."""
    if viewer.user is None:
        return []
    found = _found(session, viewer)
    reviews = [one.case for one in found if one.to_review]
    groups = [Waiting(_FOR_REVIEWERS, reviews, for_review=True)] if reviews else []
    on_desk = _on_desk(coordinator=viewer.is_coordinator, facilitator=viewer.is_facilitator)
    sources = (
        (_FOR_ORGANISATION, [one.case for one in found if one.own]),
        (on_desk, [one.case for one in found if one.on_desk]),
    )
    for reasons, cases in sources:
        for state, reason in reasons.items():
            if here := [one for one in cases if one.case.state is state]:
                groups.append(Waiting(reason, here))
    return groups


@dataclass(frozen=True, slots=True)
class _Found:
    """A case and for what it waits: perhaps for more than one thing."""

    case: WaitingCase
    to_review: bool
    own: bool
    on_desk: bool


def _found(session: Session, viewer: Viewer) -> list[_Found]:
    states = _on_desk(coordinator=viewer.is_coordinator, facilitator=viewer.is_facilitator)
    why = (_reviewers(), _organisation(), _desk(states) if states else false())
    query = sql(Case, col(Organisation.name), *why).join(Organisation, col(Organisation.id) == Case.organisation_id)
    query = query.where(or_(*why)).order_by(col(Case.updated_at), col(Case.id)).limit(MOST)
    rows = session.execute(query, asked_by(viewer)).all()
    return [_Found(WaitingCase(case, organisation), *map(bool, kinds)) for case, organisation, *kinds in rows]
