"""From a selected case to the organisation's own approval."""

from sqlmodel import Session

from app.content.completeness import Missing, missing
from app.content.schema import Need
from app.content.units import fingerprint
from app.domain import audit
from app.domain.cases import reviews
from app.domain.cases.submission import Incomplete, told_otherwise
from app.domain.cases.telling import tell
from app.domain.cases.versions import open_working_copy, working_copy
from app.domain.cases.workflow import change_state
from app.domain.viewer import Viewer
from app.models.cases import Case, CaseState, CaseTier, CaseVersion
from app.models.types import now


def missing_for_publication(session: Session, *, case: Case, version: CaseVersion) -> list[Missing]:
    """What a systematised version still lacks; never what a raw one lacks for being sent."""
    return missing(version.content, Need.PUBLICATION, told_otherwise(session, case))


def begin(session: Session, *, case: Case, by: Viewer, message: str = "") -> None:
    version = open_working_copy(session, case=case, by=by)
    version.tier = CaseTier.SYSTEMATISED
    event = change_state(session, case=case, verb="begin", by=by, message=message, version_id=version.id)
    tell(session, case=case, verb="begin", event=event, by=by)


def send_to_validation(session: Session, *, case: Case, by: Viewer, message: str = "") -> None:
    """Ask the organisation to approve the text as it stands. Raises Incomplete."""
    version = working_copy(session, case)
    found = missing_for_publication(session, case=case, version=version)
    if found:
        raise Incomplete(found)
    event = change_state(session, case=case, verb="send_to_validation", by=by, message=message, version_id=version.id)
    tell(session, case=case, verb="send_to_validation", event=event, by=by)


def approve(session: Session, *, case: Case, by: Viewer, message: str = "") -> None:
    """The organisation's own approval of exactly this text, kept as its fingerprint.

    A text that was reviewed before and changed since goes on to editing: it is not reviewed twice.
    """
    version = working_copy(session, case)
    after = CaseState.EDITING if reviews.outcome(session, version=version).met else CaseState.REVIEW
    event = change_state(session, case=case, verb="approve", by=by, message=message, version_id=version.id, after=after)
    version.validated_hash = fingerprint(version.content)
    version.validated_at, version.validated_by_id = now(), by.id
    session.add(version)
    audit.record(
        session,
        by=by,
        verb="case.validated",
        object_type="case",
        object_id=case.code,
        after={"version": version.id, "hash": version.validated_hash},
    )
    tell(session, case=case, verb="approve", event=event, by=by)


def object_to(session: Session, *, case: Case, by: Viewer, message: str) -> None:
    event = change_state(session, case=case, verb="object", by=by, message=message)
    tell(session, case=case, verb="object", event=event, by=by)


def return_from_review(session: Session, *, case: Case, by: Viewer, message: str) -> None:
    """Back to the team; the reviews so far stay readable but count no longer."""
    version = working_copy(session, case)
    event = change_state(session, case=case, verb="return_from_review", by=by, message=message, version_id=version.id)
    reviews.reopen(session, version=version)
    tell(session, case=case, verb="return_from_review", event=event, by=by)


def pass_review(session: Session, *, case: Case, by: Viewer | None, message: str = "") -> None:
    """On to editing, once the rubric is met. Raises Conflict before."""
    version = working_copy(session, case)
    reviews.require_met(session, version=version)
    event = change_state(session, case=case, verb="pass_review", by=by, message=message, version_id=version.id)
    tell(session, case=case, verb="pass_review", event=event, by=by)
