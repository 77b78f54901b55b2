"""Who may fetch a file."""

from sqlalchemy import ColumnElement, Text, cast
from sqlmodel import Session, col, or_, select

from app.domain.cases.access import may_read_work, readable_cases
from app.domain.cup.consent_proof import may_see_proof
from app.domain.cup.jury_media import may_judge
from app.domain.errors import NotFound
from app.domain.viewer import Viewer
from app.domain.visits.access import readable_reports
from app.models.cases import Case, CaseState, CaseTier, CaseVersion
from app.models.learning import LearningReport
from app.models.media import Media, MediaState


def fetchable(session: Session, *, public_id: str, viewer: Viewer) -> Media:
    """The one gate to a file. Raises NotFound.

    Readers get it while it is ready, its consent stands, its case is public, and a public version shows it;
    those who work on the case, and those who judge it as an entry of the cup, also before that. A file of a report
    is for those who may read the report. A proof of consent belongs to neither.
    """
    medium = session.exec(select(Media).where(Media.public_id == public_id)).first()
    if medium is None:
        raise NotFound
    hidden = medium.removed_at is not None or medium.consent_withdrawn_at is not None
    if hidden or medium.state is not MediaState.READY:
        raise NotFound
    if medium.report_id is not None:
        if medium.consent and may_read_report(session, report_id=medium.report_id, viewer=viewer):
            return medium
        raise NotFound
    if medium.case_id is None:
        if may_see_proof(session, medium=medium, viewer=viewer):
            return medium
        raise NotFound
    case = session.get_one(Case, medium.case_id)
    if _is_public(session, medium, case) or _works_on(session, case, viewer):
        return medium
    if may_judge(session, medium=medium, viewer=viewer):
        return medium
    raise NotFound


def may_read_report(session: Session, *, report_id: int, viewer: Viewer) -> bool:
    return session.exec(readable_reports(viewer).where(LearningReport.id == report_id)).first() is not None


def _works_on(session: Session, case: Case, viewer: Viewer) -> bool:
    """Its pages must answer this person, too: those of a case that waits with an entry of the cup do not."""
    if not may_read_work(session, case=case, viewer=viewer):
        return False
    return session.exec(readable_cases(viewer).where(Case.id == case.id)).first() is not None


def _is_public(session: Session, medium: Media, case: Case) -> bool:
    if not medium.consent or case.current_version_id is None or case.state is CaseState.WITHDRAWN:
        return False
    query = select(CaseVersion.id).where(
        CaseVersion.case_id == case.id,
        col(CaseVersion.number).is_not(None),
        or_(_came_with(medium), cast(col(CaseVersion.content), Text).contains(medium.public_id)),
    )
    return session.exec(query).first() is not None


def _came_with(medium: Media) -> ColumnElement[bool]:
    """A raw version shows, unnamed, all that was sent before it was published; what was imported has no sender."""
    raw = col(CaseVersion.tier) == CaseTier.RAW
    return raw if medium.uploaded_by_id is None else raw & (col(CaseVersion.published_at) >= medium.created_at)
