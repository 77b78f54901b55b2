"""Who wrote last in which section: kept in the audit trail, a line for every sitting and not for every save."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from app.content.sections import SECTIONS
from app.domain import audit
from app.domain.viewer import Viewer
from app.models.cases import Case
from app.models.people import User
from app.models.platform import AuditEvent
from app.models.types import now

SITTING = timedelta(minutes=30)
_KIND = "case_section"


@dataclass(frozen=True, slots=True)
class Edit:
    """`who` is "" for somebody who has left."""

    at: datetime
    who: str


def _subject(case: Case, section: str) -> str:
    return f"{case.code}/{section}"


def note_edit(session: Session, *, case: Case, section: str, by: Viewer) -> None:
    subject = _subject(case, section)
    query = select(AuditEvent).where(AuditEvent.object_type == _KIND, AuditEvent.object_id == subject)
    last = session.exec(query.order_by(col(AuditEvent.id).desc()).limit(1)).first()
    if last is None or last.by_id != by.id or now() - last.at > SITTING:
        audit.record(session, by=by, verb="case.write", object_type=_KIND, object_id=subject)


def last_edits(session: Session, *, case: Case) -> dict[str, Edit]:
    """The latest edit of every section that was written at all, by its name."""
    subjects = {_subject(case, section.name): section.name for section in SECTIONS}
    latest = (
        select(func.max(AuditEvent.id))
        .where(AuditEvent.object_type == _KIND, col(AuditEvent.object_id).in_(list(subjects)))
        .group_by(col(AuditEvent.object_id))
    )
    query = (
        select(AuditEvent.object_id, AuditEvent.at, User.name)
        .join(User, col(User.id) == AuditEvent.by_id, isouter=True)
        .where(col(AuditEvent.id).in_(latest))
    )
    return {subjects[subject]: Edit(at, name or "") for subject, at, name in session.exec(query).all()}
