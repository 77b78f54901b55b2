"""Who has a visit in their calendar by mail, and which state of it they were last sent.

Every verb that changes what calendars show calls `invite_soon`; its job sends what is due and notes it in the same
transaction, so that nothing is sent twice and nothing forgotten.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from app.domain.jobs import enqueue
from app.domain.visits.access import TAKING_PLACE, guests_of
from app.domain.visits.telling import concerned_by
from app.models.demands import Demand, Offer
from app.models.people import Digest, User
from app.models.types import now
from app.models.visits import Invitation, Participant, Visit, VisitEvent, VisitState

# Somebody who writes a programme saves it many times: their changes travel together.
GATHERED = timedelta(minutes=5)
OVER = (VisitState.CANCELLED, VisitState.DID_NOT_HAPPEN)
# What is worth a mail to everybody. Who takes part, and that it has begun, stands in no calendar.
SHOWN = ("make", "join", "move", "details", "programme", "confirm", "unconfirm", "leave")


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody at an address, with an account or without."""

    email: str
    language: str
    user: User | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """What an address is to be sent: the visit, or that it is gone. `again`: it was sent an earlier state."""

    invitee: Invitee
    cancelled: bool
    again: bool


def invite_soon(session: Session, *, visit: Visit) -> None:
    """Have calendars told: of a cancellation at once, of other changes when no more follow."""
    over = visit.state in OVER
    key = f"visit_invitations:{visit.id}{':over' if over else ''}"
    at = now() if over else now() + GATHERED
    enqueue(session, "visit_invitations", key=key, run_at=at, visit_id=visit.id)


def invite_all(session: Session) -> int:
    """Look after all visits to come: people join and leave organisations without a visit being touched."""
    ids = session.exec(select(Visit.id).where(col(Visit.state).in_(TAKING_PLACE)).order_by(col(Visit.id))).all()
    for number in ids:
        enqueue(session, "visit_invitations", key=f"visit_invitations:{number}", visit_id=number)
    return len(ids)


def invitees(session: Session, *, visit: Visit) -> list[Invitee]:
    """People who act for host and guests and want mails, participants who gave an address, the coordinator."""
    users = session.exec(select(User).where(col(User.id).in_(sorted(concerned_by(session, visit))))).all()
    found = {user.email: Invitee(user.email, user.language, user) for user in users if user.email and _wants(user)}
    for one in _participants(session, visit, taken=found):
        found.setdefault(one.email, one)
    return [found[email] for email in sorted(found)]


def _wants(user: User) -> bool:
    return user.digest is not Digest.NEVER and not user.deleted_at and not user.blocked_at


def _participants(session: Session, visit: Visit, taken: Iterable[str]) -> list[Invitee]:
    """Whose account wants no mails gets none here either."""
    query = select(Participant).where(
        Participant.visit_id == visit.id, col(Participant.consent_at).is_not(None), Participant.email != ""
    )
    people = [one for one in session.exec(query).all() if one.email.lower() not in taken]
    accounts = _accounts(session, {one.email.lower() for one in people})
    languages = _languages(session, visit) if people else {}
    return [
        Invitee(email, user.language if user else languages.get(one.organisation_id or 0, languages[0]), user)
        for one in people
        for email, user in [(one.email.lower(), accounts.get(one.email.lower()))]
        if user is None or _wants(user)
    ]


def _accounts(session: Session, emails: set[str]) -> dict[str, User]:
    found = session.exec(select(User).where(col(User.email).in_(sorted(emails)))).all() if emails else []
    return {user.email: user for user in found if user.email}


def _languages(session: Session, visit: Visit) -> dict[int, str]:
    """In which language each organisation wrote; 0 for everybody else, who reads what the hosts do."""
    offer = session.get_one(Offer, visit.offer_id)
    guests = guests_of(session, visit=visit)
    spoken = {one.organisation_id: session.get_one(Demand, one.demand_id).language for one in guests}
    return {**spoken, visit.host_id: offer.language, 0: offer.language}


def due(session: Session, *, visit: Visit) -> list[Due]:
    """What is to be sent now. Whoever sends it holds the visit locked, and notes it with `sent`."""
    rows = session.exec(select(Invitation).where(Invitation.visit_id == visit.id)).all()
    kept = {one.email: one for one in rows if not one.cancelled}
    wanted = invitees(session, visit=visit) if visit.state in TAKING_PLACE else []
    over = visit.state in OVER
    gone = sorted(set(kept) - {one.email for one in wanted}) if over or visit.state in TAKING_PLACE else []
    changed = _last_change(session, visit) if kept else None
    news = [
        Due(one, cancelled=False, again=one.email in kept)
        for one in wanted
        if one.email not in kept or _behind(kept[one.email], visit, changed)
    ]
    return news + _cancelled(session, visit, gone)


def _behind(sent: Invitation, visit: Visit, changed: datetime | None) -> bool:
    return sent.sequence < visit.sequence and changed is not None and sent.sent_at < changed


def _last_change(session: Session, visit: Visit) -> datetime | None:
    """Verbs hold the visit while they change it, as the one who sends does: no change falls between two mails."""
    query = select(func.max(VisitEvent.at)).where(
        VisitEvent.about == "visit", VisitEvent.about_id == visit.id, col(VisitEvent.verb).in_(SHOWN)
    )
    return session.exec(query).one()


def _cancelled(session: Session, visit: Visit, emails: list[str]) -> list[Due]:
    """Who has ended all mails since then is left in peace."""
    accounts = _accounts(session, set(emails))
    language = _languages(session, visit)[0] if emails else ""
    return [
        Due(Invitee(email, user.language if user else language, user), cancelled=True, again=True)
        for email in emails
        for user in [accounts.get(email)]
        if user is None or _wants(user)
    ]


def sent(session: Session, *, visit: Visit, one: Due) -> None:
    """Note which state of the visit an address has now."""
    query = select(Invitation).where(Invitation.visit_id == visit.id, Invitation.email == one.invitee.email)
    row = session.exec(query).first() or Invitation(visit_id=visit.id or 0, email=one.invitee.email, sequence=0)
    row.sequence, row.cancelled, row.sent_at = visit.sequence, one.cancelled, now()
    session.add(row)
