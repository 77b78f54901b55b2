"""What happens to a learning report once it was sent: the host comments, a coordinator accepts it, it is published."""

from sqlmodel import Session, select

from app.content.text import N_, tidy
from app.domain.errors import Conflict, Forbidden, Invalid
from app.domain.viewer import Viewer
from app.domain.visits import adoption
from app.domain.visits.access import VisitPart
from app.domain.visits.report_access import may_write_report, parts_in_report
from app.domain.visits.report_telling import tell_side
from app.domain.visits.workflow import note, take_step
from app.models.learning import LearningReport, ReportState
from app.models.types import now
from app.models.vocabulary import Term

LONGEST_COMMENT = 2000
SENT = (ReportState.SUBMITTED, ReportState.COMMENTED, ReportState.ACCEPTED)


def may_comment(parts: frozenset[VisitPart], report: LearningReport) -> bool:
    """The host, also after the coordinator has accepted it; a published page is not changed under its readers."""
    return VisitPart.HOST in parts and report.state in SENT


def comment(session: Session, *, report: LearningReport, text: str, by: Viewer) -> None:
    """What the host says to it; may be written anew until it is published. Raises Invalid (field "comment")."""
    parts = parts_in_report(session, report=report, viewer=by)
    session.refresh(report, with_for_update=True)
    if VisitPart.HOST not in parts:
        raise Forbidden
    if not may_comment(parts, report):
        raise Conflict(N_("This report cannot be commented on at the moment."))
    text = tidy(text)
    if not text:
        raise Invalid(N_("Please fill this in."), "comment")
    if len(text) > LONGEST_COMMENT:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), "comment", max_length=LONGEST_COMMENT)
    if report.state is ReportState.SUBMITTED:
        take_step(session, thing=report, verb="comment", parts=parts, by=by)
    else:
        note(session, thing=report, verb="comment", by=by)
    report.host_comment, report.host_commented_at, report.host_commented_by_id = text, now(), by.id
    session.add(report)
    tell_side(session, report=report, kind="report_commented", writers=True, coordination=True, by=by)


def accept(session: Session, *, report: LearningReport, by: Viewer) -> None:
    parts = parts_in_report(session, report=report, viewer=by)
    take_step(session, thing=report, verb="accept", parts=parts, by=by)
    tell_side(session, report=report, kind="report_accepted", writers=True, host=True, by=by)
    adoption.note_change(session, report=report)


def send_back(session: Session, *, report: LearningReport, message: str, by: Viewer) -> None:
    """To be mended, with a message. Raises Invalid (field "message")."""
    parts = parts_in_report(session, report=report, viewer=by)
    take_step(session, thing=report, verb="return", parts=parts, by=by, message=message)
    tell_side(session, report=report, kind="report_returned", writers=True, message=tidy(message), by=by)


def agree(session: Session, *, report: LearningReport, consent: bool, licence: str, by: Viewer) -> None:
    """Whether and how it may be shown to all. Raises Invalid (field "licence"), Conflict for a published one."""
    session.refresh(report, with_for_update=True)
    if not may_write_report(session, report=report, viewer=by):
        raise Forbidden
    if report.state is ReportState.PUBLISHED:
        raise Conflict(N_("It is published. Take it off the public pages first."))
    known = session.exec(select(Term.id).where(Term.vocabulary == "licence", Term.code == licence)).first()
    if (consent or licence) and known is None:
        raise Invalid(N_("Choose one of the answers offered."), "licence")
    before = (report.consent_at is not None, report.licence)
    report.licence = licence
    report.consent_at = (report.consent_at or now()) if consent else None
    report.consent_by_id = by.id if consent else None
    session.add(report)
    if before != (consent, licence):
        note(session, thing=report, verb="agree", by=by, consent=consent, licence=licence)


def may_be_shown(report: LearningReport) -> bool:
    return report.consent_at is not None and bool(report.licence)


def publish(session: Session, *, report: LearningReport, by: Viewer) -> None:
    """Show it to all. Raises Conflict without consent and licence."""
    parts = parts_in_report(session, report=report, viewer=by)
    session.refresh(report, with_for_update=True)
    if VisitPart.COORDINATOR in parts and not may_be_shown(report):
        raise Conflict(N_("Its organisation has not yet agreed that it is shown, and under which licence."))
    take_step(session, thing=report, verb="publish", parts=parts, by=by)
    report.published_at = now()
    session.add(report)
    tell_side(session, report=report, kind="report_published", writers=True, host=True, by=by)
    adoption.note_change(session, report=report)


def unpublish(session: Session, *, report: LearningReport, message: str, by: Viewer) -> None:
    """Take it off the public pages at once; who takes back their own also takes back the consent."""
    parts = parts_in_report(session, report=report, viewer=by)
    take_step(session, thing=report, verb="unpublish", parts=parts, by=by, message=message)
    report.published_at = None
    if VisitPart.VISITOR in parts:
        report.consent_at = report.consent_by_id = None
    session.add(report)
    tell_side(
        session,
        report=report,
        kind="report_unpublished",
        writers=True,
        host=True,
        coordination=True,
        message=tidy(message),
        by=by,
    )
    adoption.note_change(session, report=report)
