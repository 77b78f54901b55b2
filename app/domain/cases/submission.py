"""From a draft to learning material: sending, the coordinator's look, and what it leads to."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.content.completeness import Missing, missing
from app.content.schema import Need
from app.content.text import N_
from app.domain import audit
from app.domain.cases.attached import list_media, media_of
from app.domain.cases.telling import tell
from app.domain.cases.versions import find_working_copy, freeze, open_working_copy, working_copy
from app.domain.cases.workflow import change_state
from app.domain.cup.entering import entry_of_case
from app.domain.errors import Conflict, Forbidden
from app.domain.jobs import enqueue
from app.domain.organisations import first_look
from app.domain.viewer import Viewer
from app.models.cases import Case, CaseTier, CaseVersion
from app.models.media import Media, MediaKind
from app.models.organisations import Organisation
from app.models.types import now


class Incomplete(Conflict):
    """A step needs more than is there; `missing` says what, so that it can be mended."""

    def __init__(self, found: list[Missing]) -> None:
        super().__init__(N_("Something is still missing."))
        self.missing = found


@dataclass(frozen=True, slots=True)
class Rights:
    licence: str
    consent: bool


def settle_rights(session: Session, *, case: Case, rights: Rights, by: Viewer) -> None:
    """Keep under which licence a case may be shared, and that its organisation agrees to it."""
    if not by.edits_for(case.organisation_id):
        raise Forbidden
    before = {"licence": case.licence, "consent": case.consent_at is not None}
    after = {"licence": rights.licence, "consent": rights.consent}
    if before == after:
        return
    case.licence = rights.licence
    case.consent_at = now() if rights.consent else None
    case.consent_by_id = by.id if rights.consent else None
    session.add(case)
    audit.record(
        session, by=by, verb="case.rights", object_type="case", object_id=case.code, before=before, after=after
    )


# What is left to do with a file that answers a story question, before the case is published.
TO_WRITE = {
    MediaKind.AUDIO: N_("Write down what the voice note says."),
    MediaKind.VIDEO: N_("Write down what is said in the film."),
    MediaKind.PICTURE: N_("Type what stands on the photographed page."),
    MediaKind.DOCUMENT: N_("Type what the document says."),
}


def told_otherwise(session: Session, case: Case) -> dict[str, str]:
    """The story questions that a voice note or a photographed page answers, and what is left to do with it."""
    query = select(Media.stands_for, Media.kind).where(
        Media.case_id == case.id,
        Media.stands_for != "",
        col(Media.removed_at).is_(None),
        col(Media.consent_withdrawn_at).is_(None),
    )
    return {question: TO_WRITE[MediaKind(kind)] for question, kind in session.exec(query.order_by(col(Media.id))).all()}


def told_by(media: Iterable[Media]) -> dict[str, str]:
    """The same of the media of a case that were read already."""
    return {medium.stands_for: TO_WRITE[MediaKind(medium.kind)] for medium in media if medium.stands_for}


def missing_for_submission(session: Session, *, case: Case, version: CaseVersion) -> list[Missing]:
    found = missing(version.content, Need.SUBMISSION, told_otherwise(session, case))
    if not case.licence:
        found.append(Missing("rights", "licence", N_("Licence"), N_("Choose how others may use it.")))
    if case.consent_at is None:
        found.append(Missing("rights", "consent", N_("Agreement"), N_("Your organisation has to agree.")))
    return found


def submit(session: Session, *, case: Case, by: Viewer, message: str = "") -> None:
    """Send a raw experience. What approved people send needs no further look and is published at once."""
    if entry_of_case(session, case) is not None:
        raise Conflict(N_("This experience takes part in the cup. It is published together with the results."))
    version = working_copy(session, case)
    found = missing_for_submission(session, case=case, version=version)
    if found:
        raise Incomplete(found)
    event = change_state(session, case=case, verb="submit", by=by, message=message, version_id=version.id)
    tell(session, case=case, verb="submit", event=event, by=by)
    if _known(session, case, by):
        accept(session, case=case, by=None)


def _known(session: Session, case: Case, by: Viewer) -> bool:
    """Both the person and the organisation have had their first look."""
    organisation = session.get_one(Organisation, case.organisation_id)
    return bool(by.user and by.user.approved_at and organisation.approved_at)


def send_back(session: Session, *, case: Case, by: Viewer, message: str) -> None:
    event = change_state(session, case=case, verb="return", by=by, message=message)
    tell(session, case=case, verb="return", event=event, by=by)


def decline(session: Session, *, case: Case, by: Viewer, message: str) -> None:
    event = change_state(session, case=case, verb="decline", by=by, message=message)
    tell(session, case=case, verb="decline", event=event, by=by)


def appeal(session: Session, *, case: Case, by: Viewer, message: str) -> None:
    event = change_state(session, case=case, verb="appeal", by=by, message=message)
    tell(session, case=case, verb="appeal", event=event, by=by)


def accept(session: Session, *, case: Case, by: Viewer | None, message: str = "") -> None:
    """Publish the raw experience as learning material. A coordinator's look approves its people as well."""
    version = working_copy(session, case)
    event = change_state(session, case=case, verb="accept", by=by, message=message, version_id=version.id)
    if by is not None:
        _approve_newcomers(session, case=case, by=by)
    version.tier = CaseTier.RAW
    freeze(session, case=case, version=version, what_changed="", by=by)
    enqueue(session, "pdf_make", code=case.code, key=f"pdf_make:{case.code}")
    tell(session, case=case, verb="accept", event=event, by=by)


def select_case(session: Session, *, case: Case, by: Viewer, message: str = "") -> None:
    """Choose a case for full systematisation; its public card, if it has one, stays meanwhile."""
    event = change_state(session, case=case, verb="select", by=by, message=message)
    _approve_newcomers(session, case=case, by=by)
    version = find_working_copy(session, case) or open_working_copy(session, case=case, by=by)
    version.tier = CaseTier.SYSTEMATISED
    list_media(session, version=version, media=media_of(session, case))
    session.add(version)
    tell(session, case=case, verb="select", event=event, by=by)


def _approve_newcomers(session: Session, *, case: Case, by: Viewer) -> None:
    """The first look: approving a case approves its organisation and who wrote it."""
    first_look.approve_with(session, organisation_id=case.organisation_id, people=[case.created_by_id], by=by)
