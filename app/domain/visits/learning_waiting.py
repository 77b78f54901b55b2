"""What of reports, follow-ups and coaching waits for a person, as `app.domain.visits.waiting` reads it.

Each kind is a select of ids with what is `asked_by` somebody as parameters.
"""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, case, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from app.content.text import N_
from app.domain.asking import BELONGS, ME, WRITES
from app.domain.viewer import Viewer
from app.domain.visits.access import HELD
from app.domain.visits.waiting import Kind, WaitingOnVisits, line_of, lines_of
from app.models.demands import Demand, Offer
from app.models.learning import Coaching, CoachingState, Commitment, CommitmentCheck, LearningReport, ReportState
from app.models.organisations import Organisation
from app.models.visits import Guest, Visit, VisitState

REPORT_TO_WRITE = N_("Tell what you learned on the visit")
CHECK_TO_ANSWER = N_("How is it going with what you resolved to do?")
REPORT_TO_COMMENT = N_("Your visitors have sent a report: you may add a comment")
REPORT_TO_ACCEPT = N_("A learning report waits for a look")
REPORT_TO_PUBLISH = N_("A learning report may be published")
COACHING_TO_ANSWER = N_("Somebody asks you for coaching")


def _own_guest(*, helper: bool) -> ColumnElement[bool]:
    """Organisations for which one writes, and those for which one entered the wish."""
    mine = col(Guest.organisation_id).in_(WRITES)
    helped = select(Demand.id).where(Demand.on_behalf_by_id == ME)
    return or_(mine, col(Guest.demand_id).in_(helped)) if helper else mine


def reports_to_write(*, helper: bool) -> SelectOfScalar[Any]:
    """Guests that are on a visit, or were, and whose report was not sent."""
    sent = select(LearningReport.id).where(
        LearningReport.visit_id == Guest.visit_id,
        LearningReport.organisation_id == Guest.organisation_id,
        LearningReport.state != ReportState.DRAFT,
    )
    return (
        select(Guest.id)
        .join(Visit, col(Visit.id) == Guest.visit_id)
        .where(
            col(Visit.state).in_((VisitState.UNDER_WAY, *HELD)),
            col(Guest.left_at).is_(None),
            _own_guest(helper=helper),
            ~sent.exists(),
        )
    )


def checks_to_answer(*, helper: bool) -> SelectOfScalar[Any]:
    """Reports with a question that was asked, and not answered nor overtaken by a later one about the same."""
    later = aliased(CommitmentCheck)
    overtaken = select(later.id).where(
        later.commitment_id == CommitmentCheck.commitment_id,
        later.months > CommitmentCheck.months,
        col(later.asked_at).is_not(None),
    )
    guest = and_(
        col(Guest.visit_id) == LearningReport.visit_id, col(Guest.organisation_id) == LearningReport.organisation_id
    )
    return (
        select(LearningReport.id)
        .join(Guest, guest)
        .join(Commitment, col(Commitment.report_id) == LearningReport.id)
        .join(CommitmentCheck, col(CommitmentCheck.commitment_id) == Commitment.id)
        .where(
            col(CommitmentCheck.asked_at).is_not(None),
            col(CommitmentCheck.answered_at).is_(None),
            LearningReport.state != ReportState.DRAFT,
            _own_guest(helper=helper),
            ~overtaken.exists(),
        )
        .distinct()
    )


def reports_to_comment() -> SelectOfScalar[Any]:
    """Of visits to those for whom one writes."""
    return (
        select(LearningReport.id)
        .join(Visit, col(Visit.id) == LearningReport.visit_id)
        .where(LearningReport.state == ReportState.SUBMITTED, col(Visit.host_id).in_(WRITES))
    )


