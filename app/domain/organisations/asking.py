"""Asking to join: a request is an event of the audit trail, open until an owner has answered it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.content.text import N_
from app.domain.errors import Conflict, NotFound
from app.domain.notices import notify
from app.domain.organisations import trail
from app.domain.organisations.access import belongs, deciders
from app.domain.organisations.members import join
from app.domain.viewer import Viewer
from app.models.organisations import MemberRole, Membership, Organisation
from app.models.people import User
from app.models.platform import AuditEvent
from app.models.types import now

ASK, REFUSE, BEGIN = "membership.ask", "membership.refuse", "membership.begin"
# After a refusal; the organisation can still invite the person any day.
WAIT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Request:
    user_id: int
    name: str
    email: str
    message: str
    at: datetime
    organisation_code: str


def ask(session: Session, *, organisation: Organisation, message: str, by: Viewer) -> None:
    """Ask its owners (coordinators where it has none) to be made a member. Raises Conflict."""
    if belongs(by, organisation):
        raise Conflict(N_("You belong to this organisation already."))
    last = _last_events(session, [organisation.code]).get((organisation.code, by.id or 0))
    if last and last.verb == ASK:
        raise Conflict(N_("You have asked already. The owners will answer."))
    if last and last.verb == REFUSE and now() - last.at < WAIT:
        raise Conflict(N_("The owners have answered no. You can ask again after a month."))
    after = {"user_id": by.id, "message": message}
    trail.note(session, organisation=organisation, verb=ASK, by=by, after=after)
    notify(
        session,
        people=deciders(session, organisation),
        kind="membership_asked",
        path=f"/organisations/{organisation.code}/members",
        person=by.user.name if by.user else "",
        organisation=organisation.name,
    )


def grant(session: Session, *, organisation: Organisation, user_id: int, role: MemberRole, by: Viewer) -> None:
    """Say yes. Raises NotFound if there is no open request of this person."""
    join(session, organisation=organisation, user=_asker(session, organisation, user_id), role=role, by=by)
    _answer(session, organisation, user_id, "membership_granted", by)


def refuse(session: Session, *, organisation: Organisation, user_id: int, by: Viewer) -> None:
    """Say no. Raises NotFound if there is no open request of this person."""
    _asker(session, organisation, user_id)
    trail.note(session, organisation=organisation, verb=REFUSE, by=by, after={"user_id": user_id})
    _answer(session, organisation, user_id, "membership_refused", by)


def has_asked(session: Session, *, organisation: Organisation, viewer: Viewer) -> bool:
    """Whether this person's request still waits for an answer."""
    last = _last_events(session, [organisation.code]).get((organisation.code, viewer.id or 0))
    return last is not None and last.verb == ASK


def open_requests(session: Session, organisation: Organisation) -> list[Request]:
    return requests_at(session, {organisation.id or 0: organisation.code})


def requests_at(session: Session, codes: dict[int, str]) -> list[Request]:
    """The open requests at several organisations (id to code), the oldest first."""
    asked = {key: event for key, event in _last_events(session, list(codes.values())).items() if event.verb == ASK}
    if not asked:
        return []
    inside = _memberships(session, codes)
    people = {user.id: user for user in _living(session, {user_id for _, user_id in asked})}
    return [
        Request(
            user_id, people[user_id].name, people[user_id].email or "", event.after.get("message", ""), event.at, code
        )
        for (code, user_id), event in asked.items()
        if user_id in people and (code, user_id) not in inside
    ]


def _last_events(session: Session, codes: Sequence[str]) -> dict[tuple[str, int], AuditEvent]:
    """The latest of asking, refusing and joining, by organisation and person."""
    rows = trail.events(session, codes, ASK, REFUSE, BEGIN) if codes else []
    return {(event.object_id, int(event.after.get("user_id") or 0)): event for event in rows}


def _memberships(session: Session, codes: dict[int, str]) -> set[tuple[str, int]]:
    rows = session.exec(
        select(Membership.organisation_id, Membership.user_id).where(col(Membership.organisation_id).in_(codes))
    ).all()
    return {(codes[organisation_id], user_id) for organisation_id, user_id in rows}


def _living(session: Session, ids: Collection[int]) -> Sequence[User]:
    return session.exec(select(User).where(col(User.id).in_(ids), col(User.deleted_at).is_(None))).all()


def _asker(session: Session, organisation: Organisation, user_id: int) -> User:
    if user_id not in {request.user_id for request in open_requests(session, organisation)}:
        raise NotFound
    return session.get_one(User, user_id)


def _answer(session: Session, organisation: Organisation, user_id: int, kind: str, by: Viewer) -> None:
    path = f"/organisations/{organisation.code}"
    notify(session, people=[user_id], kind=kind, path=path, besides=by.id, organisation=organisation.name)
