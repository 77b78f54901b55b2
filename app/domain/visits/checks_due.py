"""What became of it? Asked of those who went, 3, 6 and 12 months after a visit, about each thing they resolved to do.

Each question is asked once, with one reminder, and answered once: by a link in the mail or on the report's page.
"""

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

from sqlmodel import Session, col, delete, select

from app.content.text import N_, tidy
from app.domain.errors import Conflict, Forbidden, Invalid
from app.domain.jobs import enqueue
from app.domain.notices import notify_with_keys
from app.domain.viewer import Viewer
from app.domain.visits import adoption, answer_links
from app.domain.visits.report_access import demand_of, may_write_report
from app.domain.visits.telling import acting_for_demand
from app.domain.visits.workflow import note as note_event
from app.models.learning import Commitment, CommitmentCheck, CommitmentState, LearningReport, ReportState
from app.models.organisations import Organisation
from app.models.types import now
from app.models.visits import Visit

ABOUT = "check"
MONTHS = (3, 6, 12)
LINK_DAYS = 60
REMIND_AFTER = timedelta(days=14)
LONGEST_NOTE = 1000
ANSWERS: Mapping[CommitmentState, str] = {
    CommitmentState.PLANNED: N_("Still planned"),
    CommitmentState.TRYING: N_("We are trying it"),
    CommitmentState.ADOPTED: N_("We do it now"),
    CommitmentState.ADAPTED: N_("We do it, in our own way"),
    CommitmentState.DROPPED: N_("We gave it up"),
}
THANKS = N_("Thank you! Your answer is kept.")
Asked = tuple[CommitmentCheck, Commitment]


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day if it is too short."""
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def plan(session: Session, *, report: LearningReport) -> None:
    """Plan the questions about everything resolved, counted from the visit's last day; what is past is not asked."""
    ends_on = session.get_one(Visit, report.visit_id).ends_on
    of_report = select(Commitment).where(Commitment.report_id == report.id)
    for commitment in session.exec(of_report).all():
        planned = session.exec(
            select(CommitmentCheck.months).where(CommitmentCheck.commitment_id == commitment.id)
        ).all()
        for months in MONTHS:
            due = months_after(ends_on, months)
            if months not in planned and due >= now().date():
                session.add(CommitmentCheck(commitment_id=commitment.id or 0, months=months, due_on=due))


def forget(session: Session, *, commitment_ids: Collection[int]) -> None:
    """Without the resolution there is nothing to ask."""
    mine = col(CommitmentCheck.commitment_id).in_(commitment_ids)
    for check_id in session.exec(select(CommitmentCheck.id).where(mine)).all():
        answer_links.close(session, about=ABOUT, about_id=check_id or 0)
    session.exec(delete(CommitmentCheck).where(mine))


def ask_due(session: Session) -> int:
    """Ask everybody whose date has come; returns how many organisations were asked. Run daily by the worker."""
    # SQLModel's types know no tables joined and locked.
    due = (
        select(CommitmentCheck, Commitment)
        .join(Commitment, col(Commitment.id) == CommitmentCheck.commitment_id)
        .join(LearningReport, col(LearningReport.id) == Commitment.report_id)
        .where(
            CommitmentCheck.due_on <= now().date(),
            col(CommitmentCheck.asked_at).is_(None),
            Commitment.state != CommitmentState.DROPPED,
            LearningReport.state != ReportState.DRAFT,
        )
        .order_by(col(Commitment.report_id), col(Commitment.position), col(CommitmentCheck.months))
        .with_for_update(of=CommitmentCheck)
    )
    asked = 0
    for report_id, rows in groupby(session.exec(due).all(), key=lambda row: row[1].report_id):
        report = session.get_one(LearningReport, report_id)
        _ask(session, report, _latest(session, list(rows)))
        asked += 1
    return asked


def _latest(session: Session, rows: Sequence[Asked]) -> list[Asked]:
    """Of several questions about one thing only the last; the others are not asked any more."""
    last = {commitment.id: (check, commitment) for check, commitment in rows}
    for check, commitment in rows:
        if check is not last[commitment.id][0]:
            session.delete(check)
    return list(last.values())


