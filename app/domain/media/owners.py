"""What files belong to: a case, or the report of a visit. Who may add files there, and who decides over them."""

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app.domain.cases.access import Part, may_write, parts_of
from app.domain.cases.attached import list_media
from app.domain.cases.versions import working_copy
from app.domain.jobs import enqueue
from app.domain.search_log import note_change
from app.domain.viewer import Viewer
from app.domain.visits.access import VisitPart
from app.domain.visits.report_access import may_write_report, parts_in_report
from app.models.cases import Case
from app.models.learning import LearningReport, ReportState
from app.models.media import Media

Owner = Case | LearningReport


def kept_files(owner: Owner) -> ColumnElement[bool]:
    """The files of this very owner that were not removed."""
    column = Media.case_id if isinstance(owner, Case) else Media.report_id
    return (col(column) == owner.id) & col(Media.removed_at).is_(None)


def may_add(session: Session, *, owner: Owner, viewer: Viewer) -> bool:
    """Who may write it now; to a report files may come until it is published."""
    if isinstance(owner, Case):
        return may_write(session, case=owner, viewer=viewer)
    return owner.state is not ReportState.PUBLISHED and may_write_report(session, report=owner, viewer=viewer)


def may_decide(session: Session, *, owner: Owner, viewer: Viewer) -> bool:
    """Whose files they are, and who helps to publish them: at any time, because consent can end at any time."""
    if isinstance(owner, Case):
        return bool(parts_of(session, case=owner, viewer=viewer) & {Part.ORGANISATION, Part.TEAM})
    parts = parts_in_report(session, report=owner, viewer=viewer)
    return bool(parts & {VisitPart.VISITOR, VisitPart.COORDINATOR})


def attach(session: Session, *, medium: Media, owner: Owner) -> None:
    """Make it a file of its owner; the working copy of a case names it."""
    if isinstance(owner, LearningReport):
        medium.report_id = owner.id
        session.add(medium)
        session.flush()
        return
    medium.case_id = owner.id
    session.add(medium)
    session.flush()
    list_media(session, version=working_copy(session, owner), media=[medium])


def note_hidden(session: Session, *, owner: Owner) -> None:
    """What was made with this file is made anew: pages of a case, and what the search knows."""
    if isinstance(owner, Case):
        note_change(session, f"case:{owner.code}")
        enqueue(session, "pdf_forget", code=owner.code)
    elif owner.state is ReportState.PUBLISHED:
        note_change(session, f"report:{owner.code}")


def same_elsewhere(session: Session, *, medium: Media, owner: Owner) -> list[tuple[Owner, Media]]:
    """The same file in the case that grew out of a report, or in that report, while its consent stands."""
    others: list[Owner] = []
    if isinstance(owner, Case):
        others += session.exec(select(LearningReport).where(LearningReport.case_id == owner.id)).all()
    elif owner.case_id is not None:
        others.append(session.get_one(Case, owner.case_id))
    same = select(Media).where(Media.sha256 == medium.sha256, col(Media.consent_withdrawn_at).is_(None))
    return [(other, one) for other in others for one in session.exec(same.where(kept_files(other))).all()]


def forget_words(session: Session, *, medium: Media, owner: Owner) -> None:
    """What a report says of a file goes with it; versions of a case stay as they were published."""
    if isinstance(owner, LearningReport):
        session.refresh(owner, with_for_update=True)
        owner.media = [entry for entry in owner.media if entry.get("medium") != medium.public_id]
        session.add(owner)


def named(owner: Owner) -> dict[str, str]:
    """For the audit trail."""
    return {"case" if isinstance(owner, Case) else "report": owner.code}
