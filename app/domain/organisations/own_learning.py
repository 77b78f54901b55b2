"""What an organisation learned, for its owners to take along: its reports with what became of them, and coaching."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlmodel import Session, col, or_, select

from app.models.learning import Coaching, CoachingSession, Commitment, CommitmentCheck, LearningReport
from app.models.media import Media
from app.models.organisations import Organisation
from app.models.visits import Visit

Plain = Callable[..., dict[str, Any]]
SIDES = ("coach", "coached")


def own_reports(
    session: Session, organisation: Organisation, plain: Plain
) -> Iterator[tuple[str, dict[str, Any], list[Media]]]:
    """Code, document and files of each report that it wrote."""
    reports = select(LearningReport).where(LearningReport.organisation_id == organisation.id)
    for report in session.exec(reports.order_by(col(LearningReport.id))).all():
        visit = session.get_one(Visit, report.visit_id)
        rows = select(Commitment).where(Commitment.report_id == report.id).order_by(col(Commitment.position))
        document = {
            **plain(session, report, "visit_id"),
            "visit": {
                "code": visit.code,
                "host": session.get_one(Organisation, visit.host_id).name,
                "starts_on": visit.starts_on.isoformat(),
                "ends_on": visit.ends_on.isoformat(),
            },
            "commitments": [_commitment(session, row, plain) for row in session.exec(rows).all()],
        }
        media = select(Media).where(Media.report_id == report.id).order_by(col(Media.id))
        yield report.code, document, list(session.exec(media).all())


def _commitment(session: Session, row: Commitment, plain: Plain) -> dict[str, Any]:
    checks = select(CommitmentCheck).where(CommitmentCheck.commitment_id == row.id)
    asked = session.exec(checks.order_by(col(CommitmentCheck.months))).all()
    return {
        **plain(session, row, "report_id", "position"),
        "checks": [plain(session, one, "commitment_id") for one in asked],
    }


def own_coachings(session: Session, organisation: Organisation, plain: Plain) -> Iterator[tuple[str, dict[str, Any]]]:
    """Code and document of each coaching that it gave or got."""
    concerned = or_(col(Coaching.coach_id) == organisation.id, col(Coaching.coached_id) == organisation.id)
    for coaching in session.exec(select(Coaching).where(concerned).order_by(col(Coaching.id))).all():
        sides = {side: session.get_one(Organisation, getattr(coaching, f"{side}_id")).name for side in SIDES}
        met = select(CoachingSession).where(CoachingSession.coaching_id == coaching.id)
        sessions = session.exec(met.order_by(col(CoachingSession.day))).all()
        yield (
            coaching.code,
            {
                **plain(session, coaching, "visit_id", "coach_id", "coached_id"),
                **sides,
                "sessions": [plain(session, one, "coaching_id") for one in sessions],
            },
        )
