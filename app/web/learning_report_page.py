"""What the page of a learning report says to each of its readers."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session, col, select

from app.domain.viewer import Viewer
from app.domain.visits import checks_due, commitments, report_media, report_steps, reporting
from app.domain.visits.access import VisitPart, readable_visits
from app.domain.visits.report_access import parts_in_report
from app.domain.visits.report_case import shown_case
from app.domain.visits.workflow import possible
from app.exports.shapes import Shapes, shapes
from app.forms.bind import Bound
from app.models.cases import Case
from app.models.learning import Commitment, CommitmentCheck, LearningReport, ReportState
from app.models.organisations import Organisation
from app.models.people import User
from app.models.visits import Visit, VisitEvent
from app.web.case_article import links_of
from app.web.learning_report_words import COMMITMENT_TONES, REPORT_STATES, VERBS
from app.web.requests import language_of
from app.web.templating import render


def report_page(
    request: Request, session: Session, report: LearningReport, viewer: Viewer, bound: Bound[Any] | None = None
) -> Response:
    """`bound` is a form of this page that was refused."""
    visit = session.get_one(Visit, report.visit_id)
    parts = parts_in_report(session, report=report, viewer=viewer)
    rows = commitments.of_report(session, report)
    case = shown_case(session, report)
    return render(
        request,
        "learning/report.html",
        report=report,
        visit=visit,
        visit_open=_may_open(session, visit, viewer),
        organisation=session.get_one(Organisation, report.organisation_id),
        host=session.get_one(Organisation, visit.host_id),
        state=REPORT_STATES[report.state],
        goals=_goals(session, report),
        why_none=report.why_none,
        commitments=rows,
        words=checks_due.ANSWERS,
        tones=COMMITMENT_TONES,
        checks=_checks(session, rows) if VisitPart.VISITOR in parts else {},
        shapes=_shapes(request, session, report),
        shown_case=case if case and case.current_version_id else None,
        own_case=_own_case(session, report, viewer),
        inside=bool(parts) or viewer.is_coordinator,
        writes=VisitPart.VISITOR in parts,
        comments=report_steps.may_comment(parts, report),
        steps=set(possible("report", report.state, parts)),
        may_be_shown=report_steps.may_be_shown(report),
        may_start_case=report.state is not ReportState.DRAFT and viewer.edits_for(report.organisation_id),
        history=_history(session, report) if parts else [],
        bound=bound or Bound[Any](),
        status=bound.status if bound else 200,
    )


def _may_open(session: Session, visit: Visit, viewer: Viewer) -> bool:
    return session.exec(readable_visits(viewer).where(Visit.id == visit.id)).first() is not None


def _goals(session: Session, report: LearningReport) -> list[tuple[str, str]]:
    """Each goal with the words of its result, "" where nothing was said."""
    results = report.goals
    goals = reporting.goals_of(session, report)
    return [(goal.text, reporting.RESULTS.get(results.get(str(goal.id), ""), "")) for goal in goals]


def _checks(session: Session, rows: list[Commitment]) -> dict[int, CommitmentCheck]:
    """The open question about each resolution, by its id."""
    query = select(CommitmentCheck).where(
        col(CommitmentCheck.commitment_id).in_([row.id for row in rows]),
        col(CommitmentCheck.asked_at).is_not(None),
    )
    last: dict[int, CommitmentCheck] = {}
    for check in session.exec(query.order_by(col(CommitmentCheck.months))).all():
        last[check.commitment_id] = check
    return {number: check for number, check in last.items() if check.answered_at is None}


def _shapes(request: Request, session: Session, report: LearningReport) -> Shapes:
    """The files that may be shown to whoever reads the report."""
    shown = report_media.shown_media(session, report)
    return shapes(shown, links_of(request, language_of(request)), report.language)


def _own_case(session: Session, report: LearningReport, viewer: Viewer) -> Case | None:
    """The case that grew out of it: for all once it is public, before for its organisation."""
    case = session.get(Case, report.case_id) if report.case_id else None
    if case is None or (case.current_version_id is None and case.organisation_id not in viewer.memberships):
        return None
    return case


def _history(session: Session, report: LearningReport) -> list[dict[str, Any]]:
    query = (
        select(VisitEvent, User.name)
        .join(User, col(User.id) == VisitEvent.by_id, isouter=True)
        .where(VisitEvent.about == "report", VisitEvent.about_id == report.id)
        .order_by(col(VisitEvent.id))
    )
    return [
        {"at": event.at, "text": VERBS[event.verb], "who": name or "", "note": event.message}
        for event, name in session.exec(query).all()
    ]
