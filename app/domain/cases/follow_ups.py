""" "Does it still work?", asked 12 and 24 months after publication."""

from sqlmodel import Session, col, select

from app.content.text import N_, tidy
from app.domain.cases.telling import tell
from app.domain.cases.workflow import change_state
from app.domain.errors import Conflict, Invalid
from app.domain.viewer import Viewer
from app.models.cases import Case, CaseState, FollowUp
from app.models.types import now

MONTHS = (12, 24)
ANSWERS = {
    "works": N_("It still works"),
    "changed": N_("It works, and we changed it"),
    "struggling": N_("It works with difficulty"),
    "stopped": N_("We stopped"),
}


def plan_follow_ups(session: Session, *, case: Case) -> None:
    """Plan the questions once, counted from the first publication as a systematised case."""
    if session.exec(select(FollowUp.id).where(FollowUp.case_id == case.id)).first():
        return
    today = now().date()
    for months in MONTHS:
        # The 29th of February has no anniversary every year; the day before it will do.
        day = min(today.day, 28) if today.month == 2 else today.day
        session.add(
            FollowUp(case_id=case.id or 0, months=months, due=today.replace(year=today.year + months // 12, day=day))
        )


def ask_due(session: Session) -> int:
    """Ask every organisation whose date has come; returns how many were asked. Run daily by the worker."""
    query = (
        select(FollowUp, Case)
        .join(Case, col(Case.id) == FollowUp.case_id)
        .where(FollowUp.due <= now().date(), col(FollowUp.asked_at).is_(None), Case.state == CaseState.PUBLISHED)
    )
    asked = 0
    for follow_up, case in session.exec(query.with_for_update()).all():
        if case.state is not CaseState.PUBLISHED:  # two questions of one case have come due at once
            continue
        event = change_state(session, case=case, verb="ask_follow_up", by=None)
        follow_up.asked_at = now()
        session.add(follow_up)
        tell(session, case=case, verb="ask_follow_up", event=event, by=None)
        asked += 1
    return asked


def open_follow_up(session: Session, *, case: Case) -> FollowUp | None:
    query = select(FollowUp).where(
        FollowUp.case_id == case.id, col(FollowUp.asked_at).is_not(None), col(FollowUp.answered_at).is_(None)
    )
    return session.exec(query.order_by(col(FollowUp.months))).first()


def answered(session: Session, *, case: Case) -> list[FollowUp]:
    """The answers so far, for the case page."""
    query = select(FollowUp).where(FollowUp.case_id == case.id, col(FollowUp.answered_at).is_not(None))
    return list(session.exec(query.order_by(col(FollowUp.months))).all())


def answer(session: Session, *, case: Case, answer: str, note: str, by: Viewer) -> None:
    """The organisation says how it is going. Raises Invalid (fields "answer", "note")."""
    follow_up = open_follow_up(session, case=case)
    if follow_up is None:
        raise Conflict(N_("There is no open question about this case."))
    if answer not in ANSWERS:
        raise Invalid(N_("Choose one of the answers offered."), "answer")
    if len(tidy(note)) > 2000:
        raise Invalid(N_("Too long: at most %(max_length)s characters."), "note", max_length=2000)
    event = change_state(session, case=case, verb="follow_up", by=by, message=note)
    follow_up.answer, follow_up.note = answer, tidy(note)
    follow_up.answered_at, follow_up.answered_by_id = now(), by.id
    session.add(follow_up)
    tell(session, case=case, verb="follow_up", event=event, by=by)
