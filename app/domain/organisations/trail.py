"""The audit trail of one organisation, and what it says: who asked to join, whether a first look declined it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.content.text import N_
from app.domain import audit
from app.domain.viewer import Viewer
from app.models.organisations import Organisation
from app.models.people import User
from app.models.platform import AuditEvent

OBJECT = "organisation"
SENTENCES = {
    "organisation.create": N_("wrote down this organisation"),
    "organisation.change": N_("changed the profile"),
    "organisation.approve": N_("approved the organisation"),
    "organisation.decline": N_("declined the organisation"),
    "organisation.send_again": N_("sent the organisation to the coordinators again"),
    "organisation.export": N_("took along all data of the organisation"),
    "membership.ask": N_("asked to join"),
    "membership.refuse": N_("refused a request to join"),
    "membership.begin": N_("added a member"),
    "membership.change": N_("changed the role of a member"),
    "membership.end": N_("ended a membership"),
    "invitation.send": N_("invited somebody"),
    "invitation.revoke": N_("took back an invitation"),
    "relation.state": N_("stated a relation"),
    "relation.remove": N_("removed a relation"),
}
FORMER = N_("Former member")


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the history. `text` is marked for translation; `about` names the person it happened to."""

    at: datetime
    who: str
    text: str
    about: str
    note: str


def note(
    session: Session,
    *,
    organisation: Organisation,
    verb: str,
    by: Viewer,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Add one event to the organisation's trail; `verb` is one of SENTENCES."""
    audit.record(
        session,
        by=by,
        verb=verb,
        object_type=OBJECT,
        object_id=organisation.code,
        before=before,
        after=after,
    )


def events(session: Session, codes: Sequence[str], *verbs: str) -> Sequence[AuditEvent]:
    """The events of these verbs, oldest first."""
    query = select(AuditEvent).where(
        AuditEvent.object_type == OBJECT, col(AuditEvent.object_id).in_(codes), col(AuditEvent.verb).in_(verbs)
    )
    return session.exec(query.order_by(col(AuditEvent.id))).all()


def history(session: Session, organisation: Organisation, limit: int = 50) -> list[Happened]:
    """What happened to an organisation, newest first."""
    query = select(AuditEvent).where(
        AuditEvent.object_type == OBJECT,
        AuditEvent.object_id == organisation.code,
        col(AuditEvent.verb).in_(SENTENCES),
    )
    rows = session.exec(query.order_by(col(AuditEvent.id).desc()).limit(limit)).all()
    names = _names(session, rows)
    return [_told(event, names) for event in rows]


def _names(session: Session, rows: Sequence[AuditEvent]) -> dict[int, str]:
    ids = {event.by_id for event in rows} | {_subject(event) for event in rows}
    people = session.exec(select(User.id, User.name).where(col(User.id).in_(ids - {None}))).all()
    return {key: name for key, name in people if key is not None}


def _subject(event: AuditEvent) -> int | None:
    user_id = event.after.get("user_id") or event.before.get("user_id")
    return user_id if isinstance(user_id, int) and user_id != event.by_id else None


def _told(event: AuditEvent, names: Mapping[int, str]) -> Happened:
    return Happened(
        at=event.at,
        who=names.get(event.by_id or 0, ""),
        text=SENTENCES[event.verb],
        about=names.get(_subject(event) or 0, ""),
        note=str(event.after.get("reason", "")),
    )
