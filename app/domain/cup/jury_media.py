"""The files of an entry, for those who judge it: exactly what was submitted, as long as its consent stands."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session, col, select

from app.domain.cup.access import entries_to_run, readable_cards
from app.domain.cup.redaction import latest_submission
from app.domain.viewer import Viewer
from app.models.cup import Edition
from app.models.entries import Entry, EntryState, EntrySubmission
from app.models.jury import Juror, JurorState, Scorecard
from app.models.media import Media, MediaState

S = EntryState


def media_of_submission(session: Session, *, entry: Entry, submission: EntrySubmission) -> list[Media]:
    """What may be shown of the files that a submission names, in the order of upload."""
    query = select(Media).where(
        Media.case_id == entry.case_id,
        col(Media.removed_at).is_(None),
        col(Media.consent_withdrawn_at).is_(None),
        col(Media.consent).is_(True),
        Media.state == MediaState.READY,
    )
    named = _named(submission)
    return [medium for medium in session.exec(query.order_by(col(Media.id))).all() if medium.public_id in named]


def _named(submission: EntrySubmission) -> set[str]:
    """Every text of the content and the answers that could be the id of a file."""
    return set(_texts([submission.content, submission.answers]))


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def may_judge(session: Session, *, medium: Media, viewer: Viewer) -> bool:
    """Whether this person reads the file with an entry: as a juror to whom it is assigned, or as a coordinator.

    Nobody with a tie to the organisation does.
    """
    if viewer.user is None:
        return False
    query = (
        select(Entry, Edition)
        .join(Edition, col(Edition.id) == Entry.edition_id)
        .where(Entry.case_id == medium.case_id, col(Entry.state).not_in([S.DRAFT, S.WITHDRAWN]))
    )
    for entry, edition in session.exec(query).all():
        if _reads(session, entry, edition, viewer):
            submission = latest_submission(session, entry)
            if submission and medium in media_of_submission(session, entry=entry, submission=submission):
                return True
    return False


def _reads(session: Session, entry: Entry, edition: Edition, viewer: Viewer) -> bool:
    if viewer.is_coordinator:
        to_run = entries_to_run(session, edition=edition, viewer=viewer).where(Entry.id == entry.id)
        if session.exec(to_run).first() is not None:
            return True
    juror = session.exec(
        select(Juror).where(
            Juror.edition_id == edition.id, Juror.user_id == viewer.id, Juror.state == JurorState.ACCEPTED
        )
    ).first()
    if juror is None:
        return False
    cards = readable_cards(session, edition=edition, juror=juror).where(Scorecard.entry_id == entry.id)
    return session.exec(cards).first() is not None
