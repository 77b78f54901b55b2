"""Taking files in, and deciding over them: licence, consent, removal."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import Text, cast
from sqlmodel import Session, col, func, select

from app.content.text import N_, one_line
from app.domain import audit
from app.domain.errors import Conflict, Forbidden, Invalid, NotFound
from app.domain.jobs import enqueue
from app.domain.media.owners import (
    Owner,
    attach,
    forget_words,
    kept_files,
    may_add,
    may_decide,
    named,
    note_hidden,
    same_elsewhere,
)
from app.domain.media.words import problem_words
from app.domain.viewer import Viewer
from app.files.errors import FileProblem, TooLarge
from app.files.kinds import Family
from app.files.sniffing import sniff
from app.files.storage import Storage
from app.models.media import Media, MediaKind
from app.models.types import now
from app.models.vocabulary import Term

KINDS = {
    Family.PICTURE: MediaKind.PICTURE,
    Family.SOUND: MediaKind.AUDIO,
    Family.FILM: MediaKind.VIDEO,
    Family.DOCUMENT: MediaKind.DOCUMENT,
}
# The story questions for which a voice note or a photographed page can stand.
STORY = ("what_we_did", "what_changed", "what_was_hard")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file as it was sent, with what its sender says about it."""

    file: BinaryIO
    name: str
    consent: bool
    licence: str = ""
    stands_for: str = ""
    consent_note: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    bytes: int
    most: int


def add(session: Session, storage: Storage, *, owner: Owner, incoming: Incoming, limits: Limits, by: Viewer) -> Media:
    """Take a file in, told apart by its content; the worker prepares it. Raises Invalid (fields "file", "consent")."""
    if not may_add(session, owner=owner, viewer=by):
        raise Forbidden(N_("Files cannot be added here by you at the moment."))
    if not incoming.consent:
        raise Invalid(N_("Please ask the people shown or heard first, and tick that they agree."), "consent")
    if incoming.stands_for not in ("", *STORY):
        raise Invalid(N_("Choose one of the answers offered."), "stands_for")
    _require_licence(session, incoming.licence)
    _require_room(session, owner, limits)
    medium = taken(storage, incoming, limits, by=by)
    medium.stands_for, medium.licence = incoming.stands_for, incoming.licence or owner.licence
    medium.consent, medium.consent_note = True, one_line(incoming.consent_note)[:500]
    attach(session, medium=medium, owner=owner)
    enqueue(session, "media_process", media_id=medium.id)
    audit.record(
        session,
        by=by,
        verb="media.add",
        object_type="media",
        object_id=medium.public_id,
        after={**named(owner), "consent": True, "sha256": medium.sha256},
    )
    return medium


def _require_licence(session: Session, code: str) -> None:
    query = select(Term.id).where(Term.vocabulary == "licence", Term.code == code)
    if code and session.exec(query).first() is None:
        raise Invalid(N_("Choose one of the answers offered."), "licence")


def _require_room(session: Session, owner: Owner, limits: Limits) -> None:
    query = select(func.count()).select_from(Media).where(kept_files(owner))
    if session.exec(query).one() >= limits.most:
        raise Invalid(N_("At most %(limit)s files are possible here. Remove one first."), "file", limit=limits.most)


def taken(storage: Storage, incoming: Incoming, limits: Limits, *, by: Viewer) -> Media:
    """A medium of nothing yet: its content is looked at first, then kept. Raises Invalid (field "file")."""
    try:
        kind = sniff(incoming.file)
        incoming.file.seek(0)
        stored = storage.save(incoming.file, limit=limits.bytes)
    except TooLarge as problem:
        raise Invalid(problem_words(problem.code), "file", limit=limits.bytes // 1_000_000) from problem
    except FileProblem as problem:
        raise Invalid(problem_words(problem.code), "file") from problem
    return Media(
        kind=KINDS[kind.family],
        content_type=kind.media_type,
        file_name=one_line(incoming.name)[:200],
        sha256=stored.key,
        size=stored.size,
        files={"upload": {"key": stored.key, "kind": kind.name, "type": kind.media_type, "size": stored.size}},
        uploaded_by_id=by.id,
    )


def medium_of(session: Session, *, owner: Owner, public_id: str) -> Media:
    """A file of this very case or report that was not removed. Raises NotFound."""
    medium = session.exec(select(Media).where(Media.public_id == public_id, kept_files(owner))).first()
    if medium is None:
        raise NotFound
    return medium


def files_of(session: Session, owner: Owner) -> list[Media]:
    """Everything its team may still see, those without consent included."""
    return list(session.exec(select(Media).where(kept_files(owner)).order_by(col(Media.id))).all())


def _require_part(session: Session, owner: Owner, by: Viewer) -> None:
    if not may_decide(session, owner=owner, viewer=by):
        raise Forbidden


def settle(session: Session, *, owner: Owner, medium: Media, licence: str, consent_note: str, by: Viewer) -> None:
    """Keep under which licence a file may be shown, and what is known about the consent."""
    _require_part(session, owner, by)
    _require_licence(session, licence)
    before = {"licence": medium.licence, "consent_note": medium.consent_note}
    medium.licence, medium.consent_note = licence, one_line(consent_note)[:500]
    session.add(medium)
    after = {"licence": medium.licence, "consent_note": medium.consent_note}
    if before != after:
        _record(session, by, "media.settle", medium, before, after)


def withdraw_consent(session: Session, *, owner: Owner, medium: Media, by: Viewer) -> None:
    """Hide a file in every version at once. There is no way back: a new consent means a new upload.

    A case that grew out of a report shows files of that report: the people in them take back both.
    """
    _require_part(session, owner, by)
    if medium.consent_withdrawn_at is not None:
        raise Conflict(N_("The consent for this file has been withdrawn already."))
    for whose, one in [(owner, medium), *same_elsewhere(session, medium=medium, owner=owner)]:
        one.consent_withdrawn_at = now()
        session.add(one)
        note_hidden(session, owner=whose)
        _record(session, by, "media.withdraw_consent", one, {"consent": True}, {"consent": False})


def remove(session: Session, *, owner: Owner, medium: Media, by: Viewer) -> None:
    """Take a file away for good; its bytes are deleted by the worker once nothing names them."""
    _require_part(session, owner, by)
    medium.removed_at = now()
    session.add(medium)
    forget_words(session, medium=medium, owner=owner)
    note_hidden(session, owner=owner)
    enqueue(session, "media_forget", media_id=medium.id)
    _record(session, by, "media.remove", medium, {"file": medium.file_name}, {})


def _record(
    session: Session, by: Viewer, verb: str, medium: Media, before: Mapping[str, object], after: Mapping[str, object]
) -> None:
    audit.record(session, by=by, verb=verb, object_type="media", object_id=medium.public_id, before=before, after=after)


def is_named(session: Session, key: str) -> bool:
    """Whether any medium that was not removed still needs the bytes under this key."""
    query = select(Media.id).where(col(Media.removed_at).is_(None), cast(col(Media.files), Text).contains(key))
    return session.exec(query).first() is not None
