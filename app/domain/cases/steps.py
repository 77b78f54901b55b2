"""Every step of the workflow by its verb, for the one address that takes them."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from app.content.text import N_
from app.domain.cases import publishing, submission, systematising
from app.domain.cases.versions import find_working_copy
from app.domain.errors import Conflict, NotFound
from app.domain.viewer import Viewer
from app.models.cases import Case, CaseVersion

# "follow_up" is missing on purpose: it has a form of its own. So are the steps only the platform takes.
TAKEN_BY_PEOPLE: dict[str, Callable[..., Any]] = {
    "submit": submission.submit,
    "return": submission.send_back,
    "decline": submission.decline,
    "appeal": submission.appeal,
    "accept": submission.accept,
    "select": submission.select_case,
    "begin": systematising.begin,
    "send_to_validation": systematising.send_to_validation,
    "approve": systematising.approve,
    "object": systematising.object_to,
    "pass_review": systematising.pass_review,
    "return_from_review": systematising.return_from_review,
    "publish": publishing.publish,
    "revise": publishing.revise,
    "archive": publishing.archive,
    "withdraw": publishing.withdraw,
}


def take_step(session: Session, *, case: Case, verb: str, message: str, by: Viewer, seen: str = "") -> None:
    """Take the step of this name. Raises NotFound for an unknown one, and whatever the verb raises.

    `seen` is the mark (`mark_of`) of the text the person had in front of them: a step is never taken for a
    text that changed under their eyes.
    """
    if verb not in TAKEN_BY_PEOPLE:
        raise NotFound
    if seen and seen != mark_of(find_working_copy(session, case)):
        raise Conflict(N_("The text has changed since you opened the page. Please read it again."))
    TAKEN_BY_PEOPLE[verb](session, case=case, by=by, message=message)


def mark_of(version: CaseVersion | None) -> str:
    """What a page notes of the text it shows; "" where nothing is being written."""
    return f"{version.id}-{version.row_version}" if version else ""
