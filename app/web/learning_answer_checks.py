"""What became of something that was resolved on a visit: asked by a link in a mail."""

from typing import Any

from fastapi import Request
from sqlmodel import Session

from app.domain.viewer import Viewer
from app.domain.visits import checks_due
from app.forms.bind import Bound
from app.models.learning import Commitment, CommitmentCheck
from app.models.organisations import Organisation
from app.models.rounds import AnswerLink
from app.models.visits import Visit

TEMPLATE = "learning/answer_check.html"


def _check(session: Session, link: AnswerLink) -> CommitmentCheck | None:
    return session.get(CommitmentCheck, link.about_id)


def is_open(session: Session, *, link: AnswerLink, by: Viewer) -> bool:
    check = _check(session, link)
    if check is None or not checks_due.is_open(session, check=check):
        return False
    return checks_due.may_answer(session, check=check, viewer=by)


def place(session: Session, *, link: AnswerLink) -> str:
    check = _check(session, link)
    if check is None:
        return "/learning"
    return f"/learning/reports/{checks_due.report_of(session, check).code}#follow-up"


def facts(request: Request, session: Session, *, link: AnswerLink, by: Viewer) -> dict[str, Any]:  # noqa: ARG001
    check = session.get_one(CommitmentCheck, link.about_id)
    report = checks_due.report_of(session, check)
    visit = session.get_one(Visit, report.visit_id)
    return {
        "check": check,
        "commitment": session.get_one(Commitment, check.commitment_id),
        "language": report.language,
        "organisation": session.get_one(Organisation, report.organisation_id),
        "host": session.get_one(Organisation, visit.host_id),
        "visit": visit,
        "answers": list(checks_due.ANSWERS.items()),
        "longest": checks_due.LONGEST_NOTE,
    }


def take(request: Request, session: Session, *, link: AnswerLink, bound: Bound[Any], by: Viewer) -> str:  # noqa: ARG001
    check = session.get_one(CommitmentCheck, link.about_id)
    checks_due.answer(session, check=check, answer=bound.value("answer"), note=bound.value("note"), by=by)
    return checks_due.THANKS
