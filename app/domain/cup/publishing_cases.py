"""What the library gets from the cup: every experience that took part, as it was sent, without the hidden words."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from app.domain.cases.attached import list_media, media_of
from app.domain.cases.versions import find_working_copy, freeze, open_working_copy
from app.domain.cases.workflow import change_state
from app.domain.cup.redaction import redacted, spans
from app.domain.jobs import enqueue
from app.models.cases import Case, CaseState, CaseTier, CaseTranslation, CaseVersion
from app.models.cup import Question, QuestionKind
from app.models.entries import Entry, EntrySubmission
from app.models.media import Media

S = CaseState
# What the library does not have yet; whatever is public already stays as it is.
UNPUBLISHED = frozenset({S.DRAFT, S.RETURNED, S.SUBMITTED, S.DECLINED})

Content = dict[str, dict[str, Any]]


def publish_case(session: Session, *, entry: Entry, submission: EntrySubmission) -> bool:
    """Make the case of an entry learning material, in the words of the submission; whether anything was done.

    Nothing is done without the organisation's consent, and nothing to a case that is public, being systematised or
    withdrawn.
    """
    case = session.get_one(Case, entry.case_id)
    session.refresh(case, with_for_update={"key_share": True})
    if case.state not in UNPUBLISHED or entry.consent_at is None:
        return False
    case.licence, case.consent_at, case.consent_by_id = entry.licence, entry.consent_at, entry.consent_by_id
    version = _version_of(session, case, submission.content, entry.redactions)
    media = media_of(session, case)
    left_out = _left_out(session, entry, submission, media)
    version.content = public_content(submission.content, entry.redactions, without=left_out)
    version.tier = CaseTier.RAW
    _forget_translations(session, version, entry.redactions)
    session.add(version)
    session.flush()
    change_state(session, case=case, verb="publish_entry", by=None, version_id=version.id)
    freeze(session, case=case, version=version, what_changed="", by=None)
    _keep_back(version, [medium for medium in media if medium.public_id in left_out])
    enqueue(session, "pdf_make", code=case.code, key=f"pdf_make:{case.code}")
    return True


def select_winner(session: Session, *, entry: Entry) -> bool:
    """Choose the case of a winner for systematisation, unless it is further already; whether anything was done."""
    case = session.get_one(Case, entry.case_id)
    if case.state is not S.LEARNING_MATERIAL:
        return False
    change_state(session, case=case, verb="select", by=None)
    version = open_working_copy(session, case=case, by=None)
    version.tier = CaseTier.SYSTEMATISED
    list_media(session, version=version, media=_shown_in_public(session, case))
    session.add(version)
    return True


def public_content(content: Content, redactions: Sequence[str], *, without: Iterable[str] = ()) -> Content:
    """A submission's content for everybody: without the hidden words, and without the files named."""
    kept = redacted(content, redactions)
    files = set(without)
    if "media" in kept:
        listed = [item for item in kept["media"].get("media", []) if item.get("medium") not in files]
        kept["media"] = {**kept["media"], "media": listed}
        if not listed:
            del kept["media"]
    return kept


def _version_of(session: Session, case: Case, sent: Content, redactions: Sequence[str]) -> CaseVersion:
    """The row that becomes public. What was written after the last submission stays, as the next working copy."""
    working = find_working_copy(session, case)
    if working is not None and _same_words(working.content, sent):
        return working
    if working is not None:
        working.content = redacted(working.content, redactions)
        session.add(working)
    return CaseVersion(case_id=case.id or 0, author_id=working.author_id if working else case.created_by_id)


def _same_words(working: Content, sent: Content) -> bool:
    """The list of files aside, which a submission adds to a raw experience."""
    without = ({name: part for name, part in content.items() if name != "media"} for content in (working, sent))
    first, second = without
    return first == second


def _left_out(session: Session, entry: Entry, submission: EntrySubmission, media: Iterable[Media]) -> frozenset[str]:
    """The files that stay private: not part of the submission, answers to the edition's questions, hidden words."""
    listed = {item.get("medium") for item in submission.content.get("media", {}).get("media", [])}
    query = select(Question.id).where(Question.edition_id == entry.edition_id, Question.kind == QuestionKind.FILE)
    answers = {submission.answers.get(str(question)) for question in session.exec(query).all()}
    return frozenset(
        medium.public_id
        for medium in media
        if medium.public_id not in listed or medium.public_id in answers or _says(medium, entry.redactions)
    )


def _says(medium: Media, redactions: Sequence[str]) -> bool:
    return any(spans(page, redactions) for page in medium.pages)


def _forget_translations(session: Session, version: CaseVersion, redactions: Sequence[str]) -> None:
    """Translations in which a hidden word stands would bring it back."""
    query = select(CaseTranslation).where(CaseTranslation.version_id == version.id)
    for row in session.exec(query).all():
        if any(spans(text, redactions) for text in (*row.texts.values(), *row.source.values())):
            session.delete(row)


def _keep_back(version: CaseVersion, media: Iterable[Media]) -> None:
    """A raw version shows what was sent before it was published: these count as sent for the next one."""
    if version.published_at is not None:
        for medium in media:
            medium.created_at = version.published_at + timedelta(seconds=1)


def _shown_in_public(session: Session, case: Case) -> list[Media]:
    version = session.get(CaseVersion, case.current_version_id) if case.current_version_id else None
    if version is None or version.published_at is None:
        return []
    query = select(Media).where(Media.case_id == case.id, col(Media.created_at) <= version.published_at)
    shown = {medium.id for medium in session.exec(query).all()}
    return [medium for medium in media_of(session, case) if medium.id in shown]
