"""Sending an entry: what is still missing, the rights settled with it, the word-for-word copy that is judged."""

import copy
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, func, select

from app.content.completeness import Missing, missing
from app.content.schema import Need
from app.content.text import N_, one_line
from app.content.units import fingerprint
from app.domain import audit
from app.domain.cases.attached import media_of
from app.domain.cases.submission import Incomplete, told_by
from app.domain.cases.versions import current_version, find_working_copy
from app.domain.cup.answering import name_of, questions_of
from app.domain.cup.deadlines import require_writable
from app.domain.cup.entering import people_of, require_own
from app.domain.cup.locking import hold
from app.domain.cup.phases import may_enter
from app.domain.cup.redaction import latest_submission
from app.domain.cup.texts import text_in
from app.domain.cup.workflow import change_state
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.jobs import enqueue
from app.domain.viewer import Viewer
from app.models.cases import Case, CaseState, CaseTier
from app.models.cup import Edition, Question
from app.models.entries import Entry, EntryState, EntrySubmission
from app.models.platform import Notification
from app.models.types import now
from app.models.vocabulary import Term
from app.moments import Moment

Content = dict[str, dict[str, Any]]
MOST_REDACTIONS, LONGEST_REDACTION = 50, 120
QUESTIONS, RIGHTS = "answers", "rights"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What would be sent now: the working copy of the case if there is one (`working`), else what is public."""

    language: str
    title: str
    content: Content
    answers: dict[str, Any]
    working: bool = True
    # What the story leaves to a voice note or a photographed page, as `told_otherwise` says it.
    told: Mapping[str, str] = field(default_factory=dict)

    @property
    def content_hash(self) -> str:
        return submission_hash(self.content, self.answers)


def submission_hash(content: Content, answers: dict[str, Any]) -> str:
    """The fingerprint kept with a submission: of its content and its answers together."""
    return fingerprint({"content": content, "answers": answers})


def snapshot_of(session: Session, *, entry: Entry) -> Snapshot:
    """Raises NotFound for a case without any text.

    The files that come with a raw experience are named in its media section, as a systematised one names its own.
    """
    case = session.get_one(Case, entry.case_id)
    version = find_working_copy(session, case) or current_version(session, case)
    if version is None:
        raise NotFound
    content, media = copy.deepcopy(version.content), media_of(session, case)
    if version.tier is CaseTier.RAW and media:
        listed = [{"key": _key(medium.public_id), "medium": medium.public_id} for medium in media]
        content["media"] = {**content.get("media", {}), "media": listed}
    title = content.get("summary", {}).get("title", "")
    working = version.number is None
    return Snapshot(case.original_language, title, content, dict(entry.answers), working, told_by(media))


def _key(public_id: str) -> str:
    """The same for the same medium, so that an unchanged text has an unchanged fingerprint."""
    return hashlib.sha256(public_id.encode()).hexdigest()[:6]


def missing_for_entry(
    session: Session, *, edition: Edition, entry: Entry, language: str, snapshot: Snapshot | None = None
) -> list[Missing]:
    """What an entry lacks to be sent, in the order in which it is asked.

    `section` is that of the case's schema, "answers" or "rights"; the labels of the questions are in `language`.
    """
    snapshot = snapshot or snapshot_of(session, entry=entry)
    found = missing(snapshot.content, Need.SUBMISSION, snapshot.told)
    found += unanswered(entry, questions_of(session, edition), edition=edition, language=language)
    if not entry.licence:
        found.append(Missing(RIGHTS, "licence", N_("Licence"), N_("Choose how others may use it.")))
    if entry.consent_at is None:
        found.append(Missing(RIGHTS, "consent", N_("Agreement"), N_("Your organisation has to agree.")))
    return found


def unanswered(entry: Entry, questions: Iterable[Question], *, edition: Edition, language: str) -> list[Missing]:
    """The required questions without an answer, in their order."""
    return [
        Missing(
            QUESTIONS,
            name_of(question),
            text_in(question.texts, "label", language=language, original=edition.language),
            N_("Please answer this question."),
        )
        for question in questions
        if question.required and entry.answers.get(str(question.id)) in (None, "")
    ]


@dataclass(frozen=True, slots=True)
class EntryRights:
    """`redactions`: words that neither the jury nor readers get to see."""

    licence: str
    consent: bool
    redactions: Sequence[str] = ()


def redactions_from(text: str) -> list[str]:
    """One word or phrase a line. Raises Invalid (field "redactions")."""
    phrases = list(dict.fromkeys(filter(None, (one_line(line) for line in text.splitlines()))))
    if len(phrases) > MOST_REDACTIONS:
        raise Invalid(N_("At most %(limit)s of these."), "redactions", limit=MOST_REDACTIONS)
    if any(len(phrase) > LONGEST_REDACTION for phrase in phrases):
        raise Invalid(
            N_("One of the lines is too long: at most %(limit)s characters."), "redactions", limit=LONGEST_REDACTION
        )
    return phrases


def settle(session: Session, *, edition: Edition, entry: Entry, rights: EntryRights, by: Viewer) -> None:
    """Keep licence, agreement and hidden words; of an experience not sent to the library they are the case's, too.

    Raises Invalid (field "licence"), Late or Conflict.
    """
    require_own(entry, by)
    hold(session, entry)
    require_writable(session, edition=edition, entry=entry)
    query = select(Term.id).where(Term.vocabulary == "licence", Term.code == rights.licence)
    if rights.licence and session.exec(query).first() is None:
        raise Invalid(N_("Choose one of the answers offered."), "licence")
    before = _rights(entry)
    entry.licence, entry.redactions = rights.licence, list(rights.redactions)
    if rights.consent != (entry.consent_at is not None):
        entry.consent_at = now() if rights.consent else None
        entry.consent_by_id = by.id if rights.consent else None
    if _rights(entry) == before:
        return
    entry.updated_at = now()
    entry.row_version += 1
    session.add(entry)
    _settle_case(session, entry)
    audit.record(
        session,
        by=by,
        verb="entry.rights",
        object_type="entry",
        object_id=entry.code,
        before=before,
        after=_rights(entry),
    )


def _rights(entry: Entry) -> dict[str, Any]:
    return {
        "licence": entry.licence,
        "consent": entry.consent_at is not None,
        # How many, not which: the trail must not repeat what is to be hidden.
        "redactions": len(entry.redactions),
        "redactions_hash": fingerprint(entry.redactions)[:16],
    }


def _settle_case(session: Session, entry: Entry) -> None:
    case = session.get_one(Case, entry.case_id)
    if case.state in (CaseState.DRAFT, CaseState.RETURNED):
        case.licence, case.consent_at, case.consent_by_id = entry.licence, entry.consent_at, entry.consent_by_id
        session.add(case)


def submit(session: Session, *, edition: Edition, entry: Entry, by: Viewer, seen: str = "") -> EntrySubmission:
    """Send the entry as it stands: a copy that never changes, numbered from 1; the latest counts.

    `seen` is the fingerprint of what the person had in front of them. Raises Late or Conflict when it cannot be
    sent, and Incomplete with what is missing.
    """
    require_own(entry, by)
    hold(session, entry)
    require_writable(session, edition=edition, entry=entry)
    case = session.get_one(Case, entry.case_id)
    if case.original_language not in edition.languages:
        raise Conflict(N_("Entries are not taken in the language of this text. The page of the call says in which."))
    snapshot = snapshot_of(session, entry=entry)
    found = missing_for_entry(session, edition=edition, entry=entry, language=edition.language, snapshot=snapshot)
    if found:
        raise Incomplete(found)
    if seen and seen != snapshot.content_hash:
        raise Conflict(N_("The text has changed since you opened the page. Please read it again."))
    last = latest_submission(session, entry)
    if last and entry.state is EntryState.SUBMITTED and last.content_hash == snapshot.content_hash:
        raise Conflict(
            N_("Exactly this was sent already, on %(when)s. Nothing is lost, and nothing was sent twice."),
            when=Moment(last.at, edition.time_zone),
        )
    change_state(session, entry=entry, verb="submit", by=by)
    submission = _store(session, entry, snapshot, by)
    _confirm(session, edition, entry, submission, by)
    return submission


def _store(session: Session, entry: Entry, snapshot: Snapshot, by: Viewer) -> EntrySubmission:
    count = session.exec(select(func.max(EntrySubmission.number)).where(EntrySubmission.entry_id == entry.id)).one()
    submission = EntrySubmission(
        entry_id=entry.id or 0,
        number=(count or 0) + 1,
        language=snapshot.language,
        title=snapshot.title[:200],
        content=snapshot.content,
        answers=snapshot.answers,
        content_hash=snapshot.content_hash,
        by_id=by.id,
    )
    entry.submitted_at, entry.repair_due = submission.at, None
    entry.row_version += 1
    session.add_all([submission, entry])
    session.flush()
    return submission


def _confirm(session: Session, edition: Edition, entry: Entry, submission: EntrySubmission, by: Viewer) -> None:
    """Tell its people in the app now; a job mails them what was sent as a PDF."""
    params = {
        "year": edition.year,
        "title": submission.title,
        "number": submission.number,
        "at": Moment(submission.at, edition.time_zone).text(),
        "who": by.user.name if by.user else "",
        "attached": False,
        "open": may_enter(session, edition),
    }
    path = f"/cup/{edition.year}/entries/{entry.code}"
    people = sorted({*people_of(session, entry), by.id or 0})
    told = [Notification(user_id=person, kind="cup_submitted", path=path, params=params) for person in people]
    session.add_all(told)
    session.flush()
    ids = [notification.id for notification in told]
    enqueue(session, "cup_confirm", submission_id=submission.id, notification_ids=ids)


def submissions_of(session: Session, entry: Entry) -> list[EntrySubmission]:
    """Everything that was sent, the latest first."""
    query = select(EntrySubmission).where(EntrySubmission.entry_id == entry.id)
    return list(session.exec(query.order_by(col(EntrySubmission.number).desc())).all())


def submission_numbered(session: Session, *, entry: Entry, number: int) -> EntrySubmission:
    """Raises NotFound."""
    query = select(EntrySubmission).where(EntrySubmission.entry_id == entry.id, EntrySubmission.number == number)
    found = session.exec(query).first()
    if found is None:
        raise NotFound
    return found