def _coordinated() -> ColumnElement[bool]:
    """Visits in which no organisation of this person takes part, and of which they entered nothing on behalf."""
    # For an empty list SQLAlchemy writes one replacement wherever a parameter stands in a statement: all of them must
    # say "not in", as those of other things that wait do.
    own = case((col(Guest.organisation_id).not_in(BELONGS), 0), else_=1) == 1
    entered = select(Demand.id).where(Demand.on_behalf_by_id == ME)
    guests = select(Guest.visit_id).where(or_(own, col(Guest.demand_id).in_(entered)), col(Guest.left_at).is_(None))
    offers = select(Offer.id).where(Offer.on_behalf_by_id == ME)
    return and_(col(Visit.host_id).not_in(BELONGS), col(Visit.id).not_in(guests), col(Visit.offer_id).not_in(offers))


def reports_to_accept() -> SelectOfScalar[Any]:
    """For coordinators who belong to no side."""
    return (
        select(LearningReport.id)
        .join(Visit, col(Visit.id) == LearningReport.visit_id)
        .where(col(LearningReport.state).in_((ReportState.SUBMITTED, ReportState.COMMENTED)), _coordinated())
    )


def reports_to_publish() -> SelectOfScalar[Any]:
    """Accepted, and their organisation agrees."""
    return (
        select(LearningReport.id)
        .join(Visit, col(Visit.id) == LearningReport.visit_id)
        .where(
            LearningReport.state == ReportState.ACCEPTED,
            col(LearningReport.consent_at).is_not(None),
            LearningReport.licence != "",
            _coordinated(),
        )
    )


def coachings_to_answer() -> SelectOfScalar[Any]:
    return select(Coaching.id).where(Coaching.state == CoachingState.PROPOSED, col(Coaching.coach_id).in_(WRITES))


def own_learning_things(*, coordinator: bool, helper: bool) -> tuple[SelectOfScalar[Any], ...]:
    """The numbers of what waits, each as a select of one row. `helper`: of somebody who writes for others too."""
    own = (
        reports_to_write(helper=helper),
        checks_to_answer(helper=helper),
        reports_to_comment(),
        coachings_to_answer(),
    )
    parts = (*own, reports_to_accept(), reports_to_publish()) if coordinator else own
    return tuple(select(func.count()).select_from(part.subquery()) for part in parts)


def kinds_of_learning(*, coordinator: bool, helper: bool) -> list[Kind]:
    guests = select(Guest.visit_id).where(col(Guest.id).in_(reports_to_write(helper=helper)))
    visits = line_of(Visit, title=Visit.title, day=Visit.ends_on).where(col(Visit.id).in_(guests))
    kinds = [
        Kind(REPORT_TO_WRITE, "/learning/visits/{code}/report", visits),
        _reports(CHECK_TO_ANSWER, checks_to_answer(helper=helper), "#follow-up"),
        _reports(REPORT_TO_COMMENT, reports_to_comment(), "#comment"),
    ]
    if coordinator:
        kinds += [_reports(REPORT_TO_ACCEPT, reports_to_accept()), _reports(REPORT_TO_PUBLISH, reports_to_publish())]
    asked = (
        line_of(Coaching, title=Organisation.name)
        .join(Organisation, col(Organisation.id) == Coaching.coached_id)
        .where(col(Coaching.id).in_(coachings_to_answer()))
    )
    return [*kinds, Kind(COACHING_TO_ANSWER, "/learning/coaching/{code}", asked)]


def _reports(reason: str, ids: SelectOfScalar[Any], fragment: str = "") -> Kind:
    lines = line_of(LearningReport, title=LearningReport.title, language=LearningReport.language)
    return Kind(reason, "/learning/reports/{code}" + fragment, lines.where(col(LearningReport.id).in_(ids)))


def waiting_on_learning(session: Session, viewer: Viewer) -> list[WaitingOnVisits]:
    """Everything about reports and coaching in which this person is the next to act."""
    if viewer.user is None:
        return []
    helper = viewer.is_coordinator or viewer.is_facilitator
    return lines_of(session, viewer, kinds_of_learning(coordinator=viewer.is_coordinator, helper=helper))
