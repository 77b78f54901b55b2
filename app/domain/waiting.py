"""What waits for a person: the number in the header and the page behind it come from the same selects.

What waits in the cup is in `app.domain.cup.waiting`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, not_, or_, select

from app.content.text import N_
from app.domain.cases.access import waits_with_entry
from app.domain.cup.waiting import count_on_desks, own_cup_things
from app.domain.organisations.first_look import count_newcomers
from app.domain.organisations.former import organisations_left_by
from app.domain.viewer import Viewer
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


def _organisation(viewer: Viewer) -> ColumnElement[bool]:
    mine = [organisation_id for organisation_id in viewer.memberships if viewer.edits_for(organisation_id)]
    return and_(col(Case.organisation_id).in_(mine), col(Case.state).in_(list(_FOR_ORGANISATION)))


def _desk(viewer: Viewer, states: Iterable[CaseState]) -> ColumnElement[bool]:
    """Cases in these states, but none of organisations to which one belongs, or belonged until not long ago."""
    return and_(
        col(Case.organisation_id).not_in(list(viewer.memberships)),
        col(Case.organisation_id).not_in(organisations_left_by(viewer.id)),
        col(Case.state).in_(list(states)),
        not_(waits_with_entry()),
    )


def _on_desk(viewer: Viewer) -> dict[CaseState, str]:
    """What waits on the desk of somebody with a role, by state."""
    if viewer.is_coordinator:
        return _FOR_COORDINATORS
    return _FOR_FACILITATORS if viewer.is_facilitator else {}


def _reviewers(viewer: Viewer) -> ColumnElement[bool]:
    reviews = select(CaseReview.case_id).where(
        CaseReview.reviewer_id == viewer.id, CaseReview.state == ReviewState.ASSIGNED
    )
    return and_(col(Case.id).in_(reviews), col(Case.state) == S.REVIEW)


def _anything(viewer: Viewer) -> ColumnElement[bool]:
    conditions = [_organisation(viewer), _reviewers(viewer)]
    if states := _on_desk(viewer):
        conditions.append(_desk(viewer, states))
    return or_(*conditions)


def count_waiting(session: Session, viewer: Viewer) -> int:
    """How many things this person could do next."""
    if viewer.user is None:
        return 0
    cases = select(func.count()).select_from(Case).where(_anything(viewer)).scalar_subquery()
    # One query for what everybody may have, because every page asks.
    entries, cards = (things.scalar_subquery() for things in own_cup_things(viewer))
    own = session.execute(select(cases + entries + cards)).scalar_one()
    if not viewer.is_coordinator:
        return int(own)
    return int(own) + count_newcomers(session) + count_on_desks(session, viewer)


def waiting_for(session: Session, viewer: Viewer) -> list[Waiting]:
    """The same things, grouped by why they wait."""
    if viewer.user is None:
        return []
    groups: list[Waiting] = []
    reviews = _cases(session, _reviewers(viewer))
    if reviews:
        groups.append(Waiting(_FOR_REVIEWERS, reviews, for_review=True))
    sources = [(_FOR_ORGANISATION, _cases(session, _organisation(viewer)))]
    if states := _on_desk(viewer):
        sources.append((states, _cases(session, _desk(viewer, states))))
    for reasons, cases in sources:
        for state, reason in reasons.items():
            found = [one for one in cases if one.case.state is state]
            if found:
                groups.append(Waiting(reason, found))
    return groups


def _cases(session: Session, condition: ColumnElement[bool]) -> list[WaitingCase]:
    query = select(Case, Organisation.name).join(Organisation, col(Organisation.id) == Case.organisation_id)
    rows = session.exec(query.where(condition).order_by(col(Case.updated_at), col(Case.id)).limit(200)).all()
    return [WaitingCase(case, organisation) for case, organisation in rows]
