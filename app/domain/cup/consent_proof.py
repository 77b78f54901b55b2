"""The letter, photo or recording in which an organisation agreed that a facilitator enters for it.

It belongs to no case, so that nothing that shows, sends or exports the files of an experience ever meets it: the jury
and the public never do.
"""

from sqlmodel import Session, col, select

from app.content.text import N_
from app.domain import audit
from app.domain.cup.access import entries_to_run
from app.domain.cup.deadlines import require_writable
from app.domain.cup.locking import hold
from app.domain.errors import Forbidden, NotFound
from app.domain.jobs import enqueue
from app.domain.media.keeping import Incoming, Limits, taken
from app.domain.viewer import Viewer
from app.files.storage import Storage
from app.models.cup import Edition
from app.models.entries import Entry
from app.models.media import Media
from app.models.types import now

RECEIVED = N_("Received. Those who run the cup can open it in a moment; the jury cannot.")


def attach_proof(
    session: Session,
    storage: Storage,
    *,
    edition: Edition,
    entry: Entry,
    incoming: Incoming,
    limits: Limits,
    by: Viewer,
) -> Media:
    """Keep the file in place of an earlier one. Raises Invalid (field "file"), Late or Conflict."""
    if not (by.is_facilitator and entry.on_behalf_by_id == by.id):
        raise Forbidden
    hold(session, entry)
    require_writable(session, edition=edition, entry=entry)
    medium = taken(storage, incoming, limits, by=by)
    session.add(medium)
    session.flush()
    forget_proof(session, entry=entry)
    entry.consent_medium_id = medium.id
    session.add(entry)
    enqueue(session, "media_process", media_id=medium.id)
    audit.record(
        session,
        by=by,
        verb="entry.consent_proof",
        object_type="entry",
        object_id=entry.code,
        after={"medium": medium.public_id, "sha256": medium.sha256},
    )
    return medium


def forget_proof(session: Session, *, entry: Entry) -> None:
    """Take the file away for good, if there is one."""
    medium = _kept(session, entry)
    if medium is None:
        return
    medium.removed_at = now()
    session.add(medium)
    enqueue(session, "media_forget", media_id=medium.id)


def proof_of(session: Session, *, edition: Edition, code: str, viewer: Viewer) -> Media:
    """For its organisation, for who entered it, and for coordinators who may see the entry. Raises NotFound."""
    entry = session.exec(select(Entry).where(Entry.edition_id == edition.id, Entry.code == code)).first()
    medium = _kept(session, entry) if entry else None
    if entry is None or medium is None or not _may_see(session, edition, entry, viewer):
        raise NotFound
    return medium


def may_see_proof(session: Session, *, medium: Media, viewer: Viewer) -> bool:
    """Whether it is the proof of an entry whose proof this person may see."""
    if medium.case_id is not None:
        return False
    query = select(Entry, Edition).join(Edition, col(Edition.id) == Entry.edition_id)
    row = session.exec(query.where(Entry.consent_medium_id == medium.id)).first()
    return row is not None and _may_see(session, row[1], row[0], viewer)


def _kept(session: Session, entry: Entry) -> Media | None:
    query = select(Media).where(Media.id == entry.consent_medium_id, col(Media.removed_at).is_(None))
    return session.exec(query).first()


def _may_see(session: Session, edition: Edition, entry: Entry, viewer: Viewer) -> bool:
    if viewer.edits_for(entry.organisation_id) or (viewer.is_facilitator and entry.on_behalf_by_id == viewer.id):
        return True
    if not viewer.is_coordinator:
        return False
    to_run = entries_to_run(session, edition=edition, viewer=viewer).where(Entry.id == entry.id)
    return session.exec(to_run).first() is not None
