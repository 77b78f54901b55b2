"""The gates to what is done with a learning report; strangers to it get 404."""

from typing import Annotated

from fastapi import Depends

from app.domain.errors import Forbidden
from app.domain.visits import access
from app.domain.visits.coaching import parts_in_coaching
from app.domain.visits.report_access import may_write_report
from app.models.learning import Coaching, LearningReport
from app.web.gates import SignedIn, gate
from app.web.requests import Db


@gate("a learning report that this person may read, signed in")
def report_signed_in(code: str, session: Db, viewer: SignedIn) -> LearningReport:
    """Strangers are asked to sign in, whatever the code: so a form sent after the sign-in expired is kept."""
    return access.readable_report(session, code=code, viewer=viewer)


@gate("a learning report for whose organisation this person acts")
def report_to_write(
    session: Db, viewer: SignedIn, report: Annotated[LearningReport, Depends(report_signed_in)]
) -> LearningReport:
    if not may_write_report(session, report=report, viewer=viewer):
        raise Forbidden
    return report


@gate("a coaching, for those who act for one of its two organisations, and coordinators of neither")
def coaching_to_work_on(code: str, session: Db, viewer: SignedIn) -> Coaching:
    coaching = access.readable_coaching(session, code=code, viewer=viewer)
    if not parts_in_coaching(coaching, viewer):
        raise Forbidden
    return coaching


ReportSignedIn = Annotated[LearningReport, Depends(report_signed_in)]
ReportToWrite = Annotated[LearningReport, Depends(report_to_write)]
CoachingToWorkOn = Annotated[Coaching, Depends(coaching_to_work_on)]