def _ask(session: Session, report: LearningReport, rows: list[Asked]) -> None:
    for check, _ in rows:
        check.asked_at = now()
        session.add(check)
    note_event(session, thing=report, verb="ask", by=None, months=max(check.months for check, _ in rows))
    _mail(session, report, rows, kind="visit_check")
    ids = [check.id for check, _ in rows]
    enqueue(session, "learning_reminder", run_at=now() + REMIND_AFTER, check_ids=ids)


def remind(session: Session, *, check_ids: list[int]) -> None:
    """Ask once more what was not answered. Run once by the worker, two weeks after the question."""
    rows = [row for row in _rows(session, check_ids) if is_open(session, check=row[0])]
    if not rows:
        return
    report = session.get_one(LearningReport, rows[0][1].report_id)
    note_event(session, thing=report, verb="remind", by=None, months=max(check.months for check, _ in rows))
    _mail(session, report, rows, kind="visit_check_again")


def _rows(session: Session, check_ids: Iterable[int]) -> list[Asked]:
    query = (
        select(CommitmentCheck, Commitment)
        .join(Commitment, col(Commitment.id) == CommitmentCheck.commitment_id)
        .where(col(CommitmentCheck.id).in_(list(check_ids)))
        .order_by(col(Commitment.position))
    )
    return list(session.exec(query).all())


def _mail(session: Session, report: LearningReport, rows: list[Asked], *, kind: str) -> None:
    """One mail to each who acts for the organisation, with links of their own."""
    visit = session.get_one(Visit, report.visit_id)
    host = session.get_one(Organisation, visit.host_id)
    about = [
        {"text": commitment.text, "who": commitment.who, "due": commitment.due_on.isoformat()} for _, commitment in rows
    ]
    for user_id in sorted(acting_for_demand(session, demand_of(session, report))):
        notify_with_keys(
            session,
            user_id=user_id,
            kind=kind,
            path=f"/learning/reports/{report.code}#follow-up",
            keys={"paths": [_path(session, check, user_id) for check, _ in rows]},
            host=host.name,
            months=max(check.months for check, _ in rows),
            commitments=about,
        )


def _path(session: Session, check: CommitmentCheck, user_id: int) -> str:
    token = answer_links.make(session, about=ABOUT, about_id=check.id or 0, user_id=user_id, days=LINK_DAYS)
    return answer_links.path_of(token)


def is_open(session: Session, *, check: CommitmentCheck) -> bool:
    """Asked and not answered, nor overtaken by a later question about the same."""
    if check.asked_at is None or check.answered_at is not None:
        return False
    later = select(CommitmentCheck.id).where(
        CommitmentCheck.commitment_id == check.commitment_id,
        CommitmentCheck.months > check.months,
        col(CommitmentCheck.asked_at).is_not(None),
    )
    return session.exec(later).first() is None


def may_answer(session: Session, *, check: CommitmentCheck, viewer: Viewer) -> bool:
    return may_write_report(session, report=report_of(session, check), viewer=viewer)


def report_of(session: Session, check: CommitmentCheck) -> LearningReport:
    commitment = session.get_one(Commitment, check.commitment_id)
    return session.get_one(LearningReport, commitment.report_id)


def answer(session: Session, *, check: CommitmentCheck, answer: str, note: str, by: Viewer) -> None:
    """Record how it is going: once, for the question and for what was resolved. Raises Invalid ("answer", "note")."""
    session.refresh(check, with_for_update=True)
    report = report_of(session, check)
    if not may_write_report(session, report=report, viewer=by):
        raise Forbidden
    if not is_open(session, check=check):
        raise Conflict(N_("This was answered already."))
    if answer not in set(CommitmentState):
        raise Invalid(N_("Choose one of the answers offered."), "answer")
    note = tidy(note)
    if len(note) > LONGEST_NOTE:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), "note", max_length=LONGEST_NOTE)
    commitment = session.get_one(Commitment, check.commitment_id)
    before, after = commitment.state, CommitmentState(answer)
    check.answer, check.note, check.answered_at, check.answered_by_id = after, note, now(), by.id
    commitment.state, commitment.note, commitment.state_at = after, note, now()
    commitment.row_version += 1
    session.add_all([check, commitment])
    answer_links.close(session, about=ABOUT, about_id=check.id or 0)
    note_event(session, thing=report, verb="answer", by=by, was=before, now=after, months=check.months)
    adoption.note_change(session, report=report)
