"""What administrators look up to keep the platform running: figures, mails, jobs, the audit trail."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import case
from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from app.content.text import N_
from app.domain import jobs
from app.domain.audit import record
from app.domain.cup.kept_from import Kept, events_shown, jobs_shown, mails_shown
from app.domain.errors import Conflict
from app.domain.people.registry import Standing, find_people
from app.domain.viewer import Viewer
from app.models.people import User
from app.models.platform import AuditEvent, Job, JobState, MailMessage, MailState, WorkerPulse
from app.models.vocabulary import SuggestionState, TermSuggestion

# Words and tones, as `ui/page.html` shows states.
MAIL_STATES: Mapping[MailState, tuple[str, str]] = {
    MailState.FAILED: (N_("Failed"), "bad"),
    MailState.WAITING: (N_("Waiting"), "info"),
    MailState.SENT: (N_("Sent"), "good"),
}
JOB_STATES: Mapping[JobState, tuple[str, str]] = {
    JobState.FAILED: (N_("Failed"), "bad"),
    JobState.RUNNING: (N_("Running"), "info"),
    JobState.WAITING: (N_("Waiting"), "quiet"),
    JobState.DONE: (N_("Done"), "good"),
}


@dataclass(frozen=True, slots=True)
class Overview:
    people: int
    newcomers: int
    suggestions: int
    failed_jobs: int
    failed_mails: int


def overview(session: Session, *, kept: Kept | None = None) -> Overview:
    waiting = select(func.count()).where(col(TermSuggestion.state) == SuggestionState.WAITING)
    return Overview(
        people=_count(session, find_people()),
        newcomers=_count(session, find_people(standing=Standing.NEW)),
        suggestions=session.exec(waiting).one(),
        failed_jobs=_count(session, find_jobs(state=JobState.FAILED, kept=kept)),
        failed_mails=_count(session, find_mails(state=MailState.FAILED, kept=kept)),
    )


def _count(session: Session, query: SelectOfScalar[User] | SelectOfScalar[Job] | SelectOfScalar[MailMessage]) -> int:
    return session.exec(select(func.count()).select_from(query.order_by(None).subquery())).one()


def find_mails(
    *, words: str = "", state: MailState | None = None, kept: Kept | None = None
) -> "SelectOfScalar[MailMessage]":
    """The newest first; without those that are `kept` from the reader for a tie."""
    mails = select(MailMessage).where(*mails_shown(kept)).order_by(col(MailMessage.id).desc())
    for word in words.split()[:5]:
        mails = mails.where(
            or_(
                col(MailMessage.recipient).icontains(word, autoescape=True),
                col(MailMessage.subject).icontains(word, autoescape=True),
            )
        )
    return mails.where(MailMessage.state == state) if state else mails


def count_mails(session: Session, *, kept: Kept | None = None) -> Mapping[MailState, int]:
    query = select(MailMessage.state, func.count()).where(*mails_shown(kept))
    counted = session.exec(query.group_by(col(MailMessage.state))).all()
    return {MailState(state): number for state, number in counted}


def resend_mail(session: Session, *, mail: MailMessage, by: Viewer) -> None:
    """Try a mail that failed once more. Raises Conflict for one that did not."""
    if mail.state is not MailState.FAILED:
        raise Conflict(N_("Only mails that failed can be sent again."))
    mail.state, mail.error = MailState.WAITING, ""
    session.add(mail)
    job = session.exec(select(Job).where(Job.key == f"mail:{mail.id}").order_by(col(Job.id).desc())).first()
    if job:
        jobs.retry(session, job=job)
    else:
        jobs.enqueue(session, "mail_deliver", key=f"mail:{mail.id}", message_id=mail.id, asked_for=False)
    record(session, by=by, verb="mail_resent", object_type="mail", object_id=mail.id)


def find_jobs(*, state: JobState | None = None, kept: Kept | None = None) -> "SelectOfScalar[Job]":
    """Failed ones first, then those at work, then those that wait, then those that are done; the newest first."""
    order = case({key: place for place, key in enumerate(JOB_STATES)}, value=col(Job.state), else_=len(JOB_STATES))
    found = select(Job).where(*jobs_shown(kept)).order_by(order, col(Job.id).desc())
    return found.where(Job.state == state) if state else found


def count_jobs(session: Session, *, kept: Kept | None = None) -> Mapping[JobState, int]:
    query = select(Job.state, func.count()).where(*jobs_shown(kept))
    counted = session.exec(query.group_by(col(Job.state))).all()
    return {JobState(state): number for state, number in counted}


def retry_job(session: Session, *, job: Job, by: Viewer) -> None:
    """Raises Conflict for a job that did not fail."""
    if job.state is not JobState.FAILED:
        raise Conflict(N_("Only jobs that failed can be tried again."))
    record(
        session,
        by=by,
        verb="job_retried",
        object_type="job",
        object_id=job.id,
        before={"kind": job.kind, "error": job.error},
    )
    jobs.retry(session, job=job)


def retry_failed_jobs(session: Session, *, by: Viewer) -> None:
    for job in session.exec(find_jobs(state=JobState.FAILED)).all():
        retry_job(session, job=job, by=by)


def workers(session: Session) -> Sequence[WorkerPulse]:
    return session.exec(select(WorkerPulse).order_by(col(WorkerPulse.name))).all()


def find_events(
    *, person: str = "", object_name: str = "", verb: str = "", kept: Kept | None = None
) -> "SelectOfScalar[AuditEvent]":
    """The newest first. `person` is part of the name or address; `object_name` is "user" or "user:12"."""
    events = select(AuditEvent).where(*events_shown(kept)).order_by(col(AuditEvent.id).desc())
    kind, _, number = object_name.strip().partition(":")
    if kind:
        events = events.where(AuditEvent.object_type == kind)
    if number:
        events = events.where(AuditEvent.object_id == number)
    if verb:
        events = events.where(AuditEvent.verb == verb)
    if person.strip():
        doers = find_people(words=person).with_only_columns(col(User.id)).order_by(None)
        events = events.where(col(AuditEvent.by_id).in_(doers))
    return events


def trail_of(session: Session, *, object_type: str, object_id: str) -> Sequence[AuditEvent]:
    """The latest of what was done to one thing."""
    return session.exec(find_events(object_name=f"{object_type}:{object_id}").limit(30)).all()


def people_of(session: Session, ids: Iterable[int | None]) -> Mapping[int | None, User]:
    """People by id, deleted ones too."""
    wanted = {number for number in ids if number}
    return {user.id: user for user in session.exec(select(User).where(col(User.id).in_(wanted))).all()}


def known_kinds(session: Session, *, kept: Kept | None = None) -> Sequence[str]:
    return sorted(session.exec(select(AuditEvent.object_type).where(*events_shown(kept)).distinct()).all())


def known_verbs(session: Session, *, kept: Kept | None = None) -> Sequence[str]:
    return sorted(session.exec(select(AuditEvent.verb).where(*events_shown(kept)).distinct()).all())
