"""Who hears of which step of a case."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.domain.cases.access import organisation_people
from app.domain.notices import notify
from app.domain.viewer import Viewer
from app.models.cases import Case, CaseEvent, CaseReview, ReviewState
from app.models.people import PlatformRole, Role


@dataclass(frozen=True, slots=True)
class Audience:
    organisation: bool = False
    coordinators: bool = False
    reviewers: bool = False


_ORGANISATION, _COORDINATORS = Audience(organisation=True), Audience(coordinators=True)

# The mail of a step is templates/mail/case_VERB.txt.
HEARS: dict[str, Audience] = {
    "submit": _COORDINATORS,
    "return": _ORGANISATION,
    "decline": _ORGANISATION,
    "appeal": _COORDINATORS,
    "accept": _ORGANISATION,
    "select": _ORGANISATION,
    "begin": Audience(organisation=True, coordinators=True),
    "send_to_validation": _ORGANISATION,
    "approve": _COORDINATORS,
    "object": _COORDINATORS,
    "pass_review": _COORDINATORS,
    "return_from_review": _ORGANISATION,
    "publish": Audience(organisation=True, coordinators=True, reviewers=True),
    "revise": _COORDINATORS,
    "ask_follow_up": _ORGANISATION,
    "follow_up": _COORDINATORS,
    "archive": _ORGANISATION,
    "withdraw": Audience(organisation=True, coordinators=True),
}


def coordinators(session: Session) -> list[int]:
    return list(session.exec(select(PlatformRole.user_id).where(PlatformRole.role == Role.COORDINATOR)).all())


def reviewers(session: Session, case: Case) -> list[int]:
    query = select(CaseReview.reviewer_id).where(CaseReview.case_id == case.id)
    return list(session.exec(query.where(col(CaseReview.state) != ReviewState.DECLINED)).all())


def tell(session: Session, *, case: Case, verb: str, event: CaseEvent, by: Viewer | None) -> None:
    """Notify everybody who hears of a step, except who took it."""
    audience = HEARS[verb]
    people: list[int] = []
    if audience.organisation:
        people += organisation_people(session, case.organisation_id)
    if audience.coordinators:
        people += coordinators(session)
    if audience.reviewers:
        people += reviewers(session, case)
    notify(
        session,
        people=people,
        kind=f"case_{verb}",
        path=f"/cases/{case.code}/work",
        besides=by.id if by else None,
        title=case.title,
        message=event.message,
        who=by.user.name if by and by.user else "",
        changes=f"/cases/{case.code}/compare?to=work" if case.current_version_id else "",
    )
