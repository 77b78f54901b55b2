"""The editor's checklist, publication, new versions, archive and withdrawal."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Text, cast
from sqlmodel import Session, col, select

from app.content.text import N_, tidy
from app.content.units import fingerprint
from app.domain.cases import reviews
from app.domain.cases.attached import media_of
from app.domain.cases.follow_ups import plan_follow_ups
from app.domain.cases.rubric import MATURITY
from app.domain.cases.systematising import missing_for_publication
from app.domain.cases.telling import tell
from app.domain.cases.versions import freeze, open_working_copy, working_copy
from app.domain.cases.workflow import change_state
from app.domain.errors import Conflict
from app.domain.jobs import enqueue
from app.domain.search_log import note_change
from app.domain.viewer import Viewer
from app.domain.visits import adoption
from app.models.cases import Case, CaseState, CaseTier, CaseVersion, ReviewState
from app.models.media import Media, MediaKind, MediaState

_SPOKEN = (MediaKind.AUDIO, MediaKind.VIDEO)


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the editor's checklist; `where` names the media concerned."""

    label: str
    done: bool
    where: list[str] = field(default_factory=list)


def checklist(session: Session, *, case: Case, version: CaseVersion) -> list[Check]:
    """What must be true before a systematised case is published."""
    entries = version.content.get("media", {}).get("media", [])
    media = {medium.public_id: medium for medium in media_of(session, case)}
    shown = [(entry, media[entry["medium"]]) for entry in entries if entry.get("medium") in media]
    return [
        Check(N_("The organisation has approved exactly this text"), is_validated(version)),
        Check(N_("Two reviewers are in favour"), reviews.outcome(session, version=version).met),
        Check(N_("Nothing is missing"), not missing_for_publication(session, case=case, version=version)),
        Check(N_("The case has a licence and the organisation's agreement"), bool(case.licence and case.consent_at)),
        _check(N_("Every picture is described for people who cannot see it"), shown, lacks_description),
        _check(N_("Every voice and film has a transcript"), shown, lacks_transcript),
        _check(N_("Every file has the consent of those shown"), shown, lambda _, medium: not medium.consent),
        _check(N_("Every file has a licence"), shown, lambda _, medium: not medium.licence),
        _check(N_("Every file is ready"), shown, lambda _, medium: medium.state is not MediaState.READY),
        Check(
            N_("Every file that is named is there"),
            len(shown) == len(entries),
            [str(entry.get("caption", "")) for entry in entries if entry.get("medium") not in media],
        ),
    ]


def _check(label: str, shown: list[tuple[dict[str, Any], Media]], lacking: Any) -> Check:
    where = [entry.get("caption") or medium.file_name for entry, medium in shown if lacking(entry, medium)]
    return Check(label, not where, where)


def lacks_description(entry: dict[str, Any], medium: Media) -> bool:
    return medium.kind is MediaKind.PICTURE and not entry.get("alt")


def lacks_transcript(entry: dict[str, Any], medium: Media) -> bool:
    return medium.kind in _SPOKEN and not entry.get("transcript")


def is_validated(version: CaseVersion) -> bool:
    return bool(version.validated_hash) and version.validated_hash == fingerprint(version.content)


class Unfinished(Conflict):
    """The checklist is not done; `open_points` says what of it."""

    def __init__(self, open_points: list[Check]) -> None:
        super().__init__(N_("The checklist is not done yet. What still has a cross in it must come first."))
        self.open_points = open_points


def publish(session: Session, *, case: Case, by: Viewer, message: str) -> None:
    """Make the working copy the next public version. Raises Conflict while the checklist is not done.

    The first of its rules is the organisation's own: nothing is published as systematised that it has not
    approved in exactly this wording.
    """
    version = working_copy(session, case)
    open_points = [check for check in checklist(session, case=case, version=version) if not check.done]
    if open_points:
        raise Unfinished(open_points)
    event = change_state(session, case=case, verb="publish", by=by, message=message, version_id=version.id)
    version.tier = CaseTier.SYSTEMATISED
    case.maturity = _maturity(session, case, version)
    freeze(session, case=case, version=version, what_changed=event.message, by=by)
    plan_follow_ups(session, case=case)
    enqueue(session, "pdf_make", code=case.code, key=f"pdf_make:{case.code}")
    tell(session, case=case, verb="publish", event=event, by=by)


def _maturity(session: Session, case: Case, version: CaseVersion) -> str:
    """What the reviewers agree on; where they differ, the more careful of the two.

    "Good practice" is earned by replication: without a published case of another organisation that was
    adapted from this one, or an organisation that adopted it after a visit, "promising" is as far as it goes.
    """
    given = [review.maturity for review in reviews.of_version(session, version) if review.state is ReviewState.DONE]
    known = [MATURITY.index(maturity) for maturity in given if maturity in MATURITY]
    if not known:
        return ""
    highest = len(MATURITY) - 1 if is_replicated(session, case) else MATURITY.index("promising")
    return MATURITY[min(*known, highest)]


def is_replicated(session: Session, case: Case) -> bool:
    """Another organisation does it, as it told after a visit, or has published a case that was adapted from this."""
    if adoption.of_case(session, case_id=case.id or 0).adopted:
        return True
    others = select(CaseVersion.content).join(Case, col(Case.current_version_id) == CaseVersion.id)
    naming = others.where(
        Case.organisation_id != case.organisation_id,
        col(Case.state).not_in([CaseState.WITHDRAWN, CaseState.ARCHIVED]),
        # Narrows the rows by text; the exact place is looked at below.
        cast(col(CaseVersion.content), Text).contains(case.code),
    )
    return any(
        case.code in content.get("references", {}).get("adapted_from", []) for content in session.exec(naming).all()
    )


def revise(session: Session, *, case: Case, by: Viewer, message: str = "") -> None:
    """Begin the next version; the public one stays as it is until then."""
    version = open_working_copy(session, case=case, by=by)
    event = change_state(session, case=case, verb="revise", by=by, message=message, version_id=version.id)
    tell(session, case=case, verb="revise", event=event, by=by)


def archive(session: Session, *, case: Case, by: Viewer, message: str) -> None:
    event = change_state(session, case=case, verb="archive", by=by, message=message)
    note_change(session, f"case:{case.code}")
    tell(session, case=case, verb="archive", event=event, by=by)


def withdraw(session: Session, *, case: Case, by: Viewer, message: str) -> None:
    """Take a case away from readers; what was public leaves a tombstone with the reason at its address."""
    event = change_state(session, case=case, verb="withdraw", by=by, message=message)
    case.withdrawn_reason = tidy(message)[:1000]
    session.add(case)
    note_change(session, f"case:{case.code}")
    enqueue(session, "pdf_forget", code=case.code)
    tell(session, case=case, verb="withdraw", event=event, by=by)
