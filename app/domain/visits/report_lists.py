"""Learning reports in lists: of a visit, of a case or organisation, one's own; a few columns of each, in one query."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from app.domain.viewer import Viewer
from app.domain.visits.access import readable_reports
from app.models.demands import Offer
from app.models.learning import LearningReport, ReportState
from app.models.organisations import Organisation
from app.models.visits import Visit

# So much of what they saw is enough for a card.
OPENING = 300
_WRITER, _HOST = aliased(Organisation), aliased(Organisation)


@dataclass(frozen=True, slots=True)
class ReportLine:
    code: str
    state: ReportState
    title: str
    language: str
    organisation: str
    host: str
    starts_on: date
    published_at: datetime | None
    opening: str


def lines(*conditions: ColumnElement[bool]) -> Any:
    """The latest first; rows for `ReportLine(*row)`."""
    report = LearningReport
    return (
        select(  # type: ignore[call-overload]
            report.code,
            report.state,
            report.title,
            report.language,
            col(_WRITER.name).label("writer"),
            col(_HOST.name).label("host"),
            Visit.starts_on,
            report.published_at,
            func.substr(report.seen, 1, OPENING),
        )
        .join(Visit, col(Visit.id) == report.visit_id)
        .join(_WRITER, _WRITER.id == report.organisation_id)
        .join(_HOST, _HOST.id == Visit.host_id)
        .where(*conditions)
        .order_by(col(Visit.starts_on).desc(), col(report.id).desc())
    )


def _read(session: Session, query: Any) -> list[ReportLine]:
    return [ReportLine(*row) for row in session.exec(query).all()]


def is_public() -> ColumnElement[bool]:
    return col(LearningReport.state) == ReportState.PUBLISHED


def of_case(session: Session, *, case_id: int, most: int = 5) -> list[ReportLine]:
    """Published reports of visits that were made to see this case."""
    offers = select(Offer.id).where(Offer.case_id == case_id)
    return _read(session, lines(is_public(), col(Visit.offer_id).in_(offers)).limit(most))


def of_organisation(session: Session, *, organisation_id: int, most: int = 5) -> list[ReportLine]:
    """Published reports that it wrote, or that tell of visits to it."""
    concerned = or_(col(LearningReport.organisation_id) == organisation_id, col(Visit.host_id) == organisation_id)
    return _read(session, lines(is_public(), concerned).limit(most))


def of_viewer(session: Session, viewer: Viewer, *, most: int = 50) -> list[ReportLine]:
    """Those of the own organisations, and sent ones of visits to them."""
    mine = list(viewer.memberships)
    concerned = or_(
        col(LearningReport.organisation_id).in_(mine),
        col(LearningReport.created_by_id) == viewer.id,
        col(Visit.host_id).in_(mine),
    )
    return _read(session, lines(_readable(viewer), concerned).limit(most))


def of_visit(session: Session, *, visit: Visit, viewer: Viewer) -> list[ReportLine]:
    """Those that this person may read."""
    return _read(session, lines(col(LearningReport.visit_id) == visit.id, _readable(viewer)))


def _readable(viewer: Viewer) -> ColumnElement[bool]:
    return col(LearningReport.id).in_(readable_reports(viewer).with_only_columns(col(LearningReport.id)))
